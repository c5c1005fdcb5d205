"""Hears everything that a played sandbox says, checks each answer and update, and keeps what is wrong for the end.

Every shape is checked once in a test run: what has the same fields of the same types (and the same kinds, where a field
names one) is right or wrong alike. An error raised inside a call of the bot would look like trouble of Telegram to the
lender, which bears it; so errors are kept, and the test asks for them.
"""

from collections import Counter
from collections.abc import Hashable
from typing import Any

from tests.inspector import Inspector

NAMES_A_KIND = frozenset({"type", "status", "currency", "emoji"})
"""Fields whose value decides how the rest is read."""
FOUND_RIGHT: set[Hashable] = set()
"""The shapes that were found to be right, in this run of all tests."""


def shape_of(value: Any) -> Hashable:
    """The fields of a JSON value and their types, to the bottom; lists by the shapes that occur in them."""
    if isinstance(value, dict):
        return tuple((name, value[name] if name in NAMES_A_KIND else shape_of(value[name])) for name in sorted(value))
    if isinstance(value, list):
        return frozenset(map(shape_of, value))
    return type(value).__name__


class Eavesdropper:
    """Set it as the `observer` of a world. `wrong` are the errors, `heard` counts what was said by kind and name."""

    def __init__(self) -> None:
        self._inspector = Inspector()
        self.wrong: list[str] = []
        self.heard: Counter[tuple[str, str]] = Counter()

    def __call__(self, kind: str, name: str, payload: Any) -> None:
        self.heard[kind, name] += 1
        shape = (kind, name, shape_of(payload))
        if shape in FOUND_RIGHT:
            return
        try:
            self._inspector(kind, name, payload)
        except Exception as error:
            self.wrong.append(f"{kind} {name}: {error}")
        else:
            FOUND_RIGHT.add(shape)

    def agreed(self) -> None:
        """Raises AssertionError with what was wrong until now."""
        assert not self.wrong, "\n".join(self.wrong[:10])
