"""What a person sees on the screen, as text: messages with their buttons, edits, deletions."""

from dataclasses import dataclass
from typing import Any

from sandbox.inbox import Seen

Json = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """One thing that appeared. `chat`: "" for the private chat with the bot, else the group's name.

    `lines` are what can be read, `buttons` the labels row by row, `action` what happened to an older message.
    """

    chat: str
    chat_id: int
    message_id: int
    lines: tuple[str, ...]
    buttons: tuple[tuple[str, ...], ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    action: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def as_lines(self) -> list[str]:
        """As a transcript shows it."""
        said = [self.action] if self.action else []
        said += list(self.lines)
        said += [" ".join(f"[ {label} ]" for label in row) for row in self.buttons]
        said += [" ".join(f"( {label} )" for label in row) for row in self.keys]
        return said


class Screen:
    """Reads one person's inbox. `titles` are the groups' names by chat id."""

    def __init__(self, titles: dict[int, str]) -> None:
        self._titles = titles
        self._last: dict[tuple[int, int], Json] = {}

    def show(self, item: Seen) -> Shown:
        """The item as it looks; remembers it, so that an edit can be told from what stood there before."""
        message, place = item.message, (item.chat_id, item.message["message_id"])
        before = self._last.get(place)
        self._last[place] = message
        chat = self._titles.get(item.chat_id, "")
        if item.kind == "delete":
            gone = _lines(before or message)
            return Shown(chat, *place, (), action=f"(deleted: {_short(gone)})")
        lines, buttons = _lines(message), _buttons(message)
        if item.kind == "edit" and before is not None:
            if lines == _lines(before) and not buttons:
                return Shown(chat, *place, (), action=f"(no more buttons: {_short(lines)})")
            return Shown(chat, *place, lines, buttons, action="(edited)")
        return Shown(chat, *place, lines, buttons, _keys(item.keyboard))


def _short(lines: tuple[str, ...]) -> str:
    first = next((line for line in lines if line), "")
    return first if len(first) <= 40 else first[:39] + "…"


def _lines(message: Json) -> tuple[str, ...]:
    said: list[str] = []
    if "photo" in message:
        said.append("(photo)")
    if "document" in message:
        said.append(f"(file: {message['document'].get('file_name', '')})")
    if "invoice" in message:
        invoice = message["invoice"]
        amount = f"{invoice['total_amount'] / 100:,.2f} {invoice['currency']}"
        said += [f"(invoice: {amount})", invoice["title"], invoice["description"]]
    if "contact" in message:
        said.append("(contact)")
    text = message.get("text") or message.get("caption") or ""
    return (*said, *(text.split("\n") if text else ()))


def _buttons(message: Json) -> tuple[tuple[str, ...], ...]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return tuple(tuple(button["text"] for button in row) for row in rows)


def _keys(keyboard: Json | None) -> tuple[tuple[str, ...], ...]:
    if keyboard is None:
        return ()
    return tuple(tuple(button["text"] for button in row) for row in keyboard.get("keyboard", []))
