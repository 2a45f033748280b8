"""One round of sync: what waits here goes up, what is new there comes down, and neither waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.changes import ChangeBus
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    MAX_PUSH,
    DeviceIdentity,
    Operation,
    PushAnswer,
    SyncReport,
    SyncState,
)
from app.services.ports import Clock, Replica, Transport
from app.sync.connecting import EpochError, ForkError

PULL_ROWS = 2_000
_NOTE_EVERY = timedelta(seconds=10)
_STATE_OF = {ErrorCode.TOO_OLD: SyncState.TOO_OLD}

TransportFactory = Callable[[DeviceIdentity], Transport]


@dataclass(slots=True)
class _Tally:
    """What a round has done so far; the first trouble names its end."""

    pushed: int = 0
    acked: int = 0
    rejected: int = 0
    held: int = 0
    pulled: int = 0
    state: SyncState = SyncState.OK
    detail: str | None = None

    def count(self, answer: PushAnswer) -> None:
        self.pushed += len(answer.results)
        for result in answer.results:
            if result.outcome == "applied":
                self.acked += 1
            elif result.outcome == "rejected":
                self.rejected += 1
            else:
                self.held += 1

    def trouble(self, state: SyncState, detail: str) -> None:
        if self.state is SyncState.OK:
            self.state, self.detail = state, detail


class SyncEngine:
    """Rounds between one replica and the shared database; one at a time, from whichever thread."""

    def __init__(self, replica: Replica, transport_factory: TransportFactory, clock: Clock, bus: ChangeBus) -> None:
        self._replica = replica
        self._new_transport = transport_factory
        self._clock = clock
        self._bus = bus
        self._transport: Transport | None = None
        self._round = threading.Lock()
        # an empty page that says what the last one said is not written down again: a poll costs no disk
        self._known: tuple[object, ...] | None = None
        self._confirmed = 0
        self._noted_at: datetime | None = None

    def round(self) -> SyncReport:
        """Push all that waits, pull all that is new; never raises for what the network or the server does."""
        with self._round:
            tally = _Tally()
            self._attempt(tally, self._push)
            # a program that is too old cannot read what is new, but what it has done is always taken
            if tally.state is not SyncState.TOO_OLD:
                self._attempt(tally, self._pull)
            if tally.state is SyncState.TOO_OLD:
                self._hang_up()
            elif tally.state is SyncState.OK:
                self._note_completed(tally)
            return SyncReport(
                state=tally.state,
                pushed=tally.pushed,
                acked=tally.acked,
                rejected=tally.rejected,
                held=tally.held,
                pulled=tally.pulled,
                outbox=self._replica.counts()[0],
                cursors=self._cursors(tally),
                detail=tally.detail,
            )

    def counts(self) -> tuple[int, int]:
        """How many operations wait, and how many were refused or held."""
        return self._replica.counts()

    def interrupt(self) -> None:
        """End a call that hangs, from another thread; the round then ends as one without a network."""
        transport = self._transport
        if transport is not None:
            transport.close()

    def close(self) -> None:
        """End the conversation."""
        with self._round:
            self._hang_up()

    def _attempt(self, tally: _Tally, step: Callable[[Transport, _Tally], None]) -> None:
        transport = self._conversation(tally)
        if transport is None:
            return
        try:
            step(transport, tally)
        except ForkError:
            tally.trouble(SyncState.FORK, "fork")
        except EpochError:
            # the next conversation begins with the new epoch
            self._hang_up()
            tally.trouble(SyncState.OFFLINE, "epoch")
        except LoketError as error:
            if error.code is ErrorCode.UNREACHABLE:
                self._hang_up()
            tally.trouble(_STATE_OF.get(error.code, SyncState.OFFLINE), error.code.value)

    def _conversation(self, tally: _Tally) -> Transport | None:
        """The open conversation, or a new one; None once a round has found that there is none to be had."""
        if self._transport is not None or tally.state is SyncState.OFFLINE:
            return self._transport
        try:
            self._transport = self._new_transport(self._replica.device())
            self._transport.hello()
        except LoketError as error:
            tally.trouble(_STATE_OF.get(error.code, SyncState.OFFLINE), error.code.value)
            if error.code is not ErrorCode.TOO_OLD:
                self._hang_up()
        return self._transport

    def _note_completed(self, tally: _Tally) -> None:
        now = self._clock.now()
        if tally.pushed or tally.pulled or self._noted_at is None or now - self._noted_at >= _NOTE_EVERY:
            self._replica.synced(now)
            self._noted_at = now

    def _hang_up(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _push(self, transport: Transport, tally: _Tally) -> None:
        oldest = self._replica.pending(1)
        start = oldest[0].seq if oldest else None
        rewound: set[int] = set()
        while start is not None:
            operations = self._batch(start)
            if not operations:
                return
            answer = transport.push(operations)
            if answer.need is not None:
                # what the shared database lost is still here, unless it asks again for what is gone
                if answer.need in rewound or not self._holds(answer.need):
                    raise ForkError
                rewound.add(answer.need)
                start = answer.need
                continue
            tally.count(answer)
            self._confirmed = max(self._confirmed, operations[-1].seq)
            self._bus.publish(self._replica.record_push(answer))
            start = operations[-1].seq + 1

    def _holds(self, seq: int) -> bool:
        first = self._replica.operations_from(seq, 1)
        return bool(first) and first[0].seq == seq

    def _batch(self, start: int) -> tuple[Operation, ...]:
        """Operations from `start` on: as many whole transactions as one push takes, or one that is larger."""
        limit = MAX_PUSH
        while True:
            operations = self._replica.operations_from(start, limit + 1)
            if len(operations) <= MAX_PUSH:
                return operations
            cut = operations[MAX_PUSH].tx_id
            whole = tuple(operation for operation in operations[:MAX_PUSH] if operation.tx_id != cut)
            if whole:
                return whole
            first = tuple(operation for operation in operations if operation.tx_id == cut)
            if len(first) < len(operations) or len(operations) <= limit:
                return first
            limit *= 2

    def _pull(self, transport: Transport, tally: _Tally) -> None:
        while True:
            page = transport.pull(self._replica.cursors(), PULL_ROWS)
            # a clone of this device may have handed over other work under the same numbers: only what an answer to
            # our own push has named is ours to strike off
            page = replace(page, last_seq=min(page.last_seq, self._confirmed))
            known = (page.epoch, page.last_seq, page.refused)
            if known != self._known or any(scope.versions for scope in page.scopes):
                self._bus.publish(self._replica.apply(page))
                self._known = known
            tally.pulled += len(page.rows)
            if page.is_complete:
                return

    def _cursors(self, tally: _Tally) -> dict[int, int] | None:
        return None if tally.detail == ErrorCode.NOT_ENROLLED.value else self._replica.cursors()
