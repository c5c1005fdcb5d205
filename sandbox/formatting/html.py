"""Telegram's HTML: a few tags, numeric and four named character references, and its errors word for word.

Source of rules and error texts: "Formatting options" in the Bot API documentation and the official server's parser.
"""

import re
from dataclasses import dataclass

from sandbox.formatting.span import CannotParse, Span, byte_offset, link

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
START = re.compile(r"<([^\s>/]*)")
ATTRIBUTE = re.compile(r"""\s*([^\s=>"'/]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
END = re.compile(r"</([^\s>]*)\s*")


@dataclass
class _Open:
    """A tag that waits for its end; `at` counts characters of the text so far."""

    name: str
    attributes: dict[str, str]
    at: int


def parse_html(source: str) -> tuple[str, list[Span]]:
    """Text without tags, and its spans. Raises CannotParse."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.text: list[str] = []
        self.open: list[_Open] = []
        self.spans: list[Span] = []

    def run(self) -> tuple[str, list[Span]]:
        while self.position < len(self.source):
            char = self.source[self.position]
            if char == "<":
                self._end() if self.source.startswith("</", self.position) else self._start()
            elif char == "&":
                self._reference()
            else:
                self.text.append(char)
                self.position += 1
        if self.open:
            raise CannotParse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.text), self.spans

    def _reference(self) -> None:
        found = REFERENCE.match(self.source, self.position)
        if found is None:
            char, self.position = "&", self.position + 1
        else:
            number = int(found[1], 16) if found[1] else int(found[2]) if found[2] else 0
            valid = 0 < number < 0x10FFFF and not 0xD800 <= number < 0xE000
            char = NAMED[found[3]] if found[3] else chr(number) if valid else found[0]
            self.position = found.end()
        self.text.extend(char)

    def _start(self) -> None:
        begin = self.position
        offset = byte_offset(self.source, begin)
        found = START.match(self.source, begin)
        name = found[1].lower() if found else ""
        self.position = found.end() if found else begin + 1
        if self.position >= len(self.source):
            raise CannotParse(f"Unclosed start tag at byte offset {offset}")
        if name not in KINDS:
            raise CannotParse(f'Unsupported start tag "{name}" at byte offset {offset}')
        attributes = self._attributes(name, offset)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise CannotParse(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(_Open(name, attributes, len(self.text)))

    def _attributes(self, name: str, offset: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            while self.source[self.position : self.position + 1].isspace():
                self.position += 1
            if self.position >= len(self.source):
                raise CannotParse(f"Unclosed start tag at byte offset {offset}")
            if self.source[self.position] == ">":
                self.position += 1
                return attributes
            found = ATTRIBUTE.match(self.source, self.position)
            if found is None:
                raise CannotParse(f'Empty attribute name in the tag "{name}" at byte offset {offset}')
            value = next((group for group in found.groups()[1:] if group is not None), "")
            attributes[found[1].lower()] = REFERENCE.sub(lambda m: NAMED.get(m[3] or "", m[0]), value)
            self.position = found.end()

    def _end(self) -> None:
        offset = byte_offset(self.source, self.position)
        if not self.open:
            raise CannotParse(f"Unexpected end tag at byte offset {offset}")
        found = END.match(self.source, self.position)
        assert found is not None
        if self.source[found.end() : found.end() + 1] != ">":
            raise CannotParse(f"Unclosed end tag at byte offset {offset}")
        expected, name = self.open[-1].name, found[1].lower()
        if name and name != expected:
            raise CannotParse(f'Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{name}>"')
        self.position = found.end() + 1
        self._close(self.open.pop())

    def _close(self, tag: _Open) -> None:
        start, end = tag.at, len(self.text)
        if start == end:
            return
        kind = KINDS[tag.name]
        if tag.name == "a":
            address = tag.attributes.get("href") or "".join(self.text[start:end])
            target = link(address, start, end)
            self.spans += [target] if target else []
        elif tag.name == "code" and self.open and self.open[-1].name == "pre" and self.open[-1].at == start:
            language = tag.attributes.get("class", "").removeprefix("language-")
            self.open[-1].attributes["language"] = language
        elif tag.name == "pre":
            language = tag.attributes.get("language", "")
            self.spans.append(Span("pre", start, end, {"language": language} if language else {}))
        elif tag.name == "tg-emoji":
            emoji = tag.attributes.get("emoji-id", "")
            self.spans.append(Span(kind, start, end, {"custom_emoji_id": emoji}))
        else:
            expandable = tag.name == "blockquote" and "expandable" in tag.attributes
            self.spans.append(Span("expandable_blockquote" if expandable else kind, start, end))
