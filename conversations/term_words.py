"""How long a loan lasts and how often it is repaid, in words: 14 days, 8 weeks, 500.00 a week, 5,038.36 at the end."""

from collections.abc import Mapping
from typing import Any

from conversations.say import P, Phrase
from lending.calendar import Unit
from lending.money import Money
from lending.plan_rules import Method
from lending.product import Product
from lending.repayment_interval import Every
from lending.term import Term, TermUnit
from lending.terms import LoanTerms

MOST_LISTED = 8
"""Terms that are named one by one; of more, the first and the last."""


def term_phrase(term: Term) -> Phrase:
    """The term as it stands on a button and in a sentence."""
    match term.unit:
        case TermUnit.DAY:
            return P("choice.days", n=term.count)
        case TermUnit.WEEK:
            return P("choice.weeks", n=term.count)
        case TermUnit.HALF_MONTH:
            return P("choice.half_months", n=term.count)
    return P("choice.months", n=term.count)


def terms_phrase(terms: tuple[Term, ...], *, between: bool = False) -> Phrase:
    """All terms of a product in a few words: 1 to 12 months; 7, 14 or 30 days; with `between` from the first to the
    last.
    """
    if len(terms) == 1:
        return term_phrase(terms[0])
    counts = [term.count for term in terms]
    which = P("terms.range", first=counts[0], last=counts[-1])
    if not between and not are_all_between(terms) and len(counts) <= MOST_LISTED:
        which = P("terms.or", before=_listed(counts[:-1]), last=counts[-1])
    match terms[0].unit:
        case TermUnit.DAY:
            return P("terms.days", which=which)
        case TermUnit.WEEK:
            return P("terms.weeks", which=which)
        case TermUnit.HALF_MONTH:
            return P("terms.half_months", which=which)
    return P("terms.months", which=which)


def _listed(counts: list[int]) -> Phrase:
    listed = P("terms.first", first=counts[0])
    for count in counts[1:]:
        listed = P("terms.and", before=listed, last=count)
    return listed


def are_all_between(terms: tuple[Term, ...]) -> bool:
    """Whether every whole number from the first to the last is among them."""
    return terms[-1].count - terms[0].count + 1 == len(terms)


def each_phrase(product: Product, amount: Money) -> Phrase:
    """An instalment with how often it comes."""
    return P("each.once", amount=amount) if product.method.pays_once else _each(product.every, amount)


def _each(every: Every, amount: Money) -> Phrase:
    if every.days:
        return P("each.half_month", amount=amount)
    if every.n == 1 and every.unit is not Unit.DAY:
        return P("each.month", amount=amount) if every.unit is Unit.MONTH else P("each.week", amount=amount)
    match every.unit:
        case Unit.DAY:
            return P("each.days", amount=amount, n=every.n)
        case Unit.WEEK:
            return P("each.weeks", amount=amount, n=every.n)
    return P("each.months", amount=amount, n=every.n)


def proposed_term(verdict: Mapping[str, Any]) -> Term:
    """The term that a member of staff proposed; earlier proposals counted in months alone."""
    return Term.of(verdict["term"] if "term" in verdict else verdict["months"])


def counts_months(terms: LoanTerms) -> bool:
    """Whether a loan is repaid by whole months, so that its time is said in months."""
    return terms.every.unit is Unit.MONTH and not terms.every.days


def lasts(every: Every, intervals: int, method: Method, instalments: int) -> Term:
    """How long a loan of these terms lasts, in the unit of its interval."""
    count = intervals if method.pays_once else instalments
    if every.days:
        return Term(count, TermUnit.HALF_MONTH)
    unit = {Unit.DAY: TermUnit.DAY, Unit.WEEK: TermUnit.WEEK, Unit.MONTH: TermUnit.MONTH}[every.unit]
    return Term(count * every.n, unit)
