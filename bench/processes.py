"""Turns a second of one, two and four processes on one PostgreSQL server, and what they are bound by.

People arrive at once by webhook and answer the questions of the first form, as in the table of turns. Their updates go
to the processes in turn, a chat's next one when the one before was taken. Each commit is flushed to the disk.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any
from urllib.request import urlopen

from sqlalchemy.engine import make_url

from bench.processes_server import Looking, NotHere, cpu_of_servers, server
from bench.stub_process import Stub
from bench.turns_process import BotProcess, Ours, a_token
from bench.turns_script import STAGES, Stage, steps
from storage.databases import Databases

PROCESSES = (1, 2, 4)
PEOPLE = 150
FIRST_PERSON = 10**6
START_SECONDS = 30
TOKEN = a_token()
ARRIVING = STAGES[:2]
"""What newcomers do: each makes rows that were not there. The rest are answers in the middle of the form."""


class Wrong(Exception):
    """What the lender answered or kept is not what it must be: its figures would say nothing."""


@dataclass
class Part:
    """What was measured over some stages."""

    updates: int = 0
    seconds: float = 0.0
    handed_back: int = 0
    again: float = 0.0
    ours: float = 0.0
    servers: float = 0.0

    def cells(self) -> Iterator[str]:
        yield f"{self.updates / self.seconds:,.0f}"
        yield f"{self.again / self.updates:.2f}"
        yield f"{self.handed_back}"
        yield f"{self.ours / self.updates * 1e3:.1f}"
        yield f"{self.servers / self.updates * 1e3:.1f}"
        yield f"{100 * (self.ours + self.servers) / self.seconds:.0f} %"


@dataclass
class Fleet:
    """So many processes of one lender on one fresh database."""

    bots: list[BotProcess] = field(default_factory=list)

    @property
    def ports(self) -> list[int]:
        return [bot.port for bot in self.bots]

    def cpu(self) -> float:
        return sum(bot.cpu() for bot in self.bots)

    def runs_again(self) -> float:
        """How many runs of turns the server refused so far."""
        return sum(_gauge(port, "microloan_turns_run_again") for port in self.ports)


def table(_python: str) -> str:
    """The table as Markdown, about a minute's work; one line where there is no server."""
    try:
        with server() as running:
            measured = [_measured(running, count) for count in PROCESSES]
    except NotHere as why:
        return f"skipped: {why}"
    lines = []
    for place, name in enumerate(("arriving", "answering")):
        lines += [
            f"| processes, people {name} | updates/s | refused runs a turn | handed back | CPU ms/update of ours "
            "| of the server | of one core in all |",
            "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *(f"| {one.count} | {' | '.join(one.parts[place].cells())} |" for one in measured),
            "",
        ]
    lines += [f"{one.count} processes, sessions of the server: {one.waits}." for one in measured]
    lines.append(f"Load before and during: {' '.join(f'{load:.1f}' for load in os.getloadavg())}.")
    return "\n".join(lines)


@dataclass(frozen=True)
class Measured:
    """One row of each part of the table."""

    count: int
    parts: tuple[Part, Part]
    waits: str


def _measured(running: Any, count: int) -> Measured:
    """So many processes on a fresh database, everybody through all stages, and the books verified."""
    books = running.databases()
    with ExitStack() as stack:
        stack.callback(running.drop, books)
        stub = stack.enter_context(Stub())
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ours = Ours(folder, stub.base, webhook=True, server=books.main)
        fleet = Fleet([ours.start(TOKEN) for _ in range(count)])
        for bot in fleet.bots:
            stack.callback(bot.process.kill)
            _ready(bot)
        stub.webhook_set(TOKEN)
        parts = (Part(), Part())
        with Looking(running.url, make_url(books.main).database or "") as looking:
            for stage in STAGES:
                _play(stub, fleet, stage, parts[stage not in ARRIVING])
        for bot in fleet.bots:
            bot.stop()
        _kept(books)
        ours.verified()
    return Measured(count, parts, looking.shares())


def _play(stub: Stub, fleet: Fleet, stage: Stage, part: Part) -> None:
    todo = list(steps(stage, range(FIRST_PERSON, FIRST_PERSON + PEOPLE)))
    ours, servers, again = fleet.cpu(), cpu_of_servers(), fleet.runs_again()
    played = stub.play(TOKEN, todo, ports=fleet.ports)
    if played.answered != len(todo):
        raise Wrong(f"{played.answered} of {len(todo)} replies to {stage.says} were right")
    part.updates += len(todo)
    part.seconds += played.seconds
    part.handed_back += played.handed_back
    part.ours += fleet.cpu() - ours
    part.servers += cpu_of_servers() - servers
    part.again += fleet.runs_again() - again


def _kept(books: Databases) -> None:
    """Each update has its key, no turn failed, and everything was sent."""
    wanted = PEOPLE * sum(len(stage.says) for stage in STAGES)
    questions = (
        f"SELECT count(*) <> {wanted} FROM inbox WHERE key LIKE 'tg:%%'",
        "SELECT count(*) > 0 FROM failed_event",
        f"SELECT count(*) > 0 FROM outbox WHERE chat_id >= {FIRST_PERSON} AND state <> 'sent'",
    )
    engine = books.open_for_reading()
    with engine.begin() as connection:
        wrong = [question for question in questions if connection.exec_driver_sql(question).scalar_one()]
    engine.dispose()
    if wrong:
        raise Wrong("; ".join(wrong))


def _ready(bot: BotProcess) -> None:
    """Returns once it serves."""
    until = perf_counter() + START_SECONDS
    while perf_counter() < until:
        try:
            with urlopen(f"http://127.0.0.1:{bot.port}/readyz", timeout=5) as answer:
                if answer.status == HTTPStatus.OK:
                    return
        except OSError:
            sleep(0.1)
    raise Wrong("a process does not start")


def _gauge(port: int, name: str) -> float:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])
