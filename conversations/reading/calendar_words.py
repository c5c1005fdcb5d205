"""Months and weekdays by name, and moves along the calendar: what the readers of days and durations share."""

import calendar
from datetime import date

_MONTHS = "january february march april may june july august september october november december"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"

MONTHS = {name: n for n, whole in enumerate(_MONTHS.split(), 1) for name in (whole, whole[:3])} | {"sept": 9}
"""1 to 12 by the English name, whole or cut to three letters."""

WEEKDAYS = (
    {name: n for n, whole in enumerate(_WEEKDAYS.split()) for name in (whole, whole[:3])}
    | {"tues": 1, "thur": 3, "thurs": 3}
    | {week + day: n for week in ("周", "週", "星期", "礼拜", "禮拜") for n, day in enumerate("一二三四五六日")}
    | {week + "天": 6 for week in ("周", "週", "星期", "礼拜", "禮拜")}
)
"""0 (Monday) to 6 by the English name, whole or cut, and by the Chinese ones."""

MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY_NAMES = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
"""Each of them, as an alternative of a regular expression, the longest first."""


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none, or where the year is not one of a living person's plans."""
    if not (1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`, negative where `start` is the later."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
