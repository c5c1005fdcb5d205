"""The price of a loan: the product's rate for the grade, its schedule, and whether that covers the risk."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lending.caps import check_caps
from lending.money import Money
from lending.policy_pack import PolicyPack
from lending.problems import ProblemWithInput
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms
from scoring.applicant import Applicant
from scoring.bounds import Bounds
from scoring.checks import Check, appetite, hard
from scoring.credit import Credit
from scoring.settings import PriceSettings


@dataclass(frozen=True)
class Priced:
    """A request at its price. `rate` is nominal, percent a year. A grade that the product does not serve is shown at
    the dearest rate. `terms` and `plan` are None where no loan can be made of the request.
    """

    rate: Decimal
    grade_is_priced: bool
    terms: LoanTerms | None
    plan: Schedule | None

    @property
    def instalment(self) -> Money | None:
        """The largest instalment, fees included."""
        return None if self.plan is None else max(instalment.due for instalment in self.plan.instalments)


def price(applicant: Applicant, bounds: Bounds, grade: str) -> Priced:
    """The request of this applicant at the price of `grade`, paid out today."""
    product = applicant.product
    own_rate = product.rate_for(grade)
    rate = max(product.annual_rate_percent.values()) if own_rate is None else own_rate
    terms = plan = None
    if bounds.has_amount(applicant.principal) and applicant.months in bounds.months:
        try:
            terms = product.terms(applicant.principal, applicant.months, rate, applicant.today)
            plan = schedule(terms)
        except ProblemWithInput:  # fees that eat up a small loan, for instance: such a loan does not exist
            terms = plan = None
    return Priced(rate, own_rate is not None, terms, plan)


def price_checks(
    applicant: Applicant, credit: Credit, priced: Priced, rules: PriceSettings, pack: PolicyPack
) -> Iterator[Check]:
    """Whether the rate covers expected loss, funding and work, and the law allows the price, lateness included.

    If not, less or nothing is lent, never dearer.
    """
    covers = priced.rate >= rules.hurdle_percent(credit.pd)
    yield appetite("price", covers or not priced.grade_is_priced, grade=credit.band.grade)
    if priced.terms is not None:
        breaches = check_caps(priced.terms, applicant.product.penalty, pack)
        first = breaches[0] if breaches else None
        yield hard(
            "rate_cap", first is None, rule=first.rule if first else "none", limit=first.limit if first else "none"
        )
