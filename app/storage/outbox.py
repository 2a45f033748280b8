"""Operations on their way to the shared database, in the order in which they were made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, text

from app.domain.chain import content_of, link
from app.domain.documents import WrittenDoc
from app.domain.replication import MAX_PUSH, Operation, OperationKind, OperationState, OutboxEntry
from app.storage.rows import dump, instant_of, micros
from app.storage.sessions import read_meta, write_meta
from app.storage.sets import among, ids, insert_many
from app.storage.tables import meta, outbox

RETAINED = timedelta(days=30)
"""How long acknowledged operations stay: a shared database restored to an older state asks for them again."""

_TRAVELS = (
    "op_id",
    "seq",
    "tx_id",
    "kind",
    "scope_id",
    "row_id",
    "session_id",
    "at",
    "payload",
    "content",
    "chain",
)
WAITS = "waits"
"""Why an operation is held that the shared database lost together with what it belongs to."""

SESSION = "session."
"""Before a session's id: under which key the store knows whose it was."""

_WAITING = (
    select(outbox).where(outbox.c.state == OperationState.PENDING).order_by(outbox.c.seq).limit(bindparam("limit"))
)
_FROM = (
    select(*(outbox.c[name] for name in (*_TRAVELS, "state", "again")))
    .where(outbox.c.seq >= bindparam("seq"))
    .order_by(outbox.c.seq)
    .limit(bindparam("limit"))
)
_WAITS_THERE = select(outbox.c.seq).where(outbox.c.state == OperationState.HELD, outbox.c.error_code == WAITS).limit(1)
_SIGNER = select(meta.c.value).where(meta.c.key == bindparam("key"))
_GROUP = (
    select(outbox)
    .where(outbox.c.seq >= bindparam("seq"), outbox.c.tx_id == bindparam("tx_id"))
    .where(outbox.c.state == OperationState.PENDING)
    .order_by(outbox.c.seq)
)
_UNSETTLED = (
    select(outbox)
    .where(outbox.c.state.in_((OperationState.PENDING, OperationState.REJECTED, OperationState.HELD)))
    .order_by(outbox.c.seq)
    .limit(bindparam("limit"))
)
_COUNTS = (
    select(outbox.c.state, func.count())
    .where(outbox.c.state.in_((OperationState.PENDING, OperationState.REJECTED, OperationState.HELD)))
    .group_by(outbox.c.state)
)


_BY_OP_ID = select(outbox).where(among(outbox.c.op_id)).order_by(outbox.c.seq)
_GIVEN = text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
_HIGHEST = select(func.max(outbox.c.seq)).where(outbox.c.state == bindparam("state"))
_FIRST_WAITING = select(func.min(outbox.c.seq)).where(outbox.c.state == OperationState.PENDING)
_LAST_WAITING = select(func.max(outbox.c.seq)).where(outbox.c.state == OperationState.PENDING)
_SETTLED = tuple(state.value for state in OperationState if state is not OperationState.PENDING)
_KINDS = {kind.value: kind for kind in OperationKind}
_EMPTY = frozenset({OperationState.REJECTED.value, OperationState.WITHDRAWN.value})

CHAIN_HEAD = "chain_head"


class OutboxRows:
    """Implements `Outbox`: all that one unit of work queues shares a transaction id."""

    def __init__(self, connection: Connection, new_id: Callable[[], str]) -> None:
        self._connection = connection
        self._new_id = new_id
        self._tx_id = ""
        self._queued = 0
        self._chain: Chain | None = None

    def enqueue(
        self, kind: str, scope_id: int, row_id: str, payload: dict[str, object], session_id: str | None, at: datetime
    ) -> None:
        if self._queued % MAX_PUSH == 0:
            # what is done in one go is handed over in one go, and more than this cannot be
            self._tx_id = self._new_id()
        self._queued += 1
        operation = Operation(
            op_id=self._new_id(),
            seq=0,
            tx_id=self._tx_id,
            kind=OperationKind(kind),
            scope_id=scope_id,
            row_id=row_id,
            session_id=session_id,
            at=at,
            payload=payload,
        )
        self._chain = self._chain or Chain(self._connection)
        insert_many(self._connection, "outbox", [operation_row(operation, self._chain)])

    def save(self) -> None:
        """Note where the chain ends; to be called once, before the commit."""
        if self._chain is not None:
            self._chain.save()

    def entries(self, limit: int) -> tuple[OutboxEntry, ...]:
        rows = self._connection.execute(_UNSETTLED, {"limit": limit})
        return tuple(
            OutboxEntry(operation_of(row), OperationState(row.state), row.attempts, row.error_code, row.error_message)
            for row in rows
        )


