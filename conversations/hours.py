"""When people are there: staff's hours, so that a borrower is told the real time by which somebody has looked."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.situation import Situation


def staff_has_looked_by(s: Situation, hours: int) -> datetime:
    """The instant `hours` working hours from now, counted only while people are there, as an instant in UTC."""
    zone, (first, last) = ZoneInfo(s.house.timezone), s.house.support_hours
    at = s.ctx.now.astimezone(zone)
    left = timedelta(hours=hours)
    while True:
        opens, closes = (datetime(at.year, at.month, at.day, hour, tzinfo=zone) for hour in (first, last))
        start = max(at, opens)
        if start < closes and start + left <= closes:
            return (start + left).astimezone(ZoneInfo("UTC"))
        left -= max(closes - start, timedelta(0))
        tomorrow = (at + timedelta(days=1)).date()
        at = datetime(tomorrow.year, tomorrow.month, tomorrow.day, first, tzinfo=zone)
