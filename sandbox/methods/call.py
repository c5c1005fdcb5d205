"""One call of a method, and the register in which the methods are found by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.answers import bad_request
from sandbox.formatting.formatted import Formatted, read
from sandbox.formatting.span import CannotParse
from sandbox.model import Bot
from sandbox.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass(frozen=True)
class Call:
    """Who calls, with what, in which world."""

    world: World
    bot: Bot
    given: Parameters

    def formatted(self, text: str, mode: str = "parse_mode", entities: str = "entities") -> Formatted:
        """A text of this call, in the parse mode and with the entities of these parameters."""
        listed = self.given.json(entities, list, f"can't parse {entities} JSON object")
        return self.format(text, self.given.text(mode), listed)

    def format(self, text: str, mode: str, entities: list[Any] | None = None) -> Formatted:
        try:
            return read(text, mode, entities, self.world.people.get)
        except CannotParse as error:
            raise bad_request(f"can't parse entities: {error}") from None
        except LookupError:
            raise bad_request("unsupported parse_mode") from None


Method = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, tuple[str, Method]] = {}
"""Lower-case name -> the name as the documentation spells it, and what does it."""


def method(*names: str) -> Callable[[Method], Method]:
    """Registers a function as a Bot API method under these names."""

    def register(function: Method) -> Method:
        for name in names:
            METHODS[name.lower()] = (name, function)
        return function

    return register
