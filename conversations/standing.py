"""Where everything stands for a person, and the ways on from there; the same buttons wherever a conversation ends."""

from conversations.proving import needed
from conversations.running import OWED, Running, running
from conversations.say import Button, P, Phrase, Say, ShortDate
from conversations.situation import Situation
from lending.records import LoanRecord, Offer

ASK_BUTTON = Button(P("button.ask"), "apply", bound=False)
HOW_BUTTON = Button(P("button.how"), "how", bound=False)
STATUS_BUTTON = Button(P("button.status"), "status", bound=False)
PERSON_BUTTON = Button(P("button.person"), "person", bound=False)

Rows = tuple[tuple[Button, ...], ...]


def open_offer(s: Situation) -> Offer | None:
    """The offer that can be accepted now."""
    offer = s.dossier.offer
    return offer if offer is not None and offer.state == "open" and s.ctx.now < offer.valid_until else None


def see_offer(offer: Offer) -> Button:
    return Button(P("button.see_offer"), "keyfacts", str(offer.offer_id), False)


def ways_on(s: Situation) -> Rows:
    """What can be done next by somebody who is in the middle of nothing."""
    offer = open_offer(s)
    if offer is not None:
        return ((see_offer(offer), STATUS_BUTTON),)
    running_ones = [x for x in s.dossier.loans if x.state in OWED]
    if running_ones:
        ref = running_ones[0].ref
        pay = (Button(P("button.pay"), "pay", ref, False), Button(P("button.loan"), "loan", ref, False))
        return (pay, (STATUS_BUTTON, PERSON_BUTTON))
    application = s.dossier.application
    referred = application is not None and application.state == "referred"
    if referred or any(x.state in ("accepted", "paying_out") for x in s.dossier.loans):
        return ((STATUS_BUTTON, PERSON_BUTTON),)
    return ((ASK_BUTTON, STATUS_BUTTON),)


def status(s: Situation) -> Say:
    """Where everything stands, and the one thing to do next."""
    lines: list[Phrase] = []
    rows: list[tuple[Button, ...]] = []
    for loan in s.dossier.loans:
        if loan.state in ("accepted", "paying_out"):
            lines.extend(_waiting_lines(s, loan))
            rows.append((Button(P("button.loan"), "loan", loan.ref, False), PERSON_BUTTON))
        if loan.state in OWED:
            lines.extend(_running_lines(s, loan))
            rows.append(
                (Button(P("button.pay"), "pay", loan.ref, False), Button(P("button.loan"), "loan", loan.ref, False))
            )
            if loan.state == "running":
                rows.append((Button(P("button.what_if"), "whatif", loan.ref, False),))
    offer, application = open_offer(s), s.dossier.application
    if offer is not None:
        lines.append(P("status.offer", amount=offer.principal, until=offer.valid_until))
        rows.append((see_offer(offer),))
    elif application is not None and application.state == "referred":
        lines.append(P("status.referred", ref=application.ref, amount=application.principal))
        rows.append((PERSON_BUTTON,))
    told = [case for case in s.dossier.cases if case.kind in ("complaint", "question", "review")]
    lines.extend(P("status.case", ref=case.ref, by=case.deadline) for case in told)
    if s.session.flow == "apply":
        lines.append(P("status.asking"))
        rows.append((Button(P("button.go_on"), "resume", bound=False), Button(P("button.cancel"), "cancel", "", False)))
    if not lines:
        return Say((P("status.nothing"),), ((ASK_BUTTON, HOW_BUTTON),))
    return Say(tuple(lines), tuple(rows) or ((PERSON_BUTTON,),))


def _waiting_lines(s: Situation, loan: LoanRecord) -> tuple[Phrase, ...]:
    """Agreed, and what the money still waits for."""
    if loan.state == "paying_out":
        return (P("status.paying_out", ref=loan.ref, amount=loan.principal),)
    head = P("status.accepted", ref=loan.ref, amount=loan.principal)
    if s.person.identity == "verified":
        return (head,)
    return (head, P("status.photos_needed") if needed(s) else P("status.photos_compared"))


def _running_lines(s: Situation, loan: LoanRecord) -> tuple[Phrase, ...]:
    now = running(loan, s.today)
    head = (P("status.loan", ref=loan.ref, left=now.to_pay), *how_it_is_served(now))
    due = now.next_due
    if due is None or now.written_off_on is not None:
        return head
    if now.overdue.minor:
        return (*head, P("status.overdue", amount=now.overdue, day=ShortDate(due.due_on)))
    return (*head, P("status.next", amount=now.left_of(due.n), day=ShortDate(due.due_on)))


def how_it_is_served(now: Running) -> tuple[Phrase, ...]:
    """What makes the loan another than the one agreed to at first: pauses, a changed plan, a write-off."""
    lines: list[Phrase] = []
    if now.written_off_on is not None:
        return (P("loan.written_off_on", day=now.written_off_on),)
    rescheduled = now.loan.arrears.rescheduled_on
    if rescheduled is not None:
        lines.append(P("loan.rescheduled_on", day=rescheduled))
    if now.interest_paused_until is not None:
        lines.append(P("loan.interest_paused", day=now.interest_paused_until))
    if now.arrears_paused_until is not None:
        lines.append(P("loan.arrears_paused", day=now.arrears_paused_until))
    return tuple(lines)
