"""How a loan is served, and who may have another, against a policy pack.

The right to withdraw, what interest does after the due date, how often a loan may be rolled over, how many loans one
person has at a time and how soon again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from lending.breach import Breach
from lending.policy_pack import PolicyPack
from lending.servicing import AfterDue, Servicing, Withdrawal


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person has when they ask for one more loan.

    `running` loans with us, `lenders` that they owe (None where nobody knows), `rolled_over` is how often the loan
    that the new one would pay off was itself paid off by a new one (None where it pays off none), `last_ended_on` the
    day on which their last loan ended.
    """

    running: int
    lenders: int | None = None
    rolled_over: int | None = None
    last_ended_on: date | None = None


def served_within(servicing: Servicing, pack: PolicyPack) -> Servicing:
    """The servicing of a product with the right to withdraw that the pack asks for, where its own is less."""
    own, asked = servicing.withdrawal, pack.withdrawal
    days, refund = max(own.days, asked.days.value), own.fee_refund or asked.fee_refund.value
    if (days, refund) == (own.days, own.fee_refund):
        return servicing
    withdrawal = Withdrawal(days=days, fee_refund=refund, interest=own.interest, pay_back_days=own.pay_back_days)
    return servicing.model_copy(update={"withdrawal": withdrawal})


def check_servicing(servicing: Servicing, pack: PolicyPack) -> list[Breach]:
    """What of the servicing of a product is worse for the borrower than the pack allows; none is good."""
    found, own = [], servicing.withdrawal
    if own.days < pack.withdrawal.days.value:
        found.append(Breach("withdrawal.days", f"at least {pack.withdrawal.days.value}", str(own.days)))
    if pack.withdrawal.fee_refund.value and not own.fee_refund:
        found.append(Breach("withdrawal.fee_refund", "fees come back", "fees that do not"))
    if pack.after_due_interest.value == "stops" and servicing.after_due is not AfterDue.INTEREST_STOPS:
        found.append(Breach("after_due_interest", "interest that stops", servicing.after_due.value))
    return found


def check_another(standing: Standing, on: date, pack: PolicyPack) -> list[Breach]:
    """What of the pack one more loan on the day `on` would break; a rollover replaces the loan it pays off."""
    rule, found = pack.multi_loan, []
    replaced = 0 if standing.rolled_over is None else 1
    running = standing.running - replaced + 1
    if running > rule.max_active.value:
        found.append(Breach("multi_loan.max_active", str(rule.max_active.value), str(running)))
    if rule.max_lenders is not None and (standing.lenders or 0) > rule.max_lenders.value:
        found.append(Breach("multi_loan.max_lenders", str(rule.max_lenders.value), str(standing.lenders)))
    if standing.rolled_over is not None and standing.rolled_over + 1 > rule.rollover_max.value:
        found.append(Breach("multi_loan.rollover_max", str(rule.rollover_max.value), str(standing.rolled_over + 1)))
    ended, gap = standing.last_ended_on, timedelta(days=rule.gap_days.value)
    if ended is not None and on < ended + gap:
        found.append(Breach("multi_loan.gap_days", str(gap.days), f"{(on - ended).days} days,"))
    return found
