/** A group as a wide window: its topics on the left, the open one on the right, written in as a chosen member. */

import { post } from "./api.js";
import { Conversation } from "./conversation.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { count } from "./format.js";
import { openMenu } from "./layers.js";
import { PlaceList } from "./placelist.js";
import { groupsOf, markSeen, placesOf, Watch } from "./places.js";

export class Forum {
  constructor(app, id) {
    this.app = app;
    this.id = id;
    this.key = `g${id}`;
    this.writer = 0;
    this.openId = undefined;
    this.watch = new Watch();
    this.build();
  }

  build() {
    this.heading = h("h2", {});
    this.caption = h("p", { class: "caption" });
    this.list = new PlaceList("Sujets", (key) => this.choose(key));
    this.add = iconButton("plus", "Nouveau sujet", () => this.newTopic());
    this.title_ = h("h3", {});
    this.members = h("p", {});
    const groupHead = h("header", { class: "chat-head" }, (this.face = h("span", { class: "face" })), h("div", { class: "chat-title" }, this.title_, this.members), this.add);
    this.side = h("nav", { class: "side", "aria-label": "Sujets" }, groupHead, this.list.element);
    this.topic = h("h3", {});
    this.state = h("p", {});
    this.select = h("select", { "aria-label": "Écrire en tant que", onchange: () => this.writeAs(Number(this.select.value)) });
    this.back = iconButton("back", "Tous les sujets", () => this.showTopics(true), { class: "icon-button only-narrow" });
    const as = h("label", { class: "as" }, h("span", {}, "Écrire en tant que"), h("span", { class: "select" }, this.select, icon("down")));
    const head = h("header", { class: "chat-head" }, this.back, h("div", { class: "chat-title" }, this.topic, this.state), as);
    this.screen = h("div", { class: "screen" });
    this.conversation = new Conversation(this.app, this.screen);
    this.chat = h("div", { class: "chat" }, head, this.conversation.element);
    this.screen.append(this.side, this.chat);
    this.element = h("section", { class: "window forum", data: { key: this.key, view: "topics" } }, h("div", { class: "label" }, this.heading, this.caption), h("div", { class: "frame" }, this.screen));
  }

  /** Draw the newest state. `watched`: somebody looks at it; `follow`: open whatever topic has news. */
  update(state, { watched, follow }) {
    const group = groupsOf(state).find((one) => one.id === this.id);
    this.group = group;
    this.showWriters(group.writers);
    const person = group.writers.find((one) => one.id === this.writer);
    const chat = person.chats.find((one) => one.id === this.id);
    const places = placesOf(person, chat);
    const place = this.pick(places, follow);
    this.showHead(group, chat, place);
    const shown = this.conversation.show(place, state);
    const beside = this.lively !== undefined && this.lively.key !== place.key && !this.lively.messages.at(-1)?.mine;
    const news = shown || beside || (follow && this.lively !== undefined);
    const narrowList = this.side.offsetParent !== null && this.chat.offsetParent === null;
    if (watched && !narrowList && this.conversation.timeline.stick) markSeen(place);
    this.list.show(places, state.now, { open: place.key, topics: true });
    return { news, unread: places.reduce((sum, one) => sum + one.unread, 0) };
  }

  pick(places, follow) {
    this.lively = this.watch.look(places);
    if (follow && this.lively) {
      this.openId = this.lively.topic?.id ?? null;
      this.element.dataset.view = "chat";
    }
    const found = places.find((place) => (place.topic?.id ?? null) === this.openId) ?? places[0];
    this.openId = found.topic?.id ?? null;
    return found;
  }

  showHead(group, chat, place) {
    this.title = group.forum ? "Forum" : group.title;
    this.about = group.forum ? group.title : "Groupe";
    this.element.setAttribute("aria-label", `${group.forum ? "Forum" : "Groupe"} ${group.title}`);
    this.heading.textContent = group.title;
    this.caption.textContent = group.forum ? "Forum des conseillers" : "Groupe";
    this.title_.textContent = group.title;
    this.members.textContent = count(chat.members.length, "membre", "membres");
    if (this.face.dataset.of !== group.title) this.face.replaceChildren(avatar({ id: group.id, name: group.title }));
    this.face.dataset.of = group.title;
    this.topic.textContent = place.title;
    this.state.textContent = place.topic?.closed ? "sujet fermé" : chat.action ? "le bot écrit…" : count(place.messages.filter((one) => !one.service).length, "message", "messages");
    if (chat.action) this.app.refreshSoon(5000);
    this.add.hidden = !chat.forum;
    this.element.classList.toggle("plain", !chat.forum);
  }

  showWriters(writers) {
    if (!writers.some((one) => one.id === this.writer)) this.writer = writers[0].id;
    const drawn = writers.map((one) => `${one.id}${one.name}`).join();
    if (this.select.dataset.drawn !== drawn) {
      this.select.dataset.drawn = drawn;
      this.select.replaceChildren(...writers.map((one) => h("option", { value: String(one.id) }, one.name)));
    }
    this.select.value = String(this.writer);
  }

  writeAs(person) {
    this.writer = person;
    this.app.redraw();
  }

  choose(key) {
    const id = key.split(":")[2];
    this.openId = id ? Number(id) : null;
    this.showTopics(false);
  }

  showTopics(open) {
    this.element.dataset.view = open ? "topics" : "chat";
    this.app.redraw();
    const target = open ? this.list.element.querySelector("[aria-current]") : this.conversation.composer.input;
    if (open || !matchMedia("(pointer: coarse)").matches) target?.focus({ preventScroll: true });
  }

  /** Open a topic and light a message up. */
  goTo(topic, message) {
    this.openId = topic;
    this.showTopics(false);
    this.conversation.jump(message);
  }

  newTopic() {
    const input = h("input", { type: "text", maxlength: "128", required: true, "aria-label": "Nom du sujet", placeholder: "Nom du sujet" });
    const create = async (event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (!name) return;
      shut();
      await this.conversation.attempt(post(`/sim/groups/${this.id}/create_topic`, { name, by: this.writer }).then(({ id }) => (this.openId = id)));
      this.showTopics(false);
    };
    const form = h("form", { class: "menu-form", onsubmit: create }, input, h("button", { type: "submit", class: "wide primary" }, "Créer"));
    const shut = openMenu(this.add, [], { head: form, label: "Nouveau sujet" });
  }
}
