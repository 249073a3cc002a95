/** « Nouveau groupe »: a name and who is in it; the bot comes in as administrator, as the three would add it. */

import { post } from "./api.js";
import { h } from "./dom.js";

export class NewGroup {
  /** `attempt` runs a request and shows its refusal; `begin` returns what gets the id of the new group. */
  constructor(attempt, begin) {
    this.attempt = attempt;
    this.begin = begin;
    this.name = h("input", { type: "text", required: true, maxLength: 60, value: "Alternance", "aria-label": "Nom du groupe" });
    this.people = h("div", { role: "group", "aria-label": "Qui y est ?" });
    this.element = h(
      "details",
      { class: "maker" },
      h("summary", {}, "Nouveau groupe"),
      h("form", { onsubmit: (event) => this.submit(event) }, this.name, this.people, h("button", { type: "submit", class: "tool" }, "Créer, avec le bot administrateur")),
    );
  }

  /** Who can be in it; ticks stay as long as the people are the same. */
  update({ people, bots }) {
    this.bots = bots;
    const here = people.filter((person) => !person.deleted);
    const drawn = JSON.stringify(here.map((person) => [person.id, person.name]));
    if (this.people.dataset.drawn === drawn) return;
    this.people.dataset.drawn = drawn;
    this.people.replaceChildren(...here.map((person) => h("label", {}, h("input", { type: "checkbox", value: String(person.id) }), h("span", {}, person.name))));
  }

  submit(event) {
    event.preventDefault();
    const [owner, ...others] = [...this.people.querySelectorAll("input:checked")].map((one) => Number(one.value));
    if (owner) this.attempt(this.make(owner, others));
  }

  async make(owner, others) {
    const made = this.begin();
    const { id } = await post("/sim/groups", { title: this.name.value, owner });
    for (const who of others) await post(`/sim/groups/${id}/add`, { who });
    for (const bot of this.bots) {
      await post(`/sim/groups/${id}/add`, { who: bot.id });
      await post(`/sim/groups/${id}/promote`, { who: bot.id });
    }
    this.element.open = false;
    made(id);
  }
}
