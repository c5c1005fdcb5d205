"""`microloan model`: train, score and evaluate on files, and one clear line for whatever is wrong with them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from bot.__main__ import main
from bot.cli.model_arguments import ABOUT
from tests.scoring.learning.pretend import borrowers, write_csv

TARGET = ("--target", "defaulted", "--bad", "yes")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Loans with their outcomes, applicants without, and a model of the loans."""
    made = tmp_path_factory.mktemp("lender")
    write_csv(made / "loans.csv", *borrowers(400))
    write_csv(made / "applicants.csv", borrowers(60, seed=8)[0])
    table, bad = borrowers(300, seed=9)
    write_csv(made / "later.csv", table, bad)
    assert run(made, "train", "loans.csv", *TARGET, "--out", "model", "--monotone", "up:debts", "--drop", "noise") == 0
    return made


def run(folder: Path, *typed: str) -> int:
    """The command with every file name in `folder`."""
    names = (".csv", "model", ".gz", "elsewhere")
    return main(["model", typed[0], *(str(folder / one) if one.endswith(names) else one for one in typed[1:])])


def test_a_model_is_trained_scores_a_table_and_is_measured(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "score", "model", "later.csv", "--out", "scores.csv", "--reasons", "2") == 0
    rows = list(csv.DictReader((folder / "scores.csv").read_text().splitlines()))
    assert len(rows) == 300
    assert list(rows[0]) == ["pd", "points", "reason_1", "reason_2"]
    assert {row["reason_1"] for row in rows} <= {"income", "debts", "job", ""}
    order = np.argsort([float(row["pd"]) for row in rows])
    assert int(rows[order[0]]["points"]) > int(rows[order[-1]]["points"])
    capsys.readouterr()
    assert run(folder, "evaluate", "scores.csv", "--truth", "later.csv", *TARGET) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["auc", "ks", "gini", "brier", "log_loss", "ece", "pr_auc", "tpr_at_5fpr"]
    assert found["auc"] > 0.65


def test_the_directory_says_what_the_model_is(folder: Path) -> None:
    card = json.loads((folder / "model" / "card.json").read_text())
    assert card["data"]["rows"] == 400
    assert card["settings"]["monotone"] == {"debts": 1}
    assert set(card["versions"]) == {"python", "numpy", "lightgbm"}
    schema = json.loads((folder / "model" / "schema.json").read_text())
    assert [one["name"] for one in schema] == ["income", "debts", "job"]
    assert {"scorecard.json", "model.json", "metrics.json"} < set(card["files"])


def test_what_is_odd_in_a_table_is_noted_and_scored_all_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "odd.csv").write_text("job,debts,income\nastronaut,100,much\n,inf,900\n")
    assert run(folder, "score", "model", "odd.csv", "--out", "odd_scores.csv") == 0
    said = capsys.readouterr().err
    assert "note: income: 1 cells are not numbers" in said
    assert "note: job: 1 cells have a category that training did not see" in said
    assert "much" not in said
    assert len((folder / "odd_scores.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (
            ("train", "loans.csv", "--target", "paid", "--bad", "no", "--out", "elsewhere"),
            "paid: the table has no such",
        ),
        (("train", "loans.csv", "--target", "defaulted", "--bad", "1", "--out", "elsewhere"), "it has no, yes"),
        (
            ("train", "loans.csv", "--target", "income", "--bad", "0", "--out", "elsewhere"),
            "different values, too many",
        ),
        (("train", "loans.csv", *TARGET, "--out", "elsewhere", "--drop", "age"), "age: the table has no such column"),
        (("train", "loans.csv", *TARGET, "--out", "elsewhere", "--monotone", "up:job"), "job: holds categories"),
        (("train", "loans.csv", *TARGET, "--out", "elsewhere", "--monotone", "up:age"), "age: the table has no such"),
        (("train", "loans.csv", *TARGET, "--out", "model"), "is already there and not an empty folder"),
        (("score", "elsewhere", "applicants.csv", "--out", "s.csv"), "has no card.json"),
        (("evaluate", "applicants.csv", "--truth", "loans.csv", *TARGET), "pd: the table has no such column"),
    ],
)
def test_bad_input_is_one_line_and_exit_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], line: str
) -> None:
    assert run(folder, *typed) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert line in said.err
    assert said.err.startswith(f"microloan model {typed[0]}: ")
    assert said.err.count("\n") == 1
    assert not (folder / "elsewhere").exists()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "it is empty"),
        ("income,defaulted\n1,yes\n2\n", "row 2 has 1 cells"),
        ("income,defaulted\n" + "1,yes\n" * 30, "all rows are bad"),
        ("income,defaulted\n" + "1,yes\n2,no\n" * 4, "too few to learn from"),
        ("income,defaulted\n" + "1,yes\n1,no\n" * 40, "no column is left to learn from"),
    ],
)
def test_a_table_that_teaches_nothing_is_one_line_and_exit_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, line: str
) -> None:
    (tmp_path / "t.csv").write_text(text)
    assert run(tmp_path, "train", "t.csv", *TARGET, "--out", "model") == 2
    said = capsys.readouterr().err
    assert line in said
    assert said.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line_and_exit_status_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "score", "model", "nobody.csv", "--out", "s.csv") == 1
    assert "nobody.csv: no such file" in capsys.readouterr().err


def test_scores_that_are_no_probabilities_or_of_other_rows_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "few.csv").write_text("pd\n0.1\n")
    (folder / "wild.csv").write_text("pd\n1.7\n")
    for name, line in (("few.csv", "has 1 rows, the truth 400"), ("wild.csv", "must be a number from 0 to 1")):
        assert run(folder, "evaluate", name, "--truth", "loans.csv", *TARGET) == 2
        assert line in capsys.readouterr().err


def test_a_changed_model_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = tmp_path / "model"
    changed.mkdir()
    for file in (folder / "model").iterdir():
        (changed / file.name).write_text(file.read_text())
    (changed / "model.json").write_text(
        (changed / "model.json").read_text().replace('"card_weight": 0', '"card_weight": 1')
    )
    assert run(tmp_path, "score", "model", str(folder / "applicants.csv"), "--out", "s.csv") == 2
    assert "model.json: is not the file that the model's card describes" in capsys.readouterr().err


@pytest.mark.parametrize("action", sorted(ABOUT))
def test_every_action_has_help_with_an_example(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["model", action, "--help"])
    assert ended.value.code == 0
    assert f"microloan model {action}" in capsys.readouterr().out.split("example:")[1]


@pytest.mark.parametrize(
    "typed", [("--monotone", "sideways:a"), ("--monotone", "up:a,,b"), ("--seed", "-1"), ("--drop", "a,")]
)
def test_a_slip_in_an_option_is_one_line(typed: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["model", "train", "t.csv", *TARGET, "--out", "m", *typed])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
