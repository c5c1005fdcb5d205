"""Each loan against what was agreed: the cost accepted is the cost charged, schedules add up, no cap is exceeded."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from lending.caps import check_caps
from lending.policy_pack import PolicyPack
from lending.problems import Problem
from lending.schedule import schedule
from lending.terms import LoanTerms, PenaltyTerms
from storage.finding import Finding
from storage.schema import loan, offer, payout

AGREED = ("product", "principal_minor", "currency", "terms", "penalty", "pack")
"""What a loan takes over from the offer, word by word."""


def check_terms(connection: Connection, pack: PolicyPack | None) -> Iterator[Finding]:
    """Every loan with its offer and its payout. `pack` is the policy at hand: loans signed under it are held to it."""
    o = [offer.c[name].label(f"offered_{name}") for name in AGREED]
    query = (
        select(loan, offer.c.made_at, offer.c.valid_until, *o, payout.c.amount_minor.label("paid_out"))
        .select_from(
            loan.join(offer, offer.c.id == loan.c.offer_id).outerjoin(
                payout, (payout.c.loan_id == loan.c.id) & (payout.c.state != "refused")
            )
        )
        .order_by(loan.c.sequence)
    )
    for row in connection.execute(query):
        yield from _as_offered(row)
        try:
            yield from _adds_up(row)
            yield from _within_caps(row, pack)
        except Problem as problem:
            yield Finding("a schedule adds up", row.ref, f"its terms make no loan: {problem}")


def _as_offered(row: Row[Any]) -> Iterator[Finding]:
    """The offer was open when it was accepted, and the loan is what it said."""
    values = row._asdict()
    differs = [name for name in AGREED if values[name] != values[f"offered_{name}"]]
    if differs:
        yield Finding("a loan is what was offered", row.ref, "differs in " + ", ".join(differs))
    if not row.made_at <= row.accepted_at < row.valid_until:
        yield Finding("an offer is accepted while it stands", row.ref, "accepted outside its time")


def _adds_up(row: Row[Any]) -> Iterator[Finding]:
    """Instalments add up to principal, interest and fees, and what is paid out is what the schedule says is received.

    So the yearly rate that was disclosed, which is of the schedule's cash flows, is that of the ledger's too.
    """
    plan = schedule(LoanTerms.read(row.terms))
    due = sum(i.due.minor for i in plan.instalments)
    parts = sum(i.principal.minor + i.interest.minor + i.fee.minor for i in plan.instalments)
    if due != parts or due != plan.totals.due.minor:
        yield Finding("a schedule adds up", row.ref, f"instalments of {due}, parts of {parts}")
    if row.paid_out is not None and row.paid_out != plan.received.minor:
        detail = f"{row.paid_out} paid out, {plan.received.minor} agreed"
        yield Finding("the disclosed cost is of what was paid out", row.ref, detail)


def _within_caps(row: Row[Any], pack: PolicyPack | None) -> Iterator[Finding]:
    if pack is None or not pack.is_of(row.pack):
        return
    for breach in check_caps(LoanTerms.read(row.terms), PenaltyTerms.read(row.penalty), pack):
        yield Finding("no cap is exceeded", row.ref, str(breach))
