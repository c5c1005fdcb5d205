"""The figures of an offer, all from the loan engine: one place, so that every screen and paper shows the same."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from conversations.context import House
from conversations.say import P, Percent, Phrase, ShortDate
from lending.cost import yearly_rates
from lending.money import Money
from lending.schedule import Instalment, Schedule, schedule
from lending.terms import LoanTerms, PenaltyTerms


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
    """Amount in hand, total to repay, each instalment, the cost and both yearly rates: one figure a line."""
    months = P("choice.months", n=len(f.schedule.instalments))
    receive = P("cost.receive", amount=f.schedule.received)
    if received_on is not None:
        receive = P("cost.receive_on", amount=f.schedule.received, day=ShortDate(received_on))
    each = P("cost.each", amount=f.first.due, day=f.first.due_on.day, last=f.last.due)
    if len(f.schedule.instalments) == 1:
        each = P("cost.once", amount=f.first.due, day=f.first.due_on)
    cost = P("cost.no_fees", interest=f.schedule.totals.interest)
    if f.fees.minor:
        cost = P("cost.with_fees", interest=f.schedule.totals.interest, fees=f.fees)
    rates = P("cost.rates", simple=Percent(f.rates["cn_simple"]), compound=Percent(f.rates["cn_irr_compound"]))
    return receive, P("cost.pay_back", amount=f.total, months=months), each, cost, rates


def late_line(penalty: PenaltyTerms, currency: str) -> Phrase:
    """What lateness costs, in one line."""
    cap = penalty.cap_per_instalment
    daily = P("shown.number", number=penalty.percent_per_day)
    if cap is None:
        return P("cost.late", n=penalty.grace_days, percent=daily)
    return P("cost.late_capped", n=penalty.grace_days, percent=daily, cap=Money.parse(f"{cap:f}", currency))


def schedule_lines(f: Figures) -> tuple[Phrase, ...]:
    return tuple(
        P("schedule.row", number=i.n, day=i.due_on, amount=i.due, interest=i.interest) for i in f.schedule.instalments
    )


def plain(money: Money) -> list[Any]:
    return [money.minor, money.currency]


def paper_values(f: Figures, penalty: PenaltyTerms, house: House, language: str, number: str) -> dict[str, Any]:
    """What the key facts statement and the contract both show, as JSON for their templates."""
    totals, cap = f.schedule.totals, penalty.cap_per_instalment
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
        "fees": [{"name": fee.name, "amount": plain(fee.amount), "when": fee.when} for fee in f.schedule.fees],
        "late": {
            "grace_days": penalty.grace_days,
            "percent_per_day": str(penalty.percent_per_day),
            "cap": None if cap is None else plain(Money.parse(f"{cap:f}", f.terms.currency)),
        },
        "withdrawal_days": house.withdrawal_days,
        "complaints": {
            "days": house.complaint_days,
            "escalation": house.complaint_escalation.get(language, house.complaint_escalation["en"]),
        },
    }


def _row(i: Instalment) -> dict[str, Any]:
    parts = {"principal": i.principal, "interest": i.interest, "fee": i.fee, "due": i.due, "balance": i.balance}
    return {"n": i.n, "due_on": i.due_on.isoformat(), **{name: plain(part) for name, part in parts.items()}}
