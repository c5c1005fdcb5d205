"""The only SQL: schema, migrations, dossiers in, facts out, vault, journal.

Importing any part of it first chooses the SQLite that is used (see `storage.sqlite_build`), because whoever imports
`sqlite3` before that keeps the system's.
"""

from storage.sqlite_build import install

SQLITE = install()
