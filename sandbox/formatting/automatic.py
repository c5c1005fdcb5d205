"""Entities that Telegram finds by itself: commands, addresses, mentions, hashtags, phone numbers."""

import re
from collections.abc import Iterable

from sandbox.formatting.span import Span

TOP_LEVEL = "com|org|net|io|me|info|biz|dev|app|ai|co|cn|de|uk|eu|ru|in|fr|it|es|nl|pl|br|us|jp|edu|gov|int|ke|ng|id|ph"
PATTERNS = (
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9._+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,18}(?![\w@])")),
    (
        "url",
        re.compile(
            r"(?<![\w@.])(?:(?:https?|ftp)://(?:[^\s/<>\"'@]+\.[^\s/<>\"'@]+)(?:[/?#][^\s<>\"]*)?"
            rf"|(?:[\w-]+\.)+(?:{TOP_LEVEL})(?![\w-])(?::\d+)?(?:[/?#][^\s<>\"]*)?)"
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w&#])#(?=\w*[^\W\d])\w{1,256}(?![\w#])")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ ()-]{0,2}\d){6,14}(?!\w)")),
)
CLOSED = frozenset(("code", "pre", "text_link", "text_mention", "custom_emoji"))
"""Inside these nothing is found."""

TRAILING = ".,;:!?)]}'"


def find(text: str, given: Iterable[Span]) -> list[Span]:
    """What is found in the text outside of the given spans that close it off; nothing found overlaps."""
    taken = [(span.start, span.end) for span in given if span.kind in CLOSED]
    found: list[Span] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind == "url":
                end = start + len(match[0].rstrip(TRAILING))
            if not any(start < other_end and other_start < end for other_start, other_end in taken):
                found.append(Span(kind, start, end))
                taken.append((start, end))
    return found
