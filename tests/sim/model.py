"""A reference implementation of the protocol in memory: small enough to be believed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain import chain
from app.domain.digests import bucket_of, digest
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    SYNCED_TABLES,
    BucketPage,
    BucketSum,
    Cursor,
    DeviceIdentity,
    Hello,
    OperationResult,
    PulledRow,
    PullPage,
    PushAnswer,
    ScopeDigest,
    ScopePage,
)
from app.services.ports import Clock, Ids
from app.sync.connecting import EpochError, ForkError
from tests.sim.rules import RefusedError, Times, UnforeseenError, Write, apply
from tests.sim.tables import Applied, Audited, Device, Doc, Tables

MOST_FORKS = 8
"""Of one device in a day; the days of a world are short."""

Line = tuple[int, PulledRow]
"""The version of the asked scope with which a row comes, and the row."""


class ModelServer:
    """The shared database: the protocol's calls on tables that can be swapped for older ones."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self.clock = clock
        self.ids = ids
        self.tables = Tables(ids.new())
        self.replica: Tables | None = None
        """What a standby that lags would answer from."""
        self.generation = 0
        """Rises with every change, so that what was computed from the tables can be kept."""

    # ------------------------------------------------------------------ calls of a device

    def hello(self, token: str) -> Hello:
        device = self.device(token, self.tables)
        return Hello(self.tables.epoch, device.last_seq, self.clock.now())

    def push(
        self, identity: DeviceIdentity, epoch: str | None, ops: Sequence[Doc], sent_at: datetime, most_groups: int
    ) -> PushAnswer:
        tables = self.tables
        device = self.device(identity.token, tables)
        if device.incarnation != identity.incarnation:
            raise ForkError
        if tables.epoch != epoch:
            raise EpochError
        if ops[0]["seq"] > device.last_seq + 1:
            return PushAnswer(device.last_seq, (), tables.epoch, device.last_seq + 1)
        write = Write(tables, self.ids.new())
        times = Times(self.clock.now(), sent_at - self.clock.now())
        begun = tables.savepoint()
        try:
            settled = self._settle_groups(write, device, ops, times, most_groups)
        except BaseException:
            tables.back_to(begun)
            raise
        answer = PushAnswer(tables.devices[device.device_id].last_seq, settled, tables.epoch)
        self.commit()
        return answer

    def pull(self, token: str, cursors: Mapping[int, Cursor], limit: int, *, stale: bool = False) -> PullPage:
        tables = self.replica if stale and self.replica is not None else self.tables
        primary = tables is self.tables
        device = self.device(token, tables)
        scopes, rows, room = [], [], limit
        for scope in device.scopes:
            cursor = cursors.get(scope, Cursor())
            page, lines = self.scope_page(tables, device, cursor, (scope, room), primary=primary)
            room -= len(lines)
            scopes.append(page)
            rows += [row for _, row in lines]
        return PullPage(
            epoch=tables.epoch,
            server_time=self.clock.now(),
            last_seq=device.last_seq,
            refused=self._refused(tables, device),
            scopes=tuple(scopes),
            rows=tuple(rows),
            primary=primary,
        )

    def digest(self, token: str, scope: int) -> ScopeDigest:
        device = self.device(token, self.tables)
        return ScopeDigest(scope, self.head(self.tables, scope), self.sums(device, scope))

    def sums(self, device: Device, scope: int) -> dict[tuple[str, int], BucketSum]:
        """Sums over the rows that a device should have of a scope."""
        pairs: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for row in self._rows_of(device, scope):
            pairs[row.table].append((row.id, row.ver))
        return {key: value for table, rows in pairs.items() for key, value in digest(table, rows).items()}

    def bucket_rows(
        self, token: str, scope: int, table: str, buckets: Sequence[int], after: str | None, limit: int
    ) -> BucketPage:
        device, wanted = self.device(token, self.tables), frozenset(buckets)
        found = [
            row
            for row in self._rows_of(device, scope)
            if row.table == table and bucket_of(row.id) in wanted and (after is None or row.id > after)
        ]
        found.sort(key=lambda row: row.id)
        page = tuple(found[:limit])
        return BucketPage(page, page[-1].id if len(found) > limit else None)

    def fork(self, token: str, new_token: str, base_seq: int) -> Device:
        tables = self.tables
        old = self.device(token, tables)
        for known in tables.devices.values():
            if known.token == _hash(new_token):
                return self._moved_on(known, base_seq)
        lineage = [
            d for d in tables.devices.values() if (*d.ancestors, d.device_id)[0] == (*old.ancestors, old.device_id)[0]
        ]
        if len(lineage) > MOST_FORKS:
            raise ForkError
        device_id = self.ids.new()
        number = sum(device.scope_id == old.scope_id for device in tables.devices.values()) + 1
        made = replace(
            old,
            device_id=device_id,
            incarnation=self.ids.new(),
            code=f"{number:02d}",
            name=f"{old.name} ({number})",
            token=_hash(new_token),
            base_seq=base_seq,
            last_seq=base_seq,
            chain_head=chain.genesis(device_id),
            ancestors=(*old.ancestors, old.device_id),
        )
        tables.put(tables.devices, device_id, made)
        self.commit()
        return made

    def _moved_on(self, made: Device, base_seq: int) -> Device:
        """More may have been settled since the answer that was lost."""
        if made.last_seq != made.base_seq:
            return made
        moved = replace(made, base_seq=base_seq, last_seq=base_seq)
        self.tables.put(self.tables.devices, made.device_id, moved)
        self.commit()
        return moved

    # ------------------------------------------------------------------ what tests reach into

    def device(self, token: str, tables: Tables) -> Device:
        hashed = _hash(token)
        for device in tables.devices.values():
            if device.token == hashed:
                if device.revoked:
                    raise LoketError(ErrorCode.DEVICE_REVOKED)
                return device
        raise LoketError(ErrorCode.WRONG_TOKEN)

    def enrol(self, device: Device, token: str) -> None:
        made = replace(device, token=_hash(token), chain_head=chain.genesis(device.device_id))
        self.tables.put(self.tables.devices, device.device_id, made)
        self.commit()

    def commit(self) -> None:
        self.tables.commit()
        self.generation += 1

    @staticmethod
    def head(tables: Tables, scope: int) -> Cursor:
        ver = tables.vers.get(scope, 0)
        return Cursor(ver, tables.log.get((scope, ver)))

    def is_rewound(self, tables: Tables, scope: int, cursor: Cursor) -> bool:
        """Whether this history has no such version with such a mark."""
        if cursor.ver > tables.vers.get(scope, 0):
            return True
        return cursor.ver > 0 and cursor.mark is not None and tables.log.get((scope, cursor.ver)) != cursor.mark

    def scope_page(
        self, tables: Tables, device: Device, cursor: Cursor, asked: tuple[int, int], *, primary: bool
    ) -> tuple[ScopePage, list[Line]]:
        """`asked` is the scope and the room for rows."""
        scope, room = asked
        head = tables.vers.get(scope, 0)
        if self.is_rewound(tables, scope, cursor):
            # a standby that the cursor is not part of has nothing to say; only the primary knows that it is a loss
            return ScopePage(scope, cursor.ver, cursor.ver, (), cursor.mark, rewound=primary), []
        if head <= cursor.ver or room <= 0:
            return ScopePage(scope, cursor.ver, max(head, cursor.ver), (), cursor.mark), []
        lines = [line for line in self.lines(tables, device, scope) if line[0] > cursor.ver]
        lines.sort(key=lambda line: (line[0], _PLACE[line[1].table], line[1].id))
        upto = head if len(lines) < room else lines[room - 1][0]
        page = ScopePage(
            scope, upto, head, self.versions(tables, scope, cursor.ver, upto), tables.log.get((scope, upto))
        )
        return page, [line for line in lines if line[0] <= upto]

    def versions(self, tables: Tables, scope: int, after: int, upto: int) -> tuple[int, ...]:
        return tuple(ver for ver in range(after + 1, upto + 1) if (scope, ver) in tables.log)

    def lines(self, tables: Tables, device: Device, scope: int) -> list[Line]:
        """Every row of a scope, also those that were deleted or left, with the version of this scope."""
        found = [
            (row.ver, PulledRow(table, scope, row_id, row.ver, row.deleted, row.doc))
            for table, rows in tables.rows.items()
            for (of_scope, row_id), row in rows.items()
            if of_scope == scope
        ]
        for (unit, table, row_id), seen in tables.deliveries.items():
            if unit == scope:
                row = tables.rows[table][seen.home, row_id]
                found.append((seen.ver, PulledRow(table, seen.home, row_id, row.ver, row.deleted, row.doc)))
        found += [
            (left.ver, PulledRow("exit", scope, row_id, left.ver, True, {"tbl": table}))
            for (of_scope, table, row_id), left in tables.exits.items()
            if of_scope == scope
        ]
        return found

    # ------------------------------------------------------------------ inside a push

    def _settle_groups(
        self, write: Write, device: Device, ops: Sequence[Doc], times: Times, most_groups: int
    ) -> tuple[OperationResult, ...]:
        groups: dict[str, list[Doc]] = {}
        for number, op in enumerate(ops, ops[0]["seq"]):
            if op["seq"] != number:
                raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "server", "sqlstate": "LK009"})
            groups.setdefault(op["tx_id"], []).append(op)
        if any(op["seq"] <= device.last_seq and not self.is_same(write.tables, device, op) for op in ops):
            raise ForkError
        settled: list[OperationResult] = []
        for group in list(groups.values())[:most_groups]:
            self.settle(write, device, group, times)
            settled += [self._result(op) for op in group]
        return tuple(settled)

    def settle(self, write: Write, device: Device, group: Sequence[Doc], times: Times) -> None:
        """One local transaction: what was settled before is not done again."""
        tables = write.tables
        settled_to = tables.devices[device.device_id].last_seq
        fresh = [op for op in group if op["seq"] > settled_to]
        new = [op for op in fresh if self.is_new(tables, op)]
        if new:
            self.apply_group(write, device, new, times)
        for op in fresh:
            if op["op_id"] not in tables.applied:
                self._note(tables, device, op, ("rejected", "withdrawn", None))
            self._keep_in_audit(tables, device.device_id, op)

    @staticmethod
    def is_same(tables: Tables, device: Device, op: Doc) -> bool:
        """Whether an operation with a number that was settled is the one that was settled under it."""
        entry = tables.audit.get((device.device_id, op["seq"]))
        return op["op_id"] in tables.applied and (entry is None or entry.op_id == op["op_id"])

    @staticmethod
    def is_new(tables: Tables, op: Doc) -> bool:
        """Whether there is something to be done, and it has not been."""
        return op["kind"] != "none" and op["op_id"] not in tables.applied

    def apply_group(self, write: Write, device: Device, group: Sequence[Doc], times: Times) -> None:
        tables = write.tables
        begun = tables.savepoint()
        failed: Doc = group[0]
        try:
            for op in group:
                failed = op
                apply(write, device, op, times)
                self._note(tables, device, op, ("applied", None, None))
        except RefusedError as refused:
            tables.back_to(begun)
            self._refuse(tables, device, group, failed, ("rejected", refused.code, refused.about))
        except UnforeseenError as fault:
            tables.back_to(begun)
            self._refuse(tables, device, group, failed, ("held", fault.state, None))

    def _refuse(
        self, tables: Tables, device: Device, group: Sequence[Doc], failed: Doc, why: tuple[str, str, str | None]
    ) -> None:
        outcome, code, about = why
        for op in group:
            alone = op is failed
            self._note(
                tables, device, op, (outcome, code if alone else "with_another", about if alone else failed["op_id"])
            )
            if outcome == "held":
                tables.put(tables.quarantine, op["op_id"], {"op": op, "device": device.device_id, "open": True})

    def _note(self, tables: Tables, device: Device, op: Doc, what: tuple[str, str | None, str | None]) -> None:
        note = Applied(op["op_id"], device.device_id, op["seq"], *what, at=self.clock.now())
        tables.put(tables.applied, op["op_id"], note)

    def _keep_in_audit(self, tables: Tables, device_id: str, op: Doc) -> None:
        device = tables.devices[device_id]
        content = op["content"]
        if op["kind"] not in {"none", "unreadable"}:
            content = _content(op)
        link = chain.link(device.chain_head, content)
        sound = (content, link) == (op["content"], op["chain"])
        tables.put(tables.audit, (device_id, op["seq"]), Audited(op["op_id"], content, link, sound))
        tables.put(tables.devices, device_id, replace(device, last_seq=op["seq"], chain_head=link))

    def _result(self, op: Doc) -> OperationResult:
        known = self.tables.applied[op["op_id"]]
        return OperationResult(known.op_id, op["seq"], known.outcome, known.code, known.message)

    def _refused(self, tables: Tables, device: Device) -> tuple[OperationResult, ...]:
        lineage = (device.device_id, *device.ancestors)
        return tuple(
            OperationResult(each.op_id, each.seq, each.outcome, each.code, each.message)
            for each in tables.applied.values()
            if each.device_id in lineage and (each.outcome != "applied" or each.op_id in tables.quarantine)
        )

    def _rows_of(self, device: Device, scope: int) -> list[PulledRow]:
        own = (0, device.scope_id)
        return [
            row
            for _, row in self.lines(self.tables, device, scope)
            if row.table in SYNCED_TABLES and not row.deleted and (scope in own or row.scope_id != device.scope_id)
        ]


_PLACE = {"exit": 0, "customer": 1, "case_file": 2, "fact": 3, "reference": 4}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _content(op: Mapping[str, Any]) -> str:
    doc = {name: value for name, value in op.items() if name not in {"seq", "content", "chain"}}
    return hashlib.sha256(chain.written(json.loads(json.dumps(doc))).encode("utf-8", "surrogatepass")).hexdigest()
