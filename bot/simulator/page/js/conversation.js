/** One open chat or topic as one person sees it: pinned line, messages, and the place to write. */

import { act, Refusal } from "./api.js";
import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { gist } from "./format.js";
import { alertBox, announce, openMenu, toast } from "./layers.js";
import { readLink } from "./links.js";
import { Timeline } from "./timeline.js";

const REACTIONS = ["👍", "❤", "🎉", "🔥", "😁", "🤔", "😢", "🙏"];
const PATIENCE = 15; // seconds a button waits for the bot's answer

export class Conversation {
  /** `host` holds toasts and alerts; `app` knows the other windows. */
  constructor(app, host) {
    this.app = app;
    this.host = host;
    this.place = null;
    this.presses = null;
    this.composer = new Composer((request) => this.attempt(request));
    this.timeline = new Timeline({
      press: (message, button) => this.attempt(act(this.person, "press", { chat: this.chat, message: message.id, button: button.callback_data })),
      open: (href, anchor) => this.open(href, anchor),
      say: (text) => this.composer.say(text),
      menu: (message, anchor) => this.menu(message, anchor),
      jump: (id) => this.jump(id),
      react: (message, emoji) => this.attempt(act(this.person, "react", { chat: this.chat, message: message.id, emoji })),
      copy: (text) => this.copy(text),
    });
    this.pinned = h("button", { type: "button", class: "pinned", hidden: true });
    this.pinned.addEventListener("click", () => this.jump(Number(this.pinned.dataset.id)));
    this.start = h("div", { class: "start" });
    this.foot = h("footer", {}, this.composer.element, this.start);
    this.intro = h("div", { class: "intro", hidden: true }, h("div", {}, h("b", {}, "Que peut faire ce bot ?"), (this.introText = h("p", {}))));
    this.timeline.element.append(this.intro);
    this.element = h("div", { class: "conversation" }, this.pinned, this.timeline.element, this.foot);
  }

  get person() {
    return this.place.person.id;
  }

  get chat() {
    return this.place.chat.id;
  }

  /** Draw the place. Returns whether something new came from somebody else. */
  show(place, state) {
    this.place = place;
    this.state = state;
    this.composer.show(place);
    this.showFoot();
    this.showPinned();
    const news = this.timeline.show(place, state.now, place.chat.kind !== "private").filter((message) => !message.mine);
    this.timeline.wait(this.pending());
    this.showAnswers();
    const last = news.at(-1);
    if (last) announce(`${place.person.name}, ${place.title} : ${last.isNew ? "" : "modifié, "}${last.from.name}, ${gist(last)}`);
    return news.length > 0;
  }

  // -- what stands below ------------------------------------------------------------------------------------------

  showFoot() {
    const { chat, person } = this.place;
    const fresh = chat.kind === "private" && !chat.started && !chat.blocked;
    const mode = person.deleted ? "deleted" : chat.blocked ? "blocked" : fresh ? "fresh" : "open";
    this.composer.element.hidden = mode !== "open";
    this.start.hidden = mode === "open";
    this.intro.hidden = mode !== "fresh" || !chat.description || this.place.messages.length > 0;
    this.introText.textContent = chat.description;
    if (this.start.dataset.mode === `${mode}${this.place.key}`) return;
    this.start.dataset.mode = `${mode}${this.place.key}`;
    if (mode === "deleted") this.start.replaceChildren(h("p", {}, "Ce compte a été supprimé."));
    if (mode === "blocked") this.start.replaceChildren(h("button", { type: "button", class: "wide", onclick: () => this.gesture("unblock") }, "Débloquer"));
    if (mode === "fresh") this.start.replaceChildren(...this.welcome());
  }

  welcome() {
    const start = h("button", { type: "button", class: "wide primary", onclick: () => this.gesture("start") }, "Démarrer");
    const input = h("input", { type: "url", placeholder: "https://t.me/…", "aria-label": "Lien d’invitation", required: true });
    const follow = (event) => {
      event.preventDefault();
      const link = readLink(input.value.trim());
      if (link?.bot) this.startBot(link);
      else toast(this.host, "Ce n’est pas un lien d’invitation.");
    };
    const invited = h("details", { class: "invited" }, h("summary", {}, "J’ai reçu un lien d’invitation"), h("form", { onsubmit: follow }, input, h("button", { type: "submit", class: "wide" }, "Ouvrir")));
    return [start, invited];
  }

  gesture(name) {
    return this.attempt(act(this.person, name, { bot: this.chat }));
  }

