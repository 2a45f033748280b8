"""The shell: which place is shown, who works, how sync stands, and when to lock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Changes
from app.domain.people import Session
from ui.core import Formats, ShellCore, SyncStatus
from ui.tasks import Background
from ui.words import _, ngettext

TICK_MS = 5_000
"""How often the clock in the header is looked at: it shows minutes."""


class Place(StrEnum):
    """What the window shows."""

    STARTING = "starting"
    FIRST_RUN = "first_run"
    LOGIN = "login"
    LOCKED = "locked"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class SyncWords:
    """The state of sync in words: `link` is always there, others may be empty; `tone` is ok, info, warn or danger."""

    tone: str
    link: str
    waiting: str = ""
    refused: str = ""
    conflicts: str = ""
    last: str = ""
    linked: bool = True
    short_link: str = ""

    @property
    def sentence(self) -> str:
        """All of it, for a tooltip or a screen reader."""
        parts = (self.link, self.waiting, self.refused, self.conflicts, self.last)
        return ". ".join(part for part in parts if part)


def sync_words(status: SyncStatus | None, formats: Formats | None, zone: str, conflicts: int = 0) -> SyncWords:
    """What the badge says of a state of sync; times in the branch's zone."""
    if status is None or formats is None:
        return SyncWords("info", _("Connecting"))
    last = _("Last sync {time}").format(time=formats.clock(status.last_sync_at, zone)) if status.last_sync_at else ""
    waiting = ngettext("{count} waiting", "{count} waiting", status.outbox) if status.outbox else ""
    refused = ngettext("{count} refused", "{count} refused", status.refused) if status.refused else ""
    contrary = ngettext("{count} conflict", "{count} conflicts", conflicts) if conflicts else ""
    tone, link = _link(status, formats, zone)
    if conflicts and tone != "info":
        tone = "warn"
    return SyncWords(
        "danger" if refused else tone,
        link,
        waiting.format(count=formats.number(status.outbox)),
        refused.format(count=formats.number(status.refused)),
        contrary.format(count=formats.number(conflicts)),
        last or _("Never synced"),
        linked=status.online or status.offline_since is None,
        short_link=link if status.online or status.offline_since is None else _("Offline"),
    )


def _link(status: SyncStatus, formats: Formats, zone: str) -> tuple[str, str]:
    if status.online:
        return "ok", _("Online")
    if status.offline_since is None:
        # the first round has not ended yet
        return "info", _("Connecting")
    return "warn", _("Offline since {time}").format(time=formats.clock(status.offline_since, zone))


class ShellViewModel(QObject):
    """Moves between places; everything personal is behind `Place.WORK`."""

    place_changed = Signal(str)
    session_changed = Signal()
    sync_changed = Signal()
    unsettled = Signal()
    """Something was refused, or conflicts, that was not before."""
    ticked = Signal()

    def __init__(self, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._core: ShellCore | None = None
        self.place = Place.STARTING
        self.session: Session | None = None
        self.sync: SyncStatus | None = None
        self.conflicts = 0
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._awake = False

    @property
    def core(self) -> ShellCore:
        """The core, once it is open."""
        if self._core is None:
            raise RuntimeError("the core is not open yet")
        return self._core

    @property
    def has_core(self) -> bool:
        return self._core is not None

    def show_first_run(self) -> None:
        """There is no store on this device yet."""
        self._go(Place.FIRST_RUN)

    def show_login(self) -> None:
        """There is a store; it may still be being opened."""
        self._go(Place.LOGIN)

    def attach(self, core: ShellCore, lock_after_minutes: int) -> None:
        """The core is open."""
        self._core = core
        self._idle.setInterval(max(1, lock_after_minutes) * 60_000)
        self.sync = core.sync.state
        self._tick.start()
        self.sync_changed.emit()
        self._count()

    def signed_in(self, session: Session) -> None:
        """Someone logged in or unlocked."""
        self.session = session
        self.session_changed.emit()
        self._go(Place.WORK)
        self._idle.start()

    def restore(self, session: Session) -> None:
        """A session of an earlier start is still open: its owner unlocks it, with or without a network."""
        self.session = session
        self.session_changed.emit()
        self._go(Place.LOCKED)

    def lock(self) -> None:
        """Hide everything until the password is typed again."""
        if self.place is Place.WORK:
            self._idle.stop()
            self._go(Place.LOCKED)

    def log_out(self) -> None:
        """End the session."""
        if self.session is None:
            return
        self._tasks.run(self.core.sessions.logout)
        self.end_session()

    def end_session(self) -> None:
        """The session is over, whoever ended it."""
        self._idle.stop()
        self.session = None
        self.session_changed.emit()
        self._go(Place.LOGIN)

    def touch(self) -> None:
        """Someone is here: a key or the mouse. Cheap, since it is called for each of them."""
        self._awake = True

    def show_sync(self, status: SyncStatus) -> None:
        """Sync tells how it stands."""
        before, self.sync = self.sync, status
        self.sync_changed.emit()
        if before is not None and status.refused > before.refused:
            self.unsettled.emit()
        if status.online:
            # conflicts come with what a round has fetched
            self._count()

    def apply(self, changes: Changes) -> None:
        """Something was committed: settling a conflict is an edit of its customer."""
        if self.conflicts and changes.customers:
            self._count()

    def refresh(self) -> None:
        """Send and fetch now."""
        if self._core is not None:
            self._core.sync.nudge()

    def _count(self) -> None:
        self._tasks.latest("shell.conflicts", partial(_conflicts, self.core), self._counted)

    def _counted(self, conflicts: int) -> None:
        before, self.conflicts = self.conflicts, conflicts
        if conflicts != before:
            self.sync_changed.emit()
        if conflicts > before:
            self.unsettled.emit()

    def _go(self, place: Place) -> None:
        if place is not self.place:
            self.place = place
            self.place_changed.emit(place)

    def _on_tick(self) -> None:
        if self._awake and self._idle.isActive():
            self._idle.start()
        self._awake = False
        if self.session is not None and not self.session.is_open(self.core.clock.now()):
            self.log_out()
        self.ticked.emit()


def _conflicts(core: ShellCore) -> int:
    """How many there are; the names in them do not stay in memory."""
    return len(core.sync_desk.overview().conflicts)
