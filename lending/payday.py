"""The first due date where the borrower chose the day on which instalments fall, because wages come on it."""

from datetime import date

from lending.calendar import Unit, add, last_day
from lending.problems import ProblemWithInput
from lending.repayment_interval import Every


def shortest_first_period(every: Every) -> int:
    """Days from the money to the first instalment where its day was chosen: half an interval, nobody repays at once."""
    return (every.about_days + 1) // 2


def first_payday(disbursed_on: date, payday: int, every: Every | None = None, at_least: int | None = None) -> date:
    """The first `payday` that is at least `at_least` days (half an interval when None) after the payout.

    With months it is a day of the month (the last one where it is missing), with weeks a day of the week, 1 Monday.
    """
    every = every or Every()
    earliest = add(disbursed_on, Unit.DAY, shortest_first_period(every) if at_least is None else at_least)
    if every.unit is Unit.WEEK:
        if not 1 <= payday <= 7:
            raise ProblemWithInput("payday", "is a day of the week, 1 Monday to 7 Sunday")
        return add(earliest, Unit.DAY, (payday - earliest.isoweekday()) % 7)
    if every.unit is not Unit.MONTH or every.days:
        raise ProblemWithInput("payday", "goes with instalments every n weeks or months")
    if not 1 <= payday <= 31:
        raise ProblemWithInput("payday", "is a day of the month, 1 to 31")
    this_month = earliest.replace(day=min(payday, last_day(earliest.year, earliest.month)))
    return this_month if this_month >= earliest else add(this_month, Unit.MONTH, 1, payday)


def first_chosen_day(disbursed_on: date, every: Every, at_least: int | None = None) -> date:
    """The first of the two days a month that is at least `at_least` days (half an interval when None) away."""
    earliest = add(disbursed_on, Unit.DAY, shortest_first_period(every) if at_least is None else at_least)
    return every.after(add(earliest, Unit.DAY, -1))
