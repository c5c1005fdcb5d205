"""A journal entry gives its fact back whole, shows nothing personal, and its hash stands for every word of it."""

import typing
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lending.facts import KINDS, Dated, Fact, personal_fields
from lending.facts.applications import ApplicationMade
from lending.facts.codec import from_json, to_json
from lending.money import Money
from lending.term import Term, TermUnit
from storage.journal import append, entry_id, fact_of, leaf_hash, row_of
from storage.schema import journal
from storage.schema.types import to_ms
from tests.storage.office import NOON, Office

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    str: words,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=4),
    Money: st.builds(Money, st.integers(-(2**63), 2**63 - 1), st.sampled_from(["CNY", "JPY", "KWD"])),
    Term: st.builds(Term, st.integers(1, 3660), st.sampled_from(list(TermUnit))),
    Dated: st.builds(Dated, st.dates(), st.dates()),
    dict[str, Any]: st.dictionaries(words, words | st.integers(-1000, 1000) | st.booleans(), max_size=4),
    dict[str, int]: st.dictionaries(words, st.integers(-(2**53), 2**53), max_size=4),
    tuple[str, ...]: st.lists(words, max_size=3).map(tuple),
}


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    if typing.get_origin(hint) in (typing.Union, UnionType):
        return st.one_of(*(st.none() if option is type(None) else of_type(option) for option in typing.get_args(hint)))
    return BY_TYPE[hint]


def any_fact(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    return st.builds(kind, **{name: of_type(hint) for name, hint in typing.get_type_hints(kind).items()})


facts = st.sampled_from(sorted(KINDS)).flatmap(lambda name: any_fact(KINDS[name]))
one_by_one = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@one_by_one
@given(fact=facts)
def test_every_fact_comes_back_from_the_journal_as_it_was(office: Office, fact: Fact) -> None:
    def there_and_back(connection: Any) -> Fact:
        with connection.begin_nested() as undone:
            append(connection, [row_of(office.vault, fact, NOON, "tg:1", 0)])
            (row,) = connection.execute(select(journal)).all()
            assert leaf_hash(row._asdict()) == row.leaf_hash
            undone.rollback()
        return fact_of(office.vault, row)

    assert office.writer.run_sync(there_and_back) == fact


@pytest.mark.parametrize("name", sorted(k for k in KINDS if personal_fields(KINDS[k])))
def test_nothing_personal_stands_in_the_plain_part(office: Office, name: str) -> None:
    kind = KINDS[name]
    secrets = {f: ({"income": f"secret {f}"} if "dict" in str(t) else f"secret {f}") for f, t in hints(kind)}
    example = {f.name: secrets.get(f.name, PLAIN.get(str(f.type))) for f in fields(kind)}
    row = row_of(office.vault, kind(**example), NOON, "tg:1", 0)
    assert row["secret"] is not None
    assert "secret" not in row["body"]


def hints(kind: type[Fact]) -> list[tuple[str, Any]]:
    return [(name, hint) for name, hint in typing.get_type_hints(kind).items() if name in personal_fields(kind)]


PLAIN: dict[str, Any] = {
    "<class 'lending.facts.base.Dated'>": Dated.on(NOON.date()),
    "uuid.UUID | None": UUID(int=7),
    "<class 'uuid.UUID'>": UUID(int=8),
    "<class 'str'>": "word",
    "<class 'int'>": 1,
    "<class 'lending.money.Money'>": Money(1, "CNY"),
    "<class 'decimal.Decimal'>": Decimal("0.1"),
    "<class 'datetime.datetime'>": NOON,
    "dict[str, typing.Any]": {},
    "tuple[str, ...]": (),
}


def test_an_entry_of_the_time_when_terms_were_months_alone_reads_as_a_term_in_months() -> None:
    made = ApplicationMade(
        dated=Dated.on(date(2026, 11, 23)),
        application_id=UUID(int=1),
        ref="A-1",
        branch="harbour",
        product="personal",
        principal=Money(500_000, "CNY"),
        term=Term(6),
        purpose="repair",
        answers={"months": 6},
    )
    kind, plain, personal = to_json(made)
    before = {"months": 6} | {name: value for name, value in plain.items() if name != "term"}
    assert plain["term"] == [6, "month"]
    assert from_json(kind, before, personal) == made


def test_the_id_of_an_entry_is_a_version_7_uuid_that_only_its_turn_and_place_decide() -> None:
    one = entry_id(NOON, "tg:1", 0)
    assert (one.version, one.int >> 80) == (7, to_ms(NOON))
    assert one == entry_id(NOON, "tg:1", 0)
    assert len({entry_id(NOON, turn, place) for turn in ("tg:1", "tg:2", "tg:11") for place in range(12)}) == 36
