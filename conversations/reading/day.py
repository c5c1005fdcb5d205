"""A day as people type it: 25 December, 12月25日, tomorrow, 下周五, next Friday, in 3 days, the 25th."""

import re
from datetime import date, timedelta

from conversations.reading.calendar_words import WEEKDAY_NAMES, WEEKDAYS
from conversations.reading.dated import dated
from conversations.reading.numerals import chinese_digits
from conversations.reading.plain import plain
from conversations.reading.relative_day import relative_day

FARTHEST_DAYS = 3650
"""Ten years. Nobody makes a plan for a day later than that in this chat."""

_BEFORE = re.compile(r"^(?:(?:on|by|until|till|maybe|about|around) )?(?:the )?|^(?:在|于|大概|大约|等到?|到)")
_BEHIND = re.compile(r"(?:[.!,~]|吧|左右)+$")
_MONTH_FIRST = ("zh", "en_us")
_WITH_WEEKDAY = re.compile(
    rf"(?:(?P<first>{WEEKDAY_NAMES})[, ]+(?:the )?)?(?P<rest>.*\d.*?)(?:[ ,(]*(?P<last>{WEEKDAY_NAMES})\)?)?"
)


def read_day(text: str, today: date, language: str) -> date | None:
    """The day that is meant, from `today` to FARTHEST_DAYS later; None where it is not clear, or lies behind.

    Without a year it is the next such day, today included. "05/06" puts the day first, in Chinese and American
    English (`language` zh... or en_US) the month; where only the other order gives a day, that one is meant. "Next
    Friday" is the Friday of next week, and weeks begin on Monday; "Friday" said on a Friday is not clear.
    """
    said = _BEHIND.sub("", _BEFORE.sub("", plain(text).lower())).strip()
    said, weekdays = _without_weekday(chinese_digits(said))
    month_first = language.lower().replace("-", "_").startswith(_MONTH_FIRST)
    day = dated(said, today, month_first=month_first) or relative_day(said, today)
    if day is None or not today <= day <= today + timedelta(days=FARTHEST_DAYS):
        return None
    return day if weekdays <= {day.weekday()} else None


def _without_weekday(said: str) -> tuple[str, set[int]]:
    """A date without the weekday beside it ("Friday 25 December", 12月25日周五), and that weekday, to be checked."""
    found = _WITH_WEEKDAY.fullmatch(said)
    if not found:
        return said, set()
    return found["rest"].strip(), {WEEKDAYS[name] for name in (found["first"], found["last"]) if name}
