/** A list of chats or topics to choose from, patched in place. */

import { avatar, h } from "./dom.js";
import { count, gist, whenInList } from "./format.js";

export class PlaceList {
  constructor(label, choose) {
    this.choose = choose;
    this.element = h("ul", { class: "places", "aria-label": label });
    this.drawn = new Map();
  }

  /** Draw the places; `open` is the key of the one that is shown now. `topics` shows signs of topics, not faces. */
  show(places, now, { open = "", topics = false } = {}) {
    const wanted = new Set(places.map((place) => place.key));
    for (const [key, node] of this.drawn) {
      if (wanted.has(key)) continue;
      node.remove();
      this.drawn.delete(key);
    }
    places.forEach((place, at) => {
      const node = this.node(place, now, place.key === open, topics);
      if (this.element.children[at] !== node) this.element.insertBefore(node, this.element.children[at] ?? null);
    });
  }

  node(place, now, open, topics) {
    const last = place.messages.findLast((message) => !message.service) ?? place.messages.at(-1);
    const when = place.latest ? whenInList(place.latest, now) : "";
    const text = last ? gist(last) : place.chat.started === false ? "Pas encore démarré" : "Aucun message";
    const who = last && !last.service && place.chat.kind !== "private" && !last.bot ? `${last.from.name} : ` : "";
    const signature = JSON.stringify([place.title, when, who, text, place.unread, open, place.topic?.closed]);
    const old = this.drawn.get(place.key);
    if (old?.signature === signature) return old;
    const had = old?.contains(document.activeElement);
    const button = h(
      "button",
      { type: "button", class: "place", "aria-current": open ? "true" : undefined, onclick: () => this.choose(place.key) },
      topics ? topicSign(place) : avatar({ id: place.chat.id, name: place.chat.title }, place.chat.kind === "private"),
      h("span", { class: "place-text" }, h("b", {}, place.title), h("span", { class: "place-gist" }, who, text)),
      h("span", { class: "place-side" }, h("time", {}, when), badge(place.unread)),
    );
    const node = h("li", {}, button);
    node.signature = signature;
    old?.replaceWith(node);
    this.drawn.set(place.key, node);
    if (had) button.focus({ preventScroll: true });
    return node;
  }
}

/** How many unread messages; nothing for none. */
export function badge(number) {
  if (!number) return null;
  return h("span", { class: "badge", "aria-label": count(number, "message non lu", "messages non lus") }, number > 99 ? "99+" : String(number));
}

function topicSign(place) {
  const color = place.topic ? `#${(place.topic.icon_color ?? 0x6fb9f0).toString(16).padStart(6, "0")}` : "#8a97a6";
  const letter = place.topic ? ([...place.title.replace(/[^\p{L}\p{N}]/gu, "")][0] ?? "•").toUpperCase() : "#";
  return h("span", { class: "topic-sign", style: { "--color": color }, "aria-hidden": "true" }, letter);
}
