"""`close-period`: from now on nothing is booked on or before a day, so what the books say of it never changes.

microloan close-period --through 2026-11-30
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cli.books import open_books, staff_of
from bot.cli.check_config import config_path
from bot.cli.trouble import CannotRun, told
from bot.clock import SystemClock
from bot.configuration import Configuration
from bot.configuration_check import load
from storage.month_end import close_period
from storage.periods import why_not_closed


def close(through: date, by: int | None) -> Callable[[], int]:
    """The command with its options."""

    @told("close-period")
    def run() -> int:
        close_books(load(config_path(), os.environ), through, by, SystemClock().now())
        print(f"closed through {through}: nothing is booked on or before that day any more")
        return 0

    return run


def close_books(configuration: Configuration, through: date, by: int | None, now: datetime) -> None:
    """Closes all days up to and with `through`. Raises CannotRun, with the reason, where that cannot be."""
    who = staff_of(configuration, by)
    today = now.astimezone(ZoneInfo(configuration.sections.lender.timezone)).date()
    with open_books(configuration) as books:
        if why := books.writer.run_sync(lambda c: why_not_closed(c, through, today)):
            raise CannotRun(f"--through {through}: {why}")
        books.writer.run_sync(lambda c: close_period(c, books.vault, through, now, who))
