"""The review card: every answer on one page, and a button to change any one of them before anything is final."""

from conversations.form import Form, applicable
from conversations.labels import LABELS
from conversations.say import Button, P, Phrase, Say
from conversations.situation import Situation


def answer_rows(s: Situation, form: Form) -> tuple[Phrase, ...]:
    """One line an answer, worded as it was understood."""
    answers = s.session.answers
    return tuple(
        P("review.row", label=LABELS[q.key], value=q.shown(s, answers[q.key]))
        for q in applicable(form, answers)
        if q.key in answers
    )


def review(s: Situation, form: Form, first: tuple[Phrase, ...] = ()) -> Say:
    """The card. The last row confirms; where every answer belongs to Ask it leads on to the decision instead."""
    answers = s.session.answers
    keys = [q.key for q in applicable(form, answers) if q.key in answers]
    edits = [Button(LABELS[key], "edit", key) for key in keys]
    rows = tuple(tuple(edits[i : i + 3]) for i in range(0, len(edits), 3))
    registering = "phone" in answers
    ready = Button(P("button.confirm"), "confirm") if registering else Button(P("button.go_on"), "go_on")
    closing = P("review.confirm") if registering else P("review.go_on")
    lines = (*first, P("review.title"), *answer_rows(s, form), closing)
    return Say(lines, ((ready,), *rows, (Button(P("button.later"), "later"),)))
