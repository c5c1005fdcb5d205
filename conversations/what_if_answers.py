"""What "what if" answers: the figures of `lending/what_if.py` in words, always with what has not been changed."""

from datetime import date

from conversations.say import P, Phrase, ShortDate
from lending.loan import Loan
from lending.money import Money
from lending.what_if import PaidLate, PaidOff, PaidSum, oldest_open

OFFER_AS_IT_WAS = P("whatif.offer_as_it_was")
LOAN_AS_IT_WAS = P("whatif.loan_as_it_was")


def early_lines(then: PaidOff, today: date, as_it_was: Phrase) -> tuple[Phrase, ...]:
    """All of it on one day: the figure, what comes before it, what it saves, and the new total."""
    whole = P("whatif.all_on", when=when(then.on, today), amount=then.amount)
    if then.in_it:
        whole = P("whatif.all_on_with_due", when=when(then.on, today), amount=then.amount)
    lines = [whole]
    if then.times:
        lines.append(P("whatif.before", n=then.times, amount=then.before))
    saves = P("whatif.saves", saved=then.saved) if then.saved.minor else P("whatif.saves_nothing")
    return (*lines, saves, _in_all(then.total, then.was), as_it_was)


def late_lines(then: PaidLate, loan: Loan, days: int, today: date, as_it_was: Phrase) -> tuple[Phrase, ...]:
    """One instalment late: what is paid that day, the penalty and its first day, and what comes after."""
    late = oldest_open(loan)
    assert late is not None, "asked of a loan with something left to pay"
    pays = P("whatif.late.all_due", amount=then.amount) if then.others else P("whatif.late.pay", amount=then.amount)
    title = P("whatif.late.title", due=ShortDate(late.due_on), n=days, when=when(then.on, today))
    return (title, pays, _penalty(then, loan), _after(then.after), _in_all(then.total, then.was), as_it_was)


def _penalty(then: PaidLate, loan: Loan) -> Phrase:
    free = loan.penalty.grace_days if loan.penalty is not None else 0
    if then.penalty_from is None:
        return P("whatif.late.nothing")
    if then.penalty.minor:
        return P("whatif.late.penalty", penalty=then.penalty, day=ShortDate(then.penalty_from))
    return P("whatif.late.free", n=free, day=ShortDate(then.penalty_from))


def sum_lines(then: PaidSum, today: date, first_day: date) -> tuple[Phrase, ...]:
    """An amount on a day: what is left after it, what it saves, and what of it would be too much."""
    lines = [P("whatif.sum", amount=then.amount, when=when(then.on, today))]
    if then.on != first_day:
        lines.append(P("whatif.nothing_before"))
    lines.append(_after(then.after, then.overdue))
    if then.credit.minor:
        lines.append(P("whatif.credit", credit=then.credit))
    if then.saved.minor > 0:
        lines.append(P("whatif.saves", saved=then.saved))
    elif not then.after.settled and not then.overdue.minor:
        lines.append(P("whatif.waits"))
    return (*lines, LOAN_AS_IT_WAS)


def when(day: date, today: date) -> Phrase:
    """A day as somebody says it who looks at it from `today`."""
    match (day - today).days:
        case 0:
            return P("when.today", day=day)
        case 1:
            return P("when.tomorrow", day=day)
        case -1:
            return P("when.yesterday", day=day)
    return P("when.on", day=day)


def _after(loan: Loan, overdue: Money | None = None) -> Phrase:
    due = oldest_open(loan)
    if loan.settled or due is None:
        return P("whatif.after.done")
    if overdue is not None and overdue.minor:
        return P("whatif.after.late", left=loan.left_to_pay, late=overdue)
    left = due.left.total
    return P("whatif.after", left=loan.left_to_pay, next=left, day=ShortDate(due.due_on))


def _in_all(total: Money, was: Money) -> Phrase:
    return P("whatif.total", total=total, was=was) if total != was else P("whatif.total.same", total=total)
