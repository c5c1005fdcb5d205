"""The configuration: one model of all sections, the secrets from the environment, and the house they make.

`load` refuses a file with any mistake in it and names them all; nothing is guessed, since a wrong rate or a wrong
account is found out by a borrower otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr, TypeAdapter

from bot.clock import SystemClock
from bot.policy_rules import pack_of
from bot.public_holidays import with_days_off
from bot.sections import (
    BackupSection,
    LanguagesSection,
    LenderSection,
    PolicySection,
    PoolSection,
    PrivacySection,
    RailSection,
    ScheduleSection,
    ServerUrl,
    StaffSection,
    StorageSection,
    TelegramSection,
)
from conversations.context import House, StaffMember
from lending.exact import FrozenModel
from lending.money import Money
from lending.policy_pack import PolicyPack
from lending.product import Product
from lending.provisioning import Provisions
from scoring.settings import ScoringSettings

DEFAULT_PORT = 8080


class Sections(FrozenModel):
    """The whole of `config.toml`."""

    lender: LenderSection
    languages: LanguagesSection
    products: tuple[Product, ...] = Field(min_length=1)
    scoring: ScoringSettings = Field(default_factory=ScoringSettings)
    policy: PolicySection = PolicySection()
    staff: tuple[StaffSection, ...] = ()
    telegram: TelegramSection = TelegramSection()
    rails: tuple[RailSection, ...] = Field(min_length=1)
    schedule: ScheduleSection = ScheduleSection()
    privacy: PrivacySection
    pool: PoolSection = PoolSection()
    storage: StorageSection = StorageSection()
    backup: BackupSection = BackupSection()
    provisions: Provisions = Provisions()


class Environment(FrozenModel):
    """What the environment says: where things are, and the secrets. Empty secrets are None."""

    bot_token: SecretStr | None = None
    master_key: SecretStr | None = None
    older_master_keys: tuple[SecretStr, ...] = ()
    invoice_token: SecretStr | None = None
    notice_keys: dict[str, tuple[SecretStr, ...]] = Field(default_factory=dict)
    database_url: SecretStr | None = None
    keys_url: SecretStr | None = None
    api_url: str = ""
    data: Path = Path("data")
    port: int = Field(default=DEFAULT_PORT, ge=0, le=65535)

    @property
    def in_sandbox(self) -> bool:
        """Without a token the program talks to its own Telegram."""
        return self.bot_token is None

    @property
    def can_invoice(self) -> bool:
        """Telegram refuses an invoice without its provider's token; the sandbox takes any."""
        return self.in_sandbox or self.invoice_token is not None


@dataclass(frozen=True)
class Configuration:
    """The sections and the environment of one run."""

    sections: Sections
    environment: Environment

    @cached_property
    def pack(self) -> PolicyPack:
        return pack_of(self.sections.policy)

    @property
    def opening(self) -> Money | None:
        """The lender's own money that the pool begins with; None for nothing."""
        amount = Money.parse(format(self.sections.pool.opening, "f"), self.sections.lender.currency, "pool.opening")
        return amount or None


def environment(environ: Mapping[str, str]) -> Environment:
    """Reads `MICROLOAN_...`. Raises ValueError (one clear line that repeats no secret) for what cannot be."""
    port = environ.get("MICROLOAN_PORT", "") or str(DEFAULT_PORT)
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError(f"MICROLOAN_PORT: must be a port from 0 to 65535, not {port[:20]!r}")
    prefix = "MICROLOAN_NOTICE_KEYS_"
    return Environment(
        bot_token=_secret(environ, "MICROLOAN_BOT_TOKEN"),
        master_key=_secret(environ, "MICROLOAN_MASTER_KEY"),
        older_master_keys=_secrets(environ.get("MICROLOAN_OLDER_MASTER_KEYS", "")),
        invoice_token=_secret(environ, "MICROLOAN_INVOICE_TOKEN"),
        notice_keys={
            name.removeprefix(prefix).lower(): _secrets(value)
            for name, value in environ.items()
            if name.startswith(prefix)
        },
        database_url=_server(environ, "MICROLOAN_DATABASE_URL"),
        keys_url=_server(environ, "MICROLOAN_KEYS_URL"),
        api_url=environ.get("MICROLOAN_API_URL", ""),
        data=Path(environ.get("MICROLOAN_DATA", "") or "data"),
        port=int(port),
    )


def _secret(environ: Mapping[str, str], name: str) -> SecretStr | None:
    value = environ.get(name, "").strip()
    return SecretStr(value) if value else None


def _server(environ: Mapping[str, str], name: str) -> SecretStr | None:
    """The address of a database server. It may hold a password, so no mistake repeats it."""
    url = _secret(environ, name)
    if url is not None:
        try:
            TypeAdapter(ServerUrl).validate_python(url.get_secret_value())
        except ValueError:
            raise ValueError(f'{name}: must begin with "postgresql://"') from None
    return url


def _secrets(listed: str) -> tuple[SecretStr, ...]:
    return tuple(SecretStr(part.strip()) for part in listed.split(",") if part.strip())


def house(configuration: Configuration, today: date | None = None) -> House:
    """The lender as the conversations know it; products know the days off from `today` (the machine's) on."""
    s, pack = configuration.sections, configuration.pack
    start = today or SystemClock().now().date()
    return House(
        name=dict(s.lender.name),
        currency=s.lender.currency,
        timezone=s.lender.timezone,
        branch=s.lender.branch,
        products=tuple(with_days_off(product, start) for product in s.products),
        pack=pack,
        scoring=s.scoring,
        staff=tuple(_member(member, s.lender) for member in s.staff),
        staff_group=s.telegram.staff_group,
        languages=s.languages.offered,
        notice_version=s.privacy.notice_version,
        countries=s.lender.countries,
        national_id=s.lender.national_id,
        complaint_escalation=dict(s.lender.complaint_escalation),
        support_hours=s.lender.support_hours,
        reminder_days=tuple(sorted(s.schedule.reminder_days)),
        claim_minutes=s.schedule.claim_minutes,
        offer_days=s.schedule.offer_days,
        deposit_account=s.lender.deposit_account,
        invoices=s.telegram.invoices and configuration.environment.can_invoice,
        withdrawal_days=pack.withdrawal.days.value,
        complaint_days=pack.deadlines.complaint_days.value,
        review_days=pack.deadlines.human_review_days.value,
        retention_years=pack.retention_years.loan.value,
    )


def _member(member: StaffSection, lender: LenderSection) -> StaffMember:
    return StaffMember(
        telegram_id=member.telegram_id,
        name=member.name,
        roles=frozenset(member.roles),
        branch=member.branch or lender.branch,
        limit_minor=Money.parse(format(member.limit, "f"), lender.currency, "limit").minor,
        language=member.language,
        household=frozenset((member.telegram_id, *member.household)),
        absent=tuple((away.first, away.last) for away in member.absent),
        deputy=member.deputy,
    )
