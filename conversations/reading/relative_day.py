"""Days told from today: tomorrow, 后天, in 3 days, 两周后, next Friday, 下周五, the end of the month."""

import re
from datetime import date, timedelta

from conversations.reading.calendar_words import WEEKDAY_NAMES, WEEKDAYS, months_after
from conversations.reading.count import number
from conversations.reading.numerals import CHINESE

_DAYS_AWAY = {
    **dict.fromkeys(("today", "tonight", "今天", "今日", "今晚"), 0),
    **dict.fromkeys(("tomorrow", "tmr", "tmrw", "明天", "明日", "明早"), 1),
    **dict.fromkeys(("day after tomorrow", "后天", "後天"), 2),
    **dict.fromkeys(("大后天", "大後天"), 3),
}
_LATER = re.compile(
    r"(?:in )?(?P<n>\d{1,4}|[a-z]+(?:-[a-z]+)?) ?(?P<unit>days?|weeks?|months?)(?: (?:from (?:now|today)|later|time))?"
    rf"|(?:再?过|再?過)?(?P<n_zh>\d{{1,4}}|[{CHINESE}]+) ?(?P<unit_zh>天|日|周|週|[个個]?星期|[个個]?礼拜|[个個]月)"
    r"(?:[之以]?[后後])?"
)
_MONTH_END = re.compile(
    r"end of (?:the |this )?month|month[ -]?end|(?:本|这个?|這個)?月[底末]"
    r"|(?P<next>end of next month|下[个個]?月[底末])"
)
_WEEKDAY = re.compile(rf"(?P<which>this|next|coming|下下个?|下个?|下個|本|这个?|這個?)? ?(?P<day>{WEEKDAY_NAMES})")


def relative_day(said: str, today: date) -> date | None:
    """The day that `said` (plain, lower case) tells from `today`; None where it tells none."""
    if said in _DAYS_AWAY:
        return today + timedelta(days=_DAYS_AWAY[said])
    found = _MONTH_END.fullmatch(said)
    if found:
        return _last_of(months_after(today.replace(day=1), 1 if found["next"] else 0))
    found = _WEEKDAY.fullmatch(said)
    if found:
        return _on_weekday(WEEKDAYS[found["day"]], found["which"] or "", today)
    found = _LATER.fullmatch(said)
    return _later(found["n"] or found["n_zh"], found["unit"] or found["unit_zh"], today) if found else None


def _last_of(month: date) -> date:
    return months_after(month, 1) - timedelta(days=1)


def _on_weekday(weekday: int, which: str, today: date) -> date | None:
    """The weekday of this week, of a later one, or simply the next one (today itself is then not clear)."""
    monday = today - timedelta(days=today.weekday())
    if which.startswith("下下"):
        return monday + timedelta(days=14 + weekday)
    if which.startswith(("next", "下")):
        return monday + timedelta(days=7 + weekday)
    if which and which != "coming":
        return monday + timedelta(days=weekday)
    away = (weekday - today.weekday()) % 7
    return None if away == 0 else today + timedelta(days=away)


def _later(written: str, unit: str, today: date) -> date | None:
    """`today` and so many days, weeks or months."""
    n = number(written)
    if n is None or n.denominator != 1 or n > 4000:
        return None
    if unit[-1] == "月" or unit.startswith("month"):
        return months_after(today, int(n))
    return today + timedelta(days=int(n) * (1 if unit[0] in "d天日" else 7))
