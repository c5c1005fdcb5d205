"""Repay: the next instalment, another amount, or all of it today; and what happens when money arrives.

A bank transfer with a reference and a Telegram invoice both end alike: received (to suspense), then laid on the loan
(`conversations/laying.py`). Money that no loan can be found for waits in suspense, and a person is asked.
"""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from conversations.cases import open_case
from conversations.event import FellDue, InvoicePaid, MoneyArrived, Said
from conversations.laying import laid
from conversations.outcome import Due, Outcome
from conversations.paying_out import LOOK_AGAIN
from conversations.reading.amount import read_amount
from conversations.running import OWED, Running, running
from conversations.say import Button, Invoice, P, Phrase, Say, Saying, ShortDate
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON, ways_on
from lending.facts import Dated
from lending.facts.loans import PaymentReceived
from lending.money import Money
from lending.records import LoanRecord, Payment

FLOW = "pay"


def running_loans(s: Situation) -> tuple[LoanRecord, ...]:
    """Every loan that something can still be paid on, those that were written off too."""
    return tuple(loan for loan in s.dossier.loans if loan.state in OWED)


def named(s: Situation, ref: str) -> LoanRecord | None:
    return next((loan for loan in running_loans(s) if loan.ref == ref), None)


def begin(s: Situation, ref: str = "") -> Outcome:
    """What can be paid, with its figures as of today."""
    loans = running_loans(s)
    loan = named(s, ref) if ref else (loans[0] if len(loans) == 1 else None)
    if loan is None and loans:
        rows = tuple((Button(P("pay.loan", ref=x.ref, amount=x.principal), "pay", x.ref, False),) for x in loans)
        return Outcome(says=(Say((P("pay.which"),), rows),))
    if loan is None:
        return Outcome(says=(Say((P("pay.no_loan"),), ways_on(s)),))
    now = running(loan, s.today)
    if now.written_off_on is not None:
        return _written_off(now, now.written_off_on)
    lines = [P("pay.title", ref=loan.ref)]
    rows_of: list[tuple[Button, ...]] = []
    due = now.next_due
    if due is not None:
        amount = now.overdue_or_next
        lines.append(P("pay.next", amount=amount, day=ShortDate(due.due_on)))
        rows_of.append((Button(P("button.pay_amount", amount=amount), "payhow", f"{loan.ref}={amount.minor}", False),))
    lines.append(P("pay.all", amount=now.pay_off.amount, saved=now.pay_off.interest_saved))
    every = f"{loan.ref}={now.pay_off.amount.minor}"
    rows_of.append((Button(P("button.pay_all", amount=now.pay_off.amount), "payhow", every, False),))
    rows_of.append(
        (Button(P("button.other_sum"), "paysum", loan.ref, False), Button(P("button.help_me"), "hard", loan.ref, False))
    )
    return Outcome(says=(Say(tuple(lines), tuple(rows_of)),))


def _written_off(now: Running, since: date) -> Outcome:
    """Nothing falls due any more and nothing is added; what is owed can be paid in any parts."""
    ref, left = now.record.ref, now.to_pay
    lines = (P("pay.title", ref=ref), P("pay.written_off", day=since, left=left))
    every = Button(P("button.pay_all", amount=left), "payhow", f"{ref}={left.minor}", False)
    other = (Button(P("button.other_sum"), "paysum", ref, False), Button(P("button.help_me"), "hard", ref, False))
    return Outcome(says=(Say(lines, ((every,), other)),))


def ask_sum(s: Situation, ref: str) -> Outcome:
    loan = named(s, ref)
    if loan is None:
        return begin(s)
    session = s.session.enter(FLOW, loan=ref)
    return Outcome(session, says=(_ask_sum(),))


def _ask_sum(first: tuple[Phrase, ...] = ()) -> Say:
    return Say((*first, P("pay.how_much")), ((Button(P("button.back"), "back"), Button(P("button.later"), "later")),))


def handle(s: Situation) -> Outcome:
    """An amount was typed."""
    loan = named(s, str(s.session.answers.get("loan", "")))
    if loan is None:
        return Outcome(s.session.enter("menu")) + begin(s)
    amount = read_amount(s.what.text, s.house.currency) if isinstance(s.what, Said) else None
    if s.pressed is not None and s.pressed.action == "back":
        return Outcome(s.session.enter("menu")) + begin(s, loan.ref)
    if amount is None or amount.minor <= 0:
        return Outcome(says=(_ask_sum((P("wrong.amount"),)),))
    return Outcome(s.session.enter("menu")) + how(s, loan, amount)


def press_how(s: Situation) -> Outcome:
    assert s.pressed is not None
    ref, _, minor = s.pressed.argument.partition("=")
    loan = named(s, ref)
    if loan is None or not (minor.isascii() and minor.isdigit() and 0 < len(minor) < 16):
        return begin(s)
    return how(s, loan, Money(int(minor), s.house.currency))


