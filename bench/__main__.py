"""`make bench`: every table there is, or those named on the command line.

Peers live in an environment of their own (`PEERS`, the Python of that environment) and are asked through a process, so
that nothing of theirs is ever loaded beside the program.
"""

import os
import sys

from bench import daily_close, footprint, processes, quotes, ring, ring_million, schedules, turns
from bench.scoring import cold_start_table, comparison_table

TABLES = {
    "quotes": quotes.table,
    "schedules": schedules.table,
    "close": daily_close.table,
    "turns": turns.table,
    "footprint": footprint.table,
    "processes": processes.table,
    "scoring": comparison_table.table,
    "cold_start": cold_start_table.table,
    "ring": ring.table,
    "linkage": ring_million.table,
}

PARTS = ("close",)
"""Tables that another one prints too; they can be asked for by themselves."""


def main(names: list[str]) -> int:
    """Prints the tables; exit status 2 for a name that is none."""
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        print(f"no table {', '.join(unknown)}; there are: {', '.join(TABLES)}", file=sys.stderr)
        return 2
    for name in names or [name for name in TABLES if name not in PARTS]:
        print(f"## {name}\n")
        print(TABLES[name](os.environ.get("PEERS", "")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
