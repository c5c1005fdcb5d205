"""Which loan is asked for: the product where there are several, how much, how long, and on which day it is repaid."""

import re
from typing import Any

from conversations.context import House
from conversations.event import Happening
from conversations.form import Choice, Question, Wrong, choice_of, text_of
from conversations.reading.amount import read_amount
from conversations.reading.count import read_count
from conversations.reading.term import read_term
from conversations.say import P, Phrase
from conversations.situation import Situation
from conversations.term_words import are_all_between, term_phrase, terms_phrase
from lending.calendar import Unit
from lending.money import Money
from lending.product import Product
from lending.term import Term, TermUnit

USUAL = {
    TermUnit.DAY: (7, 14, 21, 30, 60),
    TermUnit.WEEK: (4, 8, 12, 26, 52),
    TermUnit.HALF_MONTH: (2, 6, 12, 18, 24),
    TermUnit.MONTH: (1, 3, 6, 9, 12),
}
"""Terms that stand on buttons where a product has more than fit."""
MOST_BUTTONS = 6
AS_IT_FALLS = 0
"""The answer of somebody who wants no payday of their own."""
DAYS_ACROSS, WEEKDAYS_ACROSS = 7, 3
WEEKDAYS: dict[int, Phrase] = {
    1: P("weekday.1"),
    2: P("weekday.2"),
    3: P("weekday.3"),
    4: P("weekday.4"),
    5: P("weekday.5"),
    6: P("weekday.6"),
    7: P("weekday.7"),
}

_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$|[号號日]$")

Rows = tuple[tuple[Choice, ...], ...]


def product_named(house: House, code: Any) -> Product:
    """The product of this code; the first where nothing was chosen, or what was chosen is offered no longer."""
    return next((product for product in house.products if product.code == code), house.products[0])


def product_of(s: Situation) -> Product:
    """The product that the person chose; the only one where nothing needs to be chosen."""
    return product_named(s.house, s.session.answers.get("product"))


def name_of(product: Product, language: str) -> str:
    """What a product is called in this language."""
    return product.name.get(language) or next(iter(product.name.values()))


def money(s: Situation, minor: int) -> Money:
    return Money(minor, s.house.currency)


def range_phrase(product: Product, language: str) -> Phrase:
    """What may be asked for, in a line."""
    return P(
        "product.range",
        name=name_of(product, language),
        low=product.minimum,
        high=product.maximum,
        terms=terms_phrase(product.offered),
    )


def _which(s: Situation) -> tuple[Phrase, ...]:
    return (P("ask.product"), *(range_phrase(product, s.person.language) for product in s.house.products))


def _product(s: Situation, what: Happening) -> Any:
    pressed, text = choice_of(what, "product"), text_of(what)
    if pressed is not None:
        return pressed
    if text is None:
        return None
    said = text.strip().casefold()
    found = [p.code for p in s.house.products if said in {name.casefold() for name in p.name.values()}]
    return found[0] if found else Wrong(P("wrong.choose"))


def _product_choices(s: Situation) -> Rows:
    named = [(p.code, name_of(p, s.person.language)) for p in s.house.products]
    return tuple((Choice(code, P("shown.text", text=name)),) for code, name in named)


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
        return Wrong(P("wrong.amount.range", low=low, high=high, usual=_usual_amount(product)))
    if amount.minor % product.step.minor:
        below = amount.minor - amount.minor % product.step.minor
        above = money(s, below + product.step.minor)
        return Wrong(P("wrong.amount.step", step=product.step, below=money(s, below), above=above))
    return amount.minor


def _usual_amount(product: Product) -> str:
    """An amount of the product as it can be typed."""
    usual = Money.parse("5000", product.currency)
    shown = usual if product.minimum <= usual <= product.maximum else product.maximum
    return format(shown.major().normalize(), "f")


