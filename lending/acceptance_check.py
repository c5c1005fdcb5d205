"""Whether an offer may be accepted now: its price, how it would be served, and who may have one more loan."""

from datetime import date

from lending.breach import Breach
from lending.caps import check_caps
from lending.conduct_caps import Standing, check_another, check_servicing
from lending.policy_pack import PolicyPack
from lending.servicing import Servicing
from lending.terms import LoanTerms, PenaltyTerms


def check_acceptance(
    terms: LoanTerms, penalty: PenaltyTerms, servicing: Servicing, standing: Standing, on: date, pack: PolicyPack
) -> list[Breach]:
    """Every limit of `pack` that a loan accepted on the day `on` would break; none is good.

    The offer was within them when it was made. Since then the pack can have been replaced, or another loan begun.
    """
    return [
        *check_caps(terms, penalty, pack),
        *check_servicing(servicing, pack),
        *check_another(standing, on, pack),
    ]
