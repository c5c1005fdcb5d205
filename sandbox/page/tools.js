// The sandbox's tools, apart from the chat: the pretend bank, its faults, and the clock.

import * as api from "./api.js";
import { el, icon, iconButton, toast } from "./dom.js";
import { dateAndTime, sum, t } from "./i18n.js";

const HOUR = 3600;
const STEPS = [["hour", HOUR], ["day", 24 * HOUR], ["week", 7 * 24 * HOUR], ["month", 30 * 24 * HOUR]];
const FAULTS = ["timeout_done", "timeout_not_done", "refuse", "delay", "says_done"];
const REFRESH = 2000;

export class Tools {
  /** `app` has `store` and `toggleTools()`. */
  constructor(app) {
    this.app = app;
    this.body = el("div", { class: "tools-body" });
    this.root = el("aside", { class: "tools", "aria-label": t("tools"), data: { testid: "tools-drawer" } });
    this.clockPart = el("section", { class: "tool" });
    this.bankPart = el("section", { class: "tool" });
    this.historyPart = el("section", { class: "tool" });
    this.busy = false;
    this.build();
    this.timer = setInterval(() => this.load(), REFRESH);
    this.load();
  }

  stop() { clearInterval(this.timer); }

  build() {
    this.form = this.transferForm();
    this.root.replaceChildren(
      el("header", { class: "tools-head" }, el("div", {}, el("h2", {}, t("tools")), el("p", {}, t("tools_note"))), iconButton("close", t("close"), { on: { click: () => this.app.toggleTools() }, "data-testid": "close-tools" })),
      el("div", { class: "tools-body" }, this.clockPart, this.bankPart, this.form, this.historyPart, this.faultPart()));
  }

  async load() {
    if (this.busy || document.hidden) return;
    const quietly = (promise) => promise.catch(() => null);
    const [clock, bank] = await Promise.all([quietly(api.clock()), quietly(api.bank())]);
    this.drawClock(clock);
    this.drawBank(bank);
  }

  drawClock(clock) {
    if (!clock) return this.clockPart.replaceChildren();
    const now = Date.parse(clock.now) / 1000;
    const sign = JSON.stringify([clock.virtual ? clock.now : Math.floor(now / 30), clock.virtual, this.busy]);
    if (this.clockPart.signature === sign) return null;
    this.clockPart.signature = sign;
    const heading = el("h3", {}, icon("clock"), t("clock"));
    const shown = el("div", { class: "tool-figure", data: { testid: "clock-now" } }, dateAndTime(now));
    if (!clock.virtual) return this.clockPart.replaceChildren(heading, shown, el("p", { class: "hint" }, t("clock_real")));
    const date = el("input", { type: "date", class: "field", "aria-label": t("until_date"), min: clock.now.slice(0, 10), data: { testid: "until-date" } });
    return this.clockPart.replaceChildren(...[heading, shown,
      el("div", { class: "steps" }, STEPS.map(([name, seconds]) => el("button", { type: "button", class: "step", disabled: this.busy, data: { testid: `advance-${name}` }, on: { click: () => this.advance(seconds) } }, `+ ${t(name)}`))),
      el("form", { class: "until", on: { submit: (event) => { event.preventDefault(); this.advanceTo(date.value, now); } } }, date, el("button", { type: "submit", class: "step", disabled: this.busy, data: { testid: "advance-until" } }, t("until"))),
      this.busy ? el("p", { class: "hint busy" }, el("span", { class: "spinner" }), t("advancing")) : null].filter(Boolean));
  }

  // Noon in UTC of the chosen day, so that it is that day in most places.
  advanceTo(day, now) {
    if (!day) return;
    const seconds = Date.parse(`${day}T12:00:00Z`) / 1000 - now;
    if (seconds > 0) this.advance(Math.ceil(seconds));
  }

  async advance(seconds) {
    this.busy = true;
    const clock = await api.clock().catch(() => null);
    this.drawClock(clock);
    try {
      await api.advance(seconds);
    } catch (problem) {
      toast(t("failed", { reason: problem.message }), "wrong");
    }
    this.busy = false;
    await this.load();
  }

