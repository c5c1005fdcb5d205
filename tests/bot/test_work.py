"""The limited worker fetches, judges, encrypts; what it found is an event, and what kills it is a finding too."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from telegram.error import BadRequest, NetworkError

from bot import work
from bot.clock import VirtualClock
from bot.document_worker import Finding, Job, look_at
from bot.idle import Idle
from bot.marks import Mark, Marks
from bot.metrics import Metrics
from bot.orders import WorkBody
from bot.work import DocumentWork, Run, WorkRow, run_here, run_in_a_process
from conversations.event import DocumentLookedAt, Event
from storage import documents
from storage.keys import KeyRing
from storage.vault import Vault
from tests.bot.pictures import as_bytes, card
from tests.bot.played import PlayedApi, QuickPace

LI_NA, CARD = UUID(int=7), UUID(int=0x1234)


class UploadApi(PlayedApi):
    """Uploads lie in a folder."""

    def __init__(self, folder: Path, *troubles: Exception) -> None:
        super().__init__()
        self.folder, self.troubles = folder, list(troubles)

    async def file_address(self, file_id: str) -> str:
        if self.troubles:
            raise self.troubles.pop(0)
        return (self.folder / file_id).as_uri()


class Stage:
    def __init__(self, folder: Path, run: Run = run_here, *troubles: Exception) -> None:
        self.idle, self.told, self.marks = Idle(), list[Event](), list[Mark]()
        self.vault = Vault.open(f"sqlite:///{folder / 'keys.db'}", KeyRing(bytes(32)))
        self.kept = folder / "documents"
        pace = QuickPace()
        self.work = DocumentWork(
            UploadApi(folder, *troubles),
            self.vault,
            self.kept,
            self._tell,
            Marks(self._write, pace),
            VirtualClock(datetime(2026, 11, 23, tzinfo=UTC)),
            pace,
            self.idle,
            Metrics(),
            run,
        )

    async def _tell(self, event: Event) -> None:
        self.told.append(event)

    async def _write(self, marks: Sequence[Mark]) -> None:
        self.marks.extend(marks)

    async def look(self, file_id: str = "card.jpg") -> DocumentLookedAt:
        body = WorkBody("document", CARD, LI_NA, {"file_id": file_id, "purpose": "id_card"})
        self.work.submit([WorkRow(UUID(int=1), body)])
        await asyncio.wait_for(self.idle.wait(), 30)
        self.vault.close()
        found = self.told[0].what
        assert isinstance(found, DocumentLookedAt)
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "card.jpg").write_bytes(as_bytes(card()))
    (tmp_path / "note.txt").write_bytes(b"hello")
    return tmp_path


async def test_a_good_upload_is_encrypted_on_the_disk_and_opens_for_its_person_only(folder: Path) -> None:
    stage = Stage(folder)
    found = await stage.look()
    sealed = (stage.kept / found.path).read_bytes()
    assert (found.verdict, found.width, len(found.picture_hash)) == ("ok", 1280, 16)
    assert found.ciphertext_sha256 == hashlib.sha256(sealed).hexdigest()
    assert b"JFIF" not in sealed
    opened = documents.read(stage.vault, stage.kept, LI_NA, CARD, found.path)
    assert opened is not None
    assert opened.startswith(b"\xff\xd8\xff")
    assert stage.told[0].key == f"work:{UUID(int=1)}"
    assert len(stage.marks) == 1


async def test_the_worker_process_finds_the_same_as_the_work_done_here(folder: Path) -> None:
    found = await Stage(folder, run_in_a_process).look()
    assert (found.verdict, found.width, found.height) == ("ok", 1280, 960)


async def test_a_bad_upload_leaves_nothing_on_the_disk(folder: Path) -> None:
    stage = Stage(folder)
    assert (await stage.look("note.txt")).verdict == "not_a_picture"
    assert not stage.kept.exists()


async def test_an_upload_that_is_gone_is_a_finding(folder: Path) -> None:
    assert (await Stage(folder).look("missing.jpg")).verdict == "fetch_failed"
    assert (await Stage(folder, run_here, BadRequest("file is too big")).look()).verdict == "fetch_failed"


async def test_telegrams_trouble_with_the_address_is_waited_out(folder: Path) -> None:
    assert (await Stage(folder, run_here, NetworkError("x"), NetworkError("x")).look()).verdict == "ok"


async def test_a_worker_that_hangs_is_killed_and_the_file_counts_as_unreadable(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SECONDS", 0.0)
    assert (await Stage(folder, run_in_a_process).look()).verdict == "unreadable"


async def test_a_person_who_was_erased_meanwhile_has_nothing_kept(folder: Path) -> None:
    stage = Stage(folder)
    stage.vault.destroy(LI_NA, datetime(2026, 11, 23, tzinfo=UTC))
    assert (await stage.look()).verdict == "fetch_failed"
    assert not stage.kept.exists()


def test_a_finding_and_a_job_survive_their_trip_and_only_known_schemes_are_fetched(folder: Path) -> None:
    job = Job("ftp://host/card.jpg", "id_card", str(folder), "a/b", b"k" * 32, b"w", "about", b"c", b"m")
    assert Job.from_json(job.to_json()) == job
    assert look_at(job) == Finding("fetch_failed")
    assert look_at(replace(job, address="nonsense")) == Finding("fetch_failed")
    assert Finding.from_json(Finding("ok", "p", "i", "h", "s", 1, 2).to_json()) == Finding(
        "ok", "p", "i", "h", "s", 1, 2
    )
