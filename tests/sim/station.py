"""A station: a real encrypted store, the real replica, engine and services, on a disk and a line that can fail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

from sqlcipher3 import dbapi2

from app.changes import ChangeBus
from app.domain.people import Session
from app.domain.replication import DeviceIdentity, PullPage, SyncReport
from app.formats.identifiers import NationalIdentifiers
from app.services.cases import CaseService
from app.services.customers import CustomerService
from app.services.workplace import Workplace
from app.storage.keys import StoreKey
from app.storage.replica import SqlReplica
from app.storage.schema import prepare
from app.storage.store import SqlStore
from app.sync.engine import SyncEngine
from tests.sim.backend import Backend, Knobs
from tests.sim.clockwork import SeededIds, SkewedClock, WorldClock
from tests.sim.disk import CrashError, Disk, DiskDatabase, Fault, copy_store, tear_log
from tests.sim.ledger import Ledger
from tests.sim.line import Line, LineTransport
from tests.sim.view import View, look

KEY = StoreKey(bytes(range(32)))
_LONG = timedelta(days=400)
_versions = count(1)


class Parts:
    """The classes that a station is made of; a mutant replaces some of them."""

    replica: type[SqlReplica] = SqlReplica
    engine: type[SyncEngine] = SyncEngine


class Station:
    """One device. After a crash it is opened again on what was on its disk at that moment."""

    def __init__(
        self, name: str, folder: Path, backend: Backend, ledger: Ledger, random: Random, clock: WorldClock, parts: Parts
    ) -> None:
        self.name = name
        self.backend = backend
        self.ledger = ledger
        self.random = random
        self.parts = parts
        self.folder = folder
        self.clock = SkewedClock(clock)
        self.ids = SeededIds(Random(random.getrandbits(64)), clock)
        self.line = Line(Random(random.getrandbits(64)))
        self.knobs = Knobs()
        self.pages: list[PullPage] = []
        self.path = self._new_path()
        self.crashes = 0
        self._crashed_to: Path | None = None
        self._torn = False

    # ------------------------------------------------------------------ life and death

    def install(self, template: Path, identity: DeviceIdentity, session: Session) -> None:
        """A new device with somebody logged in for good: sessions are another matter."""
        shutil.copyfile(template, self.path)
        self.open()
        self.store.enrol(identity)
        with self.store.begin() as uow:
            uow.sessions.open(replace(session, expires_at=session.expires_at + _LONG))
            uow.commit()

    def open(self) -> None:
        """Start the program on what the disk holds."""
        self.disk = Disk(self._die)
        database = DiskDatabase(self.path, KEY, self.disk)
        prepare(database)
        self.store = SqlStore(database, KEY.place, self.ids.new)
        self.bus = ChangeBus()
        self.replica = self.parts.replica(self.store, self.pages.append)
        self.engine = self._new_engine()
        workplace = Workplace(self.store, self.clock, self.ids, self.bus)
        self.workplace = workplace
        self.customers = CustomerService(workplace, NationalIdentifiers())
        self.cases = CaseService(workplace)
        self.raw: dbapi2.Connection = self.store.database.connect()

    def close(self) -> None:
        """End the program in good order."""
        self.raw.close()
        self.engine.close()
        self.store.close()

    def crash(self) -> None:
        """Kill the process where it stands, if that has not been done, and start it again."""
        if self._crashed_to is None:
            self._die()
        target = self._crashed_to
        if target is None:
            raise AssertionError("nothing was kept of the disk")
        self.close()
        self._drop(self.path)
        self.path, self._crashed_to = target, None
        self.crashes += 1
        self.open()

    def _die(self) -> None:
        self._crashed_to = self._new_path()
        copy_store(self.path, self._crashed_to)
        if self.random.random() < 0.5:
            tear_log(self._crashed_to)

    # ------------------------------------------------------------------ copies of the disk

    def back_up(self) -> Path:
        """A copy of the disk as it is now."""
        target = self._new_path()
        copy_store(self.path, target)
        return target

    def go_back_to(self, backup: Path) -> None:
        """The disk is replaced by an older copy of it."""
        self.close()
        self._drop(self.path)
        self.path = self._new_path()
        copy_store(backup, self.path)
        self.open()

    def clone(self, name: str) -> Station:
        """A second machine with the same disk."""
        twin = Station(name, self.folder, self.backend, self.ledger, self.random, self.clock.world, self.parts)
        twin.clock.skew = self.clock.skew
        copy_store(self.path, twin.path)
        twin.open()
        return twin

    # ------------------------------------------------------------------ work

    def round(self) -> SyncReport:
        """One round of sync."""
        return self.engine.round()

    def other_engine(self) -> SyncEngine:
        """Another program on the same store, such as a command beside the console."""
        return self._new_engine()

    def view(self) -> View:
        """What is on the disk."""
        return look(self.raw)

    def survive(self, work: Callable[[], object], after: int, fault: Fault) -> bool:
        """Do something while the disk or the process fails at a statement; says whether the process died."""
        self.disk.arm(after, fault)
        try:
            work()
        except CrashError:
            self.crash()
            return True
        finally:
            self.disk.disarm()
        return False

    def _new_engine(self) -> SyncEngine:
        return self.parts.engine(self.replica, self._transport, self.clock, self.bus)

    def _transport(self, identity: DeviceIdentity) -> LineTransport:
        return LineTransport(self.backend.transport(identity, self.clock, self.knobs), self.line, self._die)

    def _new_path(self) -> Path:
        return self.folder / f"{self.name}-{next(_versions)}.db"

    @staticmethod
    def _drop(path: Path) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).unlink()
