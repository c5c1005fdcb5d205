"""The lender's own rules for deciding: the [scoring] section of the configuration, with defaults that make sense.

Amounts are in major units of the lender's currency, rates and shares are percent unless they say otherwise. The shipped
figures suit loans of 500 to 20,000 yuan to people who earn 2,000 to 20,000 a month; another lender replaces them.
"""

from decimal import Decimal
from functools import cached_property

from pydantic import Field, model_validator

from lending.exact import ExactDecimal, FrozenModel, NotNegativeDecimal, PositiveDecimal
from scoring.fingerprint import fingerprint
from scoring.fraud_settings import FraudSettings
from scoring.scorecard_settings import ScorecardSettings

GRADES = ("A", "B", "C", "D", "E")


class GradeBand(FrozenModel):
    """One grade: probabilities of default up to `pd_up_to` (a fraction). `income_multiple` limits its loans.

    A grade whose multiple is nothing is not lent to.
    """

    grade: str
    pd_up_to: PositiveDecimal
    income_multiple: NotNegativeDecimal


class AffordabilitySettings(FrozenModel):
    """What a household needs and what counts of an income, where the policy pack does not say more strictly.

    Living costs are at least `first_adult` and `each_further` person. Nobody is left with less than
    `residual_per_head` a month. Unverified income counts with `unverified_cut_percent` less; above `unverified_cap`
    a loan needs proof of income.
    """

    first_adult: NotNegativeDecimal = Decimal(1000)
    each_further: NotNegativeDecimal = Decimal(500)
    residual_per_head: NotNegativeDecimal = Decimal(150)
    share_percent: PositiveDecimal = Decimal(30)
    unverified_cut_percent: NotNegativeDecimal = Field(default=Decimal(20), le=Decimal(90))
    unverified_cap: NotNegativeDecimal = Decimal(8000)
    household_when_unknown: int = Field(default=2, ge=1, le=20)


class LadderStep(FrozenModel):
    """From `loans_repaid` on, loans up to `limit`: low for a first loan, and growing with repayment."""

    loans_repaid: int = Field(ge=0)
    limit: PositiveDecimal


class LadderSettings(FrozenModel):
    """How limits grow. Who was later than `late_days_stop_growth` days stays on the first step."""

    steps: tuple[LadderStep, ...] = (
        LadderStep(loans_repaid=0, limit=Decimal(10_000)),
        LadderStep(loans_repaid=1, limit=Decimal(14_000)),
        LadderStep(loans_repaid=2, limit=Decimal(20_000)),
    )
    late_days_stop_growth: int = Field(default=30, ge=0)

    @model_validator(mode="after")
    def _grows(self) -> "LadderSettings":
        counts, limits = [s.loans_repaid for s in self.steps], [s.limit for s in self.steps]
        if not counts or counts[0] != 0 or counts != sorted(set(counts)) or limits != sorted(limits):
            raise ValueError("steps start at 0 loans repaid and grow")
        return self


class PriceSettings(FrozenModel):
    """What a loan costs the lender, in percent of it a year: a rate that does not cover it is not lent at."""

    loss_given_default_percent: NotNegativeDecimal = Field(default=Decimal(60), le=Decimal(100))
    funding_percent: NotNegativeDecimal = Decimal(4)
    operating_percent: NotNegativeDecimal = Decimal(4)
    margin_percent: NotNegativeDecimal = Decimal(1)

    def hurdle_percent(self, pd: Decimal) -> Decimal:
        """The least nominal rate that covers expected loss, funding, work and margin at this `pd` (a fraction)."""
        return (
            pd * self.loss_given_default_percent + self.funding_percent + self.operating_percent + self.margin_percent
        )


class ExposureSettings(FrozenModel):
    """How much may be lent: in one day, and to one person with all running loans. None is no limit."""

    daily_budget: PositiveDecimal | None = Decimal(500_000)
    per_person: PositiveDecimal | None = Decimal(20_000)


class SearchSettings(FrozenModel):
    """How other terms are looked for: at most `most_trials` terms tried; debts are lowered by `debt_step` at a time."""

    debt_step: PositiveDecimal = Decimal(10)
    most_trials: int = Field(default=64, ge=1, le=64)


def _default_grades() -> tuple[GradeBand, ...]:
    bands = (("A", "0.015", "4"), ("B", "0.03", "3"), ("C", "0.06", "2.5"), ("D", "0.12", "2"), ("E", "1", "0"))
    return tuple(GradeBand(grade=g, pd_up_to=Decimal(p), income_multiple=Decimal(m)) for g, p, m in bands)


class ScoringSettings(FrozenModel):
    """The section [scoring]. `pd_cut_off` is the probability of default (a fraction) above which nothing is lent."""

    version: str = "expert-1"
    scorecard: ScorecardSettings = Field(default_factory=ScorecardSettings)
    grades: tuple[GradeBand, ...] = Field(default_factory=_default_grades)
    pd_cut_off: ExactDecimal = Field(default=Decimal("0.12"), gt=0, lt=1)
    affordability: AffordabilitySettings = AffordabilitySettings()
    ladder: LadderSettings = LadderSettings()
    price: PriceSettings = PriceSettings()
    exposure: ExposureSettings = ExposureSettings()
    fraud: FraudSettings = Field(default_factory=FraudSettings)
    search: SearchSettings = SearchSettings()
    refusal_gap_days: int = Field(default=30, ge=0)
    min_occupation_months: int = Field(default=3, ge=0)

    @model_validator(mode="after")
    def _grades_cover_every_risk(self) -> "ScoringSettings":
        bounds = [band.pd_up_to for band in self.grades]
        multiples = [band.income_multiple for band in self.grades]
        names = [band.grade for band in self.grades]
        if len(set(names)) != len(names):
            raise ValueError("grades: each grade is named once")
        if not bounds or bounds != sorted(set(bounds)) or bounds[-1] != 1:
            raise ValueError("grades: pd_up_to grows from grade to grade, and the last is 1")
        if multiples != sorted(multiples, reverse=True):
            raise ValueError("grades: income_multiple never grows with risk")
        return self

    def grade_of(self, pd: Decimal) -> GradeBand:
        """The band that this probability of default falls into."""
        return next(band for band in self.grades if pd <= band.pd_up_to)

    @cached_property
    def fingerprint(self) -> str:
        """The version with a short hash of every figure: two settings that differ never share it."""
        return f"{self.version}+{fingerprint(self)}"
