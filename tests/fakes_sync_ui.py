"""The sync desk in memory, and rows to fill the sync centre with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from app.domain.errors import LoketError
from app.domain.facts import FactKind
from app.domain.processes import Process
from app.domain.replication import OperationKind
from app.services.views import DigestCheck, ProfileConflict, RefusedGroup, ScopeLine, SyncOverview, WaitingGroup

AT = datetime(2026, 3, 9, 2, 41, tzinfo=UTC)
EMPTY = SyncOverview((), 0, (), (), (), AT, None)
SCOPES = (
    ScopeLine(0, "reference", None, 41, is_resyncing=False),
    ScopeLine(2, "branch", "Makassar Panakkukang", 1204, is_resyncing=False),
    ScopeLine(7, "unit", "Perakitan", 96, is_resyncing=True),
)


def waiting(tx_id: str = "w1", **changes: object) -> WaitingGroup:
    """A contact that was served and closed half an hour ago."""
    acts = (FactKind.INTERACTION_STARTED, FactKind.INTERACTION_SAID, FactKind.INTERACTION_SAID)
    made = WaitingGroup(tx_id, acts, "c1", "Ratna Wibowo", "PMT-2026-MKS3-00012", AT - timedelta(minutes=30), 2)
    return replace(made, **changes)  # type: ignore[arg-type]


def refused(tx_id: str = "r1", **changes: object) -> RefusedGroup:
    """A customer with a NIK that the shared database would not take."""
    made = RefusedGroup(
        tx_id=tx_id,
        acts=(OperationKind.CUSTOMER_ADD,),
        customer_id="c2",
        customer_name="Yohanes Lembang",
        case_number=None,
        done_at=AT - timedelta(minutes=50),
        staff_login="sari",
        held=False,
        code="invalid",
        about="nik",
        fields={"name": "Yohanes Lembang", "nik": "73710152038500", "phone": "+6281234567890", "honorific": "Bapak"},
        may_resend=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def conflict(op_id: str = "k1", **changes: object) -> ProfileConflict:
    """A phone number that was changed at two counters."""
    made = ProfileConflict(
        op_id=op_id,
        customer_id="c1",
        customer_name="Ratna Wibowo",
        field="phone",
        seen="+6281234567890",
        mine="+6281299990000",
        shared="+6281355551111",
        staff_login="budi",
        at=AT - timedelta(hours=1),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def overview(**changes: object) -> SyncOverview:
    """Something in each list."""
    made = SyncOverview((waiting(),), 1, (refused(),), (conflict(),), SCOPES, AT, None)
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class FakeSyncDesk:
    """Remembers what was asked of it; an act takes its row away, as the real one does."""

    shown: SyncOverview = EMPTY
    acts: list[tuple[object, ...]] = field(default_factory=list)
    error: LoketError | None = None
    found: DigestCheck = field(default_factory=lambda: DigestCheck(AT, (0, 2), 48_210, 0, 0))

    def overview(self) -> SyncOverview:
        return self.shown

    def resend(self, tx_id: str, /) -> None:
        self._act("resend", tx_id)
        self._drop(tx_id)

    def mend(self, tx_id: str, values: Mapping[str, str | None], /) -> None:
        self._act("mend", tx_id, dict(values))
        self._drop(tx_id)

    def withdraw(self, tx_id: str, reason: str, /) -> None:
        self._act("withdraw", tx_id, reason)
        self._drop(tx_id)

    def settle(self, op_id: str, name: str, value: str | None, /) -> None:
        self._act("settle", op_id, name, value)
        left = tuple(one for one in self.shown.conflicts if one.op_id != op_id)
        self.shown = replace(self.shown, conflicts=left)

    def check(self) -> DigestCheck:
        self._act("check")
        self.shown = replace(self.shown, last_check=self.found)
        return self.found

    def _act(self, *act: object) -> None:
        if self.error is not None:
            raise self.error
        self.acts.append(act)

    def _drop(self, tx_id: str) -> None:
        self.shown = replace(self.shown, refused=tuple(one for one in self.shown.refused if one.tx_id != tx_id))


@dataclass
class FakeRecords:
    """Shows masked values, and remembers why."""

    reasons: list[tuple[str, str, str]] = field(default_factory=list)

    def reveal(self, customer_id: str, name: str, reason: str) -> str:
        self.reasons.append((customer_id, name, reason))
        return "+6281355551111"


class FakeTemplates:
    """No processes are needed."""

    def processes(self) -> tuple[Process, ...]:
        return ()
