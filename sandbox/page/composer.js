// Where a person writes: the text, the attachments, the command menu, and the buttons a bot put there instead of keys.

import * as api from "./api.js";
import { inOneLine } from "./content.js";
import { el, icon, iconButton, openDialog } from "./dom.js";
import { size, t } from "./i18n.js";
import { menu } from "./menu.js";

const LONGEST = 4096;

export class Composer {
  constructor(view) {
    this.view = view;
    this.answering = null;
    this.changing = null;
    this.keyboardShown = true;
    this.picker = el("input", { type: "file", class: "hidden-input", tabindex: "-1", "aria-hidden": "true", data: { testid: "file" }, on: { change: () => this.picked() } });
    this.reply = el("div", { class: "reply-bar", hidden: true });
    this.wrong = el("div", { class: "composer-wrong", role: "alert", hidden: true, data: { testid: "composer-error" } });
    this.text = el("textarea", { rows: "1", class: "composer-text", placeholder: t("message"), "aria-label": t("message"), enterkeyhint: "send", data: { testid: "composer" }, on: { input: () => this.typed(), keydown: (event) => this.key(event), paste: (event) => this.pasted(event) } });
    this.commands = iconButton("menu", t("commands"), { "data-testid": "commands", "aria-haspopup": "menu", on: { click: () => this.openCommands() } });
    this.toggle = iconButton("keyboard", t("hide_keyboard"), { "data-testid": "toggle-keyboard", on: { click: () => this.toggleKeyboard() } });
    this.sendButton = iconButton("send", t("send"), { class: "icon-button send", "data-testid": "send", on: { click: () => this.send() } });
    this.line = el("div", { class: "composer-line" }, this.commands, iconButton("attach", t("attach"), { "data-testid": "attach", on: { click: () => this.picker.click() } }), this.text, this.toggle, this.sendButton, this.picker);
    this.keys = el("div", { class: "reply-keys", role: "group", data: { testid: "reply-keyboard" } });
    this.instead = el("div", { class: "composer-instead" });
    this.root = el("footer", { class: "composer" }, this.reply, this.wrong, this.line, this.instead, this.keys);
  }

  draw(chat) {
    const state = chat.blocked ? "blocked" : chat.type === "private" && !chat.started ? "new" : "open";
    const keyboard = state === "open" ? this.view.store.keyboard(chat) : null;
    const sign = JSON.stringify([state, keyboard, this.keyboardShown, chat.keyboard?.input_field_placeholder, chat.commands.length > 0, document.documentElement.lang]);
    if (this.root.signature === sign) return;
    this.root.signature = sign;
    this.line.hidden = state !== "open";
    this.commands.hidden = !chat.commands.length;
    this.text.placeholder = chat.keyboard?.input_field_placeholder || t("message");
    this.drawInstead(state);
    this.drawKeys(keyboard);
  }

  drawInstead(state) {
    this.instead.hidden = state === "open";
    if (state === "blocked")
      this.instead.replaceChildren(el("p", {}, t("blocked")), el("button", { type: "button", class: "strong wide", data: { testid: "unblock" }, on: { click: () => this.view.block(false) } }, t("unblock")));
    if (state === "new")
      this.instead.replaceChildren(el("button", { type: "button", class: "strong wide", data: { testid: "start" }, on: { click: () => this.view.say("/start") } }, t("start")));
  }

  drawKeys(keyboard) {
    this.toggle.hidden = !keyboard;
    this.keys.hidden = !keyboard || !this.keyboardShown;
    const label = t(this.keyboardShown ? "hide_keyboard" : "show_keyboard");
    this.toggle.title = label;
    this.toggle.setAttribute("aria-label", label);
    this.toggle.setAttribute("aria-pressed", String(this.keyboardShown));
    this.keys.replaceChildren(...(keyboard?.keyboard ?? []).map((row) => el("div", { class: "reply-row" }, row.map((key) => this.replyKey(typeof key === "string" ? { text: key } : key)))));
  }

  replyKey(key) {
    const run = () => {
      this.view.store.useKeyboard(this.view.chat);
      this.view.does(() => api.pressKey(this.view.store.personId, this.view.chat, key.text));
      this.view.toBottom();
      this.view.draw();
    };
    return el("button", { type: "button", class: "reply-key", data: { testid: "reply-button", label: key.text }, on: { click: run } }, key.request_contact ? icon("phone") : null, key.text);
  }

  toggleKeyboard() {
    this.keyboardShown = !this.keyboardShown;
    this.view.draw();
  }

