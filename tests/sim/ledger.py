"""What people did at the stations, kept outside of every store that can break."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.sim.backend import Oracle
from tests.sim.view import Queued, View


@dataclass(frozen=True, slots=True)
class Made:
    """An operation that a station had on its disk; `place` counts in the order in which they were made there."""

    op_id: str
    tx_id: str
    kind: str
    row_id: str
    scope_id: int
    station: str
    place: int


@dataclass(slots=True)
class Ledger:
    """All operations ever made, and which of them no disk and no server holds any more."""

    made: dict[str, Made] = field(default_factory=dict)
    destroyed: set[str] = field(default_factory=set)
    contended: set[str] = field(default_factory=set)
    """Customers that somebody else changed, too: there one's own words may rightly give way."""
    taken: set[str] = field(default_factory=set)
    """Rows that the back office took away or moved."""

    outcomes: dict[str, set[str]] = field(default_factory=dict)
    """What the shared database said of each operation before its restores; who heard of a refusal keeps to it."""
    lost_there: set[str] = field(default_factory=set)
    """Operations that the shared database had settled once, before a restore; a refusal need not be told it again."""
    tangled: set[str] = field(default_factory=set)
    """Devices left behind by a fork while a second engine on the same store still spoke for them: the lock on rounds,
    which is not part of these worlds, keeps that from happening."""
    _editors: dict[str, str] = field(default_factory=dict)

    def note(self, station: str, queued: Iterable[Queued]) -> list[Made]:
        """Write down what is new in an outbox."""
        new = [each for each in queued if each.op_id not in self.made]
        for each in new:
            if each.kind == "customer.edit" and self._editors.setdefault(each.row_id, station) != station:
                self.contended.add(each.row_id)
            self.made[each.op_id] = Made(
                each.op_id, each.tx_id, each.kind, each.row_id, each.scope_id, station, len(self.made)
            )
        return [self.made[each.op_id] for each in new]

    def before_restore(self, oracle: Oracle) -> None:
        """What the shared database says now may be another thing afterwards."""
        for op_id, settled in oracle.settled.items():
            self.outcomes.setdefault(op_id, set()).add(settled.outcome)

    def went_back(self, station: str) -> None:
        """A station on an older disk is to its former self as somebody else."""
        self.contended |= {row_id for row_id, editor in self._editors.items() if editor == station}

    def after_disaster(self, views: Iterable[View], oracle: Oracle) -> None:
        """What neither a living store nor the shared database has is gone, as the backups had it."""
        alive = set(oracle.settled)
        for view in views:
            alive.update(view.outbox)
        self.destroyed = {op_id for op_id in self.made if op_id not in alive}
