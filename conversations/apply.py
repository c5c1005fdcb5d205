"""Asking for a loan, from the first question to the decision: Ask, Indicate, Register, Prove, Decide.

Two forms and three gates. The step is never stored: `advance` looks at the answers and does the next thing.
The price of one's own loan comes before any name or number; documents come last.
"""

from typing import Any

from conversations import deciding, offering, proving
from conversations.ask_questions import ASK, answers_of, asked_by, still_offered
from conversations.event import DocumentLookedAt, Pressed, SentFile, SharedContact
from conversations.form import Form, Question, Wrong, again, applicable, ask, choice_of, current, heard, last_answered
from conversations.labels import LABELS
from conversations.loan_questions import LOAN, money, product_of
from conversations.outcome import Outcome
from conversations.register_questions import CONSENT_TEXT_VERSION, NEEDED_CONSENTS, PROVE, REGISTER
from conversations.review import review
from conversations.say import Button, P, Phrase, RetireButtons, Say, Saying
from conversations.situation import Situation
from conversations.standing import status
from conversations.term_words import term_phrase
from lending.facts.people import BorrowerRegistered, ConsentRecorded, PrivacyNoticeShown
from lending.records import Application
from lending.term import Term

FLOW = "apply"
VERSION = 1
ASK_KEYS = frozenset(q.key for q in ASK)
ASKED_OF_A_PRODUCT = tuple(q.key for q in LOAN)
"""What is asked again where another product is chosen."""


def begin(s: Situation) -> Outcome:
    """The first question; somebody who borrowed before is asked only what may have changed."""
    last = s.dossier.application
    if last is not None and last.state == "referred":
        return Outcome(says=(status(s),))
    if s.person.registered and last is not None and last.answers:
        return _as_last_time(s, last)
    session = s.session.enter(FLOW, VERSION, begun=s.ctx.now.isoformat())
    notice: tuple[Saying, ...] = ()
    facts: tuple[PrivacyNoticeShown, ...] = ()
    if s.person.notice_version != s.house.notice_version:
        read_it = Button(P("button.notice"), "notice", bound=False)
        lines = (P("notice.short", version=s.house.notice_version), P("notice.use"))
        notice = (Say(lines, ((read_it,),)),)
        facts = (PrivacyNoticeShown(dated=s.dated, person_id=s.person.person_id, version=s.house.notice_version),)
    return Outcome(session, facts, (*notice, ask(s.at(session), form := asked_by(s.house), form[0])))


def _as_last_time(s: Situation, last: Application, first: tuple[Phrase, ...] = ()) -> Outcome:
    """A repeat loan: what was said last time, to be confirmed or changed."""
    answers = still_offered(s.house, {k: v for k, v in answers_of(last).items() if k in ASK_KEYS})
    form = asked_by(s.house)
    if current(form, answers) is not None:
        return advance(s.at(s.session.enter(FLOW, VERSION, **answers)), first)
    session = s.session.enter(FLOW, VERSION, **answers, repeat=True)
    then = s.at(session)
    rows = tuple(
        P("review.row", label=LABELS[q.key], value=q.shown(then, answers[q.key]))
        for q in applicable(form, answers)
        if q.key in answers
    )
    same = P("button.same_again", amount=money(s, answers["amount"]), months=term_phrase(Term.of(answers["term"])))
    buttons = (
        (Button(same, "right"),),
        (Button(P("button.other_amount"), "edit", "amount"), Button(P("button.changed"), "changed")),
    )
    return Outcome(session, says=(Say((*first, P("repeat.title"), *rows, P("repeat.right")), buttons),))


def handle(s: Situation) -> Outcome:
    """Every event while an application is being made."""
    what = s.what
    if isinstance(what, DocumentLookedAt):
        return proving.looked_at(s, advance)
    if isinstance(what, Pressed) and what.action in _PRESSES:
        return _retiring(s, _PRESSES[what.action](s))
    question = asked_now(s)
    if question is None:
        return advance(s, (P("form.use_buttons"),))
    if isinstance(what, SentFile) and question in proving.needed(s):
        return proving.received(s, question)
    if question.key == "selfie" and choice_of(what, "selfie") == "no":
        return Outcome(says=(Say((NEEDED_CONSENTS["selfie"],), _ways_out()),))
    answer = heard(s, question)
    if answer is None:
        return Outcome(says=(ask(s, section(s, question), question, (P("form.not_an_answer"),)),))
    if isinstance(answer, Wrong):
        return Outcome(says=(again(s, section(s, question), question, answer.why),))
    return _retiring(s, answered(s, question, answer))


