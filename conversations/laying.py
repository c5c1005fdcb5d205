"""Lay money on a loan: by the loan's own rules, with a receipt that says what became of it.

The facts are those of `lending/served.py`, so the books are what the loan's fold says: an ordinary payment, one that
leaves a residue too small to ask for, one that ends the loan, money for a loan that was written off. What may not be
posted (`lending/event_check.py`) is not: the money waits in suspense, the borrower is told, and a person looks.
"""

from conversations.cases import open_case
from conversations.outcome import NotDue, Outcome
from conversations.promising import kept
from conversations.running import Running, running
from conversations.say import Button, P, Phrase, Say, ShortDate
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON
from lending.facts.loans import LoanSettled, PaymentReceived
from lending.happened import Happened, Kind
from lending.problems import Problem
from lending.records import LoanRecord
from lending.served import About, served


def laid(s: Situation, loan: LoanRecord, received: PaymentReceived) -> Outcome:
    """The facts and the receipt; the first fact is that the money was received."""
    before = running(loan, s.ctx.today)
    kind = Kind.PAYMENT if before.written_off_on is None else Kind.RECOVERY
    day = received.dated.value_date
    event = Happened(str(received.payment_id), day, kind, received.amount, None, s.ctx.today)
    pack = s.house.pack if s.house.pack.is_of(loan.pack) else None
    about = About(received.dated, loan.loan_id, loan.person_id, receipt=received.receipt, pack=pack)
    try:
        facts = served(before.loan, event, about)
    except Problem as why:
        return _waits_for_a_person(s, loan, received, str(why))
    after = before.with_event(event)
    ended = any(isinstance(fact, LoanSettled) for fact in facts)
    then = running(loan, day)
    receipt = Say(_receipt(received, then, before, after), _after_receipt(loan, after), important=True)
    cleared = before.overdue.minor > 0 and after.overdue.minor == 0
    dues = (NotDue(loan.loan_id),) if ended else ()
    return Outcome(facts=(received, *facts), says=(receipt,), dues=dues) + kept(
        s, loan, received.amount, cleared=cleared
    )


def _waits_for_a_person(s: Situation, loan: LoanRecord, received: PaymentReceived, why: str) -> Outcome:
    """Laying it on the loan was refused: it stays in suspense, under its receipt, until a person has looked."""
    case = open_case(
        *(s, "payment", s.later(hours=24)),
        loan_id=loan.loan_id,
        amount=received.amount,
        text=f"{received.receipt} for {loan.ref}, not laid: {why}",
    )
    held = P("pay.held_for_person", amount=received.amount, receipt=received.receipt, ref=loan.ref)
    told = Say((held,), ((STATUS_BUTTON, PERSON_BUTTON),), important=True)
    return Outcome(facts=(received,), says=(told,)) + case


def _receipt(received: PaymentReceived, then: Running, before: Running, after: Running) -> tuple[Phrase, ...]:
    """`then` is the loan on the day that the money counts from, without it."""
    day, parts = ShortDate(received.dated.value_date), after.parts_since(before)
    lines = [P("receipt.received", amount=received.amount, day=day, receipt=received.receipt)]
    if parts.penalty.minor > 0:
        lines.append(P("receipt.penalty", amount=parts.penalty))
    lines += _written_off(after) if before.written_off_on is not None else _standing(then, before, after)
    if parts.credit.minor > 0:
        lines.append(P("receipt.credit", amount=parts.credit))
    return tuple(lines)


def _standing(then: Running, before: Running, after: Running) -> list[Phrase]:
    """What is left of a loan that ran, or that nothing is."""
    if after.is_settled:
        lines = [P("receipt.settled")]
        given_up = after.loan.ended.given_up - before.loan.ended.given_up
        if given_up.minor:
            lines.insert(0, P("receipt.residue", amount=given_up))
        elif then.pay_off.interest_saved.minor:
            lines.insert(0, P("receipt.saved", saved=then.pay_off.interest_saved))
        return lines
    due, left = after.next_due, after.to_pay
    if due is None:
        return []
    if after.overdue.minor:
        return [P("receipt.left_late", left=left, late=after.overdue, day=ShortDate(due.due_on))]
    return [P("receipt.left", left=left, next=after.left_of(due.n), day=ShortDate(due.due_on))]


def _written_off(after: Running) -> list[Phrase]:
    """Of a loan that the lender no longer counted on."""
    return [P("receipt.settled")] if after.is_settled else [P("receipt.left_written_off", left=after.to_pay)]


def _after_receipt(loan: LoanRecord, after: Running) -> tuple[tuple[Button, ...], ...]:
    if after.is_settled:
        return (
            (Button(P("button.ask"), "apply", bound=False), Button(P("button.contract"), "contract", loan.ref, False)),
        )
    mine = Button(P("button.loan"), "loan", loan.ref, False)
    if after.overdue.minor:
        return ((mine, Button(P("button.hard"), "hard", loan.ref, False)),)
    return ((mine, STATUS_BUTTON),)
