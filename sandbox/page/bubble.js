// One bubble: who, the reply it answers, what it carries, its text, its time, and the buttons under it.

import { content, inOneLine, kindOf, picture, serviceText } from "./content.js";
import { avatar, el, icon, iconButton } from "./dom.js";
import { clockTime, money, t } from "./i18n.js";
import { rich } from "./rich.js";

// The family name stands first, without a space, where both names are Chinese.
function nameOf(user) {
  const both = `${user?.last_name ?? ""}${user?.first_name ?? ""}`;
  return /^[\u4e00-\u9fff]+$/.test(both) ? both : [user?.first_name, user?.last_name].filter(Boolean).join(" ");
}

/** The element for one message. `place` says how it stands among its neighbours; `act` holds what its controls do. */
export function bubble(message, place, act) {
  const service = kindOf(message) === "service";
  if (service) return serviceLine(message);
  const buttons = keyboard(message, place, act);
  const kind = kindOf(message);
  const classes = ["row", message.mine ? "own" : "other", place.first ? "first" : "", place.last ? "last" : "", buttons ? "with-buttons" : "", `is-${kind}`, place.fresh ? "" : "no-rise"];
  return el("div", { class: classes.join(" "), role: "article", tabindex: "-1", "aria-label": spoken(message), data: { messageId: message.message_id, testid: "bubble", from: message.mine ? "me" : message.from?.is_bot ? "bot" : "person" } },
    place.group && !message.mine ? (place.last ? sender(message) : el("span", { class: "avatar-gap" })) : null,
    el("div", { class: "stack" },
      el("div", { class: "bubble" },
        place.group && !message.mine && place.first ? el("div", { class: `name tone-ink-${Math.abs(message.from?.id ?? 0) % 8}` }, nameOf(message.from)) : null,
        place.topic ? el("div", { class: "topic-tag" }, icon("topic"), place.topic) : null,
        message.forward_origin ? el("div", { class: "forwarded" }, t("forwarded")) : null,
        quoted(message.reply_to_message, act),
        place.album ? el("div", { class: `album of-${Math.min(place.album.length, 4)}` }, place.album.map((one) => one.photo ? el("div", { data: { messageId: one.message_id } }, picture(one)) : content(one))) : content(message),
        words(message, place, act),
        el("div", { class: "meta" }, message.edit_date ? `${t("edited")} · ` : "", el("time", { datetime: new Date(message.date * 1000).toISOString() }, clockTime(message.date)))),
      buttons),
    doing(message, act));
}

function spoken(message) {
  return `${message.mine ? t("you") : nameOf(message.from)}, ${clockTime(message.date)}`;
}

function sender(message) {
  return avatar(nameOf(message.from), message.from?.id, message.from?.is_bot ? "bot" : "");
}

function serviceLine(message) {
  return el("div", { class: "service", data: { messageId: message.message_id, testid: "bubble", from: "service" } }, el("span", {}, serviceText(message)));
}

function quoted(original, act) {
  if (!original || original.forum_topic_created) return null;
  return el("button", { type: "button", class: "quoted", on: { click: () => act.jump(original.message_id) } },
    el("span", { class: "quoted-name" }, nameOf(original.from)),
    el("span", { class: "quoted-text" }, inOneLine(original)));
}

function words(message, place, act) {
  const captioned = place.album?.find((one) => one.caption) ?? message;
  const text = captioned.text ?? captioned.caption;
  if (text === undefined || text === "") return null;
  return el("div", { class: "text", dir: "auto", data: { testid: "text" } }, rich(text, captioned.entities ?? captioned.caption_entities, act.say));
}

function keyboard(message, place, act) {
  const rows = [...(message.reply_markup?.inline_keyboard ?? [])];
  if (message.invoice && !rows.some((row) => row.some((button) => button.pay)))
    rows.unshift([{ text: t("pay", { amount: money(message.invoice.total_amount, message.invoice.currency) }), pay: true }]);
  if (!rows.length) return null;
  return el("div", { class: "buttons", role: "group" }, rows.map((row, r) => el("div", { class: "buttons-row" }, row.map((button, c) => inlineButton(message, button, `${r}-${c}`, place, act)))));
}

function inlineButton(message, button, spot, place, act) {
  const data = { testid: button.pay ? "pay" : "inline-button", spot, label: button.text };
  if (button.url) {
    const safe = /^(https?|tg|mailto):/i.test(button.url) ? button.url : null;
    return el("a", { class: "inline-button", href: safe, target: "_blank", rel: "noopener noreferrer", data }, button.text, icon("open"));
  }
  const waiting = place.pressed.has(`${message.message_id}:${spot}`);
  const plainPay = button.pay && message.invoice && /^Pay( [A-Z]{3})?$/.test(button.text);
  const words = plainPay ? t("pay", { amount: money(message.invoice.total_amount, message.invoice.currency) }) : button.text;
  return el("button", {
    type: "button", class: `inline-button${waiting ? " waiting" : ""}${button.style ? ` style-${button.style}` : ""}`,
    "aria-busy": waiting ? "true" : null, disabled: button.disabled === true, data,
    on: { click: () => (button.pay ? act.pay(message, spot) : act.press(message, button, spot)) },
  }, el("span", {}, words), waiting ? el("span", { class: "spinner" }) : null);
}

function doing(message, act) {
  const text = message.text ?? message.caption;
  return el("div", { class: "doing" },
    iconButton("reply", t("reply"), { on: { click: () => act.reply(message) }, "data-testid": "reply" }),
    message.mine && message.text ? iconButton("edit", t("edit"), { on: { click: () => act.edit(message) }, "data-testid": "edit" }) : null,
    text ? iconButton("copy", t("copy"), { on: { click: () => act.copy(text) } }) : null);
}
