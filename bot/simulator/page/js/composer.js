/** Where a person writes: text, commands, files, voice; a reply or an edit in progress. Drafts stay with their place. */

import { act, sendFile } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { gist } from "./format.js";
import { openMenu } from "./layers.js";
import { record, samplePhoto, sticker, STICKERS, tone } from "./recorder.js";

const MEMORY = "triade-drafts";
const drafts = new Map(Object.entries(JSON.parse(sessionStorage.getItem(MEMORY) ?? "{}")));

export class Composer {
  /** `attempt(promise)` shows a refusal to the reader and answers whether it went well. */
  constructor(attempt) {
    this.attempt = attempt;
    this.place = null;
    this.about = new Map(); // place key -> {mode: "reply"|"edit", message}
    this.recording = null;
    this.build();
  }

  build() {
    this.input = h("textarea", { rows: 1, class: "input", placeholder: "Message", "aria-label": "Message", autocomplete: "off", enterkeyhint: "send" });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.pasted(event));
    this.slash = h("button", { type: "button", class: "icon-button slash", "aria-label": "Commandes du bot", title: "Commandes du bot", "aria-expanded": "false", onclick: () => this.toggleCommands() }, "/");
    this.clip = iconButton("clip", "Joindre", () => this.attachMenu());
    this.go = iconButton("send", "Envoyer", () => this.send(), { class: "icon-button send" });
    this.mic = iconButton("mic", "Message vocal", () => this.voice());
    this.context = h("div", { class: "context", hidden: true });
    this.commands = h("div", { class: "commands", role: "menu", "aria-label": "Commandes", hidden: true });
    this.replies = h("div", { class: "replies", hidden: true });
    this.file = h("input", { type: "file", hidden: true, "aria-label": "Choisir un fichier" });
    this.file.addEventListener("change", () => this.picked());
    const line = h("div", { class: "line" }, this.slash, this.clip, this.input, this.mic, this.go);
    this.element = h("div", { class: "composer" }, this.commands, this.context, line, this.replies, this.file);
  }

  /** Stand at a place; what was being written elsewhere is kept there. */
  show(place) {
    const other = this.place?.key !== place.key;
    this.place = place;
    const stillThere = (about) => place.messages.some((message) => message.id === about?.message.id);
    if (this.about.has(place.key) && !stillThere(this.about.get(place.key))) this.about.delete(place.key);
    if (other) {
      this.input.value = drafts.get(place.key) ?? "";
      this.showContext();
      this.showCommands(false);
    }
    this.input.setAttribute("aria-label", `Message de ${place.person.name} dans ${place.title}`);
    this.slash.hidden = !place.chat.commands?.length;
    this.showReplies();
    this.fit();
  }

  where() {
    const about = this.about.get(this.place.key);
    return {
      chat: this.place.chat.id,
      topic: this.place.topic?.id ?? undefined,
      reply_to: about?.mode === "reply" ? about.message.id : undefined,
    };
  }

  // -- text -------------------------------------------------------------------------------------------------------

  typed() {
    drafts.set(this.place.key, this.input.value);
    sessionStorage.setItem(MEMORY, JSON.stringify(Object.fromEntries([...drafts].filter(([, text]) => text))));
    this.showCommands(/^\/\w*$/.test(this.input.value) && !this.slash.hidden, this.input.value.slice(1));
    this.fit();
  }

  set(text) {
    this.input.value = text;
    this.typed();
  }

  fit() {
    const empty = !this.input.value.trim();
    const editing = this.about.get(this.place.key)?.mode === "edit";
    this.mic.hidden = !empty || editing;
    this.go.hidden = empty && !editing;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && !this.commands.hidden) {
      this.showCommands(false);
    } else if (event.key === "Escape" && this.about.has(this.place.key)) {
      this.leave();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      const last = this.place.messages.findLast((message) => message.mine && message.text && !message.service);
      if (last) this.edit(last);
    }
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { key, person, chat } = this.place;
    const about = this.about.get(key);
    const request =
      about?.mode === "edit" ? act(person.id, "edit", { chat: chat.id, message: about.message.id, text }) : act(person.id, "send", { ...this.where(), text });
    this.leave();
    this.set("");
    // What could not be sent comes back, unless something else was begun meanwhile.
    if (!(await this.attempt(request)) && this.place.key === key && !this.input.value) this.set(text);
    if (!matchMedia("(pointer: coarse)").matches) this.input.focus({ preventScroll: true });
  }

  say(text) {
    this.showCommands(false);
    return this.attempt(act(this.place.person.id, "send", { chat: this.place.chat.id, topic: this.place.topic?.id, text }));
  }

  // -- reply and edit ---------------------------------------------------------------------------------------------

  reply(message) {
    this.about.set(this.place.key, { mode: "reply", message });
    this.showContext();
    this.input.focus({ preventScroll: true });
  }

  edit(message) {
    this.about.set(this.place.key, { mode: "edit", message });
    this.set(message.text);
    this.showContext();
    this.input.focus({ preventScroll: true });
  }

  leave() {
    const editing = this.about.get(this.place.key)?.mode === "edit";
    this.about.delete(this.place.key);
    if (editing) this.set("");
    this.showContext();
    this.fit();
  }

  showContext() {
    const about = this.about.get(this.place.key);
    this.context.hidden = !about;
    if (!about) return;
    const title = about.mode === "edit" ? "Modifier" : `Réponse à ${about.message.from.name}`;
    const text = h("div", { class: "context-text" }, h("b", {}, title), h("span", {}, gist(about.message)));
    this.context.replaceChildren(icon(about.mode === "edit" ? "pen" : "reply"), text, iconButton("close", "Annuler", () => this.leave()));
  }

  // -- commands and reply keyboards -------------------------------------------------------------------------------

  toggleCommands() {
    this.showCommands(this.commands.hidden);
    if (!this.commands.hidden) this.commands.querySelector("button")?.focus({ preventScroll: true });
  }

  showCommands(open, begin = "") {
    const found = (this.place.chat.commands ?? []).filter(({ command }) => command.startsWith(begin.toLowerCase()));
    this.commands.hidden = !open || !found.length;
    this.slash.setAttribute("aria-expanded", String(!this.commands.hidden));
    if (this.commands.hidden) return;
    const run = (command) => {
      this.set("");
      this.say(`/${command}`);
    };
    this.commands.replaceChildren(
      ...found.map(({ command, description }) =>
        h("button", { type: "button", role: "menuitem", onclick: () => run(command) }, h("b", {}, `/${command}`), h("span", {}, description)),
      ),
    );
  }

  showReplies() {
    const rows = this.place.chat.keyboard?.keyboard ?? [];
    const drawn = JSON.stringify(rows);
    this.replies.hidden = !rows.length;
    if (this.replies.dataset.drawn === drawn) return;
    this.replies.dataset.drawn = drawn;
    const button = (one) => h("button", { type: "button", onclick: () => this.replyKey(one) }, one.text);
    this.replies.replaceChildren(...rows.map((row) => h("div", {}, row.map(button))));
  }

  replyKey(button) {
    const { person, chat } = this.place;
    if (button.request_contact) return this.attempt(act(person.id, "contact", { chat: chat.id }));
    if (button.request_location) return this.attempt(act(person.id, "location", { chat: chat.id, latitude: 48.9901, longitude: 2.5166 }));
    return this.say(button.text);
  }

  // -- files ------------------------------------------------------------------------------------------------------

  attachMenu() {
    const stickers = h("div", { class: "strip", role: "group", "aria-label": "Autocollants" });
    const shut = openMenu(
      this.clip,
      [
        { label: "Photo…", sign: "image", act: () => this.choose("photo", "image/*") },
        { label: "Fichier…", sign: "file", act: () => this.choose("document", "") },
        { label: "Vidéo…", sign: "play", act: () => this.choose("video", "video/*") },
        { label: "Photo d’exemple", sign: "image", act: async () => this.sendFile("photo", await samplePhoto()) },
        { label: "Deux photos d’exemple", sign: "image", act: () => this.album() },
        { label: "Document d’exemple", sign: "file", act: () => this.sendFile("document") },
        { label: "Voix d’exemple", sign: "mic", act: () => this.sendVoice(tone()) },
      ],
      { head: stickers, label: "Joindre" },
    );
    for (const emoji of STICKERS) {
      const send = async () => {
        shut();
        this.sendFile("sticker", await sticker(emoji));
      };
      stickers.append(h("button", { type: "button", "aria-label": `Autocollant ${emoji}`, onclick: send }, emoji));
    }
  }

  choose(kind, accept) {
    this.file.accept = accept;
    this.file.dataset.kind = kind;
    this.file.value = "";
    this.file.click();
  }

  picked() {
    const [file] = this.file.files;
    if (file) this.sendFile(this.file.dataset.kind, file);
  }

  pasted(event) {
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.sendFile("photo", file);
  }

  /** The text in the input goes along as the caption. */
  sendFile(kind, file, more = {}) {
    const captioned = !["sticker", "voice"].includes(kind);
    const caption = captioned ? this.input.value.trim() : "";
    const request = sendFile(this.place.person.id, kind, { ...this.where(), caption, file, ...more });
    this.leave();
    if (caption) this.set("");
    return this.attempt(request);
  }

  album() {
    return this.attempt(act(this.place.person.id, "album", { ...this.where(), kinds: ["photo", "photo"] }));
  }

  // -- voice ------------------------------------------------------------------------------------------------------

  sendVoice({ file, duration }) {
    return this.sendFile("voice", file, { duration });
  }

  async voice() {
    if (this.recording) return;
    this.recording = await record();
    if (!this.recording) {
      this.recording = null;
      return this.sendVoice(tone());
    }
    const { recording } = this;
    const done = async (send) => {
      this.recording = null;
      this.showContext();
      if (send) this.sendVoice(await recording.stop());
      else recording.cancel();
    };
    this.context.hidden = false;
    this.context.replaceChildren(
      h("span", { class: "red-dot" }),
      h("div", { class: "context-text" }, h("b", {}, "Enregistrement…")),
      iconButton("bin", "Jeter l’enregistrement", () => done(false)),
      iconButton("send", "Envoyer l’enregistrement", () => done(true)),
    );
  }
}
