"""The protocol's calls over PostgreSQL."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from app.domain.chain import entry_doc
from app.domain.customers import Conflict
from app.domain.documents import WrittenDoc
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    PROTOCOL,
    BucketPage,
    BucketSum,
    Cursor,
    DeviceIdentity,
    Hello,
    Operation,
    OperationResult,
    PulledRow,
    PullPage,
    PushAnswer,
    ScopeDigest,
    ScopePage,
)
from app.sync.connecting import Connection, LoginRefusedError, connect, told
from app.sync.enrolment import identity_from_doc

_NEEDS_CARE = re.compile(r"\\u|NaN|Infinity")
"""In JSON that is kept here: what may stand for a sign or a number that `jsonb` cannot hold."""


class PostgresTransport:
    """One conversation under the login that devices share; the token says which device it is."""

    def __init__(self, identity: DeviceIdentity) -> None:
        self._identity = identity
        self._connection: Connection | None = None
        self._epoch = ""

    def hello(self) -> Hello:
        """Connect if need be, and hear where the shared database stands."""
        answer = self._call("select loket.hello(%s, %s)", (self._identity.token, PROTOCOL))
        # also a program that is too old hands over what it has done
        self._epoch = str(answer["epoch"])
        if answer["min_protocol"] > PROTOCOL:
            raise LoketError(ErrorCode.TOO_OLD, facts={"protocol": str(PROTOCOL), "least": str(answer["min_protocol"])})
        if answer["cur_protocol"] < PROTOCOL:
            raise LoketError(ErrorCode.SCHEMA_MISSING, facts={"protocol": str(PROTOCOL)})
        return Hello(self._epoch, int(answer["last_seq"]), _instant(answer["server_time"]))

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        """Hand over operations with consecutive numbers; ForkError or EpochError where the histories part."""
        answer = self._call(
            "select loket.push(%s, %s, %s, %s, %s::jsonb, %s, %s)",
            (
                self._identity.token,
                self._identity.incarnation,
                self._epoch or None,
                operations[0].seq,
                f"[{','.join(map(written_for_push, operations))}]",
                PROTOCOL,
                datetime.now(UTC),
            ),
        )
        need = answer.get("need")
        return PushAnswer(
            last_seq=int(answer["last_seq"]),
            results=tuple(_results(answer["results"])),
            epoch=str(answer["epoch"]),
            need=None if need is None else int(need),
        )

    def pull(self, cursors: Mapping[int, Cursor], limit: int) -> PullPage:
        """One page of at least one whole version of each scope that has news, as far as `limit` rows go."""
        asked = Jsonb({str(scope): {"ver": cursor.ver, "mark": cursor.mark} for scope, cursor in cursors.items()})
        return _page(self._call("select loket.pull(%s, %s, %s, %s)", (self._identity.token, asked, limit, PROTOCOL)))

    def digest(self, scope_id: int) -> ScopeDigest:
        """What the rows of a scope add up to there, and at which version."""
        answer = self._call("select loket.digest(%s, %s, %s)", (self._identity.token, scope_id, PROTOCOL))
        return ScopeDigest(
            scope_id,
            Cursor(int(answer["ver"]), answer["mark"]),
            {
                (table, bucket): BucketSum(count, value)
                for table, sums in answer["tables"].items()
                for bucket, count, value in sums
            },
        )

    def bucket_rows(
        self, scope_id: int, table: str, buckets: Sequence[int], after: str | None, limit: int
    ) -> BucketPage:
        """Rows of some buckets in the order of their ids."""
        answer = self._call(
            "select loket.bucket_rows(%s, %s, %s, %s::integer[], %s, %s, %s)",
            (self._identity.token, scope_id, table, list(buckets), after, limit, PROTOCOL),
        )
        return BucketPage(tuple(PulledRow(*row) for row in answer["rows"]), answer["after"])

    def fork(self, new_token: str, base_seq: int) -> DeviceIdentity:
        """Become another device of the same place; ForkError where that happened too often of late."""
        hashed = hashlib.sha256(new_token.encode()).hexdigest()
        known = self._call("select loket.fork(%s, %s, %s, %s)", (self._identity.token, hashed, base_seq, PROTOCOL))
        return identity_from_doc(known, self._identity.url, new_token)

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


def written_for_push(operation: Operation) -> str:
    """An operation as JSON; what `jsonb` cannot hold (NUL, a lone surrogate, no number) goes wrapped in base64."""
    payload = operation.payload
    if isinstance(payload, WrittenDoc) and not operation.again and not _NEEDS_CARE.search(payload.text):
        return _composed(operation, payload.text)
    doc = entry_doc(operation)
    sent: dict[str, object] = {"seq": operation.seq, "content": operation.content, "chain": operation.chain}
    if operation.who is not None:
        sent["who"] = operation.who
    if operation.again:
        sent["again"] = True
    try:
        text = json.dumps(doc | sent, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError:
        return _wrapped(doc, sent)
    # the letters may also stand for themselves: a backslash, then u0000
    if "\\u0000" in text and _holds_nul(doc):
        return _wrapped(doc, sent)
    return text


def _composed(operation: Operation, payload: str) -> str:
    session_id = quoted(operation.session_id) if operation.session_id is not None else "null"
    who = f',"who":{quoted(operation.who)}' if operation.who is not None else ""
    return (
        f'{{"op_id":{quoted(operation.op_id)},"tx_id":{quoted(operation.tx_id)},"kind":{quoted(operation.kind)}'
        f',"scope_id":{operation.scope_id},"row_id":{quoted(operation.row_id)},"session_id":{session_id}'
        f',"at":"{operation.at.astimezone(UTC).isoformat()}","payload":{payload}'
        f',"seq":{operation.seq},"content":{quoted(operation.content)},"chain":{quoted(operation.chain)}{who}}}'
    )


def _wrapped(doc: Mapping[str, Any], sent: Mapping[str, object]) -> str:
    payload = json.dumps(doc["payload"]).encode()
    kept = {"kind": "unreadable", "payload": {"base64": base64.b64encode(payload).decode()}}
    return json.dumps({**doc, **kept, **sent})


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(key) or _holds_nul(part) for key, part in value.items())
    return isinstance(value, list | tuple) and any(map(_holds_nul, value))


def _results(docs: Iterable[Mapping[str, Any]]) -> Iterable[OperationResult]:
    for doc in docs:
        conflicts = tuple(
            Conflict(one["field"], one["seen"], one["value"], one["shared"]) for one in doc.get("conflicts") or ()
        )
        outcome, code, message = doc["outcome"], doc.get("code"), doc.get("message")
        yield OperationResult(str(doc["op_id"]), int(doc["seq"]), outcome, code, message, conflicts)


def _page(answer: Mapping[str, Any]) -> PullPage:
    return PullPage(
        epoch=str(answer["epoch"]),
        server_time=_instant(answer["server_time"]),
        last_seq=int(answer["last_seq"]),
        refused=tuple(_results(answer["refused"])),
        scopes=tuple(
            ScopePage(
                scope["scope_id"],
                scope["covered_to"],
                scope["head"],
                tuple(scope["versions"]),
                scope["mark"],
                scope["rewound"],
            )
            for scope in answer["scopes"]
        ),
        rows=tuple(row for part in answer["parts"] for row in _rows(part)),
        primary=answer["primary"],
    )


def _rows(part: Mapping[str, Any]) -> Iterable[PulledRow]:
    columns = zip(part["ids"], part["vers"], part["deleted"], part["docs"], strict=True)
    return (PulledRow(part["tbl"], part["scope_id"], *row) for row in columns)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
