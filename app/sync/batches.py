"""Operations as they are handed over: whole transactions, not too many, not too large."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace

from app.domain.documents import WrittenDoc
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import MAX_PUSH, Operation, OperationKind
from app.services.ports import Replica

MOST_BYTES = 1_000_000
"""Payload in one push; a transaction that has more goes by itself."""

_TRANSIENT = ("40", "53", "55", "57", "58", "08")
"""Classes of SQLSTATE that pass by themselves."""


def batch_from(replica: Replica, first: int) -> tuple[Operation, ...]:
    """As many whole transactions from `first` on as one push takes, or one that is larger; () where it is gone."""
    limit = MAX_PUSH + 1
    while True:
        found = _contiguous(replica.operations_from(first, limit), first)
        if len(found) < limit:
            return _light(found if len(found) <= MAX_PUSH else _whole(found) or one_group(found))
        whole = _whole(found)
        if whole:
            return _light(whole)
        limit *= 2


def one_group(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The first transaction alone."""
    return tuple(operation for operation in operations if operation.tx_id == operations[0].tx_id)


def wrapped(operation: Operation) -> Operation:
    """The same in a form that any database can hold, for a person to look at: it is put aside there."""
    payload = base64.b64encode(json.dumps(dict(operation.payload)).encode()).decode()
    return replace(operation, kind=OperationKind.UNREADABLE, payload={"base64": payload})


def is_poison(error: LoketError) -> bool:
    """Whether the shared database could be reached and refused what it was handed, now and for ever."""
    state = error.facts.get("sqlstate")
    if error.code is ErrorCode.UNREACHABLE:
        return state is not None and not state.startswith(_TRANSIENT)
    return error.code is ErrorCode.INVALID


def _contiguous(operations: Sequence[Operation], first: int) -> tuple[Operation, ...]:
    found = []
    for place, operation in enumerate(operations):
        if operation.seq != first + place:
            break
        found.append(operation)
    return tuple(found)


def _whole(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Transactions that surely end within the first operations of a push, or the first one if it ends at all."""
    cut = operations[min(MAX_PUSH, len(operations) - 1)].tx_id
    whole = tuple(operation for operation in operations[:MAX_PUSH] if operation.tx_id != cut)
    if whole:
        return whole
    first = one_group(operations)
    return first if len(first) < len(operations) else ()


def _light(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    taken: list[Operation] = []
    group: list[Operation] = []
    size = 0
    for operation in operations:
        if group and operation.tx_id != group[0].tx_id:
            taken += group
            group = []
        group.append(operation)
        size += _weight(operation)
        if size > MOST_BYTES and taken:
            return tuple(taken)
    return (*taken, *group)


def _weight(operation: Operation) -> int:
    payload = operation.payload
    return len(payload.text if isinstance(payload, WrittenDoc) else json.dumps(payload))
