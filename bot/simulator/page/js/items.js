/** From messages to what stands in a list: days, service lines, bubbles, albums. Pure. */

import { dayKey, dayName } from "./format.js";

const TOGETHER = 300; // seconds within which bubbles of one sender stand close

/** `[{key, kind: "day"|"service"|"bubble", …}]`, oldest first. `signature` changes when the item must be redrawn. */
export function toItems(messages, now, group) {
  const items = [];
  let day = "";
  for (const message of messages) {
    const key = dayKey(message.date);
    if (key !== day) {
      day = key;
      const name = dayName(message.date, now);
      items.push({ key: `d${key}`, kind: "day", text: name, signature: name });
    }
    const last = items.at(-1);
    if (message.service) items.push({ key: `m${message.id}`, kind: "service", messages: [message] });
    else if (message.album && last.album === message.album) last.messages.push(message);
    else items.push({ key: `m${message.id}`, kind: "bubble", album: message.album, messages: [message] });
  }
  items.forEach((item, at) => {
    if (item.kind === "day") return;
    item.first = !follows(items[at - 1], item);
    item.last = !follows(item, items[at + 1]);
    item.group = group;
    item.signature = JSON.stringify([item.messages, item.first, item.last]);
  });
  return items;
}

function follows(before, after) {
  if (before?.kind !== "bubble" || after?.kind !== "bubble") return false;
  const [old, young] = [before.messages.at(-1), after.messages[0]];
  return old.from.id === young.from.id && young.date - old.date < TOGETHER;
}
