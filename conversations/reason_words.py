"""Reasons and advice in words: one catalogue phrase for every code that a decision can name.

The reason shown is the rule or factor that decided. What is unknown is "we could not verify", never "is low". Advice
names only what a person can change, and promises exactly what the engine tried.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from conversations.ask_questions import PURPOSES
from conversations.labels import LABELS
from conversations.say import P, Percent, Phrase
from conversations.term_words import each_phrase, term_phrase, terms_phrase
from lending.calendar import Unit
from lending.money import Money
from lending.product import Product
from lending.term import Term
from scoring.decision import Advice, Decision, Reason

Params = Mapping[str, Any]

_FIELDS: dict[str, Phrase] = {
    "income": LABELS["income"],
    "living_costs": LABELS["costs"],
    "debts": LABELS["debts"],
    "household": LABELS["household"],
    "occupation": LABELS["occupation"],
    "occupation_months": LABELS["since"],
    "birth_date": LABELS["national_id"],
}


def _term_range(p: Params) -> Phrase:
    """What may be asked for, from the shortest to the longest; nothing where the law leaves no term."""
    least, most = p["least_term"], p["most_term"]
    terms = (least,) if least == most else (least, most)
    return P("reason.term_range", terms=terms_phrase(terms, between=True))


def _is_monthly(product: Product) -> bool:
    """Whether one instalment falls due a month, so that it is what a month takes."""
    return product.every.unit is Unit.MONTH and not product.every.days


def _share(p: Params) -> Phrase:
    share, limit = Percent(p["share_percent"]), Percent(p["limit_percent"])
    return P("reason.affordability_share", instalment=p["instalment"], share=share, limit=limit)


def _share_of_a_month(p: Params) -> Phrase:
    """Where more than one instalment falls due in a month, or not one in each."""
    share, limit = Percent(p["share_percent"]), Percent(p["limit_percent"])
    return P("reason.affordability_share_month", instalment=p["instalment"], share=share, limit=limit)


def _residual(p: Params) -> Phrase:
    left: Money = p["residual"]
    if left.minor < 0:
        return P("reason.residual_missing", missing=-left, floor=p["floor"])
    return P("reason.residual", residual=left, floor=p["floor"])


_WITH_FIGURES: dict[str, Callable[[Params], Phrase]] = {
    "purpose": lambda p: P("reason.purpose", purpose=PURPOSES.get(str(p["purpose"]), PURPOSES["other"])),
    "age": lambda p: P("reason.age", years=p["years"]),
    "amount_range": lambda p: P("reason.amount_range", least=p["least"], most=p["most"]),
    "term_range": lambda p: _term_range(p),
    "refusal_gap": lambda p: P("reason.refusal_gap", on=p["on"]),
    "affordability_share": _share,
    "residual": _residual,
    "unknown": lambda p: P("reason.unknown", field=_FIELDS.get(str(p["field"]), LABELS["income"])),
    "occupation_time": lambda p: P("reason.occupation_time", months=p["months"], least=p["least_months"]),
    "unverified_cap": lambda p: P("reason.unverified_cap", limit=p["limit"]),
    "limit": lambda p: P("reason.limit", limit=p["limit"]),
    "limit_ladder": lambda p: P("reason.limit_ladder", limit=p["limit"]),
}

_PLAIN: dict[str, Phrase] = {
    "open_loan": P("reason.open_loan"),
    "licence": P("reason.licence"),
    "deny_list": P("reason.could_not_verify"),
    "identity_shared": P("reason.could_not_verify"),
    "fraud_review": P("reason.could_not_verify"),
    "rate_cap": P("reason.rate_cap"),
    "exposure": P("reason.exposure"),
    "credit_points": P("reason.credit_points"),
    "price": P("reason.price"),
    "factor_occupation": P("reason.factor_occupation"),
    "factor_occupation_time": P("reason.factor_occupation_time"),
    "factor_income_not_proven": P("reason.factor_income_not_proven"),
    "factor_debts": P("reason.factor_debts"),
    "factor_left_over": P("reason.factor_left_over"),
    "factor_amount": P("reason.factor_amount"),
    "factor_short_history": P("reason.factor_short_history"),
    "factor_late_payments": P("reason.factor_late_payments"),
    "factor_no_early_payments": P("reason.factor_no_early_payments"),
    "factor_promises": P("reason.factor_promises"),
    "factor_occupation_unknown": P("reason.factor_unknown", field=LABELS["occupation"]),
    "factor_occupation_time_unknown": P("reason.factor_unknown", field=LABELS["since"]),
    "factor_debts_unknown": P("reason.factor_unknown", field=LABELS["debts"]),
    "factor_left_over_unknown": P("reason.factor_unknown", field=LABELS["income"]),
    "factor_amount_unknown": P("reason.factor_unknown", field=LABELS["income"]),
    "factor_late_payments_unknown": P("reason.factor_no_history"),
    "factor_no_early_payments_unknown": P("reason.factor_no_history"),
    "factor_promises_unknown": P("reason.factor_no_history"),
}


def reason_phrase(reason: Reason, product: Product | None = None) -> Phrase:
    """The reason in words, in those of the product; KeyError for a code that has none, which a test rules out."""
    if reason.code == "affordability_share" and product is not None and not _is_monthly(product):
        return _share_of_a_month(reason.params)
    with_figures = _WITH_FIGURES.get(reason.code)
    return with_figures(reason.params) if with_figures else _PLAIN[reason.code]


def reason_phrases(decision: Decision, product: Product | None = None) -> tuple[Phrase, ...]:
    """At most four, each said once."""
    return reason_phrases_of(decision.reasons, product)


def reason_phrases_of(reasons: Sequence[Reason], product: Product | None = None) -> tuple[Phrase, ...]:
    """The first four of these reasons, each said once."""
    said: list[Phrase] = []
    for reason in reasons[:4]:
        phrase = reason_phrase(reason, product)
        if phrase not in said:
            said.append(phrase)
    return tuple(P("reason.line", reason=phrase) for phrase in said)


def works(product: Product, principal: Money, term: Term, instalment: Money, share: Decimal | None = None) -> Phrase:
    """What would be lent, with the figure of each instalment."""
    each = each_phrase(product, instalment)
    if share is not None:
        return P(
            "works.terms_share",
            amount=principal,
            months=term_phrase(term),
            each=each,
            share=Percent(share),
        )
    return P("works.terms", amount=principal, months=term_phrase(term), each=each)


_ADVICE: dict[str, Callable[[Params], Phrase]] = {
    "prove_income": lambda p: P("advice.prove_income"),
    "lower_debts": lambda p: P("advice.lower_debts", debts=p["debts"]) if p["debts"].minor else P("advice.no_debts"),
    "prove_income_and_lower_debts": lambda p: P("advice.prove_income_and_lower_debts", debts=p["debts"]),
    "settle_loan": lambda p: P("advice.settle_loan", outstanding=p["outstanding"]),
    "wait": lambda p: P("advice.wait", on=p["on"]),
    "other_purpose": lambda p: P("advice.other_purpose", purpose=PURPOSES.get(str(p["purpose"]), PURPOSES["other"])),
    "other_terms": lambda p: P("advice.other_terms"),
}


def advice_lines(product: Product, advice: Advice) -> tuple[Phrase, ...]:
    """What a person could change, and what it leads to."""
    p: Params = advice.params
    return _ADVICE[advice.code](p), works(product, p["principal"], p["term"], p["instalment"])


def come_back(day: date | None) -> tuple[Phrase, ...]:
    return (P("come_back", on=day),) if day is not None else ()
