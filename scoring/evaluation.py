"""One request on its exact terms, held against everything: the same for what was asked and for every other terms tried.

The order is that of the house: policy, affordability, exposure, fraud, credit, limit, price.
"""

from dataclasses import dataclass
from decimal import Decimal

from lending.money import Money
from lending.policy_pack import PolicyPack
from lending.schedule import Schedule
from lending.terms import LoanTerms
from scoring.affordability import Budget, budget_of
from scoring.applicant import Applicant
from scoring.bounds import Bounds, bounds_of
from scoring.checks import Check
from scoring.correction import Correction, Row
from scoring.credit import Credit, credit_of
from scoring.credit_checks import credit_checks, exposure_checks, fraud_checks, limit_checks
from scoring.fraud import FraudGate, fraud_gate
from scoring.fraud_model import FraudModel
from scoring.limit import Limits, limits_of
from scoring.outcome import Affordability
from scoring.policy import affordability_checks, policy_checks
from scoring.price import GradeRate, Priced, price, price_checks, rate_for
from scoring.row import row_of
from scoring.settings import ScoringSettings


@dataclass(frozen=True)
class Rules:
    """What decides: the lender's settings, the jurisdiction's pack, and the models where there are any."""

    settings: ScoringSettings
    pack: PolicyPack
    correction: Correction | None = None
    fraud: FraudModel | None = None


@dataclass(frozen=True)
class Evaluation:
    """A request on its terms with everything that was found; `checks` are in the order in which they decide."""

    applicant: Applicant
    bounds: Bounds
    row: Row
    budget: Budget | None
    credit: Credit
    limits: Limits
    priced: Priced
    affordability: Affordability | None
    fraud: FraudGate
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def stopped(self) -> bool:
        """Whether the program cannot lend on these terms, with or without a person's consent to a soft rule."""
        return any(check.stops for check in self.checks)

    @property
    def passes(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def rate(self) -> Decimal:
        """The nominal rate of the grade, percent a year."""
        return self.priced.rate.percent

    @property
    def terms(self) -> LoanTerms | None:
        """The terms of the loan; None where no schedule can be made of what was asked."""
        return self.priced.terms

    @property
    def plan(self) -> Schedule | None:
        """The schedule of those terms."""
        return self.priced.plan

    @property
    def instalment(self) -> Money:
        """The largest instalment, nothing where there is no schedule."""
        return self.priced.instalment or Money.zero(self.applicant.currency)


def evaluate(applicant: Applicant, rules: Rules, *, until_stopped: bool = False) -> Evaluation:
    """Holds this request, as it is, against every rule.

    With `until_stopped` the price, which takes longest to work out, is only looked at where nothing else stops.
    """
    settings = rules.settings
    bounds = bounds_of(applicant.product, rules.pack, settings.affordability, applicant.today)
    budget = budget_of(applicant, bounds.affordability)
    row = row_of(applicant, budget)
    credit = credit_of(row, settings, rules.correction)
    limits = limits_of(budget, credit.band, applicant.history, settings.ladder)
    rate = rate_for(applicant.product, credit.band.grade)
    policy = tuple(policy_checks(applicant, bounds, settings))
    gate = fraud_gate(applicant.links, settings.fraud, applicant.evidence, rules.fraud)
    risk = _risk_checks(applicant, budget, credit, limits, rate, gate, settings)
    if until_stopped and any(check.stops for check in (*policy, *risk)):
        return Evaluation(
            applicant, bounds, row, budget, credit, limits, Priced(rate, None, None), None, gate, (*policy, *risk)
        )
    priced = price(applicant, bounds, rate)
    affordability = _afford(budget, priced, applicant.by_the_month)
    checks = (*policy, *affordability_checks(budget, affordability), *risk)
    if not (until_stopped and any(check.stops for check in checks)):
        checks = (*checks, *price_checks(applicant, bounds, credit, priced, settings.price, rules.pack))
    return Evaluation(applicant, bounds, row, budget, credit, limits, priced, affordability, gate, checks)


def _risk_checks(
    applicant: Applicant,
    budget: Budget | None,
    credit: Credit,
    limits: Limits,
    rate: GradeRate,
    gate: FraudGate,
    rules: ScoringSettings,
) -> tuple[Check, ...]:
    """Exposure, fraud, credit and limit, in this order."""
    return (
        *exposure_checks(applicant, rules.exposure),
        *fraud_checks(gate),
        *credit_checks(credit, rate.is_served, budget is not None, rules),
        *limit_checks(applicant, limits),
    )


def _afford(budget: Budget | None, priced: Priced, by_the_month: bool) -> Affordability | None:
    asked = priced.heaviest_month if by_the_month else priced.instalment
    return None if budget is None or asked is None else budget.with_loan(asked)
