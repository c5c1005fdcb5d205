"""Durable loan turns a second, beside stock bots that only echo: the same stub, the same run, round by round in turn.

A turn of ours is on the disk (SQLite, synchronous=FULL) before its reply leaves. An echo keeps nothing. Only updates
whose right reply the stub received are counted, and afterwards the database is asked whether it holds them all.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench.stub_bot import Step
from bench.stub_process import Stub
from bench.turns_process import BotProcess, Ours, start_peer
from bench.turns_script import BACKLOG, STAGES, STEADY, Stage, echoed, steps
from bench.turns_verify import findings

ROUNDS = 5
PEOPLE = 100
PER_SECOND = 100.0
"""How fast the answers come whose latency is measured: about three times what Telegram lets a bot send."""
SETTLE = 0.1
"""Seconds after the last reply in which a bot may end what belongs to it (our marks); its processor time counts."""
FIRST_PERSON = 10**6

Script = Callable[[Stage, Sequence[int]], Iterator[Step]]


@dataclass
class Round:
    """One bot's figures of one round."""

    per_second: float
    cpu_microseconds: float
    milliseconds: list[float]


@dataclass
class Contender:
    """A bot in the bench: how it is started and spoken to, and what it achieved."""

    name: str
    start: Callable[[], BotProcess]
    script: Script
    ours: Ours | None = None
    rounds: list[Round] = field(default_factory=list)
    people: int = 0
    resident: float = 0.0

    def row(self) -> str:
        """Its line of the table: medians of the rounds; latency over all of them."""
        cuts = quantiles([ms for one in self.rounds for ms in one.milliseconds], n=100)
        cells = (
            f"{median(r.per_second for r in self.rounds):,.0f}",
            f"{median(r.cpu_microseconds for r in self.rounds):,.0f}",
            f"{cuts[49]:.1f}",
            f"{cuts[98]:.1f}",
            f"{self.resident:.0f}",
        )
        return f"| {self.name} | {' | '.join(cells)} |"


Running = tuple[Contender, BotProcess]


class Unanswered(Exception):
    """A bot did not answer every update rightly: its figures would say nothing."""


def table(python: str) -> str:
    """The table as Markdown, about two minutes' work."""
    with ExitStack() as stack:
        stub = stack.enter_context(Stub())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        contenders = list(_contenders(folder, stub.base, python))
        bots = [(one, _started(one, stub, stack)) for one in contenders]
        for number in range(ROUNDS):
            for one, bot in _turned(bots, number):
                people = range(FIRST_PERSON + number * PEOPLE, FIRST_PERSON + (number + 1) * PEOPLE)
                one.rounds.append(_round(one, bot, stub, people))
        for one, bot in bots:
            one.resident = bot.resident()
            bot.stop()
        kept = [f"{one.name}: {_kept(one)}" for one in contenders if one.ours]
    return _shown(contenders, kept, skipped=not python)


def _turned(bots: Sequence[Running], number: int) -> Sequence[Running]:
    """Who goes first changes from round to round, so that nobody is always the one after the loudest."""
    return (*bots[number % len(bots) :], *bots[: number % len(bots)])


def _contenders(folder: Path, base: str, python: str) -> Iterator[Contender]:
    for way, webhook in (("polling", False), ("webhook", True)):
        ours = Ours(folder / way, base, webhook)
        yield Contender(f"microloan, {way}", ours.start, steps, ours)
        for name, file in (("python-telegram-bot echo", "ptb_echo.py"), ("aiogram echo", "aiogram_echo.py")):
            if python:
                yield Contender(f"{name}, {way}", _peer(python, file, base, webhook), echoed)


def _peer(python: str, file: str, base: str, webhook: bool) -> Callable[[], BotProcess]:
    return lambda: start_peer(python, file, base, webhook)


def _started(one: Contender, stub: Stub, stack: ExitStack) -> BotProcess:
    bot = one.start()
    stack.callback(bot.process.kill)
    if bot.port:
        stub.webhook_set(bot.token)
    else:
        stub.first_poll(bot.token)
    return bot


def _round(one: Contender, bot: BotProcess, stub: Stub, people: Sequence[int]) -> Round:
    """Everybody walks through all stages; what is counted is measured."""
    answered, seconds, cpu, milliseconds = 0, 0.0, 0.0, []
    for stage in STAGES:
        todo = list(one.script(stage, people))
        if not todo:
            continue
        before = bot.cpu()
        played = stub.play(bot.token, todo, PER_SECOND if stage.pace == STEADY else 0.0, bot.ports)
        time.sleep(SETTLE)
        if played.answered != len(todo):
            raise Unanswered(f"{one.name}: {played.answered} of {len(todo)} replies to {stage.says} were right")
        if stage.pace == BACKLOG:
            answered += played.answered
            seconds += played.seconds
            cpu += bot.cpu() - before
        elif stage.pace == STEADY:
            milliseconds = played.milliseconds
    one.people += len(people)
    return Round(answered / seconds, cpu / answered * 1e6, milliseconds)


def _kept(one: Contender) -> str:
    assert one.ours is not None
    wrong = findings(one.ours.data, one.people)
    if wrong:
        raise Unanswered(f"{one.name}: {'; '.join(wrong)}")
    return one.ours.verified()


def _shown(contenders: Sequence[Contender], kept: Sequence[str], skipped: bool) -> str:
    counted = sum(len(stage.says) for stage in STAGES if stage.pace == BACKLOG) * PEOPLE
    lines = [
        "| bot | updates/s | CPU us/update | p50 ms | p99 ms | RSS MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(one.row() for one in contenders),
        "",
        f"Medians of {ROUNDS} rounds of {counted} updates from {PEOPLE} people, all bots in turn; latency at "
        f"{PER_SECOND:.0f} updates/s. Load before and during: {' '.join(f'{load:.1f}' for load in os.getloadavg())}.",
        "Afterwards, " + "; ".join(kept) + ".",
    ]
    if skipped:
        lines.append("\nskipped: the peers, whose environment is made by `make bench`")
    return "\n".join(lines)
