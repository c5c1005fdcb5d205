"""The figures of an offer, all from the loan engine: one place, so that every screen and paper shows the same."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from conversations.context import House
from conversations.fee_words import fee_lines, fee_values
from conversations.late_words import late_values
from conversations.say import P, Percent, Phrase, ShortDate
from conversations.term_words import lasts, term_phrase
from lending.calendar import Unit
from lending.cost import yearly_rates
from lending.money import Money
from lending.schedule import Instalment, Schedule, schedule
from lending.terms import LoanTerms, PenaltyTerms

SHORTEST_MONTH = 28
"""Days after this one are missing in some months, so that the due day is another there."""


@dataclass(frozen=True)
class Figures:
    """What a loan costs. `rates` maps cn_simple, cn_irr_compound and eu_aprc to percent a year, two decimals."""

    terms: LoanTerms
    schedule: Schedule
    rates: dict[str, Decimal]

    @property
    def first(self) -> Instalment:
        return self.schedule.instalments[0]

    @property
    def last(self) -> Instalment:
        return self.schedule.instalments[-1]

    @property
    def fees(self) -> Money:
        """All fees, kept back or paid with the instalments."""
        return self.schedule.cost - self.schedule.totals.interest

    @property
    def total(self) -> Money:
        return self.schedule.totals.due


def figures(terms: LoanTerms) -> Figures:
    return Figures(terms, schedule(terms), yearly_rates(terms))


def cost_lines(f: Figures, received_on: date | None = None) -> tuple[Phrase, ...]:
    """Amount in hand, total to repay, each instalment, the cost, every fee and both yearly rates: one figure a line."""
    receive = P("cost.receive", amount=f.schedule.received)
    if received_on is not None:
        receive = P("cost.receive_on", amount=f.schedule.received, day=ShortDate(received_on))
    cost = P("cost.no_fees", interest=f.schedule.totals.interest)
    if f.fees.minor:
        cost = P("cost.with_fees", interest=f.schedule.totals.interest, fees=f.fees)
    rates = P("cost.rates", simple=Percent(f.rates["cn_simple"]), compound=Percent(f.rates["cn_irr_compound"]))
    back = P("cost.pay_back", amount=f.total, months=_how_long(f))
    return receive, back, _each(f), cost, *fee_lines(f.terms, f.schedule), rates


def _every_month(f: Figures) -> bool:
    return f.terms.every.unit is Unit.MONTH and f.terms.every.n == 1 and not f.terms.every.days


def _how_long(f: Figures) -> Phrase:
    """So many months, half months, weeks or days."""
    return term_phrase(lasts(f.terms.every, f.terms.count, f.terms.method, len(f.schedule.instalments)))


def _each(f: Figures) -> Phrase:
    """What falls due each time: in one breath where it is always the same, else from when until when, and the most."""
    dues = [i.due for i in f.schedule.instalments]
    if len(dues) == 1:
        return P("cost.once", amount=f.first.due, day=f.first.due_on)
    if len(set(dues[:-1])) > 1:
        return P("cost.varied", amount=f.first.due, day=f.first.due_on, most=max(dues), last=f.last.due_on)
    days = {i.due_on.day for i in f.schedule.instalments}
    if _every_month(f) and (len(days) == 1 or max(days) > SHORTEST_MONTH):
        return P("cost.each", amount=f.first.due, day=f.first.due_on.day, last=f.last.due)
    return P(
        "cost.every_time", times=len(dues), amount=f.first.due, day=f.first.due_on, end=f.last.due_on, last=f.last.due
    )


def schedule_lines(f: Figures) -> tuple[Phrase, ...]:
    return tuple(
        P("schedule.row", number=i.n, day=i.due_on, amount=i.due, interest=i.interest) for i in f.schedule.instalments
    )


def plain(money: Money) -> list[Any]:
    return [money.minor, money.currency]


def paper_values(f: Figures, penalty: PenaltyTerms, house: House, language: str, number: str) -> dict[str, Any]:
    """What the key facts statement and the contract both show, as JSON for their templates."""
    totals = f.schedule.totals
    return {
        "lender": house.name.get(language, house.name["en"]),
        "number": number,
        "principal": plain(f.terms.principal),
        "received": plain(f.schedule.received),
        "disbursed_on": f.terms.disbursed_on.isoformat(),
        "annual_rate_percent": str(f.terms.annual_rate_percent),
        "rates": {name: str(rate) for name, rate in f.rates.items()},
        "instalments": [_row(i) for i in f.schedule.instalments],
        "total_interest": plain(totals.interest),
        "total_fees": plain(f.fees),
        "total_due": plain(totals.due),
        "fees": fee_values(f.terms, f.schedule),
        "late": late_values(penalty, f.terms.currency),
        "withdrawal_days": house.withdrawal_days,
        "complaints": {
            "days": house.complaint_days,
            "escalation": house.complaint_escalation.get(language, house.complaint_escalation["en"]),
        },
    }


def _row(i: Instalment) -> dict[str, Any]:
    parts = {"principal": i.principal, "interest": i.interest, "fee": i.fee, "due": i.due, "balance": i.balance}
    return {"n": i.n, "due_on": i.due_on.isoformat(), **{name: plain(part) for name, part in parts.items()}}
