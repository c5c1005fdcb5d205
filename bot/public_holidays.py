"""Days on which nobody can pay, by country: public holidays, weekends, and weekend days that are worked instead.

Two traps of such calendars are told to the operator. Holidays that follow the moon are estimates until they are
announced, and some governments say only year by year which weekend days are worked. A due date that has been signed
never moves again, so an estimate that turns out wrong costs nobody a penalty: it only makes a day early or late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from lending.exact import iso_date
from lending.problems import ProblemWithInput
from lending.product import Product

ESTIMATED = "estimated"
"""What the names of holidays hold whose day is not announced yet, in the library's English."""

YEARS_BEYOND = 2
"""Years filled beyond the longest loan, so that a program that runs on for months still knows its days."""


YEARS_OF_A_QUOTE = 10
"""Years that are filled for one quote: no calendar of holidays means much beyond them."""

LONGEST_CODE = 10


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A country's calendar for some years. `weekend` is 1 Monday to 7 Sunday; `working` are weekend days worked.

    `estimated` are the holidays whose day is not announced, `unannounced` the years for which a country that shifts
    its working days has not said which.
    """

    non_working: tuple[date, ...]
    working: tuple[date, ...]
    weekend: tuple[int, ...]
    estimated: tuple[date, ...]
    unannounced: tuple[int, ...]


@lru_cache(maxsize=32)
def days_off(country: str, region: str | None, first: int, last: int) -> DaysOff:
    """The calendar of `country` (ISO 3166) and its `region` for the years `first` to `last`, both included.

    The library is loaded only here: most lenders name no country.
    """
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=region, years=range(first, last + 1), language="en_US")
    except NotImplementedError as unknown:
        field = "region" if region and country in holidays.list_supported_countries() else "country"
        raise ProblemWithInput(field, f"has no calendar of public holidays: {unknown}") from None
    shifted = sorted(found.weekend_workdays)
    within = tuple(day for day in shifted if first <= day.year <= last)
    told = {day.year for day in within}
    return DaysOff(
        non_working=tuple(sorted(day for day in found if first <= day.year <= last)),
        working=within,
        weekend=tuple(sorted(day + 1 for day in found.weekend)),
        estimated=tuple(sorted(day for day in found if any(ESTIMATED in name for name in found.get_list(day)))),
        unannounced=tuple(year for year in range(first, last + 1) if shifted and year not in told),
    )


def calendar_for(product: Product, today: date) -> DaysOff | None:
    """The calendar that a product's loans can need from `today` on, None where it names no country."""
    if product.country is None:
        return None
    last = product.offered[-1].end(today).year
    return days_off(product.country, product.region, today.year, last + YEARS_BEYOND)


def with_days_off(product: Product, today: date) -> Product:
    """`product` with the days of its country beside those that the operator listed."""
    calendar = calendar_for(product, today)
    if calendar is None:
        return product
    changes = {
        "non_working_days": tuple(sorted({*product.non_working_days, *calendar.non_working})),
        "working_days": tuple(sorted({*product.working_days, *calendar.working} - set(product.non_working_days))),
        "weekend": calendar.weekend,
    }
    return product.model_copy(update=changes)


def with_country(request: Mapping[str, Any]) -> dict[str, Any]:
    """A request for a quote with the days off of the `country` (and `region`) it names, from its first day on."""
    asked = dict(request)
    country, region = asked.pop("country", None), asked.pop("region", None)
    if country is None:
        if region is not None:
            raise ProblemWithInput("region", "belongs to a country")
        return asked
    for field, value in (("country", country), ("region", region)):
        if value is not None and not (isinstance(value, str) and 0 < len(value) <= LONGEST_CODE):
            raise ProblemWithInput(field, 'must be a code, like "CN"')
    start = iso_date(asked.get("disbursed_on"), "disbursed_on")
    calendar = days_off(country, region, start.year, min(start.year + YEARS_OF_A_QUOTE, date.max.year))
    asked["non_working_days"] = [*asked.get("non_working_days", []), *calendar.non_working]
    asked["working_days"] = [*asked.get("working_days", []), *calendar.working]
    asked.setdefault("weekend", list(calendar.weekend))
    return asked
