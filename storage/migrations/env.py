"""Where Alembic enters: runs the revisions on the connection that `storage.migrate` hands in.

Each revision is a transaction of its own that holds everything, its own mark of being done included. Alembic's default
on SQLite is otherwise: killed in the middle, it leaves tables behind and can never be run again.
"""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
