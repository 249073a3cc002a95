/** One item of a list as elements: a day, a service line, a bubble with its buttons. */

import { avatar, h, hue, icon, iconButton } from "./dom.js";
import { link, onlyEmoji, richText } from "./entities.js";
import { gist, hour, serviceText } from "./format.js";
import { extraElement, mediaElement } from "./media.js";

const HOLD = 500; // milliseconds of a long press

/** The element of an item. `acts`: press, open, say, menu, jump, react. `kept(url, make)` may reuse a file's element. */
export function itemElement(item, acts, kept) {
  if (item.kind === "day") return h("li", { class: "day" }, h("span", {}, item.text));
  if (item.kind === "service") return h("li", { class: "service" }, h("span", {}, serviceText(item.messages[0])));
  return row(item, acts, kept);
}

function row(item, acts, kept) {
  const [message] = item.messages;
  const classes = ["row", message.mine ? "mine" : "theirs", item.first && "first", item.last && "last"];
  const body = bubble(item, acts, kept);
  const keys = item.messages.flatMap((one) => keyboard(one, acts));
  const column = h("div", { class: "column" }, body, keys.length ? h("div", { class: "keys" }, keys) : null);
  const face = item.group && !message.mine ? (item.last ? avatar(message.from, message.bot) : h("span", { class: "avatar none" })) : null;
  return h("li", { class: classes.filter(Boolean).join(" ") }, face, column);
}

function bubble(item, acts, kept) {
  const [message] = item.messages;
  const captioned = item.messages.find((one) => one.text) ?? message;
  const files = item.messages.filter((one) => one.media).map((one) => kept(one.media.url, () => mediaElement(one)));
  const bare = message.media?.kind === "sticker" || message.media?.kind === "video_note";
  const big = !message.media && !message.reply ? onlyEmoji(message.text) : 0;
  const showName = item.group && item.first && !message.mine;
  const text = captioned.text && h("div", { class: big ? "text big" : "text" }, richText(captioned.text, captioned.entities, acts), stamp(item));
  const media = files.length ? h("div", { class: files.length > 1 ? "files album" : "files" }, files) : null;
  const above = message.media?.above;
  const more = iconButton("dots", "Actions sur ce message", () => acts.menu(captioned, more), { class: "icon-button more", data: { k: "more" } });
  const box = h(
    "div",
    { class: ["bubble", bare || (big && !message.buttons.length) ? "bare" : "", media && !bare ? "with-files" : ""].join(" ") },
    showName && h("div", { class: "who", data: { hue: message.bot ? "5" : String(hue(message.from.id)) } }, message.from.name),
    message.forward && h("div", { class: "forwarded" }, `Transféré de ${message.forward}`),
    message.reply && quote(message, acts),
    above ? [text, media] : [media, text],
    extraElement(message.extra),
    !captioned.text && stamp(item),
    reactions(item, acts),
    more,
  );
  hold(box, () => acts.menu(captioned, box));
  return box;
}

/** The hour, and « modifié ». */
function stamp(item) {
  const last = item.messages.at(-1);
  const edited = item.messages.some((one) => one.edited);
  const sent = last.mine ? icon("check") : null;
  return h("span", { class: "stamp" }, edited && h("span", { class: "edited" }, "modifié"), h("time", { datetime: new Date(last.date * 1000).toISOString() }, hour(last.date)), sent);
}

function quote(message, acts) {
  const { reply } = message;
  const text = message.quote?.text || (reply.gone ? "Message supprimé" : gist({ ...reply, media: null, extra: {}, text: reply.text || "" }) || label(reply.kind));
  return h(
    "button",
    { type: "button", class: "quote", data: { k: "quote" }, disabled: reply.gone, "aria-label": `En réponse à ${reply.name} : ${text}`, onclick: () => acts.jump(reply.id) },
    h("b", {}, reply.name),
    h("span", {}, text),
  );
}

const label = (kind) => gist({ media: { kind }, text: "", extra: {} });

function reactions(item, acts) {
  const found = item.messages.flatMap((one) => one.reactions.map((reaction) => [one, reaction]));
  if (!found.length) return null;
  return h(
    "div",
    { class: "reactions" },
    found.map(([message, { emoji, count, mine }]) =>
      h(
        "button",
        { type: "button", class: "reaction", "aria-pressed": String(mine), "aria-label": `Réaction ${emoji}, ${count}`, onclick: () => acts.react(message, mine ? "" : emoji) },
        emoji,
        count > 1 && h("span", {}, String(count)),
      ),
    ),
  );
}

// -- inline keyboards ---------------------------------------------------------------------------------------------

function keyboard(message, acts) {
  return message.buttons.map((line, row) => h("div", { class: "keys-row" }, line.map((button, at) => key(message, button, `key-${row}-${at}`, acts))));
}

function key(message, button, k, acts) {
  const classes = `key ${button.style ?? ""}`;
  if (button.url) return link(button.url, [button.text, icon("link")], acts.open, { class: classes, data: { k } });
  if (button.copy_text) {
    return h("button", { type: "button", class: classes, data: { k }, onclick: () => acts.copy(button.copy_text.text) }, button.text, icon("copy"));
  }
  const calls = "callback_data" in button && !("disabled" in button);
  const data = { k, press: `${message.id}:${button.callback_data ?? ""}` };
  const props = { type: "button", class: classes, data, disabled: !calls, onclick: () => acts.press(message, button) };
  return h("button", props, h("span", {}, button.text), icon("spinner"));
}

// -- touch --------------------------------------------------------------------------------------------------------

/** A long press or a right click opens the menu; a click on something inside stays a click. */
function hold(box, open) {
  let timer = 0;
  const drop = () => clearTimeout(timer);
  box.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img")) return;
    event.preventDefault();
    drop();
    open();
  });
  box.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    timer = setTimeout(open, HOLD);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove", "pointerleave"]) box.addEventListener(name, drop);
}
