"""An outcome put to the person: probably with its figures, or no with its reasons, a path, and a person to ask."""

from conversations.figures import cost_lines, figures
from conversations.loan_questions import product_of
from conversations.reason_words import advice_lines, come_back, reason_phrases, works
from conversations.say import BLANK, Button, P, Phrase, Say
from conversations.situation import Situation
from conversations.term_words import term_phrase
from lending.money import Money
from lending.term import Term
from scoring.decision import Advice, Decision

__all__ = ["explained", "indication", "reason_phrases"]


def indication(s: Situation, decision: Decision) -> tuple[Phrase, ...]:
    """Probably: the amount, the monthly figure and the yearly cost, and that it is not yet a promise."""
    if decision.terms is None:
        return P("indication.person"), P("indication.not_promise")
    lines = (P("indication.yes"), BLANK, *cost_lines(figures(decision.terms)), BLANK)
    if "income_proof" in decision.needs:
        lines = (*lines, P("indication.needs_income_proof"))
    return (*lines, P("indication.not_promise"), P("indication.next"))


def explained(s: Situation, decision: Decision) -> Say:
    """Not as asked: what decided, what works now or what would help, and a person to ask."""
    product = product_of(s)
    asked = term_phrase(Term.of(s.session.answers["term"]))
    title = P("no.not_like_this", amount=_asked(s), months=asked)
    reasons = reason_phrases(decision, product)
    rows: list[tuple[Button, ...]] = []
    lines: tuple[Phrase, ...] = (title, *reasons)
    if decision.outcome == "counter" and decision.terms is not None:
        share = decision.affordability.share_percent if decision.affordability else None
        instalment = figures(decision.terms).first.due
        lines = (*lines, BLANK, P("no.works_now"), works(product, decision.principal, decision.term, instalment, share))
        take = f"{decision.principal.minor}/{decision.term.count}"
        rows.append((Button(P("button.see_that"), "take", take),))
    for advice in _other_ways(decision):
        lines = (*lines, BLANK, *advice_lines(product, advice))
    lines = (*lines, *come_back(decision.come_back_on))
    rows.append((Button(P("button.look_again"), "person", bound=False), Button(P("button.change_answers"), "changed")))
    rows.append((Button(P("button.data_used"), "data", bound=False), Button(P("button.cancel"), "cancel", bound=False)))
    return Say(lines, tuple(rows), important=decision.stage == "decision")


def _asked(s: Situation) -> Money:
    return Money(int(s.session.answers["amount"]), s.house.currency)


def _other_ways(decision: Decision) -> tuple[Advice, ...]:
    """Advice beyond the counter-proposal itself; two at most, and one beside a proposal: a page is short."""
    if decision.outcome != "counter":
        return decision.advice[:2]
    return tuple(a for a in decision.advice if a.code != "other_terms")[:1]
