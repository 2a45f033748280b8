"""The schema of the shared database: where it stands, and how it is brought up to date."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
OWNER_ROLE = "loket_owner"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the schema up (or down, for an older revision or `base`) as its owner role, in one transaction."""
    with _connection(url) as connection:
        connection.execute(text(f"SET ROLE {OWNER_ROLE}"))
        config = _config()
        config.attributes["connection"] = connection
        if revision in {"head", "heads"} or _is_ahead(connection, revision):
            command.upgrade(config, revision)
        else:
            command.downgrade(config, revision)
        connection.commit()


def current_revision(url: str) -> str | None:
    """The revision of the shared database, or None where it has no schema."""
    with _connection(url) as connection:
        return _revision(connection)


def newest_revision() -> str:
    """The revision that this program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("the program carries no migrations")
    return head


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table_schema": "sync"}).get_current_revision()


def _is_ahead(connection: Connection, revision: str) -> bool:
    return revision != "base" and revision > (_revision(connection) or "")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _connection(url: str) -> Connection:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    return engine.connect()
