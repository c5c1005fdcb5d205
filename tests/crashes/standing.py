"""How a lender and its world stand, as plain values that two runs can be compared by.

Numbers drawn by chance (ids, references, salts) and hours differ between two runs that mean the same; they are masked.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from bot.outgoing import Outgoing
from sandbox.model import Bot, Chat, Message
from storage.schema import due, failed_event, inbox, journal, outbox, posting, session
from storage.vault import Vault, about
from tests.crashes.dying_lender import DyingLender
from tests.screen import _buttons, _lines

_CHANCE = re.compile(
    r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b"  # ids
    r"|\b[0-9a-f]{64}\b|\b[A-Z]-[0-9A-Z]{6}-\d\d\b|\$?scrypt[^\"]*"  # hashes, references, salted PINs
    r"|\bbank-\d+(-\d+)?\b|(?<=\"path\":\")[0-9a-f]{2}\b"  # numbers of the bank; a file's folder is of its id
    r"|(?<=\"message\": )\d+"
    r"|(?<=message_id\":)\d+"  # messages count on where one came twice
    r"|\b\d\d:\d\d(:\d\d(\.\d+)?)?([+]\d\d:\d\d|Z)?\b|(?<=number )\d{4}\b"  # hours, the number on a selfie
)
Standing = dict[str, Counter[str]]
REMINDERS_FROM = 5


def masked(text: str) -> str:
    return _CHANCE.sub("#", text)


def standing_of(connection: Connection, lender: DyingLender) -> Standing:
    """Facts, postings, conversations, dues, what was owed to whom, what was heard, the bank, every chat."""
    vault = lender.lender.vault
    return {
        "facts": Counter(_facts(connection, vault)),
        "postings": Counter(_postings(connection)),
        "conversations": Counter(_conversations(connection, vault)),
        "dues": Counter(_dues(connection)),
        "messages owed": Counter(_owed(connection, vault)),
        "events heard": Counter(masked(key) for key in connection.execute(select(inbox.c.key)).scalars()),
        "failed turns": Counter(connection.execute(select(failed_event.c.error)).scalars()),
        "the bank's books": Counter(_bank(lender)),
        "chats": Counter(shown_to_all(lender)),
    }


def _facts(connection: Connection, vault: Vault) -> Iterator[str]:
    for row in connection.execute(select(journal)):
        secret = vault.unseal(row.person_id, about("journal", "secret", row.id), row.secret)
        yield masked(f"{row.kind} {row.value_date} {row.booked_on} {row.body} {secret!r}")


def _postings(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(posting)):
        yield f"{row.account} {row.rail} {row.amount_minor} {row.currency} {row.value_date} {row.booked_on}"


def _conversations(connection: Connection, vault: Vault) -> Iterator[str]:
    for row in connection.execute(select(session)):
        answers = vault.unseal_json(row.person_id, about("session", "answers", row.telegram_id), row.answers)
        yield masked(f"{row.telegram_id} {row.flow} {row.revision} {json.dumps(answers, sort_keys=True)}")


def _dues(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(due)):
        yield masked(f"{row.kind} {row.key} {row.at.date()} {row.state} {json.dumps(row.detail, sort_keys=True)}")


def _owed(connection: Connection, vault: Vault) -> Iterator[str]:
    """Everything that was to be said or done, whatever became of it; not the rows that stand for sent pictures."""
    for row in connection.execute(select(outbox)):
        body = vault.unseal(row.person_id, about("outbox", "body", row.id), row.body)
        if body != b"{}":
            yield f"{row.kind} to {row.chat_id}: {_said(body)}"


def _said(body: bytes | None) -> str:
    raw = json.loads(body or b"{}")
    params = raw.get("params") or raw
    words = params.get("text") or params.get("caption") or params.get("title") or raw.get("method") or sorted(raw)
    return masked(_plain(str(words)))


def _bank(lender: DyingLender) -> Iterator[str]:
    books = lender.bank.desk.books
    yield f"balance {books.lender_balance(lender.house.currency)}"
    yield from (f"payout {p.order.amount} {p.status} done {p.done}" for p in books.payouts.values())
    yield from (f"transfer {t.amount} by {t.person}" for t in books.transfers)


def chats_of(lender: DyingLender) -> list[Chat]:
    return [*lender.world.private.values(), *lender.world.groups.values()]


def shown_to_all(lender: DyingLender) -> Iterator[str]:
    """Every message that stands in a chat, as it looks."""
    return (look_of(message) for chat in chats_of(lender) for message in chat.messages.values())


def look_of(message: Message) -> str:
    """One message as it looks now: where, who, what is read, which buttons."""
    shown = message.json()
    said, buttons = " / ".join(_lines(shown)), " ".join(label for row in _buttons(shown) for label in row)
    return masked(f"{message.chat.id} {'bot' if isinstance(message.sender, Bot) else 'person'}: {said} [{buttons}]")


def texts_owed(connection: Connection, vault: Vault) -> set[str]:
    """The words of every committed outbox row, as they are."""
    found = set()
    for row in connection.execute(select(outbox)):
        body = vault.unseal(row.person_id, about("outbox", "body", row.id), row.body)
        if body is None or body == b"{}" or row.kind in ("payout", "work"):
            continue
        params = Outgoing.from_json(body).params
        found.add(_plain(str(params.get("text") or params.get("caption") or params.get("title") or "")))
    return found


def _plain(marked_up: str) -> str:
    """The words of a text in Telegram's HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", marked_up)).strip()


def reminders_in_doubt(connection: Connection, vault: Vault) -> Counter[str]:
    """Reminders of which a crash left nobody knowing whether they were sent: those are not sent again."""
    found: Counter[str] = Counter()
    query = select(outbox).where(outbox.c.state == "uncertain", outbox.c.priority >= REMINDERS_FROM)
    for row in connection.execute(query):
        body = vault.unseal(row.person_id, about("outbox", "body", row.id), row.body)
        found[f"{row.chat_id}: {_said(body)}"] += 1
    return found


def unended(connection: Connection, lender: DyingLender) -> list[Any]:
    """Outbox rows that should have ended by now. A payout that the bank has not settled is asked for again later."""
    o, waits = outbox.c, lender.lender.payouts._held
    waiting = or_(o.state == "claimed", and_(o.state == "pending", o.not_before <= lender.clock.now()))
    rows = connection.execute(select(o.id, o.kind, o.state).where(waiting))
    return [row for row in rows if not (row.kind == "payout" and row.id in waits)]
