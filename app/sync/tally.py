"""What a round has done so far; the first trouble names its end."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import PushAnswer, SyncReport, SyncState
from app.services.ports import Replica

_STATE_OF = {ErrorCode.TOO_OLD: SyncState.TOO_OLD}

_LOGIN = "login"


@dataclass(slots=True)
class Tally:
    """Counts of one round."""

    pushed: int = 0
    acked: int = 0
    rejected: int = 0
    held: int = 0
    pulled: int = 0
    skew_seconds: float = 0.0
    conversations: int = 0
    resynced: list[int] = field(default_factory=list)
    state: SyncState = SyncState.OK
    detail: str | None = None
    error: LoketError | None = None

    def count(self, answer: PushAnswer) -> None:
        """Add what became of operations."""
        self.pushed += len(answer.results)
        for result in answer.results:
            if result.outcome == "applied":
                self.acked += 1
            elif result.outcome == "rejected":
                self.rejected += 1
            else:
                self.held += 1

    def trouble(self, state: SyncState, detail: str) -> None:
        """Note how the round ends, unless that is known already."""
        if self.state is SyncState.OK:
            self.state, self.detail = state, detail

    def fault(self, error: LoketError) -> None:
        """The same for an error that says what is wrong."""
        if self.state is SyncState.OK:
            self.error = error
        # the login that devices share is another thing to mend than the network
        detail = _LOGIN if error.facts.get("reason") == _LOGIN else error.code.value
        self.trouble(_STATE_OF.get(error.code, SyncState.OFFLINE), detail)

    def report(self, replica: Replica) -> SyncReport:
        """The round as a value, with how the store stands after it."""
        enrolled = self.detail != ErrorCode.NOT_ENROLLED.value
        cursors = {scope: cursor.ver for scope, cursor in replica.cursors().items()} if enrolled else None
        return SyncReport(
            state=self.state,
            pushed=self.pushed,
            acked=self.acked,
            rejected=self.rejected,
            held=self.held,
            pulled=self.pulled,
            outbox=replica.counts()[0],
            cursors=cursors,
            detail=self.detail,
            skew_seconds=self.skew_seconds,
            resynced=tuple(dict.fromkeys(self.resynced)),
        )
