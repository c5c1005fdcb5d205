"""Cuts a text that is too long for one Telegram message, at line ends where it can, never inside a tag or an entity.

Telegram counts UTF-16 units. Counting the marked-up text is on the safe side: what is shown is never longer.
"""

import re

LIMIT = 4096
_PIECE = re.compile(r"</?[a-z][^>]*>|&[a-z]+;|&#[0-9]+;|.", re.DOTALL)
_OPENING = re.compile(r"<([a-z-]+)[^>]*>")


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The text in as few parts as its lines allow; tags open at a cut are closed there and opened again after it."""
    if units(text) <= limit:
        return (text,)
    parts: list[str] = []
    current = ""
    for line in _short_lines(text, limit - 200):
        joined = f"{current}\n{line}" if current else line
        if units(joined) + units(_closing(joined)) <= limit:
            current = joined
            continue
        parts.append(current + _closing(current))
        current = "".join(_open_tags(current)) + line
    return (*parts, current)


def _short_lines(text: str, limit: int) -> list[str]:
    """The lines, those longer than a message cut into pieces that fit."""
    lines: list[str] = []
    for line in text.split("\n"):
        while units(line) > limit:
            cut = _cut(line, limit)
            lines.append(line[:cut].rstrip())
            line = line[cut:]
        lines.append(line)
    return lines


def _cut(line: str, limit: int) -> int:
    """Where to cut a line that is too long: after its last space that fits, or else between two characters."""
    end, space, size = 0, 0, 0
    for piece in _PIECE.finditer(line):
        size += units(piece[0])
        if size > limit:
            break
        end = piece.end()
        space = end if piece[0] == " " else space
    return space or end


def _open_tags(text: str) -> list[str]:
    """The tags that stand open at the end of the text, as they were written."""
    still_open: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece[0].startswith("</"):
            still_open.pop()
        elif _OPENING.fullmatch(piece[0]):
            still_open.append(piece[0])
    return still_open


def _closing(text: str) -> str:
    names = [match[1] for tag in _open_tags(text) if (match := _OPENING.fullmatch(tag))]
    return "".join(f"</{name}>" for name in reversed(names))
