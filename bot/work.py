"""Gives slow work to the limited worker, a little at a time, and carries what it found into the turn as an event.

A worker that is killed, hangs or prints nonsense found something too: the file is not one that can be read.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import structlog
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.document_worker import Finding, Job, look_at
from bot.idle import Idle
from bot.marks import Mark, Marks, State
from bot.metrics import Metrics
from bot.orders import WorkBody
from bot.pace import Pace, backoff
from bot.telegram_api import Api
from conversations.event import DocumentLookedAt, Event
from storage.documents import path_for
from storage.vault import PersonErased, Vault

log = structlog.get_logger("work")

SECONDS = 60.0
"""How long one file may take in all."""
FETCH_TRIES = 5
INHERITED = (
    "PATH",
    "PYTHONPATH",
    "LANG",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTPS_PROXY",
    "NO_PROXY",
)


@dataclass(frozen=True)
class WorkRow:
    """A claimed work row."""

    id: UUID
    body: WorkBody
    attempt: int = 1


Run = Callable[[Job], Awaitable[Finding]]


async def run_in_a_process(job: Job, proxy: str = "") -> Finding:
    """The work in a process of its own, killed when it takes too long. It inherits no secret of this one.

    `proxy` is the one that Telegram is reached through, where there is one.
    """
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.document_worker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=inherited | ({"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy} if proxy else {}),
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(job.to_json().encode()), SECONDS)
        return Finding.from_json(printed)
    except (TimeoutError, ValueError, TypeError):
        return Finding("unreadable")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def run_here(job: Job) -> Finding:
    """The same work in this process, for tests that have made the file themselves."""
    return await asyncio.to_thread(look_at, job)


class DocumentWork:
    """Plays work rows, `at_once` of them side by side at most. `tell` returns after the commit of the event's turn."""

    def __init__(
        self,
        api: Api,
        vault: Vault,
        folder: Path,
        tell: Callable[[Event], Awaitable[None]],
        marks: Marks,
        clock: Clock,
        pace: Pace,
        idle: Idle,
        metrics: Metrics,
        run: Run = run_in_a_process,
        at_once: int = 2,
    ) -> None:
        self._api = api
        self._vault = vault
        self._folder = folder
        self._tell = tell
        self._marks = marks
        self._clock = clock
        self._pace = pace
        self._idle = idle
        self._metrics = metrics
        self._run = run
        self._workers = asyncio.Semaphore(at_once)
        self._held: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, rows: Iterable[WorkRow]) -> None:
        """Takes claimed rows; one that is here already is not taken twice."""
        for row in rows:
            if row.id in self._held:
                continue
            self._held.add(row.id)
            self._idle.begin("work")
            task = asyncio.create_task(self._play(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float) -> None:
        """Lets what is in hand end for so long; the rest is done at the next start."""
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _play(self, row: WorkRow) -> None:
        try:
            async with self._workers:
                finding = await self._look(row.body)
            self._metrics.count("documents", verdict=finding.verdict)
            await self._carry(row, finding)
            await self._marks.mark(Mark(row.id, State.SENT, row.attempt, self._clock.now(), error=finding.verdict))
        finally:
            self._held.discard(row.id)
            self._idle.end("work")

    async def _look(self, body: WorkBody) -> Finding:
        """The worker's finding. A person who was erased meanwhile has no key, and so nothing is fetched or kept."""
        address = await self._address(str(body.detail.get("file_id", "")))
        if address is None:
            return Finding("fetch_failed")
        try:
            key = self._vault.new_document_key(body.person_id, body.subject)
        except PersonErased:
            return Finding("fetch_failed")
        pictures = self._vault.pictures
        job = Job(
            address=address,
            purpose=str(body.detail.get("purpose", "")),
            folder=str(self._folder),
            path=path_for(body.subject),
            key=key.key,
            wrapped=key.wrapped,
            about=key.about,
            content_key=pictures.content,
            mask=pictures.mask,
        )
        return await self._run(job)

    async def _address(self, file_id: str) -> str | None:
        """Where the upload lies; asked a few times, because Telegram's trouble is not the borrower's."""
        for attempt in range(1, FETCH_TRIES + 1):
            try:
                return await self._api.file_address(file_id)
            except BadRequest:
                return None
            except TelegramError as error:
                log.warning("an upload's address cannot be had", error=type(error).__name__, attempt=attempt)
                await self._pace.sleep(backoff(attempt, self._pace.chance()))
        return None

    async def _carry(self, row: WorkRow, finding: Finding) -> None:
        what = DocumentLookedAt(document_id=row.body.subject, **asdict(finding))
        trouble = 0
        while True:
            try:
                return await self._tell(Event(f"work:{row.id}", self._clock.now(), what))
            except Exception as error:
                trouble += 1
                log.error("a finding cannot be kept", error=type(error).__name__)
                await self._pace.sleep(backoff(trouble, self._pace.chance()))
