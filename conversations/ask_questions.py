"""What an answer needs to know before anybody is asked who they are: the questions of Ask, with why each is asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conversations.context import House
from conversations.event import Happening
from conversations.form import Answers, Choice, Form, Question, Wrong, choice_of, text_of
from conversations.loan_questions import LOAN, PAYDAY, PRODUCT, money, product_named
from conversations.reading.amount import read_amount
from conversations.reading.count import read_count
from conversations.reading.duration import read_months_since
from conversations.say import P, Phrase
from conversations.situation import Situation
from lending.records import Application
from lending.term import Term

OCCUPATIONS: dict[str, Phrase] = {
    "employed": P("occupation.employed"),
    "self_employed": P("occupation.self_employed"),
    "business": P("occupation.business"),
    "farming": P("occupation.farming"),
    "pension": P("occupation.pension"),
    "other": P("occupation.other"),
}
PURPOSES: dict[str, Phrase] = {
    "household": P("purpose.household"),
    "health": P("purpose.health"),
    "education": P("purpose.education"),
    "repair": P("purpose.repair"),
    "stock": P("purpose.stock"),
    "tools": P("purpose.tools"),
    "other": P("purpose.other"),
}
SINCE: dict[str, tuple[int, Phrase]] = {
    "3": (3, P("since.under_half_year")),
    "9": (9, P("since.half_to_one_year")),
    "24": (24, P("since.one_to_three_years")),
    "60": (60, P("since.over_three_years")),
}


def _one_of(key: str, table: dict[str, Phrase], wrong: Phrase) -> Callable[[Situation, Happening], Any]:
    def read(_: Situation, what: Happening) -> Any:
        pressed = choice_of(what, key)
        if pressed in table:
            return pressed
        return Wrong(wrong) if text_of(what) is not None else None

    return read


def _rows(table: dict[str, Phrase], across: int) -> Callable[[Situation], tuple[tuple[Choice, ...], ...]]:
    choices = [Choice(value, label) for value, label in table.items()]
    rows = tuple(tuple(choices[i : i + across]) for i in range(0, len(choices), across))
    return lambda _: rows


def _since(s: Situation, what: Happening) -> Any:
    pressed, text = choice_of(what, "since"), text_of(what)
    if pressed is not None:
        return SINCE[pressed][0]
    if text is None:
        return None
    months = read_months_since(text, s.today)
    return Wrong(P("wrong.since")) if months is None else min(months, 720)


def _sum_of(key: str, wrong: Phrase, none_is: str = "") -> Callable[[Situation, Happening], Any]:
    def read(s: Situation, what: Happening) -> Any:
        if none_is and choice_of(what, key) == none_is:
            return 0
        text = text_of(what)
        if text is None:
            return None
        amount = read_amount(text, s.house.currency)
        return Wrong(wrong) if amount is None or amount.minor > 10**11 else amount.minor

    return read


def _household(_: Situation, what: Happening) -> Any:
    pressed, text = choice_of(what, "household"), text_of(what)
    if pressed is None and text is None:
        return None
    count = int(pressed) if pressed is not None else read_count(text or "")
    return Wrong(P("wrong.household")) if count is None or not 1 <= count <= 30 else count


def _show_money(s: Situation, minor: Any) -> Phrase:
    return P("choice.money", amount=money(s, minor))


def _business(answers: Answers) -> bool:
    return answers.get("occupation") in ("business", "farming")


def _not_business(answers: Answers) -> bool:
    return not _business(answers)


ASK: Form = (
    *LOAN,
    Question(
        "purpose",
        "decision",
        lambda s: (P("ask.purpose"), P("ask.purpose.why")),
        _one_of("purpose", PURPOSES, P("wrong.choose")),
        lambda s, value: PURPOSES[value],
        _rows(PURPOSES, 2),
    ),
    Question(
        "occupation",
        "decision",
        lambda s: (P("ask.occupation"),),
        _one_of("occupation", OCCUPATIONS, P("wrong.choose")),
        lambda s, value: OCCUPATIONS[value],
        _rows(OCCUPATIONS, 2),
    ),
    Question(
        "since",
        "decision",
        lambda s: (P("ask.since"),),
        _since,
        lambda s, n: SINCE[str(n)][1] if str(n) in SINCE else P("choice.months", n=n),
        _rows({value: label for value, (_, label) in SINCE.items()}, 2),
    ),
    Question(
        "turnover",
        "decision",
        lambda s: (P("ask.turnover"), P("ask.turnover.why")),
        _sum_of("turnover", P("wrong.sum")),
        _show_money,
        applies=_business,
    ),
    Question(
        "goods",
        "decision",
        lambda s: (P("ask.goods"), P("ask.goods.why")),
        _sum_of("goods", P("wrong.sum"), "0"),
        _show_money,
        lambda s: ((Choice("0", P("choice.none")),),),
        applies=_business,
    ),
    Question(
        "income",
        "decision",
        lambda s: (P("ask.income"), P("ask.income.why")),
        _sum_of("income", P("wrong.income")),
        _show_money,
        applies=_not_business,
    ),
    Question(
        "costs",
        "decision",
        lambda s: (P("ask.costs"), P("ask.costs.why")),
        _sum_of("costs", P("wrong.sum")),
        _show_money,
    ),
    Question(
        "household",
        "decision",
        lambda s: (P("ask.household"), P("ask.household.why")),
        _household,
        lambda s, n: P("choice.people", n=n),
        lambda s: (tuple(Choice(str(n), P("choice.number", number=n)) for n in range(1, 7)),),
    ),
    Question(
        "debts",
        "decision",
        lambda s: (P("ask.debts"), P("ask.debts.why")),
        _sum_of("debts", P("wrong.sum"), "0"),
        _show_money,
        lambda s: ((Choice("0", P("choice.no_debts")),),),
    ),
)


def asked_by(house: House) -> Form:
    """The questions of this house: which product only where it has several, a payday only where one can be chosen."""
    left_out = {PRODUCT.key} if len(house.products) == 1 else set()
    form = tuple(q for q in ASK if q.key not in left_out and q.key != PAYDAY.key)
    if not any(product.payday_choices for product in house.products):
        return form
    place = next(n for n, q in enumerate(form) if q.key == "term") + 1
    payday = replace(PAYDAY, applies=lambda answers: bool(product_named(house, answers.get("product")).payday_choices))
    return (*form[:place], payday, *form[place:])


def answers_of(application: Application) -> dict[str, Any]:
    """What was answered for an application, as it would be answered today; earlier ones counted in months alone."""
    answers = dict(application.answers)
    if not answers:
        return {}
    months = answers.pop("months", None)
    if months is not None:
        answers["term"] = [months, "month"]
    return {"product": application.product, **answers}


def still_offered(house: House, answers: Answers) -> dict[str, Any]:
    """The answers without those about a loan that the house does not make any more."""
    product = next((p for p in house.products if p.code == answers.get("product")), None)
    term = answers.get("term")
    gone = {"product", "amount", "term", "payday"} if product is None else set()
    if product is not None and (term is None or Term.of(term) not in product.offered):
        gone = {"term", "payday"}
    return {key: value for key, value in answers.items() if key not in gone}


def monthly_income(answers: Answers) -> int:
    """Income in minor units: what was said, or for a business its turnover less the cost of its goods, never
    below 0.
    """
    if _business(answers):
        return max(0, int(answers["turnover"]) - int(answers["goods"]))
    return int(answers["income"])
