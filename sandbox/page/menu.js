// A small menu that hangs on a button: arrow keys move in it, Escape closes it, a click outside closes it.

import { el, icon } from "./dom.js";

/** Opens a menu under (or over) `button`. An entry has `text`, `run`, and may have `icon`, `note`, `mark`, `badge`, `href`. */
export function menu(button, entries, kind = "") {
  document.querySelector(".menu")?.remove();
  const close = (refocus = true) => {
    list.remove();
    document.removeEventListener("pointerdown", outside, true);
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus({ preventScroll: true });
  };
  const outside = (event) => { if (!list.contains(event.target) && !button.contains(event.target)) close(false); };
  const list = el("div", { class: `menu ${kind}`, role: "menu", on: { keydown: (event) => move(event, list, close) } }, entries.map((entry) => item(entry, close)));
  document.body.append(list);
  put(list, button.getBoundingClientRect());
  document.addEventListener("pointerdown", outside, true);
  button.setAttribute("aria-expanded", "true");
  list.querySelector("[role=menuitem]")?.focus({ preventScroll: true });
  return list;
}

function item(entry, close) {
  const inside = [
    entry.icon ? icon(entry.icon) : entry.mark ?? null,
    el("span", { class: "menu-words" }, el("span", { class: "menu-text" }, entry.text), entry.note ? el("span", { class: "menu-note" }, entry.note) : null),
    entry.badge ? el("span", { class: "badge" }, entry.badge) : null,
  ];
  const common = { class: `menu-item${entry.current ? " current" : ""}`, role: "menuitem", data: { testid: entry.testid ?? "menu-item" } };
  if (entry.href) return el("a", { ...common, href: entry.href, on: { click: () => close(false) } }, inside);
  return el("button", { type: "button", ...common, on: { click: () => { close(); entry.run(); } } }, inside);
}

function move(event, list, close) {
  const items = [...list.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[to]?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// Under the button when there is room, else over it; never out of the window.
function put(list, button) {
  const { offsetWidth: width, offsetHeight: height } = list;
  const left = Math.max(8, Math.min(button.left, window.innerWidth - width - 8));
  const under = button.bottom + 6 + height < window.innerHeight - 8;
  list.style.left = `${left}px`;
  list.style.top = `${under ? button.bottom + 6 : Math.max(8, button.top - height - 6)}px`;
}
