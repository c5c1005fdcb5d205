"""A text as the Bot API keeps it: trimmed, with its entities in UTF-16 offsets."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.formatting.automatic import find
from sandbox.formatting.html import parse_html
from sandbox.formatting.markdown import parse_markdown, parse_markdown_v2
from sandbox.formatting.span import PLAIN_KINDS, CannotParse, Span, offsets
from sandbox.model import Json, Person

MAX_ENTITIES = 100
MODES = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}


@dataclass(frozen=True)
class Formatted:
    """Text and entities, in Bot API shape."""

    text: str
    entities: list[Json] = field(default_factory=list)

    def content(self, name: str = "text") -> Json:
        """As fields of a Message: `text` with `entities`, or `caption` with `caption_entities`."""
        entities = "entities" if name == "text" else f"{name}_entities"
        return ({name: self.text} if self.text else {}) | ({entities: self.entities} if self.entities else {})


def read(
    source: str,
    mode: str = "",
    given: list[Any] | None = None,
    person: Callable[[int], Person | None] = lambda _: None,
) -> Formatted:
    """Reads a text in its parse mode, or with given entities; `person` finds who a mention by id means.

    Raises CannotParse for a text that its mode does not allow, LookupError for a mode that does not exist.
    """
    source = source.replace("\r", "").replace("\0", "")
    if mode:
        parse = MODES.get(mode.lower())
        if parse is None:
            raise LookupError(mode)
        text, spans = parse(source)
    else:
        text, spans = source, _given(source, given or [])
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    text = text[start:end]
    spans = [clipped for span in spans if (clipped := span.clip(start, max(start, end)))]
    spans = sorted(spans + find(text, spans), key=lambda span: (span.start, -span.end))
    units = offsets(text)
    shown = [entity for span in spans[:MAX_ENTITIES] if (entity := _entity(span, units, person))]
    return Formatted(text, shown)


def _entity(span: Span, units: list[int], person: Callable[[int], Person | None]) -> Json | None:
    """The span as a Bot API `MessageEntity`; None for a mention of somebody who does not exist."""
    extra = dict(span.extra)
    if span.kind == "text_mention":
        user = person(extra.pop("user_id"))
        if user is None:
            return None
        extra["user"] = user.json()
    offset = units[span.start]
    return {"offset": offset, "length": units[span.end] - offset, "type": span.kind} | extra


def _given(text: str, entities: list[Any]) -> list[Span]:
    """Entities as a sender hands them in; kinds that Telegram finds by itself are not taken from the sender."""
    units = offsets(text)
    spans = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise CannotParse("expected an Object with a type")
        kind, offset, size = entity["type"], entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(size, int):
            raise CannotParse("offset and length must be of type Number")
        if kind not in PLAIN_KINDS or size <= 0 or not 0 <= offset < units[-1]:
            continue
        start = bisect_right(units, offset) - 1
        end = bisect_right(units, min(offset + size, units[-1])) - 1
        extra = {name: entity[name] for name in ("url", "language", "custom_emoji_id") if name in entity}
        if kind == "text_mention":
            user = entity.get("user")
            extra = {"user_id": user.get("id", 0) if isinstance(user, dict) else 0}
        spans.append(Span(kind, start, end, extra))
    return spans
