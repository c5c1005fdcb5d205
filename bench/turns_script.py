"""What borrowers do in the bench: many at once answer the questions of Ask, each answer one turn with one reply.

Greeting and pressing come before the answers that are counted, because a press is answered with more than one call. The
peers are sent the same texts and echo them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.stub_bot import Step
from conversations.ask_questions import ASK, PAYDAY, PRODUCT
from conversations.form import applicable

TOTAL = len([q for q in applicable(ASK, {"occupation": "employed"}) if q.key not in (PRODUCT.key, PAYDAY.key)])
"""How many questions an employed person is asked where there is one product, whose payments fall as they fall."""


@dataclass(frozen=True)
class Stage:
    """Things that everybody does, one after the other: each of `says` by everybody before the next of it begins.

    An item is a text, or the end of a button's data after `press `. `asked` is the number of the question that the
    first of them brings; 0 for a stage that no question answers. `pace` is how it is counted.
    """

    says: tuple[str, ...]
    asked: int
    pace: str = ""


BACKLOG, STEADY = "backlog", "steady"

STAGES = (
    Stage(("/start",), 0),
    Stage(("press apply::",), 1),
    Stage(("5000", "6"), 2, BACKLOG),
    Stage(("press purpose=household",), 4),
    Stage(("press occupation=employed",), 5),
    Stage(("since 2023", "8000", "3000"), 6, BACKLOG),
    Stage(("2",), 9, STEADY),
)


def steps(stage: Stage, people: Sequence[int]) -> Iterator[Step]:
    """The steps of one stage, in the order in which they reach Telegram, as our program answers them."""
    for place, said in enumerate(stage.says):
        expect = f"{stage.asked + place} of {TOTAL}" if stage.asked else ""
        for person in people:
            if said.startswith("press "):
                yield Step(person, press=said.removeprefix("press "), expect=expect)
            else:
                yield Step(person, text=said, expect=expect)


def echoed(stage: Stage, people: Sequence[int]) -> Iterator[Step]:
    """The same for a bot that echoes: texts alone, each expected back as it is."""
    return (Step(step.chat, text=step.text, expect=step.text) for step in steps(stage, people) if not step.press)
