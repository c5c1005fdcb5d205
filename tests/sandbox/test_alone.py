"""The sandbox as a process of its own: it says where it is, serves any bot, and stops when told to."""

import json
import signal
import subprocess
import sys
from urllib.request import Request, urlopen

START = "from sandbox.alone import run_alone; run_alone(0, virtual_clock=True)"
TOKEN = "5151:any-well-formed-token-aaaaaaaaa"


def post(address: str, path: str, body: object) -> dict[str, object]:
    request = Request(address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        told: dict[str, object] = json.load(answer)
        return told


def test_the_sandbox_serves_any_bot_and_stops_on_ctrl_c() -> None:
    with subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert said.startswith("microloan sandbox: http://127.0.0.1:")
        address = said.partition(": ")[2].rstrip("/")
        me = post(address, f"/bot{TOKEN}/getMe", {})["result"]
        assert isinstance(me, dict)
        assert me["username"] == "sandbox_5151_bot"
        person = post(address, "/sandbox/people", {"first_name": "Noor"})["id"]
        assert post(address, f"/sandbox/people/{person}/say", {"text": "/start"})["text"] == "/start"
        before = post(address, "/sandbox/clock", {"advance_seconds": 3600})["now"]
        assert str(post(address, "/sandbox/clock", {"advance_seconds": 3600})["now"]) > str(before)
        with urlopen(address + "/", timeout=10) as page:
            assert b"<html" in page.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
