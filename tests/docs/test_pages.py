"""The pages are true about the repository: what they name is there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
A_FILE = re.compile(r"`((?:[a-z_0-9]+/)+[A-Za-z_0-9.-]+\.(?:py|md|txt|toml|po))`")
A_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_that_a_page_names_or_links_to_is_there(page: Path) -> None:
    text = page.read_text()
    named = [name for name in A_FILE.findall(text) if not (ROOT / name).exists()]
    linked = [target for target in A_LINK.findall(text) if not (page.parent / target).exists()]
    assert not named + linked


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(A_LINK.findall((folder / "README.md").read_text()))
    assert {path.name for path in folder.glob("0*.md")} == {name for name in listed if name.startswith("0")}


def test_every_library_the_program_needs_has_its_entry() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    needed = {re.split(r"[^a-z0-9-]", line)[0] for line in [*project["dependencies"], *extras]}
    page = (ROOT / "docs" / "decisions" / "0005-libraries.md").read_text()
    assert needed == set(re.findall(r"^## (\S+)$", page, re.MULTILINE))


def test_every_term_of_the_glossary_has_its_chinese_name_its_meaning_and_its_file() -> None:
    rows = [line for line in (ROOT / "docs" / "glossary.md").read_text().splitlines() if line.startswith("| ")]
    terms = [row.strip("| ").split(" | ") for row in rows if not row.startswith(("| term", "| ---"))]
    assert len(terms) >= 50
    assert all(len(term) == 4 and all(term) and A_FILE.fullmatch(term[3]) for term in terms)
    assert all(re.search(r"[\u4e00-\u9fff]", term[1]) for term in terms)
