// What the page asks the sandbox over HTTP. Every refusal becomes an Error whose message is one line.

import { t } from "./i18n.js";

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Error(t("no_answer"));
  }
  const text = await answer.text();
  let body = {};
  try {
    body = text ? JSON.parse(text) : {};
  } catch {
    body = { error: text.slice(0, 200) };
  }
  if (answer.ok) return body;
  const refusal = new Error(body.error ?? body.description ?? body.reason ?? `${answer.status}`);
  refusal.status = answer.status;
  throw refusal;
}

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const person = (id, what) => `/sandbox/people/${id}/${what}`;

// The private chat is the default of these calls; a group is named by its id, a bot by its username.
const where = (chat) => (chat.type === "private" ? { bot: chat.bot } : { chat_id: chat.id });

export const everybody = () => ask("/sandbox/screen");
export const screen = (id) => ask(person(id, "screen"));
export const inbox = (id, after, wait, signal) => ask(person(id, `inbox?after=${after}&wait=${wait}`), { signal });
export const addPerson = (fields) => post("/sandbox/people", fields);
export const markRead = (id, chat) => post(person(id, "read"), { chat_id: chat.id });
export const say = (id, chat, text, { replyTo, topic, edit } = {}) =>
  post(person(id, "say"), { text, ...where(chat), ...(replyTo ? { reply_to: replyTo } : {}), ...(topic ? { topic } : {}), ...(edit ? { edit } : {}) });
export const pressKey = (id, chat, label) => post(person(id, "press"), { label, ...where(chat) });
export const press = (id, chat, messageId, button) =>
  post(person(id, "press"), {
    message_id: messageId,
    ...where(chat),
    ...(button.callback_data === undefined ? { label: button.text } : { data: button.callback_data }),
  });
export const shareContact = (id, chat) => post(person(id, "share-contact"), { bot: chat.bot });
export const pay = (id, chat, messageId) => post(person(id, "pay"), { message_id: messageId, ...where(chat) });
export const block = (id, chat, blocked) => post(person(id, blocked ? "block" : "unblock"), { bot: chat.bot });

export function sendFile(id, chat, file, as, caption) {
  const form = new FormData();
  form.append("file", file, file.name);
  form.append("as", as);
  if (caption) form.append("caption", caption);
  for (const [key, value] of Object.entries(where(chat))) form.append(key, value);
  return ask(person(id, "send"), { method: "POST", body: form });
}

export const fileAddress = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;
export const bank = () => ask("/sandbox/bank");
export const transfer = (from, amount, currency, reference) => post("/sandbox/bank/transfers", { from, amount, currency, reference });
export const playFault = (fault) => post("/sandbox/bank/faults", { next: [fault] });
export const clock = () => ask("/sandbox/clock");
export const advance = (seconds) => post("/sandbox/clock", { advance_seconds: seconds });
