"""The checks after policy and budget: exposure, fraud, credit risk and limit."""

import math
from collections.abc import Iterator

from scoring.amounts import major_units
from scoring.applicant import Applicant
from scoring.checks import Check, appetite, hard, soft
from scoring.credit import Credit
from scoring.fraud import BLOCK, REFER, FraudGate
from scoring.limit import Limits
from scoring.scorecard import points_of
from scoring.settings import ExposureSettings, ScoringSettings


def exposure_checks(applicant: Applicant, settings: ExposureSettings) -> Iterator[Check]:
    """How much may be lent to one person, in one day and out of the pool. A breach asks a person.

    Sums that were not loaded are not held against anybody here; the payout checks the pool again.
    """
    currency, principal = applicant.currency, applicant.principal
    breached = ""
    if settings.per_person is not None:
        with_this = applicant.history.outstanding + principal
        breached = "per_person" if with_this > major_units(settings.per_person, currency) else ""
    book = applicant.exposure
    if book is not None and not breached:
        if settings.daily_budget is not None:
            over = book.lent_today + principal > major_units(settings.daily_budget, currency)
            breached = "daily_budget" if over else ""
        if not breached and principal > book.pool:
            breached = "pool"
    yield soft("exposure", not breached, which=breached or "none")


def fraud_checks(gate: FraudGate) -> Iterator[Check]:
    """What is shared with other people: a little is a household, more is looked at, very much stops."""
    yield hard("identity_shared", gate.outcome != BLOCK, link=gate.kind)
    yield soft("fraud_review", gate.outcome != REFER, link=gate.kind)


def credit_checks(credit: Credit, is_served: bool, known: bool, settings: ScoringSettings) -> Iterator[Check]:
    """Whether the risk is one that this lender takes, for a grade that the product serves.

    `known` is whether there was a budget to judge by: without one a person is asked, since what is unknown is not bad.
    """
    lent_to = credit.pd <= settings.pd_cut_off and credit.band.income_multiple > 0 and is_served
    cut_off = float(settings.pd_cut_off)
    least = points_of(math.log(cut_off / (1.0 - cut_off)), settings.scorecard)
    judge = appetite if known else soft
    yield judge("credit_points", lent_to, points=credit.points, least_points=least)


def limit_checks(applicant: Applicant, limits: Limits) -> Iterator[Check]:
    """The limit by income and grade, and the step that earlier loans have earned."""
    if limits.by_income is not None:
        yield appetite("limit", applicant.principal <= limits.by_income, limit=limits.by_income)
    repaid = applicant.history.loans_repaid
    within = applicant.principal <= limits.by_ladder
    yield appetite("limit_ladder", within, limit=limits.by_ladder, loans_repaid=repaid)
