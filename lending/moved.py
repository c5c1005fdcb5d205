"""Terms moved to another day of payout: every due date moves by as much.

If the money leaves a day later than the offer said, the schedule starts a day later, so that nobody pays interest for
days without the money. With a regular first period and a day count of `period` or 30/360 no amount changes; with actual
days some would, by cents, so the configuration refuses such products where what was accepted must be what is charged.
Where due dates lie on days that were chosen (a payday, two days a month) they stay on those days.
"""

from datetime import date

from lending.payday import first_chosen_day, first_payday
from lending.terms import LoanTerms


def moved(terms: LoanTerms, disbursed_on: date) -> LoanTerms:
    """`terms` as if the money had been planned to leave on `disbursed_on`."""
    if disbursed_on == terms.disbursed_on:
        return terms
    chosen = bool(terms.every.days) or terms.payday is not None
    first = _first_chosen(terms, disbursed_on) if chosen else terms.first_due_on
    if first is not None and not chosen:
        first = None if terms.first_is_regular else disbursed_on + (first - terms.disbursed_on)
    return terms.model_copy(update={"disbursed_on": disbursed_on, "first_due_on": first})


def _first_chosen(terms: LoanTerms, disbursed_on: date) -> date:
    """The chosen day that was agreed while it is still to come, else the first that is half an interval away."""
    if terms.first_due > disbursed_on:
        return terms.first_due
    if terms.payday is None:
        return first_chosen_day(disbursed_on, terms.every)
    return first_payday(disbursed_on, terms.payday, terms.every)
