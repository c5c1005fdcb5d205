"""When money is stopped and when it may move again: what a check of the books found, and two people who lift a stop.

One person proposes, another agrees; then the whole book is verified once more, and only where nothing is found does
money move again.
"""

from dataclasses import replace

from conversations.cases import card_of, open_case, to_group
from conversations.context import StaffMember
from conversations.desk import done_with
from conversations.event import BooksVerified, StopStands
from conversations.outcome import Due, Outcome
from conversations.say import MessageClass, P, Phrase, Say
from conversations.situation import Situation
from conversations.stop_words import why
from lending.facts import Fact
from lending.facts.cases import CaseClosed, CaseOpened
from lending.facts.stops import BooksChecked, MoneyReleased, MoneyStopped
from lending.records import Case

LIFT = {"action": "lift"}


def verified(s: Situation, what: BooksVerified) -> Outcome:
    """The result of a check: kept, and where something was found money is stopped."""
    facts: tuple[Fact, ...] = ()
    if what.whole:
        checked = BooksChecked(dated=s.dated, entries=what.entries, findings=what.findings, checks=what.checks)
        facts = (checked,)
    if what.findings:
        return Outcome(facts=(*facts, *_stopped(s, what))) + _not_lifted(s, what)
    return Outcome(facts=facts) + _lifted(s, what)


def _stopped(s: Situation, what: BooksVerified) -> tuple[Fact, ...]:
    """A new stop, unless one that names the same rules stands already."""
    standing = [set(stop.checks) for stop in s.dossier.stops if stop.reason == "verify"]
    if any(set(what.checks) <= known for known in standing):
        return ()
    return (MoneyStopped(dated=s.dated, stop_id=s.ctx.new_id(), reason="verify", checks=what.checks),)


def stands(s: Situation, stop: StopStands) -> Outcome:
    """Staff are told in their group; the case of an earlier stop serves for this one too."""
    lines = (P("stop.title"), *why(stop.reason, stop.checks))
    known = next((case for case in s.dossier.queue if case.kind == "money_stop"), None)
    if known is not None:
        return Outcome(says=to_group(s, (*lines, *card_of(known)), known.ref))
    opened = open_case(s, "money_stop", s.later(hours=24), text="\n".join(stop.checks) or None, about_person=False)
    (fact,) = opened.facts
    assert isinstance(fact, CaseOpened)
    return replace(opened, says=to_group(s, (*lines, *card_of(fact)), fact.ref))


def agree(s: Situation, case: Case, member: StaffMember) -> Outcome:
    """The second person agrees: now the books have the last word."""
    now = s.ctx.now
    check = Due(
        "books_check", case.case_id, now.isoformat(), now, {"case": str(case.case_id), "by": member.telegram_id}
    )
    return Outcome(says=(Say((P("stop.checking", ref=case.ref),), case_id=case.case_id),), dues=(check,))


def _agreed(s: Situation, what: BooksVerified) -> tuple[Case, int, int] | None:
    """The case that this check was made for, and the two people, where it still is as they left it."""
    case = s.dossier.case
    if case is None or what.by is None or case.state != "proposed" or case.proposed_by is None:
        return None
    return None if case.proposed_by == what.by else (case, case.proposed_by, what.by)


def _lifted(s: Situation, what: BooksVerified) -> Outcome:
    found = _agreed(s, what)
    if found is None or not what.whole:
        return Outcome()
    case, first, second = found
    released = tuple(
        MoneyReleased(dated=s.dated, stop_id=stop.stop_id, by=first, second=second) for stop in s.dossier.stops
    )
    closed = CaseClosed(dated=s.dated, case_id=case.case_id, by=first, second=second, verdict=case.verdict, note=None)
    erase, dues = done_with(case, second)
    lifted = P("stop.lifted", ref=case.ref)
    told = (erase, *_to(s, second, lifted), *to_group(s, (lifted,)))
    return Outcome(facts=(*released, closed), says=told, dues=dues)


def _not_lifted(s: Situation, what: BooksVerified) -> Outcome:
    found = _agreed(s, what)
    if found is None:
        return Outcome()
    case, _, second = found
    return Outcome(says=_to(s, second, P("stop.not_lifted", ref=case.ref), *why("verify", what.checks)))


def _to(s: Situation, telegram_id: int, *lines: Phrase) -> tuple[Say, ...]:
    """To one member of staff, in their own chat."""
    member = s.house.member(telegram_id)
    if member is None:
        return ()
    return (
        Say(
            lines,
            chat_id=telegram_id,
            language=member.language,
            message_class=MessageClass.STAFF,
            important=True,
        ),
    )
