"""The schema: what is made at once equals what the migrations make, up and down, with data in it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from app.domain.chain import content_of, genesis, link
from app.domain.errors import ErrorCode, LoketError
from app.storage import schema
from app.storage.database import Database
from app.storage.migrations import run
from app.storage.outbox import CHAIN_HEAD, waiting
from app.storage.rows import fact_row
from app.storage.sessions import read_meta, save_device
from app.storage.sets import insert_many
from app.storage.store import SqlStore, open_store
from app.storage.tables import OF_PHRASES, fact, metadata
from tests.storage.conftest import OpenStore
from tests.storage.samples import DEVICE, KEY, add, customer, get

QUEUED = (
    "INSERT INTO outbox (seq, op_id, tx_id, kind, scope_id, row_id, at, payload, state, overlay, attempts)"
    " VALUES ({seq}, '{op}', 't', 'customer.add', 11, 'r', 1, '{payload}', '{state}', 0, 0)"
)
FIRST_REVISION = (
    QUEUED.format(seq=3, op="op-3", state="acked", payload="{}"),
    QUEUED.format(seq=4, op="op-4", state="rejected", payload='{"name":"Budi"}'),
    QUEUED.format(seq=7, op="op-7", state="acked", payload="{}"),
    "DELETE FROM outbox WHERE seq = 7",
    "INSERT INTO sync_state VALUES (11, 'e', 5)",
    "INSERT INTO alert VALUES ('op-4', '', 'duplicate', NULL, '{}', 1, NULL)",
)
KILLED_STATUS = 9
KILLED = f"""
import os, sys
from pathlib import Path
from app.storage import schema
from app.storage.database import Database
from app.storage.migrations import run
from app.storage.outbox import CHAIN_HEAD, waiting
from app.storage.sessions import read_meta, save_device
from tests.storage.samples import KEY
from tests.storage.test_migrations import FIRST_REVISION
database = Database(Path(sys.argv[1]), KEY)
with database.write() as connection:
    run.run_migrations(connection, "0001")
    for statement in FIRST_REVISION:
        connection.exec_driver_sql(statement)
    connection.commit()
whole = run.run_migrations
def killed(connection, target):
    whole(connection, target)
    os._exit({KILLED_STATUS})
