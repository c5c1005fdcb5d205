// Every sentence of the page, in English and Chinese; the language follows the browser until the reader chooses one.

const TEXTS = {
  en: {
    pick_title: "Who would you like to be?",
    pick_lead: "This is a sandbox: a whole lender on your machine, with pretend people, a pretend bank and no real money.",
    pick_hint: "Open several people in windows of their own and let them talk to the bot side by side.",
    borrowers: "Borrowers", staff: "Staff", groups: "Groups", new_person: "New person", new_person_note: "Somebody the bot has never met",
    no_people: "Nobody lives here yet. Make the first person.",
    first_name: "First name", last_name: "Last name", phone: "Phone", language: "Language", create: "Start chatting", cancel: "Cancel",
    english: "English", chinese: "中文", other: "Another", code: "Language code", phone_hint: "As it would be on their Telegram account.",
    first_name_hint: "Lin", last_name_hint: "Yue", optional: "optional",
    role_borrower: "borrower", role_officer: "officer", role_approver: "approver", role_collector: "collector", role_funder: "funder",
    role_auditor: "auditor", role_operator: "operator", role_guarantor: "guarantor",
    you_are: "You are", switch_person: "Switch person", everyone: "Everyone", open_window: "Open in a new window",
    chats: "Chats", no_chats: "No chats yet. Is the bot running?", choose_chat: "Choose a chat to begin.", back: "Back to the chats",
    bot: "bot", members: "{n} members", typing: "is writing", sending_photo: "is sending a photo", sending_file: "is sending a file",
    start: "Start", start_hint: "Press Start: a bot may only write to people who wrote first.", what_can: "What can this bot do?",
    message: "Message", send: "Send", attach: "Attach a photo or document", commands: "Commands", show_keyboard: "Show the buttons",
    hide_keyboard: "Hide the buttons", too_long: "{n} characters; a message holds 4,096.", reply: "Reply", copy: "Copy text", copied: "Copied",
    edited: "edited", deleted: "deleted", you: "You", unread_here: "Unread", today: "Today", yesterday: "Yesterday",
    photo: "Photo", document: "Document", contact: "Contact", location: "Location", poll: "Poll", invoice: "Invoice", album: "Album",
    voice: "Voice message", audio: "Audio", video: "Video", video_note: "Video message", animation: "Animation", venue: "Place", dice: "Dice", edit: "Edit", editing: "Changing your message", sticker: "Sticker", something: "A message this page cannot show", share_contact: "Share my phone number",
    share_ask: "Send your phone number to {name}?", share: "Share", pay: "Pay {amount}", paid: "Paid", payment_done: "You paid {amount}.",
    pay_refused: "The payment was refused: {reason}", open: "Open", download: "Download", close: "Close",
    send_as: "Send as", as_photo: "Photo", as_document: "File", caption: "Caption", drop_here: "Drop a photo or document to send it",
    block: "Block the bot", unblock: "Unblock the bot", blocked: "You blocked this bot. It cannot write to you.", more: "More",
    topic_all: "All", topic_general: "General", closed: "closed", earlier: "Earlier messages", to_bottom: "To the newest message",
    reconnecting: "The sandbox does not answer. Trying again…", restarted: "The sandbox was started anew.", gone: "This person does not exist any more.",
    failed: "That did not work: {reason}", no_answer: "the sandbox did not answer", ok: "OK", remove_file: "Remove",
    tools: "Sandbox tools", tools_note: "Not part of the chat: the pretend bank and the clock.", clock: "Clock", clock_real: "The machine’s own time. Start with --virtual-clock to move it.",
    hour: "1 hour", day: "1 day", week: "1 week", month: "30 days", until: "Go to", until_date: "Until this date", advancing: "Living through that time…",
    bank: "Pretend bank", balance: "The lender’s account", payouts: "Payouts", transfers: "Transfers to the lender", none_yet: "None yet.",
    transfer: "Transfer money to the lender", from: "From", amount: "Amount", reference: "Reference", transfer_send: "Transfer", transferred: "{amount} is on its way to the lender.",
    faults: "What should go wrong next", fault_timeout_done: "Paid, answer lost", fault_timeout_not_done: "Not paid, answer lost", fault_refuse: "Refused", fault_delay: "Delayed", fault_says_done: "Said to be paid, not paid",
    faults_waiting: "Next: {list}", asked_done: "asked {asked}, paid {done}", status_done: "paid", status_pending: "pending", status_refused: "refused", status_unknown: "unknown",
    refresh: "Refresh", votes: "{n} votes", theme: "Language", other_language: "中文", forwarded: "forwarded", service_topic: "opened the topic “{name}”", service: "(a service message)", pinned: "pinned a message", joined: "joined",
    show_image: "Open the picture", press: "Press", spoiler: "Hidden text: press to read", more_people: "people", unread: "{n} unread", pick_bots: "Talking to {names}",
  },
  zh: {
    pick_title: "您想扮演谁？",
    pick_lead: "这里是沙盒：一家完整的小贷机构就在您的电脑上运行，人是虚拟的，银行是虚拟的，没有真钱。",
    pick_hint: "可以在多个窗口里打开不同的人，让他们同时与机器人对话。",
    borrowers: "借款人", staff: "工作人员", groups: "群组", new_person: "新建人物", new_person_note: "机器人从未见过的人",
    no_people: "这里还没有人，先建一位吧。",
    first_name: "名", last_name: "姓", phone: "手机号", language: "语言", create: "开始聊天", cancel: "取消",
    english: "English", chinese: "中文", other: "其他", code: "语言代码", phone_hint: "即其 Telegram 账号上的号码。",
    first_name_hint: "悦", last_name_hint: "林", optional: "选填",
    role_borrower: "借款人", role_officer: "信贷员", role_approver: "审批人", role_collector: "催收员", role_funder: "出资人",
    role_auditor: "审计员", role_operator: "运维", role_guarantor: "担保人",
    you_are: "您是", switch_person: "切换人物", everyone: "所有人", open_window: "在新窗口打开",
    chats: "聊天", no_chats: "还没有聊天。机器人启动了吗？", choose_chat: "请选择一个聊天。", back: "返回聊天列表",
    bot: "机器人", members: "{n} 位成员", typing: "正在输入", sending_photo: "正在发送照片", sending_file: "正在发送文件",
    start: "开始", start_hint: "请先点“开始”：机器人只能回复先联系它的人。", what_can: "这个机器人能做什么？",
    message: "输入消息", send: "发送", attach: "添加照片或文件", commands: "命令", show_keyboard: "显示按钮",
    hide_keyboard: "收起按钮", too_long: "共 {n} 字；一条消息最多 4,096 字。", reply: "回复", copy: "复制文字", copied: "已复制",
    edited: "已编辑", deleted: "已删除", you: "您", unread_here: "未读消息", today: "今天", yesterday: "昨天",
    photo: "照片", document: "文件", contact: "联系人", location: "位置", poll: "投票", invoice: "账单", album: "相册",
    voice: "语音", audio: "音频", video: "视频", video_note: "视频消息", animation: "动图", venue: "地点", dice: "骰子", edit: "编辑", editing: "修改消息", sticker: "贴纸", something: "本页无法显示的消息", share_contact: "分享我的手机号",
    share_ask: "把您的手机号发给{name}?", share: "分享", pay: "支付 {amount}", paid: "已支付", payment_done: "您已支付 {amount}。",
    pay_refused: "支付被拒绝：{reason}", open: "打开", download: "下载", close: "关闭",
    send_as: "发送方式", as_photo: "照片", as_document: "文件", caption: "说明文字", drop_here: "松开即可发送照片或文件",
    block: "屏蔽机器人", unblock: "解除屏蔽", blocked: "您已屏蔽此机器人，它无法给您发消息。", more: "更多",
    topic_all: "全部", topic_general: "综合", closed: "已关闭", earlier: "更早的消息", to_bottom: "回到最新消息",
    reconnecting: "沙盒没有响应，正在重试……", restarted: "沙盒已重新启动。", gone: "此人已不存在。",
    failed: "操作未成功：{reason}", no_answer: "沙盒没有响应", ok: "好", remove_file: "移除",
    tools: "沙盒工具", tools_note: "不属于聊天：虚拟银行与时钟。", clock: "时钟", clock_real: "使用电脑的真实时间。以 --virtual-clock 启动后可以拨快。",
    hour: "1 小时", day: "1 天", week: "1 周", month: "30 天", until: "前往", until_date: "直到这一天", advancing: "时间正在流逝……",
    bank: "虚拟银行", balance: "放款机构的账户", payouts: "放款", transfers: "转给机构的款项", none_yet: "暂无。",
    transfer: "向放款机构转账", from: "付款人", amount: "金额", reference: "附言", transfer_send: "转账", transferred: "{amount} 已转出。",
    faults: "接下来要出什么故障", fault_timeout_done: "已付款，答复丢失", fault_timeout_not_done: "未付款，答复丢失", fault_refuse: "拒绝", fault_delay: "延迟", fault_says_done: "谎称已付款",
    faults_waiting: "接下来：{list}", asked_done: "请求 {asked} 次，付款 {done} 次", status_done: "已付", status_pending: "处理中", status_refused: "被拒", status_unknown: "未知",
    refresh: "刷新", votes: "{n} 票", theme: "语言", other_language: "English", forwarded: "转发", service_topic: "创建了话题“{name}”", service: "（系统消息）", pinned: "置顶了一条消息", joined: "加入了群组",
    show_image: "打开图片", press: "按下", spoiler: "隐藏文字：点按查看", more_people: "人", unread: "{n} 条未读", pick_bots: "对话机器人：{names}",
  },
};

