"""The whole program as anybody starts it: `microloan run --virtual-clock` in a process of its own, on a free port.

Its data folder and its home are new and empty, so what a test sees is what a fresh machine shows.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 40


@contextlib.asynccontextmanager
async def running_program(folder: Path) -> AsyncIterator[str]:
    """Yields the address of the chat page; afterwards the program is told to stop and must have ended well."""
    log = folder / "log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--virtual-clock"),
            cwd=ROOT,
            env=_environment(folder),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield await _address(process, log)
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.communicate(), STOP_SECONDS)
    assert process.returncode == 0, _read(log)
    assert not _failures(log), _failures(log)


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "MICROLOAN_DATA": str(folder / "data"),
        "MICROLOAN_CONFIG": str(ROOT / "config.toml"),
        "MICROLOAN_PORT": "0",
    }


async def _address(process: asyncio.subprocess.Process, log: Path) -> str:
    """The first line that the program prints says where it is."""
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), START_SECONDS)).decode()
    assert line.startswith("microloan: http://127.0.0.1:"), line + _read(log)
    return line.removeprefix("microloan: ").strip()


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8")


def _failures(log: Path) -> list[str]:
    """What the program logged as an error."""
    lines = _read(log).splitlines()
    return [
        line for line in lines if not line.startswith("{") or json.loads(line).get("level") in ("error", "critical")
    ]