run.run_migrations = killed
schema.prepare(database)
"""


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


def test_the_second_revision_takes_the_first_ones_data_up_and_down(empty: Database) -> None:
    climb(empty, "0001")
    with empty.write() as connection:
        for statement in FIRST_REVISION:
            connection.exec_driver_sql(statement)
        connection.commit()
    climb(empty, "0002")
    with empty.write() as connection:
        rows = connection.exec_driver_sql("SELECT seq, op_id, state, payload, content, settled_by FROM outbox").all()
        assert [tuple(row) for row in rows] == [
            (3, "op-3", "acked", "{}", None, None),
            (4, "op-4", "rejected", '{"name":"Budi"}', None, None),
        ]
        assert connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").scalar() == 7
        assert connection.exec_driver_sql("SELECT * FROM sync_state").all() == [(11, "e", 5, None)]
        assert connection.exec_driver_sql("SELECT op_id, settled_at FROM alert").all() == [("op-4", None)]
        connection.exec_driver_sql("UPDATE outbox SET state = 'withdrawn', settled_by = 'sari' WHERE seq = 4")
        run.run_back(connection, "0001")
        assert connection.exec_driver_sql("SELECT state FROM outbox WHERE seq = 4").scalar() == "rejected"
        assert connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").scalar() == 7
        assert connection.exec_driver_sql("SELECT * FROM sync_state").all() == [(11, "e", 5)]
        connection.exec_driver_sql(QUEUED.format(seq=5, op="op-5", state="pending", payload="{}"))
        save_device(connection, DEVICE)
        connection.commit()
    climb(empty, "head")
    with empty.write() as connection:
        [waits] = waiting(connection, 5)
        assert (waits.content, waits.chain) == (content_of(waits), link(genesis(DEVICE.device_id), waits.content))
        assert read_meta(connection, CHAIN_HEAD) == waits.chain
        connection.exec_driver_sql(QUEUED.format(seq="NULL", op="op-8", state="pending", payload="{}"))
        assert connection.exec_driver_sql("SELECT max(seq) FROM outbox").scalar() == 8
    empty.close()


def test_the_third_revision_finds_what_earlier_talks_say_of_phrases(empty: Database) -> None:
    climb(empty, "0002")
    talks = {
        "a": (("started", {"channel": "counter", "mood": "angry"}), ("said", {"phrase_ids": ["greet"], "text": "x"})),
        "b": (("started", {"channel": "counter"}), ("said", {"phrase_ids": [], "text": "x"})),
    }
    ended = ("ended", {"outcome": {"kind": "solved"}, "mood_after": "calm"})
    at = "2026-11-20T08:00:00+00:00"
    rows = [
        fact_row(
            f"{talk}{n}",
            11,
            1,
            {"kind": f"interaction.{kind}", "subject_id": talk, "at": at, "actor": "x", "body": body},
        )
        for talk, events in talks.items()
        for n, (kind, body) in enumerate((*events, ended))
    ]
    with empty.write() as connection:
        insert_many(connection, "fact", rows)
        connection.commit()
    first = climb(empty, "head")
    with empty.write() as connection:
        found = connection.exec_driver_sql("SELECT id, device_id, counts FROM phrase_use").all()
        assert [tuple(row) for row in found] == [("a", None, '[["greet",null,1,1,0,1,0]]')]
        run.run_back(connection, "0002")
        assert "phrase_use" not in objects(connection)
        assert connection.exec_driver_sql("SELECT count(*) FROM fact").scalar() == len(rows)
        connection.commit()
    assert climb(empty, "head") == first
    with empty.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM phrase_use").scalar() == 1
        wanted = select(fact).where(text(OF_PHRASES)).compile(connection)
        assert "ix_fact_phrase" in str(connection.execute(text(f"EXPLAIN QUERY PLAN {wanted}")).all())
    empty.close()


def test_a_program_that_ends_in_the_middle_leaves_the_first_revision(path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == KILLED_STATUS, ended.stderr
    database = Database(path, KEY)
    with database.read() as connection:
        assert schema.revision(connection) == "0001"
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() == 2
        assert "resync" not in objects(connection)
    database.close()
    store = open_store(path, KEY)
    assert (store.status().schema, store.status().outbox_refused) == (schema.HEAD, 1)
    store.close()


def older(store: SqlStore) -> None:
    """Make the store look like one of the revision before this one, which the test adds to the history."""
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    store.close()


@dataclass(slots=True)
class History:
    """A history in which 0000 comes before the present revision, and what its migration does."""

    done: list[str] = field(default_factory=list)
    fault: Exception | None = None

    def migrate(self, connection: Connection, target: str) -> None:
        connection.exec_driver_sql("CREATE TABLE added_later (id TEXT)")
        connection.exec_driver_sql("DELETE FROM customer WHERE name = 'Siti'")
        self.done.append(target)
        if self.fault is not None:
            raise self.fault
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": schema.HEAD})


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> History:
    made = History()
    monkeypatch.setattr(run, "run_migrations", made.migrate)
    monkeypatch.setattr(run, "known_revisions", lambda: frozenset({"0000", schema.HEAD}))
    return made


def test_an_older_store_is_migrated_with_its_data(opened: OpenStore, path: Path, history: History) -> None:
    known = customer("Budi")
    store = opened(path)
    add(store, known, customer("Siti"))
    older(store)
    store = opened(path)
    assert history.done == [schema.HEAD]
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
    copy = Database(path.with_name(f"loket.db.before-{schema.HEAD}"), KEY)
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
    assert opened(path).status().schema == schema.HEAD
