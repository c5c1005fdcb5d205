"""Plays a journey, and at each point forks a process that dies there, rises on what is left, and goes on.

Two points with nothing written, sent or said between them leave the very same world behind, to the byte; what rises on
it is the same, so it is tried once, unless `every` asks for all.
"""

import asyncio
import gc
import json
import os
import re
import select
import shutil
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests import transcript
from tests.crashes.death import Point, Points
from tests.crashes.dying_lender import DyingLender, copied, points_of
from tests.crashes.quiet_loop import run_quietly
from tests.crashes.standing import Standing, reminders_in_doubt, standing_of
from tests.crashes.verdict import compared, doubled, examined
from tests.crashes.warm import warm

JOURNEYS = Path(__file__).parent.parent / "journeys"
PATIENCE = 60.0
"""Real seconds after which a lender that died counts as never coming to rest."""


Plant = Callable[[Callable[[], DyingLender]], AbstractContextManager[Any]]
"""Puts a bug into the program while it is open; it is handed a way to the lender that lives."""


def _sound(_: Callable[[], DyingLender]) -> AbstractContextManager[Any]:
    return nullcontext()


@dataclass(frozen=True)
class Plan:
    """Which points to die at: each `stride`-th from `first` on; with `every`, also where nothing differs from before.

    A lender that died is followed to the end of its line of the transcript and `lines` lines more; each `to_end`-th one
    to the end of the journey. Each `twice`-th dies again on its way up. Nobody dies before that `line`, nor where the
    point's name does not hold what `near` says, nor any more once `most_wrong` findings are there. The journey ends
    with the line `until`.
    """

    stride: int = 1
    first: int = 1
    every: bool = False
    lines: int = 1
    to_end: int = 25
    twice: int = 10
    most_wrong: int = 20
    line: int = 0
    until: int = 10_000
    near: str = ""


@dataclass
class Report:
    """What came of one journey. `wrong` names the point and what did not hold there."""

    journey: str
    points: dict[str, int] = field(default_factory=dict)
    crashes: int = 0
    same: int = 0
    second: int = 0
    ended: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def journey(name: str) -> str:
    return (JOURNEYS / f"{name}.en.txt").read_text(encoding="utf-8")