class Chain:
    """The hash chain over what this device does; without a head (a store of an older program) it is left to others."""

    def __init__(self, connection: Connection, head: str | None = None) -> None:
        self._connection = connection
        self._head = head or read_meta(connection, CHAIN_HEAD)

    def add(self, content: str) -> str | None:
        """The chain after an entry with this content."""
        if self._head is not None:
            self._head = link(self._head, content)
        return self._head

    def save(self) -> None:
        """Note where the chain ends, in the transaction of its last entry."""
        if self._head is not None:
            write_meta(self._connection, CHAIN_HEAD, self._head)


def operation_row(operation: Operation, chain: Chain) -> dict[str, Any]:
    """A waiting row of `outbox`, which gives the number; an edit lies over the last shared profile."""
    content = content_of(operation)
    return {
        "op_id": operation.op_id,
        "tx_id": operation.tx_id,
        "kind": operation.kind.value,
        "scope_id": operation.scope_id,
        "row_id": operation.row_id,
        "session_id": operation.session_id,
        "at": micros(operation.at),
        "payload": dump(operation.payload),
        "state": OperationState.PENDING.value,
        "overlay": int(operation.kind is OperationKind.CUSTOMER_EDIT),
        "attempts": 0,
        "content": content,
        "chain": chain.add(content),
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
        content=row.content or "",
        chain=row.chain or "",
        again=bool(row.again),
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
    """Operations from `seq` on; what was refused or withdrawn is not asked for again, but keeps its place."""
    rows = connection.execute(_FROM, {"seq": seq, "limit": limit}).all()
    sessions = {row.session_id for row in rows if row.session_id is not None}
    signers = {one: connection.execute(_SIGNER, {"key": SESSION + one}).scalar() for one in sessions}
    return tuple(_travelling(row, signers) for row in rows)


def _travelling(row: Sequence[Any], signers: Mapping[str, str | None]) -> Operation:
    op_id, seq, tx_id, kind, scope_id, row_id, session_id, at, payload, content, chain, state, again = row
    empty = state in _EMPTY
    return Operation(
        op_id,
        seq,
        tx_id,
        OperationKind.NOTHING if empty else _KINDS[kind],
        scope_id,
        row_id,
        session_id,
        instant_of(at),
        {} if empty else WrittenDoc(payload),
        content or "",
        chain or "",
        again=bool(again) and not empty,
        who=signers.get(session_id) if not empty else None,
    )


def waits_there(connection: Connection) -> bool:
    """Whether something is put aside until what it belongs to has come there again."""
    return connection.execute(_WAITS_THERE).first() is not None


def numbers(connection: Connection) -> tuple[int, int]:
    """The highest number ever given, and the highest that is settled."""
    given = int(connection.execute(_GIVEN).scalar() or 0)
    first = connection.execute(_FIRST_WAITING).scalar()
    settled = [connection.execute(_HIGHEST, {"state": state}).scalar() or 0 for state in _SETTLED]
    # what was settled long ago is no longer kept
    return given, max(given if first is None else first - 1, *settled)


def waiting_range(connection: Connection) -> tuple[int | None, int | None]:
    """The lowest and the highest number of an operation that waits."""
    return connection.execute(_FIRST_WAITING).scalar(), connection.execute(_LAST_WAITING).scalar()


def counts(connection: Connection) -> tuple[int, int]:
    """How many wait, and how many were refused or held."""
    found: dict[str, int] = dict(connection.execute(_COUNTS).all())
    waits = found.pop(OperationState.PENDING.value, 0)
    return waits, sum(found.values())


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop settled operations whose time is over; what was refused waits for a person."""
    before = micros(now - RETAINED)
    done = outbox.c.state.in_((OperationState.ACKED, OperationState.WITHDRAWN))
    connection.execute(delete(outbox).where(done, outbox.c.settled_at < before))


def by_op_id(connection: Connection, op_ids: Iterable[str]) -> list[Row[Any]]:
    """The rows of these operations."""
    return list(connection.execute(_BY_OP_ID, ids(op_ids)))