  showPinned() {
    const id = this.place.chat.pinned.findLast((one) => this.place.messages.some((message) => message.id === one));
    this.pinned.hidden = !id;
    if (!id) return;
    const text = gist(this.place.messages.find((message) => message.id === id));
    const drawn = `${id}:${text}`;
    if (this.pinned.dataset.drawn === drawn) return;
    Object.assign(this.pinned.dataset, { drawn, id });
    this.pinned.replaceChildren(icon("pin"), h("span", {}, h("b", {}, "Message épinglé"), text));
  }

  // -- buttons and their answers ----------------------------------------------------------------------------------

  pending() {
    const waits = this.place.person.presses.filter((one) => one.chat === this.chat && !one.answered && this.state.now - one.at < PATIENCE);
    if (waits.length) this.app.refreshSoon(PATIENCE * 1000);
    return new Set(waits.map((one) => `${one.message}:${one.data}`));
  }

  /** Show what the bot answered to presses since the last time, once. */
  showAnswers() {
    const here = this.place.person.presses.filter((one) => one.chat === this.chat && one.answered).map((one) => [one.id, one]);
    const answered = new Map(here);
    const known = this.presses?.key === this.place.key ? this.presses.ids : new Set(answered.keys());
    for (const [id, { text, alert }] of answered) {
      if (known.has(id) || !text) continue;
      if (alert) alertBox(this.host, text);
      else toast(this.host, text);
    }
    this.presses = { key: this.place.key, ids: new Set([...known, ...answered.keys()]) };
  }

  // -- links ------------------------------------------------------------------------------------------------------

  /** Take over a link to a bot or into a forum; false leaves it to the browser. */
  open(href, anchor) {
    const link = readLink(href);
    if (!link) return false;
    if (link.group) {
      if (!this.app.goTo(link)) toast(this.host, "Ce message n’est pas affiché ici.");
      return true;
    }
    if (!this.botOf(link)) return false;
    // A counsellor hands an invitation on: in a group the reader chooses whose telephone opens it.
    if (this.place.chat.kind !== "private" && link.payload) this.chooseReader(link, anchor);
    else this.startBot(link);
    return true;
  }

  botOf(link) {
    return this.state.bots.find((bot) => bot.username.toLowerCase() === link.bot.toLowerCase());
  }

  chooseReader(link, anchor) {
    const entry = (person) => ({ label: person.name, sign: "people", act: () => this.startBot(link, person.id) });
    openMenu(anchor, this.state.people.filter((one) => !one.deleted).map(entry), {
      head: h("p", { class: "menu-head" }, "Ouvrir ce lien avec le téléphone de…"),
      label: "Qui ouvre ce lien ?",
    });
  }

  async startBot(link, person = this.person) {
    const bot = this.botOf(link);
    if (!bot) return toast(this.host, "Ce bot n’existe pas ici.");
    if (await this.attempt(act(person, "start", { bot: bot.id, payload: link.payload }))) this.app.showPhone(person, bot.id);
  }

  /** Bring a message into sight. */
  jump(id) {
    if (!this.timeline.jump(id)) toast(this.host, "Ce message n’est plus là.");
  }

  // -- one message ------------------------------------------------------------------------------------------------

  menu(message, anchor) {
    const { person, chat } = this;
    const target = { chat, message: message.id };
    const mine = message.reactions.find((one) => one.mine)?.emoji;
    const strip = h("div", { class: "strip", role: "group", "aria-label": "Réagir" });
    const shut = openMenu(
      anchor,
      [
        { label: "Répondre", sign: "reply", act: () => this.composer.reply(message) },
        message.text && { label: "Copier le texte", sign: "copy", act: () => this.copy(message.text) },
        message.mine && message.text && { label: "Modifier", sign: "pen", act: () => this.composer.edit(message) },
        { label: "Supprimer", sign: "bin", danger: true, act: () => this.attempt(act(person, "delete", target)) },
      ],
      { head: strip, label: "Actions sur ce message" },
    );
    for (const emoji of REACTIONS) {
      const react = () => {
        shut();
        this.attempt(act(person, "react", { ...target, emoji: emoji === mine ? "" : emoji }));
      };
      strip.append(h("button", { type: "button", "aria-label": `Réagir ${emoji}`, "aria-pressed": String(emoji === mine), onclick: react }, emoji));
    }
  }

  async copy(text) {
    await navigator.clipboard.writeText(text);
    toast(this.host, "Copié.");
  }

  async attempt(request) {
    try {
      await request;
      return true;
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      toast(this.host, refusal.message);
      return false;
    }
  }
}

