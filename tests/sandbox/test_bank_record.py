"""The pretend bank over a restart: it pays nothing twice, forgets no transfer, and keeps its file to its owner."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from lending.money import Money
from sandbox.bank import PayoutOrder
from sandbox.bank_desk import BankDesk
from sandbox.bank_record import BankRecord

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Lender:
    """Takes notices, or is away."""

    def __init__(self, away: bool) -> None:
        self.away = away
        self.seen: list[bytes] = []

    async def take(self, _: Mapping[str, str], body: bytes) -> int:
        self.seen.append(body)
        return 503 if self.away else 200


def bank(folder: Path, lender: Lender, clock: VirtualClock | None = None) -> BankDesk:
    return BankDesk(clock or VirtualClock(NOON), b"key", lender.take, record=BankRecord(folder / "bank" / "books.json"))


def order(key: str) -> PayoutOrder:
    return PayoutOrder(key, Money.parse("5000.00", "CNY"), "6222-01", "Lin Yue", "L-1")


async def test_a_payout_asked_again_after_a_restart_is_not_paid_again(tmp_path: Path) -> None:
    lender = Lender(away=False)
    first = bank(tmp_path, lender)
    first.play_next(["timeout_done", "refuse"])
    with pytest.raises(TimeoutError):
        await first.pay_out(order("a"))
    again = bank(tmp_path, lender)
    assert again.statement() == first.statement()
    paid = await again.pay_out(order("a"))
    assert (paid.status, paid.asked, paid.done) == ("done", 2, 1)
    assert (await again.pay_out(order("b"))).status == "refused", "the fault that was planned is still to come"


async def test_a_delayed_payout_is_done_once_after_a_restart(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    first = bank(tmp_path, Lender(away=False), clock)
    first.play_next(["delay"])
    assert (await first.pay_out(order("a"))).status == "pending"
    clock.advance(60)
    again = bank(tmp_path, Lender(away=False), clock)
    found = await again.look_up("a")
    assert found is not None
    assert (found.status, found.done) == ("done", 1)
    assert again.books.accounts == {("6222-01", "CNY"): Money.parse("5000.00", "CNY")}


async def test_transfers_that_the_lender_missed_are_told_after_a_restart_in_their_order(tmp_path: Path) -> None:
    first = bank(tmp_path, Lender(away=True))
    for reference in ("one", "two"):
        await first.transfer(1001, Money.parse("877.63", "CNY"), reference)
    lender = Lender(away=False)
    again = bank(tmp_path, lender)
    assert again.notices.waiting == 2
    assert await again.deliver_waiting()
    assert [b'"one"' in body for body in lender.seen] == [True, False]
    assert bank(tmp_path, lender).notices.waiting == 0


async def test_the_file_is_for_its_owner_alone_and_a_foreign_one_is_refused(tmp_path: Path) -> None:
    first = bank(tmp_path, Lender(away=False))
    await first.pay_out(order("a"))
    path = tmp_path / "bank" / "books.json"
    assert path.stat().st_mode & 0o077 == 0
    path.write_text('{"version": 99}')
    with pytest.raises(ValueError, match="move it away"):
        bank(tmp_path, Lender(away=False))
