"""How long something has lasted, in months: 2 years, since March 2024, 两年半, 从2023年开始, just started."""

import re
from datetime import date

from conversations.reading.calendar_words import MONTH_NAMES, MONTHS, day_of, whole_months
from conversations.reading.count import months_named, number, spoken
from conversations.reading.numerals import CHINESE, chinese_digits

LONGEST_MONTHS = 80 * 12
"""A working life is shorter than 80 years."""

_JUST_NOW = re.compile(
    r"(?:i )?(?:have |'ve )?(?:only |just )+(?:started|begun|began|now|joined)(?: (?:today|now|work|working))?"
    r"|new|today|this week|this month|a few (?:days|weeks)|few (?:days|weeks)"
    r"|(?:我)?(?:才|刚刚|刚|剛)(?:刚)?(?:开始|開始|入职|上班|来|到|做)?|新来|几天|幾天|这个月|本月|今天"
)
_SHORTER = re.compile(rf"(?P<n>\d+|[{CHINESE}]+|[a-z]+) ?(?P<unit>days?|weeks?|天|日|周|星期|[个個]星期)")
_AGO = re.compile(r" ago$|以前$|之前$|前$|^(?:做|干|幹|工作|上班|开业|开|有) ?(?=[\d一二三四五六七八九十两半])")
_SINCE = re.compile(
    r"^(?:since|from|started|starting|i started|自从|自|从|從|於|于) ?|(?:开始|開始|至今|到现在|以来|起)+$"
)
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年?|(?P<word>last year|this year|去年|今年|前年)")
_MONTH_NAME = re.compile(rf"(?P<month>{MONTH_NAMES}) ?(?P<year>(?:19|20)\d\d|last year|this year)?")
_NUMBERED = (
    re.compile(r"(?P<year>(?:19|20)\d\d)(?:年|[-/.])(?P<month>\d{1,2})(?:月|[-/.])?(?:(?P<day>\d{1,2})[日号號]?)?"),
    re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)"),
    re.compile(r"(?P<year>去年|今年|前年)(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号號])?"),
)
_YEARS_BACK = {"this year": 0, "今年": 0, "last year": 1, "去年": 1, "前年": 2}


def read_months_since(text: str, today: date) -> int | None:
    """Whole months up to `today`, 0 to LONGEST_MONTHS; None where it is not understood or lies in the future.

    A month without a day counts from its first day. A year alone may have begun anywhere in it: the middle between the
    longest and the shortest it can be is taken (since 2023, said in November 2026: between 46 and 35 months, so 40).
    """
    said = spoken(text).replace("月份", "月")
    if _JUST_NOW.fullmatch(said):
        return 0
    bare = _AGO.sub("", said).strip()
    months = _short_span(bare)
    if months is None:
        months = _since(chinese_digits(_SINCE.sub("", _SINCE.sub("", bare)).strip()), today)
    if months is None:
        months = months_named(bare)
    return months if months is not None and 0 <= months <= LONGEST_MONTHS else None


def _short_span(said: str) -> int | None:
    """Whole months in a number of days or weeks, of 30 days."""
    found = _SHORTER.fullmatch(said)
    n = number(found["n"]) if found else None
    if found is None or n is None or n.denominator != 1:
        return None
    return int(n) * (1 if found["unit"][0] in "d天日" else 7) // 30


def _since(said: str, today: date) -> int | None:
    """Months since the year, month or day that `said` names."""
    year = _YEAR.fullmatch(said)
    if year:
        first = int(year["year"]) if year["year"] else today.year - _YEARS_BACK[year["word"]]
        return _middle_of(first, today)
    named = _MONTH_NAME.fullmatch(said)
    if named:
        return _since_month_name(MONTHS[named["month"]], named["year"], today)
    for pattern in _NUMBERED:
        found = pattern.fullmatch(said)
        if found:
            parts = found.groupdict()
            start = day_of(_year_of(parts["year"], today), int(parts["month"]), int(parts.get("day") or 1))
            return None if start is None else _months(start, today)
    return None


def _since_month_name(month: int, year: str | None, today: date) -> int | None:
    """Months since the first of that month; without a year, of the last such month that has begun."""
    if year is None:
        return _months(date(today.year - (month > today.month), month, 1), today)
    start = day_of(_year_of(year, today), month, 1)
    return None if start is None else _months(start, today)


def _year_of(said: str, today: date) -> int:
    return today.year - _YEARS_BACK[said] if said in _YEARS_BACK else int(said)


def _middle_of(year: int, today: date) -> int | None:
    """The middle between the most and the fewest months since some day of `year`; None for a year to come."""
    if year > today.year:
        return None
    most, fewest = _months(date(year, 1, 1), today), _months(min(date(year, 12, 31), today), today)
    return None if most is None or fewest is None else (most + fewest) // 2


def _months(start: date, today: date) -> int | None:
    return None if start > today else whole_months(start, today)
