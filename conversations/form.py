"""Forms as data: a form is a tuple of questions, and the current one is the first without an answer.

So nothing has to remember a step: going back drops the last answer, editing drops one, cancelling drops all, and a form
that gains or loses a question heals by itself. Every question says why it is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conversations.event import Happening, Pressed, Said
from conversations.say import Button, P, Phrase, Say
from conversations.situation import Situation

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Wrong:
    """An answer that does not fit: `why` says kindly what is needed, with an example."""

    why: Phrase


@dataclass(frozen=True)
class Choice:
    """An answer that can be pressed. `value` is short text that stands on the button."""

    value: str
    label: Phrase


def _no_choices(_: Situation) -> tuple[tuple[Choice, ...], ...]:
    return ()


def _always(_: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """One question. `read` turns what was heard into a JSON answer or Wrong; None means it is no answer at all.

    `purpose` says what the answer is used for; it stands in the register of what is held about people. `shown` words
    the answer for the review card. `keyboard` is the reply keyboard it needs (see Say.keyboard).
    """

    key: str
    purpose: str
    asked: Callable[[Situation], tuple[Phrase, ...]]
    read: Callable[[Situation, Happening], Any]
    shown: Callable[[Situation, Any], Phrase]
    choices: Callable[[Situation], tuple[tuple[Choice, ...], ...]] = _no_choices
    applies: Callable[[Answers], bool] = _always
    keyboard: str = ""


Form = tuple[Question, ...]


def applicable(form: Form, answers: Answers) -> Form:
    return tuple(q for q in form if q.applies(answers))


def current(form: Form, answers: Answers) -> Question | None:
    """The first question without an answer; None when the form is complete."""
    return next((q for q in form if q.key not in answers and q.applies(answers)), None)


def last_answered(form: Form, answers: Answers) -> Question | None:
    """The answer that `/back` drops: the one just before the current question."""
    before: Question | None = None
    for question in form:
        if question.key in answers:
            before = question if question.applies(answers) else before
        elif question.applies(answers):
            break
    return before


def text_of(what: Happening) -> str | None:
    return what.text if isinstance(what, Said) else None


def choice_of(what: Happening, key: str) -> str | None:
    """The value pressed for this question, if that is what was pressed."""
    if isinstance(what, Pressed) and what.action == "a" and what.argument.startswith(f"{key}="):
        return what.argument[len(key) + 1 :]
    return None


def heard(s: Situation, question: Question) -> Any:
    """The answer in this event: JSON, Wrong, or None when the event is no answer to this question."""
    pressed = choice_of(s.what, question.key)
    if pressed is not None:
        values = {c.value for row in question.choices(s) for c in row}
        if pressed not in values:
            return None
    return question.read(s, s.what)


def choice_buttons(s: Situation, question: Question) -> tuple[tuple[Button, ...], ...]:
    rows = question.choices(s)
    return tuple(tuple(Button(c.label, "a", f"{question.key}={c.value}") for c in row) for row in rows)


def progress(form: Form, answers: Answers, question: Question) -> Phrase:
    """Where this question stands: 3 of 9."""
    questions = applicable(form, answers)
    number = next(i for i, q in enumerate(questions, 1) if q.key == question.key)
    return P("form.progress", number=number, total=len(questions))


def again(s: Situation, form: Form, question: Question, why: Phrase) -> Say:
    """An answer did not fit: what is needed, with an example, over the same choices. The question stands above."""
    if question.keyboard:
        return Say((why,), keyboard=question.keyboard)
    return Say((why,), _choices_and_ways(s, form, question))


def _choices_and_ways(s: Situation, form: Form, question: Question) -> tuple[tuple[Button, ...], ...]:
    out: tuple[Button, ...] = (Button(P("button.back"), "back"), Button(P("button.later"), "later"))
    if last_answered(form, s.session.answers) is None and "was" not in s.session.answers:
        out = out[1:]
    return (*choice_buttons(s, question), out)


def ask(s: Situation, form: Form, question: Question, first: tuple[Phrase, ...] = ()) -> Say:
    """The question as one message: progress, question and why, its choices, and a way out."""
    head, *rest = question.asked(s)
    title = P("form.question", progress=progress(form, s.session.answers, question), question=head)
    lines = (*first, title, *rest)
    if question.keyboard:
        return Say(lines, keyboard=question.keyboard)
    return Say(lines, _choices_and_ways(s, form, question))
