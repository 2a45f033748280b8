"""The worker: woken by news, by people, by the clock; one round at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import SystemRandom

import pytest

from app.changes import ChangeBus, Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import DeviceIdentity, SyncState
from app.sync.engine import SyncEngine
from app.sync.pace import Pace, Waiting
from app.sync.round_lock import RoundLock
from app.sync.transport import PostgresTransport
from app.sync.worker import SyncStatus, SyncWorker
from app.system import SystemClock
from tests.sync.fakes import MemoryReplica
from tests.sync.offices import Desk, Office

SOON = 20.0
"""Long enough for a slow machine; a wait this long is a failure."""


class Console:
    """A device with a running worker; news arrive in `told`, statuses in `statuses`."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.bus = ChangeBus()
        self.replica = MemoryReplica(desk.identity)
        engine = SyncEngine(self.replica, PostgresTransport, SystemClock(), self.bus)
        self.worker = SyncWorker(engine, self.bus, SystemClock(), RoundLock(folder / "sync.lock"), self.replica.device)
        self.told: queue.Queue[Changes] = queue.Queue()
        self.statuses: queue.Queue[SyncStatus] = queue.Queue()
        self.bus.subscribe(self.told.put)
        self.worker.on_status(self.statuses.put)

    def wait_until_online(self) -> SyncStatus:
        while True:
            status = self.statuses.get(timeout=SOON)
            if status.online:
                return status

    def wait_for_case(self, case_id: str) -> None:
        while case_id not in self.told.get(timeout=SOON).cases:
            pass


@pytest.fixture
def console(office: Office, tmp_path: Path) -> Iterator[Console]:
    console = Console(office.desk(), tmp_path)
    yield console
    console.worker.stop()


def test_news_wake_it_long_before_its_time(office: Office, console: Console) -> None:
    """At the idle pace the clock alone would take five seconds and more; the listener is heard at once."""
    with closing(console.desk.hello()) as transport:
        customer = console.desk.add_customer()
        case = console.desk.open_case(customer.row_id)
        transport.push([customer, case])
    console.worker.start()
    console.wait_until_online()
    listening = "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
    while not office.sql(listening)[0][0]:
        pass
    for _ in range(3):
        office.sql("select loket.report_step(%s, 'setup', 'in_progress')", case.payload["number"])
        console.wait_for_case(case.row_id)


def test_what_is_done_here_goes_up_at_once(office: Office, console: Console) -> None:
    console.worker.start()
    console.wait_until_online()
    operation = console.desk.add_customer()
    console.replica.queue(operation)
    console.bus.publish(Changes(outbox=True))
    while (status := console.statuses.get(timeout=SOON)).outbox:
        pass
    assert status.state is SyncState.OK
    assert office.sql("select id::text from sync.customer") == [(operation.row_id,)]


def test_once_is_a_round_here_and_now(console: Console) -> None:
    report = console.worker.once()
    assert report.state is SyncState.OK
    assert report.pulled > 0
    state = console.worker.state
    assert (state.online, state.offline_since, state.last_sync_at is None) == (True, None, False)


def test_a_worker_without_identity_waits_and_stops(tmp_path: Path, office: Office) -> None:
    class Blank(MemoryReplica):
        def device(self) -> DeviceIdentity:
            raise LoketError(ErrorCode.NOT_ENROLLED)

    replica = Blank(office.device())
    bus = ChangeBus()
    worker = SyncWorker(
        SyncEngine(replica, PostgresTransport, SystemClock(), bus),
        bus,
        SystemClock(),
        RoundLock(tmp_path / "sync.lock"),
        replica.device,
    )
    seen: queue.Queue[SyncStatus] = queue.Queue()
    worker.on_status(seen.put)
    worker.start()
    status = seen.get(timeout=SOON)
    worker.stop()
    assert (status.online, status.detail) == (False, "not_enrolled")
    assert status.offline_since is not None


def test_a_round_of_another_program_is_waited_for(console: Console, tmp_path: Path) -> None:
    done = threading.Event()

    def one_round() -> None:
        console.worker.once()
        done.set()

    with RoundLock(tmp_path / "sync.lock").held() as mine:
        assert mine
        other = threading.Thread(target=one_round)
        other.start()
        with RoundLock(tmp_path / "sync.lock").held() as also_mine:
            assert not also_mine
        assert not done.is_set()
    other.join(SOON)
    assert done.is_set()


def test_waits_grow_with_failures_and_never_pass_their_limits() -> None:
    waiting = Waiting(SystemRandom())
    for pace, low, high in ((Pace.FOCUSED, 0.25, 0.5), (Pace.LIST, 1.2, 2.0), (Pace.IDLE, 5.0, 15.0)):
        assert all(low <= waiting.next(pace, 0) <= high for _ in range(100))
    assert all(0.25 <= waiting.next(Pace.FOCUSED, 1) <= 1 for _ in range(100))
    assert max(waiting.next(Pace.FOCUSED, 50) for _ in range(200)) <= 300
