"""What facts about trust in the books change: the stop of money movements."""

from collections.abc import Mapping
from typing import Any

from lending.facts.base import Fact
from lending.facts.stops import BooksChecked, MoneyReleased, MoneyStopped
from storage.schema import money_stop
from storage.writing import IllegalTransition, Writing


def _checked(_w: Writing, _f: BooksChecked) -> None:
    """The journal is the record of it."""


def _stopped(w: Writing, f: MoneyStopped) -> None:
    none = {"lifted_by": None, "second": None}
    w.add(money_stop, id=f.stop_id, reason=f.reason, checks=list(f.checks), since=w.at, state="standing", **none)


def _released(w: Writing, f: MoneyReleased) -> None:
    """Two people, never one person twice."""
    if f.by == f.second:
        raise IllegalTransition("money_stop: both pairs of eyes are the same")
    w.move(money_stop, f.stop_id, ("standing",), "lifted", lifted_by=f.by, second=f.second)


TABLE: Mapping[type[Fact], Any] = {
    BooksChecked: _checked,
    MoneyStopped: _stopped,
    MoneyReleased: _released,
}
