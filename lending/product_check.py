"""Whether a product can be lent at all: its smallest and largest loans are tried, at every rate, before anybody asks.

A mistake in a product is found by the operator who writes it, not by the first borrower whom it meets.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product as product_of

from lending.breach import Breach
from lending.calendar import Unit
from lending.caps import check_caps
from lending.day_count import DayCount
from lending.money import Money
from lending.moved import moved
from lending.policy_pack import PolicyPack
from lending.problems import Problem, ProblemWithInput
from lending.product import Product
from lending.schedule import schedule
from lending.term import Term

Found = Iterator[tuple[tuple[str | int, ...], str]]
"""The path of a key within the product, and what is wrong with it."""

_FIRST_TRIAL = date(2027, 1, 4)
_TRIALS = tuple(_FIRST_TRIAL + timedelta(days=17 * k) for k in range(22))
"""Days of payout all over a year, on different days of the week and of the month."""

_BY_PATH: dict[str, tuple[str, ...]] = {
    "cap.late_percent": ("penalty",),
    "cap.penalty_percent_per_month": ("penalty",),
    "cap.penalty_base": ("penalty", "base"),
    "cap.default_fee": ("penalty", "cap_per_instalment"),
    "fees_deducted_from_principal": ("fees",),
}


def impossible(product: Product) -> Found:
    """What keeps a product from being lent: terms that make no loan, for its extremes, with the key to change."""
    for principal, term, rate, payday in _extremes(product):
        try:
            schedule(product.terms(principal, term, rate, _FIRST_TRIAL, payday))
        except Problem as problem:
            yield _where(product, problem)
            return


def changes_with_the_payout(product: Product) -> bool:
    """Whether a payout later than planned, while the offer stands, would change an amount that was accepted."""
    if _is_plainly_steady(product):
        return False
    principal, rate = product.maximum, max(product.annual_rate_percent.values())
    for on in _TRIALS:
        for term, payday in product_of(_ends(product), _paydays(product)):
            terms = product.terms(principal, term, rate, on, payday)
            accepted = [i.due for i in schedule(terms).instalments]
            for days in {1, product.valid_days}:
                try:
                    later = schedule(moved(terms, on + timedelta(days=days)))
                except Problem:
                    return True
                if [i.due for i in later.instalments] != accepted:
                    return True
    return False


def _is_plainly_steady(product: Product) -> bool:
    """Whole months that all count the same, from the day of the payout: nothing of the dates matters."""
    alike = product.day_count is DayCount.PERIOD or product.day_count.months_are_equal
    months = product.every.unit is Unit.MONTH and not product.every.days
    dated = (
        product.payday is not None
        or product.payday_choices
        or product.months_without_principal
        or any(fee.on for fee in product.fees)
    )
    return alike and months and not dated


def breaks(product: Product, pack: PolicyPack) -> Found:
    """The caps of `pack` that the product breaks, by grade; amounts and terms beyond the pack are cut when lending."""
    seen: set[tuple[str, ...]] = set()
    for grade, rate in product.annual_rate_percent.items():
        for term in _ends(product):
            found = [b for b in _breaches(product, rate, term, pack) if not b.rule.startswith("product.")]
            path = _BY_PATH.get(found[0].rule, ("annual_rate_percent", grade)) if found else ()
            if found and path not in seen:
                seen.add(path)
                yield path, f"{found[0]} of the pack {pack.name!r}, for a loan of {term}"
                break


def _breaches(product: Product, rate: Decimal, term: Term, pack: PolicyPack) -> list[Breach]:
    found = []
    for principal in (product.minimum, product.maximum):
        terms = product.terms(principal, term, rate, _FIRST_TRIAL)
        found += check_caps(terms, product.penalty, pack)
    return found


def _ends(product: Product) -> tuple[Term, ...]:
    """The shortest and the longest term."""
    return (product.offered[0],) if len(product.offered) == 1 else (product.offered[0], product.offered[-1])


def _paydays(product: Product) -> tuple[int | None, ...]:
    """As the days fall, and the first and last day that a borrower may choose."""
    return (None, *sorted({*product.payday_choices[:1], *product.payday_choices[-1:]}))


def _extremes(product: Product) -> Iterator[tuple[Money, Term, Decimal, int | None]]:
    """The smallest and largest amounts, the shortest and longest terms, the lowest and highest rates, the paydays."""
    rates = sorted(set(product.annual_rate_percent.values()))
    amounts = (product.minimum, product.maximum)
    yield from product_of(amounts, _ends(product), (rates[0], rates[-1]), _paydays(product))


def _where(product: Product, problem: Problem) -> tuple[tuple[str | int, ...], str]:
    """The product's key that a problem with its terms is about."""
    field = problem.field if isinstance(problem, ProblemWithInput) else ""
    head, *rest = field.split(".")
    term = f"{product.unit}s"
    known = {"count": term, "instalment": "rounding", "principal": "min_amount", "dates": term}.get(head, head)
    reason = problem.reason if isinstance(problem, ProblemWithInput) else str(problem)
    if known not in type(product).model_fields:
        return (), str(problem)
    return (known, *rest), reason
