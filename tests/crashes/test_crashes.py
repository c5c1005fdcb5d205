"""A lender that dies at points of a journey means the same in the end; one with a bug planted does not.

All points of all journeys are `make crashes`; here some of them are tried.
"""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.pool import Pool

import pytest

from tests.crashes.enumeration import Plan, enumerated_pair
from tests.crashes.planted import BUGS, Bug, tried


@pytest.fixture(scope="module")
def apart() -> Iterator[Pool]:
    """A process of its own, which may be forked: it has no threads."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool


@pytest.mark.slow
@pytest.mark.parametrize(("journey", "stride"), [("borrow_and_repay", 197), ("repay", 901)])
def test_a_lender_that_dies_at_any_point_loses_nothing_and_doubles_nothing(
    journey: str, stride: int, apart: Pool
) -> None:
    report = apart.apply(enumerated_pair, [(journey, Plan(stride=stride, first=stride // 2))])
    print(f"\n{journey}: {report.points}, {report.crashes} crashes, {report.doubled} messages twice")
    assert report.crashes >= 4
    assert report.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.plant.__name__)
def test_a_bug_that_only_a_crash_shows_is_caught(bug: Bug, apart: Pool) -> None:
    report = apart.apply(tried, [bug])
    print(f"\n{report.crashes} crashes: {report.wrong[:1]}")
    assert report.wrong, "nothing was noticed"
