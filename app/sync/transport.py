"""The protocol's three calls over PostgreSQL."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    PROTOCOL,
    DeviceIdentity,
    Operation,
    OperationResult,
    PulledRow,
    PullPage,
    PushAnswer,
    ScopePage,
)
from app.sync.connecting import Connection, LoginRefusedError, connect, told


class PostgresTransport:
    """One conversation under the login that devices share; the token says which device it is."""

    def __init__(self, identity: DeviceIdentity) -> None:
        self._identity = identity
        self._connection: Connection | None = None
        self._epoch = ""

    def hello(self) -> str:
        """Connect if need be; gives the epoch."""
        answer = self._call("select loket.hello(%s, %s)", (self._identity.token, PROTOCOL))
        self._epoch = str(answer["epoch"])
        if answer["min_protocol"] > PROTOCOL:
            raise LoketError(ErrorCode.TOO_OLD, facts={"protocol": str(PROTOCOL), "least": str(answer["min_protocol"])})
        if answer["cur_protocol"] < PROTOCOL:
            raise LoketError(ErrorCode.SCHEMA_MISSING, facts={"protocol": str(PROTOCOL)})
        return self._epoch

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        """Hand over operations with consecutive numbers; ForkError or EpochError where the histories part."""
        answer = self._call(
            "select loket.push(%s, %s, %s, %s, %s, %s)",
            (
                self._identity.token,
                self._identity.incarnation,
                self._epoch or None,
                operations[0].seq,
                Jsonb([_operation_to_doc(operation) for operation in operations]),
                PROTOCOL,
            ),
        )
        need = answer.get("need")
        return PushAnswer(
            last_seq=int(answer["last_seq"]),
            results=tuple(_results(answer["results"])),
            epoch=str(answer["epoch"]),
            need=None if need is None else int(need),
        )

    def pull(self, cursors: dict[int, int], limit: int) -> PullPage:
        """One page of at least one whole version of each scope that has news, as far as `limit` rows go."""
        asked = Jsonb({str(scope): ver for scope, ver in cursors.items()})
        return _page(self._call("select loket.pull(%s, %s, %s, %s)", (self._identity.token, asked, limit, PROTOCOL)))

    def close(self) -> None:
        """End the conversation; from another thread it also ends a call that hangs."""
        connection, self._connection = self._connection, None
        if connection is None or connection.closed:
            return
        if connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
            _cut(connection)
        else:
            connection.close()

    def _call(self, statement: str, arguments: tuple[object, ...]) -> Mapping[str, Any]:
        connection = self._open()
        with told():
            # the statement is a literal of this module
            row = connection.execute(statement.encode(), arguments).fetchone()
        if row is None:
            raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
        answer: Mapping[str, Any] = row[0]
        return answer

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            try:
                self._connection = connect(self._identity.url)
            except LoginRefusedError:
                # a login that was changed is put right by a person; nothing that waits may be lost meanwhile
                raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "login"}) from None
        return self._connection


def _cut(connection: Connection) -> None:
    """Close the line under a call: the thread that waits sees its end, and nothing is freed under its feet."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=_duplicate(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def _duplicate(handle: int) -> int:
    with socket.fromfd(handle, socket.AF_INET, socket.SOCK_STREAM) as copy:
        return copy.detach()


def _operation_to_doc(operation: Operation) -> dict[str, object]:
    return {
        "op_id": operation.op_id,
        "seq": operation.seq,
        "tx_id": operation.tx_id,
        "kind": operation.kind.value,
        "scope_id": operation.scope_id,
        "row_id": operation.row_id,
        "session_id": operation.session_id,
        "at": operation.at.astimezone(UTC).isoformat(),
        "payload": operation.payload,
    }


def _results(docs: Iterable[Mapping[str, Any]]) -> Iterable[OperationResult]:
    for doc in docs:
        yield OperationResult(str(doc["op_id"]), int(doc["seq"]), doc["outcome"], doc.get("code"), doc.get("message"))


def _page(answer: Mapping[str, Any]) -> PullPage:
    return PullPage(
        epoch=str(answer["epoch"]),
        server_time=datetime.fromisoformat(answer["server_time"]).astimezone(UTC),
        last_seq=int(answer["last_seq"]),
        refused=tuple(_results(answer["refused"])),
        scopes=tuple(
            ScopePage(scope["scope_id"], scope["covered_to"], scope["head"], tuple(scope["versions"]))
            for scope in answer["scopes"]
        ),
        rows=tuple(PulledRow(*row) for part in answer["parts"] for row in part),
    )
