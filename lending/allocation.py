"""Which instalment and which part of it a payment pays first: the allocation, as data.

    [{"instalment": "due", "part": ["fee", "interest", "principal"]},
     {"instalment": "due", "part": "penalty"},
     {"instalment": "next", "part": ["fee", "interest", "principal"]}]

is the default, spelled out. Money goes down the list. A rule names instalments and, for each of them in turn, the parts
in the order written: several parts in one rule finish an instalment before the next; a rule for each part pays that
part of all instalments first. The last rule may say what becomes of money that is ahead of its time.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator

from lending.exact import FrozenModel, read_model
from lending.parts import PAID_IN_ORDER, PartKind
from lending.problems import ProblemWithInput


class Reach(StrEnum):
    """Which instalments a rule is for.

    `past_due` fell due before the day, `due` on or before it, both the oldest first (`oldest_due` is another word for
    `due`). The others are for money ahead of its time: `next` pays the instalments to come in their order, and waits
    there; `last` pays principal from the end, and interest falls at once; `reamortise` pays the interest earned so far
    and then principal, and what is left is planned anew.
    """

    PAST_DUE = "past_due"
    DUE = "due"
    OLDEST_DUE = "oldest_due"
    NEXT = "next"
    LAST = "last"
    REAMORTISE = "reamortise"


AHEAD = (Reach.NEXT, Reach.LAST, Reach.REAMORTISE)


class AllocationRule(FrozenModel):
    """One line of an allocation: the instalments, and the parts of each in order."""

    instalment: Reach = Reach.DUE
    part: tuple[PartKind, ...] = Field(default=PAID_IN_ORDER, min_length=1)

    @field_validator("part", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("part")
    @classmethod
    def _can_be_paid(cls, value: tuple[PartKind, ...]) -> tuple[PartKind, ...]:
        if PartKind.CREDIT in value or len(set(value)) != len(value):
            raise ProblemWithInput("part", "lists fee, interest, principal or penalty, each once")
        return value


class Allocation(FrozenModel):
    """The whole order. `ahead` is what becomes of money beyond what is due."""

    rules: tuple[AllocationRule, ...]
    ahead: Reach = Reach.NEXT


DEFAULT_ALLOCATION = Allocation(
    rules=(AllocationRule(), AllocationRule(part=(PartKind.PENALTY,))),
)
"""The oldest due instalment first, in it fee, interest, principal; all penalties after that; then the next ones."""


def read_allocation(value: object, at: str = "allocation") -> Allocation:
    """`"default"`, or a list of rules, as an allocation; an order that leaves a debt unpaid is refused."""
    if value == "default":
        return DEFAULT_ALLOCATION
    if not isinstance(value, list | tuple) or not value:
        raise ProblemWithInput(at, f"{value!r} is not known; known are default and a list of rules")
    rules = [read_model(AllocationRule, entry, at=f"{at}.{n}") for n, entry in enumerate(value)]
    ahead = [n for n, rule in enumerate(rules) if rule.instalment in AHEAD]
    if ahead and ahead != [len(rules) - 1]:
        raise ProblemWithInput(f"{at}.{ahead[0]}", "only the last rule is for money ahead of its time")
    due = tuple(rule for rule in rules if rule.instalment not in AHEAD)
    _check_pays_everything(due, at)
    return Allocation(rules=due, ahead=rules[-1].instalment if ahead else Reach.NEXT)


def _check_pays_everything(rules: Sequence[AllocationRule], at: str) -> None:
    """Money that could pay something due must never lie idle because no rule mentions it."""
    paid = {part for rule in rules if rule.instalment is not Reach.PAST_DUE for part in rule.part}
    missing = [kind.value for kind in (*PAID_IN_ORDER, PartKind.PENALTY) if kind not in paid]
    if missing:
        raise ProblemWithInput(at, f"never pays {', '.join(missing)} of an instalment that is due")


def as_data(allocation: Allocation) -> list[dict[str, Any]]:
    """The rules as they are written, the one for money ahead among them."""
    rules = [{"instalment": r.instalment.value, "part": [p.value for p in r.part]} for r in allocation.rules]
    return [*rules, {"instalment": allocation.ahead.value}]
