"""On which line of a TOML file a key stands: the standard library reads the values and forgets where they were.

It reads only what people write in a configuration: tables, arrays of tables, keys, dotted keys, and values over several
lines. Where a key inside a value has no line of its own, the line of the value is given.
"""

import re
from collections import Counter

Path = tuple[str | int, ...]

_TABLE = re.compile(r"^\s*\[([^\[\]]+)\]\s*(#.*)?$")
_ARRAY = re.compile(r"^\s*\[\[([^\[\]]+)\]\]\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_STRINGS = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|#.*$""")
_TRIPLE = ('"""', "'''")


def line_numbers(text: str) -> dict[Path, int]:
    """The line (from 1) of each table, element of an array of tables, and key, by its path."""
    found: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    table: Path = ()
    depth, quoted = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if quoted:
            quoted = "" if quoted in line else quoted
            continue
        if depth == 0:
            table = _entered(line, table, counts)
            _note(found, table, number)
            if key := _KEY.match(line):
                _note(found, table + _parts(key[1]), number)
            elif _TABLE.match(line) or _ARRAY.match(line):
                continue
        quoted = next((mark for mark in _TRIPLE if line.count(mark) % 2), "")
        depth += 0 if quoted else _opened(line)
    return found


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of the path, or of the nearest thing around it; 1 where there is nothing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _entered(line: str, table: Path, counts: "Counter[Path]") -> Path:
    """The table that holds after this line."""
    if array := _ARRAY.match(line):
        name = _within(_parts(array[1]), counts)
        counts[name] += 1
        return (*name, counts[name] - 1)
    if single := _TABLE.match(line):
        return _within(_parts(single[1]), counts)
    return table


def _within(parts: Path, counts: "Counter[Path]") -> Path:
    """The path with the number of the latest element after each array of tables on the way."""
    path: Path = ()
    for part in parts[:-1]:
        path = (*path, part)
        if counts[path]:
            path = (*path, counts[path] - 1)
    return (*path, parts[-1])


def _note(found: dict[Path, int], path: Path, number: int) -> None:
    for length in range(1, len(path) + 1):
        found.setdefault(path[:length], number)


def _parts(dotted: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in re.findall(r""""[^"]*"|'[^']*'|[^.\s]+""", dotted))


def _opened(line: str) -> int:
    """How many more brackets this line opens than it closes, outside of texts and comments."""
    bare = _STRINGS.sub("", line)
    return sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}")
