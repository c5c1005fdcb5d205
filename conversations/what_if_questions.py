"""What "what if" asks: one question each, with usual answers to press, and what a typed answer means or lacks."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from conversations.ask_questions import ASK
from conversations.event import Pressed, Said
from conversations.form import Wrong, choice_buttons, heard
from conversations.loan_questions import product_of, wrong_term
from conversations.reading.amount import read_amount
from conversations.reading.day import FARTHEST_DAYS, read_day
from conversations.reading.days import read_days
from conversations.say import Button, P, Phrase
from conversations.situation import Situation
from lending.loan import Loan
from lending.money import Money
from lending.terms import LoanTerms
from lending.what_if import oldest_open, paid_off

OF_AN_OFFER = ("early", "late", "amount", "term")
OF_A_LOAN = ("early", "late", "sum", "sum_day")
PICK = "pick"
"""What a button with a usual answer does; its argument is what could be typed instead, in plain form."""

LATE_DAYS = (3, 7, 14, 30)
MOST_DAYS_LATE = 365
MOST_AFTER_END = 30
"""Days after today until which a loan past its last day can still be tried."""

_ASKED = {q.key: q for q in ASK if q.key in ("amount", "term")}
_WITH_YEAR = re.compile(r"\d{4}")

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Subject:
    """What is tried: the terms offered, or a loan as it runs (`ref`); `loan` is the engine's, on `today`."""

    about: str
    loan: Loan
    today: date
    ref: str = ""

    @property
    def terms(self) -> LoanTerms:
        return self.loan.terms

    @property
    def questions(self) -> tuple[str, ...]:
        """What can be asked; where nothing but an old penalty is left, nothing more can come late."""
        every = OF_A_LOAN if self.ref else OF_AN_OFFER
        return every if oldest_open(self.loan) is not None else tuple(q for q in every if q != "late")

    @property
    def first_day(self) -> date:
        return max(self.today, self.terms.disbursed_on)

    @property
    def last_day(self) -> date:
        end = self.loan.instalments[-1].due_on
        return end if end > self.first_day else self.first_day + timedelta(days=MOST_AFTER_END)

    @property
    def days_late(self) -> int:
        """How late the oldest open instalment is already; 0 when its day has not passed."""
        due = oldest_open(self.loan)
        return max(0, (self.first_day - due.due_on).days) if due is not None else 0


def question_lines(s: Situation, subject: Subject, question: str) -> tuple[Phrase, ...]:
    """The question itself."""
    if question in _ASKED:
        return _ASKED[question].asked(s)
    if question == "late":
        due = oldest_open(subject.loan)
        assert due is not None, "asked of a loan with something left to pay"
        return (P("whatif.ask.late", day=due.due_on, amount=due.left.total - due.left.penalty),)
    if question == "sum":
        return (P("pay.how_much"),)
    first, last = subject.first_day, subject.last_day
    if question == "sum_day":
        return (P("whatif.ask.sum_day", amount=tried_sum(s), first=first, last=last),)
    return (P("whatif.ask.early", first=first, last=last),)


def tried_sum(s: Situation) -> Money:
    """The amount whose day is being asked for."""
    return Money(int(s.session.answers.get("sum", 0)), s.house.currency)


def choices(s: Situation, subject: Subject, question: str) -> Rows:
    """Usual answers, to be pressed."""
    if question in _ASKED:
        return choice_buttons(s, _ASKED[question])
    if question == "late":
        usual = [n for n in LATE_DAYS if n > subject.days_late]
        return (tuple(Button(P("choice.days", n=n), PICK, str(n)) for n in usual),) if usual else ()
    if question == "sum":
        return tuple((Button(P("choice.money", amount=m), PICK, str(m.minor)),) for m in _usual_sums(subject))
    return tuple((Button(P("choice.day", day=day), PICK, day.isoformat()),) for day in _usual_days(subject))


def _usual_days(subject: Subject) -> list[date]:
    """Today for a loan that runs, and the next due days but the last; for a short loan half way to its end."""
    first, last = subject.first_day, subject.last_day
    days = [i.due_on for i in subject.loan.instalments if first < i.due_on < last][:3]
    days = days or [first + (last - first) / 2]
    return [first, *days] if subject.ref else days


def _usual_sums(subject: Subject) -> list[Money]:
    """The next instalment, twice that, and all of it."""
    due = oldest_open(subject.loan)
    whole = paid_off(subject.loan, subject.first_day).amount
    if due is None:
        return [whole]
    return sorted({m for m in (due.left.total, due.left.total + due.left.total) if m < whole} | {whole})


def read(s: Situation, subject: Subject, question: str) -> Any:
    """The answer in this event: a day, a number or an amount; `Wrong` with what is needed, also for a photo."""
    if question in _ASKED:
        answer = heard(s, _ASKED[question])
        return _not_read(s, subject, question) if answer is None else answer
    text = s.what.text if isinstance(s.what, Said) else None
    if isinstance(s.what, Pressed) and s.what.action == PICK:
        text = _picked(question, s.what.argument)
    if question == "late":
        return _days(s, subject, text)
    return _sum(s, subject, text) if question == "sum" else _day(s, subject, text)


def _picked(question: str, argument: str) -> str | None:
    """What stands on a button, if it has the form that our buttons have."""
    if question in ("late", "sum"):
        fits = argument.isascii() and argument.isdigit() and len(argument) < 16
    else:
        fits = re.fullmatch(r"\d{4}-\d\d-\d\d", argument, re.ASCII) is not None
    return argument if fits else None


def _not_read(s: Situation, subject: Subject, question: str) -> Wrong:
    if question == "term":
        return wrong_term(product_of(s))
    if question in ("amount", "sum"):
        return Wrong(P("wrong.amount"))
    if question == "late":
        least = subject.days_late + 1
        most = subject.days_late + MOST_DAYS_LATE
        return Wrong(P("whatif.wrong.days", least=least, most=most, usual=max(least, LATE_DAYS[1])))
    return Wrong(P("wrong.day", day=_usual_days(subject)[-1]))


def _day(s: Situation, subject: Subject, text: str | None) -> date | Wrong:
    """A day from the first to the last that can be tried."""
    if text is None:
        return _not_read(s, subject, "early")
    day = read_day(text, s.today, s.person.language)
    if day is None and _WITH_YEAR.search(text):
        day = read_day(text, s.today - timedelta(days=FARTHEST_DAYS), s.person.language)
    if day is None:
        return _not_read(s, subject, "early")
    if day < subject.first_day:
        return Wrong(P("whatif.wrong.past", first=subject.first_day))
    if day > subject.last_day:
        return Wrong(P("whatif.wrong.after_end", last=subject.last_day))
    return day


def _days(s: Situation, subject: Subject, text: str | None) -> int | Wrong:
    """A number of days, or the day itself."""
    if text is None:
        return _not_read(s, subject, "late")
    days = read_days(text)
    due = oldest_open(subject.loan)
    day = read_day(text, s.today, s.person.language) if days is None else None
    if day is not None and due is not None:
        days = (day - due.due_on).days
    least = subject.days_late + 1
    return days if days is not None and least <= days < least + MOST_DAYS_LATE else _not_read(s, subject, "late")


def _sum(s: Situation, subject: Subject, text: str | None) -> Money | Wrong:
    if s.pressed is not None and text is not None:
        amount: Money | None = Money(int(text), s.house.currency)
    else:
        amount = read_amount(text, s.house.currency) if text is not None else None
    if amount is None:
        return _not_read(s, subject, "sum")
    return amount if amount.minor > 0 else Wrong(P("whatif.wrong.zero"))
