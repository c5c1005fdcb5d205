"""`verify`: checks the books without changing anything. Findings are printed one a line, with exit status 1."""

import os
import sys

from bot.assembly import server
from bot.cli.check_config import config_path
from bot.cli.trouble import told
from bot.clock import SystemClock
from bot.configuration import Configuration
from bot.configuration_check import load
from bot.master_key import key_ring
from storage.databases import Databases
from storage.migrate import revision_of
from storage.money_stop import standing
from storage.vault import Vault
from storage.verify import Look, verify


@told("verify")
def verify_books() -> int:
    """Reads the whole book in one moment of it."""
    configuration = load(config_path(), os.environ)
    data = configuration.environment.data
    databases = server(configuration) or Databases.in_folder(data)
    if not databases.shared and not (data / "microloan.db").is_file():
        print(f"microloan verify: {data / 'microloan.db'}: there are no books here", file=sys.stderr)
        return 1
    engine = databases.open_for_reading()
    if revision_of(engine) is None:
        print("microloan verify: there are no books in this database", file=sys.stderr)
        engine.dispose()
        return 1
    vault = Vault.open(databases.keys, key_ring(configuration.environment))
    try:
        with engine.begin() as connection:
            findings = verify(connection, vault, look=look_at_books(configuration))
            stops = standing(connection)
    finally:
        engine.dispose()
        vault.close()
    for finding in findings:
        print(finding)
    for stop in stops:
        print(f"money is stopped since {stop.since:%Y-%m-%d %H:%M} UTC: {stop.reason}")
    grave = sum(finding.stops for finding in findings)
    print(f"{grave} findings" if grave else "the books are in order")
    return 1 if grave else 0


def look_at_books(configuration: Configuration) -> Look:
    """The policy and scoring of the configuration; the model is not loaded, and what it decided is passed over."""
    sections = configuration.sections
    return Look(SystemClock().now(), configuration.pack, sections.scoring, whole_file=True)
