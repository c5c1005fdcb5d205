"""`count`: what really lies in the pool, as a statement or a count of the till says it; the difference is booked.

microloan count --counted 945000.00 --by 505
"""

import os
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cli.books import open_books, staff_of
from bot.cli.check_config import config_path
from bot.cli.trouble import told
from bot.clock import SystemClock
from bot.configuration import Configuration
from bot.configuration_check import load
from lending.money import Money
from storage.counting import book_count


def count(counted: str, by: int) -> Callable[[], int]:
    """The command with its options."""

    @told("count")
    def run() -> int:
        over = count_pool(load(config_path(), os.environ), counted, by, SystemClock().now())
        more = f"{over} {over.currency} more than the books said" if over.minor > 0 else ""
        less = f"{-over} {over.currency} less than the books said" if over.minor < 0 else ""
        print(more or less or "as the books said")
        return 0

    return run


def count_pool(configuration: Configuration, counted: str, by: int, now: datetime) -> Money:
    """Books the count in major units; returns the difference. Raises CannotRun or ProblemWithInput."""
    who, lender = staff_of(configuration, by), configuration.sections.lender
    money = Money.parse(counted, lender.currency, "--counted")
    today = now.astimezone(ZoneInfo(lender.timezone)).date()
    with open_books(configuration) as books:
        return books.writer.run_sync(lambda c: book_count(c, books.vault, money, today, now, who))
