"""The days off that a loan asked for today can meet: what a decision keeps of a calendar, so that it can be made again.

A calendar of a country is hundreds of days long and changes with every announcement. A decision needs the days between
its own and the end of the longest loan, and of those only the ones that its weekend does not say already.
"""

from datetime import date, timedelta

from lending.calendar import Adjustment
from lending.product import MOST_DAYS_MOVED, Product


def with_days_needed(product: Product, today: date) -> Product:
    """`product` with no more days off than its loans can meet that are paid out on `today`."""
    if product.payments_on_non_working_days is Adjustment.AS_IS:
        return product.model_copy(update={"non_working_days": (), "working_days": ()})
    longest = product.offered[-1].end(today)
    last = longest + timedelta(days=_LONGEST_SEASON * bool(product.months_without_principal) + 2 * MOST_DAYS_MOVED)
    worked = tuple(day for day in product.working_days if today <= day <= last)
    off = tuple(
        day
        for day in product.non_working_days
        if today <= day <= last and (day.isoweekday() not in product.weekend or day in worked)
    )
    return product.model_copy(update={"non_working_days": off, "working_days": worked})


_LONGEST_SEASON = 366
"""Days by which a plan may end later, so that its last instalment falls into a month with principal."""
