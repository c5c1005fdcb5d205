"""What is handed to a step besides the dossier: the time, fresh ids, chance, and the house rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from lending.facts import Dated
from lending.policy_pack import PolicyPack
from lending.product import Product
from lending.reference import make_reference
from scoring.correction import Correction
from scoring.fraud_model import FraudModel
from scoring.settings import ScoringSettings


@dataclass(frozen=True)
class StaffMember:
    """A member of staff as configured. `limit_minor` is the largest loan they may decide alone; `household` are the
    Telegram ids of people whose cases they never handle, their own always among them.
    """

    telegram_id: int
    name: str
    roles: frozenset[str]
    branch: str
    limit_minor: int = 0
    language: str = "en"
    household: frozenset[int] = frozenset()
    absent: tuple[tuple[date, date], ...] = ()
    deputy: int | None = None


@dataclass(frozen=True)
class House:
    """The lender as the conversations know it; built from the configuration."""

    name: dict[str, str]
    currency: str
    timezone: str
    branch: str
    products: tuple[Product, ...]
    pack: PolicyPack
    scoring: ScoringSettings
    staff: tuple[StaffMember, ...]
    staff_group: int | None
    languages: tuple[str, ...]
    notice_version: str
    countries: tuple[str, ...]
    national_id: str
    complaint_escalation: dict[str, str]
    support_hours: tuple[int, int]
    reminder_days: tuple[int, ...]
    claim_minutes: int
    offer_days: int
    deposit_account: str
    invoices: bool
    withdrawal_days: int
    complaint_days: int
    review_days: int
    retention_years: int

    def member(self, telegram_id: int) -> StaffMember | None:
        return next((m for m in self.staff if m.telegram_id == telegram_id), None)


class PinHasher(Protocol):
    """Makes and checks salted PIN hashes; handed in, since salt is chance and the work is slow on purpose."""

    def hash(self, pin: str) -> str: ...

    def check(self, pin: str, stored: str) -> bool: ...


@dataclass(frozen=True)
class Context:
    """`now` is an instant in UTC. `new_id` gives UUIDv7s, `chance` 64 random bits; both are played again in tests."""

    now: datetime
    house: House
    new_id: Callable[[], UUID]
    chance: Callable[[], int]
    pins: PinHasher
    correction: Correction | None = None
    fraud: FraudModel | None = None

    @property
    def today(self) -> date:
        """The lender's day: the one that facts are booked on."""
        return self.now.astimezone(ZoneInfo(self.house.timezone)).date()

    @property
    def dated(self) -> Dated:
        return Dated.on(self.today)

    def reference(self, prefix: str) -> str:
        return make_reference(prefix, self.chance())
