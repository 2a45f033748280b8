"""A device as benches need it: an encrypted store, the real engine on it, and somebody signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.changes import ChangeBus
from app.domain.people import Session
from app.domain.replication import DeviceIdentity, OperationKind, SyncState
from app.domain.wire import fact_to_doc
from app.services.interactions import InteractionService
from app.services.workplace import Workplace
from app.storage.keys import StoreKey
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore, open_store
from app.sync.directory import PostgresStaffDirectory
from app.sync.engine import SyncEngine
from app.sync.round_lock import RoundLock
from app.sync.transport import PostgresTransport
from app.sync.worker import SyncWorker
from app.system import SystemClock, UuidSource
from tests.bench.work import note
from tests.sync.offices import PASSWORD, Office

KEY = StoreKey(b"\x5a" * 32)
_GROUP = 100


@dataclass(frozen=True, slots=True)
class Station:
    """Its parts, as `open_core` would wire them."""

    folder: Path
    identity: DeviceIdentity
    session: Session
    store: SqlStore
    bus: ChangeBus
    replica: SqlReplica
    engine: SyncEngine
    interactions: InteractionService

    def worker(self) -> SyncWorker:
        lock = RoundLock(self.folder / "sync.lock")
        return SyncWorker(self.engine, self.bus, SystemClock(), lock, self.replica.device)

    def sync(self) -> None:
        """Rounds until nothing waits."""
        while True:
            report = self.engine.round()
            assert report.state is SyncState.OK, report
            if not report.outbox:
                return

    def queue(self, amount: int) -> None:
        """Notes, each an operation; many to a commit, since making them is not what is measured."""
        for start in range(0, amount, _GROUP):
            facts = [note(self.identity.scope_id) for _ in range(min(_GROUP, amount - start))]
            with self.store.begin() as uow:
                uow.facts.add(facts)
                for one in facts:
                    uow.outbox.enqueue(
                        OperationKind.FACT_ADD, one.scope_id, one.id, fact_to_doc(one), self.session.id, one.at
                    )
                uow.commit()


@contextmanager
def a_station(office: Office, folder: Path, unit: str | None = None) -> Iterator[Station]:
    """A new device of the branch, with nothing pulled yet."""
    identity = office.device(unit=unit)
    session = PostgresStaffDirectory().open_session(identity, "rina", PASSWORD)
    folder.mkdir(parents=True, exist_ok=True)
    with closing(open_store(folder / "loket.db", KEY)) as store:
        store.enrol(identity)
        with store.begin() as uow:
            uow.sessions.open(session)
            uow.commit()
        bus, replica = ChangeBus(), SqlReplica(store)
        workplace = Workplace(store, SystemClock(), UuidSource(), bus)
        engine = SyncEngine(replica, PostgresTransport, SystemClock(), bus)
        with closing(engine):
            yield Station(folder, identity, session, store, bus, replica, engine, InteractionService(workplace))
