"""Bots as processes: ours as `make run` runs it, the peers as their documentation has it; what each costs the machine.

Ours has the repository's own configuration. Only what belongs to the place differs: the stub's address, the webhook's,
and no pacing, since the stub is no Telegram that wants it.
"""

import base64
import os
import re
import secrets
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = Path(__file__).resolve().parent / "peers"
TICKS = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 30


@dataclass
class BotProcess:
    """A running bot. `port` is where its webhook listens, 0 when it polls."""

    token: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def ports(self) -> tuple[int, ...]:
        return (self.port,) if self.port else ()

    def cpu(self) -> float:
        """Seconds of processor time so far, all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self) -> float:
        """Resident memory in MB (of a million bytes)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        assert found, "the process is there"
        return int(found.group(1)) * 1024 / 1e6

    def stop(self) -> None:
        """Tells it to end, and waits until it has."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def a_token() -> str:
    """A token as BotFather makes them; each bot of a run has its own."""
    return f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)[:35]}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def configuration(text: str, webhook: bool) -> str:
    """The repository's `config.toml` without pacing, and with a webhook or without. Raises ValueError when a key that
    has to change is not there."""
    changes = dict.fromkeys(("overall_per_second", "private_per_second", "group_per_minute"), "0")
    changes["webhook_url"] = "https://bench.example" if webhook else ""
    for key, value in changes.items():
        text, found = re.subn(rf'^{key} = ".*"$', f'{key} = "{value}"', text, flags=re.MULTILINE)
        if found != 1:
            raise ValueError(f"config.toml has {key} {found} times")
    return text


class Ours:
    """Our program on one data folder: starts as often as wanted, under one token and one master key."""

    def __init__(self, folder: Path, base: str, webhook: bool = False, server: str = "") -> None:
        """`server` is the address of the PostgreSQL database that the books lie on; SQLite where there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        self.data = folder / "data"
        self.config = folder / "config.toml"
        self.config.write_text(configuration((ROOT / "config.toml").read_text(), webhook))
        self._webhook = webhook
        self._given = {
            "MICROLOAN_CONFIG": str(self.config),
            "MICROLOAN_DATA": str(self.data),
            "MICROLOAN_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "MICROLOAN_NOTICE_KEYS_SANDBOX": secrets.token_hex(32),
            "MICROLOAN_API_URL": base,
        } | ({"MICROLOAN_DATABASE_URL": server} if server else {})

    def environment(self, port: int, token: str) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("MICROLOAN_")}
        return {**others, **self._given, "MICROLOAN_PORT": str(port), "MICROLOAN_BOT_TOKEN": token}

    def start(self, token: str = "") -> BotProcess:
        """A new process under this token, or under a new one, on the same data."""
        token, port = token or a_token(), free_port()
        process = _quiet([sys.executable, "-m", "bot", "run"], self.environment(port, token))
        return BotProcess(token, port if self._webhook else 0, process)

    def verified(self) -> str:
        """What `microloan verify` says of the data. Raises CalledProcessError when it finds something."""
        command = [sys.executable, "-m", "bot", "verify"]
        environment = self.environment(0, a_token())
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def start_peer(python: str, name: str, base: str, webhook: bool = False) -> BotProcess:
    """A peer's program, by the Python of its own environment."""
    token, port = a_token(), free_port() if webhook else 0
    command = [python, str(PEERS / name), token, base, *([str(port)] if webhook else [])]
    return BotProcess(token, port, _quiet(command, dict(os.environ)))


def _quiet(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Started in the repository, its output thrown away as a service's log would be kept elsewhere."""
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
