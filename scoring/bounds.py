"""What the product and the policy pack together allow, the stricter of both and of the lender's own settings."""

from dataclasses import dataclass
from datetime import date

from lending.money import Money
from lending.policy_pack import PolicyPack, ProductLimits
from lending.product import Product
from lending.rounding import RoundingMode
from lending.term import Term
from scoring.amounts import major_units
from scoring.settings import AffordabilitySettings


@dataclass(frozen=True)
class Bounds:
    """The amounts and terms that may be asked for, and the pack's figures that a request is held against.

    `terms`, the shortest first, may be empty where the pack allows none of the product's. `purposes` lists what the
    product is for; empty means anything that is not forbidden. `licensed` is whether the lender
    may lend at all that day.
    """

    least: Money
    most: Money
    step: Money
    terms: tuple[Term, ...]
    purposes: tuple[str, ...]
    forbidden_purposes: frozenset[str]
    least_age: int
    most_running: int
    affordability: AffordabilitySettings
    licensed: bool = True

    def purpose_is_allowed(self, purpose: str) -> bool:
        """Whether the law and the product allow a loan for this."""
        return purpose not in self.forbidden_purposes and (not self.purposes or purpose in self.purposes)

    def has_amount(self, principal: Money) -> bool:
        """Whether this amount can be lent at all."""
        return self.least <= principal <= self.most and principal.minor % self.step.minor == 0


def bounds_of(product: Product, pack: PolicyPack, own: AffordabilitySettings, today: date) -> Bounds:
    """The bounds of a loan of `product` that would be paid out today."""
    limits, most = pack.product, product.maximum
    if limits.max_amount is not None:
        most = min(most, major_units(limits.max_amount.value, product.currency))
    return Bounds(
        least=product.minimum,
        most=most.to_multiple(product.step, RoundingMode.DOWN),
        step=product.step,
        terms=tuple(term for term in product.offered if _tenor_is_allowed(term, limits, today)),
        purposes=product.purposes,
        forbidden_purposes=frozenset(limits.purpose_denylist.value),
        least_age=limits.min_age.value,
        most_running=pack.multi_loan.max_active.value,
        affordability=_stricter(own, pack),
        licensed=pack.licence.allows(today),
    )


def _tenor_is_allowed(term: Term, limits: ProductLimits, today: date) -> bool:
    days = (term.end(today) - today).days
    too_long = limits.max_tenor_days is not None and days > limits.max_tenor_days.value
    too_short = limits.min_tenor_days is not None and days < limits.min_tenor_days.value
    return not too_long and not too_short


def _stricter(own: AffordabilitySettings, pack: PolicyPack) -> AffordabilitySettings:
    """The lender's affordability figures, nowhere looser than the pack's."""
    law = pack.affordability
    residual, cap = law.residual_per_head, law.unverified_cap
    return own.model_copy(
        update={
            "share_percent": min(own.share_percent, law.all_debts_to_income.value * 100),
            "residual_per_head": own.residual_per_head
            if residual is None
            else max(own.residual_per_head, residual.value),
            "unverified_cut_percent": max(own.unverified_cut_percent, law.unverified_cut.value * 100),
            "unverified_cap": own.unverified_cap if cap is None else min(own.unverified_cap, cap.value),
        }
    )
