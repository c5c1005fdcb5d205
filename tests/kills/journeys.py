"""What people do while the lender dies: borrow, repay, promise, complain; and officers who compare and answer.

Every answer a person waits for is one that the lender owes; whoever does not get it has found a fault.
"""

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.kills.client import Client, NeverCame, Shown, labels, text_of, words
from tests.kills.crowd import Papers
from tests.kills.shop import GROUP, OFFICERS, Shop

CASE = re.compile(r"#(C-[A-Z0-9]+-\d\d) · (identity check|complaint|question) ·")
PAY_ALL = re.compile(r"Pay off today: ([\d,]+\.\d\d)")
TO_PAY = re.compile(r"To pay: ([\d,]+\.\d\d)")
TRANSFER = re.compile(r"write (L-[A-Z0-9]+-\d\d) on it")


@dataclass
class Ended:
    """Whose journey came to its end, with what they did that must have had one effect each."""

    number: int
    loans: int
    complaints: list[str]
    promises: int


@dataclass(eq=False)
class Borrower:
    """One person on their way. `stage` is what they are doing now; `think` the longest pause before a step."""

    shop: Shop
    client: Client
    papers: Papers
    chance: random.Random
    think: float = 0.5
    stage: str = "asking"
    reference: str = ""
    loans: int = 0
    photo: asyncio.Event = field(default_factory=asyncio.Event)
    """Set each time a photo of theirs was looked at."""
    complaints: list[str] = field(default_factory=list)
    promises: int = 0

    async def borrows(self) -> None:
        """From hello to the money."""
        await self._asks()
        await self._registers()
        await self._proves()
        await self._accepts("pin.choose")

    async def borrows_again(self) -> None:
        """A loan from what is known: no questions, no photos, the same PIN."""
        await self._hears_the_answers()
        self.stage = "asking again"
        await self._thinks()
        await self.client.says("/start", "status.nothing")
        await self.client.presses("button.ask", "repeat.right")
        await self._thinks()
        await self.client.presses("button.same_again", "offer.yes")
        await self._accepts("pin.ask")

    async def _accepts(self, then: str) -> None:
        self.stage = "accepting"
        await self._thinks()
        await self._presses_accept(then)
        await self._thinks()
        before = len(self.client.shown)
        await self.client.says(self.papers.pin, "contract.made")
        self.stage = "waiting for the money"
        paid = self.client.said_since(before, "payout.reference") or await self.client.sees("payout.reference")
        found = TRANSFER.search(text_of(paid))
        assert found, text_of(paid)
        self.reference, self.stage = found[1], "having a loan"

    async def _presses_accept(self, then: str) -> None:
        """The offer of an earlier loan may come once more, after a kill; whoever accepts that one is told that it no
        longer stands, and takes the new one.
        """
        pressed: Shown | None = None
        while True:
            if self.client.newest("button.accept") is pressed:
                await self.client.sees("offer.yes")
            pressed = self.client.newest("button.accept")
            told = await self.client.presses("button.accept", then, "offer.gone")
            if words(then) in text_of(told):
                return

    async def _asks(self) -> None:
        lin = self.client
        await lin.says("/start", "welcome.hello")
        await lin.presses("button.ask", "ask.amount")
        for answer, then in (("1000", "ask.months"), ("6", "ask.purpose")):
            await self._thinks()
            await lin.says(answer, then)
        await lin.presses("purpose.household", "ask.occupation")
        await self._thinks()
        await lin.presses("occupation.employed", "ask.since")
        await lin.presses("since.over_three_years", "ask.income")
        await self._thinks()
        await lin.says("8000", "ask.costs")
        await lin.says("2500", "ask.household")
        await lin.presses("2", "ask.debts")
        await self._thinks()
        await lin.presses("choice.no_debts", "register.phone")

    async def _registers(self) -> None:
        self.stage = "registering"
        lin, papers = self.client, self.papers
        await lin.shares_contact("register.name")
        await self._thinks()
        await lin.says(papers.name, "register.id")
        await self._thinks()
        await lin.says(papers.national_id, "register.account")
        await lin.says(papers.account, "consent.bureau")
        await lin.presses("consent.agree", "consent.cross_border")
        await self._thinks()
        await lin.presses("consent.agree", "review.title")
        await lin.presses("button.confirm", "prove.id_card")

    async def _proves(self) -> None:
        self.stage = "proving"
        await self._thinks()
        await self.client.sends_photo(self.papers.photo(0), "prove.selfie")
        self.photo.set()
        await self._thinks()
        await self.client.sends_photo(self.papers.photo(1), "offer.yes")
        self.photo.set()

    async def repays(self) -> None:
        """Repays early or late, promises where something is due, complains at times, and clears the loan."""
        page = await self._pay_page()
        if any(one.startswith(words("button.promise")) for one in labels(page)):
            await self._promises()
            page = await self._pay_page()
        await self._thinks()
        if self.chance.random() < 0.5:
            await self._by_invoice(page)
        else:
            await self._by_transfer(_sum(TO_PAY, page))
        if self.chance.random() < 0.5:
            await self._complains()
        page = await self._pay_page()
        await self._thinks()
        await self._by_transfer(_sum(PAY_ALL, page), "receipt.settled")
        self.loans += 1

    @property
    def deeds(self) -> Ended:
        """What is behind them."""
        return Ended(self.client.number, self.loans, self.complaints, self.promises)

    async def _pay_page(self) -> Shown:
        self.stage = "repaying"
        await self._thinks()
        return await self.client.says("/pay", "pay.all")

    async def _promises(self) -> None:
        self.stage = "promising"
        await self.client.presses("button.promise", "promise.ask")
        await self._thinks()
        self.promises += 1
        await self.client.says("tomorrow", "promise.quiet")

    async def _by_invoice(self, page: Shown) -> None:
        self.stage = "paying an invoice"
        label = next(one for one in labels(page) if re.match(r"Pay \d", one))
        self.client.press(page, label)
        invoice = await self.client.sees_invoice()
        await self._thinks()
        await self.client.pays_invoice(invoice, "receipt.received")

    async def _by_transfer(self, amount: str, then: str = "receipt.received") -> None:
        self.stage = "transferring"
        body = {"from": self.client.number, "amount": amount, "currency": "CNY", "reference": self.reference}
        told = await self.shop.post("/sandbox/bank/transfers", **body)
        assert "error" not in told, told
        await self.client.sees(then)

    async def _hears_the_answers(self) -> None:
        """Whoever complained waits until an officer has answered; the answer may have come long ago."""
        self.stage = "waiting for an officer"
        answer = words("case.answered")
        while len({text_of(m) for m in self.client.shown if answer in text_of(m)}) < len(self.complaints):
            await self.client.sees("case.answered")

    async def _complains(self) -> None:
        self.stage = "complaining"
        await self.client.says("/complaint", "complaint.ask")
        await self._thinks()
        text = f"Complaint {len(self.complaints) + 1} of person {self.client.number}: the notice came late."
        self.complaints.append(text)
        await self.client.says(text, "case.answer_by")

    async def _thinks(self) -> None:
        await asyncio.sleep(self.chance.random() * self.think)