def whole(s: Situation) -> Form:
    """All that is asked of this person from beginning to end."""
    return (*asked_by(s.house), *(() if s.person.registered else REGISTER), *proving.needed(s))


def asked_now(s: Situation) -> Question | None:
    """The question that is open, None at a gate (repeat card, indication, review, decision)."""
    answers = s.session.answers
    if "repeat" in answers or "checking" in answers:
        return None
    question = current(asked_by(s.house), answers)
    if question is not None or "editing" in answers:
        return question
    if not s.person.registered:
        return current(REGISTER, answers) if answers.get("indicated") == "yes" else None
    if "decided" in answers:
        return None
    return current(proving.needed(s), answers)


def section(s: Situation, question: Question) -> Form:
    """The form a question belongs to, for its progress line."""
    forms = (asked_by(s.house), REGISTER, proving.needed(s))
    return next(form for form in forms if question.key in {q.key for q in form})


def answered(s: Situation, question: Question, answer: Any) -> Outcome:
    session = s.session.without("was").answered(**{question.key: answer})
    return _with_first(s.at(session), question, answer)


def _with_first(s: Situation, question: Question, answer: Any) -> Outcome:
    """After an answer: a refused consent that something hangs on is said at once; a shared phone frees the keyboard."""
    first: tuple[Phrase, ...] = ()
    if answer is False and question.key in NEEDED_CONSENTS:
        first = (NEEDED_CONSENTS[question.key],)
    thanks: tuple[Saying, ...] = ()
    if isinstance(s.what, SharedContact):
        thanks = (Say((P("register.phone.thanks"),), keyboard="remove"),)
    return Outcome(says=thanks) + advance(s, first)


def advance(s: Situation, first: tuple[Phrase, ...] = ()) -> Outcome:
    """The next thing to do with these answers; always says something."""
    answers = s.session.answers
    if "repeat" in answers and s.dossier.application is not None:
        return _as_last_time(s, s.dossier.application, first)
    question = current(asked_by(s.house), answers)
    if question is not None:
        return Outcome(s.session, says=(ask(s, asked_by(s.house), question, first),))
    if "editing" in answers:
        return Outcome(s.session, says=(review(s, asked_by(s.house), first),))
    if "checking" in answers:
        return Outcome(s.session, says=(Say((P("prove.checking"),)),))
    if "decided" in answers:
        return deciding.say_again(s, first)
    if not s.person.registered:
        return _unregistered(s, first)
    question = current(proving.needed(s), answers)
    if question is not None:
        return Outcome(s.session, says=(ask(s, proving.needed(s), question, first),))
    return deciding.decide_now(s)


def _unregistered(s: Situation, first: tuple[Phrase, ...]) -> Outcome:
    """The price first; then who the person is; then all of it on one card."""
    answers = s.session.answers
    if answers.get("indicated") is None:
        indicated = deciding.indicate(s)
        then = s.at(indicated.session or s.session)
        return indicated + advance(then) if then.session.answers["indicated"] == "yes" else indicated
    if answers["indicated"] != "yes" and deciding.granted(s):
        return _unregistered(s.at(s.session.answered(indicated="yes", granted=True)), first)
    if answers["indicated"] != "yes":
        return deciding.say_again(s, first)
    question = current(REGISTER, answers)
    if question is not None:
        return Outcome(s.session, says=(ask(s, REGISTER, question, first),))
    return Outcome(s.session, says=(review(s, (*asked_by(s.house), *REGISTER, *PROVE), first),))


def back(s: Situation) -> Outcome:
    """Drops the last answer and asks it again; what was about to be changed stays as it was."""
    answers = s.session.answers
    if "was" in answers:
        return advance(s.at(s.session.without("was").answered(**answers["was"])))
    if "editing" in answers:
        return advance(s.at(s.session.without("editing")))
    for form, gates in ((PROVE, ()), (REGISTER, ()), (asked_by(s.house), ("indicated", "decided"))):
        if form is REGISTER and s.person.registered:
            continue
        last = last_answered(form, answers)
        if last is not None:
            said = () if form is PROVE else (P("form.you_said", answer=last.shown(s, answers[last.key])),)
            return advance(s.at(s.session.without(last.key, "checking", *gates)), said)
    return advance(s, (P("form.at_the_start"),))


