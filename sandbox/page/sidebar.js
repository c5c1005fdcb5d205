// The left side: who one is, the chats with what came last, and the way to the sandbox's tools.

import { avatar, el, icon, iconButton, reconcile } from "./dom.js";
import { inOneLine, kindOf } from "./content.js";
import { roleName, shortTime, t } from "./i18n.js";
import { menu } from "./menu.js";

export class Sidebar {
  /** `app` has `store`, `chatKey`, `goToPicker()`, `switchLanguage()`, `toggleTools()`, `newPerson()`. */
  constructor(app) {
    this.app = app;
    this.me = el("div", { class: "me" });
    this.list = el("div", { class: "chat-list", role: "list", "aria-label": t("chats") });
    this.foot = el("div", { class: "sidebar-foot" });
    this.root = el("nav", { class: "sidebar", "aria-label": t("chats") }, this.me, this.list, this.foot);
  }

  draw() {
    const { store } = this.app;
    this.drawMe(store);
    const chats = store.chatsByTime;
    const rows = chats.map((chat) => this.row(store, chat));
    if (!rows.length) rows.push({ key: "none", sign: document.documentElement.lang, make: () => el("p", { class: "hint none" }, t("no_chats")) });
    reconcile(this.list, rows);
    this.drawFoot();
  }

  drawMe(store) {
    const person = store.person;
    if (!person) return;
    const others = store.people.filter((other) => other.id !== person.id).reduce((sum, other) => sum + other.unread, 0);
    const sign = JSON.stringify([person.name, person.roles, others, document.documentElement.lang]);
    if (this.me.signature === sign) return;
    this.me.signature = sign;
    const roles = person.roles.map(roleName).join(", ") || t("role_borrower");
    this.me.replaceChildren(el("button", { type: "button", class: "me-button", "aria-haspopup": "menu", "aria-label": `${t("you_are")} ${person.name}. ${t("switch_person")}`, data: { testid: "switch-person" }, on: { click: (event) => this.switchPerson(event.currentTarget) } },
      avatar(person.name, person.id),
      el("span", { class: "me-words" }, el("span", { class: "me-name" }, person.name), el("span", { class: "me-role" }, roles)),
      others ? el("span", { class: "badge quiet-badge", "aria-label": t("unread", { n: others }) }, others) : null,
      icon("down")));
  }

  switchPerson(button) {
    const { store } = this.app;
    const people = store.people.map((person) => ({
      text: person.name, note: person.roles.map(roleName).join(", ") || t("role_borrower"), mark: avatar(person.name, person.id, "small"),
      badge: person.unread || null, href: `#/${person.id}`, current: person.id === store.personId, testid: "switch-to",
    }));
    menu(button, [...people, { text: t("new_person"), icon: "plus", run: () => this.app.newPerson() }, { text: t("everyone"), icon: "people", run: () => this.app.goToPicker() }], "people-menu");
  }

  row(store, chat) {
    const last = store.last(chat.key);
    const doing = store.action(chat.key);
    const current = chat.key === this.app.chatKey;
    const unread = current && this.app.view?.looking ? 0 : chat.unread;
    const who = last && kindOf(last) !== "service" && (last.mine ? `${t("you")}: ` : chat.type !== "private" && last.from ? `${last.from.first_name}: ` : "");
    const line = doing ? `${t("typing")}…` : last ? (who || "") + inOneLine(last) : chat.type === "private" ? t("what_can") : "";
    const time = last ? shortTime(last.date, store.now) : "";
    return {
      key: chat.key,
      sign: JSON.stringify([chat.title, unread, line, time, current, Boolean(doing), document.documentElement.lang]),
      make: () => el("div", { role: "listitem" }, el("a", { class: `chat-item${current ? " current" : ""}`, href: `#/${store.personId}/${chat.key}`, "aria-current": current ? "page" : null, data: { testid: "chat-item", chat: chat.key, spot: "chat" } },
        avatar(chat.title, chat.id, chat.type === "private" ? "bot" : "group"),
        el("span", { class: "chat-item-words" },
          el("span", { class: "chat-item-top" }, el("span", { class: "chat-item-title" }, chat.title), el("time", {}, time)),
          el("span", { class: "chat-item-bottom" }, el("span", { class: `chat-item-line${doing ? " doing-now" : ""}` }, line), unread ? el("span", { class: "badge", data: { testid: "unread" }, "aria-label": t("unread", { n: unread }) }, unread) : null)))),
    };
  }

  drawFoot() {
    const sign = document.documentElement.lang;
    if (this.foot.signature === sign) return;
    this.foot.signature = sign;
    this.foot.replaceChildren(
      el("button", { type: "button", class: "tools-open", data: { testid: "tools-open" }, on: { click: () => this.app.toggleTools() } }, icon("tools"), t("tools")),
      iconButton("globe", t("other_language"), { "data-testid": "switch-language", on: { click: () => this.app.switchLanguage() } }));
  }
}
