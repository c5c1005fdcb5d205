"""What a turn owes to the world, as outbox rows: its sayings rendered, its payouts and its slow work.

Rendering happens here, inside the turn, so a disclosure's fact can name the row and hash the words before either is
written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from bot.orders import PayoutBody, WorkBody
from bot.outgoing import Outgoing, StoredPhoto
from bot.render import Reader, Rendered, Renderer
from conversations.context import Context, House
from conversations.event import Event
from conversations.outcome import Outcome
from conversations.say import MessageClass, Say, Saying, Toast
from lending.dossier import Dossier
from lending.facts import Dated, Fact
from lending.facts.applications import DisclosureMade
from lending.facts.loans import PayoutOrdered
from lending.facts.people import LanguageChosen, PersonMet
from lending.records import Document, Person
from storage.outbox import OutboxRow

PRIORITY = {
    MessageClass.REPLY: 1,
    MessageClass.LEGAL: 2,
    MessageClass.STAFF: 2,
    MessageClass.REMINDER: 5,
    MessageClass.COLLECTION: 5,
    MessageClass.MARKETING: 9,
}
"""The smaller goes first; the answer to a button, which a person watches spin, goes before all."""


@dataclass(frozen=True)
class Audience:
    """Everybody a turn may speak to: `own` is whose turn it is, `others` are known by their private chat."""

    own: Reader
    others: Mapping[int, Reader]
    house: House

    def of(self, saying: Saying) -> Reader:
        """Who reads this saying; a group is read in the lender's own time zone and by nobody in particular."""
        chat_id = getattr(saying, "chat_id", None)
        if chat_id is None or chat_id == self.own.chat_id:
            return self.own
        known = self.others.get(chat_id) or _member(chat_id, self.house)
        return known or replace(self.own, chat_id=chat_id, here=chat_id, person_id=None)


def audience(event: Event, dossier: Dossier, facts: tuple[Fact, ...], ctx: Context) -> Audience:
    """The people of the dossier, with what this very turn learned of them: who they are, which language they chose."""
    known = [p for p in (dossier.person, dossier.subject.person if dossier.subject else None) if p is not None]
    readers = {p.telegram_id: _reader(p, facts) for p in known}
    for fact in facts:
        if isinstance(fact, PersonMet) and fact.telegram_id not in readers:
            readers[fact.telegram_id] = Reader(fact.language, fact.timezone, fact.telegram_id, fact.person_id)
    first = event.who.telegram_id if event.who else known[0].telegram_id if known else 0
    own = readers.get(first) or _member(first, ctx.house) or Reader(ctx.house.languages[0], ctx.house.timezone, first)
    if event.who is not None and event.who.chat_id != own.acted_in:
        own = replace(own, here=event.who.chat_id)
    return Audience(own, readers, ctx.house)


def _member(telegram_id: int, house: House) -> Reader | None:
    """A member of staff who is no borrower, in their own private chat."""
    member = house.member(telegram_id)
    return Reader(member.language, house.timezone, telegram_id) if member else None


def _reader(person: Person, facts: tuple[Fact, ...]) -> Reader:
    chosen = [f.language for f in facts if isinstance(f, LanguageChosen) and f.person_id == person.person_id]
    return Reader((chosen or [person.language])[-1], person.timezone, person.telegram_id, person.person_id)


@dataclass(frozen=True)
class Spoken:
    """A turn's words as rows, and the facts that they were put to the person."""

    rows: tuple[OutboxRow, ...]
    disclosures: tuple[DisclosureMade, ...]


def speak(
    renderer: Renderer,
    says: tuple[Saying, ...],
    to: Audience,
    pictures: Mapping[UUID, StoredPhoto],
    revision: int,
    ctx: Context,
) -> Spoken:
    """Renders everything that is said, in order."""
    rows: list[OutboxRow] = []
    disclosures: list[DisclosureMade] = []
    for saying in says:
        reader = to.of(saying)
        rendered = renderer.render(saying, reader, revision, ctx.now, pictures)
        made = [_row(ctx.new_id, saying, call, reader) for call in rendered.calls]
        rows += made
        if isinstance(saying, Say) and saying.evidence is not None:
            disclosures.append(_disclosure(saying, reader, rendered, made[-1].id, ctx.dated))
    return Spoken(tuple(rows), tuple(disclosures))


def _row(new_id: Callable[[], UUID], saying: Saying, call: Outgoing, reader: Reader) -> OutboxRow:
    person_id = reader.person_id
    priority = 0 if isinstance(saying, Toast) else 1
    if isinstance(saying, Say):
        person_id = saying.person or person_id
        priority = PRIORITY[saying.message_class]
    return OutboxRow(
        id=new_id(),
        kind=call.kind,
        body=call.to_json(),
        chat_id=call.chat_id,
        person_id=person_id,
        case_id=call.case_id if call.kind == "message" else None,
        priority=priority,
        important=call.important,
    )


def _disclosure(say: Say, reader: Reader, rendered: Rendered, outbox_id: UUID, dated: Dated) -> DisclosureMade:
    assert say.evidence is not None
    return DisclosureMade(
        dated=dated,
        person_id=say.person or reader.person_id,
        kind=say.evidence.kind,
        subject_id=say.evidence.subject,
        sha256=rendered.sha256,
        language=rendered.language,
        outbox_id=outbox_id,
    )


def orders(outcome: Outcome, person_id: UUID | None, new_id: Callable[[], UUID]) -> tuple[OutboxRow, ...]:
    """Payouts that were ordered and work that is to be done, each encrypted under its person's key."""
    payouts = tuple(
        OutboxRow(new_id(), "payout", PayoutBody.of(fact).to_json(), person_id=fact.person_id, important=True)
        for fact in outcome.facts
        if isinstance(fact, PayoutOrdered)
    )
    if not outcome.work:
        return payouts
    assert person_id is not None, "work is about somebody"
    bodies = [WorkBody(work.kind, work.subject, person_id, work.detail) for work in outcome.work]
    return (*payouts, *(OutboxRow(new_id(), "work", body.to_json(), person_id=person_id) for body in bodies))


def pictures_of(dossier: Dossier) -> dict[UUID, StoredPhoto]:
    """The stored pictures a turn may show: those of the dossier and of the person the case is about."""
    documents: list[Document] = [*dossier.documents, *(dossier.subject.documents if dossier.subject else ())]
    if dossier.document is not None:
        documents.append(dossier.document)
    return {d.document_id: StoredPhoto(d.document_id, d.person_id, d.path) for d in documents if d.path}
