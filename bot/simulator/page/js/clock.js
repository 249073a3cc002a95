/** The clock bar: simulated date and time, and the buttons that move it. */

import { post } from "./api.js";
import { h } from "./dom.js";
import { longDate, shortDate } from "./format.js";

const MOVES = [
  ["+1 h", "Avancer d’une heure", { advance: 3600 }],
  ["+1 jour", "Avancer d’un jour", { advance: 86400 }],
  ["Prochain matin ouvré", "Avancer au prochain matin ouvré, 9 h", { to: "next working morning" }, "Matin ouvré"],
];

export class ClockBar {
  /** `attempt(promise)` shows a refusal. */
  constructor(place, attempt) {
    this.long = h("span", { class: "long" });
    this.short = h("span", { class: "short" });
    this.time = h("time", { class: "now" }, this.long, this.short);
    const move = ([text, label, body, brief = text]) => {
      const act = () => attempt(post("/sim/clock", body));
      return h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: act }, h("span", { class: "roomy" }, text), h("span", { class: "brief" }, brief));
    };
    place.append(this.time, h("div", { class: "moves", role: "group", "aria-label": "Avancer le temps" }, MOVES.map(move)));
    this.offset = 0;
    setInterval(() => this.draw(), 1000);
  }

  update(state) {
    const offset = state.now - Date.now() / 1000;
    const jumped = this.known && Math.abs(offset - this.offset) > 60;
    this.offset = offset;
    this.known = true;
    this.draw();
    if (!jumped) return;
    this.time.classList.remove("jumped");
    requestAnimationFrame(() => this.time.classList.add("jumped"));
  }

  draw() {
    if (!this.known) return;
    const now = Date.now() / 1000 + this.offset;
    const text = longDate(now);
    if (this.long.textContent === text) return;
    this.long.textContent = text;
    this.short.textContent = shortDate(now);
    this.time.setAttribute("datetime", new Date(now * 1000).toISOString());
  }
}
