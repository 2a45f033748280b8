"""Made-up work for benches: facts, operations in a chain, and the JSON in which a device hands them over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import uuid_utils

from app.domain.chain import content_of, entry_doc, genesis, link
from app.domain.facts import Fact, FactKind
from app.domain.replication import Operation, OperationKind
from app.domain.wire import fact_to_doc

NOTE = "Nasabah menanyakan kelanjutan pesanan dan minta dihubungi lewat telepon."


def new_id() -> str:
    return str(uuid_utils.uuid7())


def note(scope_id: int, subject_id: str | None = None) -> Fact:
    """What is written down most often at a counter; it stays within the branch."""
    return Fact(
        id=new_id(),
        scope_id=scope_id,
        kind=FactKind.INTERACTION_NOTE,
        subject_id=subject_id or new_id(),
        at=datetime.now(UTC),
        actor="rina",
        body={"text": NOTE},
    )


def operations(device_id: str, session_id: str, scope_id: int, count: int) -> Iterator[Operation]:
    """Notes of one device, each a transaction of its own, numbered and chained from the beginning."""
    before = genesis(device_id)
    for seq in range(1, count + 1):
        fact = note(scope_id)
        bare = Operation(
            op_id=new_id(),
            seq=seq,
            tx_id=new_id(),
            kind=OperationKind.FACT_ADD,
            scope_id=scope_id,
            row_id=fact.id,
            session_id=session_id,
            at=fact.at,
            payload=fact_to_doc(fact),
        )
        content = content_of(bare)
        before = link(before, content)
        yield Operation(
            **{name: getattr(bare, name) for name in Operation.__slots__ if name not in {"content", "chain"}},
            content=content,
            chain=before,
        )


def travelling(operation: Operation) -> dict[str, Any]:
    """An operation as it goes over the wire."""
    return entry_doc(operation) | {
        "seq": operation.seq,
        "content": operation.content,
        "chain": operation.chain,
    }


def batches(made: list[Operation], size: int) -> list[tuple[int, str]]:
    """Ready-made pushes: the first number and the JSON of each."""
    return [
        (made[start].seq, json.dumps([travelling(one) for one in made[start : start + size]]))
        for start in range(0, len(made), size)
    ]
