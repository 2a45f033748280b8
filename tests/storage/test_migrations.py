"""The schema: what is made at once equals what the migrations make, up and down, with data in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.domain.errors import ErrorCode, LoketError
from app.storage import schema
from app.storage.database import Database
from app.storage.migrations import run
from app.storage.store import SqlStore
from app.storage.tables import metadata
from tests.storage.conftest import OpenStore
from tests.storage.samples import KEY, add, customer, get


def objects(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {name: " ".join(sql.split()) for name, sql in rows}


@pytest.fixture
def empty(path: Path) -> Database:
    return Database(path, KEY)


def climb(database: Database, target: str) -> dict[str, str]:
    with database.write() as connection:
        run.run_migrations(connection, target)
        found = objects(connection)
        connection.commit()
    return found


def test_made_at_once_equals_migrated(empty: Database, tmp_path: Path, opened: OpenStore) -> None:
    with opened(tmp_path / "fresh.db").database.read() as connection:
        fresh = objects(connection)
    assert climb(empty, "head") == fresh
    empty.close()


def test_the_models_say_the_same_as_the_migrations(empty: Database) -> None:
    climb(empty, "head")
    with empty.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or not name.startswith("search")}
        )
        assert compare_metadata(context, metadata) == []
    empty.close()


def test_up_down_up_ends_where_it_was(empty: Database) -> None:
    first = climb(empty, "head")
    with empty.write() as connection:
        run.run_back(connection, "base")
        assert set(objects(connection)) <= {"alembic_version", "sqlite_sequence"}
        connection.commit()
    assert climb(empty, "head") == first
    empty.close()


def test_the_newest_migration_is_the_one_the_program_speaks() -> None:
    assert ScriptDirectory.from_config(run.config()).get_heads() == [schema.HEAD]


def older(store: SqlStore) -> None:
    """Make the store look like one of the revision before this one, which the test adds to the history."""
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    store.close()


@dataclass(slots=True)
class History:
    """A history in which 0000 comes before 0001, and what its migration does."""

    done: list[str] = field(default_factory=list)
    fault: Exception | None = None

    def migrate(self, connection: Connection, target: str) -> None:
        connection.exec_driver_sql("CREATE TABLE added_later (id TEXT)")
        connection.exec_driver_sql("DELETE FROM customer WHERE name = 'Siti'")
        self.done.append(target)
        if self.fault is not None:
            raise self.fault
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> History:
    made = History()
    monkeypatch.setattr(run, "run_migrations", made.migrate)
    monkeypatch.setattr(run, "known_revisions", lambda: frozenset({"0000", "0001"}))
    return made


def test_an_older_store_is_migrated_with_its_data(opened: OpenStore, path: Path, history: History) -> None:
    known = customer("Budi")
    store = opened(path)
    add(store, known, customer("Siti"))
    older(store)
    store = opened(path)
    assert history.done == ["0001"]
    assert get(store, known.id) == known
    assert store.status().customers == 1
    assert [file.name for file in path.parent.glob("*.before-*")] == []


def test_a_migration_that_fails_leaves_the_store_as_it_was(opened: OpenStore, path: Path, history: History) -> None:
    store = opened(path)
    add(store, customer("Budi"), customer("Siti"))
    older(store)
    history.fault = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        opened(path)
    database = Database(path, KEY)
    with database.read() as connection:
        assert schema.revision(connection) == "0000"
        assert connection.exec_driver_sql("SELECT count(*) FROM customer").scalar() == 2
        assert "added_later" not in objects(connection)
    database.close()
    copy = Database(path.with_name("loket.db.before-0001"), KEY)
    with copy.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM customer").scalar() == 2
    copy.close()


def test_a_store_in_use_is_not_migrated_under_its_user(opened: OpenStore, path: Path, history: History) -> None:
    store = opened(path)
    add(store, customer("Siti"))
    older(store)
    other = Database(path, KEY)
    with other.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM customer")
        with pytest.raises(LoketError) as caught:
            opened(path)
    other.close()
    assert caught.value.code is ErrorCode.STORE_IN_USE
    assert history.done == []
    assert opened(path).status().schema == "0001"
