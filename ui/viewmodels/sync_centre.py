"""The sync centre: what waits, what was refused, what conflicts, and the acts by which a person settles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from app.changes import Changes
from ui.core import SyncDesk, SyncStatus
from ui.tasks import Background

if TYPE_CHECKING:
    from app.domain.processes import Process
    from app.services.views import DigestCheck, ProfileConflict, RefusedGroup, SyncOverview


class Processes(Protocol):
    """The templates of cases."""

    def processes(self) -> tuple[Process, ...]: ...


class Revealing(Protocol):
    """Shows a masked value; the look is logged with its reason."""

    def reveal(self, customer_id: str, field: str, reason: str) -> str: ...


@dataclass(frozen=True, slots=True)
class SyncCore:
    """The use-cases that the page works with."""

    desk: SyncDesk
    customers: Revealing
    cases: Processes


@dataclass(frozen=True, slots=True)
class SyncCentre:
    """Everything the page shows; `overview` is None until it has been read."""

    status: SyncStatus
    overview: SyncOverview | None = None
    checking: bool = False
    checked: DigestCheck | None = None
    check_error: Exception | None = None

    @property
    def last_check(self) -> DigestCheck | None:
        """The comparison made last, here or before the program was started."""
        return self.checked or (self.overview.last_check if self.overview else None)


class SyncCentreViewModel(QObject):
    """Reads the overview again when something changed; what waits for the network goes through `slow`."""

    changed = Signal(object)
    """`SyncCentre`."""

    done = Signal(str)
    """What a person settled: resent, mended, withdrawn or settled."""

    refused = Signal(object)
    """Why an act could not be done."""

    revealed = Signal(str)
    """The op_id of a conflict whose versions may be shown in full: the look is logged."""

    def __init__(
        self,
        core: SyncCore,
        status: SyncStatus,
        tasks: Background,
        slow: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = core.desk
        self._core = core
        self.processes: tuple[Process, ...] = ()
        self._tasks = tasks
        self._slow = slow
        self._centre = SyncCentre(status)
        self._awake = False

    @property
    def centre(self) -> SyncCentre:
        return self._centre

    def start(self) -> None:
        """The page is shown: read, and keep it fresh."""
        self._awake = True
        self._tasks.latest("sync.processes", self._core.cases.processes, self._know)
        self.refresh()

    def stop(self) -> None:
        """The page is hidden: changes are read when it is shown again."""
        self._awake = False

    def forget(self) -> None:
        """Drop every name."""
        self.stop()
        self._tasks.forget("sync.overview")
        self._show(replace(self._centre, overview=None, check_error=None))

    def refresh(self) -> None:
        """Read the lists again."""
        if self._awake:
            self._tasks.latest("sync.overview", self._desk.overview, self._read)

    def apply(self, changes: Changes) -> None:
        """Something was committed, here or by sync."""
        if changes.outbox or changes.customers or changes.cases or changes.reference:
            self.refresh()

    def show_status(self, status: SyncStatus) -> None:
        """The line has changed."""
        if status != self._centre.status:
            self._show(replace(self._centre, status=status))
            self.refresh()

    def resend(self, group: RefusedGroup) -> None:
        """Send a refused change again as it is."""
        self._do("resent", partial(self._desk.resend, group.tx_id))

    def mend(self, group: RefusedGroup, values: Mapping[str, str | None]) -> None:
        """Send a refused change again with these values in place of the refused ones."""
        self._do("mended", partial(self._desk.mend, group.tx_id, dict(values)))

    def withdraw(self, group: RefusedGroup, reason: str) -> None:
        """Take a refused change back for good."""
        self._do("withdrawn", partial(self._desk.withdraw, group.tx_id, reason))

    def settle(self, conflict: ProfileConflict, value: str | None) -> None:
        """Let this value of a field hold for everybody."""
        self._do("settled", partial(self._desk.settle, conflict.op_id, conflict.field, value))

    def reveal(self, conflict: ProfileConflict, reason: str) -> None:
        """Log why the versions of a sensitive field are looked at, then show them."""
        work = partial(self._core.customers.reveal, conflict.customer_id, conflict.field, reason)
        self._tasks.run(work, partial(self._on_revealed, conflict), self._on_refused)

    def check(self) -> None:
        """Compare every row with the shared database; differences are put right."""
        if self._centre.checking:
            return
        self._show(replace(self._centre, checking=True, check_error=None))
        self._slow.run(self._desk.check, self._checked, self._not_checked)

    def _do(self, what: str, work: Callable[[], object]) -> None:
        self._tasks.run(work, partial(self._on_done, what), self._on_refused)

    def _on_done(self, what: str, _answer: object) -> None:
        self.done.emit(what)
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self.refused.emit(error)
        self.refresh()

    def _on_revealed(self, conflict: ProfileConflict, _value: str) -> None:
        self.revealed.emit(conflict.op_id)

    def _know(self, processes: tuple[Process, ...]) -> None:
        self.processes = processes

    def _read(self, overview: SyncOverview) -> None:
        if self._awake:
            self._show(replace(self._centre, overview=overview))

    def _checked(self, check: DigestCheck) -> None:
        self._show(replace(self._centre, checking=False, checked=check))
        self.refresh()

    def _not_checked(self, error: Exception) -> None:
        self._show(replace(self._centre, checking=False, check_error=error))

    def _show(self, centre: SyncCentre) -> None:
        if centre != self._centre:
            self._centre = centre
            self.changed.emit(centre)
