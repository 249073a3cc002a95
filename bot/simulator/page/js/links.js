/** Telegram links that mean something here: a bot to start, a message in a forum. */

/** `{bot, payload}`, `{group, topic, message}`, or null for any other address. */
export function readLink(href) {
  let url;
  try {
    url = new URL(href);
  } catch {
    return null; // not an address at all
  }
  if (url.protocol === "tg:") return { bot: url.searchParams.get("domain") ?? "", payload: url.searchParams.get("start") ?? "" };
  if (!["t.me", "telegram.me"].includes(url.hostname.replace(/^www\./, ""))) return null;
  const path = url.pathname.split("/").filter(Boolean);
  if (path[0] === "c" && path.length >= 3) {
    const numbers = path.slice(1).map(Number);
    return { group: -1_000_000_000_000 - numbers[0], topic: numbers.length > 2 ? numbers[1] : null, message: numbers.at(-1) };
  }
  return path.length === 1 ? { bot: path[0], payload: url.searchParams.get("start") ?? "" } : null;
}
