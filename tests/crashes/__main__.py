"""`make crashes`: every point of every journey; prints what was tried and what was found, and fails on a finding.

`python -m tests.crashes [--jobs N] [--stride N] [--every] [JOURNEY ...]`
"""

import argparse
import multiprocessing
import sys

from tests.crashes.enumeration import JOURNEYS, Plan, Report, enumerated_pair, together


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.crashes")
    asked.add_argument("journeys", nargs="*")
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--stride", type=int, default=1)
    asked.add_argument("--every", action="store_true", help="also where nothing differs from the point before")
    given = asked.parse_args()
    names = given.journeys or sorted(path.name.split(".")[0] for path in JOURNEYS.glob("*.en.txt"))
    work = [(name, Plan(stride=given.stride, every=given.every)) for name in names]
    reports = []
    with multiprocessing.get_context("spawn").Pool(given.jobs, maxtasksperchild=1) as pool:
        for report in pool.imap_unordered(enumerated_pair, work):
            reports.append(report)
            _print(report)
    print(together(reports))
    return 1 if any(report.wrong for report in reports) else 0


def _print(report: Report) -> None:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(report.points.items()))
    print(
        f"{report.journey}: {sum(report.points.values())} points ({kinds}); {report.crashes} crashes, "
        f"{report.same} left the same behind, {report.second} died twice, {report.ended} went on to the end, "
        f"{report.doubled} messages twice, {len(report.wrong)} wrong, {report.seconds:.0f} s",
        flush=True,
    )
    for wrong in report.wrong:
        print(f"  {wrong}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
