"""How each method spreads principal and interest over the periods, in whole smallest units.

Interest of a period is rounded once, on the balance at its start.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from lending.flat import even_shares, flat
from lending.level import equal_instalment
from lending.periods import Period
from lending.plan_rules import LastInstalment, Method
from lending.problems import ProblemWithInput
from lending.rows import Row, Rules, on_balance, rules_of
from lending.terms import LoanTerms


def spread(terms: LoanTerms, principal: int, periods: tuple[Period, ...]) -> list[Row]:
    """The rows of the schedule for `principal` smallest units; principal parts add up to it exactly."""
    rows = _METHODS[terms.method](principal, periods, rules_of(terms, periods))
    _check_every_row_pays(rows, principal)
    return rows


def _equal_principal(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """Principal in equal parts where it is due; with a payment multiple each moves so that the payment is whole."""
    if rules.last is LastInstalment.SMOOTH:
        shares = even_shares(principal, rules.paying, 1)
    else:
        part = rules.whole(Fraction(principal, rules.paying))
        shares = [part] * (rules.paying - 1) + [principal - part * (rules.paying - 1)]
    due = iter(shares)
    parts, balance = [], principal
    for k, period in enumerate(periods):
        part = next(due) if rules.pays[k] else 0
        if rules.payment.multiple > 1 and rules.pays[k]:
            interest = rules.interest.interest(balance, period.rate)
            part = rules.payment(Fraction(part + interest)) - interest
        parts.append(balance if k == len(periods) - 1 else part)
        balance -= parts[-1]
    return on_balance(parts, principal, periods, rules)


def _interest_only(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    return on_balance([0] * (len(periods) - 1) + [principal], principal, periods, rules)


def _at_the_end(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """One instalment at the very end, with simple interest for the whole time."""
    first, last = periods[0], periods[-1]
    years = sum((period.years for period in periods), Fraction(0))
    rate = sum((period.rate for period in periods), Fraction(0))
    return on_balance([principal], principal, [Period(first.start, last.end, last.due_on, years, rate, rate)], rules)


_METHODS: dict[Method, Callable[[int, Sequence[Period], Rules], list[Row]]] = {
    Method.EQUAL_INSTALMENT: equal_instalment,
    Method.EQUAL_PRINCIPAL: _equal_principal,
    Method.FLAT: flat,
    Method.INTEREST_ONLY: _interest_only,
    Method.BULLET: _at_the_end,
    Method.DAILY_RATE: _at_the_end,
}


def _check_every_row_pays(rows: list[Row], principal: int) -> None:
    """Refuse rounding that makes the debt grow, or that repays it before the last instalment."""
    balance = principal
    for row, _ in pairwise(rows):
        if row.principal < 0 or row.interest < 0:
            raise ProblemWithInput("rounding", "makes an instalment that does not pay its interest: never repaid")
        balance -= row.principal
        if balance <= 0:
            raise ProblemWithInput("rounding", "repays the loan before its last instalment; take fewer, or a finer one")
    if rows[-1].interest < 0:
        raise ProblemWithInput("rounding", "leaves a negative interest in the last instalment")
