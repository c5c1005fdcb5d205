"""Guards the house style: sizes of files and functions, names that say something."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "conversations", "lending", "scoring", "storage", "payments", "sandbox", "bench")
SOURCES = sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_source_file_is_one_concept_of_readable_size(path: Path) -> None:
    assert path.stem not in SAYS_NOTHING, "name the concept"
    assert len(path.read_text().splitlines()) <= 300
    assert ast.get_docstring(ast.parse(path.read_text())), "a file says what it is for"
    too_long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > 60]
    assert not too_long


def test_every_public_function_of_the_pure_floors_has_typed_arguments() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{f.lineno} {f.name}"
        for path in SOURCES
        for f in functions(path)
        for a in (*f.args.args, *f.args.kwonlyargs)
        if a.annotation is None and a.arg not in ("self", "cls")
    ]
    assert not bare


def test_no_lock_file_names_a_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        addressed = [line for line in lock.read_text().splitlines() if "://" in line or "index-url" in line]
        assert not addressed, lock.name


def test_nothing_generated_is_committed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    assert not [name for name in tracked if name.endswith((".pyc", ".mo", ".db", ".key"))]
