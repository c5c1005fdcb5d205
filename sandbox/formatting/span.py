"""A formatted stretch of text, and the UTF-16 arithmetic of the Bot API."""

from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any
from urllib.parse import parse_qs, urlsplit

PLAIN_KINDS = frozenset(
    (
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    )
)
"""Kinds a sender can set; the others Telegram finds by itself."""


class CannotParse(Exception):
    """The text cannot be read in its parse mode; the message is Telegram's, without the "can't parse entities: "."""


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` (counted in code points) are of this kind; `extra` are the entity's other fields."""

    kind: str
    start: int
    end: int
    extra: dict[str, Any] = field(default_factory=dict)

    def clip(self, start: int, end: int) -> "Span | None":
        """The part inside the window, counted from the window's start; None when nothing is left."""
        begin, stop = max(self.start, start), min(self.end, end)
        return replace(self, start=begin - start, end=stop - start) if begin < stop else None


def length(text: str) -> int:
    """Length in UTF-16 code units, the measure of the Bot API."""
    return len(text) + sum(char > "\uffff" for char in text)


def offsets(text: str) -> list[int]:
    """For each position in code points, the end included, the position in UTF-16 code units."""
    return [0, *accumulate(1 + (char > "\uffff") for char in text)]


def byte_offset(text: str, position: int) -> int:
    """Where a character begins in UTF-8, as Telegram's error texts count."""
    return len(text[:position].encode())


def link(address: str, start: int, end: int) -> Span | None:
    """A link to a web page or to a person (`tg://user?id=1`); None for an address Telegram would drop."""
    parts = urlsplit(address.strip())
    if parts.scheme == "tg" and parts.netloc == "user":
        number = parse_qs(parts.query).get("id", [""])[0]
        return Span("text_mention", start, end, {"user_id": int(number)}) if number.isdigit() else None
    if parts.scheme == "tg":
        return Span("text_link", start, end, {"url": address.strip()})
    if not parts.scheme and "." in address.split("/")[0]:
        parts = urlsplit("http://" + address.strip())
    if parts.scheme not in ("http", "https", "ftp", "ton", "tonsite") or not parts.netloc:
        return None
    whole = parts._replace(path=parts.path or "/", netloc=parts.netloc.lower())
    return Span("text_link", start, end, {"url": whole.geturl()})
