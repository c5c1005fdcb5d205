"""The offer: the whole cost on one page before the button, and what it would cost to pay early.

The key facts are the message itself: its words are hashed into the journal, and the Accept button hangs on them.
"""

from datetime import date, timedelta
from decimal import Decimal

from conversations.figures import cost_lines, figures, paper_values, schedule_lines
from conversations.late_words import late_lines
from conversations.outcome import Due, Outcome
from conversations.say import BLANK, Attachment, Button, Evidence, P, Phrase, RetireButtons, Say
from conversations.situation import Situation
from conversations.term_words import counts_months
from lending.calendar import Unit, add
from lending.facts.applications import ApplicationClosed, OfferClosed, OfferMade
from lending.money import Money
from lending.moved import moved
from lending.pay_off import pay_off
from lending.product import Product
from lending.records import Application, LoanRecord, Offer
from lending.term import Term
from lending.terms import LoanTerms, PenaltyTerms

FLOW = "offer"


def product_named(s: Situation, code: str) -> Product:
    return next(p for p in s.house.products if p.code == code)


def make(s: Situation, application: Application, principal: Money, term: Term, rate: Decimal) -> Outcome:
    """A new offer, put to the borrower; an open one that stood before is replaced by it."""
    product = product_named(s, application.product)
    payday = application.answers.get("payday") or None
    terms = product.terms(principal, term, rate, s.ctx.today, payday)
    valid_until = s.ctx.now + timedelta(days=product.valid_days)
    fact = OfferMade(
        dated=s.dated,
        person_id=application.person_id,
        offer_id=s.ctx.new_id(),
        application_id=application.application_id,
        product=product.code,
        principal=principal,
        terms=terms.to_json(),
        penalty=product.penalty.to_json(),
        pack=s.house.pack.version,
        valid_until=valid_until,
    )
    offer = Offer(
        offer_id=fact.offer_id,
        application_id=application.application_id,
        person_id=application.person_id,
        product=product.code,
        principal=principal,
        terms=fact.terms,
        penalty=fact.penalty,
        pack=fact.pack,
        valid_until=valid_until,
        state="open",
    )
    closed = replaced(s, "replaced")
    due = Due("offer_expires", fact.offer_id, "expiry", valid_until, {"person": str(application.person_id)})
    session = s.session.enter(FLOW, offer=str(fact.offer_id))
    said = Outcome(session, says=(key_facts(s, offer, P("offer.yes")),))
    return closed + Outcome(facts=(fact,), dues=(due,)) + said


def replaced(s: Situation, why: str) -> Outcome:
    """The offer that stood until now no longer does."""
    old = s.dossier.offer
    if old is None or old.state != "open":
        return Outcome()
    return Outcome(facts=(OfferClosed(dated=s.dated, person_id=old.person_id, offer_id=old.offer_id, why=why),))


def terms_of(offer: Offer) -> tuple[LoanTerms, PenaltyTerms]:
    return LoanTerms.read(offer.terms), PenaltyTerms.read(offer.penalty)


def key_facts(s: Situation, offer: Offer, title: Phrase, edits: int | None = None) -> Say:
    """The page with every cost, and under it the choices; accepting is one of them and not the first."""
    terms, penalty = terms_of(offer)
    f = figures(terms)
    lines = (
        title,
        BLANK,
        *cost_lines(f, terms.disbursed_on),
        *late_lines(penalty, terms.currency),
        P("cost.withdraw", n=s.house.withdrawal_days, amount=terms.principal),
        P("cost.nothing_else"),
        BLANK,
        P("offer.valid", until=offer.valid_until),
    )
    ref = str(offer.offer_id)
    buttons = (
        (
            Button(P("button.every_instalment"), "schedule", ref, False),
            Button(P("button.what_if"), "whatif", ref, False),
        ),
        (Button(P("button.paper"), "paper", ref, False), change_button(terms, ref)),
        (Button(P("button.accept"), "accept", ref, False), Button(P("button.no_thanks"), "decline", ref, False)),
    )
    return Say(lines, buttons, edits=edits, evidence=Evidence("key_facts", offer.offer_id), important=True)


def change_button(terms: LoanTerms, ref: str) -> Button:
    """The way to ask for another amount or time than the offer's."""
    label = P("button.change_amount") if counts_months(terms) else P("button.change_amount_time")
    return Button(label, "rework", ref, False)


def show(s: Situation, offer: Offer) -> Outcome:
    """The offer once more, as a new message."""
    session = s.session.enter(FLOW, offer=str(offer.offer_id))
    return Outcome(session, says=(key_facts(s, offer, P("offer.yes")),))


def live(s: Situation) -> Offer | None:
    """The offer that was pressed, if it still stands."""
    offer = s.dossier.offer
    if offer is None or s.pressed is None or str(offer.offer_id) != s.pressed.argument:
        return None
    return offer if offer.state == "open" and s.ctx.now < offer.valid_until else None


