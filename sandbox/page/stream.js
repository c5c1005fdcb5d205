// Keeps a person's store up to date: server-sent events, and where these do not get through, asking for the inbox.
//
// A browser allows few connections to one address, so a page in the background lets its stream go and asks now and then.

import * as api from "./api.js";

const PAUSES = [400, 800, 1500, 3000];
const BACKGROUND_PAUSE = 2500;
const WITHOUT_STREAM = 60_000;

export class Stream {
  /** `on` has `change(keys)`, `connection(up)`, `anew()` and `gone()`. */
  constructor(store, on) {
    this.store = store;
    this.on = on;
    this.world = null;
    this.failures = 0;
    this.streamless = 0;
    this.stopped = false;
    this.changed = new Set();
    this.visibility = () => this.restart();
    document.addEventListener("visibilitychange", this.visibility);
    this.restart();
  }

  stop() {
    this.stopped = true;
    document.removeEventListener("visibilitychange", this.visibility);
    this.close();
  }

  close() {
    this.source?.close();
    this.source = null;
    this.asking?.abort();
    this.asking = null;
    clearTimeout(this.timer);
  }

  restart() {
    this.close();
    if (this.stopped) return;
    if (document.hidden || performance.now() < this.streamless) this.poll();
    else this.listen();
  }

  listen() {
    const source = new EventSource(`/sandbox/people/${this.store.personId}/events?after=${this.store.seq}`);
    this.source = source;
    source.addEventListener("hello", (event) => this.hello(JSON.parse(event.data).world));
    source.addEventListener("item", (event) => this.item(JSON.parse(event.data)));
    source.addEventListener("screen", (event) => this.screen(JSON.parse(event.data)));
    source.addEventListener("error", () => this.failed());
  }

  hello(world) {
    this.failures = 0;
    this.on.connection(true);
    if (this.world !== null && this.world !== world) {
      this.store.forget();
      this.on.anew();
      this.world = world;
      this.restart();
      return false;
    }
    this.world = world;
    return true;
  }

  item(item) {
    const key = this.store.take(item);
    if (key) this.announce(key);
  }

  screen(screen) {
    this.store.takeScreen(screen);
    this.announce(null);
  }

  // Many entries arrive together after a connection: they are drawn once.
  announce(key) {
    if (!this.changed.size) queueMicrotask(() => setTimeout(() => {
      const keys = new Set(this.changed);
      this.changed.clear();
      if (!this.stopped) this.on.change(keys);
    }, 0));
    this.changed.add(key);
  }

  async failed() {
    this.close();
    if (this.stopped) return;
    this.failures += 1;
    if (this.failures > 1) this.on.connection(false);
    try {
      await api.screen(this.store.personId);
      if (this.failures > 1) this.streamless = performance.now() + WITHOUT_STREAM;
    } catch (problem) {
      if (problem.status === 404) return this.on.gone();
    }
    this.again(PAUSES[Math.min(this.failures, PAUSES.length) - 1]);
  }

  again(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.restart(), pause);
  }

  async poll() {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const screen = await api.screen(this.store.personId);
      if (asking.signal.aborted || !this.hello(screen.world)) return;
      const wait = document.hidden ? 0 : 20;
      this.screen(screen);
      for (const item of await api.inbox(this.store.personId, this.store.seq, wait, asking.signal)) this.item(item);
      if (!asking.signal.aborted) this.again(document.hidden ? BACKGROUND_PAUSE : 50);
    } catch (problem) {
      if (asking.signal.aborted || this.stopped) return;
      if (problem.status === 404) return this.on.gone();
      this.on.connection(false);
      this.again(PAUSES.at(-1));
    }
  }
}
