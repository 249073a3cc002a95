/** « Raconter l’histoire »: start it, and show its steps while the telephones play it. */

import { get, post } from "./api.js";
import { h, icon } from "./dom.js";

const PERIOD = 700; // milliseconds between two looks while it runs
const STATES = { todo: "à venir", now: "en cours", done: "fait", failed: "échec" };

export class Story {
  /** `onTold(running, people)` is told while the story runs, and once when it has ended; `people` play in it. */
  constructor(panel, attempt, onTold) {
    this.panel = panel;
    this.attempt = attempt;
    this.onTold = onTold;
    this.running = false;
    this.button = h("button", { type: "button", class: "tool primary", hidden: true, onclick: () => this.start() }, icon("play"), h("span", { class: "roomy" }, "Raconter l’histoire"), h("span", { class: "brief" }, "L’histoire"));
    this.button.setAttribute("aria-label", "Raconter l’histoire");
    this.text = h("span", { class: "story-now", role: "status" });
    this.bar = h("span", { class: "story-bar", "aria-hidden": "true" }, h("i", {}));
    this.steps = h("ol", { class: "story-steps" });
    this.more = h("details", {}, h("summary", { "aria-label": "Toutes les étapes" }, h("span", { class: "roomy" }, "Toutes les étapes"), h("span", { class: "brief" }, "Étapes")), this.steps);
    this.shut = h("button", { type: "button", class: "tool", onclick: () => (this.panel.hidden = true) }, "Fermer");
    panel.append(h("div", { class: "story-line" }, this.text, this.bar, this.more, this.shut));
    this.look();
  }

  async start() {
    this.button.disabled = true;
    if (!(await this.attempt(post("/sim/story")))) this.button.disabled = false;
    this.panel.hidden = false;
    this.look();
  }

  async look() {
    const story = await get("/sim/story").catch(() => undefined);
    if (story === null) return; // this server has no story to tell
    if (story?.ready) this.draw(story);
    if (!story?.ready || story.running) setTimeout(() => this.look(), PERIOD); // the stage is being set, or it is told
  }

  draw(story) {
    this.button.hidden = false;
    this.button.disabled = story.running;
    const turned = story.running !== this.running;
    this.running = story.running;
    if (turned && story.running) this.panel.hidden = false;
    if (turned || story.running) this.onTold(story.running, story.people ?? []);
    const drawn = JSON.stringify(story);
    if (this.drawn === drawn) return;
    this.drawn = drawn;
    const at = story.steps.findIndex((step) => step.state === "now" || step.state === "failed");
    const done = story.steps.filter((step) => step.state === "done").length;
    this.text.replaceChildren(...this.sentence(story, at, done));
    this.panel.classList.toggle("failed", Boolean(story.error) || story.steps.some((step) => step.state === "failed"));
    this.bar.firstChild.style.width = `${story.steps.length ? (100 * done) / story.steps.length : 0}%`;
    this.shut.hidden = story.running;
    this.steps.replaceChildren(
      ...story.steps.map((step) => h("li", { class: step.state, "aria-current": step.state === "now" ? "step" : undefined }, h("i", { "aria-hidden": "true" }), step.title, h("span", { class: "unseen" }, ` (${STATES[step.state] ?? step.state})`))),
    );
  }

  sentence(story, at, done) {
    if (story.error) return [h("b", {}, "L’histoire s’est arrêtée"), ` ${story.error}`];
    if (at >= 0) return [h("b", {}, `Étape ${at + 1} sur ${story.steps.length}`), ` ${story.steps[at].title}`];
    if (done && done === story.steps.length) return [h("b", {}, "L’histoire est finie"), " Tout peut être relu, et continué à la main."];
    return [h("b", {}, "L’histoire commence…")];
  }
}
