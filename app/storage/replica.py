"""The local store as sync sees it: what waits to be pushed, and pages of a pull applied whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    DeviceIdentity,
    Operation,
    OperationKind,
    OperationResult,
    OperationState,
    PullPage,
    PushAnswer,
)
from app.storage import outbox as operations
from app.storage.pages import Applied, keep_alerts, lay_rows, settle_overlays
from app.storage.projections import refresh
from app.storage.queries import LAST_SYNC
from app.storage.reference_rows import ReferenceRows
from app.storage.rows import micros
from app.storage.sessions import device_of, read_meta, write_meta
from app.storage.store import SqlStore
from app.storage.tables import fact, outbox, sync_state

_EPOCH = "epoch"
_REFUSED = frozenset({OperationState.REJECTED.value, OperationState.HELD.value})

_CURSORS = select(sync_state.c.scope_id, sync_state.c.cursor_ver)
_ATTEMPT = (
    outbox.update()
    .where(outbox.c.op_id == bindparam("key"), outbox.c.state == OperationState.PENDING)
    .values(attempts=outbox.c.attempts + 1)
)
_REFUSE = (
    outbox.update()
    .where(outbox.c.op_id == bindparam("key"))
    .values(
        state=bindparam("new_state"),
        overlay=bindparam("new_overlay"),
        error_code=bindparam("code"),
        error_message=bindparam("message"),
        settled_at=bindparam("refused_at"),
    )
)
_ACK = (
    outbox.update()
    .where(outbox.c.state == OperationState.PENDING, outbox.c.seq <= bindparam("last_seq"))
    .values(state=OperationState.ACKED.value, settled_at=bindparam("now"))
)
_LYING_OVER = select(outbox.c.row_id).where(outbox.c.state == OperationState.ACKED, outbox.c.overlay == 1).distinct()
_LIFT = outbox.update().where(outbox.c.state == OperationState.ACKED, outbox.c.overlay == 1).values(overlay=0)


class SqlReplica:
    """Implements `Replica`; `on_page` is told each page of a pull once it is in the store."""

    def __init__(self, store: SqlStore, on_page: Callable[[PullPage], None] | None = None) -> None:
        self._database = store.database
        self._on_page = on_page

    def device(self) -> DeviceIdentity:
        with self._database.read() as connection:
            identity = device_of(connection)
        if identity is None:
            raise LoketError(ErrorCode.NOT_ENROLLED)
        return identity

    def cursors(self) -> dict[int, int]:
        with self._database.read() as connection:
            return _cursors(connection, device_of(connection))

    def epoch(self) -> str | None:
        """The epoch of the shared database that this store follows, or None before the first page."""
        with self._database.read() as connection:
            return read_meta(connection, _EPOCH)

    def pending(self, limit: int) -> tuple[Operation, ...]:
        with self._database.read() as connection:
            return operations.waiting(connection, limit)

    def operations_from(self, seq: int, limit: int) -> tuple[Operation, ...]:
        with self._database.read() as connection:
            return operations.retained(connection, seq, limit)

    def record_push(self, answer: PushAnswer) -> Changes:
        if not answer.results:
            return Changes(source="sync")
        with self._database.write() as connection:
            applied = Applied()
            connection.execute(_ATTEMPT, [{"key": result.op_id} for result in answer.results])
            _refuse(connection, answer.results, None, applied)
            refresh(connection, applied.touched, ReferenceRows(connection).process)
            connection.commit()
        return applied.changes()

    def apply(self, page: PullPage) -> Changes:
        """LoketError(INVALID) names what does not fit: `epoch`, or `versions` with a gap; nothing is changed then."""
        with self._database.write() as connection:
            known_epoch = read_meta(connection, _EPOCH)
            if known_epoch not in {None, page.epoch}:
                raise LoketError(ErrorCode.INVALID, "epoch", {"known": str(known_epoch), "found": page.epoch})
            _check_contiguity(page, _cursors(connection, device_of(connection)))
            applied = Applied()
            now = micros(page.server_time)
            # what is settled first: an edit that the shared row already holds is no conflict with it
            _refuse(connection, page.refused, now, applied)
            _acknowledge(connection, page.last_seq, now, applied)
            lay_rows(connection, page.rows, now, applied)
            if page.is_complete:
                _lift_overlays(connection, now, applied)
            _advance(connection, page)
            refresh(connection, applied.touched, ReferenceRows(connection).process)
            connection.commit()
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


def _cursors(connection: Connection, device: DeviceIdentity | None) -> dict[int, int]:
    known = dict(connection.execute(_CURSORS).all())
    return {scope: known.get(scope, 0) for scope in device.scopes} if device else known


def _check_contiguity(page: PullPage, cursors: dict[int, int]) -> None:
    for scope in page.scopes:
        cursor = cursors.get(scope.scope_id)
        # a replica that lags behind covers less than is known here, with nothing new to prove
        expected = tuple(range((cursor or 0) + 1, scope.covered_to + 1))
        if cursor is None or tuple(scope.versions) != expected:
            facts = {"scope": str(scope.scope_id), "cursor": str(cursor), "covered_to": str(scope.covered_to)}
            raise LoketError(ErrorCode.INVALID, "versions", facts)


def _advance(connection: Connection, page: PullPage) -> None:
    write_meta(connection, _EPOCH, page.epoch)
    rows = [
        {"scope_id": scope.scope_id, "epoch": page.epoch, "cursor_ver": scope.covered_to}
        for scope in page.scopes
        if scope.versions
    ]
    if rows:
        statement = insert(sync_state)
        update = {"epoch": statement.excluded.epoch, "cursor_ver": statement.excluded.cursor_ver}
        connection.execute(statement.on_conflict_do_update(index_elements=["scope_id"], set_=update), rows)


def _acknowledge(connection: Connection, last_seq: int, now: int, applied: Applied) -> None:
    acked = connection.execute(_ACK, {"last_seq": last_seq, "now": now}).rowcount
    applied.outbox = applied.outbox or acked > 0


def _lift_overlays(connection: Connection, now: int, applied: Applied) -> None:
    """Acknowledged edits stay on top until the page that shows them has surely come: the last of a round."""
    over = connection.execute(_LYING_OVER).scalars().all()
    if over:
        connection.execute(_LIFT)
        settle_overlays(connection, over, now, applied)


def _refuse(connection: Connection, results: Iterable[OperationResult], at: int | None, applied: Applied) -> None:
    refused = {result.op_id: result for result in results if result.outcome in _REFUSED}
    if not refused:
        return
    found = connection.execute(operations.by_op_id(refused)).all()
    news = [row for row in found if row.state != refused[row.op_id].outcome]
    if not news:
        return
    connection.execute(_REFUSE, [_refusal(row, refused[row.op_id], at) for row in news])
    keep_alerts(connection, [_alert(row, refused[row.op_id], at) for row in news])
    rejected = [row for row in news if refused[row.op_id].outcome == OperationState.REJECTED]
    _take_back(connection, rejected, at, applied)
    applied.outbox = True


def _refusal(row: Row[Any], result: OperationResult, at: int | None) -> dict[str, Any]:
    held = result.outcome == OperationState.HELD
    return {
        "key": row.op_id,
        "new_state": result.outcome,
        "new_overlay": row.overlay if held else 0,  # what is held may still be applied by hand
        "code": result.code,
        "message": result.message,
        "refused_at": at or row.at,
    }


def _alert(row: Row[Any], result: OperationResult, at: int | None) -> dict[str, Any]:
    return {
        "op_id": row.op_id,
        "field": "",
        "code": result.code or result.outcome,
        "message": result.message,
        "facts": "{}",
        "at": at or row.at,
    }


def _take_back(connection: Connection, rejected: list[Row[Any]], at: int | None, applied: Applied) -> None:
    """A refused fact or edit no longer shows; its operation stays in the outbox with the reason."""
    edited = {row.row_id for row in rejected if row.kind == OperationKind.CUSTOMER_EDIT}
    if edited:
        settle_overlays(connection, edited, at or 0, applied)
    gone = [row.row_id for row in rejected if row.kind == OperationKind.FACT_ADD]
    if gone:
        local = fact.c.id.in_(gone) & fact.c.ver.is_(None)
        applied.touched.facts([dict(row) for row in connection.execute(select(fact).where(local)).mappings()])
        connection.execute(delete(fact).where(local))
