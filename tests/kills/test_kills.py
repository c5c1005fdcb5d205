"""Twenty kills in one journey, from hello to the receipt of an instalment: nothing is lost, nothing is doubled."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.configuration import environment
from bot.master_key import key_ring
from storage.engine import open_engine, sqlite_url
from storage.finding import Finding
from storage.vault import Vault
from storage.verify import verify
from tests import photos
from tests.kills.shop import Client, Shop

KILLS = 20
GROUP = -1001000000501
MEI = 501


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    opened = Shop(tmp_path, seed=7)
    await opened.open()
    yield opened
    await opened.close()


async def ask_and_register(lin: Client) -> None:
    await lin.says("/start", "welcome.hello")
    await lin.presses("button.ask", "ask.amount")
    await lin.says("5000", "ask.months")
    await lin.presses("6 months", "ask.purpose")
    await lin.presses("purpose.household", "ask.occupation")
    await lin.presses("occupation.employed", "ask.since")
    await lin.presses("since.over_three_years", "ask.income")
    await lin.says("8000", "ask.costs")
    await lin.says("2500", "ask.household")
    await lin.presses("2", "ask.debts")
    await lin.presses("choice.no_debts", "register.phone")
    await lin.shares_contact("register.name")
    await lin.says("Lin Xiao", "register.id")
    await lin.says("11010519491231002X", "register.account")
    await lin.says("6222 0212 3456 7890 128", "consent.bureau")
    await lin.presses("consent.agree", "consent.cross_border")
    await lin.presses("consent.agree", "review.title")
    await lin.presses("button.confirm", "prove.id_card")


async def prove_and_accept(lin: Client, mei: Client) -> str:
    """Returns the loan's reference."""
    await lin.sends_photo(photos.id_card(), "prove.selfie")
    await lin.sends_photo(photos.selfie(), "offer.yes")
    await mei.sees("case.identity")
    await mei.presses("button.claim", "file.compare", chat_id=GROUP)
    await mei.presses("button.same_person", "desk.closed")
    await lin.sees("identity.verified")
    await lin.presses("button.accept", "pin.choose")
    await lin.says("482913", "contract.made")
    paid = await lin.sees("payout.reference")
    return str(paid["text"]).split("write ")[1].split(" ")[0]


@pytest.mark.slow
async def test_twenty_kills_in_one_journey_lose_nothing_and_double_nothing(shop: Shop, tmp_path: Path) -> None:
    number = (await shop.post("/sandbox/people", first_name="Lin", language_code="en"))["id"]
    lin, mei = Client(shop, number), Client(shop, MEI)
    shop.keep_killing(KILLS)
    await ask_and_register(lin)
    reference = await prove_and_accept(lin, mei)
    transfer = {"from": number, "amount": "877.63", "currency": "CNY", "reference": reference}
    await shop.post("/sandbox/bank/transfers", **transfer)
    await lin.sees("receipt.left")
    await shop.all_killed()
    status = await lin.says("/status", "status.loan")
    assert "4,388.13" in status["text"]
    bank = await shop.get("/sandbox/bank")
    assert [(payout["amount"], payout["done"]) for payout in bank["payouts"]] == [("5000.00", 1)]
    print(f"\n{shop.kills} kills, {doubled(lin)} messages said twice")
    assert doubled(lin) <= shop.kills
    assert receipts(lin) == 1
    await shop.close()
    assert findings(tmp_path / "data", shop.environment) == []


def doubled(client: Client) -> int:
    """Messages that came again word by word (one is meant: each photo is acknowledged in the same words).

    Telegram takes no idempotency key, so a kill between a send and its mark may repeat one message; it changes nothing.
    """
    texts = Counter((m.get("text") or m.get("caption") or "", m["message_id"]) for m in client.shown)
    said = Counter(text for text, _ in texts)
    return sum(times - 1 for times in said.values()) - 1


def receipts(client: Client) -> int:
    """How many different receipts the client holds."""
    texts = [str(m.get("text", "")) for m in client.shown]
    return len({text.split("Receipt ")[1].split(".")[0] for text in texts if "Receipt " in text})


def findings(data: Path, around: dict[str, str]) -> list[Finding]:
    """What is wrong with the books."""
    vault = Vault.open(sqlite_url(data / "keys.db"), key_ring(environment(around)))
    engine = open_engine(sqlite_url(data / "microloan.db"))
    try:
        with engine.begin() as connection:
            return verify(connection, vault)
    finally:
        engine.dispose()
        vault.close()
