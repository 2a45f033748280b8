"""A replica in memory that keeps the contract of the local store, and transports that lose what they are told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.changes import Changes
from app.domain.digests import bucket_of, digest
from app.domain.errors import ErrorCode, LoketError
from app.domain.rebase import KnownRow, Verdict, verdict
from app.domain.replication import (
    SYNCED_TABLES,
    BucketPage,
    BucketSum,
    Cursor,
    DeviceIdentity,
    Hello,
    Operation,
    OperationKind,
    OperationState,
    PulledRow,
    PullPage,
    PushAnswer,
    Resync,
    ScopeDigest,
    Standing,
)
from app.services.ports import Transport
from app.services.views import DigestCheck

NOTHING = frozenset({OperationState.REJECTED, OperationState.WITHDRAWN})


class MemoryReplica:
    """Implements `Replica`."""

    def __init__(self, identity: DeviceIdentity) -> None:
        self.identity = identity
        self.rows: dict[tuple[str, str], PulledRow] = {}
        self.outbox: list[Operation] = []
        self.states: dict[str, OperationState] = {}
        self.synced_at: datetime | None = None
        self.checks: list[DigestCheck] = []
        self.check_due = False
        self._former: list[DeviceIdentity] = []
        self._token: str | None = None
        self._epoch: str | None = None
        self._epochs: dict[int, str] = {}
        self._cursors = dict.fromkeys(identity.scopes, Cursor())
        self._older: dict[int, list[Cursor]] = {}
        self._resyncs: dict[int, tuple[Resync, Resync, list[PulledRow]]] = {}

    def queue(self, *operations: Operation) -> None:
        for operation in operations:
            self.outbox.append(operation)
            self.states[operation.op_id] = OperationState.PENDING

    def device(self) -> DeviceIdentity:
        return self.identity

    def epoch(self) -> str | None:
        return self._epoch

    def cursors(self) -> dict[int, Cursor]:
        return dict(self._cursors)

    def older_cursors(self, scope_id: int) -> tuple[Cursor, ...]:
        return tuple(reversed(self._older.get(scope_id, [])))

    def standing(self) -> Standing:
        waiting = [each.seq for each in self._waiting()]
        settled = [each.seq for each in self.outbox if self.states[each.op_id] is not OperationState.PENDING]
        return Standing(
            scopes=self.identity.scopes,
            epoch=self._epoch,
            given=max((each.seq for each in self.outbox), default=0),
            settled=max(settled, default=0),
            waiting_from=min(waiting, default=None),
            waiting_to=max(waiting, default=None),
            resyncs=tuple(made.scope_id for made in self.resyncs()),
        )

    def pending(self, limit: int) -> tuple[Operation, ...]:
        return tuple(self._waiting()[:limit])

    def operations_from(self, seq: int, limit: int) -> tuple[Operation, ...]:
        found = [each for each in self.outbox if each.seq >= seq][:limit]
        return tuple(
            replace(each, kind=OperationKind.NOTHING, payload={}) if self.states[each.op_id] in NOTHING else each
            for each in found
        )

    def record_push(self, answer: PushAnswer) -> Changes:
        return self._settle({each.op_id: each.outcome for each in answer.results})

    def reopen(self, last_seq: int) -> Changes:
        lost = [each.op_id for each in self.outbox if each.seq > last_seq and self.states[each.op_id] not in NOTHING]
        self.states |= dict.fromkeys(lost, OperationState.PENDING)
        return Changes(outbox=bool(lost), source="sync")

    def apply(self, page: PullPage) -> Changes:
        if self._epoch not in {None, page.epoch}:
            raise LoketError(ErrorCode.INVALID, "epoch", {"known": str(self._epoch), "found": page.epoch})
        passed = {scope.scope_id for scope in page.scopes if scope.rewound or scope.scope_id in self._resyncs}
        scopes = [scope for scope in page.scopes if scope.scope_id not in passed]
        for scope in scopes:
            expected = tuple(range(self._cursors[scope.scope_id].ver + 1, scope.covered_to + 1))
            if scope.versions != expected:
                raise LoketError(ErrorCode.INVALID, "versions")
        changes = self._settle({each.op_id: each.outcome for each in page.refused})
        for operation in self._waiting():
            if operation.seq <= page.last_seq:
                self.states[operation.op_id] = OperationState.ACKED
                changes = replace(changes, outbox=True)
        rows = [row for row in page.rows if row.scope_id not in passed]
        for row in rows:
            self._lay(row)
        self._epoch = page.epoch
        for scope in scopes:
            if scope.versions or self._cursors[scope.scope_id].mark is None:
                self._cursors[scope.scope_id] = Cursor(scope.covered_to, scope.mark)
                self._older.setdefault(scope.scope_id, []).append(self._cursors[scope.scope_id])
                self._epochs[scope.scope_id] = page.epoch
        return changes | _news(rows)

    def synced(self, at: datetime) -> None:
        self.synced_at = at

    def counts(self) -> tuple[int, int]:
        states = list(self.states.values())
        refused = states.count(OperationState.REJECTED) + states.count(OperationState.HELD)
        return states.count(OperationState.PENDING), refused

    def waits_there(self) -> bool:
        return False

    def digest(self, scope_id: int, up_to: int | None = None) -> dict[tuple[str, int], BucketSum]:
        found: dict[tuple[str, int], BucketSum] = {}
        for name in SYNCED_TABLES:
            mine = [row for row in self._of_scope(scope_id) if row.table == name]
            found |= digest(name, [(row.id, row.ver) for row in mine if up_to is None or row.ver <= up_to])
        return found

    def resyncs(self) -> tuple[Resync, ...]:
        return tuple(now for _, now, _ in self._resyncs.values())

    def begin_resync(self, resync: Resync) -> None:
        self._resyncs[resync.scope_id] = (resync, resync, [])

    def stage(self, resync: Resync, rows: Sequence[PulledRow]) -> None:
        whole, _, staged = self._resyncs[resync.scope_id]
        self._resyncs[resync.scope_id] = (whole, resync, [*staged, *rows])

    def to_repair(self, resync: Resync) -> int:
        whole, _, staged = self._resyncs[resync.scope_id]
        ours = {(row.table, row.id, row.ver) for row in self._in(whole)}
        theirs = {(row.table, row.id, row.ver) for row in staged}
        return len({key[:2] for key in ours ^ theirs})

    def finish_resync(self, resync: Resync, meanwhile: PullPage | None = None) -> Changes:
        whole, _, staged = self._resyncs.pop(resync.scope_id)
        gone = self._in(whole)
        for row in gone:
            del self.rows[row.table, row.id]
        self.rows |= {(row.table, row.id): row for row in staged if not row.deleted}
        self._cursors[resync.scope_id] = resync.target
        self._older[resync.scope_id] = [resync.target]
        self._epochs[resync.scope_id] = resync.epoch
        if all(self._epochs.get(scope) == resync.epoch for scope in self.identity.scopes):
            self._epoch = resync.epoch
        for row in meanwhile.rows if meanwhile is not None else ():
            self.rows.pop((row.table, row.id), None)
            if not row.deleted:
                self.rows[row.table, row.id] = row
        for scope in meanwhile.scopes if meanwhile is not None else ():
            self._cursors[scope.scope_id] = Cursor(scope.covered_to, scope.mark)
        return _news([*gone, *staged])

    def fork_token(self) -> str:
        self._token = self._token or f"{self.identity.device_id}-again"
        return self._token

    def become(self, identity: DeviceIdentity) -> Changes:
        settled = self.standing().settled
        waiting = self._waiting()
        for number, operation in enumerate(waiting, start=settled + 1):
            self.outbox[self.outbox.index(operation)] = replace(operation, seq=number)
        self.outbox.sort(key=lambda each: each.seq)
        self._former.append(self.identity)
        self.identity, self._token = identity, None
        return Changes(outbox=bool(waiting), source="sync")

    def ancestors(self) -> tuple[DeviceIdentity, ...]:
        return tuple(reversed(self._former))

    def is_check_due(self, now: datetime) -> bool:
        return self.check_due and now is not None

    def checked(self, check: DigestCheck) -> None:
        self.check_due = False
        self.checks.append(check)

    def of(self, table: str) -> list[PulledRow]:
        return [row for (name, _), row in self.rows.items() if name == table]

    def _waiting(self) -> list[Operation]:
        return [each for each in self.outbox if self.states[each.op_id] is OperationState.PENDING]

    def _settle(self, outcomes: Mapping[str, str]) -> Changes:
        changed = False
        for op_id, outcome in outcomes.items():
            before = self.states[op_id]
            if outcome != "applied" and before not in NOTHING:
                self.states[op_id] = OperationState(outcome)
            elif outcome == "applied" and before is OperationState.HELD:
                self.states[op_id] = OperationState.ACKED
            changed = changed or self.states[op_id] is not before
        return Changes(outbox=changed, source="sync")

    def _lay(self, row: PulledRow) -> None:
        key = (str(row.doc["tbl"]) if row.table == "exit" else row.table, row.id)
        known = self.rows.get(key)
        match verdict(KnownRow(known.scope_id, known.ver) if known else None, row):
            case Verdict.LAY:
                self.rows[key] = row
            case Verdict.DROP:
                del self.rows[key]
            case Verdict.KEEP:
                pass

    def _of_scope(self, scope_id: int) -> list[PulledRow]:
        if scope_id == self.identity.unit_scope_id:
            return [row for row in self.rows.values() if row.scope_id not in {0, self.identity.scope_id}]
        return [row for row in self.rows.values() if row.scope_id == scope_id]

    def _in(self, resync: Resync) -> list[PulledRow]:
        buckets = {(table, bucket) for table, found in resync.waiting for bucket in found}
        return [row for row in self._of_scope(resync.scope_id) if (row.table, bucket_of(row.id)) in buckets]


class LossyTransport:
    """Hands on to a real transport; `lose` says of each call whether its answer gets lost on the way back."""

    def __init__(self, real: Transport, lose: Callable[[str], bool]) -> None:
        self._real = real
        self._lose = lose

    def hello(self) -> Hello:
        return self._real.hello()

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        answer = self._real.push(operations)
        self._maybe_lose("push")
        return answer

    def pull(self, cursors: Mapping[int, Cursor], limit: int) -> PullPage:
        page = self._real.pull(cursors, limit)
        self._maybe_lose("pull")
        return page

    def digest(self, scope_id: int) -> ScopeDigest:
        found = self._real.digest(scope_id)
        self._maybe_lose("digest")
        return found

    def bucket_rows(
        self, scope_id: int, table: str, buckets: Sequence[int], after: str | None, limit: int
    ) -> BucketPage:
        page = self._real.bucket_rows(scope_id, table, buckets, after, limit)
        self._maybe_lose("bucket_rows")
        return page

    def fork(self, new_token: str, base_seq: int) -> DeviceIdentity:
        identity = self._real.fork(new_token, base_seq)
        self._maybe_lose("fork")
        return identity

    def close(self) -> None:
        self._real.close()

    def _maybe_lose(self, call: str) -> None:
        if self._lose(call):
            raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})


def _news(rows: Sequence[PulledRow]) -> Changes:
    cases = frozenset(str(row.doc["case_id"]) for row in rows if row.doc.get("case_id"))
    return Changes(cases=cases, reference=any(row.table == "reference" for row in rows), source="sync")