def gone(s: Situation) -> Outcome:
    """A button of an offer that no longer stands; who agreed to it is not asked to begin again."""
    agreed = [x for x in s.dossier.loans if x.state in ("accepted", "paying_out", "running")]
    if agreed:
        mine = Button(P("button.loan"), "loan", agreed[-1].ref, False)
        return Outcome(says=(Say((P("offer.agreed_already", ref=agreed[-1].ref),), ((mine,),)),))
    return Outcome(says=(Say((P("offer.gone"),), ((Button(P("button.ask"), "apply", bound=False),),)),))


def press(s: Situation) -> Outcome:
    """Every button that hangs on an offer, but Accept."""
    offer = live(s)
    if offer is None or s.pressed is None:
        return gone(s)
    message = s.pressed.message_id
    terms, penalty = terms_of(offer)
    match s.pressed.action:
        case "schedule":
            lines = (
                P("schedule.title"),
                *schedule_lines(figures(terms)),
                P("schedule.total", amount=figures(terms).total),
            )
            return Outcome(says=(Say(lines, (_to_offer(offer),), edits=message),))
        case "keyfacts":
            session = (
                s.session.enter(FLOW, offer=str(offer.offer_id)) if s.session.flow in ("accept", "what_if") else None
            )
            return Outcome(session, says=(key_facts(s, offer, P("offer.yes"), edits=message),))
        case "paper":
            return Outcome(says=(_paper(s, offer, terms, penalty),))
    return _decline(s, offer)


def _to_offer(offer: Offer) -> tuple[Button, ...]:
    return (
        Button(P("button.back_to_offer"), "keyfacts", str(offer.offer_id), False),
        Button(P("button.accept"), "accept", str(offer.offer_id), False),
    )


def what_if(terms: LoanTerms) -> tuple[Phrase, ...]:
    """What paying everything early would cost and save, on up to three due dates, from the same engine."""
    plan = figures(terms).schedule.instalments
    if not counts_months(terms) or not terms.first_is_regular:
        return (P("whatif.title"), *_early_days(terms, [i.due_on for i in plan]))
    end = plan[-1].due_on
    count = sum(
        add(terms.disbursed_on, Unit.MONTH, m) <= end for m in range(1, (end - terms.disbursed_on).days // 28 + 1)
    )
    lines = [P("whatif.title")]
    for months in sorted({1, 2, count // 2} & set(range(1, count))):
        on = add(terms.disbursed_on, Unit.MONTH, months)
        figure = pay_off(terms, on)
        lines.append(P("whatif.early", n=months, day=on, amount=figure.amount, saved=figure.interest_saved))
    return tuple(lines)


def _early_days(terms: LoanTerms, dues: list[date]) -> tuple[Phrase, ...]:
    """Where months are no due dates: the first two due dates and the middle one, or half way to a single one."""
    days = sorted({*dues[:2], dues[len(dues) // 2]} - {dues[-1]})
    days = days or [terms.disbursed_on + (dues[-1] - terms.disbursed_on) // 2]
    told = [(day, pay_off(terms, day)) for day in days]
    return tuple(P("whatif.early_on", day=day, amount=f.amount, saved=f.interest_saved) for day, f in told)


def _paper(s: Situation, offer: Offer, terms: LoanTerms, penalty: PenaltyTerms) -> Say:
    application = s.dossier.application
    number = application.ref if application else ""
    values = paper_values(figures(terms), penalty, s.house, s.person.language, number)
    values["valid_until"] = offer.valid_until.isoformat()
    values["product"] = offer.product
    return Say(
        (P("offer.paper"),),
        (_to_offer(offer),),
        attachment=Attachment("key_facts", P("paper.key_facts", ref=number), values),
    )


def _decline(s: Situation, offer: Offer) -> Outcome:
    person = offer.person_id
    facts = (
        OfferClosed(dated=s.dated, person_id=person, offer_id=offer.offer_id, why="declined"),
        ApplicationClosed(dated=s.dated, person_id=person, application_id=offer.application_id, why="cancelled"),
    )
    said = Say((P("offer.declined"),), ((Button(P("button.ask"), "apply", bound=False),),))
    retired = (RetireButtons(s.pressed.message_id),) if s.pressed is not None else ()
    return Outcome(s.session.enter("menu"), facts, (*retired, said))


def expired(s: Situation, offer: Offer) -> Outcome:
    """The offer's day has come: it is closed and the person told, with a way to ask again."""
    if offer.state != "open":
        return Outcome()
    person = offer.person_id
    facts = (
        OfferClosed(dated=s.dated, person_id=person, offer_id=offer.offer_id, why="expired"),
        ApplicationClosed(dated=s.dated, person_id=person, application_id=offer.application_id, why="expired"),
    )
    said = Say((P("offer.expired", amount=offer.principal),), ((Button(P("button.ask"), "apply", bound=False),),))
    session = s.session.enter("menu") if s.session.flow in (FLOW, "accept", "what_if") else None
    return Outcome(session, facts, (said,))


def loan_terms(loan: LoanRecord) -> tuple[LoanTerms, PenaltyTerms]:
    """The terms of a loan as it runs: where the money left on another day than planned, every due date moves
    with it.
    """
    terms = LoanTerms.read(loan.terms)
    started = loan.disbursed_on or loan.accepted_on
    return moved(terms, started), PenaltyTerms.read(loan.penalty)
