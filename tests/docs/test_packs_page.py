"""The page of packs says what the packs say: every value of every pack, with how sure we are of it."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from lending.policy_pack import load_pack, pack_names

PAGE = Path(__file__).resolve().parents[2] / "docs" / "packs.md"
WORDS = {"currencies", "notes", "licence.kind", "deadlines.ombudsman"}
"""Values that are sentences; the page has them under the pack's own heading, or not at all."""


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return str(value)


def row(path: str) -> str:
    """A line of the page: the field, and its value in each pack with A, B or C behind it."""
    cells = []
    for name in pack_names():
        found = dict(load_pack(name).values()).get(path)
        cells.append("-" if found is None else f"{written(found.value)} {found.confidence}")
    return f"| `{path}` | {' | '.join(cells)} |"


def fields() -> list[str]:
    """Every field that any pack has, in the order of the packs."""
    paths = {path: None for name in pack_names() for path, _ in load_pack(name).values()}
    return [path for path in paths if path not in WORDS]


@pytest.mark.parametrize("path", fields())
def test_a_field_stands_on_the_page_as_the_packs_have_it(path: str) -> None:
    assert row(path) in PAGE.read_text(encoding="utf-8").splitlines()


def test_every_pack_has_its_column_and_every_note_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"| field | {' | '.join(f'`{name}`' for name in pack_names())} |" in text
    notes = [note for name in pack_names() for note in load_pack(name).notes.value]
    assert [note for note in notes if note not in text] == []
    counted = [f"| `{name}` | {len(load_pack(name).unverified())} |" for name in pack_names()]
    assert [line for line in counted if line not in text] == []
