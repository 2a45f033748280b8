"""Wires the core: console, commands and tests start here. Light to import; the weight comes in `open_core`."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import ChangeBus
from app.domain.errors import ErrorCode, LoketError
from app.settings import Settings
from app.system import Argon2Hasher, SystemClock, UuidSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.replication import DeviceIdentity, PullPage
    from app.formats.dates import Formats
    from app.phrasing.engine import Engine
    from app.services.audit import AuditService
    from app.services.cases import CaseService
    from app.services.customers import CustomerService
    from app.services.imports import CustomerImport
    from app.services.interactions import InteractionService
    from app.services.ports import Clock, Ids, SharedAudit
    from app.services.promises import PromiseService
    from app.services.sessions import SessionService
    from app.services.suggestions import SuggestionService
    from app.services.sync_desk import SyncDesk
    from app.services.views import DeviceStatus
    from app.storage.store import SqlStore
    from app.sync.worker import SyncWorker


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a device keeps everything."""

    basedir: Path

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.basedir / "loket.db"

    @property
    def key(self) -> Path:
        """Where the store's key is, or the name under which the system's keyring has it."""
        return self.basedir / "store.key"

    @property
    def settings(self) -> Path:
        """Language, theme and the like; nothing secret."""
        return self.basedir / "settings.json"

    @property
    def logs(self) -> Path:
        """The folder of log files: ids only, never names."""
        return self.basedir / "logs"

    @property
    def sync_lock(self) -> Path:
        """Held while a round of sync runs, by whichever process runs it."""
        return self.basedir / "sync.lock"


def default_basedir() -> Path:
    """The platform's folder for a user's data."""
    from platformdirs import user_data_path

    return user_data_path("loket", appauthor=False)


@dataclass(frozen=True, slots=True)
class Core:
    """The whole program without a screen; `close` ends what it started, in reverse order."""

    paths: Paths
    settings: Settings
    clock: Clock
    ids: Ids
    bus: ChangeBus
    store: SqlStore
    customers: CustomerService
    cases: CaseService
    promises: PromiseService
    interactions: InteractionService
    suggestions: SuggestionService
    sessions: SessionService
    imports: CustomerImport
    sync: SyncWorker
    sync_desk: SyncDesk
    audit: AuditService
    formats: Formats

    def status(self) -> DeviceStatus:
        """What `status` tells."""
        return self.store.status()

    def close(self) -> None:
        """Stop sync, then close the store."""
        self.sync.stop()
        self.store.close()


def phrasing_engine() -> Engine:
    """The engine with the organisation's phrases."""
    from app.phrasing.engine import Engine
    from app.phrasing.library import parse_library
    from app.resources import resource

    files = sorted(resource("phrases").glob("*.toml"))
    return Engine(parse_library({path.name: path.read_text(encoding="utf-8") for path in files}))


def shared_audit() -> SharedAudit:
    """The way to the audit of the shared database."""
    from app.sync.audit import PostgresAudit

    return PostgresAudit()


def enrol_device(paths: Paths, url: str, token: str) -> DeviceIdentity:
    """Ask the shared database who the token's device is, and make its encrypted store.

    LoketError ALREADY_ENROLLED, WRONG_TOKEN, DEVICE_REVOKED, SERVER_TRUSTS_ANYONE, TOO_OLD or UNREACHABLE.
    """
    from app.storage.keys import obtain_key
    from app.storage.store import open_store
    from app.sync.enrolment import enrol

    def opened() -> SqlStore:
        return open_store(paths.store, obtain_key(paths.key, paths.store, os.environ))

    if paths.store.exists():
        # an enrolment that was cut off leaves a store that belongs to no device yet
        with closing(opened()) as store:
            if store.status().device_id is not None:
                raise LoketError(ErrorCode.ALREADY_ENROLLED, facts={"file": paths.store.name})
    identity = enrol(url, token)
    with closing(opened()) as store:
        store.enrol(identity)
    return identity


def open_core(
    paths: Paths,
    *,
    language: str = "id",
    clock: Clock | None = None,
    ids: Ids | None = None,
    on_page: Callable[[PullPage], None] | None = None,
) -> Core:
    """Open the store of an enrolled device and wire everything on it; sync waits for `core.sync.start()`.

    `on_page` is told each page of a pull once it is in the store.

    LoketError NOT_ENROLLED without a store, and what `open_store` says of one that cannot be used.
    """
    from app.formats.dates import Formats
    from app.formats.identifiers import NationalIdentifiers
    from app.services.audit import AuditService
    from app.services.cases import CaseService
    from app.services.customers import CustomerService
    from app.services.imports import CustomerImport
    from app.services.interactions import InteractionService
    from app.services.promises import PromiseService
    from app.services.sessions import SessionService
    from app.services.suggestions import SuggestionService
    from app.services.sync_desk import SyncDesk
    from app.services.workplace import Workplace
    from app.storage.keys import obtain_key
    from app.storage.known_customers import StoredCustomers
    from app.storage.replica import SqlReplica
    from app.storage.store import open_store
    from app.sync.directory import PostgresStaffDirectory
    from app.sync.engine import SyncEngine
    from app.sync.round_lock import RoundLock
    from app.sync.transport import PostgresTransport
    from app.sync.worker import SyncWorker

    if not paths.store.exists():
        raise LoketError(ErrorCode.NOT_ENROLLED)
    clock, ids, bus = clock or SystemClock(), ids or UuidSource(), ChangeBus()
    store = open_store(paths.store, obtain_key(paths.key, paths.store, os.environ))
    workplace = Workplace(store, clock, ids, bus)
    identifiers = NationalIdentifiers()
    replica = SqlReplica(store, on_page)
    sync_engine = SyncEngine(replica, PostgresTransport, clock, bus)
    status = store.status()
    if status.device_id is None:
        store.close()
        raise LoketError(ErrorCode.NOT_ENROLLED)
    worker = SyncWorker(sync_engine, bus, clock, RoundLock(paths.sync_lock), replica.device, status.last_sync_at)
    return Core(
        paths=paths,
        settings=Settings(paths.settings),
        clock=clock,
        ids=ids,
        bus=bus,
        store=store,
        customers=CustomerService(workplace, identifiers),
        cases=CaseService(workplace),
        promises=PromiseService(workplace),
        interactions=InteractionService(workplace),
        suggestions=SuggestionService(workplace, phrasing_engine),
        sessions=SessionService(workplace, PostgresStaffDirectory(), Argon2Hasher()),
        imports=CustomerImport(workplace, identifiers, store.import_customers, StoredCustomers(store)),
        sync=worker,
        sync_desk=SyncDesk(workplace, identifiers, worker),
        audit=AuditService(workplace, shared_audit),
        formats=Formats(language),
    )
