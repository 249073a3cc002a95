/** What lies over the page for a moment: menus, toasts, alerts, a photo at full size. */

import { h, icon, iconButton } from "./dom.js";

const TOAST = 4500; // milliseconds

let closeMenu = null;

/** A menu at an element. Entries: `{label, sign?, act, danger?}`; `head` is an element above them. */
export function openMenu(anchor, entries, { head = null, label = "Actions" } = {}) {
  closeMenu?.(false);
  const items = entries.filter(Boolean).map((entry) =>
    h("button", { type: "button", role: "menuitem", class: entry.danger ? "danger" : "", onclick: () => pick(entry.act) }, entry.sign && icon(entry.sign), entry.label),
  );
  const box = h("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: move }, head, items);
  const back = document.activeElement;
  document.body.append(box);
  put(box, anchor);
  box.querySelector("button, input")?.focus({ preventScroll: true });
  const outside = (event) => !box.contains(event.target) && shut(false);
  const opened = setTimeout(() => document.addEventListener("pointerdown", outside, true));

  function shut(refocus) {
    clearTimeout(opened);
    document.removeEventListener("pointerdown", outside, true);
    box.remove();
    closeMenu = null;
    const target = back?.isConnected ? back : anchor;
    if (refocus) target?.focus?.({ preventScroll: true });
  }

  function pick(act) {
    shut(true);
    act();
  }

  function move(event) {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      return shut(true);
    }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.matches("input")) return;
    event.preventDefault();
    const all = [...box.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  }

  closeMenu = shut;
  return () => shut(true);
}

/** Beside the anchor, inside its telephone where that is wide enough, else inside the page. */
function put(box, anchor) {
  const near = anchor.getBoundingClientRect();
  const own = box.getBoundingClientRect();
  const frame = anchor.closest(".window")?.getBoundingClientRect();
  const [from, to] = frame && frame.width > own.width + 32 ? [frame.left + 16, frame.right - 16] : [8, innerWidth - 8];
  const left = Math.max(from, Math.min(near.right, to) - own.width);
  const below = near.bottom + 6 + own.height <= innerHeight - 8;
  const top = below ? near.bottom + 6 : Math.max(8, near.top - own.height - 6);
  box.style.setProperty("left", `${Math.max(8, Math.min(left, innerWidth - own.width - 8))}px`);
  box.style.setProperty("top", `${top}px`);
}

/** A short message in a window; it goes by itself. */
export function toast(host, text) {
  host.querySelector(".toast")?.remove();
  const box = h("div", { class: "toast", role: "status" }, text);
  host.append(box);
  setTimeout(() => box.remove(), TOAST);
}

/** A message in a window that must be closed. */
export function alertBox(host, text) {
  const back = document.activeElement;
  const ok = h("button", { type: "button", class: "wide primary", onclick: shut }, "OK");
  const body = h("p", {}, text);
  const box = h("div", { class: "veil", onkeydown: (event) => event.key === "Escape" && shut() }, h("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": text }, body, ok));
  host.append(box);
  ok.focus({ preventScroll: true });
  function shut() {
    box.remove();
    if (back?.isConnected) back.focus({ preventScroll: true });
  }
}

/** A photo over the whole page. */
export function viewPhoto(url, label) {
  const dialog = h("dialog", { class: "viewer", "aria-label": label });
  const shut = () => dialog.close();
  dialog.append(iconButton("close", "Fermer", shut), h("img", { src: url, alt: label, onclick: shut }));
  dialog.addEventListener("click", (event) => event.target === dialog && shut());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Say something to screen readers only. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.replaceChildren(h("p", {}, text.slice(0, 200)));
}
