"""What the page has to show, by `quote` and `loan`: the same figures that the commands of those names print."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lending.loan_request import loan
from lending.quote import quote

PENALTY = {"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20.00"}
"""As in the configuration that comes with the program."""
RATES = ["cn_simple", "cn_irr_compound"]


@dataclass
class Quoted:
    """One loan as it is quoted, and what has been paid on it. Amounts are text in major units.

    `told` gathers every figure that was asked of the running loan, on whichever day.
    """

    principal: str
    months: int
    rate: str
    on: date
    paid: list[dict[str, str]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    @property
    def terms(self) -> dict[str, Any]:
        return {
            "currency": "CNY",
            "principal": self.principal,
            "annual_rate_percent": self.rate,
            "count": self.months,
            "disbursed_on": self.on.isoformat(),
        }

    @property
    def plan(self) -> dict[str, Any]:
        return quote({**self.terms, "apr": RATES})

    @property
    def due_days(self) -> list[date]:
        return [date.fromisoformat(i["due_on"]) for i in self.plan["instalments"]]

    @property
    def largest(self) -> str:
        """The instalment that what is left each month has to bear."""
        return str(max(Decimal(i["due"]) for i in self.plan["instalments"]))

    def cost(self) -> list[str]:
        """In hand, to pay back, each month, the last month, the interest."""
        plan = self.plan
        first, last = plan["instalments"][0], plan["instalments"][-1]
        totals = plan["totals"]
        return [plan["received"], totals["due"], first["due"], last["due"], totals["interest"]]

    def key_facts(self) -> list[str]:
        """The same, the most that lateness costs an instalment, and what withdrawing gives back."""
        return [*self.cost(), str(PENALTY["cap_per_instalment"]), self.principal]

    def rates(self) -> list[str]:
        """Both yearly rates, in percent with two decimals."""
        found = self.plan["apr_percent"]
        return [str(Decimal(found[name]).quantize(Decimal("0.01"))) for name in RATES]

    def every_instalment(self) -> list[str]:
        """Each instalment and its interest, and all of them together."""
        plan = self.plan
        rows = [amount for i in plan["instalments"] for amount in (i["due"], i["interest"])]
        return [*rows, plan["totals"]["due"]]

    def as_of(self, day: date) -> "Standing":
        """The running loan on a day, after what was paid so far."""
        request = {"terms": self.terms, "penalty": PENALTY, "happened": self.paid, "as_of": day.isoformat()}
        standing = Standing(loan(request))
        self.told |= {standing.pay_off, standing.saved, standing.to_pay, standing.penalty, *map(str, standing.left)}
        return standing

    def pays(self, day: date, amount: str) -> None:
        self.paid.append({"on": day.isoformat(), "kind": "payment", "amount": amount})


@dataclass(frozen=True)
class Standing:
    """What `microloan loan` answers."""

    answer: dict[str, Any]

    @property
    def left(self) -> list[Decimal]:
        """What is left of each instalment, its penalty included."""
        return [
            Decimal(i["due"]) + Decimal(i["penalty"]) - Decimal(i["paid"]["total"]) for i in self.answer["instalments"]
        ]

    @property
    def next(self) -> str:
        """What is left of the oldest instalment that is not paid."""
        return str(next(left for left in self.left if left))

    @property
    def penalty(self) -> str:
        """What lateness has cost and is not paid yet."""
        owed = (Decimal(i["penalty"]) - Decimal(i["paid"]["penalty"]) for i in self.answer["instalments"])
        return str(sum(owed, Decimal("0.00")))

    @property
    def to_pay(self) -> str:
        return str(sum(self.left, Decimal(0)) - Decimal(self.answer["credit"]))

    @property
    def pay_off(self) -> str:
        return str(self.answer["pay_off"])

    @property
    def saved(self) -> str:
        return str(self.answer["interest_saved"])

    @property
    def settled(self) -> bool:
        return self.answer["settled_on"] is not None


def same(found: Sequence[str], wanted: Sequence[str]) -> None:
    """Both are the same amounts, however the sentence of a language orders them."""
    assert sorted(found, key=Decimal) == sorted(wanted, key=Decimal), (found, wanted)


def known(*loans: Quoted) -> set[str]:
    """Every amount that the engine gives for these loans, on any day that something was paid."""
    found: set[str] = set()
    for one in loans:
        plan = one.plan
        found |= {one.principal, *plan["totals"].values(), plan["received"]}
        found |= {amount for i in plan["instalments"] for amount in i.values() if isinstance(amount, str)}
        found |= one.told
    return found
