"""Runs the history of the shared schema on the connection that the caller hands over."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="sync",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
