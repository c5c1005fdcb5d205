// Looking at a picture or a document large. A document runs in a frame that may do nothing: no scripts, no requests.

import { el, iconButton, openDialog } from "./dom.js";
import { t } from "./i18n.js";

/** A picture over the whole page. */
export function showPicture(address, words) {
  openDialog(words, "viewer", (close) => [
    bar(address, words, close),
    el("div", { class: "viewer-body", on: { click: close } }, el("img", { src: address, alt: words })),
  ]);
}

/** A document over the whole page: HTML and text in a confined frame, pictures as they are, the rest in a new tab. */
export function showDocument(address, name, kind) {
  if (kind?.startsWith("image/")) return showPicture(address, name);
  if (!/^text\/(html|plain)/.test(kind ?? "")) return window.open(address, "_blank", "noopener");
  openDialog(name, "viewer paper", (close) => [
    bar(address, name, close),
    el("iframe", { src: address, title: name, sandbox: "", referrerpolicy: "no-referrer", "data-testid": "document-frame" }),
  ]);
}

function bar(address, name, close) {
  return el("div", { class: "viewer-bar" },
    el("span", { class: "viewer-name" }, name),
    el("a", { class: "icon-button", href: address, target: "_blank", rel: "noopener noreferrer", title: t("open_window"), "aria-label": t("open_window") }, glyph("open")),
    el("a", { class: "icon-button", href: `${address}?download`, download: name, title: t("download"), "aria-label": t("download") }, glyph("download")),
    iconButton("close", t("close"), { on: { click: close }, "data-testid": "close-viewer", autofocus: true }));
}

const glyph = (name) => iconButton(name, "").firstElementChild;
