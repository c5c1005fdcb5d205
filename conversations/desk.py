"""The staff desk: the queue, claiming a case, its file in private, handing over, and claims that lapse.

The group sees a number, a kind, an amount and a deadline. The file opens in the private chat of the one who
claims it and is deleted there again when the case is handed over or the claim lapses.
"""

from datetime import datetime

from conversations.authority import why_not
from conversations.cases import card_of, to_group
from conversations.context import StaffMember
from conversations.file_view import file_of
from conversations.outcome import Due, NotDue, Outcome
from conversations.say import Button, EraseCase, MessageClass, P, Phrase, RetireButtons, Say, Saying, Toast
from conversations.situation import Situation
from lending.facts.cases import CaseClaimed, CaseReleased
from lending.records import Case

REFUSED: dict[str, Phrase] = {
    "role": P("claim.refused.role"),
    "household": P("claim.refused.household"),
    "same_eyes": P("claim.refused.same_eyes"),
    "second_eyes": P("claim.refused.second_eyes"),
}


def queue(s: Situation, member: StaffMember) -> Outcome:
    """What waits, oldest deadline first."""
    waiting = sorted((c for c in s.dossier.queue if c.state != "closed"), key=lambda c: c.deadline)
    if not waiting:
        return Outcome(s.session.enter("desk"), says=(Say((P("desk.empty"),)),))
    lines: list[Phrase] = [P("desk.title", n=len(waiting))]
    rows = []
    for case in waiting[:8]:
        lines.extend(card_of(case))
        held = case.state == "claimed" and case.claimed_by != member.telegram_id
        label = P("button.claim_named", ref=case.ref)
        if not held:
            rows.append((Button(label, "claim", case.ref, bound=False),))
    return Outcome(s.session.enter("desk"), says=(Say(tuple(lines), tuple(rows)),))


def claim(s: Situation, member: StaffMember) -> Outcome:
    """One holds a case at a time, for a while; the file goes to their private chat."""
    case, press = s.dossier.case, s.pressed
    assert press is not None
    if case is None or case.state == "closed":
        return Outcome(says=(Toast(press.query_id, P("claim.gone")), _retire(s)))
    person = s.dossier.subject.person if s.dossier.subject else None
    refused = why_not(member, s.house, s.ctx.today, case, person)
    if refused:
        return Outcome(says=(Toast(press.query_id, REFUSED[refused], alert=True),))
    held_by = case.claimed_by if case.claimed_until is not None and case.claimed_until > s.ctx.now else None
    if held_by is not None and held_by != member.telegram_id:
        other = s.house.member(held_by)
        name = other.name if other else str(held_by)
        assert case.claimed_until is not None
        return Outcome(says=(Toast(press.query_id, P("claim.held", name=name, until=case.claimed_until), alert=True),))
    until = s.later(minutes=s.house.claim_minutes)
    fact = CaseClaimed(
        dated=s.dated, person_id=case.person_id, case_id=case.case_id, by=member.telegram_id, until=until
    )
    due = Due("claim_lapses", case.case_id, until.isoformat(), until, {"until": until.isoformat()})
    card = card_of(case, P("claim.by", name=member.name, until=until))
    edit = Say(
        card,
        chat_id=s.who.chat_id,
        language=s.house.languages[0],
        edits=press.message_id,
        message_class=MessageClass.STAFF,
    )
    session = s.session.enter("desk", case=case.ref) if s.who.chat == "private" else None
    says: tuple[Saying, ...] = (Toast(press.query_id, P("claim.yours")), edit, *file_of(s, case, member))
    return Outcome(session, (fact,), says, dues=(due,))


def _retire(s: Situation) -> RetireButtons:
    assert s.pressed is not None
    return RetireButtons(s.pressed.message_id, chat_id=s.who.chat_id)


def holds(s: Situation, member: StaffMember) -> Case | None:
    """The case named by the press, if this member holds it now."""
    case = s.dossier.case
    if case is None or case.claimed_by != member.telegram_id or case.state == "closed":
        return None
    return case if case.claimed_until is not None and case.claimed_until > s.ctx.now else None


def not_held(_: Situation) -> Outcome:
    return Outcome(says=(Say((P("desk.not_held"),), ((Button(P("button.queue"), "queue", bound=False),),)),))


def hand_over(s: Situation, case: Case, member: StaffMember) -> Outcome:
    """The case goes back to the group, and its file out of this chat."""
    fact = CaseReleased(
        dated=s.dated, person_id=case.person_id, case_id=case.case_id, by=member.telegram_id, why="handed_over"
    )
    says = (
        EraseCase(case.case_id, member.telegram_id),
        Say((P("desk.handed_over", ref=case.ref),)),
        *to_group(s, card_of(case, P("case.back")), case.ref),
    )
    return Outcome(s.session.enter("desk"), (fact,), says, dues=(NotDue(case.case_id, "claim_lapses"),))


def lapsed(s: Situation, until: datetime) -> Outcome:
    """The claim ran out undecided: the file goes, and the group sees the case again."""
    case = s.dossier.case
    if case is None or case.state not in ("claimed", "proposed") or case.claimed_by is None:
        return Outcome()
    if case.claimed_until is None or case.claimed_until > until:
        return Outcome()
    fact = CaseReleased(dated=s.dated, person_id=case.person_id, case_id=case.case_id, by=case.claimed_by, why="lapsed")
    erase = EraseCase(case.case_id, case.claimed_by)
    return Outcome(facts=(fact,), says=(erase, *to_group(s, card_of(case, P("case.lapsed")), case.ref)))


def late(s: Situation) -> Outcome:
    """A case is past its deadline: the group is told."""
    case = s.dossier.case
    if case is None or case.state == "closed":
        return Outcome()
    return Outcome(says=to_group(s, card_of(case, P("case.past_deadline")), case.ref))


def done_with(case: Case, chat: int) -> tuple[EraseCase, tuple[NotDue, ...]]:
    """What closing a case takes along: its file in the chat, its lapse and its deadline."""
    return EraseCase(case.case_id, chat), (NotDue(case.case_id),)
