"""What a flow looks at when it decides: the session, the event, the dossier and the context, in one value."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.context import Context, House, StaffMember
from conversations.event import Event, Happening, Pressed, Who
from conversations.session import Session
from lending.dossier import Dossier
from lending.facts import Dated
from lending.records import Person


@dataclass(frozen=True)
class Situation:
    """One step's whole world. `person` is who the turn is about, never None once the switchboard has met them."""

    session: Session
    event: Event
    dossier: Dossier
    ctx: Context

    @property
    def what(self) -> Happening:
        return self.event.what

    @property
    def house(self) -> House:
        return self.ctx.house

    @property
    def person(self) -> Person:
        assert self.dossier.person is not None, "the switchboard meets people before flows see them"
        return self.dossier.person

    @property
    def who(self) -> Who:
        assert self.event.who is not None, "only a person's event has a speaker"
        return self.event.who

    @property
    def pressed(self) -> Pressed | None:
        return self.event.what if isinstance(self.event.what, Pressed) else None

    @property
    def staff(self) -> StaffMember | None:
        """The member of staff whose event this is, if it is one."""
        return self.house.member(self.event.who.telegram_id) if self.event.who else None

    @property
    def dated(self) -> Dated:
        return self.ctx.dated

    @property
    def today(self) -> date:
        """Today where the person lives."""
        return self.ctx.now.astimezone(ZoneInfo(self.person.timezone)).date()

    @property
    def money_stopped(self) -> bool:
        """Whether a stop stands: no money may leave now, and nobody is bound to what could not be paid out."""
        return bool(self.dossier.stops)

    def at(self, session: Session) -> "Situation":
        """The same situation with another session."""
        return replace(self, session=session)

    def knowing(self, dossier: Dossier) -> "Situation":
        return replace(self, dossier=dossier)

    def local_instant(self, day: date, hour: int, minute: int = 0) -> datetime:
        """That hour of that day where the person lives, as an instant; a skipped hour moves forward."""
        zone = ZoneInfo(self.person.timezone)
        wall = datetime.combine(day, time(hour, minute), zone)
        return wall.astimezone(ZoneInfo("UTC"))

    def later(self, **delta: int) -> datetime:
        return self.ctx.now + timedelta(**delta)