  drawBank(bank) {
    if (!bank) return this.bankPart.replaceChildren();
    this.currency = bank.lender.currency ?? "";
    const sign = JSON.stringify(bank);
    if (this.bankPart.signature === sign) return null;
    this.bankPart.signature = sign;
    const codes = this.form.querySelector("[name=amount]");
    codes.placeholder = `877.63 ${this.currency}`;
    this.bankPart.replaceChildren(el("h3", {}, icon("bank"), t("bank")), el("div", { class: "tool-label" }, t("balance")), el("div", { class: "tool-figure", data: { testid: "bank-balance" } }, sum(bank.lender.balance, this.currency)));
    this.waiting.textContent = bank.faults.length ? t("faults_waiting", { list: bank.faults.map((fault) => t(`fault_${fault}`)).join(", ") }) : "";
    return this.drawHistory(bank);
  }

  drawHistory(bank) {
    const newest = (rows) => rows.slice(-6).reverse();
    const payouts = newest(bank.payouts).map((payout) => el("li", { class: `entry ${payout.status}`, data: { testid: "payout" } },
      el("div", {}, el("div", { class: "entry-name" }, payout.name || payout.account), el("div", { class: "entry-note" }, `${payout.reference} · ${t("asked_done", payout)}`)),
      el("div", { class: "entry-sum" }, `− ${sum(payout.amount, payout.currency)}`, el("div", { class: "entry-note" }, t(`status_${payout.status}`)))));
    const transfers = newest(bank.transfers).map((transfer) => el("li", { class: "entry", data: { testid: "transfer" } },
      el("div", {}, el("div", { class: "entry-name" }, this.nameOf(transfer.from)), el("div", { class: "entry-note" }, transfer.reference)),
      el("div", { class: "entry-sum in" }, `+ ${sum(transfer.amount, transfer.currency)}`)));
    const list = (title, rows) => [el("h4", {}, title), rows.length ? el("ul", { class: "entries" }, rows) : el("p", { class: "hint" }, t("none_yet"))];
    this.historyPart.replaceChildren(...list(t("payouts"), payouts), ...list(t("transfers"), transfers));
  }

  nameOf(id) { return this.app.store.people.find((person) => person.id === id)?.name ?? String(id); }

  transferForm() {
    const references = el("datalist", { id: "references" });
    const amount = el("input", { class: "field", name: "amount", inputmode: "decimal", required: true, "aria-label": t("amount"), placeholder: "877.63", autocomplete: "off", data: { testid: "transfer-amount" } });
    const reference = el("input", { class: "field", name: "reference", list: "references", "aria-label": t("reference"), placeholder: t("reference"), autocomplete: "off", data: { testid: "transfer-reference" }, on: { focus: () => references.replaceChildren(...this.references().map((value) => el("option", { value }))) } });
    const send = async (event) => {
      event.preventDefault();
      const words = amount.value.replace(/[,\s]/g, "");
      try {
        await api.transfer(this.app.store.personId, words, this.currency, reference.value.trim());
        toast(t("transferred", { amount: sum(words, this.currency) }));
        event.target.reset();
      } catch (problem) {
        toast(t("failed", { reason: problem.message }), "wrong");
      }
      this.load();
    };
    return el("form", { class: "tool transfer", on: { submit: send } }, el("h4", {}, t("transfer")), el("div", { class: "two" }, amount, reference), references, el("button", { type: "submit", class: "strong wide", data: { testid: "transfer-send" } }, t("transfer_send")));
  }

  // What bots have shown as code is most likely what a transfer should carry.
  references() {
    const found = new Set();
    for (const chat of this.app.store.messages.values())
      for (const message of chat.values())
        for (const entity of message.entities ?? [])
          if (entity.type === "code") found.add(message.text.slice(entity.offset, entity.offset + entity.length));
    return [...found].reverse().slice(0, 8);
  }

  faultPart() {
    this.waiting = el("p", { class: "hint", data: { testid: "faults-waiting" } });
    const play = (fault) => async () => { await api.playFault(fault).catch((problem) => toast(t("failed", { reason: problem.message }), "wrong")); this.load(); };
    return el("details", { class: "tool" }, el("summary", {}, t("faults")), el("div", { class: "steps" }, FAULTS.map((fault) => el("button", { type: "button", class: "step", data: { testid: `fault-${fault}` }, on: { click: play(fault) } }, t(`fault_${fault}`)))), this.waiting);
  }
}
