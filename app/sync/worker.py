"""Sync in the background: a thread that runs rounds, woken by news, by what people do here, or by the clock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from random import SystemRandom

from app.changes import ChangeBus, Changes
from app.domain.replication import DeviceIdentity, SyncReport, SyncState
from app.services.ports import Clock
from app.services.views import DigestCheck
from app.sync.engine import SyncEngine
from app.sync.listener import ScopeListener
from app.sync.pace import Pace, Waiting, longest
from app.sync.round_lock import RoundLock

log = logging.getLogger(__name__)

_STOP_SECONDS = 5.0
_ONCE_SECONDS = 60.0
_CHECK_SECONDS = 600.0
_HANGS_AFTER = 30.0
"""A round that takes no step for three waits, or for this where waits are short, is cut off."""


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How sync stands; `offline_since` is None while online, `last_sync_at` None before the first completed round."""

    state: SyncState
    online: bool
    offline_since: datetime | None
    last_sync_at: datetime | None
    outbox: int
    refused: int
    detail: str | None = None
    """The code of what stands in the way, or None."""
    skew_seconds: float = 0.0
    """How far this device's clock is ahead of the shared database's."""


StatusCallback = Callable[[SyncStatus], None]


class SyncWorker:
    """Runs rounds until stopped. `last_sync_at` is what the store remembers of earlier days."""

    def __init__(
        self,
        engine: SyncEngine,
        bus: ChangeBus,
        clock: Clock,
        lock: RoundLock,
        device: Callable[[], DeviceIdentity],
        last_sync_at: datetime | None = None,
    ) -> None:
        self._engine = engine
        self._bus = bus
        self._clock = clock
        self._lock = lock
        self._waiting = Waiting(SystemRandom())
        self._listener = ScopeListener(device, self.nudge, self._look_after)
        self._pace = Pace.IDLE
        self._failures = 0
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._moved_at: float | None = None
        self._steps = 0
        self._callbacks: tuple[StatusCallback, ...] = ()
        self._guard = threading.Lock()
        self._status = SyncStatus(SyncState.OFFLINE, online=False, offline_since=None, last_sync_at=last_sync_at,
                                  outbox=0, refused=0)  # fmt: skip

    @property
    def state(self) -> SyncStatus:
        """How sync stands now."""
        return self._status

    def on_status(self, callback: StatusCallback) -> Callable[[], None]:
        """Call `callback` with every new status, in the thread that found it; the returned function ends that."""
        with self._guard:
            self._callbacks = (*self._callbacks, callback)

        def forget() -> None:
            with self._guard:
                self._callbacks = tuple(known for known in self._callbacks if known is not callback)

        return forget

    def set_pace(self, pace: Pace) -> None:
        """Say what the person is doing; a quicker pace starts with a round."""
        quicker = longest(pace) < longest(self._pace)
        self._pace = pace
        if quicker:
            self.nudge()

    def start(self) -> None:
        """Begin to run rounds in the background; nothing happens if it does already."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._unsubscribe = self._bus.subscribe(self._heard)
        self._thread = threading.Thread(target=self._run, name="loket-sync", daemon=True)
        self._thread.start()
        self._listener.start()

    def stop(self, timeout: float = _STOP_SECONDS) -> None:
        """End the rounds and the conversation; waits at most `timeout` seconds for a round under way."""
        self._stopping.set()
        self._woken.set()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._listener.stop(timeout)
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout / 2)
            if thread.is_alive():
                self._engine.interrupt()
                thread.join(timeout / 2)
            if thread.is_alive():
                return
        self._engine.close()

    def nudge(self) -> None:
        """Run the next round now."""
        self._woken.set()

    def once(self) -> SyncReport:
        """Run one round here and now, after any that another program of this device runs."""
        with self._lock.held(_ONCE_SECONDS):
            report = self._engine.round()
        self._note(report)
        return report

    def check(self) -> DigestCheck:
        """Compare every row with the shared database here and now, and put right what differs.

        LoketError UNREACHABLE, and what else a round can end with.
        """
        with self._lock.held(_CHECK_SECONDS):
            return self._engine.check()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            self._round()
            self._woken.wait(self._waiting.next(self._pace, self._failures))

    def _round(self) -> None:
        self._moved_at = time.monotonic()
        try:
            with self._lock.held() as mine:
                if not mine:
                    return
                report = self._engine.round()
        except Exception:
            # a fault of ours must not end sync for the day; the log says which, without a row
            log.exception("a round of sync failed")
            report = SyncReport(SyncState.OFFLINE, detail="fault")
        finally:
            self._moved_at = None
        self._note(report)

    def _note(self, report: SyncReport) -> None:
        online = report.state is SyncState.OK
        self._failures = 0 if online else self._failures + 1
        now = self._clock.now()
        waiting, refused = self._engine.counts()
        with self._guard:
            before = self._status
            self._status = SyncStatus(
                state=report.state,
                online=online,
                offline_since=None if online else before.offline_since or now,
                last_sync_at=now if online else before.last_sync_at,
                outbox=waiting,
                refused=refused,
                detail=report.detail,
                skew_seconds=report.skew_seconds if online else before.skew_seconds,
            )
            callbacks = self._callbacks
        if report.pulled or _shown(self._status) != _shown(before):
            for callback in callbacks:
                callback(self._status)

    def _heard(self, changes: Changes) -> None:
        if changes.outbox and changes.source == "local":
            self.nudge()

    def _look_after(self) -> None:
        moved_at, steps = self._moved_at, self._engine.steps
        if moved_at is None:
            self._restart()
        elif steps != self._steps:
            # a first load takes long, but it moves
            self._steps, self._moved_at = steps, time.monotonic()
        elif time.monotonic() - moved_at > max(_HANGS_AFTER, 3 * longest(self._pace)):
            self._moved_at = time.monotonic()
            self._engine.interrupt()

    def _restart(self) -> None:
        """Nothing ends the loop but the program's end; if something did, it begins again."""
        thread = self._thread
        if thread is not None and not thread.is_alive() and not self._stopping.is_set():
            self._thread = threading.Thread(target=self._run, name="loket-sync", daemon=True)
            self._thread.start()


def _shown(status: SyncStatus) -> SyncStatus:
    """The status as people see it: the last sync and the clock to the minute."""
    last = status.last_sync_at
    return replace(
        status,
        last_sync_at=last and last.replace(second=0, microsecond=0),
        skew_seconds=round(status.skew_seconds / 60) * 60.0,
    )