def _amount_choices(s: Situation) -> Rows:
    product = product_of(s)
    usual = (1000, 2000, 5000, 10000)
    scale = 10**product.minimum.exponent
    offered = [u * scale for u in usual if product.minimum.minor <= u * scale <= product.maximum.minor]
    return (tuple(Choice(str(m // scale), P("choice.money", amount=money(s, m))) for m in offered),)


def wrong_term(product: Product) -> Wrong:
    """What can be answered instead, with an example."""
    terms = product.offered
    if product.unit is TermUnit.MONTH and are_all_between(terms) and len(terms) > 1:
        return Wrong(P("wrong.months", low=terms[0].count, high=terms[-1].count))
    return Wrong(P("wrong.term", terms=terms_phrase(terms), usual=term_phrase(terms[len(terms) // 2])))


def _how_long(s: Situation) -> tuple[Phrase, ...]:
    match product_of(s).unit:
        case TermUnit.DAY:
            return (P("ask.days"),)
        case TermUnit.WEEK:
            return (P("ask.weeks"),)
        case TermUnit.HALF_MONTH:
            return (P("ask.half_months"),)
    return (P("ask.months"),)


def _term(s: Situation, what: Happening) -> Any:
    pressed, text = choice_of(what, "term"), text_of(what)
    if pressed is None and text is None:
        return None
    product = product_of(s)
    count = int(pressed) if pressed is not None else read_term(text or "", product.unit)
    if count is None or Term(count, product.unit) not in product.offered:
        return wrong_term(product)
    return Term(count, product.unit).plain()


def _term_choices(s: Situation) -> Rows:
    terms = product_of(s).offered
    if len(terms) > MOST_BUTTONS:
        usual = tuple(term for term in terms if term.count in USUAL[term.unit])
        terms = usual or (terms[0], terms[len(terms) // 2], terms[-1])
    buttons = [Choice(str(term.count), term_phrase(term)) for term in terms]
    across = len(buttons) if len(buttons) < MOST_BUTTONS else MOST_BUTTONS // 2
    return tuple(tuple(buttons[i : i + across]) for i in range(0, len(buttons), across))


def _by_weeks(s: Situation) -> bool:
    return product_of(s).every.unit is Unit.WEEK


def _which_payday(s: Situation) -> tuple[Phrase, ...]:
    return (P("ask.payday.week") if _by_weeks(s) else P("ask.payday.month"), P("ask.payday.why"))


def _payday(s: Situation, what: Happening) -> Any:
    pressed, text = choice_of(what, "payday"), text_of(what)
    if pressed is None and text is None:
        return None
    day = int(pressed) if pressed is not None else read_count(_ORDINAL.sub("", (text or "").strip().lower()))
    if pressed is not None or (day is not None and day in product_of(s).payday_choices):
        return day
    return Wrong(P("wrong.payday"))


def _payday_choices(s: Situation) -> Rows:
    across = WEEKDAYS_ACROSS if _by_weeks(s) else DAYS_ACROSS
    days = [Choice(str(day), _day_label(s, day)) for day in product_of(s).payday_choices]
    rows = tuple(tuple(days[i : i + across]) for i in range(0, len(days), across))
    return (*rows, (Choice(str(AS_IT_FALLS), P("choice.as_it_falls")),))


def _day_label(s: Situation, day: int) -> Phrase:
    return WEEKDAYS[day] if _by_weeks(s) else P("choice.number", number=day)


def _show_payday(s: Situation, day: Any) -> Phrase:
    if day == AS_IT_FALLS:
        return P("choice.as_it_falls")
    return WEEKDAYS[day] if _by_weeks(s) else P("shown.day_of_month", day=day)


PRODUCT = Question(
    "product",
    "decision",
    _which,
    _product,
    lambda s, code: P("shown.text", text=name_of(product_named(s.house, code), s.person.language)),
    _product_choices,
)
AMOUNT = Question(
    "amount",
    "decision",
    lambda s: (P("ask.amount", low=product_of(s).minimum, high=product_of(s).maximum),),
    _amount,
    lambda s, minor: P("choice.money", amount=money(s, minor)),
    _amount_choices,
)
TERM = Question("term", "decision", _how_long, _term, lambda s, term: term_phrase(Term.of(term)), _term_choices)
PAYDAY = Question("payday", "decision", _which_payday, _payday, _show_payday, _payday_choices)
LOAN = (PRODUCT, AMOUNT, TERM, PAYDAY)
