// What is inside a bubble besides its text: pictures, files, invoices, contacts, places, polls.

import { fileAddress } from "./api.js";
import { avatar, el, icon } from "./dom.js";
import { money, size, t } from "./i18n.js";
import { showDocument, showPicture } from "./viewer.js";

/** One line that stands for a message in lists, replies and titles. */
export function inOneLine(message) {
  const words = message.text ?? message.caption;
  const kind = kindOf(message);
  if (kind === "text") return words ?? "";
  if (kind === "document" && !words) return message.document.file_name ?? t("document");
  const name = kind === "service" ? serviceText(message) : t(kind);
  return words ? `${name}: ${words}` : name;
}

/** The kind of a message, by the field that says it. */
export function kindOf(message) {
  if (message.text !== undefined) return "text";
  for (const kind of ["photo", "animation", "document", "invoice", "contact", "venue", "location", "poll", "voice", "audio", "video", "video_note", "sticker", "dice"])
    if (message[kind]) return kind;
  return serviceText(message) ? "service" : "something";
}

/** The sentence of a message that nobody wrote (a topic opened, a payment made), or an empty text. */
export function serviceText(message) {
  const name = message.from?.first_name ?? "";
  if (message.successful_payment)
    return t("payment_done", { amount: money(message.successful_payment.total_amount, message.successful_payment.currency) });
  if (message.forum_topic_created) return `${name} ${t("service_topic", { name: message.forum_topic_created.name })}`;
  if (message.pinned_message) return `${name} ${t("pinned")}`;
  if (message.new_chat_members) return `${message.new_chat_members.map((member) => member.first_name).join(", ")} ${t("joined")}`;
  const service = ["forum_topic_closed", "forum_topic_reopened", "forum_topic_edited", "left_chat_member", "group_chat_created"];
  return service.some((field) => message[field]) ? t("service") : "";
}

/** The element for what the message carries, or null for plain text. */
export function content(message) {
  switch (kindOf(message)) {
    case "photo":
      return picture(message);
    case "document":
    case "animation":
    case "voice":
    case "audio":
    case "video":
    case "video_note":
      return file(message[kindOf(message)], kindOf(message));
    case "invoice":
      return invoice(message.invoice);
    case "contact":
      return contact(message.contact);
    case "venue":
      return plain("pin", message.venue.title, message.venue.address);
    case "dice":
      return el("div", { class: "sticker" }, `${message.dice.emoji} ${message.dice.value}`);
    case "location":
      return plain("pin", t("location"), `${message.location.latitude.toFixed(5)}, ${message.location.longitude.toFixed(5)}`);
    case "poll":
      return poll(message.poll);
    case "sticker":
      return el("div", { class: "sticker" }, message.sticker.emoji ?? t("sticker"));
    case "something":
      return el("div", { class: "faint" }, t("something"));
    default:
      return null;
  }
}

/** A picture of a message at its best size, in a button that opens it. */
export function picture(message) {
  const best = message.photo.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  const image = el("img", {
    src: fileAddress(best.file_id), alt: message.caption || t("photo"), loading: "lazy",
    width: String(best.width ?? 320), height: String(best.height ?? 240),
  });
  const open = () => showPicture(fileAddress(best.file_id), message.caption || t("photo"));
  return el("button", { type: "button", class: "picture", "aria-label": t("show_image"), data: { testid: "photo" }, on: { click: open } }, image);
}

function file(document, kind) {
  const address = fileAddress(document.file_id);
  const name = document.file_name ?? t(kind);
  const shown = /^(text\/html|text\/plain|application\/pdf|image\/)/.test(document.mime_type ?? "");
  const open = () => showDocument(address, name, document.mime_type);
  return el("div", { class: "file", data: { testid: "document" } },
    el("span", { class: "file-mark" }, icon("file")),
    el("div", { class: "file-words" },
      el("div", { class: "file-name" }, name),
      el("div", { class: "file-doing" },
        el("span", {}, document.file_size ? size(document.file_size) : ""),
        shown ? el("button", { type: "button", class: "link", data: { testid: "open-document" }, on: { click: open } }, t("open")) : null,
        el("a", { class: "link", href: `${address}?download`, download: name, data: { testid: "download-document" } }, t("download")))));
}

function invoice(bill) {
  return el("div", { class: "invoice", data: { testid: "invoice" } },
    el("div", { class: "invoice-title" }, bill.title),
    el("div", { class: "invoice-words" }, bill.description),
    el("div", { class: "invoice-sum" }, money(bill.total_amount, bill.currency)));
}

function contact(card) {
  const name = [card.first_name, card.last_name].filter(Boolean).join(" ");
  return el("div", { class: "contact", data: { testid: "contact" } },
    avatar(name, card.user_id ?? 0),
    el("div", {}, el("div", { class: "contact-name" }, name), el("div", { class: "contact-phone" }, `+${card.phone_number.replace(/^\+/, "")}`)));
}

function plain(mark, title, words) {
  return el("div", { class: "contact" }, el("span", { class: "file-mark" }, icon(mark)),
    el("div", {}, el("div", { class: "contact-name" }, title), el("div", { class: "contact-phone" }, words)));
}

function poll(question) {
  return el("div", { class: "poll", data: { testid: "poll" } },
    el("div", { class: "contact-name" }, question.question),
    el("ul", {}, question.options.map((option) => el("li", {}, el("span", {}, option.text), el("span", { class: "faint" }, t("votes", { n: option.voter_count ?? 0 }))))));
}
