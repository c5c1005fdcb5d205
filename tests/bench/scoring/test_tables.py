"""A table is read as it is: missing stays missing, a protected column and the future do not come along."""

import gzip
from pathlib import Path

import numpy as np

from bench.scoring.catalogue import BASE_RATE_IS_MADE, NOISY, TABLES, Source, files_of
from bench.scoring.tables import MISSING_CODE

ROWS = "id,sex,months,job,code,income,outcome\n1,f,-1,cook,2,10.5,bad\n2,m,7,,1,,good\n3,f,9,baker,2,3,good\n"
SOURCE = Source(
    "small", "small.csv.gz", "outcome", "bad", ("id", "sex"), nominal=("code",), negative_is_missing=("months",)
)


def test_a_file_becomes_numbers_categories_and_outcomes(tmp_path: Path) -> None:
    (tmp_path / "small.csv.gz").write_bytes(gzip.compress(ROWS.encode()))
    table = SOURCE.read(tmp_path)
    assert table.bad.tolist() == [1, 0, 0]
    assert table.features == ("months", "income", "job", "code")
    assert np.isnan(table.numbers["months"][0])
    assert np.isnan(table.numbers["income"][1])
    assert table.categories["job"].texts() == ["cook", None, "baker"]
    assert table.categories["job"].codes[1] == MISSING_CODE


def test_chosen_rows_keep_the_numbers_of_their_levels(tmp_path: Path) -> None:
    (tmp_path / "small.csv.gz").write_bytes(gzip.compress(ROWS.encode()))
    part = SOURCE.read(tmp_path).rows(np.array([2]))
    assert part.categories["job"].texts() == ["baker"]
    assert part.categories["job"].levels == ("baker", "cook")


def test_every_table_names_its_files() -> None:
    assert all(files_of(name) for name in TABLES)
    assert set(BASE_RATE_IS_MADE) <= set(NOISY) <= set(TABLES)
