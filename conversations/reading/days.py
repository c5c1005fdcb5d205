"""A number of days as people type it: 7, 7 days, a week, 两周, ten days late, 晚10天."""

import re

from conversations.reading.count import number, spoken
from conversations.reading.numerals import CHINESE

MOST_DAYS = 4000
"""Nobody counts a longer time in days."""

_AROUND = re.compile(r"^(?:late|迟到|逾期|[晚迟](?:还|到|付)?)|(?:late|later|[之以]?[后後])$")
_SPAN = re.compile(
    rf"(?P<n>\d{{1,4}}|[a-z]+(?:-[a-z]+)?|[{CHINESE}]+) ?"
    r"(?P<unit>days?|weeks?|fortnights?|d|天|日|周|週|[个個]?星期|[个個]?礼拜)?"
)
_DAYS_IN = {"w": 7, "f": 14, "周": 7, "週": 7, "期": 7, "拜": 7}


def read_days(text: str) -> int | None:
    """The whole number of days in `text`, 0 to MOST_DAYS; a bare number counts days. None for anything else."""
    found = _SPAN.fullmatch(_AROUND.sub("", spoken(text)).strip())
    value = number(found["n"]) if found else None
    if found is None or value is None or value.denominator != 1:
        return None
    unit = found["unit"] or ""
    days = int(value) * _DAYS_IN.get(unit[:1], _DAYS_IN.get(unit[-1:], 1))
    return days if 0 <= days <= MOST_DAYS else None
