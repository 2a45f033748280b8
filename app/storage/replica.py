"""The local store as sync sees it: what waits to be pushed, and pages of a pull applied whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    BucketSum,
    Cursor,
    DeviceIdentity,
    Operation,
    PulledRow,
    PullPage,
    PushAnswer,
    Resync,
    ScopePage,
    Standing,
)
from app.services.views import DigestCheck
from app.storage import checks, first_load, identity, resync
from app.storage import outbox as operations
from app.storage.cursors import EPOCH, advance, check_contiguity, cursors_of, older_cursors
from app.storage.pages import TABLES, Applied, lay_rows
from app.storage.projections import refresh
from app.storage.queries import LAST_SYNC
from app.storage.reference_rows import ReferenceRows
from app.storage.rows import micros
from app.storage.sessions import device_of, read_meta, write_meta
from app.storage.sets import among, ids
from app.storage.settling import acknowledge, has_news, reopen, settle, uncover
from app.storage.store import SqlStore

MASS_ROWS = 500
MASS_SHARE = 0.2
"""More rows of a scope than both in one page are not taken away before the sums over all of them were compared."""

MUCH = 1_000
"""Rows in a page from which on it touches so many database pages that a larger cache pays."""


class SqlReplica:
    """Implements `Replica`; `on_page` is told each page of a pull once it is in the store."""

    def __init__(self, store: SqlStore, on_page: Callable[[PullPage], None] | None = None) -> None:
        self._database = store.database
        self._on_page = on_page

    def device(self) -> DeviceIdentity:
        with self._database.read() as connection:
            return _device(connection)

    def cursors(self) -> dict[int, Cursor]:
        with self._database.read() as connection:
            return cursors_of(connection, device_of(connection))

    def older_cursors(self, scope_id: int) -> tuple[Cursor, ...]:
        with self._database.read() as connection:
            return older_cursors(connection, scope_id)

    def epoch(self) -> str | None:
        with self._database.read() as connection:
            return read_meta(connection, EPOCH)

    def standing(self) -> Standing:
        with self._database.read() as connection:
            given, settled = operations.numbers(connection)
            first, last = operations.waiting_range(connection)
            return Standing(
                scopes=_device(connection).scopes,
                epoch=read_meta(connection, EPOCH),
                given=given,
                settled=settled,
                waiting_from=first,
                waiting_to=last,
                resyncs=tuple(resync.scopes_under_way(connection)),
            )

    def pending(self, limit: int) -> tuple[Operation, ...]:
        with self._database.read() as connection:
            return operations.waiting(connection, limit)

    def operations_from(self, seq: int, limit: int) -> tuple[Operation, ...]:
        with self._database.read() as connection:
            return operations.retained(connection, seq, limit)

    def record_push(self, answer: PushAnswer) -> Changes:
        applied = Applied()
        with self._database.read() as connection:
            news = has_news(connection, answer.results)
        if news:
            with self._database.write() as connection:
                settle(connection, answer.results, None, applied)
                refresh(connection, applied.touched, ReferenceRows(connection).process)
                connection.commit()
        return applied.changes()

    def reopen(self, last_seq: int) -> Changes:
        with self._database.write() as connection:
            changes = reopen(connection, last_seq)
            connection.commit()
        return changes

    def apply(self, page: PullPage) -> Changes:
        much = len(page.rows) >= MUCH
        with self._database.write_much() if much else self._database.write() as connection:
            applied = _apply(connection, page)
            connection.commit()
        if page.is_complete:
            first_load.finish(self._database)
        if self._on_page is not None:
            self._on_page(page)
        return applied.changes()

    def synced(self, at: datetime) -> None:
        with self._database.write() as connection:
            write_meta(connection, LAST_SYNC, at.isoformat())
            operations.forget_old(connection, at)
            connection.commit()

    def counts(self) -> tuple[int, int]:
        with self._database.read() as connection:
            return operations.counts(connection)

    def waits_there(self) -> bool:
        with self._database.read() as connection:
            return operations.waits_there(connection)

    def digest(self, scope_id: int, up_to: int | None = None) -> dict[tuple[str, int], BucketSum]:
        with self._database.read() as connection:
            return resync.digest_of(connection, _device(connection), scope_id, up_to)

    def resyncs(self) -> tuple[Resync, ...]:
        with self._database.read() as connection:
            return resync.under_way(connection)

    def begin_resync(self, made: Resync) -> None:
        with self._database.write() as connection:
            resync.begin(connection, made)
            connection.commit()

    def stage(self, made: Resync, rows: Sequence[PulledRow]) -> None:
        with self._database.write() as connection:
            resync.stage(connection, made, rows)
            connection.commit()

    def to_repair(self, made: Resync) -> int:
        with self._database.read() as connection:
            return resync.to_repair(connection, made)

    def finish_resync(self, made: Resync, meanwhile: PullPage | None = None) -> Changes:
        with self._database.write_much() as connection:
            changes = resync.finish(connection, made)
            if meanwhile is not None:
                changes |= _follow(connection, meanwhile).changes()
            connection.commit()
        return changes

    def fork_token(self) -> str:
        with self._database.write() as connection:
            token = identity.kept_token(connection)
            if token is None:
                token = identity.make_token(connection)
                connection.commit()
        return token

    def become(self, other: DeviceIdentity) -> Changes:
        with self._database.write() as connection:
            changes = identity.become(connection, other)
            connection.commit()
        return changes

    def ancestors(self) -> tuple[DeviceIdentity, ...]:
        with self._database.read() as connection:
            return identity.ancestors(connection)

    def is_check_due(self, now: datetime) -> bool:
        with self._database.read() as connection:
            return checks.is_due(connection, now)

    def checked(self, check: DigestCheck) -> None:
        with self._database.write() as connection:
            checks.save(connection, check)
            connection.commit()


def _device(connection: Connection) -> DeviceIdentity:
    device = device_of(connection)
    if device is None:
        raise LoketError(ErrorCode.NOT_ENROLLED)
    return device


def _apply(connection: Connection, page: PullPage) -> Applied:
    known_epoch = read_meta(connection, EPOCH)
    if known_epoch not in {None, page.epoch}:
        raise LoketError(ErrorCode.INVALID, "epoch", {"known": str(known_epoch), "found": page.epoch})
    device = _device(connection)
    cursors = cursors_of(connection, device)
    passed = set(resync.scopes_under_way(connection))
    passed |= {scope.scope_id for scope in page.scopes if scope.rewound}
    scopes = [scope for scope in page.scopes if scope.scope_id not in passed]
    check_contiguity(scopes, cursors)
    rows = page.rows if not passed else [row for row in page.rows if device.brought_by(row.scope_id) not in passed]
    _guard(connection, rows, device)
    applied = Applied()
    now = micros(page.server_time)
    # what is settled first: an edit that the shared row already holds is no conflict with it
    settle(connection, page.refused, now, applied)
    acknowledge(connection, page.last_seq, now, applied)
    loads = first_load.is_under_way(connection)
    if not loads and not page.is_complete and first_load.begins(connection, rows, cursors):
        first_load.begin(connection)
        loads = True
    (first_load.lay if loads else lay_rows)(connection, rows, now, applied)
    if not passed and page.is_complete:
        uncover(connection, now, applied)
    _move(connection, page, scopes, cursors, now)
    refresh(connection, applied.touched, ReferenceRows(connection).process)
    return applied


def _follow(connection: Connection, page: PullPage) -> Applied:
    """Versions of one scope right after a swap; what a pull would not believe is left to the next one."""
    device, applied, now = _device(connection), Applied(), micros(page.server_time)
    cursors = cursors_of(connection, device)
    try:
        check_contiguity(page.scopes, cursors)
        _guard(connection, page.rows, device)
    except LoketError:
        return applied
    lay_rows(connection, page.rows, now, applied)
    advance(connection, page.scopes, page.epoch, now, cursors)
    refresh(connection, applied.touched, ReferenceRows(connection).process)
    return applied


def _move(
    connection: Connection, page: PullPage, scopes: Sequence[ScopePage], cursors: dict[int, Cursor], now: int
) -> None:
    write_meta(connection, EPOCH, page.epoch)
    advance(connection, scopes, page.epoch, now, cursors)


def _guard(connection: Connection, rows: Sequence[PulledRow], device: DeviceIdentity) -> None:
    """LoketError(INVALID, "mass_delete") where a page would take away much of a scope."""
    gone: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        if row.deleted:
            name = str(row.doc.get("tbl")) if row.table == "exit" else row.table
            gone.setdefault((row.scope_id, name), []).append(row.id)
    if sum(map(len, gone.values())) <= MASS_ROWS:
        return
    present: Counter[int] = Counter()
    for (scope_id, name), row_ids in gone.items():
        table = TABLES[name].c
        wanted = select(func.count()).where(among(table.id), table.scope_id == scope_id)
        present[scope_id] += connection.execute(wanted, ids(row_ids)).scalar_one()
    for scope_id, count in present.items():
        if count > MASS_ROWS and count > MASS_SHARE * _rows_of(connection, scope_id):
            raise LoketError(ErrorCode.INVALID, "mass_delete", {"scope": str(device.brought_by(scope_id))})


def _rows_of(connection: Connection, scope_id: int) -> int:
    return sum(
        connection.execute(select(func.count()).where(table.c.scope_id == scope_id)).scalar_one()
        for table in TABLES.values()
    )
