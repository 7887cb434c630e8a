"""Alembic's way in: the connection is always handed over by `qualitative.store.database`."""

from alembic import context

from qualitative.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
