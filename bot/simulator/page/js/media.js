/** Photos, voices, videos, documents, stickers, and cards for contacts, places and polls. */

import { h, icon } from "./dom.js";
import { count, duration, kindName, size } from "./format.js";
import { viewPhoto } from "./layers.js";

const BARS = 28;

/** The element of a message's file. */
export function mediaElement(message) {
  const { media } = message;
  const make = MAKERS[media.kind] ?? documentCard;
  return make(media, message);
}

function photo(media, message) {
  const label = `Photo de ${message.from.name}, agrandir`;
  const image = h("img", { src: media.url, alt: "", loading: "lazy", draggable: false });
  const button = h("button", { type: "button", class: "photo", "aria-label": label }, image);
  shape(button, media);
  return veiled(media, button, () => viewPhoto(media.url, `Photo de ${message.from.name}`));
}

/** Hide what was sent as a spoiler until it is touched once. */
function veiled(media, button, onclick) {
  button.classList.toggle("veiled", Boolean(media.spoiler));
  button.addEventListener("click", () => {
    if (button.classList.contains("veiled")) button.classList.remove("veiled");
    else onclick();
  });
  return button;
}

/** Keep the place of a picture before it is loaded, so that nothing jumps. */
function shape(element, { width, height }) {
  if (width && height) element.style.setProperty("aspect-ratio", `${width} / ${Math.min(height, width * 1.6)}`);
}

function video(media, message) {
  const player = h("video", { src: media.url, controls: media.kind !== "animation", preload: "metadata", playsInline: true });
  if (media.kind === "animation") Object.assign(player, { loop: true, muted: true, autoplay: true });
  player.setAttribute("aria-label", `${kindName(media.kind)} de ${message.from.name}`);
  const box = h("div", { class: `video ${media.kind}` }, player, h("span", { class: "length" }, duration(media.duration)));
  shape(box, media.kind === "video_note" ? { width: 1, height: 1 } : media);
  player.addEventListener("error", () => player.replaceWith(h("span", { class: "unplayable" }, icon("play"), kindName(media.kind))));
  return box;
}

let playing = null;

function voice(media, message) {
  const sound = h("audio", { src: media.url, preload: "none" });
  const time = h("span", { class: "length" }, duration(media.duration));
  const bars = h("span", { class: "wave", "aria-hidden": "true" }, wave(message.id));
  const button = h("button", { type: "button", class: "play", "aria-label": "Écouter le message vocal" }, icon("play"), icon("stop"));
  const box = h("div", { class: "voice" }, button, bars, time, sound);
  button.addEventListener("click", () => (sound.paused ? sound.play().catch(failed) : stop()));
  sound.addEventListener("play", () => {
    if (playing && playing !== sound) playing.pause();
    playing = sound;
    box.classList.add("playing");
    button.setAttribute("aria-label", "Arrêter");
  });
  sound.addEventListener("timeupdate", () => {
    const length = Number.isFinite(sound.duration) && sound.duration ? sound.duration : media.duration || 1;
    bars.style.setProperty("--heard", String(Math.min(1, sound.currentTime / length)));
    if (!sound.paused) time.textContent = duration(sound.currentTime);
  });
  sound.addEventListener("pause", rest);
  sound.addEventListener("ended", rest);
  function stop() {
    sound.pause();
    sound.currentTime = 0;
  }
  function rest() {
    box.classList.remove("playing");
    button.setAttribute("aria-label", "Écouter le message vocal");
    time.textContent = duration(media.duration);
  }
  function failed() {
    rest();
    time.textContent = "son illisible";
  }
  return box;
}

/** Bars that look like speech, always the same for the same message. */
function wave(seed) {
  let state = seed * 2654435761;
  return Array.from({ length: BARS }, (_, at) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    const swell = 0.45 + 0.55 * Math.abs(Math.sin(at / 3.1 + seed));
    return h("i", { style: { height: `${Math.round(20 + 80 * swell * Math.abs(state / 2147483648))}%`, "--at": String(at / BARS) } });
  });
}

function audio(media) {
  const title = [media.performer, media.title].filter(Boolean).join(" – ") || media.name;
  return h("div", { class: "audio" }, h("span", {}, `${title} (${duration(media.duration)})`), h("audio", { src: media.url, controls: true, preload: "none" }));
}

function documentCard(media) {
  const label = `Télécharger ${media.name}, ${size(media.size)}`;
  return h(
    "a",
    { class: "document", href: media.url, download: media.name, "aria-label": label },
    h("span", { class: "document-sign" }, icon("file")),
    h("span", { class: "document-text" }, h("b", {}, media.name), h("small", {}, size(media.size))),
  );
}

function sticker(media) {
  return h("img", { class: "sticker", src: media.url, alt: `Autocollant ${media.emoji ?? ""}`.trim() });
}

const MAKERS = { photo, video, animation: video, video_note: video, voice, audio, document: documentCard, sticker };

/** A contact, a place or a poll; null for anything else. */
export function extraElement(extra) {
  if (extra.contact) {
    const { first_name: first, last_name: last = "", phone_number: number } = extra.contact;
    return card("people", `${first} ${last}`.trim(), number);
  }
  if (extra.location) {
    const { latitude, longitude } = extra.location;
    return card("pin", "Lieu partagé", `${latitude.toFixed(4)} ; ${longitude.toFixed(4)}`);
  }
  if (extra.poll) {
    const options = extra.poll.options.map((option) => h("li", {}, option.text, " ", h("small", {}, count(option.voter_count, "voix", "voix"))));
    return h("div", { class: "poll" }, h("b", {}, extra.poll.question), h("ul", {}, options));
  }
  return null;
}

function card(sign, title, text) {
  return h("div", { class: "document" }, h("span", { class: "document-sign" }, icon(sign)), h("span", { class: "document-text" }, h("b", {}, title), h("small", {}, text)));
}
