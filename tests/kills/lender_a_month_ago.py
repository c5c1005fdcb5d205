"""The lender with a clock that stands some days back, so that a loan can have an instalment that is due today.

`python -m tests.kills.lender_a_month_ago DAYS run`; nothing else of it is changed.
"""

import sys
from datetime import datetime, timedelta

import bot.run
from bot.__main__ import main
from bot.clock import SystemClock


class EarlierClock(SystemClock):
    """The machine's clock, so many days back."""

    days = 0.0

    def now(self) -> datetime:
        return super().now() - timedelta(days=self.days)


if __name__ == "__main__":
    EarlierClock.days = float(sys.argv.pop(1))
    bot.run.SystemClock = EarlierClock  # type: ignore[misc]
    sys.exit(main(sys.argv[1:]))