def how(s: Situation, loan: LoanRecord, amount: Money) -> Outcome:
    """The ways to pay: a transfer with the loan's own reference, and an invoice where the house takes them."""
    if amount.minor <= 0:
        return begin(s)
    lines = (P("pay.transfer", amount=amount, account=s.house.deposit_account), P("pay.reference", ref=loan.ref))
    other = (Button(P("button.back_to_pay"), "pay", loan.ref, False), Button(P("button.loan"), "loan", loan.ref, False))
    says: tuple[Saying, ...] = (Say((*lines, P("pay.when")), (other,), important=True),)
    if s.house.invoices:
        title = P("pay.invoice.title", ref=loan.ref)
        says = (*says, Invoice(title, P("pay.invoice.text", ref=loan.ref), amount, f"loan:{loan.ref}"))
    return Outcome(says=says)


def arrived(s: Situation) -> Outcome:
    """Money came in by a rail, or a Telegram invoice was paid."""
    if isinstance(s.what, InvoicePaid):
        what = s.what
        rail, external, amount = "telegram", what.charge_id, what.amount
        reference, payer, value_date = what.payload.removeprefix("loan:"), "", s.ctx.today
    else:
        notice = s.what
        assert isinstance(notice, MoneyArrived)
        rail, external, amount = notice.rail, notice.external_id, notice.amount
        reference, payer, value_date = notice.reference, notice.payer, min(notice.value_date, s.ctx.today)
    if s.dossier.payment is not None:
        return _told_again(s, s.dossier.payment, amount)
    loan = s.dossier.loan
    if loan is not None and loan.disbursed_on is not None:
        # The bank's day can be the one before ours; money never counts from before the loan did.
        value_date = max(value_date, loan.disbursed_on)
    received = PaymentReceived(
        dated=Dated(value_date, s.ctx.today),
        person_id=loan.person_id if loan else None,
        payment_id=s.ctx.new_id(),
        receipt=s.ctx.reference("R"),
        rail=rail,
        external_id=external,
        amount=amount,
        reference=reference[:140],
        payer=payer or None if loan else None,
    )
    if loan is None or loan.state not in OWED or amount.currency != loan.principal.currency:
        return _unmatched(s, received)
    if s.money_stopped:
        return _held_back(s, loan, received)
    return laid(s, loan, received)


def _told_again(s: Situation, known: Payment, amount: Money) -> Outcome:
    """A number that was used: what was booked stays; another amount under it is for a person to clear up."""
    if known.amount == amount:
        return Outcome()
    booked = f"{known.receipt}: {known.amount.minor} {known.amount.currency} booked"
    return open_case(s, "payment", s.later(hours=24), amount=amount, text=booked, about_person=False)


def _unmatched(s: Situation, received: PaymentReceived) -> Outcome:
    """No running loan for it: it waits in suspense, and staff find out whose it is."""
    case = open_case(s, "payment", s.later(hours=24), amount=received.amount, about_person=s.dossier.person is not None)
    told: tuple[Saying, ...] = ()
    if s.dossier.person is not None:
        held = P("pay.held", amount=received.amount, receipt=received.receipt)
        told = (Say((held,), ((STATUS_BUTTON, PERSON_BUTTON),), important=True),)
    return Outcome(facts=(received,), says=told) + case


def _held_back(s: Situation, loan: LoanRecord, received: PaymentReceived) -> Outcome:
    """While money is stopped what came in waits in suspense; it counts from its day, whenever it is laid."""
    said = P("pay.waits_for_check", amount=received.amount, receipt=received.receipt)
    told = Say((said,), ((STATUS_BUTTON, PERSON_BUTTON),), important=True)
    detail = {"loan": loan.ref, "rail": received.rail, "external_id": received.external_id}
    return Outcome(facts=(received,), says=(told,), dues=(_lay_at(s, received.payment_id, detail),))


def _lay_at(s: Situation, payment_id: UUID, detail: dict[str, Any]) -> Due:
    at = s.later(minutes=LOOK_AGAIN)
    return Due("lay", payment_id, at.isoformat(), at, detail)


def fell_due(s: Situation) -> Outcome:
    """A payment that waited while money was stopped is laid on its loan, with the day it came."""
    due, paid, loan = s.what, s.dossier.payment, s.dossier.loan
    assert isinstance(due, FellDue)
    if paid is None or paid.state != "suspense" or loan is None:
        return Outcome()
    if s.money_stopped:
        return Outcome(dues=(_lay_at(s, paid.payment_id, due.detail),))
    if loan.state not in OWED:
        return open_case(s, "payment", s.later(hours=24), amount=paid.amount)
    received = PaymentReceived(
        dated=Dated(paid.value_date, s.ctx.today),
        person_id=loan.person_id,
        payment_id=paid.payment_id,
        receipt=paid.receipt,
        rail=paid.rail,
        external_id=paid.external_id,
        amount=paid.amount,
        reference=None,
        payer=None,
    )
    found = laid(s, loan, received)
    return replace(found, facts=found.facts[1:])
