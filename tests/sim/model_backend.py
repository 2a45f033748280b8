"""The model of the shared database behind the simulator's interface, and conversations with it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from app.domain.chain import entry_doc
from app.domain.people import Role, Session
from app.domain.processes import process_to_doc
from app.domain.reference_files import parse_reference
from app.domain.replication import (
    BucketPage,
    Cursor,
    DeviceIdentity,
    Hello,
    Operation,
    PullPage,
    PushAnswer,
    ScopeDigest,
)
from app.services.ports import Clock, Ids
from tests.sim.backend import Held, Knobs, Oracle, Place, RowId, Settled
from tests.sim.model import ModelServer
from tests.sim.rules import RefusedError, Times, Write, add_fact, home_of
from tests.sim.tables import Device, Doc, Tables
from tests.sync.offices import PROCESS_FILE

SCOPES = {"reference": 0, "JKT1": 1, "MKS1": 2, "WORKSHOP": 3, "DELIVERY": 4}
_BRANCHES, _UNITS = ("JKT1", "MKS1"), ("WORKSHOP", "DELIVERY")
_ROLES = {"rina": Role.FRONTLINER, "made": Role.FRONTLINER, "joko": Role.BACKOFFICE}
_ZONE = "Asia/Jakarta"
_BRANCH_TABLES = ("customer", "case_file", "fact")


class ModelTransport:
    """Implements `Transport` on the model."""

    def __init__(self, server: ModelServer, identity: DeviceIdentity, clock: Clock, knobs: Knobs) -> None:
        self._server = server
        self._identity = identity
        self._clock = clock
        self._knobs = knobs
        self._epoch: str | None = None

    def hello(self) -> Hello:
        greeting = self._server.hello(self._identity.token)
        self._epoch = greeting.epoch
        return greeting

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        docs = [doc_of(operation) for operation in operations]
        return self._server.push(self._identity, self._epoch, docs, self._clock.now(), self._knobs.groups_settled)

    def pull(self, cursors: Mapping[int, Cursor], limit: int) -> PullPage:
        room = min(limit, self._knobs.pull_rows)
        return self._server.pull(self._identity.token, cursors, room, stale=self._knobs.lags)

    def digest(self, scope_id: int) -> ScopeDigest:
        return self._server.digest(self._identity.token, scope_id)

    def bucket_rows(
        self, scope_id: int, table: str, buckets: Sequence[int], after: str | None, limit: int
    ) -> BucketPage:
        room = min(limit, self._knobs.bucket_rows)
        return self._server.bucket_rows(self._identity.token, scope_id, table, buckets, after, room)

    def fork(self, new_token: str, base_seq: int) -> DeviceIdentity:
        made = self._server.fork(self._identity.token, new_token, base_seq)
        return replace(
            self._identity,
            device_id=made.device_id,
            incarnation=made.incarnation,
            device_code=made.code,
            name=made.name,
            token=new_token,
        )

    def close(self) -> None:
        """Nothing is held."""


def doc_of(operation: Operation) -> dict[str, Any]:
    """An operation as it travels; what JSON of the shared database cannot hold goes as such."""
    doc = entry_doc(operation) | {"seq": operation.seq, "content": operation.content, "chain": operation.chain}
    text = json.dumps(doc)
    if "\\u0000" in text:
        return {**doc, "kind": "unreadable", "payload": {}}
    copied: dict[str, Any] = json.loads(text)
    return copied


class ModelBackend:
    """Implements `Backend` in memory."""

    name = "model"

    def __init__(self, clock: Clock, ids: Ids, server: type[ModelServer] = ModelServer) -> None:
        self.server = server(clock, ids)
        self._clock = clock
        self._ids = ids
        self._numbers = count(1)
        self._snapshots: list[Tables] = []
        self._known: tuple[int, Oracle] | None = None
        self._found_organisation()

    def now(self) -> datetime:
        return self._clock.now()

    def enrol(self, place: Place) -> tuple[DeviceIdentity, Session]:
        number = next(self._numbers)
        device = Device(
            device_id=self._ids.new(),
            incarnation=self._ids.new(),
            scope_id=SCOPES[place.branch],
            unit_scope_id=SCOPES[place.unit] if place.unit else None,
            code=f"{number:02d}",
            name=f"Loket {number}",
            token="",
        )
        token = f"token {device.device_id}"
        self.server.enrol(device, token)
        identity = DeviceIdentity(
            device_id=device.device_id,
            incarnation=device.incarnation,
            device_code=device.code,
            name=device.name,
            url="postgresql://model.example/loket",
            token=token,
            scope_id=device.scope_id,
            branch_code=place.branch,
            unit_scope_id=device.unit_scope_id,
            unit_code=place.unit,
        )
        return identity, self._open_session(identity, place)

    def transport(self, identity: DeviceIdentity, clock: Clock, knobs: Knobs) -> ModelTransport:
        return ModelTransport(self.server, identity, clock, knobs)

    def snapshot(self) -> int:
        self._snapshots.append(self.server.tables.copy())
        return len(self._snapshots) - 1

    def restore(self, snapshot: int, *, new_epoch: bool) -> None:
        self.server.tables = self._snapshots[snapshot].copy()
        # a standby is made anew from the primary
        self.server.replica = None
        if new_epoch:
            self.server.tables.epoch = self._ids.new()
        self.server.generation += 1

    def note_replica(self) -> None:
        self.server.replica = self.server.tables.copy()

    def report(self, case_id: str, step: str, status: str, code: str | None) -> bool:
        tables = self.server.tables
        home = next((scope for scope, row_id in tables.rows["case_file"] if row_id == case_id), None)
        if home is None:
            return False
        case = tables.rows["case_file"][home, case_id]
        doc = {
            "kind": "case.report",
            "subject_id": case_id,
            "customer_id": case.doc["customer_id"],
            "case_id": case_id,
            "step_key": step,
            "at": self._clock.now().isoformat(),
            "actor": "gudang",
            "device_id": None,
            "body": {"status": status, "code": code, "unit": "WORKSHOP"},
        }
        try:
            add_fact(self._write(), home, self._ids.new(), doc)
        except RefusedError:
            tables.back_to(0)
            return False
        self.server.commit()
        return True

    def delete_customers(self, customer_ids: tuple[str, ...]) -> None:
        write, rows = self._write(), self.server.tables.rows["customer"]
        for (scope, row_id), row in list(rows.items()):
            if row_id in customer_ids and not row.deleted:
                write.set("customer", scope, row_id, row.doc, deleted=True)
        self.server.commit()

    def add_customers(self, branch: str, names: tuple[str, ...]) -> None:
        write = self._write()
        for name in names:
            write.set("customer", SCOPES[branch], self._ids.new(), {"name": name, "kind": "person"})
        self.server.commit()

    def move(self, customer_id: str, branch: str) -> bool:
        tables, to = self.server.tables, SCOPES[branch]
        home = home_of(tables, "customer", customer_id, next(iter(self._homes(customer_id)), to))
        customer = tables.rows["customer"].get((home, customer_id))
        if home == to or customer is None or customer.deleted or self._number_taken(customer.doc, to):
            return False
        write = self._write()
        cases = [key[1] for key, row in tables.rows["case_file"].items() if row.doc["customer_id"] == customer_id]
        facts = [
            key[1]
            for key, row in tables.rows["fact"].items()
            if key[0] == home
            and (customer_id in (row.doc.get("customer_id"), row.doc["subject_id"]) or row.doc.get("case_id") in cases)
        ]
        for table, moved in (("customer", [customer_id]), ("case_file", cases), ("fact", facts)):
            for row_id in moved:
                write.move(table, row_id, home, to)
        self.server.commit()
        return True

    def settle_held(self, op_id: str, *, again: bool) -> None:
        tables = self.server.tables
        held, known = tables.quarantine.get(op_id), tables.applied.get(op_id)
        if held is None or known is None or not held["open"]:
            return
        group = [
            (key, value)
            for key, value in tables.quarantine.items()
            if value["op"]["tx_id"] == held["op"]["tx_id"] and value["open"]
        ]
        if again:
            ops = [value["op"] for _, value in group]
            device = tables.devices[known.device_id]
            self.server.apply_group(self._write(), device, ops, Times(self._clock.now()))
        for key, value in group:
            if not again:
                tables.put(tables.applied, key, replace(tables.applied[key], outcome="rejected", code="dropped"))
            if tables.applied[key].outcome != "held":
                tables.put(tables.quarantine, key, {**value, "open": False})
        self.server.commit()

    def oracle(self) -> Oracle:
        if self._known is None or self._known[0] != self.server.generation:
            self._known = (self.server.generation, _oracle(self.server.tables))
        return self._known[1]

    def close(self) -> None:
        """Nothing is held."""

    def _write(self) -> Write:
        return Write(self.server.tables, self._ids.new())

    def _homes(self, customer_id: str) -> list[int]:
        return [scope for scope, row_id in self.server.tables.rows["customer"] if row_id == customer_id]

    def _number_taken(self, doc: Doc, scope: int) -> bool:
        number = doc.get("customer_number")
        return number is not None and any(
            key[0] == scope and not row.deleted and row.doc.get("customer_number") == number
            for key, row in self.server.tables.rows["customer"].items()
        )

    def _open_session(self, identity: DeviceIdentity, place: Place) -> Session:
        now = self._clock.now()
        session = Session(
            id=self._ids.new(),
            staff_login=place.login,
            staff_name=place.login.capitalize(),
            role=_ROLES[place.login],
            branch_code=place.branch,
            branch_name=place.branch,
            zone=_ZONE,
            scope_id=identity.scope_id,
            opened_at=now,
            expires_at=now + timedelta(hours=12),
            online=True,
            unit_code=place.unit,
        )
        tables = self.server.tables
        tables.put(tables.sessions, session.id, (identity.device_id, session.staff_login, session.role.value,
                                                 session.expires_at))  # fmt: skip
        self.server.commit()
        return session

    def _found_organisation(self) -> None:
        write, tables = self._write(), self.server.tables
        for scope in SCOPES.values():
            tables.put(tables.vers, scope, 0)
        for code in _BRANCHES:
            place = {"scope_id": SCOPES[code], "code": code, "name": code, "zone": _ZONE}
            self._refer(write, "branch", code, place)
        for code in _UNITS:
            self._refer(write, "unit", code, {"scope_id": SCOPES[code], "code": code, "name": code})
        process = parse_reference(PROCESS_FILE, "order.toml")
        self._refer(write, "process", process.key, process_to_doc(process))  # type: ignore[union-attr, arg-type]
        self.server.commit()

    def _refer(self, write: Write, kind: str, key: str, doc: Mapping[str, Any]) -> None:
        write.set("reference", 0, self._ids.new(), {"kind": kind, "key": key, "doc": doc})


def _oracle(tables: Tables) -> Oracle:
    rows: dict[int, dict[RowId, Held]] = {scope: {} for scope in tables.vers}
    seen_at: dict[int, dict[RowId, int]] = {scope: {} for scope in tables.vers}
    for table, known in tables.rows.items():
        for (scope, row_id), row in known.items():
            rows[scope][table, row_id] = Held(scope, row.ver, None if row.deleted else row.doc)
            seen_at[scope][table, row_id] = row.ver
    for (unit, table, row_id), seen in tables.deliveries.items():
        rows[unit][table, row_id] = rows[seen.home][table, row_id]
        seen_at[unit][table, row_id] = seen.ver
    order: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for (device, seq), entry in sorted(tables.audit.items()):
        order[device].append((seq, entry.op_id))
    return Oracle(
        epoch=tables.epoch,
        heads={scope: ModelServer.head(tables, scope) for scope in tables.vers},
        marks=dict(tables.log),
        rows=rows,
        seen_at=seen_at,
        settled={key: Settled(each.outcome, each.device_id, each.seq) for key, each in tables.applied.items()},
        effects=dict(tables.effects),
        order={device: tuple(found) for device, found in order.items()},
        last_seqs={device: (each.base_seq, each.last_seq) for device, each in tables.devices.items()},
        unsound=tuple((key[0], entry.op_id) for key, entry in tables.audit.items() if not entry.sound),
    )


def utc(text: str) -> datetime:
    """An instant of a document."""
    return datetime.fromisoformat(text).astimezone(UTC)
