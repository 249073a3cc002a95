/** Text with entities as elements. Offsets of the Bot API are UTF-16 units, as in JavaScript strings. */

import { h } from "./dom.js";

/** Nodes for `text`; `open(href)` follows a link, `say(text)` sends a command. */
export function richText(text, entities, { open, say }) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return piece(text, 0, text.length, sorted, { open, say });
}

/** The nodes between two positions; entities that reach beyond `end` are cut there and continued by the caller. */
function piece(text, start, end, entities, acts) {
  const nodes = [];
  let at = start;
  let left = entities.filter((one) => one.offset < end && one.offset + one.length > start);
  while (left.length) {
    const [first, ...others] = left;
    const from = Math.max(first.offset, at);
    const to = Math.min(first.offset + first.length, end);
    if (from > at) nodes.push(text.slice(at, from));
    if (to > from) nodes.push(element(first, text.slice(from, to), piece(text, from, to, others, acts), acts));
    at = Math.max(at, to);
    left = others.filter((one) => one.offset + one.length > at);
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function element(entity, text, inside, { open, say }) {
  const tag = TAGS[entity.type];
  if (tag) return h(tag, {}, inside);
  switch (entity.type) {
    case "pre":
      return h("pre", {}, h("code", {}, inside));
    case "blockquote":
      return h("blockquote", {}, inside);
    case "expandable_blockquote":
      return expandable(inside);
    case "spoiler":
      return spoiler(inside);
    case "text_link":
      return link(entity.url, inside, open);
    case "url":
      return link(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`, inside, open);
    case "email":
      return link(`mailto:${text}`, inside, open);
    case "phone_number":
      return link(`tel:${text.replace(/[^+\d]/g, "")}`, inside, open);
    case "bot_command":
      return h("button", { type: "button", class: "command", onclick: () => say(text) }, inside);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, inside);
    default:
      return h("span", {}, inside);
  }
}

/** A link that `open` may take over (a deep link); else the browser follows it in a new tab. */
export function link(href, inside, open, props = {}) {
  const safe = /^(https?|mailto|tel|tg):/i.test(href) ? href : "#";
  const follow = (event) => open(safe, event.currentTarget) && event.preventDefault();
  return h("a", { href: safe, target: "_blank", rel: "noopener noreferrer", onclick: follow, ...props }, inside);
}

function expandable(inside) {
  const quote = h("blockquote", { class: "folded" }, inside);
  const more = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "Tout lire");
  more.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    more.setAttribute("aria-expanded", String(!folded));
    more.textContent = folded ? "Tout lire" : "Replier";
  });
  return h("div", {}, quote, more);
}

function spoiler(inside) {
  const veil = h("button", { type: "button", class: "spoiler", "aria-label": "Texte masqué, afficher" }, inside);
  veil.addEventListener("click", () => {
    veil.replaceWith(h("span", { class: "spoiler shown" }, ...veil.childNodes));
  });
  return veil;
}

/** How many emoji a text is made of when it holds nothing else, up to 3; else 0. */
export function onlyEmoji(text) {
  const found = text.trim().match(/^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*){1,3}$/u);
  return found ? [...new Intl.Segmenter("fr").segment(text.trim())].length : 0;
}
