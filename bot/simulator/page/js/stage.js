/** Which windows are shown, in which order; tabs where they do not fit; the picker « Qui montrer ? ». */

import { calm, h, icon } from "./dom.js";
import { Forum } from "./forum.js";
import { NewGroup } from "./newgroup.js";
import { Phone } from "./phone.js";
import { badge } from "./placelist.js";
import { groupsOf } from "./places.js";

const MEMORY = "triade-windows";
const GLOW = 1800; // milliseconds

export class Stage {
  constructor(app, stage, tabs) {
    this.app = app;
    this.stage = stage;
    this.tabs = tabs;
    this.windows = new Map();
    this.watched = new Set();
    this.chosen = JSON.parse(sessionStorage.getItem(MEMORY) ?? "null");
    this.button = h("button", { type: "button", class: "tool", "aria-haspopup": "true", "aria-expanded": "false", onclick: () => this.togglePicker() }, icon("people"), h("span", { class: "roomy" }, "Qui montrer ?"));
    this.button.setAttribute("aria-label", "Qui montrer ?");
    this.picker = h("div", { class: "picker", hidden: true, role: "group", "aria-label": "Qui montrer ?" });
    this.maker = new NewGroup(
      (request) => app.attempt(request),
      () => this.making(),
    );
    this.eyes = new IntersectionObserver((seen) => this.looked(seen), { root: stage, threshold: 0.6 });
    document.addEventListener("visibilitychange", () => app.redraw());
    document.addEventListener("pointerdown", (event) => {
      if (!this.picker.contains(event.target) && !this.button.contains(event.target)) this.showPicker(false);
    });
    this.picker.addEventListener("keydown", (event) => event.key === "Escape" && this.showPicker(false));
  }

  /** Draw the newest state in every window that is shown. */
  update(state, follow) {
    this.state = state;
    const open = this.open();
    this.arrange(open);
    for (const key of open) {
      const window_ = this.windows.get(key);
      const watched = this.watched.has(key) && document.visibilityState === "visible";
      const { news, unread } = window_.update(state, { watched, follow });
      if (news) this.glow(window_, follow);
      window_.unread = unread;
    }
    this.drawTabs(open);
    this.maker.update(state);
    this.drawPicker(open);
  }

  /** What exists, as keys: people first, groups after. */
  everything() {
    return [...this.state.people.map((person) => `p${person.id}`), ...groupsOf(this.state).map((group) => `g${group.id}`)];
  }

  /** What is shown: the reader's choice, else two people who are in no group and the first forum. */
  open() {
    const all = this.everything();
    const chosen = this.chosen?.filter((key) => all.includes(key));
    if (chosen?.length) return all.filter((key) => chosen.includes(key));
    const inGroups = new Set(groupsOf(this.state).flatMap((group) => group.writers.map((person) => person.id)));
    const phones = this.state.people.filter((person) => !inGroups.has(person.id)).map((person) => `p${person.id}`);
    const groups = groupsOf(this.state).sort((a, b) => b.forum - a.forum).map((group) => `g${group.id}`);
    const first = [...phones.slice(0, 2), ...groups.slice(0, 1)];
    return first.length ? first : all.slice(0, 3);
  }

  arrange(open) {
    for (const [key, window_] of this.windows) {
      if (open.includes(key)) continue;
      this.eyes.unobserve(window_.element);
      window_.element.remove();
      this.windows.delete(key);
      this.watched.delete(key);
    }
    open.forEach((key, at) => {
      if (!this.windows.has(key)) this.add(key);
      const { element } = this.windows.get(key);
      if (this.stage.children[at] !== element) this.stage.insertBefore(element, this.stage.children[at] ?? null);
    });
    this.stage.dataset.count = String(open.length);
  }

  add(key) {
    const id = Number(key.slice(1));
    const window_ = key.startsWith("p") ? new Phone(this.app, id) : new Forum(this.app, id);
    this.windows.set(key, window_);
    this.eyes.observe(window_.element);
  }

