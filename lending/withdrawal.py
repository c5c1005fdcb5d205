"""Changing one's mind: within some days of the payout the borrower gives the money back, and the loan never was.

The principal is owed, with the interest of the days used or without, as the policy pack says; every fee comes back,
those kept from the payout too; no penalty is asked for. What is owed falls due some days after the withdrawal, and
bears no more interest.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from lending.fold_state import Fold
from lending.happened import Happened
from lending.money import Money
from lending.parts import PAID_IN_ORDER, Part, PartKind
from lending.paying import receive
from lending.periods import Period
from lending.problems import ProblemWithInput
from lending.replan import Opening, opening, replace_rest, round_interest
from lending.rows import Row
from lending.servicing import WithdrawalInterest

FEE, INTEREST, PRINCIPAL = PAID_IN_ORDER


def withdraw(fold: Fold, event: Happened) -> list[Part]:
    """End the loan on the day; an amount is money given back at once."""
    fold.must_run(event)
    rule, on = fold.servicing.withdrawal, event.on
    last = fold.terms.disbursed_on + timedelta(days=rule.days)
    if on > last:
        raise ProblemWithInput(f"happened.{event.id}.on", f"is after the {rule.days} days to withdraw, until {last}")
    if fold.future(on) == len(fold.claims):
        raise ProblemWithInput(f"happened.{event.id}.kind", "comes too late: all of the loan has fallen due")
    free = rule.interest is WithdrawalInterest.NONE
    released = _without_cost(fold, interest_free=free, fee_refund=rule.fee_refund)
    start = opening(fold, on)
    if free:
        start = replace(start, before=Fraction(0), put_off=0)
    parts = _one_instalment(fold, event, start, on + timedelta(days=rule.pay_back_days))
    fold.withdrawn_on = on
    parts += _lay_released(fold, released)
    if rule.fee_refund:
        parts += _refund_fees(fold)
    return parts + (receive(fold, on, event.amount.minor) if event.amount else [])


def _one_instalment(fold: Fold, event: Happened, start: Opening, pay_by: date) -> list[Part]:
    nothing = Fraction(0)
    began = min(start.since, fold.calendar.slot(start.first).start)
    period = Period(began, event.on, pay_by, nothing, nothing, nothing)
    row = Row(period, start.principal, round_interest(fold, start.before), start.before)
    return replace_rest(fold, start, [row])


def _without_cost(fold: Fold, *, interest_free: bool, fee_refund: bool) -> dict[PartKind, int]:
    """Take fees, penalties, and where the pack says so interest, out of every instalment; money paid for them."""
    released = dict.fromkeys((FEE, INTEREST, PartKind.PENALTY), 0)
    for claim in fold.claims:
        if fee_refund:
            claim.due[FEE] = claim.charges
        if interest_free:
            claim.due[INTEREST] = claim.late_interest = 0
        claim.penalty_waived += claim.penalty_left(fold.rule)
        for kind in (FEE, INTEREST):
            too_much = max(0, -claim.left(kind))
            claim.paid[kind] -= too_much
            released[kind] += too_much
    return released


def _lay_released(fold: Fold, released: dict[PartKind, int]) -> list[Part]:
    money = sum(released.values())
    parts = [fold.part(kind, -minor) for kind, minor in released.items() if minor]
    laid, left = fold.lay(money, fold.lines(fold.claims))
    return parts + laid + ([fold.to_credit(left)] if left else [])


def _refund_fees(fold: Fold) -> list[Part]:
    """Fees kept from the payout, or lent with it, are given back by asking for that much less principal."""
    fees = sum((fee.amount for fee in fold.plan.fees), Money.zero(fold.terms.currency)).minor
    if not fees:
        return []
    fold.fees_refunded += fees
    laid, left = fold.lay(fees, fold.lines(fold.claims))
    return [fold.part(FEE, -fees), *laid, *([fold.to_credit(left)] if left else [])]