const REMEMBERED = "microloan.language";

function firstLanguage() {
  const chosen = localStorage.getItem(REMEMBERED);
  if (chosen in TEXTS) return chosen;
  return (navigator.languages ?? [navigator.language]).some((tag) => /^zh/i.test(tag)) && /^zh/i.test(navigator.language) ? "zh" : "en";
}

let language = firstLanguage();
document.documentElement.lang = language === "zh" ? "zh-CN" : "en";

/** The sentence of this key in the page's language, with its {places} filled. */
export function t(key, places = {}) {
  const sentence = TEXTS[language][key] ?? TEXTS.en[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => places[name] ?? "");
}

/** Whether the page has a sentence for this key. */
export const has = (key) => key in TEXTS.en;

/** Switches between English and Chinese and remembers it. */
export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem(REMEMBERED, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

/** The BCP 47 tag for dates and numbers. */
export const locale = () => (language === "zh" ? "zh-CN" : navigator.language.startsWith("en") ? navigator.language : "en-GB");

const format = (options) => new Intl.DateTimeFormat(locale(), options);

/** "14:05" */
export const clockTime = (seconds) => format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);

/** "23 November 2026", in the language's own order. */
export const fullDate = (seconds) => format({ day: "numeric", month: "long", year: "numeric" }).format(seconds * 1000);

/** "Mon 23 Nov 2026, 14:05" */
export const dateAndTime = (seconds) =>
  format({ weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);

const dayOf = (seconds) => new Date(seconds * 1000).toDateString();

/** "Today", "Yesterday" or the date, seen from `now`. */
export function dayName(seconds, now) {
  if (dayOf(seconds) === dayOf(now)) return t("today");
  if (dayOf(seconds) === dayOf(now - 86400)) return t("yesterday");
  return fullDate(seconds);
}

/** A time for a chat list: the clock for today, else a short date. */
export function shortTime(seconds, now) {
  if (dayOf(seconds) === dayOf(now)) return clockTime(seconds);
  return format({ day: "numeric", month: "short" }).format(seconds * 1000);
}

/** "1,234.50" with the currency's sign; `smallest` are the currency's smallest units, as invoices have them. */
export function money(smallest, currency) {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  return sum((smallest / 10 ** digits).toFixed(digits), currency);
}

/** A major-unit text as "1,234.50 CNY". */
export function sum(major, currency) {
  const [whole, part] = String(major).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${part ? "." + part : ""} ${currency}`;
}

/** "3.2 MB" */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A role's name in the page's language. */
export const roleName = (role) => (has(`role_${role}`) ? t(`role_${role}`) : role);