  looked(seen) {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) this.watched.add(target.dataset.key);
      else this.watched.delete(target.dataset.key);
    }
    this.app.redraw();
  }

  /** Light a window up; while a story runs on a narrow page, also bring it into sight. */
  glow(window_, follow) {
    const { element } = window_;
    element.classList.add("news");
    clearTimeout(window_.glowing);
    window_.glowing = setTimeout(() => element.classList.remove("news"), GLOW);
    if (follow && !this.watched.has(window_.key)) this.reveal(window_.key);
  }

  reveal(key) {
    const { element } = this.windows.get(key);
    const left = element.offsetLeft - (this.stage.clientWidth - element.offsetWidth) / 2;
    this.stage.scrollTo({ left, behavior: calm.matches ? "auto" : "smooth" });
  }

  /** Show a window that may be hidden, and bring it into sight. */
  show(key) {
    const open = this.open();
    if (!open.includes(key)) this.choose([...open, key]);
    requestAnimationFrame(() => this.windows.has(key) && this.reveal(key));
    return this.windows.get(key);
  }

  hide(key) {
    this.choose(this.open().filter((one) => one !== key));
  }

  choose(keys) {
    this.chosen = keys;
    sessionStorage.setItem(MEMORY, JSON.stringify(keys));
    this.app.redraw();
  }

  /** While a story is told: show the people who play it, beside the groups that are shown now. */
  cast(people) {
    const keys = people.map((id) => `p${id}`);
    if (!this.state || !keys.length || this.players === keys.join()) return;
    this.players = keys.join();
    this.choose([...keys, ...this.open().filter((key) => key.startsWith("g"))]);
  }

  /** Who is shown now stays beside the group that is made; what to call with its id. */
  making() {
    const open = this.open();
    return (id) => {
      this.showPicker(false);
      this.choose([...open, `g${id}`]);
    };
  }

  // -- tabs -------------------------------------------------------------------------------------------------------

  drawTabs(open) {
    const drawn = JSON.stringify(open.map((key) => [key, this.windows.get(key).title, this.windows.get(key).about, this.windows.get(key).unread, this.watched.has(key)]));
    if (this.tabs.dataset.drawn === drawn) return;
    this.tabs.dataset.drawn = drawn;
    const had = this.tabs.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    this.tabs.replaceChildren(...open.map((key) => this.tab(this.windows.get(key))));
    if (had) this.tabs.querySelector(`[data-key="${had}"]`)?.focus({ preventScroll: true });
  }

  tab(window_) {
    const { key, title, about, unread } = window_;
    const now = this.watched.has(key);
    return h(
      "button",
      { type: "button", data: { key }, "aria-current": now ? "true" : undefined, onclick: () => this.reveal(key) },
      h("span", { class: "tab-text" }, h("b", {}, title), about && h("small", {}, about)),
      badge(unread),
    );
  }

  // -- picker -----------------------------------------------------------------------------------------------------

  togglePicker() {
    this.showPicker(this.picker.hidden);
    if (!this.picker.hidden) this.picker.querySelector("input")?.focus();
  }

  showPicker(open) {
    this.picker.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  drawPicker(open) {
    const people = this.state.people.map((person) => [`p${person.id}`, person.name, person.caption]);
    const groups = groupsOf(this.state).map((group) => [`g${group.id}`, group.title, group.forum ? "Forum" : "Groupe"]);
    const drawn = JSON.stringify([people, groups, open]);
    if (this.picker.dataset.drawn === drawn) return;
    this.picker.dataset.drawn = drawn;
    const had = this.picker.contains(document.activeElement) ? document.activeElement.value : "";
    this.picker.replaceChildren(...this.choices("Téléphones", people, open), ...this.choices("Groupes", groups, open), this.maker.element);
    if (had) this.picker.querySelector(`input[value="${had}"]`)?.focus();
  }

  choices(title, entries, open) {
    if (!entries.length) return [];
    const choice = ([key, name, about]) => {
      const flip = (event) => this.choose(event.target.checked ? [...open, key] : open.filter((one) => one !== key));
      return h("label", {}, h("input", { type: "checkbox", value: key, checked: open.includes(key), onchange: flip }), h("span", {}, name, about && h("small", {}, about)));
    };
    return [h("p", { class: "menu-head" }, title), ...entries.map(choice)];
  }
}
