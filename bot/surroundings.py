"""What a lender is built from, and what it stands in: all that differs between a shop, a test and a simulation."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import Clock, SystemClock
from bot.document_worker import Finding, Job
from bot.pace import Pace, RealPace
from bot.rates import Rates
from bot.telegram_api import Api
from bot.work import run_in_a_process
from conversations.context import House
from lending.money import Money
from lending.provisioning import Provisions
from payments.rail import Rail
from scoring.correction import Correction
from scoring.fraud_model import FraudModel
from storage.databases import Databases
from storage.keys import KeyRing


def _chance() -> int:
    return secrets.randbits(64)


@dataclass(frozen=True)
class Setup:
    """The lender itself. `data` is the folder of its databases and documents, `ring` its master keys.

    `opening` is the lender's own money put in once, at the first start. `papers` are folders with the lender's own
    templates, looked into before those that come with the program; `licence` is what the papers name.
    """

    house: House
    data: Path
    ring: KeyRing
    opening: Money | None = None
    invoice_token: str = ""
    rates: Rates = field(default_factory=Rates)
    papers: tuple[Path, ...] = ()
    licence: str = ""
    correction: Correction | None = None
    fraud: FraudModel | None = None
    pin_cost: int = 2**14
    nightly: bool = True
    """Whether the whole book is checked each night."""
    provisions: Provisions = field(default_factory=Provisions)
    server: Databases | None = None
    """Where the books lie when they do not lie in `data`."""

    @property
    def databases(self) -> Databases:
        return self.server or Databases.in_folder(self.data)


@dataclass(frozen=True)
class Surroundings:
    """The world as the lender meets it: Telegram, the rails, time, chance, and who does the slow work.

    `entropy` gives random bytes for keys and ids; `chance` 64 random bits for the numbers that people read out.
    """

    api: Api
    rails: Mapping[str, Rail]
    clock: Clock = field(default_factory=SystemClock)
    pace: Pace = field(default_factory=RealPace)
    entropy: Callable[[int], bytes] = secrets.token_bytes
    chance: Callable[[], int] = _chance
    run_work: Callable[[Job], Awaitable[Finding]] = run_in_a_process
