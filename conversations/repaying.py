"""Repay: the next instalment, another amount, or all of it today; and what happens when money arrives.

A bank transfer with a reference and a Telegram invoice both end in the same two facts: received (to suspense),
then laid on the loan by parts. Money that no loan can be found for waits in suspense, and a person is asked.
"""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from conversations.cases import open_case
from conversations.event import FellDue, InvoicePaid, MoneyArrived, Said
from conversations.outcome import Due, NotDue, Outcome
from conversations.paying_out import LOOK_AGAIN
from conversations.promising import kept
from conversations.reading.amount import read_amount
from conversations.running import Running, running
from conversations.say import Button, Invoice, P, Phrase, Say, Saying, ShortDate
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON, ways_on
from lending.facts import Dated, Fact
from lending.facts.loans import LoanSettled, PaymentAllocated, PaymentReceived
from lending.money import Money
from lending.records import LoanRecord, Payment

FLOW = "pay"


def running_loans(s: Situation) -> tuple[LoanRecord, ...]:
    return tuple(loan for loan in s.dossier.loans if loan.state == "running")


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
    if loan is None or loan.state != "running" or amount.currency != loan.principal.currency:
        return _unmatched(s, received)
    if s.money_stopped:
        return _held_back(s, loan, received)
    return _laid(s, loan, received, value_date)


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
    if loan.state != "running":
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
    laid = _laid(s, loan, received, paid.value_date)
    return replace(laid, facts=laid.facts[1:])


def _laid(s: Situation, loan: LoanRecord, received: PaymentReceived, value_date: date) -> Outcome:
    before = running(loan, s.ctx.today)
    after = before.with_payment(str(received.payment_id), received.amount, value_date, s.ctx.today)
    parts = after.parts_since(before)
    allocated = PaymentAllocated(
        dated=received.dated,
        person_id=loan.person_id,
        payment_id=received.payment_id,
        loan_id=loan.loan_id,
        receipt=received.receipt,
        amount=received.amount,
        principal=parts.principal,
        interest=parts.interest,
        fee=parts.fee,
        penalty=parts.penalty,
        credit=parts.credit,
    )
    facts: tuple[Fact, ...] = (received, allocated)
    dues: tuple[NotDue, ...] = ()
    if after.is_settled:
        facts = (*facts, LoanSettled(dated=received.dated, person_id=loan.person_id, loan_id=loan.loan_id))
        dues = (NotDue(loan.loan_id),)
    receipt = Say(
        _receipt(received, allocated, running(loan, value_date), after), _after_receipt(loan, after), important=True
    )
    cleared = before.overdue.minor > 0 and after.overdue.minor == 0
    return Outcome(facts=facts, says=(receipt,), dues=dues) + kept(s, loan, received.amount, cleared=cleared)


def _receipt(received: PaymentReceived, laid: PaymentAllocated, before: Running, after: Running) -> tuple[Phrase, ...]:
    day = ShortDate(received.dated.value_date)
    lines = [P("receipt.received", amount=received.amount, day=day, receipt=received.receipt)]
    if laid.penalty.minor:
        lines.append(P("receipt.penalty", amount=laid.penalty))
    if after.is_settled:
        if before.pay_off.interest_saved.minor:
            lines.append(P("receipt.saved", saved=before.pay_off.interest_saved))
        lines.append(P("receipt.settled"))
    elif after.next_due is not None:
        due, left = after.next_due, after.to_pay
        if after.overdue.minor:
            lines.append(P("receipt.left_late", left=left, late=after.overdue, day=ShortDate(due.due_on)))
        else:
            lines.append(P("receipt.left", left=left, next=after.left_of(due.n), day=ShortDate(due.due_on)))
    if laid.credit.minor:
        lines.append(P("receipt.credit", amount=laid.credit))
    return tuple(lines)


def _after_receipt(loan: LoanRecord, after: Running) -> tuple[tuple[Button, ...], ...]:
    if after.is_settled:
        return (
            (Button(P("button.ask"), "apply", bound=False), Button(P("button.contract"), "contract", loan.ref, False)),
        )
    mine = Button(P("button.loan"), "loan", loan.ref, False)
    if after.overdue.minor:
        return ((mine, Button(P("button.hard"), "hard", loan.ref, False)),)
    return ((mine, STATUS_BUTTON),)
