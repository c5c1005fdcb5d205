"""Promise to pay: the borrower names a day, reminders fall silent until then, and whether it was kept is
written down.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from conversations import standing
from conversations.event import FellDue, Pressed, Said
from conversations.outcome import Due, Outcome
from conversations.reading.day import read_day
from conversations.running import running
from conversations.say import Button, P, Phrase, Say, ShortDate, WeekDate
from conversations.situation import Situation
from lending.facts.loans import PromiseEnded, PromiseMade
from lending.money import Money
from lending.records import LoanRecord, Promise

FLOW = "promise"
LONGEST_DAYS = 21
OFFERED = (3, 7, 14)


def open_promise(promises: Sequence[Promise], loan_id: UUID, today: date) -> Promise | None:
    """The promise that still runs for this loan."""
    return next((p for p in promises if p.loan_id == loan_id and p.state == "open" and p.pay_on >= today), None)


def begin(s: Situation, loan: LoanRecord) -> Outcome:
    """When can you pay? Three days to press, or any day typed. There is nothing to promise before its time."""
    now = running(loan, s.today)
    due = now.next_due
    if due is None or (not now.overdue.minor and due.due_on > _latest(s)):
        return Outcome(s.session.enter("menu"), says=(standing.status(s),))
    session = s.session.enter(FLOW, loan=loan.ref)
    return Outcome(session, says=(_ask(s, loan),))


def ask_again(s: Situation) -> Outcome:
    """After a long silence: the same question, if its loan still runs."""
    loan = _loan(s)
    return begin(s, loan) if loan is not None else Outcome(s.session.enter("menu"), says=(standing.status(s),))


def _ask(s: Situation, loan: LoanRecord, first: tuple[Phrase, ...] = ()) -> Say:
    owed = running(loan, s.today).overdue_or_next
    days = [s.today + timedelta(days=d) for d in OFFERED]
    row = tuple(Button(P("promise.day", day=WeekDate(d)), "promise_day", f"{loan.ref}={d.isoformat()}") for d in days)
    lines = (*first, P("promise.ask", amount=owed), P("promise.limit", day=ShortDate(_latest(s))))
    back = Button(P("button.back"), "pay", loan.ref, False)
    return Say(lines, (*((b,) for b in row), (back, Button(P("button.later"), "later"))))


def _latest(s: Situation) -> date:
    return s.today + timedelta(days=LONGEST_DAYS)


def handle(s: Situation) -> Outcome:
    """A day was pressed or typed."""
    loan = _loan(s)
    if loan is None:
        return Outcome(s.session.enter("menu"), says=(Say((P("pay.no_loan"),), standing.ways_on(s)),))
    day: date | None = None
    if isinstance(s.what, Pressed) and s.what.action == "promise_day":
        day = _pressed_day(s.what.argument.partition("=")[2])
    elif isinstance(s.what, Said):
        day = read_day(s.what.text, s.today, s.person.language)
    if day is None:
        return Outcome(says=(_ask(s, loan, (P("wrong.day", day=ShortDate(s.today + timedelta(days=OFFERED[0]))),)),))
    if not s.today <= day <= _latest(s):
        return Outcome(says=(_ask(s, loan, (P("promise.too_far"),)),))
    return _made(s, loan, day)


def _pressed_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _loan(s: Situation) -> LoanRecord | None:
    ref = s.session.answers.get("loan")
    return next((x for x in s.dossier.loans if x.ref == ref and x.state == "running"), None)


def _made(s: Situation, loan: LoanRecord, day: date) -> Outcome:
    then = running(loan, day)
    owed, late = then.overdue_or_next, then.penalties
    old = [p for p in s.dossier.promises if p.loan_id == loan.loan_id and p.state == "open"]
    ended = tuple(
        PromiseEnded(dated=s.dated, person_id=loan.person_id, promise_id=p.promise_id, loan_id=loan.loan_id, kept=False)
        for p in old
    )
    fact = PromiseMade(
        dated=s.dated,
        person_id=loan.person_id,
        promise_id=s.ctx.new_id(),
        loan_id=loan.loan_id,
        pay_on=day,
        amount=owed,
    )
    check = s.local_instant(day + timedelta(days=1), 10)
    due = Due("promise", fact.promise_id, "check", check, {"loan": str(loan.loan_id)})
    lines = [P("promise.made", amount=owed, day=WeekDate(day)), P("promise.quiet")]
    if late.minor:
        lines.insert(1, P("promise.late", amount=late))
    pay = ((Button(P("button.pay"), "pay", loan.ref, False), Button(P("button.loan"), "loan", loan.ref, False)),)
    return Outcome(s.session.enter("menu"), (*ended, fact), (Say(tuple(lines), pay),), dues=(due,))


def kept(s: Situation, loan: LoanRecord, paid: Money, *, cleared: bool) -> Outcome:
    """A payment came: a promise that it fulfils was kept, be it by the whole sum or by clearing all arrears."""
    open_ones = [
        p
        for p in s.dossier.promises
        if p.loan_id == loan.loan_id and p.state == "open" and (cleared or paid >= p.amount)
    ]
    facts = tuple(
        PromiseEnded(dated=s.dated, person_id=loan.person_id, promise_id=p.promise_id, loan_id=loan.loan_id, kept=True)
        for p in open_ones
    )
    return Outcome(facts=facts)


def fell_due(s: Situation) -> Outcome:
    """The day after the promised one: where something is still overdue, it is said without blame."""
    due, loan = s.what, s.dossier.loan
    assert isinstance(due, FellDue)
    promise = next((p for p in s.dossier.promises if p.promise_id == due.subject and p.state == "open"), None)
    if promise is None or loan is None:
        return Outcome()
    in_order = loan.state != "running" or running(loan, s.today).overdue.minor == 0
    fact = PromiseEnded(
        dated=s.dated, person_id=loan.person_id, promise_id=promise.promise_id, loan_id=loan.loan_id, kept=in_order
    )
    if in_order:
        return Outcome(facts=(fact,))
    buttons = (
        (Button(P("button.pay"), "pay", loan.ref, False), Button(P("button.promise"), "promise", loan.ref, False)),
        (Button(P("button.hard"), "hard", loan.ref, False),),
    )
    said = Say((P("promise.not_arrived", amount=promise.amount, day=ShortDate(promise.pay_on)),), buttons)
    return Outcome(facts=(fact,), says=(said,))
