"""What a person sees: every message, edit and deletion of every chat they are in, numbered from 1 per person."""

from dataclasses import dataclass, field

from sandbox.bell import Bell
from sandbox.model import Json, Message


@dataclass(frozen=True)
class Seen:
    """One thing that appeared on a person's screen, as it looked then."""

    seq: int
    kind: str
    """`message`, `edit` or `delete`."""
    chat_id: int
    message: Json
    keyboard: Json | None = None
    """The reply keyboard, its removal or forced reply that came with it; the Bot API does not show these."""
    bot: str | None = None
    """In a private chat, the username of the bot it is with."""

    def json(self) -> Json:
        shown: Json = {"seq": self.seq, "kind": self.kind, "chat_id": self.chat_id, "message": self.message}
        if self.keyboard is not None:
            shown["keyboard"] = self.keyboard
        if self.bot is not None:
            shown["bot"] = self.bot
        return shown


@dataclass
class Inbox:
    """One person's screen, and how many messages of others they have not looked at yet, by chat id."""

    person_id: int
    seen: list[Seen] = field(default_factory=list)
    _unread: dict[int, int] = field(default_factory=dict)
    bell: Bell = field(default_factory=Bell)

    def put(self, kind: str, message: Message) -> None:
        bot = message.chat.bot.username if message.chat.private and message.chat.bot else None
        keyboard = message.keyboard if kind == "message" else None
        item = Seen(len(self.seen) + 1, kind, message.chat.id, message.json(), keyboard, bot)
        self.seen.append(item)
        if message.sender.id == self.person_id:
            self.mark_read(message.chat.id)
        elif kind == "message":
            self._unread[message.chat.id] = self._unread.get(message.chat.id, 0) + 1
        self.bell.ring()

    def after(self, seq: int) -> list[Seen]:
        return self.seen[max(seq, 0) :]

    async def wait(self, seq: int, seconds: float) -> list[Seen]:
        """What came after `seq`; when nothing has, waits up to so many real seconds for the first."""
        if not self.after(seq) and seconds > 0:
            await self.bell.wait(seconds)
        return self.after(seq)

    def restore(self, seen: list[Seen], unread: dict[int, int]) -> None:
        """The screen as it was when it was recorded."""
        self.seen, self._unread = seen, unread

    def mark_read(self, chat_id: int) -> None:
        """The person has looked at all that is in this chat."""
        self._unread.pop(chat_id, None)

    def unread(self) -> dict[int, int]:
        """Chat id -> how many messages from others wait there; chats without any are left out."""
        return dict(self._unread)
