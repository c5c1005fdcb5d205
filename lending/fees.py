"""What a borrower is charged beside interest: fees that the key facts name, the tax on them, and what lateness costs.

These are terms only. `lending/fee_amounts.py` makes amounts of them, and the fold charges lateness.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, model_validator

from lending.exact import FrozenModel, IsoDate, NotNegativeDecimal, PositiveDecimal, read_model
from lending.problems import ProblemWithInput

LATE = "late"
"""The event that a fee for being late hangs on."""
EARLY_REPAYMENT = "early_repayment"
"""The event that a fee for paying before the day hangs on."""


class Tax(FrozenModel):
    """A tax on a charge: `percent` of it, on top of it, or with `included` already in it."""

    percent: PositiveDecimal = Field(le=Decimal(100))
    included: bool = False


class Fee(FrozenModel):
    """A fee that the key facts name: a fixed amount (major units) or a percentage, one of the two.

    At `disbursement` it is kept back from the money (`deducted`) or added to the principal. With each `instalment`, or
    `once` with the one numbered `on_instalment` or the first that is due on or after `on`, or when an `event` happens
    (its name is in `event`, as "reschedule"; at most `at_most` times in the life of the loan). A percentage is of the
    principal lent, of the instalment, or of the principal outstanding before it. `paid_to` names who gets a fee that
    the lender does not keep.
    """

    name: str = Field(min_length=1, max_length=60)
    amount: PositiveDecimal | None = None
    percent: PositiveDecimal | None = None
    when: Literal["disbursement", "instalment", "once", "event"]
    deducted: bool = True
    of: Literal["principal", "instalment", "outstanding"] = "principal"
    on_instalment: int | None = Field(default=None, ge=1)
    on: IsoDate | None = None
    event: str | None = Field(default=None, pattern=r"^[a-z][a-z_]{0,30}$")
    at_most: int | None = Field(default=None, ge=1, le=1200)
    tax: Tax | None = None
    paid_to: str | None = Field(default=None, min_length=1, max_length=100)

    @model_validator(mode="after")
    def _says_how_much_and_when_once(self) -> Fee:
        if (self.amount is None) == (self.percent is None):
            raise ProblemWithInput("amount", "a fee has either an amount or a percent")
        if self.of != "principal" and (self.when == "disbursement" or self.percent is None):
            raise ProblemWithInput("of", "belongs to a percentage that is not due at disbursement")
        days = (self.on_instalment is not None) + (self.on is not None)
        if days != (self.when == "once"):
            raise ProblemWithInput("when", "once needs either on_instalment or on, and the others need neither")
        if (self.event is None) == (self.when == "event"):
            raise ProblemWithInput("event", "names what happens where a fee is due on an event, and nowhere else")
        if self.at_most is not None and self.when != "event":
            raise ProblemWithInput("at_most", "belongs to a fee that is due on an event")
        return self

    @property
    def times(self) -> int:
        """How often an event can bring this fee in the life of the loan: once unless the terms say otherwise."""
        return self.at_most or 1


class PenaltyBase(StrEnum):
    """What of a late instalment lateness is reckoned on. Never on fees, and never on penalties."""

    OVERDUE_PRINCIPAL = "overdue_principal"
    OVERDUE_PRINCIPAL_AND_INTEREST = "overdue_principal_and_interest"


class PenaltyTerms(FrozenModel):
    """What lateness costs, for each late instalment, after `grace_days` free days; never compounded.

    `percent_per_day` of the base (what of the instalment is overdue) for each day that is not free, `amount_per_day`
    (major units) for each such day, and `percent_once` and `amount_once` on the first of them. `cap_per_instalment`
    (major units) is the most that one instalment can ever be charged, `cap_total` the most for the whole loan. A `tax`
    is always included: it changes no amount that is asked for, only how much of it the lender passes on.
    """

    percent_per_day: NotNegativeDecimal = Decimal(0)
    grace_days: int = Field(default=0, ge=0, le=366)
    base: PenaltyBase = PenaltyBase.OVERDUE_PRINCIPAL
    cap_per_instalment: NotNegativeDecimal | None = None
    amount_per_day: NotNegativeDecimal | None = None
    percent_once: NotNegativeDecimal | None = None
    amount_once: NotNegativeDecimal | None = None
    cap_total: NotNegativeDecimal | None = None
    tax: Tax | None = None

    @model_validator(mode="after")
    def _says_what_it_costs(self) -> PenaltyTerms:
        if not self.model_fields_set & {"percent_per_day", "amount_per_day", "percent_once", "amount_once"}:
            raise ProblemWithInput("percent_per_day", "is missing; where lateness costs nothing, say 0")
        if self.tax is not None and not self.tax.included:
            raise ProblemWithInput("tax", "on lateness must be included in it")
        return self

    @property
    def is_nothing(self) -> bool:
        """Whether lateness costs nothing at all."""
        return not (self.percent_per_day or self.amount_per_day or self.percent_once or self.amount_once)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> PenaltyTerms:
        """`data` as penalty terms, or a `ProblemWithInput` that names the key."""
        return read_model(cls, data, at="penalty")
