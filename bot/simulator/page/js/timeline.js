/** The list of messages of one place: patched by message, never rebuilt; it follows the end unless the reader left it. */

import { itemElement } from "./bubble.js";
import { calm, h, icon } from "./dom.js";
import { count } from "./format.js";
import { toItems } from "./items.js";

const END = 48; // pixels from the end that still count as the end

export class Timeline {
  constructor(acts) {
    this.acts = acts;
    this.list = h("ol", { class: "messages" });
    this.scroller = h("div", { class: "scroller", tabIndex: 0, role: "region", "aria-label": "Messages" }, this.list);
    this.fresh = h("span", {});
    this.toEnd = h("button", { type: "button", class: "to-end", hidden: true, onclick: () => this.goToEnd() }, this.fresh, icon("down"));
    this.element = h("div", { class: "timeline" }, this.scroller, this.toEnd);
    this.nodes = new Map();
    this.key = "";
    this.stick = true;
    this.missed = 0;
    this.top = 0;
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures that load and boxes that change size must not push the end out of sight.
    this.sizes = new ResizeObserver(() => this.stick && this.goToEnd(false));
    this.sizes.observe(this.list);
    this.sizes.observe(this.scroller);
  }

  /** Draw a place. Returns the messages that are new or changed since it was last drawn, oldest first. */
  show(place, now, group) {
    const other = place.key !== this.key;
    if (other) this.forget(place.key);
    const items = toItems(place.messages, now, group);
    const news = this.patch(items, !other);
    if (other) this.goToEnd(false);
    else if (news.some((message) => message.mine && message.isNew)) this.goToEnd();
    else if (this.stick) this.goToEnd();
    else this.count(news.filter((message) => message.isNew && !message.mine).length);
    return news;
  }

  forget(key) {
    this.key = key;
    this.nodes.clear();
    this.list.replaceChildren();
    this.stick = true;
    this.count(-this.missed);
  }

  patch(items, lively) {
    const wanted = new Set(items.map((item) => item.key));
    for (const [key, node] of this.nodes) {
      if (wanted.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    const news = [];
    let before = null;
    for (const item of items) {
      const old = this.nodes.get(item.key);
      const node = old?.signature === item.signature ? old : this.draw(item, old, lively, news);
      const next = before ? before.nextSibling : this.list.firstChild;
      if (next !== node) this.list.insertBefore(node, next);
      before = node;
    }
    return news;
  }

  draw(item, old, lively, news) {
    const files = new Map();
    const kept = (url, make) => {
      const file = old?.files?.get(url) ?? make();
      files.set(url, file);
      return file;
    };
    const held = old?.contains(document.activeElement) ? document.activeElement.dataset.k ?? "more" : "";
    const node = itemElement(item, this.acts, kept);
    Object.assign(node, { signature: item.signature, files, content: content(item), ids: item.messages?.map((one) => one.id) });
    if (lively && item.kind !== "day" && old?.content !== node.content) {
      node.classList.add(old ? "changed" : "new");
      news.push(...item.messages.map((message) => ({ ...message, isNew: !old })));
    }
    old?.replaceWith(node);
    this.nodes.set(item.key, node);
    // A redrawn bubble keeps the keyboard's place: the same button, else the first one.
    if (held) (node.querySelector(`[data-k="${held}"]`) ?? node.querySelector("[data-k]"))?.focus({ preventScroll: true });
    return node;
  }

  /** Show which buttons wait for the bot: a set of `message:data`. */
  wait(pending) {
    for (const button of this.list.querySelectorAll("[data-press]")) {
      const waits = pending.has(button.dataset.press);
      if (button.classList.contains("waiting") === waits) continue;
      button.classList.toggle("waiting", waits);
      button.setAttribute("aria-busy", String(waits));
    }
  }

  /** Bring a message into sight and light it up. */
  jump(id) {
    const node = this.nodes.get(`m${id}`) ?? [...this.nodes.values()].find((one) => one.ids?.includes(id));
    if (!node) return false;
    this.stick = false;
    node.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    node.classList.remove("pointed");
    requestAnimationFrame(() => node.classList.add("pointed"));
    return true;
  }

  goToEnd(smooth = true) {
    this.stick = true;
    this.count(-this.missed);
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm.matches ? "smooth" : "auto" });
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = scrollHeight - clientHeight - scrollTop < END;
    if (atEnd) {
      this.stick = true;
      this.count(-this.missed);
    } else if (scrollTop < this.top - 1) {
      this.stick = false;
    }
    this.top = scrollTop;
    this.toEnd.hidden = this.stick;
  }

  count(more) {
    this.missed += more;
    this.fresh.textContent = this.missed ? count(this.missed, "nouveau", "nouveaux") : "";
    this.toEnd.setAttribute("aria-label", this.missed ? `${count(this.missed, "nouveau message", "nouveaux messages")}, aller à la fin` : "Aller à la fin");
    this.toEnd.hidden = this.stick;
  }
}

/** What of an item is worth lighting up when it changes: not its neighbours, not its reactions. */
function content(item) {
  return JSON.stringify(item.messages?.map((one) => [one.text, one.entities, one.buttons, one.media?.url]));
}
