// What one person has on the screen: chats, their messages, and what waits to be read. Only data; nothing is drawn here.

export class Store {
  constructor(personId) {
    this.personId = personId;
    this.forget();
  }

  /** Starts from nothing, as after the sandbox was started anew. */
  forget() {
    this.seq = 0;
    this.chats = new Map();
    this.people = [];
    this.now = Math.floor(Date.now() / 1000);
    this.messages = new Map();
    this.keyboardsUsed = new Map();
    this.actions = new Map();
  }

  /** The messages of a chat in their order. */
  in(key) {
    return this.messages.get(key) ?? new Map();
  }

  /** The last message of a chat, or undefined. */
  last(key) {
    let found;
    for (const message of this.in(key).values()) found = message;
    return found;
  }

  /** Takes one entry of the inbox; returns the key of the chat it changed, or null when it is known already. */
  take(item) {
    if (item.seq <= this.seq) return null;
    this.seq = item.seq;
    const key = item.bot ? `${item.chat_id}@${item.bot}` : String(item.chat_id);
    if (!this.messages.has(key)) this.messages.set(key, new Map());
    const chat = this.messages.get(key);
    const message = { ...item.message, key, mine: item.message.from?.id === this.personId };
    if (item.kind === "delete") chat.delete(message.message_id);
    else if (item.kind === "message" || chat.has(message.message_id)) chat.set(message.message_id, message);
    if (item.kind === "message") {
      this.now = Math.max(this.now, message.date);
      if (item.keyboard) this.keyboardsUsed.delete(key);
      if (!message.mine) this.actions.delete(key);
    }
    return key;
  }

  /** Takes the chats, people and counts as the sandbox tells them. */
  takeScreen(screen) {
    this.people = screen.people;
    this.now = screen.now;
    for (const chat of screen.chats) {
      const before = this.chats.get(chat.key);
      const news = chat.action && String(chat.action) !== String(before?.action ?? "") && before;
      if (news) this.actions.set(chat.key, { name: chat.action[0], until: performance.now() + 5500 });
    }
    this.chats = new Map(screen.chats.map((chat) => [chat.key, chat]));
  }

  /** What a bot is doing in the chat right now ("typing"...), or null. */
  action(key) {
    const action = this.actions.get(key);
    return action && action.until > performance.now() ? action.name : null;
  }

  /** The reply keyboard that is open, or null once a one-time keyboard was used. */
  keyboard(chat) {
    const keyboard = chat.keyboard;
    if (!keyboard?.keyboard) return null;
    return keyboard.one_time_keyboard && this.keyboardsUsed.get(chat.key) === JSON.stringify(keyboard) ? null : keyboard;
  }

  /** Remembers that a one-time keyboard has done its work. */
  useKeyboard(chat) {
    this.keyboardsUsed.set(chat.key, JSON.stringify(chat.keyboard));
  }

  get person() {
    return this.people.find((person) => person.id === this.personId);
  }

  /** Chats in the order of their last message, the newest first; those without one keep their place at the end. */
  get chatsByTime() {
    const time = (chat) => this.last(chat.key)?.date ?? 0;
    const number = (chat) => this.last(chat.key)?.message_id ?? 0;
    return [...this.chats.values()].sort((a, b) => time(b) - time(a) || number(b) - number(a));
  }
}
