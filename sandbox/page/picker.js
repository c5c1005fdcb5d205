// The first page: whom to play, and making somebody new.

import * as api from "./api.js";
import { avatar, el, icon, openDialog, reconcile, toast } from "./dom.js";
import { roleName, switchLanguage, t } from "./i18n.js";

const REFRESH = 2500;
const SPOKEN = { en: "English", zh: "中文" };

export class Picker {
  /** `go(id)` opens a person. */
  constructor(go) {
    this.go = go;
    this.people = null;
    this.root = el("main", { class: "picker", data: { testid: "picker" } });
    this.timer = setInterval(() => this.load(), REFRESH);
    this.draw();
    this.load();
  }

  stop() { clearInterval(this.timer); }

  async load() {
    try {
      const { people, bots } = await api.everybody();
      this.people = people;
      this.bots = bots;
      this.down = false;
    } catch {
      this.down = true;
    }
    this.draw();
  }

  draw() {
    const people = this.people ?? [];
    const isStaff = (person) => person.roles.some((role) => role !== "borrower" && role !== "guarantor");
    const sections = [
      ["borrowers", people.filter((person) => !isStaff(person)), true],
      ["staff", people.filter(isStaff), false],
    ].filter(([, some, always]) => some.length || always);
    const inside = el("div", { class: "picker-inside" }, this.head(), sections.map(([name, some, makes]) => el("section", { class: "cards-section", "aria-label": t(name) }, el("h2", {}, t(name)), this.cards(name, some, makes))), this.foot());
    reconcile(this.root, [{ key: "inside", sign: JSON.stringify([people, this.bots, this.down, document.documentElement.lang]), make: () => inside }]);
    document.title = t("pick_title");
  }

  head() {
    return el("header", { class: "picker-head" },
      el("span", { class: "avatar bot big", "aria-hidden": "true" }),
      el("h1", {}, t("pick_title")),
      el("p", { class: "lead" }, t("pick_lead")),
      el("p", { class: "hint" }, t("pick_hint")),
      this.down ? el("p", { class: "down", role: "alert" }, t("reconnecting")) : null);
  }

  cards(name, people, makes) {
    const fresh = makes ? el("button", { type: "button", class: "card make", data: { testid: "new-person" }, on: { click: () => this.make() } }, el("span", { class: "avatar make" }, icon("plus")), el("span", { class: "card-words" }, el("span", { class: "card-name" }, t("new_person")), el("span", { class: "card-note" }, t("new_person_note")))) : null;
    return el("div", { class: "cards" }, fresh, people.map((person) => this.card(person)));
  }

  card(person) {
    const note = [...person.roles.map(roleName), SPOKEN[person.language_code?.slice(0, 2)] ?? person.language_code].filter(Boolean).join(" · ");
    return el("a", { class: "card", href: `#/${person.id}`, data: { testid: "person-card", person: person.id } },
      avatar(person.name, person.id),
      el("span", { class: "card-words" }, el("span", { class: "card-name" }, person.name), el("span", { class: "card-note" }, note || t("role_borrower"))),
      person.unread ? el("span", { class: "badge", "aria-label": t("unread", { n: person.unread }) }, person.unread) : null);
  }

  foot() {
    const bots = (this.bots ?? []).map((bot) => `${bot.name} (@${bot.username})`).join(", ");
    return el("footer", { class: "picker-foot" },
      bots ? el("span", {}, t("pick_bots", { names: bots })) : null,
      el("button", { type: "button", class: "link", lang: document.documentElement.lang === "en" ? "zh-CN" : "en", data: { testid: "switch-language" }, on: { click: () => { switchLanguage(); this.draw(); } } }, icon("globe"), t("other_language")));
  }

  make() { newPerson(this.go); }
}

/** Asks for a name, a language and a phone, and opens the person that was made. */
export function newPerson(go) {
  const field = (name, key, more = {}) => el("label", { class: "labelled" }, el("span", {}, t(key), more.optional ? el("em", {}, ` · ${t("optional")}`) : null), el("input", { class: "field", name, autocomplete: "off", data: { testid: `person-${name}` }, ...more.input }));
  const chinese = document.documentElement.lang !== "en";
  const choice = (value, words, on) => el("label", { class: "choice" }, el("input", { type: "radio", name: "language", value, checked: on, data: { testid: `language-${value}` }, on: { change: () => { code.hidden = value !== "other"; } } }), el("span", {}, words));
  const code = el("input", { class: "field", name: "code", placeholder: t("code"), "aria-label": t("code"), hidden: true, pattern: "[A-Za-z]{2,3}(-[A-Za-z0-9]+)*" });
  const names = [field("first_name", "first_name", { input: { required: true, placeholder: t("first_name_hint"), autofocus: true, maxlength: "64" } }), field("last_name", "last_name", { optional: true, input: { placeholder: t("last_name_hint"), maxlength: "64" } })];
  openDialog(t("new_person"), "small", (close) => el("form", { method: "dialog", on: { submit: (event) => { event.preventDefault(); create(new FormData(event.target), close, go); } } },
    el("h2", {}, t("new_person")),
    el("div", { class: "two" }, chinese ? names.reverse() : names),
    el("fieldset", { class: "choices" }, el("legend", {}, t("language")), choice("en", t("english"), !chinese), choice("zh", t("chinese"), chinese), choice("other", t("other"), false)),
    code,
    field("phone", "phone", { optional: true, input: { type: "tel", placeholder: "+86 138 0000 0000", maxlength: "20" } }),
    el("p", { class: "hint" }, t("phone_hint")),
    el("div", { class: "dialog-buttons" }, el("button", { type: "button", class: "quiet", on: { click: close } }, t("cancel")), el("button", { type: "submit", class: "strong", data: { testid: "create-person" } }, t("create")))));
}

async function create(form, close, go) {
  const language = form.get("language") === "other" ? form.get("code").trim() : form.get("language");
  const phone = form.get("phone").replace(/[\s()-]/g, "");
  const wanted = { first_name: form.get("first_name").trim(), last_name: form.get("last_name").trim(), language_code: language, phone };
  try {
    const { id } = await api.addPerson(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value)));
    close();
    go(id);
  } catch (problem) {
    toast(t("failed", { reason: problem.message }), "wrong");
  }
}
