"""Whether the instalments fit: the monthly budget of a household, held against the pack's share and what must be left.

Whole smallest units throughout; comparisons are exact, and only the share that is shown is rounded (upwards, so that a
share over the limit never reads as the limit).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lending.money import Money
from lending.rounding import RoundingMode, round_decimals
from scoring.amounts import major_units
from scoring.applicant import Applicant
from scoring.outcome import Affordability
from scoring.settings import AffordabilitySettings

NO_INCOME_PERCENT = Decimal("999.00")
"""What is shown as share where no income counts at all."""


@dataclass(frozen=True)
class Budget:
    """What comes in and goes out in a month, before the loan asked for; what counts, not what was said."""

    income: Money
    living_costs: Money
    debts: Money
    limit_percent: Decimal
    residual_floor: Money

    def with_loan(self, instalment: Money) -> Affordability:
        """The budget with `instalment` in it, as it is shown."""
        all_debts = self.debts + instalment
        return Affordability(
            income=self.income,
            living_costs=self.living_costs,
            debts=self.debts,
            instalment=instalment,
            share_percent=_share_percent(all_debts, self.income),
            limit_percent=self.limit_percent,
            residual=self.income - self.living_costs - all_debts,
            residual_floor=self.residual_floor,
        )

    def share_fits(self, instalment: Money) -> bool:
        """Whether all debts with this one stay under the share of income that the policy allows."""
        return (self.debts + instalment).minor * 100 <= self.limit_percent * self.income.minor


def _share_percent(part: Money, whole: Money) -> Decimal:
    if whole.minor <= 0:
        return NO_INCOME_PERCENT
    share = round_decimals(Fraction(part.minor * 100, whole.minor), 2, RoundingMode.UP)
    return min(share, NO_INCOME_PERCENT)


def budget_of(applicant: Applicant, rules: AffordabilitySettings) -> Budget | None:
    """The monthly budget by `rules` (the stricter of settings and pack); None where income or debts are unknown."""
    if applicant.income is None or applicant.debts is None:
        return None
    household = applicant.household or rules.household_when_unknown
    counted = Decimal(1) if applicant.income_verified else 1 - rules.unverified_cut_percent / 100
    table = major_units(rules.first_adult + rules.each_further * (household - 1), applicant.currency)
    declared = applicant.living_costs or Money.zero(applicant.currency)
    return Budget(
        income=applicant.income.times(counted, RoundingMode.DOWN),
        living_costs=max(declared, table),
        debts=applicant.debts,
        limit_percent=rules.share_percent,
        residual_floor=major_units(rules.residual_per_head * household, applicant.currency),
    )
