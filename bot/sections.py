"""The sections of `config.toml`, one model each. What a key means and what would be right stands beside it in the file.

Secrets are never here: they come from the environment.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from lending.currency import decimals
from lending.exact import ExactDecimal, FrozenModel, IsoDate, NotNegativeDecimal
from lending.problems import Problem

TEXTS = Field(min_length=1)


def _currency(code: str) -> str:
    try:
        decimals(code)
    except Problem:
        raise ValueError('must be an ISO 4217 code that is in use, like "CNY"') from None
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError('must be a time zone of the IANA database, like "Asia/Shanghai"') from None
    return name


def _country(code: str) -> str:
    if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError('must be two capital letters, like "CN"')
    return code


def _web_address(address: str) -> str:
    parts = urlsplit(address)
    if address and (parts.scheme not in ("https", "http") or not parts.netloc):
        raise ValueError('must be a web address, like "https://bot.example.org", or empty')
    return address


def _server(url: str) -> str:
    parts = urlsplit(url)
    if url and parts.scheme not in ("postgresql", "postgres"):
        raise ValueError('must begin with "postgresql://", or be empty for files in the data folder')
    return url


def _without_password(url: str) -> str:
    if urlsplit(url).password:
        raise ValueError("must hold no password: the whole address belongs into MICROLOAN_DATABASE_URL")
    return url


Currency = Annotated[str, AfterValidator(_currency)]
Zone = Annotated[str, AfterValidator(_zone)]
Country = Annotated[str, AfterValidator(_country)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
ServerUrl = Annotated[str, AfterValidator(_server)]
OpenServerUrl = Annotated[ServerUrl, AfterValidator(_without_password)]
Hour = Annotated[int, Field(ge=0, le=24)]


class LenderSection(FrozenModel):
    """Who lends. Texts by language code."""

    name: dict[str, str] = TEXTS
    currency: Currency
    timezone: Zone
    branch: str = Field(default="main", pattern=r"^[a-z0-9_-]{1,32}$")
    countries: tuple[Country, ...] = Field(min_length=1)
    national_id: str
    complaint_escalation: dict[str, str] = TEXTS
    support_hours: tuple[Hour, Hour] = (9, 18)
    deposit_account: str = Field(min_length=1)


class LanguagesSection(FrozenModel):
    """The languages people are spoken to in; the first is for those whose own is not among them."""

    offered: tuple[str, ...] = Field(min_length=1)


class BenchmarkSection(FrozenModel):
    """A benchmark rate that the operator confirmed: in percent a year, from the day `since` on."""

    since: IsoDate
    percent: NotNegativeDecimal


class PolicySection(FrozenModel):
    """Under which rules the lender lends. `licence` is its number; kind and last day where the pack needs a licence."""

    pack: str = "default"
    licence: str = ""
    licence_kind: str = ""
    licence_valid_until: IsoDate | None = None
    benchmark: tuple[BenchmarkSection, ...] = ()
    funding_mode: Literal["own_capital", "institutional", "members", "public"] = "own_capital"


class Absence(FrozenModel):
    """Days on which somebody is away, both included."""

    first: date
    last: date


class StaffSection(FrozenModel):
    """A member of staff. `limit` is the largest loan, in major units, that they decide alone."""

    name: str = Field(min_length=1, max_length=64)
    telegram_id: int = Field(gt=0)
    roles: tuple[Literal["officer", "approver", "collector", "auditor", "operator"], ...] = Field(min_length=1)
    branch: str = ""
    limit: NotNegativeDecimal = Decimal(0)
    language: str = "en"
    household: tuple[int, ...] = ()
    absent: tuple[Absence, ...] = ()
    deputy: int | None = None


class TelegramSection(FrozenModel):
    """How the program talks to Telegram. A rate of 0 is no limit of our own."""

    staff_group: int | None = None
    webhook_url: WebAddress = ""
    proxy: WebAddress = ""
    overall_per_second: NotNegativeDecimal = Decimal(30)
    private_per_second: NotNegativeDecimal = Decimal(1)
    group_per_minute: NotNegativeDecimal = Decimal(20)
    invoices: bool = False


class RailSection(FrozenModel):
    """A payment provider. `kind` says which of ours speaks to it; the address is empty for the built-in sandbox."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")
    kind: Literal["sandbox_bank"]
    address: WebAddress = ""


class ScheduleSection(FrozenModel):
    """When things happen. `reminder_days` count from the due day: -3 is three days before."""

    reminder_days: tuple[Annotated[int, Field(ge=-30, le=90)], ...] = (-3, 0, 3)
    claim_minutes: int = Field(default=30, ge=1, le=1440)
    offer_days: int = Field(default=7, ge=1, le=90)
    tick_seconds: ExactDecimal = Field(default=Decimal(1), gt=0, le=60)


class PrivacySection(FrozenModel):
    """Which privacy notice is shown; a new version is shown to everybody again."""

    notice_version: str = Field(min_length=1, max_length=32)


class PoolSection(FrozenModel):
    """The money that is lent: the lender's own at the very beginning, in major units. It is put in once."""

    opening: NotNegativeDecimal = Decimal(0)


class BackupSection(FrozenModel):
    """Where backups go each night, and for how long they are kept. Without a folder there are none.

    `hour` is on the lender's own clock. The people's keys go into a folder of their own, by default `keys` in `folder`.
    """

    folder: str = ""
    keys_folder: str = ""
    hour: int = Field(default=2, ge=0, le=23)
    keep_days: int = Field(default=30, ge=1, le=3650)
    keep_keys_days: int = Field(default=7, ge=1, le=31)


class StorageSection(FrozenModel):
    """Where the books lie: on a PostgreSQL server, or, with an empty `url`, in files of SQLite in the data folder."""

    url: OpenServerUrl = ""
    connections: int = Field(default=4, ge=1, le=64)
