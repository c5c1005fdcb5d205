"""Terms moved to another day of payout: every due date moves by as much.

If the money leaves a day later than the offer said, the schedule starts a day later, so that nobody pays interest for
days without the money. With a regular first period and a day count of `period` or 30/360 no amount changes; with actual
days some would, by cents, so the configuration refuses such products where what was accepted must be what is charged.
"""

from datetime import date

from lending.calendar import add
from lending.terms import LoanTerms


def moved(terms: LoanTerms, disbursed_on: date) -> LoanTerms:
    """`terms` as if the money had been planned to leave on `disbursed_on`."""
    if disbursed_on == terms.disbursed_on:
        return terms
    first = terms.first_due_on
    if first is not None:
        regular = first == add(terms.disbursed_on, terms.every.unit, terms.every.n)
        first = None if regular else disbursed_on + (first - terms.disbursed_on)
    return terms.model_copy(update={"disbursed_on": disbursed_on, "first_due_on": first})
