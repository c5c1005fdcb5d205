"""Whether an offer may be accepted at this moment: what it costs, how it is served, and what the person has already.

It was all right when it was made. Another loan can have begun since, or the lender can lend under other rules by now.
Then nobody is bound to it: the person is told, and a member of staff looks.
"""

from collections.abc import Sequence
from typing import Any

from conversations.cases import open_case
from conversations.offering import terms_of
from conversations.outcome import Outcome
from conversations.running import OWED, running
from conversations.say import P, Say
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON
from lending.acceptance_check import check_acceptance
from lending.breach import Breach
from lending.conduct_caps import Standing, served_within
from lending.records import Offer
from lending.servicing import DEFAULT_SERVICING, Servicing


def not_acceptable(s: Situation, offer: Offer) -> list[Breach]:
    """Every limit of the policy in force that this loan would break now; none is good."""
    return check_acceptance(*terms_of(offer), _servicing(s, offer), _standing(s), s.ctx.today, s.house.pack)


def kept_servicing(s: Situation, offer: Offer) -> dict[str, Any] | None:
    """How the loan will be served, as it is kept with it; None for the default."""
    servicing = _servicing(s, offer)
    return None if servicing == DEFAULT_SERVICING else servicing.to_json()


def _servicing(s: Situation, offer: Offer) -> Servicing:
    own = next((p.servicing for p in s.house.products if p.code == offer.product), DEFAULT_SERVICING)
    return served_within(own, s.house.pack)


def _standing(s: Situation) -> Standing:
    """What the person has with us. A written-off loan is still owed, and so it still runs."""
    loans = s.dossier.loans
    begun = [loan for loan in loans if loan.state in ("accepted", "paying_out", *OWED)]
    done = [running(loan, s.ctx.today).loan.settled_on for loan in loans if loan.state == "settled"]
    return Standing(len(begun), last_ended_on=max((day for day in done if day is not None), default=None))


def over_a_limit(s: Situation, offer: Offer, breaches: Sequence[Breach]) -> Outcome:
    """Nothing is agreed. Staff see which limit it is; one open case of it is enough."""
    told = Outcome(says=(Say((P("accept.over_limit"),), ((STATUS_BUTTON, PERSON_BUTTON),), important=True),))
    if any(case.application_id == offer.application_id and case.kind == "question" for case in s.dossier.cases):
        return told
    words = "; ".join(str(breach) for breach in breaches)
    by = s.later(hours=24)
    return told + open_case(s, "question", by, application_id=offer.application_id, amount=offer.principal, text=words)
