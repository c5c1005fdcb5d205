"""At every stage of every conversation, anything may happen: all of it is answered, and nothing is lost or broken.

The stages are reached once, by playing; then each is gone back to, and events drawn by Hypothesis are thrown at it.
MICROLOAN_EVENTS says how many examples a stage gets (for a long run; every run is then another one).
"""

import asyncio
import json
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

import bot.turn
from conversations.outcome import Outcome
from conversations.session import Session
from conversations.switchboard import FLOWS, step
from storage.schema import failed_event, outbox
from tests.house import house
from tests.journeys.anything import ANYTHING, FORGED_NOW, Happening
from tests.journeys.doing import SILENT, Done, happen, seen_buttons
from tests.journeys.products.offered import PRODUCTS
from tests.journeys.roads import a_broken_turn, all_stages
from tests.journeys.stages import EXPECTED, HeldLender, Road, Stage

STAGES = sorted(EXPECTED)
SHARE = 1 if os.environ.get("MICROLOAN_JOURNEYS") == "all" else 2
"""Each stage has anything happen to it, or all its buttons pressed; with MICROLOAN_JOURNEYS=all both."""
EXAMPLES = int(os.environ.get("MICROLOAN_EVENTS", "0"))
AT_REST = ("sent", "blocked")
MANY = settings(
    max_examples=EXAMPLES or 3,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


class Theatre:
    """One lender in an event loop of its own, with every stage kept; `unlike` are sessions that JSON changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runner = asyncio.Runner()
        self.unlike: list[Session] = []
        self.flows: set[str] = set()

    def open(self) -> None:
        lender = self.runner.run(HeldLender.open(self.folder / "data", house(products=PRODUCTS)))
        assert isinstance(lender, HeldLender)
        self.lender = lender
        self.road = Road(self.lender, self.folder / "stages")
        self.runner.run(all_stages(self.lender, self.road))

    def close(self) -> None:
        self.runner.run(self.lender.let_go())
        self.runner.run(self.lender.close())
        self.runner.close()

    def witness(self, step: Any) -> Any:
        """The step, with every session that it leaves looked at."""

        def watched(*given: Any) -> Outcome:
            outcome: Outcome = step(*given)
            if outcome.session is not None:
                self.flows.add(outcome.session.flow)
                stored = outcome.session.stored()
                if (
                    Session.restored(stored) != outcome.session
                    or json.loads(json.dumps(stored.answers)) != stored.answers
                ):
                    self.unlike.append(outcome.session)
            return outcome

        return watched


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    opened = Theatre(tmp_path_factory.mktemp("stages"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.turn, "step", opened.witness(step))
        opened.open()
        yield opened
        opened.close()


def test_the_roads_lead_past_every_stage_there_is(theatre: Theatre) -> None:
    print(f"\n{len(theatre.road.stages)} stages: " + ", ".join(theatre.road.stages))
    assert set(theatre.road.stages) == EXPECTED
    assert set(FLOWS) <= theatre.flows


@pytest.mark.slow
@pytest.mark.parametrize("name", STAGES[0::SHARE])
def test_whatever_happens_is_answered_and_breaks_nothing(theatre: Theatre, name: str) -> None:
    stage = theatre.road.stages[name]

    @MANY
    @given(st.lists(ANYTHING, min_size=1, max_size=6))
    def anything_happens(happenings: list[Happening]) -> None:
        theatre.runner.run(at_this_stage(theatre, stage, happenings))

    chosen = anything_happens if EXAMPLES else seed(zlib.crc32(name.encode()))(anything_happens)
    chosen()


@pytest.mark.slow
@pytest.mark.parametrize("name", STAGES[SHARE - 1 :: SHARE])
def test_every_button_in_sight_is_answered(theatre: Theatre, name: str) -> None:
    stage = theatre.road.stages[name]
    who = theatre.runner.run(theatre.road.back_to(stage))
    buttons = seen_buttons(who)
    newest = [n for n, button in enumerate(buttons) if button[:2] == buttons[0][:2]]
    for n in newest:
        theatre.runner.run(at_this_stage(theatre, stage, [Happening("button", choice=n)], print))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ask: term", "apply: review", "apply: decided decline", "promise", "offer"])
def test_forged_answers_of_the_moment_are_answered(theatre: Theatre, name: str) -> None:
    happenings = [Happening("forged for now", forged) for forged in FORGED_NOW]
    theatre.runner.run(at_this_stage(theatre, theatre.road.stages[name], happenings, print))


@pytest.mark.parametrize("forged", [data for data in FORGED_NOW if data.startswith("take")])
def test_a_forged_proposal_is_answered(theatre: Theatre, forged: str) -> None:
    stage = theatre.road.stages["apply: indicated counter"]
    theatre.runner.run(at_this_stage(theatre, stage, [Happening("forged for now", forged)], print))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["loan: overdue", "apply: decided decline", "desk: file of fault"])
def test_every_button_ever_seen_is_answered_much_later(theatre: Theatre, name: str) -> None:
    stage = theatre.road.stages[name]
    who = theatre.runner.run(theatre.road.back_to(stage))
    data = {
        data: n for n, (_, _, data) in enumerate(seen_buttons(who)) if not data.startswith(("a:", "later:", "back:"))
    }
    assert len(data) > 40
    happenings = [Happening("one of many", button) for button in data]
    theatre.runner.run(at_this_stage(theatre, stage, happenings, print))


async def at_this_stage(
    theatre: Theatre, stage: Stage, happenings: list[Happening], tell: Callable[[str], object] = note
) -> None:
    who = await theatre.road.back_to(stage)
    for happening in happenings:
        who.sees()
        done = await happen(who, happening)
        seen = who.sees()
        tell(f"{happening} -> {[s.text or s.action for s in seen]}")
        assert_answered(done, bool(seen))
    await theatre.lender.let_go()
    assert not theatre.unlike, theatre.unlike
    wrong = await theatre.lender.lender.writer.run_bookkeeping(lambda conn: unsettled(conn, stage))
    assert not wrong, wrong


def assert_answered(done: Done, seen: bool) -> None:
    """Something appeared, a notice over the buttons or a refused payment's line; or silence has its reason."""
    answers = [query.answer for query in done.queries]
    assert None not in answers, "a button spins for ever"
    words = [a for a in answers if a and (a.get("text") or a.get("error_message"))]
    assert seen or words or done.silent in SILENT, "nobody was answered"


def unsettled(conn: Connection, stage: Stage) -> list[Any]:
    """Turns that failed since the stage was kept, and rows of the outbox that are not at rest."""
    failed = conn.execute(select(failed_event.c.error)).scalars().all()[stage.failures :]
    waiting = select(outbox.c.kind, outbox.c.state, func.count()).where(outbox.c.state.not_in(AT_REST))
    rows = conn.execute(waiting.group_by(outbox.c.kind, outbox.c.state)).all()
    return [*failed, *(row for row in rows if row.kind not in stage.owed)]


def test_every_silence_has_its_reason() -> None:
    assert all(len(why.split()) > 3 for why in SILENT.values())


def test_an_event_that_nobody_answers_is_found_out() -> None:
    with pytest.raises(AssertionError, match="nobody was answered"):
        assert_answered(Done(), seen=False)


def test_a_turn_that_raises_is_found_out(theatre: Theatre) -> None:
    with a_broken_turn(), pytest.raises(AssertionError, match="LookupError"):
        theatre.runner.run(at_this_stage(theatre, theatre.road.stages["menu"], [Happening("text", "/status")], print))
