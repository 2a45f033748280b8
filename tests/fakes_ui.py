"""Fakes of what the screen is given: background work that answers when told, and a core in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.changes import ChangeBus
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role, Session
from app.services.views import DeviceStatus
from tests.fakes_sync_ui import FakeSyncDesk
from ui.tasks import Job, OnError, Turns

T = TypeVar("T")

NOW = datetime(2026, 3, 9, 2, 41, tzinfo=UTC)
"""Monday 09.41 in Jakarta, 10.41 in Makassar."""


class InlineTasks:
    """Keeps the contract of `ui.tasks.Background` without a thread: everything waits for `settle`."""

    def __init__(self) -> None:
        self._turns = Turns()
        self._jobs: deque[Job] = deque()
        self.errors: list[Exception] = []

    def run(
        self, fn: Callable[[], T], on_done: Callable[[T], None] | None = None, on_error: OnError | None = None
    ) -> None:
        self._jobs.append(Job(fn, on_done, on_error))

    def latest(
        self, key: str, fn: Callable[[], T], on_done: Callable[[T], None], on_error: OnError | None = None
    ) -> None:
        self._jobs.append(Job(fn, on_done, on_error, key, self._turns.take(key)))

    def forget(self, key: str) -> None:
        self._turns.take(key)

    @property
    def waiting(self) -> int:
        return len(self._jobs)

    def settle(self) -> None:
        """Do everything that waits, and what the answers ask for in turn."""
        while self._jobs:
            job = self._jobs.popleft()
            if self._turns.holds(job):
                error = job.work()()
                if error is not None:
                    self.errors.append(error)


@dataclass
class FixedClock:
    """A clock that moves when told."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, **passed: float) -> None:
        self.at += timedelta(**passed)


def session(**changes: object) -> Session:
    """A front-liner's session at the branch in Makassar."""
    made = Session(
        id="0195793c-0000-7000-8000-000000000001",
        staff_login="sari",
        staff_name="Sari Wulandari",
        role=Role.FRONTLINER,
        branch_code="MKS",
        branch_name="Makassar Panakkukang",
        zone="Asia/Makassar",
        scope_id=2,
        opened_at=NOW - timedelta(hours=1),
        expires_at=NOW + timedelta(hours=9),
        online=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class FakeSessions:
    """One member of staff, `sari`, whose password is `melati`."""

    known: Session = field(default_factory=session)
    password: str = "melati"
    opened: Session | None = None
    error: LoketError | None = None
    offline_error: LoketError | None = None
    until: datetime | None = None

    def current(self) -> Session | None:
        return self.opened

    def login(self, login: str, password: str, /) -> Session:
        if self.error is not None:
            raise self.error
        if (login, password) != (self.known.staff_login, self.password):
            raise LoketError(ErrorCode.WRONG_PASSWORD, "staff")
        self.opened = self.known
        return self.known

    def login_offline(self, login: str, password: str, /) -> Session:
        if self.offline_error is not None:
            raise self.offline_error
        if (login, password) != (self.known.staff_login, self.password):
            raise LoketError(ErrorCode.WRONG_PASSWORD, "password", {"left": "4"})
        self.opened = replace(self.known, online=False)
        return self.opened

    def offline_until(self, login: str, /) -> datetime | None:
        return self.until if login == self.known.staff_login else None

    def unlock(self, password: str, /) -> Session:
        if self.opened is None:
            raise LoketError(ErrorCode.NOT_SIGNED_IN)
        return self.login(self.opened.staff_login, password)

    def logout(self) -> None:
        self.opened = None


@dataclass(frozen=True)
class FakeSyncStatus:
    """A state of sync."""

    online: bool = True
    offline_since: datetime | None = None
    last_sync_at: datetime | None = NOW
    outbox: int = 0
    refused: int = 0
    detail: str | None = None
    skew_seconds: float = 0.0


@dataclass
class FakeSync:
    """A sync worker that says what the test tells it to say."""

    state: FakeSyncStatus = FakeSyncStatus()
    nudges: int = 0
    started: bool = False
    callbacks: list[Callable[[FakeSyncStatus], None]] = field(default_factory=list)

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.started = False

    def nudge(self) -> None:
        self.nudges += 1

    def on_status(self, callback: Callable[[FakeSyncStatus], None], /) -> Callable[[], None]:
        self.callbacks.append(callback)
        return partial(self.callbacks.remove, callback)

    def say(self, status: FakeSyncStatus) -> None:
        self.state = status
        for callback in self.callbacks:
            callback(status)


class FakeFormats:
    """Formats without a locale library, Indonesian in their punctuation."""

    def __init__(self, language: str = "id") -> None:
        self.language = language

    def day(self, moment: datetime, zone: str) -> str:
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d")

    def short_day(self, moment: datetime, zone: str) -> str:
        return moment.astimezone(ZoneInfo(zone)).strftime("%d-%m")

    def clock(self, moment: datetime, zone: str) -> str:
        return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M" if self.language == "en" else "%H.%M")

    def clock_zone(self, moment: datetime, zone: str) -> str:
        return f"{self.clock(moment, zone)} {zone.rpartition('/')[2]}"

    def day_clock(self, moment: datetime, zone: str) -> str:
        return f"{self.day(moment, zone)} {self.clock_zone(moment, zone)}"

    def age(self, moment: datetime, now: datetime) -> str:
        return f"{round((now - moment).total_seconds() / 60)} min"

    def relative(self, moment: datetime, now: datetime, zone: str) -> str:
        return f"{self.short_day(moment, zone)} {self.clock(moment, zone)}"

    def money(self, rupiah: int) -> str:
        return f"Rp{rupiah}"

    def number(self, number: int) -> str:
        return str(number)

    def phone(self, e164: str) -> str:
        return e164


DEVICE = DeviceStatus(
    device_id="0195793c-0000-7000-8000-0000000000d1",
    device_name="Loket 3",
    branch_code="MKS",
    staff_login=None,
    scopes={0: 1, 2: 1},
    last_sync_at=NOW,
    outbox_pending=0,
    outbox_refused=0,
    schema="0001",
    encrypted=True,
    key_place="keyring",
    customers=0,
    cases=0,
)


@dataclass
class FakeCore:
    """The part of the core that the shell uses."""

    sessions: FakeSessions = field(default_factory=FakeSessions)
    sync: FakeSync = field(default_factory=FakeSync)
    sync_desk: FakeSyncDesk = field(default_factory=FakeSyncDesk)
    bus: ChangeBus = field(default_factory=ChangeBus)
    clock: FixedClock = field(default_factory=FixedClock)
    device: DeviceStatus = DEVICE

    def status(self) -> DeviceStatus:
        return self.device


@dataclass
class FakeEnrolment:
    """Takes the token `melati` and nothing else."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    demos: int = 0

    def enrol(self, url: str, token: str) -> None:
        self.calls.append((url, token))
        if token != "melati":
            raise LoketError(ErrorCode.WRONG_TOKEN, "token")

    def start_demo(self) -> None:
        self.demos += 1


@dataclass(frozen=True)
class FakePreferences:
    """What a person may choose."""

    language: str = "id"
    theme: str = "light"
    lock_after_minutes: int = 5


class FakeSettings:
    """Settings that are not kept."""

    def __init__(self) -> None:
        self.preferences = FakePreferences()

    def change(self, **changes: str | int) -> object:
        self.preferences = replace(self.preferences, **changes)  # type: ignore[arg-type]
        return self.preferences
