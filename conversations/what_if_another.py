"""What if the offer were for another amount or another time: the whole cost, or why not and the nearest that works."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conversations.ask_questions import answers_of
from conversations.deciding import ASK_KEYS, applicant_of
from conversations.figures import cost_lines, figures
from conversations.loan_questions import money
from conversations.reason_words import reason_phrases_of
from conversations.say import BLANK, P, Phrase
from conversations.situation import Situation
from conversations.term_words import term_phrase
from lending.product import Product
from lending.records import Application, Offer
from lending.term import Term
from lending.terms import LoanTerms
from scoring.another import Another, another
from scoring.applicant import Applicant
from scoring.evaluation import Rules


def requoted_lines(
    s: Situation, offer: Offer, application: Application, offered: LoanTerms, change: Mapping[str, Any]
) -> tuple[Phrase, ...]:
    """The offer's cost with this `amount` (minor units) or `term` instead, beside what the offer costs."""
    asked, found = _tried(s, offer, application, change)
    compared = P("whatif.compared", cost=figures(offered).schedule.cost)
    terms = found.nearest.terms if found.nearest is not None else None
    if terms is not None and not found.reasons:
        return (*cost_lines(figures(terms), terms.disbursed_on), compared)
    why = reason_phrases_of(found.reasons, asked.product)
    lines = (P("no.not_like_this", amount=asked.principal, months=term_phrase(asked.term)), *why)
    if terms is None:
        return (*lines, P("whatif.none_near"), compared)
    return (*lines, BLANK, P("whatif.nearest"), *cost_lines(figures(terms), terms.disbursed_on), compared)


def _tried(
    s: Situation, offer: Offer, application: Application, change: Mapping[str, Any]
) -> tuple[Applicant, Another]:
    """The request of the application as it was offered, and the same with the change."""
    answers = {k: v for k, v in answers_of(application).items() if k in ASK_KEYS}
    about = applicant_of(s.at(s.session.enter("offer", **answers)), "decision")
    offered = replace(about, principal=offer.principal, term=_term_of(about.product, offer, application))
    asked = offered
    if "amount" in change:
        asked = replace(asked, principal=money(s, change["amount"]))
    if "term" in change:
        asked = replace(asked, term=Term.of(change["term"]))
    return asked, another(offered, asked, Rules(s.house.scoring, s.house.pack, s.ctx.correction))


def _term_of(product: Product, offer: Offer, application: Application) -> Term:
    """The term that was offered: the one asked for, or what a person made of it."""
    count = LoanTerms.read(offer.terms).count
    made = (term for term in (application.term, *product.offered) if product.count_for(term) == count)
    return next((term for term in made if term in product.offered), application.term)
