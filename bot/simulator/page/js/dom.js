/** Elements made without HTML strings: what people write always stays text. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  send: "M3 11.2 20.2 3.6c.6-.3 1.2.3 1 .9l-5.4 15.8c-.2.7-1.1.8-1.5.2l-3.6-5.9-6.9-2c-.8-.2-.9-1.1-.8-1.4zM10.8 14.4l9.4-9.9",
  clip: "M20 11.5 12 19.4a5 5 0 0 1-7-7l8.6-8.5a3.4 3.4 0 0 1 4.7 4.8L10 17a1.7 1.7 0 0 1-2.4-2.4l7.3-7.3",
  mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  check: "M4 12.5l5 5L20 6.5",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  pin: "M12 21v-6M7 3h10M9 3v6l-3 4v2h12v-2l-3-4V3",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-3.6 3-5.5 6.5-5.5s6 1.9 6.5 5.5M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .7 3.2 2.5 3.5 5.2",
  play: "M8 5l11 7-11 7z",
  pen: "M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3",
  reply: "M10 7V3L3 10l7 7v-4c5 0 8.5 1.7 11 5-1-6-4.5-10-11-11z",
  bin: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.7 5.7l12.6 12.6",
  link: "M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1 1M14 10a4.5 4.5 0 0 0-6.4 0l-3 3A4.5 4.5 0 0 0 11 19.4l1-1",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5c1 1.3 2.1 2 3.5 2s2.5-.7 3.5-2M9 9.5h.01M15 9.5h.01",
  stop: "M7 7h10v10H7z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  plus: "M12 5v14M5 12h14",
  spinner: "M12 3a9 9 0 1 0 9 9",
};

/** An element: `h("button", {class: "x", onclick: f, "aria-label": "…"}, child, "text")`. Children may be null. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A drawn sign; its meaning must stand in the label of what holds it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only a sign. */
export function iconButton(name, label, onclick, more = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...more }, icon(name));
}

/** A round picture with the first letter of a name, or the bot's own mark. */
export function avatar(who, isBot = false) {
  if (isBot) return h("img", { class: "avatar", src: "/logo.svg", alt: "" });
  return h("span", { class: "avatar", data: { hue: String(hue(who.id)) }, "aria-hidden": "true" }, initials(who.name));
}

/** 0 to 6, always the same for the same account. */
export function hue(id) {
  return Math.abs(Number(id)) % 7;
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words.length > 1 ? [words[0], words.at(-1)] : [words[0]]).map((word) => [...word][0] ?? "").join("").toUpperCase();
}

/** Whether the reader asked for less movement. */
export const calm = matchMedia("(prefers-reduced-motion: reduce)");
