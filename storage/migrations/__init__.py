"""The migrations: how an older database becomes one that this program knows. Run by `storage.migrate`."""
