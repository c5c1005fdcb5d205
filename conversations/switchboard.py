"""The switchboard: every event finds the one flow that answers it, and every event is answered.

First come the things that work at every moment (commands, unbound buttons), then the flow the session is in. A press on
a button of an earlier moment is recognised by its revision and answered kindly, and changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from conversations import accepting, apply, complaining, officer, promising, proving, repaying, standing, what_if, world
from conversations.commands import COMMANDS, UNBOUND, later, resume_card
from conversations.context import Context
from conversations.event import Edited, Event, InvoicePaid, Pressed, ReachTold, Said
from conversations.meeting import meet
from conversations.outcome import Outcome
from conversations.say import Button, P, RetireButtons, Say, Toast
from conversations.session import Session
from conversations.situation import Situation
from conversations.wanting import wanted
from lending.dossier import Dossier
from lending.facts.people import ReachChanged

FLOWS: dict[str, Callable[[Situation], Outcome]] = {
    apply.FLOW: apply.handle,
    accepting.FLOW: accepting.handle,
    repaying.FLOW: repaying.handle,
    promising.FLOW: promising.handle,
    proving.AGAIN: proving.handle_again,
    what_if.FLOW: what_if.handle,
    **dict.fromkeys(complaining.FLOWS, complaining.handle),
}
IDLE = timedelta(days=1)
REOPENED: dict[str, Callable[[Situation], Outcome]] = {
    apply.FLOW: resume_card,
    repaying.FLOW: lambda s: repaying.ask_sum(s, str(s.session.answers.get("loan", ""))),
    promising.FLOW: promising.ask_again,
    proving.AGAIN: lambda s: proving.again(s, ()),
    what_if.FLOW: what_if.ask_again,
    "complaint": lambda s: complaining.begin(s, "complaint"),
    "question": lambda s: complaining.begin(s, "question"),
    "erasure": lambda s: complaining.begin(s, "erasure"),
}
"""After a long silence the first words are no answer: what was asked is asked again."""

__all__ = ["step", "wanted"]


def step(session: Session, event: Event, dossier: Dossier, ctx: Context) -> Outcome:
    """What happens because of this event. Pure: the same four always give the same outcome."""
    s = Situation(session, event, dossier, ctx)
    if event.who is None:
        return _stamped(s, world.step(s))
    met = Outcome()
    if dossier.person is None:
        person, fact = meet(event.who, ctx, ctx.new_id())
        s = s.knowing(replace(dossier, person=person))
        met = Outcome(facts=(fact,))
    return _stamped(s, met + _back_again(s) + _answered(s))


def _back_again(s: Situation) -> Outcome:
    """Who writes to us can be written to, whatever an earlier send was told."""
    if s.person.reachable or s.who.chat != "private" or isinstance(s.what, ReachTold):
        return Outcome()
    return _reach(s, True)


def _answered(s: Situation) -> Outcome:
    if s.who.chat == "staff":
        return _with_toast(s, officer.in_group(s))
    if s.who.chat != "private":
        return _with_toast(s, Outcome())
    if isinstance(s.what, ReachTold):
        return _reach(s, s.what.reachable)
    if s.staff is not None:
        return _with_toast(s, officer.in_private(s))
    return _with_toast(s, _borrower(s))


def _borrower(s: Situation) -> Outcome:
    what = s.what
    if isinstance(what, InvoicePaid):
        return repaying.arrived(s)
    if isinstance(what, Edited):
        return Outcome(says=(Say((P("edited.noted"),), ((_GO_ON, _STATUS),)),))
    if isinstance(what, Pressed):
        return _pressed(s, what)
    if isinstance(what, Said) and what.text.startswith("/"):
        handler = COMMANDS.get(_command(what.text))
        return handler(s) if handler else Outcome(says=(Say((P("command.unknown"),), ((_STATUS,),)),))
    if _idle(s) and s.session.flow in REOPENED:
        return REOPENED[s.session.flow](s)
    return _in_flow(s)


_STATUS = standing.STATUS_BUTTON
_GO_ON = Button(P("button.go_on"), "resume", bound=False)


def _command(text: str) -> str:
    return text[1:].split(maxsplit=1)[0].split("@", 1)[0].lower() if len(text) > 1 else ""


def _pressed(s: Situation, press: Pressed) -> Outcome:
    if press.revision is None:
        handler = UNBOUND.get(press.action)
        return handler(s) if handler else _old(s, press)
    if press.revision != s.session.revision:
        return _old(s, press)
    if press.action == "later":
        return later(s)
    return _in_flow(s)


def _old(s: Situation, press: Pressed) -> Outcome:
    """A button of an earlier moment: a short notice, and its buttons go."""
    toast = Toast(press.query_id, P("button.old"))
    return Outcome(says=(toast, RetireButtons(press.message_id)))


def _in_flow(s: Situation) -> Outcome:
    flow = FLOWS.get(s.session.flow)
    if flow is not None:
        return flow(s)
    return Outcome(says=(Say((P("menu.what_next"),), standing.ways_on(s)),))


def _idle(s: Situation) -> bool:
    last = s.session.answers.get("_at")
    return last is not None and s.ctx.now - datetime.fromisoformat(last) >= IDLE


def _reach(s: Situation, reachable: bool) -> Outcome:
    if reachable == s.person.reachable:
        return Outcome()
    fact = ReachChanged(dated=s.dated, person_id=s.person.person_id, reachable=reachable)
    return Outcome(facts=(fact,))


def _with_toast(s: Situation, outcome: Outcome) -> Outcome:
    """Every press is answered, or the button would spin until it times out."""
    if s.pressed is None or any(isinstance(x, Toast) for x in outcome.says):
        return outcome
    return replace(outcome, says=(Toast(s.pressed.query_id), *outcome.says))


def _stamped(s: Situation, outcome: Outcome) -> Outcome:
    """The session remembers when it last moved, so that after a long silence nothing is mistaken for an answer."""
    if outcome.session is None:
        return outcome
    answers = {**outcome.session.answers, "_at": s.ctx.now.isoformat()}
    return replace(outcome, session=replace(outcome.session, answers=answers))
