"""Operations on their way to the shared database, in the order in which they were made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, select

from app.domain.replication import Operation, OperationKind, OperationState, OutboxEntry
from app.storage.rows import dump, instant_of, micros
from app.storage.tables import outbox

RETAINED = timedelta(days=30)
"""How long acknowledged operations stay: a shared database restored to an older state asks for them again."""

_WAITING = (
    select(outbox).where(outbox.c.state == OperationState.PENDING).order_by(outbox.c.seq).limit(bindparam("limit"))
)
_FROM = select(outbox).where(outbox.c.seq >= bindparam("seq")).order_by(outbox.c.seq).limit(bindparam("limit"))
_GROUP = (
    select(outbox)
    .where(outbox.c.seq >= bindparam("seq"), outbox.c.tx_id == bindparam("tx_id"))
    .where(outbox.c.state == OperationState.PENDING)
    .order_by(outbox.c.seq)
)
_UNSETTLED = (
    select(outbox).where(outbox.c.state != OperationState.ACKED).order_by(outbox.c.seq).limit(bindparam("limit"))
)
_COUNTS = (
    select(outbox.c.state, func.count())
    .where(outbox.c.state.in_((OperationState.PENDING, OperationState.REJECTED, OperationState.HELD)))
    .group_by(outbox.c.state)
)


class OutboxRows:
    """Implements `Outbox`: all that one unit of work queues shares a transaction id."""

    def __init__(self, connection: Connection, new_id: Callable[[], str]) -> None:
        self._connection = connection
        self._new_id = new_id
        self._tx_id: str | None = None

    def enqueue(
        self, kind: str, scope_id: int, row_id: str, payload: dict[str, object], session_id: str | None, at: datetime
    ) -> None:
        self._tx_id = self._tx_id or self._new_id()
        row = operation_row(kind, scope_id, row_id, payload, session_id, at)
        self._connection.execute(outbox.insert(), row | {"op_id": self._new_id(), "tx_id": self._tx_id})

    def entries(self, limit: int) -> tuple[OutboxEntry, ...]:
        rows = self._connection.execute(_UNSETTLED, {"limit": limit})
        return tuple(
            OutboxEntry(operation_of(row), OperationState(row.state), row.attempts, row.error_code, row.error_message)
            for row in rows
        )


def operation_row(
    kind: str, scope_id: int, row_id: str, payload: Mapping[str, object], session_id: str | None, at: datetime
) -> dict[str, Any]:
    """A waiting row of `outbox`, without its identities; an edit lies over the last shared profile."""
    return {
        "kind": str(kind),
        "scope_id": scope_id,
        "row_id": row_id,
        "session_id": session_id,
        "at": micros(at),
        "payload": dump(payload),
        "state": OperationState.PENDING.value,
        "overlay": int(kind == OperationKind.CUSTOMER_EDIT),
        "attempts": 0,
    }


def operation_of(row: Row[Any]) -> Operation:
    """The operation of a row."""
    return Operation(
        op_id=row.op_id,
        seq=row.seq,
        tx_id=row.tx_id,
        kind=OperationKind(row.kind),
        scope_id=row.scope_id,
        row_id=row.row_id,
        session_id=row.session_id,
        at=instant_of(row.at),
        payload=json.loads(row.payload),
    )


def waiting(connection: Connection, limit: int) -> tuple[Operation, ...]:
    """The oldest waiting operations, at most `limit` unless one transaction alone has more: it is never parted."""
    rows = connection.execute(_WAITING, {"limit": limit + 1}).all()
    if len(rows) <= limit:
        return tuple(operation_of(row) for row in rows)
    whole = [row for row in rows if row.tx_id != rows[-1].tx_id]
    if not whole:
        first = rows[0]
        whole = list(connection.execute(_GROUP, {"seq": first.seq, "tx_id": first.tx_id}))
    return tuple(operation_of(row) for row in whole)


def retained(connection: Connection, seq: int, limit: int) -> tuple[Operation, ...]:
    """Operations from `seq` on, whatever became of them."""
    return tuple(operation_of(row) for row in connection.execute(_FROM, {"seq": seq, "limit": limit}))


def counts(connection: Connection) -> tuple[int, int]:
    """How many wait, and how many were refused or held."""
    found: dict[str, int] = dict(connection.execute(_COUNTS).all())
    waits = found.pop(OperationState.PENDING.value, 0)
    return waits, sum(found.values())


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop acknowledged operations whose time is over."""
    before = micros(now - RETAINED)
    connection.execute(delete(outbox).where(outbox.c.state == OperationState.ACKED, outbox.c.settled_at < before))


def by_op_id(op_ids: Iterable[str]) -> Select[Any]:
    """The rows of these operations."""
    return select(outbox).where(outbox.c.op_id.in_(list(op_ids))).order_by(outbox.c.seq)
