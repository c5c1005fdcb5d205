"""Small whole numbers as people say them: how many people, how many months."""

import re
from decimal import Decimal
from fractions import Fraction

from conversations.reading.numerals import CHINESE, ENGLISH, chinese_number, english_number
from conversations.reading.plain import plain

LARGEST_COUNT = 1000
"""Nobody has more people to feed or pays for more months."""

_AROUND = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|maybe|over|for|some|approximately|in|of us|in total|please)\b"
    r"|大概|大约|约|差不多|快|已经|一共|总共|左右|[多了吧的]|[~.!,]+$"
)
_COUNTER = re.compile(
    r"(?: ?(?:people|persons?|members?|children|child|kids?|months?|instal?lments?|times)"
    r"|[个個口人位名期次]+(?:人|月)?)$"
)
_NONE = frozenset({"none", "nobody", "no one", "no", "nil", "没有", "沒有", "没", "无", "無"})
_WORD = "|".join(ENGLISH)
_NUMBER = rf"(?:\d+(?:\.\d+)?|[{CHINESE}]+|an?\b|(?:{_WORD})(?:[ -](?:{_WORD}))?(?![a-z]))"
_YEARS = rf"(?P<years>{_NUMBER}) ?(?P<year_half>and a half )?(?:years?|yrs?|y|年)"
_MONTHS = rf"(?P<months>{_NUMBER}) ?(?:months?|mths?|mos?|m|[个個]?月|期)"
_SPAN = re.compile(rf"(?:{_YEARS})?(?P<half> ?and a half|半)?(?:(?: ?and |, ?| |零|又)?{_MONTHS})?")
_HALF_YEAR = re.compile(r"(?:a |one )?half (?:a |of a )?year|半年|half-year")


def read_count(text: str) -> int | None:
    """The whole number in `text`, 0 to LARGEST_COUNT, with a counting word or without: 6, six, 六, 六个月, 4 people.

    A word for nobody is 0. None for anything else: fractions, two numbers, a number of years.
    """
    said = spoken(text)
    if said in _NONE:
        return 0
    return _whole(number(_COUNTER.sub("", said).strip()))


def read_months(text: str) -> int | None:
    """A number of months, 0 to LARGEST_COUNT; a bare number counts months: 6, 六个月, half a year, 一年半, two years.

    None where it is not a whole number of months, or where it is something else.
    """
    said = spoken(text)
    return _whole(number(said)) if number(said) is not None else months_named(said)


def months_named(said: str) -> int | None:
    """Months in a `spoken` answer that names its unit, years or months; None where it does not."""
    return 6 if _HALF_YEAR.fullmatch(said) else _whole(_span(said))


def spoken(text: str) -> str:
    """The answer in lower case without the words around it that change nothing (about, 大概)."""
    return re.sub(r" +", " ", _AROUND.sub(" ", plain(text).lower())).strip()


def _whole(value: Fraction | None) -> int | None:
    """`value` where it is a whole number in bounds."""
    return int(value) if value is not None and value.denominator == 1 and value <= LARGEST_COUNT else None


def number(written: str) -> Fraction | None:
    """The value of digits, a Chinese number or English words; None for anything else. `a` and `an` are 1."""
    if written in ("a", "an"):
        return Fraction(1)
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", written):
        return Fraction(written)
    if written and all(character in CHINESE for character in written):
        value: Decimal | int | None = chinese_number(written)
    else:
        words = re.split(r"[ -]", written)
        value = english_number(words) if all(word in ENGLISH for word in words) else None
    return None if value is None else Fraction(value)


def _span(said: str) -> Fraction | None:
    """Months in "2 years and 3 months", 两年半, "a year and a half"; None where no year or month is named."""
    found = _SPAN.fullmatch(said)
    if not found or not (found["years"] or found["months"]) or (found["half"] and not found["years"]):
        return None
    if (found["half"] or found["year_half"]) and found["months"]:
        return None
    parts = [number(found[name]) if found[name] else Fraction(0) for name in ("years", "months")]
    if parts[0] is None or parts[1] is None:
        return None
    return parts[0] * 12 + (6 if found["half"] or found["year_half"] else 0) + parts[1]
