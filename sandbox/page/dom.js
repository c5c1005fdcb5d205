// Building elements without markup strings: text from a chat only ever becomes text nodes, never HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `on` holds listeners, `data` data attributes; null, false and undefined attributes are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (name === "data") for (const [key, item] of Object.entries(value)) element.dataset[key] = item;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SHAPES = {
  back: "M15 5l-7 7 7 7",
  menu: "M4 7h16M4 12h16M4 17h10",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  send: "M5 12l15-7-5 15-3.5-6.5L5 12zM11.5 13.5L20 5",
  attach: "M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.9-7.9a3 3 0 0 1 4.3 4.3l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2l6.6-6.5",
  keyboard: "M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 14.7h8",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  reply: "M10 8V4.5L3.5 11 10 17.5V14c5 0 8 1.5 10.5 5-.5-6-4-11-10.5-11z",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  open: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  download: "M12 4v11m-5-5l5 5 5-5M5 20h14",
  tools: "M5 20l7.5-7.5M14.5 4.5a5 5 0 0 0-2 6.5l2.5 2.5a5 5 0 0 0 6.2-6.3l-3.2 3.1-2.8-.6-.6-2.8 3.1-3.1a5 5 0 0 0-3.2.7z",
  down: "M6 10l6 6 6-6",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 6",
  check: "M5 12.5l4.5 4.5L19 7",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  phone: "M6 3h3l2 5-2.5 1.8a12 12 0 0 0 5.7 5.7L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  bank: "M3 9.5L12 4l9 5.5zM5.5 10v7M10 10v7M14 10v7M18.5 10v7M3 20h18",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.7 5.7l12.6 12.6",
  window: "M4 5h16v14H4zM4 9h16",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15.5 9.5h.01",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9s.5-6 3.5-9z",
  topic: "M5 9h14M4 15h14M10 4L8 20M16 4l-2 16",
};

/** A line icon by name; decorative, so hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A round picture with the person's initials, in one of eight calm tones chosen by the id. */
export function avatar(name, id, kind = "") {
  if (kind === "bot") return el("span", { class: "avatar bot", "aria-hidden": "true" });
  const words = name.trim().split(/\s+/);
  const latin = /^[\u0000-\u024f]/.test(name);
  const initials = latin ? words.slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase() : [...name][0] ?? "";
  return el("span", { class: `avatar tone-${Math.abs(Number(id) || 0) % 8} ${kind}`, "aria-hidden": "true" }, initials);
}

/** A button that shows only an icon; its name is read aloud and shown as a tip. */
export function iconButton(name, label, attributes = {}) {
  return el("button", { type: "button", class: "icon-button", title: label, "aria-label": label, ...attributes }, icon(name));
}

/** Puts `rows` ({key, sign, make}) into `container`, keeping the elements whose key and sign have not changed. */
export function reconcile(container, rows) {
  const before = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let at = container.firstElementChild;
  for (const row of rows) {
    let child = before.get(row.key);
    before.delete(row.key);
    if (!child || child.signature !== row.sign) {
      const fresh = row.make();
      fresh.dataset.key = row.key;
      fresh.signature = row.sign;
      if (child) {
        if (at === child) at = child.nextElementSibling;
        swap(child, fresh);
      }
      child = fresh;
      if (child.parentNode !== container) container.insertBefore(child, at);
    } else if (child === at) {
      at = at.nextElementSibling;
    } else {
      container.insertBefore(child, at);
    }
    if (child === at) at = at.nextElementSibling;
  }
  for (const left of before.values()) left.remove();
}

// A replaced element may hold the focus: it goes to the same control in the new one, else to the new one itself.
function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const spot = focused?.dataset.spot;
  old.replaceWith(fresh);
  if (!focused) return;
  fresh.classList.add("no-rise");
  const again = spot ? fresh.querySelector(`[data-spot="${spot}"]`) : null;
  if (again) again.focus({ preventScroll: true });
  else {
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  }
}

/** A short message that goes away by itself. */
export function toast(text, kind = "") {
  const shown = el("div", { class: `toast ${kind}`, "data-testid": "toast" }, text);
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.classList.add("leaving"), 3600);
  setTimeout(() => shown.remove(), 4000);
}

/** A modal dialog that is removed once closed; `fill(close)` gives its content. */
export function openDialog(label, kind, fill) {
  const dialog = el("dialog", { class: `dialog ${kind}`, "aria-label": label });
  dialog.append(...[fill(() => dialog.close())].flat());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