def _sum(pattern: re.Pattern[str], page: Shown) -> str:
    found = pattern.search(text_of(page))
    assert found, text_of(page)
    return found[1].replace(",", "")


class Officer:
    """Takes the cases that fall to them, one after another: compares photos, answers complaints."""

    def __init__(self, shop: Shop, number: int, patience: float) -> None:
        self.client = Client(shop, number, patience)
        self._place = OFFICERS.index(number)
        self._waiting: dict[str, tuple[str, Shown]] = {}
        self._noticed: set[str] = set()
        """A card may come twice, after a kill; nobody takes a case twice."""
        self.stuck: list[str] = []

    async def works(self) -> None:
        """Until cancelled."""
        async for message in self.client.everything():
            self._notices(message)
            while self._waiting:
                ref, (kind, card) = next(iter(self._waiting.items()))
                del self._waiting[ref]
                await self._takes(ref, kind, card)

    def _notices(self, message: Shown) -> None:
        found = CASE.search(text_of(message))
        if message["chat"]["id"] != GROUP or found is None or words("button.claim") not in labels(message):
            return
        ref, kind = found[1], found[2]
        if sum(map(ord, ref)) % len(OFFICERS) == self._place and ref not in self._noticed:
            self._noticed.add(ref)
            self._waiting[ref] = (kind, message)

    async def _takes(self, ref: str, kind: str, card: Shown) -> None:
        try:
            self.client.press(card, words("button.claim"))
            if kind == "identity check":
                await self._does("button.same_person", ref)
            else:
                await self._does("button.answer", ref)
                await self.client.does("say", text=f"We have looked at {ref} and put it right.")
            await self._sees(lambda m: f"{ref} is closed" in text_of(m))
        except Exception as stopped:
            why = [str(stopped) or type(stopped).__name__, *self.client.trouble]
            self.stuck.append(f"{ref}: {'; '.join(why)}")

    async def _does(self, key: str, ref: str) -> None:
        """Presses a button of the file of this case, once it has come."""
        label = words(key)
        file = await self._sees(lambda m: m["chat"]["id"] != GROUP and ref in text_of(m) and label in labels(m))
        self.client.press(file, label)
        if key == "button.answer":
            await self._sees(lambda m: "Type the answer" in text_of(m) and ref in text_of(m))

    async def _sees(self, wanted: Callable[[Shown], bool]) -> Shown:
        """Waits; cards that come meanwhile are noticed too."""
        try:
            async with asyncio.timeout(self.client.patience):
                async for message in self.client.everything():
                    self._notices(message)
                    if wanted(message):
                        return message
        except TimeoutError:
            raise NeverCame(f"officer {self.client.number} waited in vain") from None
        raise AssertionError("the screen has ended")
