"""What a bot costs before anybody has written to it: from its start to its first question to Telegram, and its memory.

Ours with and without a trained model, on an empty data folder and on one that is there already; the peers beside it.
Each time is a fresh process; the files are in the machine's cache, as they are after an update of the program.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.footprint_model import write_model
from bench.stub_process import Stub
from bench.turns_process import BotProcess, Ours, start_peer

ROUNDS = 3
SETTLE = 1.0
"""Seconds after the first poll in which what a start leaves for later has been done."""


@dataclass
class Starter:
    """One row: how it is started, and what was measured."""

    name: str
    start: Callable[[], BotProcess]
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    resident: list[float] = field(default_factory=list)

    def measure(self, stub: Stub) -> None:
        """One start."""
        begun = time.monotonic()
        bot = self.start()
        try:
            self.seconds.append(stub.first_poll(bot.token) - begun)
            self.cpu.append(bot.cpu())
            time.sleep(SETTLE)
            self.resident.append(bot.resident())
        finally:
            bot.stop()

    def row(self) -> str:
        return f"| {self.name} | {median(self.seconds):.2f} | {median(self.cpu):.2f} | {median(self.resident):.0f} |"


def table(python: str) -> str:
    """The table as Markdown, about half a minute's work."""
    with ExitStack() as stack:
        stub = stack.enter_context(Stub())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        starters = list(_starters(folder, stub.base, python))
        for _ in range(ROUNDS):
            for starter in starters:
                starter.measure(stub)
    lines = [
        "| program | first poll s | of it CPU s | RSS MB |",
        "| --- | ---: | ---: | ---: |",
        *(starter.row() for starter in starters),
        "",
        f"Medians of {ROUNDS} starts, all programs in turn. "
        f"Load before and during: {' '.join(f'{load:.1f}' for load in os.getloadavg())}.",
    ]
    if not python:
        lines.append("\nskipped: the peers, whose environment is made by `make bench`")
    return "\n".join(lines)


def _starters(folder: Path, base: str, python: str) -> Iterator[Starter]:
    numbers = iter(range(1000))
    yield Starter("microloan, first start ever", lambda: Ours(folder / f"new{next(numbers)}", base).start())
    yield Starter("microloan, started again", Ours(folder / "plain", base).start)
    corrected = Ours(folder / "corrected", base)
    write_model(corrected.data / "model", corrected.config)
    yield Starter("microloan with a model, started again", corrected.start)
    if python:
        yield Starter("python-telegram-bot echo", lambda: start_peer(python, "ptb_echo.py", base))
        yield Starter("aiogram echo", lambda: start_peer(python, "aiogram_echo.py", base))
