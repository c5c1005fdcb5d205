"""Staff in chat: the group's claim button, and in private the desk, the file's buttons and typed answers."""

from collections.abc import Callable

from conversations import deceit_verdicts, menu, stopping, verdicts
from conversations.context import StaffMember
from conversations.desk import claim, hand_over, holds, lapsed, late, not_held, queue
from conversations.event import Pressed, Said
from conversations.file_view import IDENTITY_REFUSALS, buttons
from conversations.loan_questions import product_of
from conversations.outcome import Outcome
from conversations.paying_out import order_if_ready
from conversations.reading.amount import read_amount
from conversations.reading.term import read_term
from conversations.say import Button, P, Phrase, Say, Toast
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON, open_offer, see_offer
from conversations.term_words import terms_phrase
from lending.facts.people import PinReset
from lending.records import Case
from lending.term import Term

__all__ = ["in_group", "in_private", "lapsed", "late"]

FLOW = "desk"


def in_group(s: Situation) -> Outcome:
    """In the staff group only Claim is pressed; what people say to each other there is theirs."""
    if s.pressed is None:
        return Outcome()
    if s.staff is None:
        return Outcome(says=(Toast(s.pressed.query_id, P("claim.not_staff"), alert=True),))
    if s.pressed.action != "claim":
        return Outcome(says=(Toast(s.pressed.query_id, P("button.old")),))
    return claim(s, s.staff)


def in_private(s: Situation) -> Outcome:
    """A member of staff in their own chat with the bot."""
    member = s.staff
    assert member is not None
    what = s.what
    if isinstance(what, Pressed):
        return _pressed(s, member, what)
    if isinstance(what, Said) and what.text.startswith("/"):
        if what.text.split()[0].split("@")[0] == "/language":
            return menu.language(s)
        return queue(s, member)
    if isinstance(what, Said) and s.session.answers.get("typing"):
        return _typed(s, member, what.text)
    return queue(s, member)


def _pressed(s: Situation, member: StaffMember, press: Pressed) -> Outcome:
    """What the holder of a case may do with it is what its file offers: a client can send any data it likes."""
    if press.action == "claim":
        return claim(s, member)
    if press.action == "language":
        return menu.language(s, press.argument)
    handler = HELD.get(press.action)
    if handler is None:
        return queue(s, member)
    case = holds(s, member)
    if case is None:
        return not_held(s)
    if press.action not in {button.action for row in buttons(case) for button in row}:
        return queue(s, member)
    return handler(s, case, member, press.argument.partition("=")[2])


def _identity_no(s: Situation, case: Case, member: StaffMember, code: str) -> Outcome:
    words = IDENTITY_REFUSALS.get(code)
    return verdicts.identity_no(s, case, member, code, words) if words else not_held(s)


def _approve(s: Situation, case: Case, member: StaffMember, code: str) -> Outcome:
    """Approve as asked: first which reason stands behind it."""
    application = verdicts.about(s).dossier.application
    if application is None:
        return not_held(s)
    if code not in verdicts.APPROVE_REASONS:
        return _choose(case, "approve", verdicts.APPROVE_REASONS)
    return verdicts.lend(s, case, member, application.principal, application.term, code)


def _refuse(s: Situation, case: Case, member: StaffMember, code: str) -> Outcome:
    if code not in verdicts.REFUSE_REASONS:
        return _choose(case, "refuse", verdicts.REFUSE_REASONS)
    return verdicts.refuse(s, case, member, code)


def _choose(case: Case, action: str, reasons: dict[str, Phrase]) -> Outcome:
    rows = tuple((Button(text, action, f"{case.ref}={code}", bound=False),) for code, text in reasons.items())
    return Outcome(says=(Say((P("verdict.which_reason", ref=case.ref),), rows, case_id=case.case_id),))


def _counter(s: Situation, case: Case, member: StaffMember, _: str) -> Outcome:
    if not verdicts.about(s).person.registered:
        return Outcome(says=(Say((P("verdict.not_registered"),), case_id=case.case_id),))
    session = s.session.enter(FLOW, case=case.ref, typing="counter")
    return Outcome(session, says=(_counter_how(s, case),))


