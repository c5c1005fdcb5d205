"""`verify`: checks the books without changing anything. Findings are printed one a line, with exit status 1."""

import os
import sys

from bot.cli.check_config import config_path
from bot.cli.trouble import told
from bot.configuration_check import load
from bot.master_key import key_ring
from storage.engine import open_engine, sqlite_url
from storage.vault import Vault
from storage.verify import verify


@told("verify")
def verify_books() -> int:
    """Reads the whole book in one moment of it."""
    configuration = load(config_path(), os.environ)
    data = configuration.environment.data
    if not (data / "microloan.db").is_file():
        print(f"microloan verify: {data / 'microloan.db'}: there are no books here", file=sys.stderr)
        return 1
    vault = Vault.open(sqlite_url(data / "keys.db"), key_ring(configuration.environment))
    engine = open_engine(sqlite_url(data / "microloan.db"))
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
