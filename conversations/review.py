"""The review card: every answer on one page, and a button to change any one of them before anything is final."""

from conversations.form import Form, applicable
from conversations.labels import LABELS
from conversations.say import BLANK, Button, P, Phrase, Say
from conversations.situation import Situation

GROUPS = (
    ("product", "amount", "term", "payday", "purpose"),
    ("occupation", "since", "turnover", "goods", "income", "costs", "household", "debts"),
    ("phone", "name", "national_id", "account"),
    ("bureau", "cross_border"),
)
"""What belongs together on the card: the loan, the living, the person, the consents."""


def answer_rows(s: Situation, form: Form) -> tuple[Phrase, ...]:
    """One line an answer, worded as it was understood."""
    answers = s.session.answers
    return tuple(
        P("review.row", label=LABELS[q.key], value=q.shown(s, answers[q.key]))
        for q in applicable(form, answers)
        if q.key in answers
    )


def review(s: Situation, form: Form, first: tuple[Phrase, ...] = ()) -> Say:
    """The card. The first row confirms; where every answer belongs to Ask it leads on to the decision instead."""
    answers = s.session.answers
    shown = [q for q in applicable(form, answers) if q.key in answers]
    lines: list[Phrase] = [*first, P("review.title")]
    rows: list[tuple[Button, ...]] = []
    for group in GROUPS:
        here = [q for q in shown if q.key in group]
        if here:
            lines += [BLANK, *answer_rows(s, tuple(here))]
            edits = [Button(LABELS[q.key], "edit", q.key) for q in here]
            rows += [tuple(edits[i : i + 4]) for i in range(0, len(edits), 4)]
    registering = "phone" in answers
    ready = Button(P("button.confirm"), "confirm") if registering else Button(P("button.use_these"), "go_on")
    lines += [BLANK, P("review.confirm") if registering else P("review.go_on")]
    return Say(tuple(lines), ((ready,), *rows, (Button(P("button.back"), "back"), Button(P("button.later"), "later"))))
