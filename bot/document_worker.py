"""The limited worker: fetches one upload, judges it, encrypts it, writes it, and says what it found. Then it ends.

It runs as a process of its own with little memory and little time, and knows one file and that file's key. What it
prints holds nothing personal: a verdict, sizes and keyed hashes. `python -m bot.document_worker` reads its job as JSON
from standard input.
"""

import hashlib
import json
import resource
import sys
import urllib.request
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

from bot.picture_check import FINER_BITS, LARGEST_BYTES, judge
from storage.blind import PictureKeys
from storage.documents import write_new
from storage.sealed_file import seal_file

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 30
FETCH_SECONDS = 20.0


@dataclass(frozen=True)
class Job:
    """One upload. `address` holds the bot's token: it comes in on standard input, where no process list shows it."""

    address: str
    purpose: str
    folder: str
    path: str
    key: bytes
    wrapped: bytes
    about: str
    content_key: bytes
    mask: bytes

    def to_json(self) -> str:
        return json.dumps({k: b64encode(v).decode() if isinstance(v, bytes) else v for k, v in asdict(self).items()})

    @classmethod
    def from_json(cls, text: str) -> "Job":
        raw = json.loads(text)
        for name in ("key", "wrapped", "content_key", "mask"):
            raw[name] = b64decode(raw[name])
        return cls(**raw)


@dataclass(frozen=True)
class Finding:
    """What the worker found; the fields are those of the event DocumentLookedAt."""

    verdict: str
    path: str = ""
    content_index: str = ""
    picture_hash: str = ""
    picture_detail: str = ""
    ciphertext_sha256: str = ""
    width: int = 0
    height: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Finding":
        """Reads what the worker printed; ValueError or TypeError where it printed something else."""
        raw: dict[str, Any] = json.loads(text)
        return cls(**raw)


def look_at(job: Job) -> Finding:
    """The whole work on one upload. Nothing is written unless the verdict is ok."""
    data = fetch(job.address)
    if data is None:
        return Finding("fetch_failed")
    judged = judge(data, job.purpose)
    if judged.verdict != "ok":
        return Finding(judged.verdict)
    keys = PictureKeys(job.content_key, job.mask)
    sealed = seal_file(job.key, job.wrapped, judged.content, job.about)
    write_new(Path(job.folder), job.path, sealed)
    return Finding(
        verdict="ok",
        path=job.path,
        content_index=keys.content_index(data),
        picture_hash="" if judged.picture_hash is None else keys.masked(judged.picture_hash),
        picture_detail="" if judged.picture_detail is None else keys.masked(judged.picture_detail, FINER_BITS),
        ciphertext_sha256=hashlib.sha256(sealed).hexdigest(),
        width=judged.width,
        height=judged.height,
    )


def fetch(address: str) -> bytes | None:
    """The file behind the address, one byte more than is allowed at most; None when it cannot be had."""
    if not address.startswith(("http://", "https://", "file://", "data:")):
        return None
    try:
        with urllib.request.urlopen(address, timeout=FETCH_SECONDS) as answer:  # noqa: S310 - the scheme is checked above
            return bytes(answer.read(LARGEST_BYTES + 1))
    except (URLError, OSError, ValueError):
        return None


def limit_this_process() -> None:
    """Little memory, little time, no crash files: a file that wants more than this is not a photo of a person."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Reads a job, prints a finding. What it cannot survive ends it, and its parent says so for it."""
    limit_this_process()
    job = Job.from_json(sys.stdin.read())
    try:
        finding = look_at(job)
    except MemoryError:
        finding = Finding("unreadable")
    sys.stdout.write(finding.to_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
