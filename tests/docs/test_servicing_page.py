"""The page about running loans names everything that can be asked of one."""

from pathlib import Path

import pytest

from lending.allocation import Reach
from lending.arrears import BUCKETS
from lending.happened import Kind
from lending.happened_request import SERVICING_KEYS
from lending.servicing import AfterDue, EarlyPayment

PAGE = (Path(__file__).parents[2] / "docs" / "servicing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*Kind, *Reach, *AfterDue, *EarlyPayment, *BUCKETS, *sorted(SERVICING_KEYS)])
def test_the_page_names_it(name: str) -> None:
    assert f"`{name}`" in PAGE or f'"{name}"' in PAGE or name.capitalize() in PAGE
