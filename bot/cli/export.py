"""`export`: figures out of the books, as JSON on standard output. It reads; nothing is changed.

microloan export trial-balance --as-of 2026-12-31
microloan export trial-balance --as-of 2026-12-31 --by value
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.assembly import server
from bot.cli.check_config import config_path
from bot.cli.trouble import told
from bot.configuration_check import load
from storage.databases import Databases
from storage.migrate import revision_of
from storage.trial_balance import Line, trial_balance


def export(as_of: date, by: str) -> Callable[[], int]:
    """The trial balance of a day, by booking date or by value date."""

    @told("export")
    def work() -> int:
        configuration = load(config_path(), os.environ)
        databases = server(configuration) or Databases.in_folder(configuration.environment.data)
        if not databases.shared and not (configuration.environment.data / "microloan.db").is_file():
            print("microloan export: there are no books here", file=sys.stderr)
            return 1
        engine = databases.open_for_reading()
        try:
            if revision_of(engine) is None:
                print("microloan export: there are no books in this database", file=sys.stderr)
                return 1
            with engine.begin() as connection:
                lines = trial_balance(connection, as_of, by_value_date=by == "value")
        finally:
            engine.dispose()
        print(json.dumps(as_json(as_of, by, lines), indent=2))
        return 0

    return work


def as_json(as_of: date, by: str, lines: tuple[Line, ...]) -> dict[str, Any]:
    """Debits and credits apart, both positive, as accountants write them."""
    rows = [
        {
            "account": line.account.value,
            "rail": line.rail,
            "currency": line.amount.currency,
            "debit": str(line.amount) if line.amount.minor > 0 else None,
            "credit": str(-line.amount) if line.amount.minor < 0 else None,
        }
        for line in lines
    ]
    return {"as_of": as_of.isoformat(), "by": by, "accounts": rows}
