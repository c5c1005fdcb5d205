"""Events as they are written in JSON, and the choices of servicing beside them, read into values.

{"on": "2023-01-10", "kind": "reschedule", "skip": 1, "extend": true}
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import Field, field_validator

from lending.allocation import read_allocation
from lending.change import Change
from lending.exact import ExactDecimal, FrozenModel, IsoDate, NotNegativeDecimal, read_model
from lending.happened import Happened, Kind
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.servicing import AfterDue, CreditLine, EarlyPayment, Floating, Rest, Servicing, Withdrawal
from lending.terms import LoanTerms


class _Entry(FrozenModel):
    """One entry of `happened` as it is written; `id` may be left out where nothing refers to it.

    `extend` is true (as many as are skipped, else one) or a number. A pause has its last day in `until`, or `days`.
    """

    id: str | None = Field(default=None, min_length=1)
    on: IsoDate
    kind: str
    amount: ExactDecimal | None = None
    of: str | None = None
    booked_on: IsoDate | None = None
    move_to: IsoDate | None = None
    skip: int | None = Field(default=None, ge=1, strict=True)
    extend: bool | int = False
    new_count: int | None = Field(default=None, ge=1, strict=True)
    new_instalment: ExactDecimal | None = None
    new_rate_percent: NotNegativeDecimal | None = None
    re_age: bool = Field(default=False, strict=True)
    notice_on: IsoDate | None = None
    until: IsoDate | None = None
    days: int | None = Field(default=None, ge=1, le=3660, strict=True)

    @field_validator("extend", mode="before")
    @classmethod
    def _true_or_a_number(cls, value: object) -> object:
        if type(value) not in (bool, int) or (type(value) is int and value <= 0):
            raise ProblemWithInput("extend", "must be true, false, or how many instalments are added")
        return value


_OF_A_CHANGE = ("move_to", "skip", "new_count", "new_instalment", "new_rate_percent", "notice_on")


class _Choices(FrozenModel):
    """The keys of a request beside terms, penalty and what happened."""

    early_payment: EarlyPayment = EarlyPayment.SHORTER_TERM
    after_due: AfterDue = AfterDue.INTEREST_STOPS
    rest: Rest = Rest.DAILY
    withdrawal: Withdrawal = Withdrawal()
    line: CreditLine | None = None
    floating: Floating | None = None
    residue_below: NotNegativeDecimal | None = None


SERVICING_KEYS = frozenset({"allocation", *_Choices.model_fields})


def read_servicing(request: Mapping[str, Any], terms: LoanTerms) -> Servicing:
    """The servicing that a request asks for; what it does not name has its default."""
    chosen = read_model(_Choices, {key: request[key] for key in _Choices.model_fields if key in request})
    if chosen.residue_below is not None:
        terms.money(chosen.residue_below, "residue_below")
    if chosen.line is not None and terms.money(chosen.line.limit, "line.limit") < terms.principal:
        raise ProblemWithInput("line.limit", f"is less than the {terms.principal} drawn at the start")
    allocation = read_allocation(request.get("allocation", "default"))
    return Servicing(allocation=allocation, **{name: getattr(chosen, name) for name in _Choices.model_fields})


def read_happened(entries: object, terms: LoanTerms) -> list[Happened]:
    """The events of a request, in the order they were written."""
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise ProblemWithInput("happened", "must be a list of events")
    return [_event(entry, n, terms) for n, entry in enumerate(entries)]


def _event(entry: object, n: int, terms: LoanTerms) -> Happened:
    at = f"happened.{n}"
    read = read_model(_Entry, entry, at=at)
    amount = _amount(read, terms, at)
    return Happened(
        read.id or f"#{n + 1}",
        read.on,
        read.kind,
        amount,
        read.of,
        read.booked_on,
        _change(read, terms, at),
        _until(read, at),
    )


def _amount(read: _Entry, terms: LoanTerms, at: str) -> Money | None:
    return None if read.amount is None else Money.parse(format(read.amount, "f"), terms.currency, f"{at}.amount")


def _change(read: _Entry, terms: LoanTerms, at: str) -> Change | None:
    asked = {name: getattr(read, name) for name in _OF_A_CHANGE if getattr(read, name) is not None}
    if not asked and not read.extend and not read.re_age:
        return None
    if read.kind not in (Kind.RESCHEDULE, Kind.RATE_CHANGE, Kind.DRAW) and read.kind in list(Kind):
        name = next(iter(asked), "extend" if read.extend else "re_age")
        raise ProblemWithInput(f"{at}.{name}", f"belongs to a reschedule, not to {read.kind}")
    skip = read.skip or 0
    extend = (skip or 1) if read.extend is True else int(read.extend)
    if read.new_instalment is not None:
        money = Money.parse(format(read.new_instalment, "f"), terms.currency, f"{at}.new_instalment")
        asked["new_instalment"] = money.minor
    change = Change(**{**asked, "skip": skip, "extend": extend, "re_age": read.re_age})
    if read.kind == Kind.RESCHEDULE:
        change.check(at)
    return change


def _until(read: _Entry, at: str) -> date | None:
    if read.days is None:
        return read.until
    if read.until is not None:
        raise ProblemWithInput(f"{at}.days", "stands beside until; give one of them")
    return read.on + timedelta(days=read.days)
