"""What must hold after all kills: the lender's books against what the world next door kept and what people did.

Each check counts what it looked at and names what is wrong. None of them asks the running program.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lending.facts.applications import OfferMade
from lending.facts.cases import CaseOpened
from lending.facts.loans import PaymentReceived, PayoutConfirmed, PromiseMade
from tests.kills.books import Books, Entry, Owed
from tests.kills.client import words
from tests.kills.journeys import Ended
from tests.kills.wire import UNKEPT

Json = dict[str, Any]
RECEIPT = re.compile(r"Received ([\d,]+\.\d\d) on [^.]+\. Receipt (R-[A-Z0-9]+-\d\d)")
CONTRACT = re.compile(r"contract, number (L-[A-Z0-9]+-\d\d)")
CASE = re.compile(r"Noted, under number (C-[A-Z0-9]+-\d\d)")
MOST_NAMED = 5


@dataclass(frozen=True)
class Evidence:
    """All that is known afterwards. `deaths` are the ends of the killed processes, `bank` is the record of the bank."""

    books: Books
    wire: Sequence[Json]
    bank: Json
    deaths: Sequence[float]
    ended: Sequence[Ended]
    stuck: Sequence[str]

    def shown(self, what: str = "shown") -> list[Json]:
        return [line for line in self.wire if line["what"] == what]


@dataclass
class Verdict:
    """One check: its name, how many things it looked at, and what is wrong."""

    name: str
    looked_at: int
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        state = "holds" if not self.wrong else f"BROKEN {len(self.wrong)} times: " + "; ".join(self.wrong[:MOST_NAMED])
        return f"  {self.name}: {self.looked_at} looked at, {state}"


def check_all(found: Evidence) -> list[Verdict]:
    return [
        journeys_ended(found),
        nothing_told_is_unrecorded(found),
        nothing_told_is_unfounded(found),
        nothing_owed_was_lost(found),
        *doubled_once_a_kill(found),
        payouts_once(found),
        payments_once(found),
        updates_once(found),
        deeds_once(found),
        Verdict("verify finds nothing", len(found.books.entries), [str(f) for f in found.books.findings]),
    ]


def journeys_ended(found: Evidence) -> Verdict:
    """Everybody got all their answers, and every loan is paid back."""
    left = [f"{ref} is {state}" for ref, (state, _) in found.books.loans.items() if state != "settled"]
    return Verdict("every journey came to its end", len(found.ended), [*found.stuck, *left])


def nothing_told_is_unrecorded(found: Evidence) -> Verdict:
    """Each message that anybody saw lies in the outbox, word for word."""
    owed = {(row.chat, row.text) for row in found.books.owed}
    shown = found.shown()
    wrong = [f"{s['chat']}: {s['text'][:50]!r}" for s in shown if (s["chat"], s["text"]) not in owed]
    return Verdict("each message shown is on record", len(shown), wrong)


def nothing_told_is_unfounded(found: Evidence) -> Verdict:
    """Each receipt, contract, case number, offer and promise that was told is a fact about that very person."""
    facts = _told_by_facts(found.books)
    told = [claim for line in found.shown() if line["chat"] > 0 for claim in _claims(line)]
    wrong = [f"told {claim}, and no fact says so" for claim in told if claim not in facts]
    return Verdict("each receipt, contract, offer, promise and case told is a fact", len(told), wrong)


def _claims(line: Json) -> Iterator[tuple[Any, ...]]:
    chat, text = line["chat"], line["text"]
    for amount, receipt in RECEIPT.findall(text):
        yield ("receipt", chat, receipt, Decimal(amount.replace(",", "")))
    for kind, pattern in (("contract", CONTRACT), ("case", CASE)):
        for ref in pattern.findall(text):
            yield (kind, chat, ref)
    if words("offer.yes") in text:
        yield ("offer", chat)
    if words("promise.quiet") in text:
        yield ("promise", chat)


def _told_by_facts(books: Books) -> set[tuple[Any, ...]]:
    facts: set[tuple[Any, ...]] = set()
    for entry in books.entries:
        match entry.fact:
            case PaymentReceived(receipt=receipt, amount=amount):
                facts.add(("receipt", entry.person, receipt, Decimal(amount.minor) / 100))
            case CaseOpened(ref=ref):
                facts.add(("case", entry.person, ref))
            case OfferMade():
                facts.add(("offer", entry.person))
            case PromiseMade():
                facts.add(("promise", entry.person))
    return facts | {("contract", person, ref) for ref, (_, person) in books.loans.items()}


def nothing_owed_was_lost(found: Evidence) -> Verdict:
    """Each row says that it was sent, and each was seen: no text fewer times than there are rows with it."""
    seen = Counter((line["chat"], line["text"]) for line in found.shown())
    owed = Counter((row.chat, row.text) for row in found.books.owed if row.state == "sent")
    wrong = [
        f"{chat}: {text[:50]!r} sent {n}, seen {seen[chat, text]}"
        for (chat, text), n in owed.items()
        if seen[chat, text] < n
    ]
    wrong += [f"{row.chat}: {row.text[:50]!r} ended as {row.state}" for row in found.books.owed if _not_sent(row)]
    wrong += [f"{found.books.undone} rows are still owed"] if found.books.undone else []
    return Verdict("each message owed was shown", sum(owed.values()), wrong)


def _not_sent(row: Owed) -> bool:
    """A reminder may wait for its hour or, when nobody knows, stay unsaid; nothing else may."""
    return row.state not in ("sent", "pending", "uncertain")


def doubled_once_a_kill(found: Evidence) -> tuple[Verdict, Verdict]:
    """A message comes twice only if a kill fell between its send and its mark, one for each chat and kill.

    An album goes out just before its text, as one row; it is counted beside it.
    """
    texts = _doubled(found.shown(), list(found.books.owed), found.deaths, "messages")
    albums = [Owed(r.chat, "", True, r.state, r.at, r.turn) for r in found.books.owed if r.album]
    return texts, _doubled(found.shown("album"), albums, found.deaths, "albums")


def _doubled(shown: list[Json], owed: list[Owed], deaths: Sequence[float], what: str) -> Verdict:
    rows: dict[tuple[int, str], list[float]] = defaultdict(list)
    for row in owed:
        rows[row.chat, row.text].append(row.at)
    seen: dict[tuple[int, str], list[float]] = defaultdict(list)
    for line in shown:
        seen[line["chat"], line["text"]].append(line["at"])
    wrong: list[str] = []
    by_kill: Counter[tuple[int, int]] = Counter()
    for (chat, text), moments in seen.items():
        for _, kill in repeats(rows.get((chat, text), []), sorted(moments), deaths):
            if kill is None:
                wrong.append(f"{chat}: {text[:40]!r} came twice without a kill in between")
            else:
                by_kill[chat, kill] += 1
    wrong += [f"{chat}: {n} messages twice for kill {kill + 1}" for (chat, kill), n in by_kill.items() if n > 1]
    name = f"{what} doubled at most once a chat and kill ({sum(by_kill.values())} of them)"
    return Verdict(name, len(shown), wrong)


def repeats(rows: list[float], moments: list[float], deaths: Sequence[float]) -> Iterator[tuple[float, int | None]]:
    """Of one text in one chat: each showing too many, and the kill that explains it (None: there is no such kill).

    `rows` are the instants at which the rows were written, `moments` those at which the text was shown, in order. A row
    is written before it is shown, so more showings than rows written by then mean a repeat, now or before. A chat's
    messages go in order, so the repeat is the latest showing that a kill parts from the one before it.
    """
    rows, told, parted = sorted(rows), 0, []
    for n, moment in enumerate(moments):
        if n and bisect_right(deaths, moments[n - 1]) < bisect_right(deaths, moment):
            parted.append(n)
        if told < bisect_right(rows, moment):
            told += 1
        elif parted:
            again = parted.pop()
            yield moments[again], bisect_right(deaths, moments[again - 1])
        elif n:
            yield moment, None


def payouts_once(found: Evidence) -> Verdict:
    """The bank paid once for each loan, and the books say so once, with the same amount."""
    paid = Counter((p["reference"], p["amount"]) for p in found.bank["payouts"] for _ in range(p["done"]))
    facts = _by_loan(found.books.of(PayoutConfirmed))
    wrong = [f"{ref}: {amount} left the bank {n} times" for (ref, amount), n in paid.items() if n != 1]
    wrong += [f"loan {loan}: {n} disbursements" for loan, n in facts.items() if n != 1]
    wrong += [f"key {p['key']} was never paid" for p in found.bank["payouts"] if p["done"] == 0]
    counts = (len(found.bank["payouts"]), len(facts), len(found.books.loans))
    wrong += [f"{counts[0]} payouts, {counts[1]} disbursements, {counts[2]} loans"] if len(set(counts)) > 1 else []
    left = sum(Decimal(p["amount"]) for p in found.bank["payouts"] for _ in range(p["done"]))
    said = sum(Decimal(e.fact.amount.minor) / 100 for e in found.books.of(PayoutConfirmed))  # type: ignore[attr-defined]
    wrong += [f"{left} left the bank, {said} are in the books"] if left != said else []
    return Verdict("each payout once at the bank and once in the books", len(found.bank["payouts"]), wrong)


def _by_loan(entries: list[Entry]) -> Counter[Any]:
    return Counter(entry.fact.loan_id for entry in entries)  # type: ignore[attr-defined]


def payments_once(found: Evidence) -> Verdict:
    """Each transfer and each paid invoice is one payment fact with its amount, and there are no others."""
    sent = {transfer["id"]: Decimal(transfer["amount"]) for transfer in found.bank["transfers"]}
    for line in found.shown("paid"):
        sent[line["telegram_charge"]] = Decimal(line["amount"]) / 100
    booked: dict[str, list[Decimal]] = defaultdict(list)
    for entry in found.books.of(PaymentReceived):
        assert isinstance(entry.fact, PaymentReceived)
        booked[entry.fact.external_id].append(Decimal(entry.fact.amount.minor) / 100)
    wrong = [
        f"{key}: paid {amount}, booked {booked.get(key)}" for key, amount in sent.items() if booked.get(key) != [amount]
    ]
    wrong += [f"{key}: booked and never paid" for key in booked.keys() - sent.keys()]
    return Verdict("each transfer and paid invoice is one payment", len(sent), wrong)


def updates_once(found: Evidence) -> Verdict:
    """Each update that was handed out has its key in the inbox, and all that a turn wrote has one instant.

    A press that the lender did not live long enough to take, until Telegram forgot it, is pressed again by its person.
    """
    handed = {line["number"] for line in found.shown("handed") if line["kind"] != UNKEPT}
    forgotten = {line["number"] for line in found.shown("expired")}
    missed = {number for number in handed if f"tg:{number}" not in found.books.keys}
    wrong = [f"update {number} was never handled" for number in missed - forgotten]
    wrong += [f"{key} stands {n} times in the inbox" for key, n in found.books.keys.items() if n > 1]
    instants: dict[str, set[Any]] = defaultdict(set)
    for turn, at in found.books.written:
        instants[turn].add(at)
    wrong += [f"{turn} was handled {len(at)} times" for turn, at in instants.items() if turn and len(at) > 1]
    wrong += [f"{found.books.failed} turns failed"] if found.books.failed else []
    times = len(found.shown("handed")) - len(handed)
    name = f"each update handled once (handed out {times} times more than needed, {len(missed & forgotten)} forgotten)"
    return Verdict(name, len(handed), wrong)


def deeds_once(found: Evidence) -> Verdict:
    """What a person did once has one effect: a complaint is one case, a promise one promise."""
    texts: Counter[str] = Counter()
    for entry in found.books.of(CaseOpened):
        texts[str(getattr(entry.fact, "text", ""))] += 1
    complained = [text for one in found.ended for text in one.complaints]
    wrong = [f"{text[:30]!r} is {texts[text]} cases" for text in complained if texts[text] != 1]
    promised = Counter(entry.person for entry in found.books.of(PromiseMade))
    wrong += [
        f"{e.number} promised {e.promises} times, booked {promised[e.number]}"
        for e in found.ended
        if promised[e.number] != e.promises
    ]
    return Verdict("each complaint and promise once", len(complained) + sum(e.promises for e in found.ended), wrong)
