"""A CSV file is read as what it is, or refused with a line that says where it is wrong."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from lending.problems import ProblemWithInput
from scoring.learning.files import read_table
from scoring.learning.reading import read
from scoring.learning.table import Table


def table(text: str, *categories: str) -> Table:
    return read(lambda: iter(text.splitlines(keepends=True)), categories)


def test_a_column_is_a_number_only_if_all_its_cells_are():
    found = table("income,job,code\n1200,baker,1\n,driver,x7\n9e2,,3\n")
    assert [column.kind for column in found.columns] == ["number", "category", "category"]
    assert np.array_equal(found.column("income").numbers, [1200.0, np.nan, 900.0], equal_nan=True)
    assert found.column("job").texts() == ["baker", "driver", None]
    assert found.column("code").levels == ("1", "3", "x7")


def test_a_slip_in_a_column_of_numbers_is_noted_with_its_row():
    lines = "income\n" + "".join(f"{n}\n" for n in range(100)) + "1_000\n"
    found = table(lines)
    assert found.column("income").kind == "category"
    assert found.notes == ("income: read as categories because 1 of 101 cells are not numbers, the first in row 101",)


def test_words_for_nothing_are_missing_numbers_and_are_noted():
    found = table("income,guarantor\n10,None\nNA,mother\nnan,None\n")
    assert np.isnan(found.column("income").numbers[1:]).all()
    assert found.column("guarantor").levels == ("None", "mother")
    assert "2 cells with a word for nothing" in found.notes[0]


def test_infinities_are_kept_and_noted():
    found = table("ratio\n1\ninf\n-Infinity\n")
    assert np.isinf(found.column("ratio").numbers[1:]).all()
    assert "2 infinite numbers" in found.notes[0]


def test_numbers_that_only_name_something_are_read_as_they_are_written():
    found = table("branch\n007\n12\n", "branch")
    assert found.column("branch").levels == ("007", "12")


def test_the_order_of_rows_does_not_change_what_a_level_is():
    assert table("job\nb\na\n").column("job").levels == table("job\na\nb\n").column("job").levels


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("a,b\n", "no rows"),
        ("a,,c\n1,2,3\n", "column 2 has no name"),
        ("a,b,a\n1,2,3\n", "a: the first line names this column more than once"),
        ("a,b\n1,2\n3\n", "row 2 has 1 cells, the first line 2"),
        ("a\n" + "x" * 200_000 + "\n", "line 2 cannot be read as CSV"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_one_line(text: str, why: str):
    with pytest.raises(ProblemWithInput, match=why):
        table(text)


def test_compressed_files_are_read_and_broken_ones_refused(tmp_path: Path):
    whole = gzip.compress("\ufeffa,b\n1,x\n".encode())
    (tmp_path / "t.csv.gz").write_bytes(whole)
    assert read_table(tmp_path / "t.csv.gz").names == ("a", "b")
    (tmp_path / "cut.csv.gz").write_bytes(whole[:-9])
    (tmp_path / "no.csv.gz").write_bytes(b"a,b\n1,2\n")
    (tmp_path / "latin.csv").write_bytes(b"name\nJos\xe9\n")
    for name, why in (("cut.csv.gz", "gzip"), ("no.csv.gz", "gzip"), ("latin.csv", "UTF-8")):
        with pytest.raises(ProblemWithInput, match=why):
            read_table(tmp_path / name)


def test_more_rows_than_are_read_at_once_all_arrive():
    found = table("n,job\n" + "".join(f"{n},j{n % 7}\n" for n in range(45_000)))
    assert found.rows == 45_000
    assert found.column("n").numbers.sum() == 45_000 * 44_999 / 2
    assert found.column("job").texts()[44_999] == f"j{44_999 % 7}"