def _edit(s: Situation) -> Outcome:
    assert s.pressed is not None
    key = s.pressed.argument
    answers = s.session.answers
    if key not in {q.key for q in applicable((*asked_by(s.house), *REGISTER), answers)}:
        return advance(s)
    keys = {"occupation": (key, "turnover", "goods", "income"), "product": ASKED_OF_A_PRODUCT}.get(key, (key,))
    was = {k: answers[k] for k in keys if k in answers}
    gates = ("indicated", "decided", "repeat", "granted") if key in ASK_KEYS else ()
    return advance(s.at(s.session.without(*keys, *gates).answered(was=was)))


def rework(s: Situation) -> Outcome:
    """Another amount or time than the offer's: the same answers, asked for these two again."""
    last = s.dossier.application
    if last is None or offering.live(s) is None:
        return offering.gone(s)
    kept = {k: v for k, v in answers_of(last).items() if k in ASK_KEYS - {"amount", "term"}}
    session = s.session.enter(FLOW, VERSION, **kept)
    return offering.replaced(s, "replaced") + advance(s.at(session))


def _changed(s: Situation) -> Outcome:
    """Any answer of Ask can be changed from the card; the card comes again until it is right."""
    return advance(s.at(s.session.without("repeat", "indicated", "decided").answered(editing=True)))


def _right(s: Situation) -> Outcome:
    return advance(s.at(s.session.without("repeat")))


def _go_on(s: Situation) -> Outcome:
    return advance(s.at(s.session.without("editing")))


def _confirm(s: Situation) -> Outcome:
    """The review card is confirmed: the person is registered, each consent is written down by itself."""
    answers, person_id = s.session.answers, s.person.person_id
    if s.person.registered or current(REGISTER, answers) is not None:
        return advance(s)
    birth = answers["national_id"]["birth_date"]
    registered = BorrowerRegistered(
        dated=s.dated,
        person_id=person_id,
        phone=answers["phone"],
        legal_name=answers["name"],
        national_id=answers["national_id"]["number"],
        birth_date=proving.iso(birth) if birth else None,
        payout_account=answers["account"],
    )
    consents = tuple(
        ConsentRecorded(dated=s.dated, person_id=person_id, purpose=key, text_version=CONSENT_TEXT_VERSION, given=given)
        for key, given in (
            ("bureau", bool(answers["bureau"])),
            ("cross_border", bool(answers["cross_border"])),
            ("marketing", False),
        )
    )
    if not answers["cross_border"]:
        return Outcome(says=(Say((NEEDED_CONSENTS["cross_border"],), _ways_out()),))
    then = s.knowing(deciding.as_registered(s.dossier, registered))
    return Outcome(facts=(registered, *consents)) + advance(then.at(s.session.answered(confirmed=True)))


def _take(s: Situation) -> Outcome:
    """The counter-proposal is taken: its amount and term become the answers, and are decided like any others."""
    assert s.pressed is not None
    wanted = deciding.read_take(s.pressed.argument)
    product = product_of(s)
    if wanted is None or not product.minimum.minor <= wanted[0] <= product.maximum.minor:
        return advance(s)
    term = Term(wanted[1], product.unit)
    if term not in product.offered:
        return advance(s)
    session = s.session.without("indicated", "decided").answered(amount=wanted[0], term=term.plain())
    return advance(s.at(session))


def _ways_out() -> tuple[tuple[Button, ...], ...]:
    return (
        (Button(P("button.go_on"), "go_on"), Button(P("button.person"), "person", bound=False)),
        (Button(P("button.cancel"), "cancel", bound=False),),
    )


def _retiring(s: Situation, outcome: Outcome) -> Outcome:
    """After a press that counted, its buttons go, so that nobody presses them again by mistake."""
    if s.pressed is None:
        return outcome
    return Outcome(says=(RetireButtons(s.pressed.message_id),)) + outcome


_PRESSES = {
    "back": back,
    "edit": _edit,
    "changed": _changed,
    "right": _right,
    "confirm": _confirm,
    "take": _take,
    "go_on": _go_on,
}