  openCommands() {
    const say = (command) => () => { this.view.say(`/${command}`); this.focus(); };
    menu(this.commands, this.view.chat.commands.map(({ command, description }) => ({ text: `/${command}`, note: description, testid: "command", run: say(command) })), "commands-menu");
  }

  focus() {
    if (window.matchMedia("(hover: hover)").matches) this.text.focus({ preventScroll: true });
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && (this.answering || this.changing)) {
      this.leave();
    } else if (event.key === "/" && !this.text.value && event.ctrlKey) {
      this.openCommands();
    }
  }

  typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 160)}px`;
    const length = this.text.value.trim().length;
    const tooLong = length > LONGEST;
    this.wrong.hidden = !tooLong;
    this.wrong.textContent = tooLong ? t("too_long", { n: length.toLocaleString() }) : "";
    this.sendButton.disabled = tooLong;
    this.sendButton.classList.toggle("ready", length > 0 && !tooLong);
  }

  async send() {
    const text = this.text.value.trim();
    if (!text || text.length > LONGEST) return;
    const { answering, changing } = this;
    this.text.value = "";
    this.replyTo(null);
    this.typed();
    if (!changing) this.view.toBottom();
    if (await this.view.say(text, answering?.message_id, changing?.message_id)) return;
    if (!this.text.value) this.text.value = text;
    this.typed();
  }

  replyTo(message) {
    this.answering = message;
    this.changing = null;
    this.bar(message, "reply", message?.mine ? t("you") : message?.from?.first_name);
  }

  /** Puts an own text back into the composer, to be sent as a change of that message. */
  change(message) {
    this.answering = null;
    this.changing = message;
    this.text.value = message.text;
    this.bar(message, "edit", t("editing"));
    this.typed();
  }

  leave() {
    if (this.changing) this.text.value = "";
    this.replyTo(null);
    this.typed();
  }

  bar(message, mark, title) {
    this.reply.hidden = !message;
    if (!message) return;
    this.reply.replaceChildren(icon(mark), el("div", { class: "reply-words" }, el("div", { class: "quoted-name" }, title), el("div", { class: "quoted-text" }, inOneLine(message))), iconButton("close", t("cancel"), { on: { click: () => this.leave() } }));
    this.text.focus();
  }

  picked() {
    const [file] = this.picker.files;
    if (file) this.attach(file);
    this.picker.value = "";
  }

  pasted(event) {
    const [file] = event.clipboardData?.files ?? [];
    if (!file) return;
    event.preventDefault();
    this.attach(file);
  }

  /** Shows what is about to be sent, and asks whether a picture goes as a photo or as a file. */
  attach(file) {
    const image = /^image\/(png|jpeg|gif|webp)$/.test(file.type);
    const preview = image ? URL.createObjectURL(file) : null;
    const caption = el("input", { type: "text", class: "field", placeholder: t("caption"), "aria-label": t("caption"), maxlength: "1024", data: { testid: "caption" } });
    const choice = (value, words, on) => el("label", { class: "choice" }, el("input", { type: "radio", name: "as", value, checked: on, data: { testid: `as-${value}` } }), el("span", {}, words));
    const dialog = openDialog(t("send_as"), "small attach-dialog", (close) => el("form", { method: "dialog", on: { submit: (event) => { event.preventDefault(); this.sendFile(file, new FormData(event.target).get("as") ?? "document", caption.value.trim()); close(); } } },
      image ? el("img", { class: "attach-preview", src: preview, alt: "" }) : el("div", { class: "file" }, el("span", { class: "file-mark" }, icon("file")), el("div", { class: "file-words" }, el("div", { class: "file-name" }, file.name), el("div", { class: "file-doing" }, size(file.size)))),
      image ? el("fieldset", { class: "choices" }, el("legend", {}, t("send_as")), choice("photo", t("as_photo"), true), choice("document", t("as_document"), false)) : null,
      caption,
      el("div", { class: "dialog-buttons" }, el("button", { type: "button", class: "quiet", on: { click: close } }, t("cancel")), el("button", { type: "submit", class: "strong", autofocus: true, data: { testid: "send-file" } }, t("send")))));
    dialog.addEventListener("close", () => preview && URL.revokeObjectURL(preview));
  }

  async sendFile(file, as, caption) {
    this.root.classList.add("sending");
    await this.view.does(() => api.sendFile(this.view.store.personId, this.view.chat, file, as, caption));
    this.root.classList.remove("sending");
    this.view.toBottom();
  }
}
