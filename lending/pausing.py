"""Stopping the clock: interest that does not run for some days, or arrears that do not count.

A pause of interest leaves every due date and every principal part where it is; the instalments of the periods that it
touches become smaller. A pause of arrears costs no penalty and adds no day past due, and interest runs on.
"""

from dataclasses import replace
from datetime import date

from lending.accrual import Stretch
from lending.claims import Pause
from lending.fold_state import Fold
from lending.happened import Happened
from lending.parts import PAID_IN_ORDER, Part
from lending.problems import ProblemWithInput
from lending.replan import kept_principal_rows, opening, replace_rest
from lending.rows import Row

_, _, PRINCIPAL = PAID_IN_ORDER


def _until(event: Happened) -> date:
    if event.until is None or event.until <= event.on:
        raise ProblemWithInput(f"happened.{event.id}.until", "must be a day after the pause begins")
    return event.until


def pause_arrears(fold: Fold, event: Happened) -> list[Part]:
    """From the day after `on` up to and with `until` lateness costs nothing and does not grow older."""
    fold.must_run(event)
    pause = Pause(date.fromordinal(event.on.toordinal() + 1), _until(event))
    fold.pauses.append(pause)
    fold.arrears_pauses.append(pause)
    return []


def pause_interest(fold: Fold, event: Happened) -> list[Part]:
    """No interest between `on` and `until`; interest until `on` is owed, and it runs again from `until` on."""
    fold.must_run(event)
    until = _until(event)
    start = opening(fold, event.on)
    fold.calendar.pauses = _joined([*fold.calendar.pauses, (event.on, until)])
    claims = fold.claims[start.place :]
    if not claims:
        return []
    if fold.terms.method.pays_once:
        return replace_rest(fold, start, kept_principal_rows(fold, start, [start.principal]))
    whole = replace(start, principal=sum(c.due[PRINCIPAL] for c in claims))
    aheads = [c.paid[PRINCIPAL] for c in claims]
    rows: list[Row] = []
    for row, claim in zip(kept_principal_rows(fold, whole, [c.due[PRINCIPAL] for c in claims]), claims, strict=True):
        if row.period.start >= until and rows:
            was = claim.instalment
            row = replace(row, interest=was.earned.minor, exact=was.exact_interest)
        rows.append(replace(row, principal=row.principal - claim.paid[PRINCIPAL]))
    return replace_rest(fold, start, rows, aheads)


def _joined(pauses: list[Stretch]) -> list[Stretch]:
    """Pauses in order of time, those that touch or overlap as one."""
    joined: list[Stretch] = []
    for first, last in sorted(pauses):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
