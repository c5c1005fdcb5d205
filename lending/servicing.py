"""How a loan is served, beside its terms: allocation, early payment, lateness, withdrawal, credit line, floating rate.

These come from the product and the policy pack, and are part of what the borrower accepted. All have a default, and
the defaults are the ones that cost the borrower least.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from lending.allocation import DEFAULT_ALLOCATION, Allocation
from lending.exact import FrozenModel, NotNegativeDecimal, PositiveDecimal


class EarlyPayment(StrEnum):
    """What planning anew does with principal paid early: the same instalment for less long, or less each time."""

    SHORTER_TERM = "shorter_term"
    LOWER_INSTALMENTS = "lower_instalments"


class AfterDue(StrEnum):
    """Whether principal that was not paid on its day goes on bearing interest; never on interest, fee or penalty."""

    INTEREST_STOPS = "interest_stops"
    INTEREST_CONTINUES = "interest_continues"


class Rest(StrEnum):
    """When principal paid early begins to lower interest: from its day on, or from the next due date.

    Flat interest has no rest: it follows no balance.
    """

    DAILY = "daily"
    INSTALMENT = "instalment"


class WithdrawalInterest(StrEnum):
    """What the days with the money cost somebody who changes their mind."""

    DAYS_USED = "days_used"
    NONE = "none"


class Withdrawal(FrozenModel):
    """The right to withdraw: for so many `days` from the payout. The money is due back `pay_back_days` later."""

    days: int = Field(default=14, ge=0, le=366)
    interest: WithdrawalInterest = WithdrawalInterest.DAYS_USED
    fee_refund: bool = True
    pay_back_days: int = Field(default=30, ge=0, le=366)


class CreditLine(FrozenModel):
    """A line under one agreement: principal owed never passes `limit` (major units)."""

    limit: PositiveDecimal


class Floating(FrozenModel):
    """A rate that may change after `notice_days` of notice, and stays between two rates in percent."""

    notice_days: int = Field(default=30, ge=0, le=366)
    lowest_percent: NotNegativeDecimal | None = None
    highest_percent: NotNegativeDecimal | None = None


class Servicing(FrozenModel):
    """All choices together. `residue_below` (major units): a rest smaller than that is given up after a payment."""

    allocation: Allocation = DEFAULT_ALLOCATION
    early_payment: EarlyPayment = EarlyPayment.SHORTER_TERM
    after_due: AfterDue = AfterDue.INTEREST_STOPS
    rest: Rest = Rest.DAILY
    withdrawal: Withdrawal = Withdrawal()
    line: CreditLine | None = None
    floating: Floating | None = None
    residue_below: NotNegativeDecimal | None = None


DEFAULT_SERVICING = Servicing()


def read_servicing(data: Mapping[str, Any] | None) -> Servicing:
    """How a loan is served, from the JSON that is kept of it; the default where nothing is."""
    return DEFAULT_SERVICING if data is None else Servicing.model_validate(data)
