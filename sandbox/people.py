"""What people do: say, press, share, send, pay, block. Tests call this in process; HTTP is a thin layer over it.

Everything is done at once; only what asks the bot something (a press, a payment) can wait for the bot's answer.
"""

from typing import Any

from sandbox.answers import ApiError
from sandbox.files import Upload
from sandbox.formatting.formatted import read
from sandbox.formatting.span import length
from sandbox.methods.media import store
from sandbox.model import Chat, Json, Message, Person
from sandbox.other_kinds import contact_json, other_content
from sandbox.pressing import ANSWER_SECONDS, payment_outcome, press_button, start_payment
from sandbox.whereabouts import CannotDo, Unknown, chat_of, inline_button, keyboard_button, message_of, person_of
from sandbox.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
KINDS = ("photo", "document")


class People:
    """The hands of all people of one world. Raises CannotDo, with one clear line, for what cannot be done.

    `chat_id` is a group, or the person's own id for the private chat with a bot, which is the default; `bot` is a
    username, needed only where several bots live in one world (the default is the bot whose token asked last).
    """

    def __init__(self, world: World) -> None:
        self.world = world

    async def say(
        self,
        person_id: int,
        text: str,
        *,
        chat_id: int | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
        edit: int | None = None,
        bot: str | None = None,
    ) -> Message:
        """Writes a message, or changes an own one (`edit`). Long text goes in pieces, of which the last returns."""
        person = person_of(self.world, person_id)
        if not text.strip():
            raise CannotDo("text: nothing to say")
        if edit is not None:
            return self._edit(person, text, message_of(self.world, person, edit, chat_id, bot))
        chat = self._writable(person, chat_id, bot)
        contents = [content for piece in _pieces(text) if (content := read(piece).content())]
        return [self._post(person, chat, content, reply_to, topic) for content in contents][-1]

    async def press(
        self,
        person_id: int,
        message_id: int | None = None,
        *,
        data: str | None = None,
        label: str | None = None,
        chat_id: int | None = None,
        bot: str | None = None,
        wait: bool = True,
    ) -> Json:
        """Presses an inline button (by data or label), or a button of the open reply keyboard (by label).

        Answers {"answer": the bot's answer or None}. With `wait=False` the bot is told and nobody waits.
        """
        person = person_of(self.world, person_id)
        if (data is None) == (label is None):
            raise CannotDo("either data or label says which button")
        message = message_of(self.world, person, message_id, chat_id, bot) if message_id is not None else None
        if message is not None and (message.inline_keyboard is not None or message.pressable):
            return await self._press_inline(person, message, inline_button(message, data, label), wait)
        if label is None:
            raise CannotDo("the message has no such button")
        chat = message.chat if message is not None else chat_of(self.world, person, chat_id, bot)
        self._press_keyboard(person, chat, label)
        return {"answer": None}

    async def share_contact(self, person_id: int, *, bot: str | None = None) -> Message:
        """Shares the person's own number with the bot, as the keyboard's contact button does."""
        person = person_of(self.world, person_id)
        return self._post(person, self._writable(person, None, bot), {"contact": contact_json(person)})

    async def send(
        self,
        person_id: int,
        upload: Upload,
        kind: str = "photo",
        *,
        caption: str = "",
        chat_id: int | None = None,
        reply_to: int | None = None,
        album: str | None = None,
        bot: str | None = None,
    ) -> Message:
        """Sends a file as `photo` or as `document`; messages of the same `album` belong together."""
        person = person_of(self.world, person_id)
        if kind not in KINDS:
            raise CannotDo(f"as: {kind!r} is not photo or document")
        written = read(caption)
        if length(written.text) > LONGEST_CAPTION:
            raise CannotDo(f"caption: longer than {LONGEST_CAPTION}")
        chat = self._writable(person, chat_id, bot)
        try:
            content = store(self.world.files, kind, upload)
        except ApiError as refused:
            raise CannotDo(refused.description) from None
        content |= written.content("caption") | ({"media_group_id": album} if album else {})
        return self._post(person, chat, content, reply_to)

    async def send_other(
        self,
        person_id: int,
        kind: str,
        *,
        contact_of: int | None = None,
        emoji: str = "😀",
        chat_id: int | None = None,
        bot: str | None = None,
    ) -> Message:
        """Sends something else: a sticker, voice, a place, a poll, somebody's contact (`contact_of`)..."""
        person = person_of(self.world, person_id)
        about = person_of(self.world, contact_of) if contact_of is not None else person
        try:
            content = other_content(kind, self.world.files, about, emoji)
        except ValueError as error:
            raise CannotDo(str(error)) from None
        return self._post(person, self._writable(person, chat_id, bot), content)

    async def pay(
        self, person_id: int, message_id: int, *, chat_id: int | None = None, bot: str | None = None, wait: bool = True
    ) -> Json:
        """Pays an invoice: {"paid": True} or {"paid": False, "error"}; without waiting, {"paid": None}."""
        person = person_of(self.world, person_id)
        query = start_payment(self.world, person, message_of(self.world, person, message_id, chat_id, bot))
        return await payment_outcome(self.world, query) if wait else {"paid": None}

    async def block(self, person_id: int, *, bot: str | None = None) -> None:
        """Blocks the bot, which is told and can write no more."""
        self._set_blocked(person_id, bot, True)

    async def unblock(self, person_id: int, *, bot: str | None = None) -> None:
        self._set_blocked(person_id, bot, False)

    def _edit(self, person: Person, text: str, message: Message) -> Message:
        if message.sender is not person or "text" not in message.content:
            raise CannotDo(f"message {message.id} is no text of {person.name}")
        if length(text) > LONGEST_TEXT:
            raise CannotDo(f"text: longer than {LONGEST_TEXT}")
        message.content = read(text).content()
        message.edit_date = self.world.now()
        self.world.edited(message)
        return message

    async def _press_inline(self, person: Person, message: Message, button: Json, wait: bool) -> Json:
        if button.get("pay"):
            return {"answer": None} | await self.pay(person.id, message.id, chat_id=message.chat.id, wait=wait)
        query = press_button(self.world, person, message, button)
        if query is None:
            return {"answer": None} | {name: button[name] for name in ("url", "web_app", "copy_text") if name in button}
        return {"answer": await query.wait(ANSWER_SECONDS) if wait else None}

    def _press_keyboard(self, person: Person, chat: Chat, label: str) -> None:
        keyboard = chat.keyboards.get(person.id)
        button = keyboard_button(keyboard, label)
        self._check(chat)
        if button.get("request_contact"):
            content: dict[str, Any] = {"contact": contact_json(person)}
        elif button.get("request_location"):
            content = other_content("location", self.world.files, person)
        else:
            content = read(button["text"]).content()
        if keyboard and keyboard.get("one_time_keyboard"):
            chat.keyboards.pop(person.id, None)
        self._post(person, chat, content)

    def _writable(self, person: Person, chat_id: int | None, bot: str | None) -> Chat:
        chat = chat_of(self.world, person, chat_id, bot)
        self._check(chat)
        return chat

    @staticmethod
    def _check(chat: Chat) -> None:
        if chat.blocked:
            raise CannotDo("the bot is blocked: unblock it first")

    def _post(
        self, person: Person, chat: Chat, content: Json, reply_to: int | None = None, topic: int | None = None
    ) -> Message:
        replied = chat.messages.get(reply_to) if reply_to is not None else None
        if reply_to is not None and replied is None:
            raise Unknown(f"reply_to: there is no message {reply_to} on the screen")
        if topic is not None and topic not in chat.topics:
            raise Unknown(f"topic: there is no topic {topic} in this chat")
        topic = topic or (replied.topic_id if replied else None)
        if chat.private:
            chat.started = True
        if (chat.keyboards.get(person.id) or {}).get("force_reply"):
            chat.keyboards.pop(person.id)
        number = self.world.next_message_id(chat)
        return self.world.post(Message(number, chat, person, self.world.now(), content, topic, replied))

    def _set_blocked(self, person_id: int, bot: str | None, blocked: bool) -> None:
        person = person_of(self.world, person_id)
        chat = chat_of(self.world, person, None, bot)
        assert chat.bot is not None
        if chat.blocked == blocked:
            return
        was, becomes = ("member", "kicked") if blocked else ("kicked", "member")
        user = chat.bot.json()
        chat.members[chat.bot.id] = becomes
        change: Json = {"chat": chat.json(), "from": person.json(), "date": self.world.now()}
        change["old_chat_member"] = _membership(was, user)
        change["new_chat_member"] = _membership(becomes, user)
        self.world.update(chat.bot, "my_chat_member", change, f"chat:{chat.id}")


def _membership(status: str, user: Json) -> Json:
    return {"status": status, "user": user} | ({"until_date": 0} if status == "kicked" else {})


def _pieces(text: str) -> list[str]:
    """The text in pieces of at most 4096 UTF-16 code units."""
    pieces, start, size = [], 0, 0
    for position, char in enumerate(text):
        width = 1 + (char > "\uffff")
        if size + width > LONGEST_TEXT:
            pieces.append(text[start:position])
            start, size = position, 0
        size += width
    return [*pieces, text[start:]]
