"""What a paper (contract, key facts statement, privacy notice) is told: an attachment's JSON, checked.

Amounts come as `[minor, currency]`, days as ISO dates, rates as text in percent. Every figure comes from the loan
engine, made by the flow; a paper computes nothing. A key that is missing or unknown is refused, so that a contract
never goes out with a hole in it.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from lending.money import Money


def _money(pair: Any) -> Any:
    return Money(int(pair[0]), str(pair[1])) if isinstance(pair, list | tuple) and len(pair) == 2 else pair


Amount = Annotated[Money, BeforeValidator(_money)]


class Values(BaseModel):
    """The base of all papers' values. `lender` and `licence` are as the public register has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lender: str
    licence: str = ""


class Instalment(BaseModel):
    """One row of the schedule; `balance` is the principal left after it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: int
    due_on: date
    principal: Amount
    interest: Amount
    fee: Amount
    due: Amount
    balance: Amount


class Fee(BaseModel):
    """A fee by its name, how much, and when: with the payout (`deducted` or added), with each instalment (the amount of
    each, or `in_all`), once on a `day`, or on an `event` at most so often. `paid_to` names who else gets it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    amount: Amount
    when: Literal["disbursement", "instalment", "once", "event"]
    deducted: bool = True
    in_all: bool = False
    day: date | None = None
    event: str = ""
    at_most: int = 1
    paid_to: str = ""


class Lateness(BaseModel):
    """What lateness costs after some free days: a daily share of the `base`, at most `cap` an instalment; and where the
    terms have it an amount a day, a share or an amount once, and a cap for the whole loan.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    grace_days: int
    percent_per_day: Decimal
    cap: Amount | None = None
    base: Literal["overdue_principal", "overdue_principal_and_interest"] = "overdue_principal"
    amount_per_day: Amount | None = None
    percent_once: Decimal | None = None
    amount_once: Amount | None = None
    cap_total: Amount | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a daily share of the principal is all there is."""
        more = (self.amount_per_day, self.percent_once, self.amount_once, self.cap_total)
        return self.base == "overdue_principal" and not any(more)


class Complaints(BaseModel):
    """In how many days a complaint is answered, and who can be asked after that."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int
    escalation: str


class LoanTerms(Values):
    """The whole cost of one loan, as the key facts statement and the contract both show it.

    `rates` maps a convention (cn_simple, cn_irr_compound, eu_aprc) to its yearly percentage. `number` is the offer's
    application on key facts, the loan's number on a contract.
    """

    number: str
    product: str = ""
    principal: Amount
    received: Amount
    disbursed_on: date
    annual_rate_percent: Decimal
    rates: dict[Literal["cn_simple", "cn_irr_compound", "eu_aprc"], Decimal]
    instalments: tuple[Instalment, ...]
    total_interest: Amount
    total_fees: Amount
    total_due: Amount
    fees: tuple[Fee, ...] = ()
    late: Lateness
    withdrawal_days: int
    complaints: Complaints


class KeyFactsValues(LoanTerms):
    """A key facts statement: the cost of an offer, shown before it is accepted."""

    valid_until: datetime


class ContractValues(LoanTerms):
    """A contract. `national_id` and `payout_account` are masked here whatever comes in."""

    borrower: str
    national_id: str
    payout_account: str
    accepted_at: datetime


class PrivacyValues(Values):
    """A privacy notice. `retention_years` is how long a loan's records are kept after its end."""

    version: str
    retention_years: int
    complaints: Complaints
