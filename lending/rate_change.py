"""A floating rate: it changes on a day, after notice, within the bounds that the borrower accepted."""

from fractions import Fraction

from lending.fold_state import Fold
from lending.happened import Happened
from lending.parts import Part
from lending.problems import ProblemWithInput
from lending.reschedule import spread_anew


def rate_change(fold: Fold, event: Happened) -> list[Part]:
    """Another rate from the day on: instalments to come are made anew, as many as there were. It is no reschedule."""
    fold.must_run(event)
    at, rule, change = f"happened.{event.id}", fold.servicing.floating, event.change
    if rule is None:
        raise ProblemWithInput(f"{at}.kind", "belongs to a floating rate, which these terms do not have")
    if change is None or change.new_rate_percent is None:
        raise ProblemWithInput(f"{at}.new_rate_percent", "is missing")
    if change.notice_on is None or (event.on - change.notice_on).days < rule.notice_days:
        raise ProblemWithInput(f"{at}.notice_on", f"must be at least {rule.notice_days} days before the new rate")
    lowest, highest, rate = rule.lowest_percent, rule.highest_percent, change.new_rate_percent
    if (lowest is not None and rate < lowest) or (highest is not None and rate > highest):
        raise ProblemWithInput(f"{at}.new_rate_percent", f"must stay from {lowest or 0} to {highest or 'any'}")
    if fold.future(event.on) == len(fold.claims):
        fold.calendar.rate = Fraction(rate) / 100
        return []
    return spread_anew(fold, event, change)
