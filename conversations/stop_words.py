"""A stop of money in words for staff: what stopped it, since when, and the rules that were found broken."""

from collections.abc import Iterable

from conversations.say import P, Phrase
from conversations.situation import Situation

REASONS: dict[str, Phrase] = {
    "verify": P("stop.verify"),
    "restored": P("stop.restored"),
    "rolled_back": P("stop.rolled_back"),
}
MOST_RULES = 8


def why(reason: str, checks: Iterable[str]) -> tuple[Phrase, ...]:
    """The reason, and a line for each broken rule."""
    rules = list(checks)
    return (REASONS.get(reason, REASONS["verify"]), *(P("stop.rule", rule=rule) for rule in rules[:MOST_RULES]))


def stop_lines(s: Situation) -> tuple[Phrase, ...]:
    """Everything that stands in the way of money now."""
    lines: list[Phrase] = []
    for stop in s.dossier.stops:
        lines += [P("stop.since", at=stop.since), *why(stop.reason, stop.checks)]
    return (*lines, P("stop.how"))
