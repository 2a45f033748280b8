"""Real PostgreSQL behind the simulator's interface: one database of its own for each world."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from app.demo.postgres import EmbeddedPostgres
from app.domain.people import Session
from app.domain.replication import BucketPage, Cursor, DeviceIdentity, PullPage
from app.services.ports import Clock
from app.sync import admin
from app.sync.directory import PostgresStaffDirectory
from app.sync.enrolment import enrol
from app.sync.transport import PostgresTransport
from tests.sim.backend import Held, Knobs, Oracle, Place, RowId, Settled
from tests.sim.clockwork import SeededIds, WorldClock
from tests.sync.offices import PASSWORD, make_organisation

TEMPLATE = "loket_sim_template"
_numbers = count(1)
_BACK_OFFICE = "gudang"

_ROWS = """
select 'customer', scope_id, id::text, ver, deleted, doc from sync.customer
union all select 'case_file', scope_id, id::text, ver, deleted, doc from sync.case_file
union all select 'fact', scope_id, id::text, ver, deleted, doc from sync.fact
union all select 'reference', scope_id, id::text, ver, deleted,
    jsonb_build_object('kind', kind, 'key', key, 'doc', doc) from sync.reference
"""
_FINGERPRINT = """
select (select epoch::text from sync.meta), (select sum(ver) from sync.scope), (select sum(last_seq) from sync.device),
    (select count(*) from sync.device), (select count(*) from sync.applied_op),
    (select count(*) from sync.applied_op where outcome = 'held'), (select max(bump_token::text) from sync.scope)
"""


class KnobTransport(PostgresTransport):
    """Asks for little at a time where the world wants that."""

    def __init__(self, identity: DeviceIdentity, knobs: Knobs) -> None:
        super().__init__(identity)
        self._knobs = knobs

    def pull(self, cursors: Mapping[int, Cursor], limit: int) -> PullPage:
        return super().pull(cursors, min(limit, self._knobs.pull_rows))

    def bucket_rows(
        self, scope_id: int, table: str, buckets: Sequence[int], after: str | None, limit: int
    ) -> BucketPage:
        return super().bucket_rows(scope_id, table, buckets, after, min(limit, self._knobs.bucket_rows))


class PostgresBackend:
    """Implements `Backend` on a server of our own. Its time is the real one, so traces differ from run to run."""

    name = "postgres"

    def __init__(self, server: EmbeddedPostgres, clock: WorldClock, _ids: SeededIds) -> None:
        self._server = server
        self._clock = clock
        clock.time = datetime.now(UTC)
        self._database = f"loket_sim_{next(_numbers)}"
        self._url = server.url(self._database)
        self._snapshots: list[str] = []
        self._transports: list[KnobTransport] = []
        self._known: tuple[object, Oracle] | None = None
        _manage(server, "create database {} template {}", self._database, template(server))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def enrol(self, place: Place) -> tuple[DeviceIdentity, Session]:
        added = admin.add_device(self._url, f"Loket {next(_numbers)}", place.branch, place.unit)
        identity = enrol(added.url, added.token)
        return identity, PostgresStaffDirectory().open_session(identity, place.login, PASSWORD)

    def transport(self, identity: DeviceIdentity, _clock: Clock, knobs: Knobs) -> KnobTransport:
        self._transports.append(KnobTransport(identity, knobs))
        return self._transports[-1]

    def snapshot(self) -> int:
        name = f"{self._database}_at_{len(self._snapshots)}"
        self._end_conversations()
        _manage(self._server, "create database {} template {}", name, self._database)
        self._snapshots.append(name)
        return len(self._snapshots) - 1

    def restore(self, snapshot: int, *, new_epoch: bool) -> None:
        self._end_conversations()
        _manage(self._server, "drop database {} with (force)", self._database)
        _manage(self._server, "create database {} template {}", self._database, self._snapshots[snapshot])
        if new_epoch:
            admin.restored(self._url)
        self._known = None

    def note_replica(self) -> None:
        """There is no standby here."""

    def report(self, case_id: str, step: str, status: str, code: str | None) -> bool:
        numbers = self._sql("select doc ->> 'number' from sync.case_file where id = %s and not deleted", case_id)
        if not numbers:
            return False
        try:
            self._sql("select loket.report_step(%s, %s, %s, %s)", numbers[0][0], step, status, code)
        except psycopg.Error:
            return False
        return True

    def delete_customers(self, customer_ids: tuple[str, ...]) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute("select sync.begin_write()")
            connection.execute("select sync.lock_scopes(array(select scope_id from sync.scope))")
            connection.execute(
                "update sync.customer set deleted = true, ver = sync.bump(scope_id, %s)"
                " where id = any (%s::uuid[]) and not deleted",
                (_BACK_OFFICE, list(customer_ids)),
            )
            connection.execute(
                "select sync.deliver(scope_id, 'customer', id, sync.seen_by(scope_id, 'customer', id), %s)"
                " from sync.customer where id = any (%s::uuid[])",
                (_BACK_OFFICE, list(customer_ids)),
            )

    def add_customers(self, branch: str, names: tuple[str, ...]) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute("select sync.begin_write()")
            connection.execute("select sync.lock_scopes(array(select scope_id from sync.scope))")
            for name in names:
                connection.execute(
                    "select sync.add_customer(scope_id, sync.new_id(), %s, %s) from sync.scope"
                    " where kind = 'branch' and code = %s",
                    (Jsonb({"name": name, "kind": "person"}), _BACK_OFFICE, branch),
                )

    def move(self, customer_id: str, branch: str) -> bool:
        try:
            moved = self._sql("select sync.move_customer(%s, %s, %s)", customer_id, branch, _BACK_OFFICE)
        except psycopg.Error:
            return False
        return bool(moved[0][0]["from"] != moved[0][0]["to"])

    def settle_held(self, op_id: str, *, again: bool) -> None:
        if again:
            self._sql("select sync.retry_held(%s, %s)", op_id, _BACK_OFFICE)
        else:
            self._sql("select sync.drop_held(%s, %s)", op_id, _BACK_OFFICE)

    def oracle(self) -> Oracle:
        with psycopg.connect(self._url, autocommit=True) as connection:
            fingerprint = connection.execute(_FINGERPRINT).fetchone()
            if self._known is None or self._known[0] != fingerprint:
                self._known = (fingerprint, _oracle(connection))
        return self._known[1]

    def close(self) -> None:
        self._end_conversations()
        for name in (self._database, *self._snapshots):
            _manage(self._server, "drop database if exists {} with (force)", name)

    def _end_conversations(self) -> None:
        for transport in self._transports:
            transport.close()
        self._transports.clear()
        # a session ends a moment after its connection; nothing can be copied before
        with psycopg.connect(self._server.url(), autocommit=True) as connection:
            while connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (self._database,)
            ).fetchall():
                continue

    def _sql(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url) as connection:
            return connection.execute(statement.encode(), arguments or None).fetchall()


def template(server: EmbeddedPostgres) -> str:
    """The organisation that each world gets a copy of; made once for a server."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", (TEMPLATE,)).fetchone()
    if known is None:
        make_organisation(server, TEMPLATE)
    return TEMPLATE


