"""The outbox as people settle it, and the latest instant that this device has seen."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.audit import ChainEntry
from app.domain.chain import content_of
from app.domain.replication import OperationKind, OperationState, OutboxEntry
from app.services.views import DigestCheck, OpenConflict
from app.storage.outbox import SESSION, operation_of
from app.storage.queries import LAST_SYNC
from app.storage.rows import dump, instant_of, micros
from app.storage.sessions import devices_of, read_meta, write_meta
from app.storage.tables import alert, meta, metadata, outbox, sync_state

_LATEST = "latest_instant"
_LAST_CHECK = "last_check"
_CONFLICT = "conflict"
_ERASED = frozenset({OperationKind.NOTHING.value})
"""Kinds whose content is all that is left of them."""

_NEW_META = insert(meta)
# as texts of one length, instants of our time compare as they do as numbers
_NOTE_LATER = _NEW_META.on_conflict_do_update(
    index_elements=["key"],
    set_={"value": _NEW_META.excluded.value},
    where=_NEW_META.excluded.value > meta.c.value,
)


class LedgerRows:
    """Implements `Ledger`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, states: Collection[OperationState], limit: int) -> tuple[OutboxEntry, ...]:
        wanted = select(outbox).where(outbox.c.state.in_([state.value for state in states]))
        return self._entries(wanted.order_by(outbox.c.seq).limit(limit))

    def group(self, tx_id: str) -> tuple[OutboxEntry, ...]:
        return self._entries(select(outbox).where(outbox.c.tx_id == tx_id).order_by(outbox.c.seq))

    def of_customer(self, customer_id: str) -> tuple[OutboxEntry, ...]:
        owner = func.json_extract(outbox.c.payload, "$.customer_id")
        wanted = select(outbox).where(or_(outbox.c.row_id == customer_id, owner == customer_id))
        return self._entries(wanted.order_by(outbox.c.seq))

    def waiting(self) -> int:
        wanted = select(func.count()).where(outbox.c.state == OperationState.PENDING.value)
        return self._connection.execute(wanted).scalar_one()

    def newest(self, row_id: str) -> str | None:
        wanted = select(outbox.c.op_id).where(outbox.c.row_id == row_id).order_by(outbox.c.seq.desc()).limit(1)
        return self._connection.execute(wanted).scalar()

    def settle(self, op_id: str, by: str, at: datetime, reason: str | None = None) -> None:
        settled = {"state": OperationState.WITHDRAWN.value, "settled_by": by, "settled_at": micros(at)}
        self._connection.execute(outbox.update().where(outbox.c.op_id == op_id).values(settled))
        told: dict[str, Any] = {"settled_by": by, "settled_at": micros(at)}
        if reason is not None:
            told["facts"] = dump({"reason": reason})
        self._connection.execute(alert.update().where(alert.c.op_id == op_id, alert.c.field == "").values(told))

    def conflicts(self) -> tuple[OpenConflict, ...]:
        wanted = (
            select(alert, outbox.c.session_id)
            .outerjoin(outbox, outbox.c.op_id == alert.c.op_id)
            .where(alert.c.code == _CONFLICT, alert.c.settled_at.is_(None))
            .order_by(alert.c.at, alert.c.op_id, alert.c.field)
        )
        return tuple(_conflict(row) for row in self._connection.execute(wanted))

    def settle_conflict(self, op_id: str, field: str, by: str, at: datetime) -> None:
        one = alert.update().where(alert.c.op_id == op_id, alert.c.field == field)
        self._connection.execute(one.values(settled_at=micros(at), settled_by=by))

    def name_session(self, session_id: str, staff_login: str) -> None:
        write_meta(self._connection, SESSION + session_id, staff_login)

    def staff_of(self, session_id: str) -> str | None:
        return read_meta(self._connection, SESSION + session_id)

    def cursors(self) -> dict[int, int]:
        return dict(self._connection.execute(select(sync_state.c.scope_id, sync_state.c.cursor_ver)).all())

    def resyncing(self) -> frozenset[int]:
        return frozenset(self._connection.execute(select(metadata.tables["resync"].c.scope_id)).scalars())

    def last_sync_at(self) -> datetime | None:
        found = read_meta(self._connection, LAST_SYNC)
        return datetime.fromisoformat(found) if found else None

    def last_check(self) -> DigestCheck | None:
        found = read_meta(self._connection, _LAST_CHECK)
        if found is None:
            return None
        doc = json.loads(found)
        return DigestCheck(
            datetime.fromisoformat(doc["at"]),
            tuple(doc["scopes"]),
            doc["rows"],
            doc["differing_buckets"],
            doc["repaired"],
        )

    def keep_check(self, check: DigestCheck) -> None:
        doc = {
            "at": check.at.isoformat(),
            "scopes": list(check.scopes),
            "rows": check.rows,
            "differing_buckets": check.differing_buckets,
            "repaired": check.repaired,
        }
        write_meta(self._connection, _LAST_CHECK, dump(doc))

    def devices(self) -> tuple[str, ...]:
        return tuple(devices_of(self._connection))

    def chained(self) -> Iterator[ChainEntry]:
        for row in self._connection.execute(select(outbox).order_by(outbox.c.seq)):
            operation = operation_of(row)
            found = operation.content if row.kind in _ERASED else content_of(operation)
            yield ChainEntry(
                seq=operation.seq,
                op_id=operation.op_id,
                content=operation.content,
                chain=operation.chain,
                # most are equal, and a day of imports has a million of them
                found=operation.content if found == operation.content else found,
                settled_at=instant_of(row.settled_at) if row.state == OperationState.ACKED.value else None,
            )

    def _entries(self, wanted: Select[Any]) -> tuple[OutboxEntry, ...]:
        return tuple(
            OutboxEntry(operation_of(row), OperationState(row.state), row.attempts, row.error_code, row.error_message)
            for row in self._connection.execute(wanted)
        )


class ClockRows:
    """Implements `ClockWatch`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(self) -> datetime | None:
        noted = read_meta(self._connection, _LATEST)
        synced = read_meta(self._connection, LAST_SYNC)
        known = [instant_of(int(noted))] if noted else []
        known += [datetime.fromisoformat(synced)] if synced else []
        return max(known, default=None)

    def note(self, now: datetime) -> None:
        self._connection.execute(_NOTE_LATER, {"key": _LATEST, "value": f"{micros(now):020d}"})

    def believe(self, now: datetime) -> None:
        write_meta(self._connection, _LATEST, f"{micros(now):020d}")
        synced = read_meta(self._connection, LAST_SYNC)
        if synced and datetime.fromisoformat(synced) > now:
            write_meta(self._connection, LAST_SYNC, now.isoformat())


def _conflict(row: Row[Any]) -> OpenConflict:
    facts = json.loads(row.facts)
    return OpenConflict(
        op_id=row.op_id,
        field=row.field,
        customer_id=facts["customer_id"],
        seen=facts.get("seen"),
        mine=facts.get("value"),
        shared=facts.get("shared"),
        session_id=row.session_id,
        at=instant_of(row.at),
    )
