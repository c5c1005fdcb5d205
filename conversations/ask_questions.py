"""What an answer needs to know before anybody is asked who they are: the questions of Ask, with why each is asked."""

from collections.abc import Callable
from typing import Any

from conversations.event import Happening
from conversations.form import Answers, Choice, Form, Question, Wrong, choice_of, text_of
from conversations.reading.amount import read_amount
from conversations.reading.count import read_count, read_months
from conversations.reading.duration import read_months_since
from conversations.say import P, Phrase
from conversations.situation import Situation
from lending.money import Money
from lending.product import Product

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


def product_of(s: Situation) -> Product:
    """The product is chosen by the program: the first that the house offers for this purpose and work."""
    return s.house.products[0]


def money(s: Situation, minor: int) -> Money:
    return Money(minor, s.house.currency)


def _amount(s: Situation, what: Happening) -> Any:
    product = product_of(s)
    text = choice_of(what, "amount") or text_of(what)
    if text is None:
        return None
    low, high = product.minimum, product.maximum
    amount = read_amount(text, s.house.currency)
    if amount is None:
        return Wrong(P("wrong.amount"))
    if not low.minor <= amount.minor <= high.minor:
        return Wrong(P("wrong.amount.range", low=low, high=high))
    if amount.minor % product.step.minor:
        below = amount.minor - amount.minor % product.step.minor
        above = money(s, below + product.step.minor)
        return Wrong(P("wrong.amount.step", step=product.step, below=money(s, below), above=above))
    return amount.minor


def _amount_choices(s: Situation) -> tuple[tuple[Choice, ...], ...]:
    product = product_of(s)
    usual = (1000, 2000, 5000, 10000)
    scale = 10**product.minimum.exponent
    offered = [u * scale for u in usual if product.minimum.minor <= u * scale <= product.maximum.minor]
    return (tuple(Choice(str(m // scale), P("choice.money", amount=money(s, m))) for m in offered),)


def _months(s: Situation, what: Happening) -> Any:
    pressed, text = choice_of(what, "months"), text_of(what)
    if pressed is None and text is None:
        return None
    months = int(pressed) if pressed is not None else read_months(text or "")
    offered = product_of(s).months
    if months is None or months not in offered:
        return Wrong(P("wrong.months", low=min(offered), high=max(offered)))
    return months


def _months_choices(s: Situation) -> tuple[tuple[Choice, ...], ...]:
    offered = [m for m in (1, 3, 6, 9, 12) if m in product_of(s).months]
    return (tuple(Choice(str(m), P("choice.months", n=m)) for m in offered),)


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
    Question(
        "amount",
        "decision",
        lambda s: (P("ask.amount", low=product_of(s).minimum, high=product_of(s).maximum),),
        _amount,
        _show_money,
        _amount_choices,
    ),
    Question(
        "months",
        "decision",
        lambda s: (P("ask.months"),),
        _months,
        lambda s, n: P("choice.months", n=n),
        _months_choices,
    ),
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


def monthly_income(answers: Answers) -> int:
    """Income in minor units: what was said, or for a business its turnover less the cost of its goods, never
    below 0.
    """
    if _business(answers):
        return max(0, int(answers["turnover"]) - int(answers["goods"]))
    return int(answers["income"])
