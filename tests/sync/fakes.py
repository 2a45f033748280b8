"""A replica in memory that keeps the contract of the local store, and transports that lose what they are told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    DeviceIdentity,
    Operation,
    OperationState,
    PulledRow,
    PullPage,
    PushAnswer,
)
from app.services.ports import Transport


class MemoryReplica:
    """Implements `Replica`."""

    def __init__(self, identity: DeviceIdentity) -> None:
        self.identity = identity
        self.rows: dict[tuple[str, str], PulledRow] = {}
        self.outbox: list[Operation] = []
        self.states: dict[str, OperationState] = {}
        self.synced_at: datetime | None = None
        self._cursors = dict.fromkeys(identity.scopes, 0)

    def queue(self, *operations: Operation) -> None:
        for operation in operations:
            self.outbox.append(operation)
            self.states[operation.op_id] = OperationState.PENDING

    def device(self) -> DeviceIdentity:
        return self.identity

    def cursors(self) -> dict[int, int]:
        return dict(self._cursors)

    def pending(self, limit: int) -> tuple[Operation, ...]:
        waiting = [each for each in self.outbox if self.states[each.op_id] is OperationState.PENDING]
        return tuple(waiting[:limit])

    def operations_from(self, seq: int, limit: int) -> tuple[Operation, ...]:
        return tuple(each for each in self.outbox if each.seq >= seq)[:limit]

    def record_push(self, answer: PushAnswer) -> Changes:
        return self._refuse({each.op_id: each.outcome for each in answer.results if each.outcome != "applied"})

    def apply(self, page: PullPage) -> Changes:
        for scope in page.scopes:
            expected = tuple(range(self._cursors[scope.scope_id] + 1, scope.covered_to + 1))
            if scope.versions != expected:
                raise LoketError(ErrorCode.INVALID, "versions")
        changes = self._refuse({each.op_id: each.outcome for each in page.refused})
        for operation in self.pending(len(self.outbox)):
            if operation.seq <= page.last_seq:
                self.states[operation.op_id] = OperationState.ACKED
                changes = replace(changes, outbox=True)
        for row in page.rows:
            known = self.rows.get((row.table, row.id))
            if known is None or row.ver > known.ver:
                self.rows[row.table, row.id] = row
        self._cursors |= {scope.scope_id: scope.covered_to for scope in page.scopes}
        cases = frozenset(str(row.doc["case_id"]) for row in page.rows if row.doc.get("case_id"))
        return changes | Changes(
            cases=cases, reference=any(row.table == "reference" for row in page.rows), source="sync"
        )

    def synced(self, at: datetime) -> None:
        self.synced_at = at

    def counts(self) -> tuple[int, int]:
        states = list(self.states.values())
        refused = states.count(OperationState.REJECTED) + states.count(OperationState.HELD)
        return states.count(OperationState.PENDING), refused

    def of(self, table: str) -> list[PulledRow]:
        return [row for (name, _), row in self.rows.items() if name == table]

    def _refuse(self, outcomes: dict[str, str]) -> Changes:
        for op_id, outcome in outcomes.items():
            self.states[op_id] = OperationState(outcome)
        return Changes(outbox=bool(outcomes), source="sync")


class LossyTransport:
    """Hands on to a real transport; `lose` says of each call whether its answer gets lost on the way back."""

    def __init__(self, real: Transport, lose: Callable[[str], bool]) -> None:
        self._real = real
        self._lose = lose

    def hello(self) -> str:
        return self._real.hello()

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        answer = self._real.push(operations)
        self._maybe_lose("push")
        return answer

    def pull(self, cursors: dict[int, int], limit: int) -> PullPage:
        page = self._real.pull(cursors, limit)
        self._maybe_lose("pull")
        return page

    def close(self) -> None:
        self._real.close()

    def _maybe_lose(self, call: str) -> None:
        if self._lose(call):
            raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
