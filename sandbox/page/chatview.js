// One open chat: its header, its topics, its messages, and the composer under them.

import * as api from "./api.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { kindOf } from "./content.js";
import { avatar, el, icon, iconButton, openDialog, reconcile, toast } from "./dom.js";
import { dayName, t } from "./i18n.js";
import { menu } from "./menu.js";

const AT_ONCE = 200;
const NEIGHBOURS_SECONDS = 300;
const DOING = { typing: "typing", upload_photo: "sending_photo", upload_document: "sending_file" };

export class ChatView {
  /** `app` has `store`, `goToList()`, `goToTopic(id)`, `refresh()`. */
  constructor(app, key, topic) {
    this.app = app;
    this.key = key;
    this.topic = topic;
    this.pressed = new Set();
    this.shown = AT_ONCE;
    this.drawn = new Set();
    this.unreadFrom = null;
    this.read = 0;
    this.header = el("header", { class: "chat-header" });
    this.topics = el("nav", { class: "topics", "aria-label": "topics" });
    this.list = el("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": t("chats"), data: { testid: "messages" } });
    this.scroller = el("div", { class: "scroller", tabindex: "0", "aria-label": t("chats"), on: { scroll: () => this.scrolled() } }, this.list);
    this.jump = el("button", { type: "button", class: "to-bottom", hidden: true, "aria-label": t("to_bottom"), title: t("to_bottom"), on: { click: () => this.toBottom(true) } }, icon("down"), el("span", { class: "badge", hidden: true }));
    this.composer = new Composer(this);
    this.root = el("section", { class: "chat", "aria-label": t("chats"), data: { testid: "chat" } }, this.header, this.topics, el("div", { class: "scroll-frame" }, this.scroller, this.jump), this.composer.root);
    this.dropping();
    this.first = true;
    this.stuck = true;
    this.top = 0;
    // Pictures that load late, buttons that open and a window that shrinks must not hide the newest message.
    const keep = new ResizeObserver(() => { if (this.stuck) this.toBottom(); });
    keep.observe(this.list);
    keep.observe(this.scroller);
  }

  /** Whether the reader has the newest message before them, so that it does not count as unread. */
  get looking() { return this.stuck && !document.hidden; }

  get store() { return this.app.store; }
  get chat() { return this.store.chats.get(this.key); }

  draw() {
    const chat = this.chat;
    if (!chat) return;
    if (this.first && this.unreadFrom === null) this.markUnread(chat);
    if (!this.first) this.follow();
    const bottom = this.first || this.stuck;
    this.drawHeader(chat);
    this.drawTopics(chat);
    reconcile(this.list, this.rows(chat));
    this.composer.draw(chat);
    if (bottom) this.toBottom();
    else this.showJump(chat);
    this.lookedAt(chat);
    this.first = false;
  }

  // The line above the first message that had not been read when the chat was opened.
  markUnread(chat) {
    const others = [...this.store.in(this.key).values()].filter((message) => !message.mine);
    this.unreadFrom = chat.unread && others.length > chat.unread ? others.at(-chat.unread)?.message_id ?? 0 : 0;
  }

  drawHeader(chat) {
    const doing = this.store.action(this.key);
    const about = chat.type === "private" ? t("bot") : t("members", { n: chat.members.length });
    const sign = JSON.stringify([chat.title, about, doing, chat.blocked, document.documentElement.lang]);
    if (this.header.signature === sign) return;
    this.header.signature = sign;
    const under = doing ? el("span", { class: "doing-now" }, t(DOING[doing] ?? "typing"), el("i"), el("i"), el("i")) : about;
    this.header.replaceChildren(
      iconButton("back", t("back"), { class: "icon-button back", on: { click: () => this.app.goToList() }, "data-testid": "back" }),
      avatar(chat.title, chat.id, chat.type === "private" ? "bot" : "group"),
      el("div", { class: "chat-title" }, el("h1", {}, chat.title), el("div", { class: "chat-about", title: (chat.members ?? []).join(", ") }, under)),
      iconButton("tools", t("tools"), { class: "icon-button tools-button", on: { click: () => this.app.toggleTools() }, "data-testid": "tools" }),
      iconButton("more", t("more"), { class: "icon-button heavy", on: { click: (event) => this.more(event.currentTarget) }, "aria-haspopup": "menu", "data-testid": "chat-menu" }));
  }

  more(button) {
    const chat = this.chat;
    const one = chat.type === "private";
    menu(button, [
      one && { text: t("share_contact"), icon: "phone", run: () => this.shareContact() },
      one && { text: t(chat.blocked ? "unblock" : "block"), icon: "block", testid: "block", run: () => this.block(!chat.blocked) },
      { text: t("open_window"), icon: "window", run: () => window.open(location.href, "_blank", "noopener") },
      { text: t("switch_person"), icon: "people", run: () => this.app.goToPicker() },
    ].filter(Boolean));
  }

  drawTopics(chat) {
    this.topics.hidden = !chat.is_forum || !chat.topics.length;
    if (this.topics.hidden) return;
    const seen = [{ message_thread_id: null, name: t("topic_all") }, ...chat.topics];
    reconcile(this.topics, seen.map((topic) => ({
      key: String(topic.message_thread_id),
      sign: `${topic.name}${topic.closed}${this.topic === topic.message_thread_id}${document.documentElement.lang}`,
      make: () => el("button", { type: "button", class: "chip", "aria-pressed": String(this.topic === topic.message_thread_id), data: { testid: "topic" }, on: { click: () => this.app.goToTopic(topic.message_thread_id) } },
        topic.message_thread_id ? icon("topic") : null, topic.name, topic.closed ? el("span", { class: "faint" }, ` · ${t("closed")}`) : null),
    })));
  }

  rows(chat) {
    const all = [...this.store.in(this.key).values()].filter((message) => this.topic === null || message.message_thread_id === this.topic || message.message_id === this.topic);
    const messages = all.slice(-this.shown);
    const rows = [];
    if (all.length > messages.length) rows.push({ key: "earlier", sign: String(this.shown), make: () => el("div", { class: "service" }, el("button", { type: "button", class: "link", on: { click: () => this.earlier() } }, t("earlier"))) });
    if (!messages.length && chat.type === "private") rows.push(this.welcome(chat));
    let day = "";
    let before = null;
    const groups = albums(messages);
    for (const [i, group] of groups.entries()) {
      const message = group[0];
      const today = dayName(message.date, this.store.now);
      const breaks = today !== day || message.message_id === this.unreadFrom;
      if (today !== day) rows.push(line(`day-${today}`, today, "day"));
      if (message.message_id === this.unreadFrom) rows.push(line("unread", t("unread_here"), "unread-line"));
      day = today;
      const after = groups[i + 1]?.[0];
      rows.push(this.row(chat, group, { first: breaks || !together(before, message), last: !after || !together(message, after) || after.message_id === this.unreadFrom || dayName(after.date, this.store.now) !== today }));
      before = message;
    }
    const doing = this.store.action(this.key);
    if (doing && chat.type === "private") rows.push({ key: "doing", sign: doing, make: () => el("div", { class: "row other first last typing", "aria-hidden": "true" }, el("div", { class: "stack" }, el("div", { class: "bubble" }, el("i"), el("i"), el("i")))) });
    return rows;
  }

  row(chat, group, place) {
    const message = group[0];
    const pressed = [...this.pressed].filter((spot) => spot.startsWith(`${message.message_id}:`));
    const topic = this.topic === null && message.is_topic_message ? chat.topics?.find((one) => one.message_thread_id === message.message_thread_id)?.name : null;
    const key = `m${message.message_id}`;
    const fresh = !this.first && !this.drawn.has(key);
    this.drawn.add(key);
    return {
      key,
      sign: JSON.stringify([group, place, pressed, topic, document.documentElement.lang]),
      make: () => bubble(message, { ...place, fresh, topic, pressed: this.pressed, group: chat.type !== "private", album: group.length > 1 ? group : null }, this.acts),
    };
  }

  welcome(chat) {
    return {
      key: "welcome",
      sign: chat.title + chat.about + document.documentElement.lang,
      make: () => el("div", { class: "welcome" }, avatar(chat.title, chat.id, "bot"), el("h2", {}, chat.title), el("h3", {}, t("what_can")), el("p", {}, chat.about || t("start_hint"))),
    };
  }

  get acts() {
    return {
      say: (text) => this.say(text),
      press: (message, button, spot) => this.press(message, button, spot),
      pay: (message, spot) => this.pay(message, spot),
      reply: (message) => this.composer.replyTo(message),
      edit: (message) => this.composer.change(message),
      copy: (text) => navigator.clipboard?.writeText(text).then(() => toast(t("copied"))),
      jump: (id) => this.jumpTo(id),
    };
  }

  /** Runs what a person did; a refusal is shown in one line. Returns whether it worked. */
  async does(action) {
    try {
      return (await action()) ?? true;
    } catch (problem) {
      toast(t("failed", { reason: problem.message }), "wrong");
      return null;
    }
  }

  say(text, replyTo, edit) {
    return this.does(() => api.say(this.store.personId, this.chat, text, { replyTo, edit, topic: replyTo || edit ? null : this.topic }));
  }

  async press(message, button, spot) {
    await this.whilePressed(message, spot, async () => {
      const { answer } = await api.press(this.store.personId, this.chat, message.message_id, button);
      if (!answer?.text) return;
      if (answer.show_alert) alertBox(this.chat.title, answer.text);
      else toast(answer.text);
    });
  }

  async pay(message, spot) {
    await this.whilePressed(message, spot, async () => {
      const { paid, error } = await api.pay(this.store.personId, this.chat, message.message_id);
      if (paid !== true) toast(t("pay_refused", { reason: error ?? "" }), "wrong");
    });
  }

  async whilePressed(message, spot, action) {
    const pressed = `${message.message_id}:${spot}`;
    if (this.pressed.has(pressed)) return;
    this.pressed.add(pressed);
    this.draw();
    await this.does(action);
    this.pressed.delete(pressed);
    this.draw();
  }

  shareContact() {
    openDialog(t("share_contact"), "small", (close) => [
      el("p", {}, t("share_ask", { name: this.chat.title })),
      el("p", { class: "phone-shown" }, this.store.person?.phone ?? ""),
      el("div", { class: "dialog-buttons" },
        el("button", { type: "button", class: "quiet", on: { click: close } }, t("cancel")),
        el("button", { type: "button", class: "strong", data: { testid: "share-contact" }, on: { click: () => { close(); this.does(() => api.shareContact(this.store.personId, this.chat)); } } }, t("share"))),
    ]);
  }

  async block(blocked) {
    if (await this.does(() => api.block(this.store.personId, this.chat, blocked))) this.app.refresh();
  }

  lookedAt(chat) {
    if (!chat.unread || !this.looking || this.read === this.store.seq) return;
    this.read = this.store.seq;
    api.markRead(this.store.personId, chat).catch(() => { this.read = 0; });
  }

  atBottom() { return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 80; }

  // The view follows the newest message until the reader scrolls up, and again once the reader is back at the bottom.
  // What moves because the window or the messages changed their size is no scrolling of the reader's.
  follow() {
    const { scrollTop: top, scrollHeight, clientHeight } = this.scroller;
    const size = `${scrollHeight}/${clientHeight}`;
    if (this.atBottom()) this.stuck = true;
    else if (top < this.top - 2 && size === this.size) this.stuck = false;
    this.top = top;
    this.size = size;
  }

  toBottom(smooth = false) {
    this.stuck = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.top = this.scroller.scrollTop;
    this.size = `${this.scroller.scrollHeight}/${this.scroller.clientHeight}`;
    this.jump.hidden = true;
  }

  showJump(chat) {
    this.jump.hidden = this.atBottom();
    const badge = this.jump.querySelector(".badge");
    badge.hidden = !chat.unread;
    badge.textContent = chat.unread;
  }

  scrolled() {
    if (!this.chat) return;
    this.follow();
    this.showJump(this.chat);
    this.lookedAt(this.chat);
  }

  earlier() {
    const from = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.shown += AT_ONCE;
    this.draw();
    this.scroller.scrollTop = this.scroller.scrollHeight - from;
  }

  jumpTo(id) {
    const there = this.list.querySelector(`[data-message-id="${id}"]`);
    there?.scrollIntoView({ block: "center", behavior: "smooth" });
    there?.classList.add("found");
    setTimeout(() => there?.classList.remove("found"), 1600);
  }

  dropping() {
    let depth = 0;
    const veil = el("div", { class: "drop-veil", hidden: true }, el("div", {}, icon("attach"), t("drop_here")));
    this.root.append(veil);
    const show = (by) => (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      depth = Math.max(0, depth + by);
      veil.hidden = depth === 0;
    };
    this.root.addEventListener("dragenter", show(1));
    this.root.addEventListener("dragleave", show(-1));
    this.root.addEventListener("dragover", show(0));
    this.root.addEventListener("drop", (event) => {
      show(-depth)(event);
      if (event.dataTransfer?.files.length) this.composer.attach(event.dataTransfer.files[0]);
    });
  }
}

// Pictures sent as one album stand in one bubble.
function albums(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function together(before, after) {
  return Boolean(before) && kindOf(before) !== "service" && kindOf(after) !== "service" && before.from?.id === after.from?.id && after.date - before.date < NEIGHBOURS_SECONDS && before.message_thread_id === after.message_thread_id;
}

function line(key, text, kind) {
  return { key, sign: text, make: () => el("div", { class: `service ${kind}` }, el("span", {}, text)) };
}

function alertBox(title, text) {
  openDialog(title, "small", (close) => [
    el("h2", {}, title),
    el("p", { data: { testid: "alert" } }, text),
    el("div", { class: "dialog-buttons" }, el("button", { type: "button", class: "strong", autofocus: true, on: { click: close } }, t("ok"))),
  ]);
}
