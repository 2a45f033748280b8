"""The local store: opens the encrypted file, hands out units of work, answers queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import uuid_utils

from app.domain.cases import CaseStatus
from app.domain.chain import genesis
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import DeviceIdentity
from app.services.views import CaseLine, CustomerHit, DeviceStatus, InteractionLine, PromiseLine
from app.storage import queries
from app.storage.bulk import ImportCount, ImportPlan, import_batches
from app.storage.database import Database
from app.storage.first_load import finish
from app.storage.keys import StoreKey
from app.storage.outbox import CHAIN_HEAD
from app.storage.projections import rebuild
from app.storage.reference_rows import ReferenceRows
from app.storage.schema import prepare
from app.storage.search import find_customers
from app.storage.sessions import device_of, save_device, write_meta
from app.storage.unit import SqlUnitOfWork


def new_row_id() -> str:
    """A UUIDv7: in the order of time, so that indexes grow at their end."""
    return str(uuid_utils.uuid7())


class SqlStore:
    """Implements `Store` over SQLCipher; may be used from several threads, each with its own transactions."""

    def __init__(self, database: Database, key_place: str, new_id: Callable[[], str] = new_row_id) -> None:
        self.database = database
        self._key_place = key_place
        self._new_id = new_id

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        with self.database.write() as connection:
            yield SqlUnitOfWork(connection, self._new_id, writes=True)

    @contextmanager
    def read(self) -> Iterator[SqlUnitOfWork]:
        with self.database.read() as connection:
            yield SqlUnitOfWork(connection, self._new_id, writes=False)

    def find_customers(self, text: str, limit: int) -> tuple[CustomerHit, ...]:
        with self.database.read() as connection:
            return find_customers(connection, text, limit)

    def case_lines(self, customer_id: str | None, status: CaseStatus | None, limit: int) -> tuple[CaseLine, ...]:
        with self.database.read() as connection:
            return queries.case_lines(connection, customer_id, status, limit)

    def promise_lines(self, *, at_risk_only: bool, now: datetime, limit: int) -> tuple[PromiseLine, ...]:
        with self.database.read() as connection:
            return queries.promise_lines(connection, at_risk_only=at_risk_only, now=now, limit=limit)

    def interaction_lines(
        self,
        *,
        since: datetime | None = None,
        staff: str | None = None,
        outcome: str | None = None,
        text: str | None = None,
        limit: int = 200,
    ) -> tuple[InteractionLine, ...]:
        wanted = queries.InteractionFilter(since, staff, outcome, text)
        with self.database.read() as connection:
            return queries.interaction_lines(connection, wanted, limit)

    def status(self) -> DeviceStatus:
        with self.database.read() as connection:
            return queries.device_status(connection, self._key_place)

    def enrol(self, identity: DeviceIdentity) -> None:
        """Save who this device is; LoketError(ALREADY_ENROLLED) where it is somebody already."""
        with self.database.write() as connection:
            known = device_of(connection)
            if known is not None:
                raise LoketError(ErrorCode.ALREADY_ENROLLED, None, {"device": known.name})
            save_device(connection, identity)
            write_meta(connection, CHAIN_HEAD, genesis(identity.device_id))
            connection.commit()

    def import_customers(
        self, documents: Iterable[Mapping[str, str | None]], scope_id: int, session_id: str | None, at: datetime
    ) -> Iterator[ImportCount]:
        """Add or update customers in batches, each with its operations in one commit; what was done so far each time.

        A document holds only the fields its file has; the one with a known customer number updates those fields.
        """
        return import_batches(self.database, documents, ImportPlan(scope_id, session_id, at), self._new_id)

    def rebuild(self) -> None:
        """Make read models and search index anew from rows and facts."""
        with self.database.write() as connection:
            rebuild(connection, ReferenceRows(connection).process)
            connection.commit()

    def close(self) -> None:
        """Close the store."""
        self.database.close()


def open_store(path: Path, key: StoreKey) -> SqlStore:
    """Open the store at `path`, made or brought to the present schema where needed.

    LoketError WRONG_KEY, STORE_NOT_ENCRYPTED, STORE_DAMAGED, STORE_NEWER, STORE_IN_USE or DISK_FULL.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # encrypted as it is, it is still nobody else's business; what SQLite puts beside it takes the same rights
    path.touch(mode=0o600)
    database = Database(path, key)
    try:
        prepare(database)
        # a first load that was cut off left rows without their indexes
        finish(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database, key.place)
