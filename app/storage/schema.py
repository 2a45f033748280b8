"""The schema of the local store: made at once when new, migrated by Alembic when older."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlcipher3 import dbapi2

from app.domain.errors import ErrorCode, LoketError
from app.storage.database import Database
from app.storage.faults import told
from app.storage.tables import SEARCH_TABLE, metadata

HEAD = "0003"
"""The revision that this program reads and writes; the newest file in `migrations/versions`."""

_STAMP_TABLE = "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"  # noqa: E501 - as Alembic writes it


def prepare(database: Database, head: str = HEAD) -> None:
    """Bring the store to `head`; LoketError(STORE_NEWER) where a newer program has been here."""
    with database.read() as connection:
        found = revision(connection)
    if found == head:
        return
    if found is None:
        _make(database)
    else:
        migrate(database, found, head)


def revision(connection: Connection) -> str | None:
    """The store's revision, or None for an empty one."""
    stamped = connection.execute(text("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'")).first()
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if stamped else None


def create_all(connection: Connection) -> None:
    """Every table of the present schema, without asking Alembic: that would cost the start a quarter of a second."""
    metadata.create_all(connection, checkfirst=False)
    connection.execute(text(SEARCH_TABLE))
    connection.execute(text(_STAMP_TABLE))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def migrate(database: Database, found: str, target: str) -> None:
    """Migrate in one transaction with no one else at the store, a copy kept beside it until it has succeeded.

    The file is migrated in place, not swapped for the copy: a second console would go on writing to a file that is
    no longer there. Whatever fails, the transaction is rolled back and the store is what it was.
    """
    from app.storage.migrations.run import known_revisions, run_migrations

    if found not in known_revisions():
        raise LoketError(ErrorCode.STORE_NEWER, None, {"found": found, "known": HEAD})
    database.close()
    copy = database.path.with_name(f"{database.path.name}.before-{target}")
    with _alone(database) as connection:
        _copy(database, connection, copy)
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        run_migrations(connection, target)
        damage = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if damage is not None:
            raise LoketError(ErrorCode.STORE_DAMAGED, None, {"table": str(damage[0])})
        connection.commit()
    copy.unlink(missing_ok=True)


def _make(database: Database) -> None:
    with database.write() as connection:
        # a second console may have been faster
        if revision(connection) is None:
            create_all(connection)
            connection.commit()


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    def connect() -> dbapi2.Connection:
        raw = database.connect()
        raw.execute("PRAGMA locking_mode = EXCLUSIVE")
        raw.execute("PRAGMA busy_timeout = 0")
        return raw

    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=NullPool)
    try:
        with told(database.path), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _copy(database: Database, connection: Connection, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    # takes the exclusive lock, and refuses with STORE_IN_USE where another program has the store open
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.exec_driver_sql("ROLLBACK")
    target = Database(copy, database.key).connect()
    try:
        driver = connection.connection.driver_connection
        if driver is None:
            raise LoketError(ErrorCode.STORE_IN_USE, None, {"file": database.path.name})
        with told(copy):
            driver.backup(target)
    finally:
        target.close()
