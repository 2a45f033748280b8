"""Wires the core: console, commands and tests start here. Light to import; the weight comes in `open_core`."""

from __future__ import annotations

import logging
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import ChangeBus
from app.domain.errors import ErrorCode, LoketError
from app.settings import Preferences, Settings
from app.system import Argon2Hasher, SystemClock, UuidSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.replication import DeviceIdentity, PullPage
    from app.formats.dates import Formats
    from app.phrasing.checking import Checker
    from app.phrasing.drafting import Drafting
    from app.phrasing.engine import Engine
    from app.phrasing.library import Library
    from app.phrasing.linting import Linter
    from app.phrasing.mood import MoodModel
    from app.services.audit import AuditService
    from app.services.cases import CaseService
    from app.services.customers import CustomerService
    from app.services.drafts import DraftService, Generator
    from app.services.imports import CustomerImport
    from app.services.interactions import InteractionService
    from app.services.own_words import OwnWordsService
    from app.services.phrase_book import PhraseBook
    from app.services.ports import Clock, Ids, SharedAudit
    from app.services.promises import PromiseService
    from app.services.sessions import SessionService
    from app.services.suggestions import SuggestionService
    from app.services.sync_desk import SyncDesk
    from app.services.views import DeviceStatus
    from app.storage.store import SqlStore
    from app.sync.worker import SyncWorker


_log = logging.getLogger(__name__)


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
    own_words: OwnWordsService
    drafts: DraftService
    phrase_book: PhraseBook
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


def _generator(preferences: Preferences) -> Generator | None:
    if not (preferences.generator_url and preferences.generator_model):
        return None
    from app.generator import KEY_VARIABLE, OpenAiCompatible

    try:
        return OpenAiCompatible(preferences.generator_url, preferences.generator_model, os.environ.get(KEY_VARIABLE))
    except LoketError:
        # a counter opens without it
        _log.warning("the address of the language model is neither HTTPS nor on this computer: it stays off")
        return None


def _drafting() -> Drafting:
    from app.phrasing.drafting import Drafting

    return Drafting(phrase_checker())


def phrasing_engine() -> Engine:
    """The engine with the phrases that come with the program."""
    from app.phrasing.engine import Engine

    return Engine(phrase_library())


def phrase_library() -> Library:
    """The phrases that come with the program."""
    from app.phrasing.library import parse_library
    from app.resources import resource

    files = sorted(resource("phrases").glob("*.toml"))
    return parse_library({path.name: path.read_text(encoding="utf-8") for path in files})


def phrase_linter() -> Linter:
    """The rules that phrases keep, with our list of words and the checker of agents' own sentences."""
    from app.phrasing.linting import Linter, checked_by, parse_words
    from app.resources import resource

    words, misspelled, forbidden = (
        resource("words", name).read_text(encoding="utf-8") for name in ("words.txt", "misspelled.tsv", "forbidden.tsv")
    )
    return Linter(parse_words(words, misspelled, forbidden), checked_by(phrase_checker()))


def phrase_checker() -> Checker:
    """The checker of what agents say, with the glossary's words and those of the trade."""
    import gzip

    from app.domain.glossary import parse_glossary, parse_units
    from app.phrasing.checking import Checker, parse_leaning, parse_terms
    from app.resources import resource

    def text(*parts: str) -> str:
        return resource(*parts).read_text(encoding="utf-8")

    glossary = parse_glossary(text("glossary", "common.toml"), "common.toml")
    glossary = glossary.with_units(parse_units(text("glossary", "units.toml"), "units.toml"))
    leaning = parse_leaning(gzip.decompress(resource("checks", "model.tsv.gz").read_bytes()).decode())
    return Checker(glossary, parse_terms(text("words", "jargon.tsv")), leaning)


def load_mood_model() -> MoodModel:
    """The mood hint's model, a small file."""
    import gzip

    from app.phrasing.mood import parse_model
    from app.resources import resource

    return parse_model(gzip.decompress(resource("mood", "model.tsv.gz").read_bytes()).decode())


def _own_words(suggestions: SuggestionService) -> OwnWordsService:
    from app.services.own_words import OwnWordsService

    return OwnWordsService(suggestions, phrase_checker, load_mood_model)


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


def _enrolled_store(paths: Paths) -> tuple[SqlStore, DeviceStatus]:
    from app.storage.keys import obtain_key
    from app.storage.store import open_store

    if not paths.store.exists():
        raise LoketError(ErrorCode.NOT_ENROLLED)
    store = open_store(paths.store, obtain_key(paths.key, paths.store, os.environ))
    status = store.status()
    if status.device_id is None:
        store.close()
        raise LoketError(ErrorCode.NOT_ENROLLED)
    return store, status


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
    from app.services.drafts import DraftService
    from app.services.imports import CustomerImport
    from app.services.interactions import InteractionService
    from app.services.phrase_book import PhraseBook
    from app.services.promises import PromiseService
    from app.services.sessions import SessionService
    from app.services.suggestions import SuggestionService
    from app.services.sync_desk import SyncDesk
    from app.services.workplace import Workplace
    from app.storage.known_customers import StoredCustomers
    from app.storage.replica import SqlReplica
    from app.sync.directory import PostgresStaffDirectory
    from app.sync.engine import SyncEngine
    from app.sync.round_lock import RoundLock
    from app.sync.transport import PostgresTransport
    from app.sync.worker import SyncWorker

    clock, ids, bus = clock or SystemClock(), ids or UuidSource(), ChangeBus()
    store, status = _enrolled_store(paths)
    workplace = Workplace(store, clock, ids, bus)
    identifiers = NationalIdentifiers()
    replica = SqlReplica(store, on_page)
    sync_engine = SyncEngine(replica, PostgresTransport, clock, bus)
    suggestions = SuggestionService(workplace, phrase_library)
    settings = Settings(paths.settings)
    worker = SyncWorker(sync_engine, bus, clock, RoundLock(paths.sync_lock), replica.device, status.last_sync_at)
    return Core(
        paths=paths,
        settings=settings,
        clock=clock,
        ids=ids,
        bus=bus,
        store=store,
        customers=CustomerService(workplace, identifiers),
        cases=CaseService(workplace),
        promises=PromiseService(workplace),
        interactions=InteractionService(workplace),
        suggestions=suggestions,
        own_words=_own_words(suggestions),
        drafts=DraftService(suggestions, _generator(settings.preferences), _drafting),
        phrase_book=PhraseBook(workplace),
        sessions=SessionService(workplace, PostgresStaffDirectory(), Argon2Hasher()),
        imports=CustomerImport(workplace, identifiers, store.import_customers, StoredCustomers(store)),
        sync=worker,
        sync_desk=SyncDesk(workplace, identifiers, worker),
        audit=AuditService(workplace, shared_audit),
        formats=Formats(language),
    )
