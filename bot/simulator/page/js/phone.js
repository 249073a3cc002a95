/** One person's telephone: a frame, her list of chats, and the chat that is open. */

import { act } from "./api.js";
import { Conversation } from "./conversation.js";
import { avatar, h, iconButton } from "./dom.js";
import { count, hour } from "./format.js";
import { openMenu } from "./layers.js";
import { badge, PlaceList } from "./placelist.js";
import { markSeen, phonePlaces, Watch } from "./places.js";

const ACTIONS = {
  typing: "écrit…",
  upload_photo: "envoie une photo…",
  record_voice: "enregistre un message vocal…",
  upload_voice: "envoie un message vocal…",
  upload_document: "envoie un document…",
  upload_video: "envoie une vidéo…",
  choose_sticker: "choisit un autocollant…",
};

export class Phone {
  constructor(app, id) {
    this.app = app;
    this.id = id;
    this.key = `p${id}`;
    this.openKey = "";
    this.watch = new Watch();
    this.build();
  }

  build() {
    this.clock = h("span", {});
    this.face = h("span", { class: "face" });
    this.name = h("h3", {});
    this.state = h("p", {});
    this.others = h("span", { class: "others" });
    this.back = iconButton("back", "Toutes les conversations", () => this.showList(true));
    this.back.append(this.others);
    const more = iconButton("more", "Plus", () => this.menu(more));
    const head = h("header", { class: "chat-head" }, this.back, this.face, h("div", { class: "chat-title" }, this.name, this.state), more);
    this.screen = h("div", { class: "screen" });
    this.conversation = new Conversation(this.app, this.screen);
    this.list = new PlaceList("Conversations", (key) => this.choose(key));
    this.home = h("div", { class: "home", hidden: true }, h("header", { class: "chat-head" }, h("h3", {}, "Conversations")), this.list.element);
    this.chat = h("div", { class: "chat" }, head, this.conversation.element);
    const status = h("div", { class: "status-bar", "aria-hidden": "true" }, this.clock, h("i", { class: "notch" }), h("i", { class: "battery" }));
    this.screen.append(status, this.home, this.chat);
    this.caption = h("p", { class: "caption" });
    this.heading = h("h2", {});
    this.element = h("section", { class: "window phone", data: { key: this.key } }, h("div", { class: "label" }, this.heading, this.caption), h("div", { class: "frame" }, this.screen));
  }

  /** Draw the newest state. `watched`: somebody looks at it; `follow`: open whatever chat has news. */
  update(state, { watched, follow }) {
    const person = state.people.find((one) => one.id === this.id);
    this.person = person;
    this.current = state;
    const places = phonePlaces(state, person);
    const place = this.pick(places, follow);
    this.title = person.first_name;
    this.about = person.caption;
    this.heading.textContent = person.name;
    this.caption.textContent = person.caption || (person.username ? `@${person.username}` : "");
    this.element.setAttribute("aria-label", `Téléphone de ${person.name}`);
    this.clock.textContent = hour(state.now);
    this.showHead(place, places);
    const shown = this.conversation.show(place, state);
    const beside = this.lively !== undefined && this.lively.key !== place.key && !this.lively.messages.at(-1)?.mine;
    const news = shown || beside || (follow && this.lively !== undefined);
    if (watched && !this.chat.hidden && this.conversation.timeline.stick) markSeen(place);
    this.list.show(places, state.now, { open: this.chat.hidden ? "" : place.key });
    const unread = places.reduce((sum, one) => sum + one.unread, 0);
    const elsewhere = unread - place.unread;
    this.others.replaceChildren(...[badge(elsewhere)].filter(Boolean));
    this.back.hidden = places.length < 2;
    return { news, unread };
  }

  /** The open place; with `follow`, the one where something happened last. */
  pick(places, follow) {
    this.lively = this.watch.look(places);
    if (follow && this.lively) {
      this.openKey = this.lively.key;
      this.home.hidden = true;
      this.chat.hidden = false;
    }
    const found = places.find((place) => place.key === this.openKey) ?? places.find((place) => place.chat.kind === "private") ?? places[0];
    this.openKey = found.key;
    return found;
  }

  showHead(place, places) {
    const { chat } = place;
    this.name.textContent = place.topic ? place.title : chat.title;
    const doing = ACTIONS[chat.action] ?? (chat.action ? "écrit…" : "");
    this.state.textContent = doing || (chat.blocked ? "bloqué" : chat.kind === "private" ? "bot" : count(chat.members.length, "membre", "membres"));
    this.state.classList.toggle("doing", Boolean(doing));
    if (doing) this.app.refreshSoon(5000);
    const face = `${chat.id}`;
    if (this.face.dataset.of !== face) this.face.replaceChildren(avatar({ id: chat.id, name: chat.title }, chat.kind === "private"));
    this.face.dataset.of = face;
    this.place = place;
    this.places = places;
  }

  showList(open) {
    this.home.hidden = !open;
    this.chat.hidden = open;
    this.app.redraw();
    if (open) this.list.element.querySelector("button")?.focus({ preventScroll: true });
  }

  choose(key) {
    this.openKey = key;
    this.showList(false);
    this.conversation.composer.input.focus({ preventScroll: true });
  }

  /** Open the chat with a bot. */
  openBot(bot) {
    this.openKey = this.places.find((place) => place.chat.id === bot)?.key ?? this.openKey;
    this.showList(false);
  }

  menu(anchor) {
    const { chat } = this.place;
    const bot = { bot: chat.id };
    const go = (gesture) => () => this.conversation.attempt(act(this.id, gesture, bot));
    const isBot = chat.kind === "private";
    openMenu(
      anchor,
      [
        isBot && { label: "Redémarrer (/start)", sign: "play", act: go("start") },
        isBot && !chat.blocked && { label: "Bloquer le bot", sign: "block", danger: true, act: go("block") },
        isBot && chat.blocked && { label: "Débloquer le bot", sign: "check", act: go("unblock") },
        { label: "Ne plus montrer ce téléphone", sign: "close", act: () => this.app.hide(this.key) },
      ],
      { label: "Plus" },
    );
  }
}
