"""Pay out: money leaves once, for a verified person, an accepted offer, and out of funds that exist.

What the bank answers comes back as an event. Done starts the loan and plans its reminders; refused puts the money back
and asks staff; no answer is looked up by the order's key and never ordered again.
"""

from dataclasses import replace

from conversations.cases import open_case
from conversations.deceit import held_back
from conversations.event import PayoutAnswered
from conversations.figures import figures
from conversations.offering import loan_terms
from conversations.outcome import Due, Outcome
from conversations.reading.masks import mask_account
from conversations.reminding import plan
from conversations.say import Button, P, Phrase, Say, ShortDate
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON
from lending.facts.loans import PayoutConfirmed, PayoutOrdered, PayoutRefused, PayoutUnclear
from lending.money import total
from lending.records import LoanRecord, Payout, Person

RAIL = "sandbox"
LOOK_AGAIN = 15
"""Minutes until what waits for the end of a stop is looked at again."""


def order_if_ready(
    s: Situation, loan: LoanRecord, borrower: Person | None = None, *, looked_at: bool = False
) -> Outcome:
    """Orders the payout where everything is there; else says honestly what is still missing.

    `borrower` is given where the turn is somebody else's: staff who verified the identity. `looked_at` is whether staff
    have just found that there is no deceit.
    """
    person = borrower or s.person
    if person.identity != "verified":
        return _tell(person, P("payout.waits_for_identity"))
    if s.money_stopped:
        return _tell(person, P("payout.waits_for_check")) + _later(s, loan)
    amount = figures(loan_terms(loan)[0]).schedule.received
    held = None if looked_at else held_back(s, loan, person, amount)
    if held is not None:
        return _tell(person, P("payout.waits_for_look")) + held
    pool = s.dossier.exposure.pool if s.dossier.exposure else None
    if pool is None or pool < amount:
        about = s.knowing(replace(s.dossier, person=person))
        case = open_case(about, "payout", s.later(hours=24), loan_id=loan.loan_id, amount=amount)
        return _tell(person, P("payout.waits_for_funds")) + case
    payout_id = s.ctx.new_id()
    order = PayoutOrdered(
        dated=s.dated,
        person_id=person.person_id,
        payout_id=payout_id,
        loan_id=loan.loan_id,
        key=f"payout:{payout_id}",
        rail=RAIL,
        amount=amount,
        account=person.profile.get("payout_account"),
        payee=person.profile.get("legal_name"),
    )
    account = mask_account(person.profile.get("payout_account") or "")
    return Outcome(facts=(order,)) + _tell(person, P("payout.ordered", amount=amount, account=account, ref=loan.ref))


def _later(s: Situation, loan: LoanRecord) -> Outcome:
    """Money may not leave now; after a while it is looked at again."""
    at = s.later(minutes=LOOK_AGAIN)
    return Outcome(dues=(Due("pay_out", loan.loan_id, at.isoformat(), at, {}),))


def fell_due(s: Situation) -> Outcome:
    """A payout that waited while money was stopped."""
    loan = s.dossier.loan
    if loan is None or loan.state != "accepted":
        return Outcome()
    return _later(s, loan) if s.money_stopped else order_if_ready(s, loan)


def _tell(person: Person, text: Phrase) -> Outcome:
    """One line to the borrower, in their own chat and language, whosever turn it is."""
    said = Say(
        (text,),
        ((STATUS_BUTTON, PERSON_BUTTON),),
        chat_id=person.telegram_id,
        language=person.language,
        person=person.person_id,
        important=True,
    )
    return Outcome(says=(said,))


def answered(s: Situation) -> Outcome:
    """The bank's word on a payout."""
    answer, payout, loan = s.what, s.dossier.payout, s.dossier.loan
    assert isinstance(answer, PayoutAnswered)
    if payout is None or loan is None:
        return Outcome()
    if payout.state in ("done", "refused"):
        return _said_otherwise(s, answer, payout, loan)
    match answer.status:
        case "done":
            return _done(s, answer, payout, loan)
        case "refused":
            return _refused(s, answer, payout, loan)
    return _unclear(s, payout, loan)


def _said_otherwise(s: Situation, answer: PayoutAnswered, payout: Payout, loan: LoanRecord) -> Outcome:
    """A final word is not taken back: where the bank later says the contrary, a person has to ask it."""
    contrary = ("refused", "not_paid") if payout.state == "done" else ("done",)
    if answer.status not in contrary:
        return Outcome()
    words = f"{payout.state} -> {answer.status}"
    return open_case(s, "payout", s.later(hours=4), loan_id=loan.loan_id, amount=payout.amount, text=words)


def _done(s: Situation, answer: PayoutAnswered, payout: Payout, loan: LoanRecord) -> Outcome:
    started = replace(loan, disbursed_on=s.ctx.today, state="running")
    f = figures(loan_terms(started)[0])
    fact = PayoutConfirmed(
        dated=s.dated,
        person_id=payout.person_id,
        payout_id=payout.payout_id,
        loan_id=loan.loan_id,
        rail=payout.rail,
        provider_id=answer.provider_id,
        principal=f.schedule.totals.principal,
        fees=f.schedule.totals.principal - payout.amount,
        amount=payout.amount,
        tax=total([fee.tax for fee in f.schedule.fees], payout.amount.currency) or None,
    )
    account = mask_account(payout.account or "")
    mine = (Button(P("button.loan"), "loan", loan.ref, False), STATUS_BUTTON)
    lines = (
        P("payout.sent", amount=payout.amount, account=account, day=ShortDate(s.ctx.today)),
        P("payout.first_due", amount=f.first.due, day=f.first.due_on),
        P("payout.reference", ref=loan.ref),
    )
    return Outcome(facts=(fact,), says=(Say(lines, (mine,), important=True),), dues=plan(s, started))


def _refused(s: Situation, answer: PayoutAnswered, payout: Payout, loan: LoanRecord) -> Outcome:
    fact = PayoutRefused(
        dated=s.dated,
        person_id=payout.person_id,
        payout_id=payout.payout_id,
        loan_id=loan.loan_id,
        rail=payout.rail,
        amount=payout.amount,
        reason="refused_by_rail",
    )
    words = answer.reason[:200] or None
    case = open_case(s, "payout", s.later(hours=24), loan_id=loan.loan_id, amount=payout.amount, text=words)
    return Outcome(facts=(fact,)) + _tell(s.person, P("payout.refused", amount=payout.amount)) + case


def _unclear(s: Situation, payout: Payout, loan: LoanRecord) -> Outcome:
    if payout.state == "unclear":
        return Outcome()
    fact = PayoutUnclear(dated=s.dated, person_id=payout.person_id, payout_id=payout.payout_id, loan_id=loan.loan_id)
    return Outcome(facts=(fact,)) + _tell(s.person, P("payout.unclear", amount=payout.amount))
