"""Accept: a deliberate act with a PIN, set there the first time; then the contract, and the money is ordered.

The typed PIN is deleted from the chat at once. Five wrong tries lock it, and staff are told.
"""

from datetime import date

from conversations import offering
from conversations.acceptable import kept_servicing, not_acceptable, over_a_limit
from conversations.cases import open_case
from conversations.event import Said
from conversations.figures import figures, paper_values
from conversations.outcome import NotDue, Outcome
from conversations.paying_out import order_if_ready
from conversations.reading.pin import read_pin
from conversations.reading.refusal import Reason, Refusal
from conversations.say import Attachment, Button, Erase, Evidence, P, RetireButtons, Say
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON, see_offer
from lending.facts.applications import ApplicationClosed, OfferAccepted
from lending.facts.people import PinSet, PinTried
from lending.records import LoanRecord, Offer

FLOW = "accept"
TRIES = 5


def begin(s: Situation) -> Outcome:
    """Accept was pressed: the PIN is asked for, nothing is agreed yet."""
    offer = offering.live(s)
    if offer is None or s.pressed is None:
        return offering.gone(s)
    if s.money_stopped:
        return _paused(offer)
    if breaches := not_acceptable(s, offer):
        return over_a_limit(s, offer, breaches)
    if s.person.pin_failures >= TRIES:
        return Outcome(says=(_locked(),))
    session = s.session.enter(FLOW, offer=str(offer.offer_id), message=s.pressed.message_id)
    return Outcome(session, says=(_ask_pin(s, offer),))


def _ask_pin(s: Situation, offer: Offer) -> Say:
    total = figures(offering.terms_of(offer)[0]).total
    agreed = P("pin.agree", amount=offer.principal, total=total)
    asked = P("pin.ask") if s.person.pin_set else P("pin.choose")
    return Say((agreed, asked), _not_yet(offer))


def _not_yet(offer: Offer) -> tuple[tuple[Button, ...], ...]:
    return ((Button(P("button.not_yet"), "keyfacts", str(offer.offer_id), bound=False),),)


def _paused(offer: Offer) -> Outcome:
    """While money is stopped nobody is bound to a loan that could not be paid out."""
    lines = (P("accept.paused"), P("accept.paused_until", until=offer.valid_until))
    return Outcome(says=(Say(lines, ((see_offer(offer), STATUS_BUTTON),)),))


def _locked() -> Say:
    return Say((P("pin.locked"),), ((STATUS_BUTTON, PERSON_BUTTON),), important=True)


def handle(s: Situation) -> Outcome:
    """While a PIN is awaited. Anything but digits is answered with the question again."""
    offer = s.dossier.offer
    if offer is None or str(offer.offer_id) != s.session.answers.get("offer") or offer.state != "open":
        return Outcome(s.session.enter("menu")) + offering.gone(s)
    if s.ctx.now >= offer.valid_until:
        return offering.expired(s, offer)
    if s.money_stopped:
        hidden = (Erase(s.what.message_id),) if isinstance(s.what, Said) else ()
        return Outcome(s.session.enter("menu"), says=hidden) + _paused(offer)
    if not isinstance(s.what, Said):
        return Outcome(says=(_ask_pin(s, offer),))
    hide = Outcome(says=(Erase(s.what.message_id),))
    pin = read_pin(s.what.text, None if s.person.pin_set else _birth_date(s))
    if isinstance(pin, Refusal) and pin.reason is not Reason.TRIVIAL:
        return hide + Outcome(says=(Say((P("pin.shape"),), _not_yet(offer)),))
    if s.person.pin_set:
        right = isinstance(pin, str) and s.ctx.pins.check(pin, s.person.pin_hash or "")
        return hide + _checked(s, offer, right)
    if isinstance(pin, Refusal):
        return hide + Outcome(says=(Say((P("pin.trivial"),), _not_yet(offer)),))
    chosen = PinSet(dated=s.dated, person_id=s.person.person_id, pin_hash=s.ctx.pins.hash(pin))
    return hide + Outcome(facts=(chosen,)) + _accepted(s, offer)


def _birth_date(s: Situation) -> date | None:
    born = s.person.profile.get("birth_date")
    return date.fromisoformat(born) if born else None


def _checked(s: Situation, offer: Offer, right: bool) -> Outcome:
    if s.person.pin_failures >= TRIES:
        return Outcome(s.session.enter("menu"), says=(_locked(),))
    tried = Outcome(facts=(PinTried(dated=s.dated, person_id=s.person.person_id, right=right),))
    if right:
        return tried + _accepted(s, offer)
    left = TRIES - s.person.pin_failures - 1
    if left > 0:
        return tried + Outcome(says=(Say((P("pin.wrong", n=left),), _not_yet(offer)),))
    told = Outcome(s.session.enter("menu"), says=(_locked(),))
    return tried + told + open_case(s, "pin", s.later(hours=24))


def _accepted(s: Situation, offer: Offer) -> Outcome:
    """Agreed: the loan exists, the contract is made and kept by the borrower, and the money is ordered if it may be."""
    if breaches := not_acceptable(s, offer):
        return Outcome(s.session.enter("menu")) + over_a_limit(s, offer, breaches)
    person, servicing = s.person, kept_servicing(s, offer)
    fact = OfferAccepted(
        dated=s.dated,
        person_id=person.person_id,
        offer_id=offer.offer_id,
        application_id=offer.application_id,
        loan_id=s.ctx.new_id(),
        loan_ref=s.ctx.reference("L"),
        branch=person.branch,
        product=offer.product,
        principal=offer.principal,
        terms=offer.terms,
        penalty=offer.penalty,
        pack=offer.pack,
        message_id=int(s.session.answers["message"]),
        servicing=servicing,
    )
    closed = ApplicationClosed(
        dated=s.dated, person_id=person.person_id, application_id=offer.application_id, why="accepted"
    )
    loan = LoanRecord(
        loan_id=fact.loan_id,
        ref=fact.loan_ref,
        person_id=person.person_id,
        application_id=offer.application_id,
        branch=fact.branch,
        product=fact.product,
        principal=fact.principal,
        terms=fact.terms,
        penalty=fact.penalty,
        pack=fact.pack,
        state="accepted",
        accepted_on=s.ctx.today,
        servicing=servicing,
    )
    agreed = Outcome(
        s.session.enter("menu"),
        (fact, closed),
        (RetireButtons(fact.message_id), contract(s, loan, s.ctx.now.isoformat())),
        dues=(NotDue(offer.offer_id),),
    )
    return agreed + order_if_ready(s, loan)


def contract(s: Situation, loan: LoanRecord, accepted_at: str, again: bool = False) -> Say:
    """The contract as a file the borrower keeps; the first time its words are hashed into the journal."""
    terms, penalty = offering.loan_terms(loan)
    values = paper_values(figures(terms), penalty, s.house, s.person.language, loan.ref)
    profile = s.person.profile
    values |= {
        "product": loan.product,
        "borrower": profile.get("legal_name") or "",
        "national_id": profile.get("national_id") or "",
        "payout_account": profile.get("payout_account") or "",
        "accepted_at": accepted_at,
    }
    paper = Attachment("contract", P("paper.contract", ref=loan.ref), values)
    text = P("contract.again", ref=loan.ref) if again else P("contract.made", ref=loan.ref)
    rows = ((Button(P("button.loan"), "loan", loan.ref, False), STATUS_BUTTON),) if again else ()
    proof = None if again else Evidence("contract", loan.loan_id)
    return Say((text,), rows, attachment=paper, evidence=proof, important=True)
