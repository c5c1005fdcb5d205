"""The page about running loans names everything that can be asked of one."""

import re
from pathlib import Path

import pytest

from lending.allocation import Reach
from lending.arrears import BUCKETS
from lending.happened import Kind
from lending.happened_request import SERVICING_KEYS
from lending.servicing import AfterDue, EarlyPayment

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "servicing.md").read_text(encoding="utf-8")
A_TEST = re.compile(r"test_[a-z0-9_]+(?=`)")


@pytest.mark.parametrize("name", [*Kind, *Reach, *AfterDue, *EarlyPayment, *BUCKETS, *sorted(SERVICING_KEYS)])
def test_the_page_names_it(name: str) -> None:
    assert f"`{name}`" in PAGE or f'"{name}"' in PAGE or name.capitalize() in PAGE


def test_every_proof_that_the_page_names_is_a_test_of_ours() -> None:
    """A property or a category of examples whose test was renamed or removed would be a promise without proof."""
    defined = {
        name
        for path in [*(ROOT / "tests" / "lending").glob("test_*.py"), *(ROOT / "tests" / "storage").glob("test_*.py")]
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = set(A_TEST.findall(PAGE))
    assert len(named) > 30
    assert named <= defined