class Enumeration:
    """One journey, played twice: once to see how it stands after each line, once to die at its points."""

    def __init__(self, name: str, plan: Plan, folder: Path, planted: Plant = _sound) -> None:
        self.name, self.plan, self.folder = name, plan, folder
        self.planted = planted
        text = journey(name)
        self._actions = list(_lines(text))[: plan.until + 1]
        self._bank_ails = "-- the bank will" in text
        self.report = Report(name)
        self.meant: list[Standing] = []
        self._tried: set[Any] = set()
        self._line = 0
        self._heard: Counter[str] = Counter()
        self._left: int | None = None
        self._to: int | None = None
        self._where: Point | None = None
        self.lender: DyingLender | None = None

    def run(self) -> Report:
        started = time.monotonic()
        with warm(), points_of(lambda: self.lender), self.planted(self._lives):
            run_quietly(self._play(self.folder / "undisturbed", dying=False))
            gc.freeze()
            try:
                run_quietly(self._play(self.folder / "dying", dying=True))
            except BaseException as error:
                if self._to is None:
                    raise
                self._tell([f"never came to rest: {type(error).__name__}"])
        self.report.seconds = time.monotonic() - started
        return self.report

    def _lives(self) -> DyingLender:
        assert self.lender is not None
        return self.lender

    async def _play(self, data: Path, *, dying: bool) -> None:
        DyingLender.points = points = Points()
        self.lender = None
        opened = DyingLender.make(data)
        self.lender = lender = opened
        await lender.begin()
        points.falls = self._falls if dying else (lambda _point: False)
        for number, line in enumerate(self._actions):
            self._line = number
            if len(self.report.wrong) >= self.plan.most_wrong:
                break
            try:
                points.watching = dying and self._left is None
                answers = await self._perform(lender, line)
                points.watching = False
                await self._line_over(lender, answers, dying=dying)
            except Exception as error:
                if self._to is None:
                    raise
                self._tell([f"{type(error).__name__}: {error} {traceback.format_exc()[-600:]}"])
        if dying:
            self.report.points = dict(points.counts)
        await lender.stop()
        shutil.rmtree(data)

    async def _perform(self, lender: DyingLender, line: str) -> list[str]:
        if line.startswith("# "):
            for name, language in transcript._PERSON.findall(line):
                await lender.person(name, language, guest=line.startswith("# Guests"))
            return []
        return await transcript._answers(lender, line)

    async def _line_over(self, lender: DyingLender, answers: list[str], *, dying: bool) -> None:
        if not dying:
            self.meant.append(await lender.looks(lambda c: standing_of(c, lender)))
            self._heard |= self.meant[-1]["events heard"]
            self.meant[-1]["old events heard"] = (
                self._heard.copy()
            )  # old keys are forgotten, by some sooner than by others
            if self._line == len(self._actions) - 1:
                wrong = await lender.looks(lambda c: examined(c, lender))
                assert not wrong, wrong  # nobody has died yet
            return
        if self._left is None:
            return
        wrong = [answer for answer in answers if answer.startswith("(not possible")]
        meant = self.meant[self._line]
        if wrong and await lender.looks(lambda c: reminders_in_doubt(c, lender.lender.vault)):
            # What the person should press stood on a reminder that is rather lost than said twice: here the two part.
            self._tell(await lender.looks(lambda c: examined(c, lender)), 0, lender.deaths)
        end = self._line == len(self.meant) - 1
        if end or not self._bank_ails:
            wrong += await lender.looks(lambda c: compared(c, lender, meant, told=not self._bank_ails))
        self._left -= 1
        if wrong or self._left < 0 or end:
            wrong += await lender.looks(lambda c: examined(c, lender))
            self._tell(wrong, doubled(lender, meant), lender.deaths)

    # Dying

    def _falls(self, point: Point) -> bool:
        """In the process that plays on: no. In the one that is forked here: yes."""
        lender, plan = self.lender, self.plan
        assert lender is not None
        if self._left is not None:
            return self._falls_again(point)
        if point.number < plan.first or (point.number - plan.first) % plan.stride:
            return False
        if len(self.report.wrong) >= plan.most_wrong or self._line < plan.line or not re.search(plan.near, str(point)):
            return False
        left = self._left_behind(lender)
        if left in self._tried and not plan.every:
            self.report.same += 1
            return False
        self._tried.add(left)
        return self._fork(lender, point)

    def _left_behind(self, lender: DyingLender) -> Any:
        """Whatever outlives the process, told from every other such thing: the files, Telegram, the bank, the time."""
        world, bank = lender.world, lender.bank.desk
        queue = world.queue(lender.bot)
        return (
            *(self._line, lender.points.written, world.changes, lender.clock.now()),
            tuple(update.update_id for update in queue.waiting),
            sum(query.answer is None for query in world.queries.buttons.values()),
            tuple((p.asked, p.status) for p in bank.books.payouts.values()),
            *(len(bank.books.transfers), bank.notices.waiting, len(bank.books.faults)),
        )

    def _fork(self, lender: DyingLender, point: Point) -> bool:
        self.report.crashes += 1
        number = self.report.crashes
        image = copied(lender.data, self.folder / f"died-{number}")
        read, write = os.pipe()
        loop = asyncio.get_running_loop()
        child = os.fork()
        if child == 0:
            gc.disable()
            asyncio._set_running_loop(loop)  # asyncio forgets the loop of another process
            os.close(read)
            lender.let_go()
            self._to, self._where, lender.data = write, point, image
            self._left = self.plan.lines if number % self.plan.to_end and not self._bank_ails else 10_000
            self._second = 3 + 7 * number % 60 if number % self.plan.twice == 0 else 0
            lender.points.watching = bool(self._second)
            return True
        os.close(write)
        self._hear(child, read, point)
        shutil.rmtree(image, ignore_errors=True)
        return False

    def _falls_again(self, point: Point) -> bool:
        """A second death, a few points after the first, while the lender is still getting up."""
        lender = self.lender
        assert lender is not None
        assert self._where is not None
        if not self._second or point.number - self._where.number < self._second:
            return False
        self._second = 0
        lender.points.watching = False
        lender.data = copied(lender.data, lender.data.with_name(lender.data.name + "-again"))
        return True

    def _tell(self, wrong: list[str], twice: int = 0, deaths: int = 1) -> None:
        """The last deed of a process that died: tells the one that lives what it found."""
        assert self._to is not None
        assert self.lender is not None
        said = {"wrong": wrong[:8], "doubled": twice, "deaths": deaths, "end": self._line == len(self.meant) - 1}
        shutil.rmtree(self.lender.data, ignore_errors=True)
        try:
            os.write(self._to, json.dumps(said).encode())
        finally:
            os._exit(0)

    def _hear(self, child: int, pipe: int, point: Point) -> None:
        said = _all_of(pipe, child)
        os.waitpid(child, 0)
        report = self.report
        if not said:
            report.wrong.append(f"{self.name}, line {self._line}, {point}: never came to rest")
            return
        found = json.loads(said)
        report.doubled += found["doubled"]
        report.second += found["deaths"] > 1
        report.ended += found["end"]
        if found["wrong"]:
            report.wrong.append(f"{self.name}, line {self._line}, {point}: " + "; ".join(found["wrong"]))


def _all_of(pipe: int, child: int) -> bytes:
    """What the child says until it ends; it is ended when it says nothing for too long."""
    said, until = b"", time.monotonic() + PATIENCE
    with os.fdopen(pipe, "rb", buffering=0) as reading:
        while True:
            ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                os.kill(child, signal.SIGKILL)
                return b""
            if not (some := reading.read(65536)):
                return said
            said += some


def _lines(text: str) -> Iterator[str]:
    """Who is there, and what is done, line by line."""
    for line in text.splitlines():
        said = not line.startswith(("#", "Bot", " ")) and ": " in line
        if said or line.startswith(("# People: ", "# Guests in Staff: ", "-- ")):
            yield line


def enumerated(name: str, plan: Plan, planted: Plant = _sound) -> Report:
    """The whole of it for one journey, in a folder of memory where there is one."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="crashes-", dir=memory) as folder:
        return Enumeration(name, plan, Path(folder), planted).run()


def enumerated_pair(work: tuple[str, Plan]) -> Report:
    """The same for a pool of processes."""
    return enumerated(*work)


def together(reports: list[Report]) -> dict[str, Any]:
    """The sums of many journeys."""
    points: Counter[str] = Counter()
    for report in reports:
        points.update(report.points)
    sums = {name: sum(asdict(r)[name] for r in reports) for name in ("crashes", "same", "second", "ended", "doubled")}
    return {"points": dict(points), **sums, "wrong": sum(len(r.wrong) for r in reports)}
