"""Telegram's MarkdownV2 and its older Markdown, with the errors of the official server word for word."""

from dataclasses import dataclass

from sandbox.formatting.span import CannotParse, Span, byte_offset, link

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler", "`": "code"}
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "PreCode",
    "text_link": "TextUrl",
    "blockquote": "BlockQuote",
}
OLD_MARKS = {"_": "italic", "*": "bold", "`": "code"}


@dataclass
class _Open:
    """An entity that waits for its end: its kind, the mark that ends it, and where it began in text and source."""

    kind: str
    mark: str
    at: int
    source_at: int
    language: str = ""


def parse_markdown_v2(source: str) -> tuple[str, list[Span]]:
    """Text without marks, and its spans. Raises CannotParse."""
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
            self._step(self.source[self.position])
        while self.open and self.open[-1].kind == "blockquote":
            self._close()
        if self.open:
            unclosed = self.open[-1]
            where = byte_offset(self.source, unclosed.source_at)
            raise CannotParse(f"Can't find end of {NAMES[unclosed.kind]} entity at byte offset {where}")
        return "".join(self.text), self.spans

    def _step(self, char: str) -> None:
        following = self.source[self.position + 1 : self.position + 2]
        if char == "\\" and "\x00" < following <= "~":
            self._take(following, 2)
        elif self.open and self.open[-1].kind in ("code", "pre"):
            self._in_code(char)
        elif self.open and self.source.startswith(self.open[-1].mark, self.position) and self._ends(char, following):
            self._end()
        elif char == "\n":
            self._take(char, 1)
            if self._quoting() and not self.source.startswith(">", self.position):
                self._close_quote()
        elif char not in RESERVED:
            self._take(char, 1)
        else:
            self._begin(char, following)

    def _take(self, char: str, consumed: int) -> None:
        self.text.append(char)
        self.position += consumed

    def _in_code(self, char: str) -> None:
        if self.source.startswith(self.open[-1].mark, self.position):
            self._end()
        else:
            self._take(char, 1)

    def _ends(self, char: str, following: str) -> bool:
        """A single underscore does not end italics where a double one stands."""
        return not (char == "_" and self.open[-1].mark == "_" and following == "_")

    def _begin(self, char: str, following: str) -> None:
        start = self.position
        if char == ">" and (not self.text or self.text[-1] == "\n"):
            if not self._quoting():
                self.open.append(_Open("blockquote", "\0", len(self.text), start))
            self.position += 1
        elif char == "|" and following == "|" and self._quoting() and self._line_ends(start + 2):
            self.open[-1].language = "expandable"
            self.position += 2
        elif self.source.startswith("```", start):
            self._begin_code(start)
        elif char == "[":
            self._push("text_link", "]", 1)
        elif char + following in MARKS:
            self._push(MARKS[char + following], char + following, 2)
        elif char in MARKS:
            self._push(MARKS[char], char, 1)
        else:
            raise CannotParse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _begin_code(self, start: int) -> None:
        line = self.source.find("\n", start)
        language = self.source[start + 3 : line] if line >= 0 else ""
        named = bool(language) and not any(c.isspace() or c == "`" for c in language)
        self._push("pre", "```", 3)
        if named:
            self.open[-1].language = language
            self.position = line + 1
        elif self.source.startswith("\n", self.position):
            self.position += 1

    def _push(self, kind: str, mark: str, consumed: int) -> None:
        self.open.append(_Open(kind, mark, len(self.text), self.position))
        self.position += consumed

    def _end(self) -> None:
        self.position += len(self.open[-1].mark)
        if self.open[-1].kind != "text_link":
            self._close()
            return
        entity = self.open.pop()
        address = "".join(self.text[entity.at :])
        if self.source.startswith("(", self.position):
            address = self._address()
        target = link(address, entity.at, len(self.text))
        self.spans += [target] if target and entity.at < len(self.text) else []

    def _address(self) -> str:
        begin, address = self.position, []
        self.position += 1
        while self.position < len(self.source) and self.source[self.position] != ")":
            if self.source[self.position] == "\\" and self.position + 1 < len(self.source):
                self.position += 1
            address.append(self.source[self.position])
            self.position += 1
        if self.position >= len(self.source):
            raise CannotParse(f"Can't find end of a URL at byte offset {byte_offset(self.source, begin)}")
        self.position += 1
        return "".join(address)

    def _close(self) -> None:
        entity, end = self.open.pop(), len(self.text)
        if entity.at == end:
            return
        kind = "expandable_blockquote" if entity.language == "expandable" else entity.kind
        extra = {"language": entity.language} if entity.kind == "pre" and entity.language else {}
        self.spans.append(Span(kind, entity.at, end, extra))

    def _close_quote(self) -> None:
        newline = self.text.pop()
        self._close()
        self.text.append(newline)

    def _quoting(self) -> bool:
        return bool(self.open) and self.open[-1].kind == "blockquote"

    def _line_ends(self, position: int) -> bool:
        return self.source[position : position + 1] in ("", "\n")


def parse_markdown(source: str) -> tuple[str, list[Span]]:
    """The older Markdown: four marks, no nesting. Raises CannotParse."""
    text: list[str] = []
    spans: list[Span] = []
    position = 0
    while position < len(source):
        char = source[position]
        if char == "\\" and source[position + 1 : position + 2] in ("_", "*", "`", "["):
            text.append(source[position + 1])
            position += 2
        elif char not in "_*`[":
            text.append(char)
            position += 1
        else:
            position = _old_entity(source, position, text, spans)
    return "".join(text), spans


def _old_entity(source: str, begin: int, text: list[str], spans: list[Span]) -> int:
    """Reads one entity of the older Markdown; says where the source goes on after it."""
    block = source.startswith("```", begin)
    mark = "```" if block else "]" if source[begin] == "[" else source[begin]
    inside = begin + (3 if block else 1)
    end = source.find(mark, inside)
    if end < 0:
        where = byte_offset(source, begin)
        raise CannotParse(f"Can't find end of the entity starting at byte offset {where}")
    at, content, after = len(text), source[inside:end], end + len(mark)
    text.extend(content.removeprefix("\n") if block else content)
    kind = "pre" if block else OLD_MARKS.get(source[begin], "text_link")
    span: Span | None = Span(kind, at, len(text))
    if kind == "text_link":
        closing = source.find(")", after) if source.startswith("(", after) else -1
        span = link(source[after + 1 : closing] if closing > 0 else content, at, len(text))
        after = closing + 1 if closing > 0 else after
    spans += [span] if span and at < len(text) else []
    return after
