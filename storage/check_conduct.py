"""The journal read from the first entry to the last, as a story: was each thing allowed at the moment it happened?

Money left only for a verified person with a contract, to their own account, out of funds that were there; two pairs of
eyes were two people, and nobody decided about themselves; a reminder went out once and in the hours of the policy.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from lending.policy_pack import PolicyPack
from storage.finding import Finding
from storage.schema import journal
from storage.sealing import DoesNotOpen
from storage.vault import Vault, about


@dataclass
class Story:
    """What is known of everybody at one moment of the journal. Ids are as the facts spell them."""

    vault: Vault
    pack: PolicyPack | None
    identity: set[UUID | None] = field(default_factory=set)
    account: dict[UUID | None, str | None] = field(default_factory=dict)
    telegram: dict[UUID | None, int] = field(default_factory=dict)
    zone: dict[UUID | None, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    packs: dict[str, str] = field(default_factory=dict)
    standing: dict[str, str] = field(default_factory=dict)
    proposed: dict[str, int] = field(default_factory=dict)
    reminded: set[tuple[str, int, str]] = field(default_factory=set)
    contacts: Counter[tuple[UUID | None, date]] = field(default_factory=Counter)


Rule = Callable[[Story, Row[Any], dict[str, Any]], Iterator[Finding]]


def check_conduct(connection: Connection, vault: Vault, pack: PolicyPack | None) -> Iterator[Finding]:
    """Walks the journal once. `pack` is the policy at hand; what was signed under another one is not held to it."""
    story = Story(vault, pack)
    query = select(journal).where(journal.c.kind.in_(RULES)).order_by(journal.c.sequence)
    with connection.execute(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield from RULES[row.kind](story, row, json.loads(row.body))


def _met(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    s.telegram[row.person_id], s.zone[row.person_id] = f["telegram_id"], f["timezone"]
    yield from ()


def _registered(s: Story, row: Row[Any], _f: dict[str, Any]) -> Iterator[Finding]:
    account = _personal(s, row).get("payout_account")
    if account is not None or row.person_id not in s.account:
        s.account[row.person_id] = account
    yield from ()


def _verified(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    s.identity.add(row.person_id)
    yield from _of_another(s, row, f["by"])


def _not_verified(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    s.identity.discard(row.person_id)
    yield from _of_another(s, row, f["by"])


def _decided(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    if f.get("by") is not None:
        yield from _of_another(s, row, f["by"])


def _pin_reset(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    yield from _of_another(s, row, f["by"])


def _of_another(s: Story, row: Row[Any], by: int) -> Iterator[Finding]:
    if s.telegram.get(row.person_id) == by:
        yield Finding("nobody decides about themselves", row.id.hex, row.kind)


def _disclosed(s: Story, _row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    if f["kind"] == "key_facts":
        s.shown.add(f["subject_id"])
    yield from ()


def _accepted(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    s.packs[f["loan_id"]] = f["pack"]
    if f["offer_id"] not in s.shown:
        yield Finding("the whole cost is shown before it is accepted", row.id.hex, "no key facts were shown")


def _ordered(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    loan = f["loan_id"]
    if loan not in s.packs:
        yield Finding("money leaves for a contract", row.id.hex, "no offer was accepted")
    if row.person_id not in s.identity:
        yield Finding("money leaves to a verified person", row.id.hex, "their identity was not verified")
    if s.standing.get(loan, "refused") != "refused":
        yield Finding("a loan is paid out once", row.id.hex, f"ordered while one was {s.standing[loan]}")
    s.standing[loan] = "ordered"
    to, own = _personal(s, row).get("account"), s.account.get(row.person_id)
    if to is not None and own is not None and to != own:
        yield Finding("money leaves to the borrower's own account", row.id.hex, "another account")


def _confirmed(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    if s.standing.get(f["loan_id"]) != "ordered":
        yield Finding("a loan is paid out once", row.id.hex, "confirmed without an order")
    s.standing[f["loan_id"]] = "done"


def _refused(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    if s.standing.get(f["loan_id"]) != "ordered":
        yield Finding("a loan is paid out once", row.id.hex, "refused without an order")
    s.standing[f["loan_id"]] = "refused"


def _proposed(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    s.proposed[f["case_id"]] = f["by"]
    yield from _of_another(s, row, f["by"])


def _closed(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    second, first = f.get("second"), s.proposed.get(f["case_id"])
    if second is not None and (second == f["by"] or first != f["by"]):
        yield Finding("two pairs of eyes are two people", row.id.hex, "the second is the first, or nobody proposed")
    yield from _of_another(s, row, f["by"])
    if second is not None:
        yield from _of_another(s, row, second)


def _reminded(s: Story, row: Row[Any], f: dict[str, Any]) -> Iterator[Finding]:
    key = (f["loan_id"], f["instalment"], f["kind"])
    if key in s.reminded:
        yield Finding("a reminder is given once", row.id.hex, f"instalment {key[1]}, kind {key[2]}")
    s.reminded.add(key)
    if s.pack is None or not s.pack.is_of(s.packs.get(f["loan_id"], "")):
        return
    local = row.at.astimezone(ZoneInfo(s.zone.get(row.person_id, "UTC")))
    hours, weekend = s.pack.collection, local.isoweekday() > 5
    first = (hours.weekend_from if weekend else hours.weekday_from).value
    last = (hours.weekend_to if weekend else hours.weekday_to).value
    if not first <= local.time().replace(tzinfo=None) < last:
        yield Finding("people are written to in the hours of the policy", row.id.hex, f"at {local:%H:%M}")
    yield from _often(s, row, int(f["kind"]), local.date())


def _often(s: Story, row: Row[Any], offset: int, day: date) -> Iterator[Finding]:
    """How often somebody was written to about what is overdue; a reminder ahead of the day is a service."""
    assert s.pack is not None
    if offset <= 0:
        return
    s.contacts[row.person_id, day] += 1
    for days, limit in ((1, s.pack.collection.per_day), (7, s.pack.collection.per_7_days)):
        seen = sum(n for (who, on), n in s.contacts.items() if who == row.person_id and 0 <= (day - on).days < days)
        if seen > limit.value:
            detail = f"{seen} times in {days} days"
            yield Finding("nobody is dunned more often than the policy allows", row.id.hex, detail, stops=False)


def _personal(s: Story, row: Row[Any]) -> dict[str, Any]:
    """The personal part of a fact; nothing where its person was erased, or where it does not open (another rule's)."""
    try:
        return s.vault.unseal_json(row.person_id, about("journal", "secret", row.id), row.secret) or {}
    except DoesNotOpen:
        return {}


RULES: Mapping[str, Rule] = {
    "PersonMet": _met,
    "BorrowerRegistered": _registered,
    "IdentityVerified": _verified,
    "IdentityNotVerified": _not_verified,
    "ApplicationDecided": _decided,
    "PinReset": _pin_reset,
    "DisclosureMade": _disclosed,
    "OfferAccepted": _accepted,
    "PayoutOrdered": _ordered,
    "PayoutConfirmed": _confirmed,
    "PayoutRefused": _refused,
    "CaseProposed": _proposed,
    "CaseClosed": _closed,
    "ReminderGiven": _reminded,
}
