"""What must hold after a crash: compares a lender that died with one that did not, and looks through its books."""

from collections import Counter

from sqlalchemy import Connection, select

from storage import documents
from storage.schema import document, payout
from storage.sealing import DoesNotOpen
from storage.verify import verify
from tests.crashes.dying_lender import DyingLender
from tests.crashes.standing import Standing, reminders_in_doubt, shown_to_all, standing_of, texts_owed, unended

SAME = ("facts", "postings", "conversations", "dues", "messages owed", "events heard", "failed turns")
NONE: Counter[str] = Counter()
AT_LAST = ("facts", "postings", "conversations", "events heard", "failed turns")


def compared(connection: Connection, lender: DyingLender, meant: Standing, *, told: bool = True) -> list[str]:
    """How it stands apart from the lender that did not die. Empty when both mean the same.

    Where the bank ails, who died over a payout and looked it up may know sooner what came of it than who waited: then
    the end is the same, and what was said meanwhile is not. Without `told` what was said is left out.
    """
    found = standing_of(connection, lender)
    wrong = []
    for name in SAME if told else AT_LAST:
        if not told:
            meant[name], found[name] = (_without_doubt(standing[name]) for standing in (meant, found))
        wrong += [f"{name}: lost: {what[:200]}" for what in (meant[name] - found[name])]
        wrong += [
            f"{name}: too much: {what[:200]}" for what in found[name] - meant[name] - meant.get(f"old {name}", NONE)
        ]
    bank = "the bank's books"
    if meant[bank] != found[bank]:
        wrong.append(f"{bank}: {sorted(meant[bank] - found[bank])} became {sorted(found[bank] - meant[bank])}")
    return wrong + (_screens(connection, lender, meant["chats"], found["chats"]) if told else [])


def _without_doubt(facts: Counter[str]) -> Counter[str]:
    """All but the note that the bank had not answered yet."""
    return Counter({what: times for what, times in facts.items() if not what.startswith(("PayoutUnclear", "payout:"))})


def _screens(connection: Connection, lender: DyingLender, meant: Counter[str], found: Counter[str]) -> list[str]:
    """Every message is there; at most one per chat and death is there twice (an album is one)."""
    doubtful = reminders_in_doubt(connection, lender.lender.vault)
    lost = [look for look in (meant - found).elements() if not _was_doubtful(look, doubtful)]
    twice: Counter[str] = Counter()
    albums: Counter[str] = Counter()
    for look in (found - meant).elements():
        (albums if "(photo)" in look else twice)[look.split()[0]] += 1
    wrong = [f"chats: lost: {look[:200]}" for look in lost]
    wrong += [f"chats: {times} messages twice" for times in twice.values() if times > lender.deaths]
    wrong += [f"chats: {times} pictures twice" for times in albums.values() if times > 2 * lender.deaths]
    return wrong


def _was_doubtful(look: str, doubtful: Counter[str]) -> bool:
    chat, _, said = look.partition(" bot: ")
    return any(owed.startswith(f"{chat}: ") and owed.removeprefix(f"{chat}: ")[:40] in said for owed in doubtful)


def doubled(lender: DyingLender, meant: Standing) -> int:
    """How many messages stand in chats that would not without the death."""
    return (Counter(shown_to_all(lender)) - meant["chats"]).total()


def examined(connection: Connection, lender: DyingLender) -> list[str]:
    """The invariants that hold at rest, whatever has happened."""
    vault = lender.lender.vault
    return [
        *(f"verify: {finding}" for finding in verify(connection, vault)),
        *(f"outbox: a {row.kind} is left {row.state}" for row in unended(connection, lender)),
        *_paid(connection, lender),
        *_files(connection, lender),
        *_unrecorded(connection, lender),
    ]


def _paid(connection: Connection, lender: DyingLender) -> list[str]:
    """Each payout was made once at the bank, and the book says of it what the bank says."""
    at_bank = lender.bank.desk.books.payouts
    wrong = [f"payouts: one was paid {p.done} times" for p in at_bank.values() if p.done > 1]
    rows = {row.key: row.state for row in connection.execute(select(payout.c.key, payout.c.state))}
    wrong += ["payouts: the bank paid what no book knows" for key in at_bank if key not in rows]
    for key, state in rows.items():
        if state in ("done", "refused") and (key not in at_bank or at_bank[key].status != state):
            wrong.append(f"payouts: the book says {state}, the bank does not")
    return wrong


def _files(connection: Connection, lender: DyingLender) -> list[str]:
    """Every document that the books name can be read."""
    wrong, folder = [], lender.data / "documents"
    for row in connection.execute(select(document).where(document.c.path != "")):
        try:
            documents.read(lender.lender.vault, folder, row.person_id, row.id, row.path)
        except (OSError, DoesNotOpen) as lost:
            wrong.append(f"documents: {type(lost).__name__}")
    return wrong


def _unrecorded(connection: Connection, lender: DyingLender) -> list[str]:
    """What was ever shown to anybody stands in the records, word by word."""
    recorded = texts_owed(connection, lender.lender.vault)
    wrong = []
    for person in lender.world.people:
        for item in lender.world.inbox(person).seen:
            said = str(item.message.get("text") or item.message.get("caption") or "")
            by_bot = item.message.get("from", {}).get("is_bot")
            if by_bot and item.kind != "delete" and said and said.strip() not in recorded:
                wrong.append(f"chats: shown, but nowhere recorded: {said[:80]}")
    return wrong
