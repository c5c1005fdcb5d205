"""The price of a loan: the product's rate for the grade, its schedule, and whether that covers the risk."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lending.calendar import Unit
from lending.caps import check_caps
from lending.money import Money
from lending.policy_pack import PolicyPack
from lending.problems import ProblemWithInput
from lending.product import Product
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms
from scoring.applicant import Applicant
from scoring.bounds import Bounds
from scoring.checks import Check, appetite, hard
from scoring.credit import Credit
from scoring.settings import PriceSettings

LONGEST_MONTH = 31


@dataclass(frozen=True)
class GradeRate:
    """The nominal rate of a grade, percent a year; where the product does not serve the grade, its dearest rate."""

    percent: Decimal
    is_served: bool


@dataclass(frozen=True)
class Priced:
    """A request at its price. `terms` and `plan` are None where no loan can be made of the request."""

    rate: GradeRate
    terms: LoanTerms | None
    plan: Schedule | None

    @property
    def instalment(self) -> Money | None:
        """The largest instalment, fees included."""
        return None if self.plan is None else max(instalment.due for instalment in self.plan.instalments)

    @property
    def heaviest_month(self) -> Money | None:
        """The most that falls due within a month, fees included."""
        if self.terms is None or self.plan is None:
            return None
        dues, together = [i.due for i in self.plan.instalments], most_in_a_month(self.terms)
        return max(sum(dues[n + 1 : n + together], dues[n]) for n in range(len(dues)))


def most_in_a_month(terms: LoanTerms) -> int:
    """How many instalments can fall into one month of 31 days."""
    every = terms.every
    if every.days:
        return 2
    return 1 if every.unit is Unit.MONTH else -(-LONGEST_MONTH // every.about_days)


def rate_for(product: Product, grade: str) -> GradeRate:
    """What a loan of this product costs a person of this grade."""
    own = product.rate_for(grade)
    return GradeRate(max(product.annual_rate_percent.values()), False) if own is None else GradeRate(own, True)


def is_offered(applicant: Applicant, bounds: Bounds) -> bool:
    """Whether loans of this amount over this term are made at all."""
    return bounds.has_amount(applicant.principal) and applicant.term in bounds.terms


def price(applicant: Applicant, bounds: Bounds, rate: GradeRate) -> Priced:
    """The request of this applicant at this rate, paid out today."""
    if not is_offered(applicant, bounds):
        return Priced(rate, None, None)
    try:
        terms = applicant.product.terms(
            applicant.principal, applicant.term, rate.percent, applicant.today, applicant.payday
        )
        return Priced(rate, terms, schedule(terms))
    except ProblemWithInput:  # fees that eat up a small loan, for instance: such a loan does not exist
        return Priced(rate, None, None)


def price_checks(
    applicant: Applicant, bounds: Bounds, credit: Credit, priced: Priced, rules: PriceSettings, pack: PolicyPack
) -> Iterator[Check]:
    """Whether the rate covers expected loss, funding and work, and the law allows the price, lateness included.

    If not, less or nothing is lent, never dearer. A loan that cannot be made at all has no lawful price.
    """
    covers = priced.rate.percent >= rules.hurdle_percent(credit.pd)
    yield appetite("price", covers or not priced.rate.is_served, grade=credit.band.grade)
    if priced.terms is None:
        if is_offered(applicant, bounds):
            yield hard("rate_cap", False, rule="no_schedule", limit="none")
        return
    breaches = check_caps(priced.terms, applicant.product.penalty, pack)
    rule, limit = (breaches[0].rule, breaches[0].limit) if breaches else ("none", "none")
    yield hard("rate_cap", not breaches, rule=rule, limit=limit)
