// The page: reads from the address who is played and which chat is open, and draws what changes.
//
// #/            whom to play          #/1001                    a person
// #/1001/KEY    a chat of a person    #/1001/KEY/7              a topic of a group

import * as api from "./api.js";
import { ChatView } from "./chatview.js";
import { el, toast } from "./dom.js";
import { switchLanguage, t } from "./i18n.js";
import { newPerson, Picker } from "./picker.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { Stream } from "./stream.js";
import { Tools } from "./tools.js";

const WIDE = window.matchMedia("(min-width: 760px)");

class App {
  constructor(root) {
    this.root = root;
    window.addEventListener("hashchange", () => this.route());
    document.addEventListener("visibilitychange", () => this.view?.draw());
    setInterval(() => this.beat(), 1000);
    this.route();
  }

  get address() {
    const [, person, chat, topic] = decodeURIComponent(location.hash).split("/");
    return { person: Number(person) || null, chat: chat || null, topic: topic ? Number(topic) : null };
  }

  route() {
    document.querySelector(".menu")?.remove();
    const { person } = this.address;
    if (!person) return this.showPicker();
    if (this.store?.personId !== person) this.showPerson(person);
    return this.showChat();
  }

  leave() {
    this.stream?.stop();
    this.picker?.stop();
    this.tools?.stop();
    this.store = this.stream = this.picker = this.tools = this.view = this.sidebar = null;
  }

  showPicker() {
    this.leave();
    this.picker = new Picker((id) => this.go(id));
    this.root.className = "at-picker";
    this.root.replaceChildren(this.picker.root);
  }

  showPerson(id) {
    const toolsOpen = Boolean(this.tools);
    this.leave();
    this.store = new Store(id);
    this.sidebar = new Sidebar(this);
    this.main = el("main", { class: "main" });
    this.offline = el("div", { class: "offline", role: "status", hidden: true }, el("span", { class: "spinner" }), t("reconnecting"));
    this.root.className = "at-person";
    this.root.replaceChildren(this.sidebar.root, this.main, this.offline);
    if (toolsOpen) this.toggleTools();
    this.stream = new Stream(this.store, {
      change: () => this.change(),
      connection: (up) => { this.offline.hidden = up; },
      anew: () => { toast(t("restarted")); this.view = null; this.showChat(); },
      gone: () => { toast(t("gone"), "wrong"); this.goToPicker(); },
    });
  }

  showChat() {
    const { chat, topic } = this.address;
    this.chatKey = chat;
    this.root.classList.toggle("in-chat", Boolean(chat));
    if (!chat) {
      this.view = null;
      this.main.replaceChildren(el("div", { class: "empty" }, el("span", { class: "avatar bot big", "aria-hidden": "true" }), el("p", {}, t("choose_chat"))));
    } else if (this.view?.key !== chat || this.view.topic !== topic) {
      this.view = new ChatView(this, chat, topic);
      this.main.replaceChildren(this.view.root);
      this.view.composer.focus();
    }
    this.draw();
  }

  // On a wide window the chat with the bot opens by itself; on a phone the list comes first.
  change() {
    if (!this.chatKey && WIDE.matches && this.store.chats.size) {
      const [first] = this.store.chatsByTime;
      history.replaceState(null, "", `#/${this.store.personId}/${first.key}`);
      this.showChat();
    }
    this.draw();
  }

  draw() {
    if (!this.store) return;
    this.sidebar.draw();
    this.view?.draw();
    const unread = this.store.person?.unread ?? 0;
    document.title = [unread ? `(${unread}) ` : "", this.store.person?.name ?? "", this.view?.chat ? ` · ${this.view.chat.title}` : ""].join("") || "microloan";
  }

  // "is writing" ends by itself.
  beat() {
    if (this.store?.actions.size) this.draw();
  }

  async refresh() {
    this.store.takeScreen(await api.screen(this.store.personId));
    this.draw();
  }

  go(person) { location.hash = `#/${person}`; }
  goToPicker() { location.hash = "#/"; }
  goToList() { location.hash = `#/${this.store.personId}`; }
  goToTopic(id) { location.hash = `#/${this.store.personId}/${this.chatKey}${id ? `/${id}` : ""}`; }
  newPerson() { newPerson((id) => this.go(id)); }

  toggleTools() {
    if (this.tools) {
      this.tools.stop();
      this.tools.root.remove();
      this.tools = null;
    } else {
      this.tools = new Tools(this);
      this.root.append(this.tools.root);
    }
    this.root.classList.toggle("with-tools", Boolean(this.tools));
  }

  switchLanguage() {
    switchLanguage();
    const { tools } = this;
    this.showPerson(this.store.personId);
    if (tools && !this.tools) this.toggleTools();
    this.view = null;
    this.showChat();
  }
}

new App(document.getElementById("app"));
