"""`verify`: checks the books without changing anything. Findings are printed one a line, with exit status 1."""

import os
import sys

from bot.assembly import server
from bot.cli.check_config import config_path
from bot.cli.trouble import told
from bot.configuration_check import load
from bot.master_key import key_ring
from storage.databases import Databases
from storage.migrate import revision_of
from storage.vault import Vault
from storage.verify import verify


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
            findings = verify(connection, vault)
    finally:
        engine.dispose()
        vault.close()
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings" if findings else "the books are in order")
    return 1 if findings else 0
