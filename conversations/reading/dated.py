"""Days written with their number: 25 December, 25/12, 2026-12-25, 12月25日, 25号, the 25th of next month."""

import re
from datetime import date

from conversations.reading.calendar_words import MONTH_NAMES, MONTHS, day_of, months_after

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|年 ?)(\d{1,2})(?:[-/.]|月 ?)(\d{1,2})[日号號]?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = (
    re.compile(rf"{_ORDINAL} ?(?:of )?(?P<month>{MONTH_NAMES})\.?(?:,? (?P<year>\d{{4}}))?"),
    re.compile(rf"(?P<month>{MONTH_NAMES})\.? ?(?:the )?{_ORDINAL}(?:,? (?P<year>\d{{4}}))?"),
)
_CHINESE = re.compile(r"(今年|明年)?(\d{1,2})月 ?(\d{1,2})[日号號]?")
_DAY_OF_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)(?: of (?P<which>this|the|next) month)?"
    r"|(?P<which_zh>下个?月|下個月|本月|这个?月|這個月)?(?P<day_zh>\d{1,2})[日号號]"
)


def dated(said: str, today: date, *, month_first: bool) -> date | None:
    """The day that `said` (plain, lower case) gives by number; None where it gives none.

    With a year that very day, without one the next. `month_first`: how two numbers are read when both orders give one.
    """
    found = _YEAR_FIRST.fullmatch(said)
    if found:
        return day_of(int(found[1]), int(found[2]), int(found[3]))
    for pattern in _NAMED:
        found = pattern.fullmatch(said)
        if found:
            return _on(found["year"], MONTHS[found["month"]], int(found["day"]), today)
    found = _CHINESE.fullmatch(said)
    if found:
        year = str(today.year + (found[1] == "明年")) if found[1] else None
        return _on(year, int(found[2]), int(found[3]), today)
    return _two_numbers(said, today, month_first) or _day_of_month(said, today)


def _two_numbers(said: str, today: date, month_first: bool) -> date | None:
    """25/12, 25.12.2026, 3-4: in the expected order if that is a day, else in the other."""
    found = _NUMBERS.fullmatch(said)
    if not found:
        return None
    first, second = int(found[1]), int(found[3])
    year = found[4] if not found[4] or len(found[4]) == 4 else f"20{found[4]}"
    orders = ((first, second), (second, first)) if month_first else ((second, first), (first, second))
    days = (_on(year, month, day, today) for month, day in orders)
    return next((day for day in days if day is not None), None)


def _on(year: str | None, month: int, day: int, today: date) -> date | None:
    """That day of `year`; without a year, the next one from `today` on (29 February may be eight years away)."""
    if year is not None:
        return day_of(int(year), month, day)
    candidates = (day_of(today.year + k, month, day) for k in range(9))
    return next((found for found in candidates if found is not None and found >= today), None)


def _day_of_month(said: str, today: date) -> date | None:
    """The 25th: of the month that is named, else the next one from `today` on, in a month that has such a day."""
    found = _DAY_OF_MONTH.fullmatch(said)
    if not found:
        return None
    day, which = int(found["day"] or found["day_zh"]), found["which"] or found["which_zh"]
    first = today.replace(day=1)
    if which:
        month = months_after(first, int(which.startswith(("next", "下"))))
        return day_of(month.year, month.month, day)
    months = (months_after(first, k) for k in range(3))
    candidates = (day_of(month.year, month.month, day) for month in months)
    return next((found_day for found_day in candidates if found_day is not None and found_day >= today), None)
