// Telegram's text with entities as elements. Offsets count UTF-16 units, which is how JavaScript counts too.

import { el } from "./dom.js";
import { t } from "./i18n.js";

const SAFE_LINK = /^(https?:|mailto:|tel:|tg:)/i;

/** The text as nodes, its entities nested as they are; `onCommand(text)` is called for a pressed command. */
export function rich(text, entities, onCommand) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, sorted, 0, text.length, onCommand);
}

function part(text, entities, from, to, onCommand) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    if (start > at) nodes.push(text.slice(at, start));
    const within = entities.slice(i + 1).filter((other) => other.offset < end);
    nodes.push(wrap(entity, text.slice(start, end), part(text, within, start, end, onCommand), onCommand));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function wrap(entity, text, inner, onCommand) {
  const tag = TAGS[entity.type];
  if (tag) return el(tag, {}, inner);
  switch (entity.type) {
    case "pre":
      return el("pre", {}, el("code", {}, inner));
    case "blockquote":
    case "expandable_blockquote":
      return el("blockquote", {}, inner);
    case "spoiler":
      return spoiler(inner);
    case "text_link":
      return link(entity.url, inner);
    case "url":
      return link(/^[a-z]+:/i.test(text) ? text : `https://${text}`, inner);
    case "email":
      return link(`mailto:${text}`, inner);
    case "bot_command":
      return el("button", { type: "button", class: "command", on: { click: () => onCommand?.(text) } }, inner);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
    case "phone_number":
      return el("span", { class: "mention" }, inner);
    default:
      return el("span", {}, inner);
  }
}

function link(address, inner) {
  if (!SAFE_LINK.test(address)) return el("span", { class: "mention" }, inner);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, inner);
}

function spoiler(inner) {
  const hidden = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") }, el("span", {}, inner));
  const reveal = () => {
    hidden.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) hidden.removeAttribute(name);
  };
  hidden.addEventListener("click", reveal);
  hidden.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); reveal(); } });
  return hidden;
}
