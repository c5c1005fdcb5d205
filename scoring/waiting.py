"""Days on which the same request may be granted: a gap is over, the age is reached, the job is longer.

Each comes with the change that the day brings, so that it can be tried like any other.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lending.calendar import Unit, add
from scoring.evaluation import Evaluation
from scoring.settings import ScoringSettings

LONGEST_WAIT_MONTHS = 12
"""Nobody is told to come back later than this."""

MOST_DAYS = 2
"""Bands of the scorecard that are tried: beyond the next two, waiting is no advice."""


def days_that_may_help(asked: Evaluation, settings: ScoringSettings) -> Iterator[tuple[date, dict[str, Any]]]:
    """The days to try, the earliest first, each with what it changes in the applicant."""
    applicant, failed = asked.applicant, {check.code: check for check in asked.failed}
    fixed = [check.params["on"] for code, check in failed.items() if code == "refusal_gap"]
    if "age" in failed and applicant.birth_date is not None:
        fixed.append(add(applicant.birth_date, Unit.MONTH, 12 * asked.bounds.least_age))
    days = [day for day in fixed if isinstance(day, date)]
    if days and max(days) <= add(applicant.today, Unit.MONTH, LONGEST_WAIT_MONTHS):
        yield max(days), {"today": max(days)}
    if {"occupation_time", "credit_points", "limit", "price"} & failed.keys():
        yield from _longer_in_the_job(asked, settings)


def _longer_in_the_job(asked: Evaluation, settings: ScoringSettings) -> Iterator[tuple[date, dict[str, Any]]]:
    months = asked.applicant.occupation_months
    if months is None:
        return
    tables = [table for table in settings.scorecard.features if table.feature == "occupation_months"]
    bounds = {int(b.at_least) for table in tables for b in table.bands if b.at_least is not None}
    later = sorted(b for b in bounds | {settings.min_occupation_months} if months < b <= months + LONGEST_WAIT_MONTHS)
    for bound in later[:MOST_DAYS]:
        on = add(asked.applicant.today, Unit.MONTH, bound - months)
        yield on, {"today": on, "occupation_months": bound}
