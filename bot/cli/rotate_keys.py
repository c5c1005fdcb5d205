"""`rotate-keys`: wraps every stored key by the current master key, so that the older ones can be dropped.

Only the small wrapped keys are written; what they seal stays as it is.
"""

import os

from bot.cli.backup import databases_of
from bot.cli.check_config import config_path
from bot.cli.restore import nobody_else
from bot.cli.trouble import told
from bot.configuration_check import load
from bot.master_key import key_ring
from storage.engine import open_keys
from storage.keys import KeyStore


@told("rotate-keys")
def rotate_keys() -> int:
    """On SQLite the lender must be stopped; on a server each of its processes must know both keys before."""
    configuration = load(config_path(), os.environ)
    ring = key_ring(configuration.environment)
    with nobody_else(configuration):
        store = KeyStore(open_keys(databases_of(configuration).keys), ring)
        try:
            changed = store.rewrap()
        finally:
            store.close()
    print(f"{changed} keys were wrapped anew; all of them are under MICROLOAN_MASTER_KEY now")
    print("copies of the keys that were made before still need the older master keys, for as long as they are kept")
    return 0
