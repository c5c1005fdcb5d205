"""Policy rules, before any score: the law's and the lender's, each hard or soft; and what the budget must leave."""

from collections.abc import Iterator
from datetime import timedelta

from lending.calendar import Unit, add
from lending.term import Term
from scoring.affordability import Budget
from scoring.amounts import major_units
from scoring.applicant import Applicant
from scoring.bounds import Bounds
from scoring.checks import Check, hard, soft
from scoring.outcome import Affordability
from scoring.settings import ScoringSettings


def policy_checks(applicant: Applicant, bounds: Bounds, settings: ScoringSettings) -> Iterator[Check]:
    """The rules on the person and the request that need no figures but their own."""
    yield hard("deny_list", not applicant.deny_listed)
    if not bounds.licensed:
        yield hard("licence", False)
    yield hard("purpose", bounds.purpose_is_allowed(applicant.purpose), purpose=applicant.purpose)
    yield _age(applicant, bounds)
    amount_fits = bounds.has_amount(applicant.principal)
    yield hard("amount_range", amount_fits, least=bounds.least, most=bounds.most, step=bounds.step)
    none = Term(0, applicant.product.unit)
    first, last = (bounds.terms[0], bounds.terms[-1]) if bounds.terms else (none, none)
    yield hard("term_range", applicant.term in bounds.terms, least_term=first, most_term=last)
    running = applicant.history.running_loans
    yield hard("open_loan", running < bounds.most_running, running=running, most=bounds.most_running)
    yield _refusal_gap(applicant, settings.refusal_gap_days)
    yield soft("unknown", not (missing := _missing(applicant)), field=missing or "none")
    yield _occupation(applicant, settings.min_occupation_months)
    yield _unverified(applicant, bounds)


def _age(applicant: Applicant, bounds: Bounds) -> Check:
    """The legal age. A birth date that is not known yet is asked for with the identity, not here."""
    born, years = applicant.birth_date, bounds.least_age
    of_age = born is None or add(born, Unit.MONTH, 12 * years) <= applicant.today
    return hard("age", of_age, years=years)


def _refusal_gap(applicant: Applicant, days: int) -> Check:
    refused = applicant.last_refusal_on
    on = applicant.today if refused is None else refused + timedelta(days=days)
    return hard("refusal_gap", on <= applicant.today, on=on)


def _missing(applicant: Applicant) -> str:
    """The first answer that a decision cannot do without, "" when all are there."""
    needed: dict[str, object] = {"income": applicant.income, "debts": applicant.debts}
    if applicant.stage == "decision":
        needed["birth_date"] = applicant.birth_date
    return next((name for name, value in needed.items() if value is None), "")


def _occupation(applicant: Applicant, least: int) -> Check:
    months = applicant.occupation_months
    return soft("occupation_time", months is None or months >= least, months=months or 0, least_months=least)


def _unverified(applicant: Applicant, bounds: Bounds) -> Check:
    """Larger sums need proof of income; at the indication that is a need, not yet a failing."""
    cap = major_units(bounds.affordability.unverified_cap, applicant.currency)
    fine = applicant.stage == "indication" or applicant.income_verified or applicant.principal <= cap
    return soft("unverified_cap", fine, limit=cap)


def income_proof_needed(applicant: Applicant, bounds: Bounds) -> bool:
    """Whether this request can only be granted with a proof of income that is not there yet."""
    cap = major_units(bounds.affordability.unverified_cap, applicant.currency)
    return not applicant.income_verified and applicant.principal > cap


def affordability_checks(budget: Budget | None, shown: Affordability | None) -> Iterator[Check]:
    """Whether the instalments fit. Hard: no button overrides it.

    Nothing to hold where income, debts or the loan are unknown.
    """
    if budget is None or shown is None:
        return
    yield hard(
        "affordability_share",
        budget.share_fits(shown.instalment),
        instalment=shown.instalment,
        share_percent=shown.share_percent,
        limit_percent=shown.limit_percent,
    )
    left = shown.residual >= shown.residual_floor
    yield hard("residual", left, residual=shown.residual, floor=shown.residual_floor, instalment=shown.instalment)