def _manage(server: EmbeddedPostgres, statement: str, *names: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _oracle(connection: psycopg.Connection[tuple[Any, ...]]) -> Oracle:
    def read(statement: str) -> list[tuple[Any, ...]]:
        return connection.execute(statement.encode()).fetchall()

    heads = {scope: ver for scope, ver in read("select scope_id, ver from sync.scope")}  # noqa: C416 - typed pairs
    marks = {(scope, ver): mark for scope, ver, mark in read("select scope_id, ver, mark::text from sync.scope_log")}
    rows: dict[int, dict[RowId, Held]] = {scope: {} for scope in heads}
    seen_at: dict[int, dict[RowId, int]] = {scope: {} for scope in heads}
    for table, scope, row_id, ver, deleted, doc in read(_ROWS):
        rows[scope][table, row_id] = Held(scope, ver, None if deleted else doc)
        seen_at[scope][table, row_id] = ver
    for unit, table, row_id, ver, home in read("select scope_id, tbl, id::text, ver, home_scope from sync.delivery"):
        rows[unit][table, row_id] = rows[home][table, row_id]
        seen_at[unit][table, row_id] = ver
    order: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for device, seq, op_id in read("select device_id::text, seq, op_id::text from sync.audit order by device_id, seq"):
        order[device].append((seq, op_id))
    settled = read("select op_id::text, outcome, device_id::text, seq from sync.applied_op")
    devices = read("select device_id::text, chain_after, last_seq from sync.device")
    return Oracle(
        epoch=str(read("select epoch::text from sync.meta")[0][0]),
        heads={scope: Cursor(ver, marks.get((scope, ver))) for scope, ver in heads.items()},
        marks=marks,
        rows=rows,
        seen_at=seen_at,
        settled={op_id: Settled(*rest) for op_id, *rest in settled},
        effects={},
        order={device: tuple(found) for device, found in order.items()},
        last_seqs={device: (base, last) for device, base, last in devices},
        unsound=tuple(read("select device_id::text, op_id || ' ' || fault from sync.audit_faults()")),
    )