def _counter_how(s: Situation, case: Case) -> Say:
    product = product_of(verdicts.about(s))
    terms = product.offered
    text = P(
        "verdict.counter_how",
        low=product.minimum,
        high=product.maximum,
        usual=terms[(len(terms) * 3 - 1) // 4].count,
        terms=terms_phrase(terms),
    )
    return Say((text,), case_id=case.case_id)


def _answer(s: Situation, case: Case, member: StaffMember, _: str) -> Outcome:
    session = s.session.enter(FLOW, case=case.ref, typing="answer")
    how = P("answer.how", ref=case.ref) if case.person_id is not None else P("answer.note_how", ref=case.ref)
    return Outcome(session, says=(Say((how,), case_id=case.case_id),))


def _typed(s: Situation, member: StaffMember, text: str) -> Outcome:
    """Typed by the holder: the terms of a counter-proposal, or the answer to a complaint or question."""
    case = holds(s, member)
    if case is None:
        return Outcome(s.session.enter(FLOW)) + not_held(s)
    if s.session.answers["typing"] == "answer":
        ways = ((STATUS_BUTTON, PERSON_BUTTON),)
        said = Say((P("case.answered", ref=case.ref), P("shown.text", text=text[:2000])), ways, important=True)
        person = s.dossier.subject.person if s.dossier.subject else None
        told = verdicts.to_borrower(Outcome(says=(said,)), person) if person is not None else Outcome()
        return told + verdicts.close(s, case, member, {"action": "answered"}, text[:2000])
    left, _, right = text.partition("/")
    product = product_of(verdicts.about(s))
    amount, count = read_amount(left, s.house.currency), read_term(right, product.unit)
    term = Term(count or 0, product.unit)
    if amount is None or term not in product.offered or not product.minimum <= amount <= product.maximum:
        return Outcome(says=(_counter_how(s, case),))
    return verdicts.lend(s, case, member, amount, term, "counter")


def _pin_reset(s: Situation, case: Case, member: StaffMember, _: str) -> Outcome:
    person = verdicts.about(s).person
    fact = PinReset(dated=s.dated, person_id=person.person_id, by=member.telegram_id)
    offer = open_offer(verdicts.about(s))
    ways = ((see_offer(offer), STATUS_BUTTON),) if offer is not None else ((STATUS_BUTTON,),)
    told = Outcome(facts=(fact,), says=(Say((P("pin.reset"),), ways),))
    return verdicts.to_borrower(told, person) + verdicts.close(s, case, member, {"action": "pin_reset"})


def _pay_again(s: Situation, case: Case, member: StaffMember, _: str) -> Outcome:
    """A payout that was refused or waited for funds is ordered once more, by its own rules."""
    borrower = verdicts.about(s)
    loan = next((x for x in borrower.dossier.loans if x.loan_id == case.loan_id and x.state == "accepted"), None)
    ordered = order_if_ready(borrower, loan) if loan is not None else Outcome()
    return verdicts.to_borrower(ordered, borrower.person) + verdicts.close(s, case, member, {"action": "paid_again"})


def _agree(s: Situation, case: Case, member: StaffMember) -> Outcome:
    if case.verdict.get("action") == "deceit":
        return deceit_verdicts.agreed(s, case, member)
    return stopping.agree(s, case, member) if case.kind == "money_stop" else verdicts.agree(s, case, member)


def _disagree(s: Situation, case: Case, member: StaffMember, _: str) -> Outcome:
    if case.kind == "deceit":
        return deceit_verdicts.none_found(s, case, member)
    return verdicts.refuse(s, case, member, "policy")


Held = Callable[[Situation, Case, StaffMember, str], Outcome]
HELD: dict[str, Held] = {
    "idok": lambda s, case, member, _: verdicts.identity_ok(s, case, member),
    "idno": _identity_no,
    "approve": _approve,
    "refuse": _refuse,
    "counter": _counter,
    "answer": _answer,
    "pinreset": _pin_reset,
    "payagain": _pay_again,
    "deceit": lambda s, case, member, _: deceit_verdicts.found(s, case, member),
    "nodeceit": lambda s, case, member, _: deceit_verdicts.none_found(s, case, member),
    "agree": lambda s, case, member, _: _agree(s, case, member),
    "liftstop": lambda s, case, member, _: verdicts.propose(s, case, member, dict(stopping.LIFT)),
    "disagree": _disagree,
    "handover": lambda s, case, member, _: hand_over(s, case, member),
}
