"""Remind: before, on and after the due date, in the person's own time, never twice and never after the money came.

What is due lies in a table with a key of its own, planned when the loan begins. When its hour comes the loan
is looked at again: what was paid, promised or opted out of is not reminded of, and why nothing was said is
written down.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.event import FellDue
from conversations.offering import loan_terms
from conversations.outcome import Due, Outcome
from conversations.promising import open_promise
from conversations.running import Running, running
from conversations.say import Button, MessageClass, P, Phrase, Say, ShortDate, WeekDate
from conversations.situation import Situation
from lending.facts.loans import ReminderGiven, ReminderWithheld
from lending.loan import InstalmentState
from lending.money import Money
from lending.policy_pack import Collection
from lending.records import LoanRecord
from lending.schedule import schedule

HOUR = 10


def plan(s: Situation, loan: LoanRecord) -> tuple[Due, ...]:
    """Every reminder of the loan, at ten in the morning where the borrower lives."""
    return tuple(
        Due(
            "reminder",
            loan.loan_id,
            f"{i.n}:{offset}",
            s.local_instant(i.due_on + timedelta(days=offset), HOUR),
            {"n": i.n, "offset": offset},
        )
        for i in schedule(loan_terms(loan)[0]).instalments
        for offset in s.house.reminder_days
    )


def fell_due(s: Situation) -> Outcome:
    """A reminder's hour came."""
    due, loan = s.what, s.dossier.loan
    assert isinstance(due, FellDue)
    if loan is None or loan.state != "running":
        return Outcome()
    n, offset = int(due.detail["n"]), int(due.detail["offset"])
    now = running(loan, s.today)
    instalment = _instalment(now, n)
    if (on := _put_off(s, now, instalment, offset)) is not None:
        put_off = Due("reminder", loan.loan_id, f"{n}:{offset}:{on:%Y%m%d}", on, due.detail)
        why = "moved" if now.arrears_paused_until is None else "paused"
        return _withheld(s, loan, n, offset, why) + Outcome(dues=(put_off,))
    later = next_allowed(s.ctx.now, s.person.timezone, s.house.pack.collection)
    if later is not None:
        again = Due("reminder", loan.loan_id, f"{n}:{offset}:{later:%Y%m%d}", later, due.detail)
        return _withheld(s, loan, n, offset, "hours") + Outcome(dues=(again,))
    if offset > 0 and s.money_stopped:
        tomorrow = s.later(days=1)
        again = Due("reminder", loan.loan_id, f"{n}:{offset}:{tomorrow:%Y%m%d}", tomorrow, due.detail)
        return _withheld(s, loan, n, offset, "stopped") + Outcome(dues=(again,))
    why = _why_not(s, now, offset, instalment)
    if why or instalment is None:
        return _withheld(s, loan, n, offset, why or "paid")
    return _given(s, now, n, instalment, offset)


def _instalment(now: Running, n: int) -> InstalmentState | None:
    """The `n`-th instalment as the plan now stands; principal paid early is a row between, and none of them."""
    asked = [i for i in now.instalments if not i.extra]
    return asked[n - 1] if n <= len(asked) else None


def _put_off(s: Situation, now: Running, instalment: InstalmentState | None, offset: int) -> datetime | None:
    """When to come back: the plan has moved the instalment to a later day, or lateness is paused."""
    if instalment is None or now.is_paid(instalment.n):
        return None
    day = instalment.due_on + timedelta(days=offset)
    if offset > 0 and now.arrears_paused_until is not None:
        day = max(day, now.arrears_paused_until + timedelta(days=1))
    return s.local_instant(day, HOUR) if day > s.today else None


def _why_not(s: Situation, now: Running, offset: int, instalment: InstalmentState | None) -> str:
    """The coded reason to stay silent, or nothing."""
    if instalment is None or now.is_paid(instalment.n):
        return "paid"
    if not s.person.reachable:
        return "unreachable"
    if offset > 0 and open_promise(s.dossier.promises, now.record.loan_id, s.today) is not None:
        return "promised"
    if _message_class(offset).value in s.person.stopped_classes:
        return "opted_out"
    if offset <= 0 and s.today > instalment.due_on:
        return "too_late"
    return ""


def _message_class(offset: int) -> MessageClass:
    return MessageClass.REMINDER if offset <= 0 else MessageClass.COLLECTION


def _withheld(s: Situation, loan: LoanRecord, n: int, offset: int, why: str) -> Outcome:
    fact = ReminderWithheld(
        dated=s.dated, person_id=loan.person_id, loan_id=loan.loan_id, instalment=n, kind=str(offset), why=why
    )
    return Outcome(facts=(fact,))


def _given(s: Situation, now: Running, n: int, instalment: InstalmentState, offset: int) -> Outcome:
    loan = now.record
    fact = ReminderGiven(
        dated=s.dated,
        person_id=loan.person_id,
        loan_id=loan.loan_id,
        instalment=n,
        kind=str(offset),
    )
    if offset <= 0:
        buttons = (
            (Button(P("button.pay"), "pay", loan.ref, False), Button(P("button.help_me"), "hard", loan.ref, False)),
            (Button(P("button.no_reminders"), "quiet", "reminder", False),),
        )
    else:
        buttons = (
            (Button(P("button.pay"), "pay", loan.ref, False), Button(P("button.promise"), "promise", loan.ref, False)),
            (Button(P("button.hard"), "hard", loan.ref, False),),
        )
    said = Say(_words(s, now, instalment, offset), buttons, message_class=_message_class(offset))
    return Outcome(facts=(fact,), says=(said,))


def _words(s: Situation, now: Running, instalment: InstalmentState, offset: int) -> tuple[Phrase, ...]:
    left = now.left_of(instalment.n)
    if offset < 0:
        return (P("remind.before", amount=left, day=WeekDate(instalment.due_on), ref=now.record.ref),)
    if offset == 0:
        return (P("remind.on", amount=left, ref=now.record.ref),)
    lines = (P("remind.after", amount=left, day=ShortDate(instalment.due_on)), _lateness(now, instalment, s.today))
    return (*lines, P("remind.in_all", amount=now.overdue)) if now.overdue > left else lines


def _lateness(now: Running, instalment: InstalmentState, today: date) -> Phrase:
    """What waiting costs from here on, exactly."""
    free_until = instalment.due_on + timedelta(days=now.penalty.grace_days)
    daily = now.penalty_per_day(instalment.n)
    if today == free_until:
        return P("remind.free_today", n=now.penalty.grace_days, daily=daily)
    if today < free_until:
        return P("remind.free_until", n=now.penalty.grace_days, day=ShortDate(free_until), daily=daily)
    charged: Money = now.penalty_of(instalment.n)
    return P("remind.penalty", charged=charged, daily=daily)


def next_allowed(now: datetime, zone: str, hours: Collection) -> datetime | None:
    """None when this is an hour in which people may be written to; else the next one, as an instant."""
    local = now.astimezone(ZoneInfo(zone))
    for ahead in range(3):
        day = (local + timedelta(days=ahead)).date()
        weekend = day.isoweekday() > 5
        first = (hours.weekend_from if weekend else hours.weekday_from).value
        last = (hours.weekend_to if weekend else hours.weekday_to).value
        opens = datetime.combine(day, first, ZoneInfo(zone))
        closes = datetime.combine(day, last, ZoneInfo(zone))
        if opens <= local < closes:
            return None
        if local < opens:
            return opens.astimezone(ZoneInfo("UTC"))
    raise AssertionError("every third day has an allowed hour")
