"""The command line: JSON in and out, and for whatever is wrong one clear line and the right exit status."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.__main__ import main
from bot.cli.arguments import ABOUT, EXAMPLES, parser
from bot.cli.trouble import CannotRun
from bot.configuration import environment
from bot.master_key import NoMasterKey, key_ring
from bot.one_process import OneProcess
from lending.facts.loans import CapitalAdded
from storage.schema import journal
from tests.storage.office import Office, on, yuan

CONFIG = str(Path(__file__).resolve().parent.parent.parent / "config.toml")
MORTGAGE = {
    "convention": "eu_aprc",
    "flows": [
        {"amount": "200000", "t": "0"},
        {"amount": "-1432.86", "first": "1/12", "step": "1/12", "count": 240},
    ],
}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment of our own: the shipped configuration, an empty data folder, any free port."""
    for name in ("BOT_TOKEN", "API_URL", "MASTER_KEY"):
        monkeypatch.delenv(f"MICROLOAN_{name}", raising=False)
    monkeypatch.setenv("MICROLOAN_CONFIG", CONFIG)
    monkeypatch.setenv("MICROLOAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MICROLOAN_PORT", "0")
    return monkeypatch


def asked(monkeypatch: pytest.MonkeyPatch, command: str, request: object) -> int:
    text = request if isinstance(request, bytes) else json.dumps(request).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    return main([command])


def test_a_rate_is_asked_for_and_answered_in_json(here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(here, "apr", MORTGAGE) == 0
    assert json.loads(capsys.readouterr().out) == {"apr_percent": "6.167762"}


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (MORTGAGE | {"colour": "red"}, "microloan apr: colour"),
        (b'{"convention": ', "the input is not JSON"),
        (b'{"a": 1, "a": 2}', "a: stands twice"),
        (b"[1]", "the input must be a JSON object"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b"[" * 100_000, "the input is nested too deeply"),
        (b"\xff\xfe", "the input is not UTF-8"),
        (b'{"n": ' + b"9" * 5000 + b"}", "microloan apr: "),
        (b"", "the input is not JSON"),
    ],
)
def test_bad_input_is_one_line_that_names_what_is_wrong(
    here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request_: object, line: str
) -> None:
    assert asked(here, "apr", request_) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert line in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("command", sorted(ABOUT))
def test_every_subcommand_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"microloan {command}" in capsys.readouterr().out
    assert command in EXAMPLES[command]


@pytest.mark.parametrize("command", ["quote", "apr", "loan"])
def test_the_examples_of_the_help_work(
    here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    request = EXAMPLES[command].split("'")[1]
    assert asked(here, command, request.encode()) == 0, capsys.readouterr().err


@pytest.mark.parametrize("typed", [["lend"], [], ["sandbox", "--port", "70000"], ["run", "--fast"]])
def test_what_cannot_be_typed_is_one_line(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(typed)
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_good_configuration_is_called_good_and_a_missing_one_is_named(
    here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check-config"]) == 0
    assert capsys.readouterr().out == f"{CONFIG}: good\n"
    here.setenv("MICROLOAN_CONFIG", str(tmp_path / "none.toml"))
    assert main(["check-config"]) == 2
    assert main(["run"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.endswith("MICROLOAN_CONFIG says where the configuration is") for line in said] == [True, True]


def test_books_that_are_in_order_are_said_to_be(
    here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    Office.open(tmp_path / "data", key_ring(environment({"MICROLOAN_DATA": str(tmp_path / "data")}))).close()
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "the books are in order\n"


def test_books_that_somebody_changed_by_hand_are_found_out(
    here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    office = Office.open(tmp_path / "data", key_ring(environment({"MICROLOAN_DATA": str(tmp_path / "data")})))
    office.write(CapitalAdded(dated=on(), key="opening", amount=yuan("1000.00")))
    office.writer.run_sync(lambda c: c.execute(update(journal).values(body=journal.c.body + " ")))
    office.close()
    assert main(["verify"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("findings")


def test_books_that_are_not_there_or_no_database_are_one_line(
    here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["verify"]) == 1
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "microloan.db").write_bytes(b"rubbish " * 100)
    assert main(["verify"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].endswith("there are no books here")
    assert said[1] == "microloan verify: the database file is not a database; restore a backup"


def test_a_run_without_its_master_key_or_its_port_is_refused_in_one_line(
    here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here.setenv("MICROLOAN_BOT_TOKEN", "7001:abcdefghijk")
    here.setenv("MICROLOAN_API_URL", "http://127.0.0.1:1")
    assert main(["run"]) == 2
    here.setenv("MICROLOAN_PORT", "eighty")
    assert main(["run"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("microloan run: MICROLOAN_MASTER_KEY: is missing")
    assert "MICROLOAN_PORT: must be a port" in said[1]


def test_the_sandbox_makes_its_own_key_once_for_its_owner_only(tmp_path: Path) -> None:
    around = environment({"MICROLOAN_DATA": str(tmp_path / "data")})
    key_ring(around)
    path = tmp_path / "data" / "master.key"
    first = path.read_text()
    key_ring(around)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("short")
    with pytest.raises(NoMasterKey, match=r"master\.key: a master key must be"):
        key_ring(around)


def test_two_programs_on_one_data_folder_are_refused(tmp_path: Path) -> None:
    first = OneProcess(tmp_path)
    with pytest.raises(CannotRun, match="another microloan runs on this data"):
        OneProcess(tmp_path)
    first.release()
    OneProcess(tmp_path).release()
