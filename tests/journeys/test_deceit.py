"""What the fraud gate asks of people, played: one more photo, a payout that is held, and two people who find deceit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from scoring.fraud_settings import FraudSettings
from storage.schema import deny_list, document, fraud_finding, loan, payout
from tests import photos
from tests.house import house
from tests.lender import PlayedLender
from tests.people import Player
from tests.preludes import prelude


async def table(lender: PlayedLender, column: Any) -> list[Any]:
    return await lender.lender.writer.run_bookkeeping(lambda c: list(c.execute(select(column)).scalars()))


async def held(tmp_path: Path) -> tuple[PlayedLender, Player]:
    """Lin's loan waits for her identity; Mei hands in Lin's own two photos, packed anew; Wei compares Lin's."""
    lender = await PlayedLender.open(tmp_path)
    await lender.person("Lin")
    mei = await lender.person("Mei")
    await prelude(lender, "-- Lin has agreed --")
    await prelude(lender, "-- Mei has registered --")
    await mei.sends_photo(photos.id_card(whose=0))
    await mei.sends_photo(photos.selfie(whose=0))
    wei = lender.people["Wei"]
    await opens(wei, "Lin Wang")
    await wei.presses("Same person")
    return lender, wei


async def test_a_payout_is_held_when_another_hands_in_the_same_photos_and_the_file_names_kinds_not_people(
    tmp_path: Path,
):
    lender, wei = await held(tmp_path)
    assert await table(lender, payout.c.id) == []
    assert any("one more look" in text for text in lender.people["Lin"].read())
    file = await opens(wei, "payout held")
    assert "same or a copied picture as another person: +50" in file
    assert "Mei" not in file
    await wei.presses("No deceit: pay out")
    assert len(await table(lender, payout.c.id)) == 1
    assert await table(lender, fraud_finding.c.deceived) == [False]
    await lender.close()


async def test_deceit_is_found_by_two_people_and_ends_on_the_deny_list(tmp_path: Path):
    lender, wei = await held(tmp_path)
    await opens(wei, "payout held")
    await wei.presses("It is deceit")
    assert await table(lender, fraud_finding.c.person_id) == []
    ana = lender.people["Ana"]
    await opens(ana, "finds deceit")
    await ana.presses("Agree")
    assert await table(lender, fraud_finding.c.deceived) == [True]
    assert sorted(await table(lender, deny_list.c.kind)) == ["national_id", "payout_account"]
    assert await table(lender, payout.c.id) == []
    assert await table(lender, loan.c.state) == ["accepted"]
    assert any("You owe nothing" in text for text in lender.people["Lin"].read())
    await lender.close()


async def opens(staff: Player, words: str) -> str:
    """The file that says these words: each case in the queue is claimed, and handed over again where it does not."""
    await staff.says("/queue")
    for label in [label for label in staff.buttons() if label.startswith("Claim ")]:
        await staff.presses(label)
        file = staff.read()[-1]
        if words in file:
            return file
        await staff.presses("Hand over")
        await staff.says("/queue")
    raise AssertionError(f"no case says {words}")


async def test_a_step_up_asks_for_one_more_proof_before_the_offer(tmp_path: Path):
    careful = house()
    settings = careful.scoring.model_copy(update={"fraud": FraudSettings(step_up_at=15)})
    lender = await PlayedLender.open(tmp_path, replace(careful, scoring=settings))
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has registered --")
    await lin.sends_photo(photos.id_card(whose=0))
    await lin.sends_photo(photos.selfie(whose=0))
    assert any("shows your income" in text for text in lin.read()), lin.read()[-1]
    assert "Accept" not in lin.buttons()
    await lin.sends_photo(photos.id_card(whose=2, seed=5))
    assert "Accept" in lin.buttons()
    assert await table(lender, document.c.purpose) == ["id_card", "selfie", "income_proof"]
    await lender.close()
