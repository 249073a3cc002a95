/** The page: one state from the server, drawn in every window. */

import { Refusal } from "./api.js";
import { ClockBar } from "./clock.js";
import { toast } from "./layers.js";
import { live } from "./live.js";
import { Stage } from "./stage.js";
import { Story } from "./story.js";

class App {
  constructor() {
    this.state = null;
    this.timer = 0;
    this.stage = new Stage(this, document.getElementById("stage"), document.getElementById("tabs"));
    this.clock = new ClockBar(document.getElementById("clock"), (request) => this.attempt(request));
    this.story = new Story(document.getElementById("story"), (request) => this.attempt(request), (running, people) => this.told(running, people));
    document.getElementById("tools").append(this.story.button, this.stage.button, this.stage.picker);
    const lost = document.getElementById("lost");
    this.source = live(
      (state) => this.update(state),
      (well) => (lost.hidden = well),
    );
  }

  update(state) {
    this.state = state;
    this.clock.update(state);
    this.stage.update(state, this.story.running);
    document.body.dataset.version = String(state.version);
  }

  /** Draw the same state again: the reader has opened, closed or seen something. */
  redraw() {
    if (!this.state || this.drawing) return;
    this.drawing = true;
    this.stage.update(this.state, this.story.running);
    this.drawing = false;
  }

  told(running, people) {
    if (running) this.stage.cast(people);
    this.redraw();
  }

  /** Read the state again later: something on the screen ends by itself. */
  refreshSoon(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.source.refresh(), milliseconds);
  }

  /** Open a message of a forum; false when no window can show it. */
  goTo({ group, topic, message }) {
    const key = `g${group}`;
    if (!this.stage.everything().includes(key)) return false;
    this.stage.show(key)?.goTo(topic, message);
    return true;
  }

  showPhone(person, bot) {
    this.stage.show(`p${person}`)?.openBot(bot);
  }

  hide(key) {
    this.stage.hide(key);
  }

  async attempt(request) {
    try {
      await request;
      return true;
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      toast(document.body, refusal.message);
      return false;
    }
  }
}

new App();
