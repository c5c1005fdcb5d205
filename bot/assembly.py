"""From a configuration to the parts of one run: the rails, the keys of their notices, the lender's setup."""

import secrets
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

import structlog
from pydantic import SecretStr

from bot.cli.trouble import CannotRun
from bot.configuration import Configuration, Environment
from bot.master_key import key_ring
from bot.rates import Rates
from bot.surroundings import Setup
from conversations.context import House
from payments.http_transport import HttpTransport
from payments.rail import Rail
from payments.sandbox_bank import SandboxBank
from scoring.correction import Correction
from scoring.fraud_model import FraudModel, read_fraud_model
from storage.databases import Databases

SANDBOX_INVOICES = "sandbox:TEST:0"
"""The provider token that invoices carry in the sandbox, which takes any."""
MODEL = "model"
FRAUD_MODEL = "fraud-model"
"""The folder, in the data folder, where a trained model lies."""
DRIVER = "requirements/postgresql.txt"
"""Where the driver for PostgreSQL is locked."""
TEMPLATES = Path("templates")
"""The lender's own templates, beside where the program is started; they go before those that come with it."""


class Rails:
    """The configured rails with their connections; `close` them at the end."""

    def __init__(self, configuration: Configuration, bank: str) -> None:
        """`bank` is where the pretend bank is when its address is not configured; empty where there is none."""
        self.keys = {
            rail.name: notice_keys(configuration.environment, rail.name) for rail in configuration.sections.rails
        }
        self._transports: list[HttpTransport] = []
        self.by_name: Mapping[str, Rail] = {
            rail.name: self._bank(rail.name, rail.address or bank) for rail in configuration.sections.rails
        }

    def _bank(self, name: str, address: str) -> Rail:
        if not address:
            raise CannotRun(f"the rail {name!r} has no address, and without a sandbox there is no bank beside it")
        transport = HttpTransport(address)
        self._transports.append(transport)
        return SandboxBank(transport, self.keys[name], name)

    async def close(self) -> None:
        for transport in self._transports:
            await transport.close()


def notice_keys(environment: Environment, rail: str) -> tuple[bytes, ...]:
    """The keys that this rail's notices may be signed with; in the sandbox one is made for the run."""
    given = _plain(environment.notice_keys.get(rail, ()))
    if given or not environment.in_sandbox:
        return given
    return (secrets.token_hex(32).encode(),)


def _plain(keys: Iterable[SecretStr]) -> tuple[bytes, ...]:
    return tuple(key.get_secret_value().encode() for key in keys)


def setup(configuration: Configuration, house: House) -> Setup:
    """The lender itself. Raises NoMasterKey."""
    environment = configuration.environment
    invoices = environment.invoice_token.get_secret_value() if environment.invoice_token else ""
    return Setup(
        house=house,
        data=environment.data,
        server=server(configuration),
        ring=key_ring(environment),
        opening=configuration.opening,
        invoice_token=invoices or (SANDBOX_INVOICES if environment.in_sandbox else ""),
        rates=rates(configuration),
        papers=(TEMPLATES,) if TEMPLATES.is_dir() else (),
        licence=configuration.sections.policy.licence,
        correction=correction(configuration),
        fraud=fraud_model(configuration),
        provisions=configuration.sections.provisions,
    )


def server(configuration: Configuration) -> Databases | None:
    """The PostgreSQL server that the books lie on, if they lie on one. Raises CannotRun without its driver."""
    environment, section = configuration.environment, configuration.sections.storage
    given, keys = environment.database_url, environment.keys_url
    url = given.get_secret_value() if given else section.url
    if not url:
        return None
    if find_spec("psycopg") is None:
        raise CannotRun(f"PostgreSQL needs its driver: pip install --require-hashes -r {DRIVER}")
    return Databases.on_server(url, keys.get_secret_value() if keys else "", section.connections)


def correction(configuration: Configuration) -> Correction | None:
    """The trained model in the data folder, if there is one; what is wrong with it is said once."""
    folder = configuration.environment.data / MODEL
    if not folder.is_dir():
        return None
    from scoring.model_files import read_correction  # with numpy: 20 MB that a lender without a model does not need

    loaded = read_correction(folder, configuration.sections.scoring.scorecard.fingerprint)
    if loaded.correction is None:
        structlog.get_logger().warning("the model is not used, the scorecard decides alone", why=loaded.why_not)
    return loaded.correction


def fraud_model(configuration: Configuration) -> FraudModel | None:
    """What was learned about deceit, in a folder beside the model's; what is wrong with it is said once."""
    folder = configuration.environment.data / FRAUD_MODEL
    if not folder.is_dir():
        return None
    loaded = read_fraud_model(folder, configuration.sections.scoring.fraud)
    if loaded.model is None:
        structlog.get_logger().warning("the model of deceit is not used, the rules decide alone", why=loaded.why_not)
    return loaded.model


def rates(configuration: Configuration) -> Rates:
    """How fast we speak; the sandbox bears everything."""
    telegram = configuration.sections.telegram
    if configuration.environment.in_sandbox:
        return Rates(overall=0, private=0, group_minute=0)
    return Rates(
        overall=float(telegram.overall_per_second),
        private=float(telegram.private_per_second),
        group_minute=float(telegram.group_per_minute),
    )
