"""Commands that work at every moment, and the unbound buttons that do the same."""

from collections.abc import Callable

from conversations import accepting, apply, complaining, menu, offering, promising, proving, repaying, standing, what_if
from conversations.ask_questions import asked_by
from conversations.form import applicable
from conversations.outcome import Outcome
from conversations.review import answer_rows
from conversations.say import Button, P, Say
from conversations.situation import Situation
from lending.facts.applications import ApplicationClosed

Handler = Callable[[Situation], Outcome]


def start(s: Situation) -> Outcome:
    """New people are welcomed; who was in the middle of something is asked to go on; others see where things stand."""
    if s.session.flow == apply.FLOW:
        return resume_card(s)
    application = s.dossier.application
    if s.dossier.loans or (application is not None and application.state in ("referred", "decided")):
        return menu.status(s.at(s.session.enter("menu")))
    return menu.welcome(s)


def resume_card(s: Situation) -> Outcome:
    """One message with what is done, and one button to go on."""
    asked = applicable(apply.whole(s), s.session.answers)
    done = len([q for q in asked if q.key in s.session.answers])
    lines = (P("resume.title", done=done, total=len(asked)), *answer_rows(s, asked_by(s.house)), P("resume.kept"))
    buttons = (
        (Button(P("button.go_on"), "resume", bound=False), Button(P("button.start_again"), "apply", bound=False)),
    )
    return Outcome(says=(Say(lines, buttons),))


def resume(s: Situation) -> Outcome:
    if s.session.flow == apply.FLOW:
        return apply.advance(s)
    if s.session.flow == what_if.FLOW:
        return what_if.ask_again(s)
    return proving.again(s, ()) if s.session.flow == proving.AGAIN else menu.status(s)


def cancel(s: Situation) -> Outcome:
    """Drops what was being done; what was agreed before stays."""
    application = s.dossier.application
    closed: tuple[ApplicationClosed, ...] = ()
    if s.session.flow == apply.FLOW and application is not None and application.state in ("open", "decided"):
        closed = (
            ApplicationClosed(
                dated=s.dated, person_id=s.person.person_id, application_id=application.application_id, why="cancelled"
            ),
        )
    text = P("cancel.nothing") if s.session.flow == "menu" else P("cancel.done")
    session = what_if.left(s.session) if s.session.flow == what_if.FLOW else s.session.enter("menu")
    return Outcome(session, closed, (Say((text,), standing.ways_on(s)),))


def back(s: Situation) -> Outcome:
    """One step back, wherever the person is: to the question, the offer, or the ways to pay before this one."""
    flow, offer = s.session.flow, standing.open_offer(s)
    if flow == apply.FLOW:
        return apply.back(s)
    if flow == what_if.FLOW:
        return what_if.back(s)
    if flow in (offering.FLOW, accepting.FLOW) and offer is not None:
        return offering.show(s, offer)
    if flow in (repaying.FLOW, promising.FLOW):
        return Outcome(s.session.enter("menu")) + repaying.begin(s, str(s.session.answers.get("loan", "")))
    if flow == "menu":
        return Outcome(says=(Say((P("back.nothing"),), standing.ways_on(s)),))
    return cancel(s)


def later(s: Situation) -> Outcome:
    """Everything is saved; one button to come back."""
    return Outcome(says=(Say((P("later.saved"),), ((Button(P("button.go_on"), "resume", bound=False),),)),))


def hard(s: Situation) -> Outcome:
    return complaining.hard(s, _argument(s))


def promise(s: Situation) -> Outcome:
    loan = repaying.named(s, _argument(s))
    return promising.begin(s, loan) if loan is not None else repaying.begin(s)


def _argument(s: Situation) -> str:
    return s.pressed.argument if s.pressed is not None else ""


COMMANDS: dict[str, Handler] = {
    "start": start,
    "status": menu.status,
    "pay": repaying.begin,
    "loans": menu.loans,
    "documents": menu.documents,
    "language": menu.language,
    "help": menu.help_,
    "support": lambda s: complaining.begin(s, "question"),
    "complaint": lambda s: complaining.begin(s, "complaint"),
    "mydata": menu.my_data,
    "delete": lambda s: complaining.begin(s, "erasure"),
    "cancel": cancel,
    "back": back,
}

UNBOUND: dict[str, Handler] = {
    "apply": apply.begin,
    "how": menu.how_it_works,
    "language": lambda s: menu.language(s, _argument(s)),
    "notice": menu.notice,
    "status": menu.status,
    "resume": resume,
    "cancel": cancel,
    "person": complaining.look_again,
    "complain": lambda s: complaining.begin(s, "complaint"),
    "data": menu.data_used,
    "schedule": offering.press,
    "whatif": what_if.begin,
    "keyfacts": offering.press,
    "paper": offering.press,
    "decline": offering.press,
    "rework": apply.rework,
    "reprove": proving.begin_again,
    "accept": accepting.begin,
    "pay": lambda s: repaying.begin(s, _argument(s)),
    "payhow": repaying.press_how,
    "paysum": lambda s: repaying.ask_sum(s, _argument(s)),
    "loan": lambda s: menu.loan(s, _argument(s)),
    "contract": lambda s: menu.paper(s, _argument(s)),
    "promise": promise,
    "hard": hard,
    "quiet": lambda s: menu.quiet(s, _argument(s)),
}
