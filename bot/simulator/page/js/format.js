/** Dates, sizes and service messages in French. Times are those of Paris, wherever the reader is. */

const PARIS = { timeZone: "Europe/Paris" };
const HOUR = new Intl.DateTimeFormat("fr-FR", { ...PARIS, hour: "2-digit", minute: "2-digit" });
const LONG = new Intl.DateTimeFormat("fr-FR", { ...PARIS, weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT = new Intl.DateTimeFormat("fr-FR", { ...PARIS, weekday: "short", day: "numeric", month: "short" });
const DAY = new Intl.DateTimeFormat("fr-FR", { ...PARIS, weekday: "long", day: "numeric", month: "long" });
const KEY = new Intl.DateTimeFormat("sv-SE", PARIS);

const date = (seconds) => new Date(seconds * 1000);

export const hour = (seconds) => HOUR.format(date(seconds));
export const longDate = (seconds) => `${LONG.format(date(seconds))}, ${hour(seconds)}`;
export const shortDate = (seconds) => `${SHORT.format(date(seconds))}, ${hour(seconds)}`;

/** The day as `2026-11-23`. */
export const dayKey = (seconds) => KEY.format(date(seconds));

/** « Aujourd’hui », « Hier », else the day in full. */
export function dayName(seconds, now) {
  const key = dayKey(seconds);
  if (key === dayKey(now)) return "Aujourd’hui";
  if (key === dayKey(now - 86400)) return "Hier";
  return key.slice(0, 4) === dayKey(now).slice(0, 4) ? DAY.format(date(seconds)) : LONG.format(date(seconds));
}

/** For a list of chats: the hour today, else the day. */
export function whenInList(seconds, now) {
  return dayKey(seconds) === dayKey(now) ? hour(seconds) : SHORT.format(date(seconds));
}

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} octets`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "Ko"] : [bytes / 1e6, "Mo"];
  return `${value.toLocaleString("fr-FR", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

export function count(number, one, many) {
  return `${number} ${number > 1 ? many : one}`;
}

const KINDS = {
  photo: "Photo",
  video: "Vidéo",
  voice: "Message vocal",
  audio: "Musique",
  document: "Document",
  sticker: "Autocollant",
  animation: "Animation",
  video_note: "Vidéo ronde",
  contact: "Contact",
  location: "Lieu",
  poll: "Sondage",
};

export const kindName = (kind) => KINDS[kind] ?? "Message";

/** One line about a message: for lists, quotes and announcements. */
export function gist(message) {
  if (message.service) return serviceText(message);
  const kind = message.media ? message.media.kind : Object.keys(message.extra ?? {})[0];
  const text = (message.text ?? "").replace(/\s+/g, " ").trim();
  if (!kind) return text;
  const sign = kind === "sticker" ? message.media.emoji ?? "" : "";
  return [KINDS[kind] ? kindName(kind) : "", sign || text].filter(Boolean).join(kind === "sticker" ? " " : " · ");
}

const name = (user) => [user?.first_name, user?.last_name].filter(Boolean).join(" ");

/** What a service message says. */
export function serviceText(message) {
  const who = message.from.name;
  const about = message.extra[message.service] ?? {};
  switch (message.service) {
    case "new_chat_members": {
      const joined = about.map(name).join(", ");
      return about.length === 1 && about[0].id === message.from.id ? `${who} a rejoint le groupe` : `${who} a ajouté ${joined}`;
    }
    case "left_chat_member":
      return about.id === message.from.id ? `${who} a quitté le groupe` : `${who} a retiré ${name(about)}`;
    case "forum_topic_created":
      return `${who} a créé le sujet «\u00a0${about.name}\u00a0»`;
    case "forum_topic_edited":
      return about.name ? `${who} a renommé le sujet «\u00a0${about.name}\u00a0»` : `${who} a changé l’icône du sujet`;
    case "forum_topic_closed":
      return `${who} a fermé le sujet`;
    case "forum_topic_reopened":
      return `${who} a rouvert le sujet`;
    case "pinned_message":
      return `${who} a épinglé un message`;
    case "new_chat_title":
      return `${who} a renommé le groupe «\u00a0${about}\u00a0»`;
    case "migrate_to_chat_id":
    case "migrate_from_chat_id":
    case "supergroup_chat_created":
      return "Le groupe est devenu un supergroupe";
    default:
      return `${who} a changé quelque chose dans le groupe`;
  }
}
