"""The unit of work over one connection: repositories, and a commit that first brings the read models up to date."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from app.domain.replication import DeviceIdentity
from app.storage.outbox import OutboxRows
from app.storage.projections import Touched, refresh
from app.storage.reference_rows import ReferenceRows
from app.storage.repositories import CaseRows, CustomerRows, FactRows
from app.storage.sessions import SeenRows, SessionRows, device_of, next_number
from app.storage.sync_rows import ClockRows, LedgerRows


class SqlUnitOfWork:
    """Implements `UnitOfWork`."""

    def __init__(self, connection: Connection, new_id: Callable[[], str], *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        self._touched = Touched()
        self._reference = ReferenceRows(connection)
        self.customers = CustomerRows(connection, self._touched)
        self.cases = CaseRows(connection, self._touched)
        self.facts = FactRows(connection, self._touched)
        self.reference = self._reference
        self.outbox = OutboxRows(connection, new_id)
        self.sessions = SessionRows(connection)
        self.seen = SeenRows(connection)
        self.ledger = LedgerRows(connection)
        self.watch = ClockRows(connection)

    def device(self) -> DeviceIdentity | None:
        return device_of(self._connection)

    def next_number(self, name: str) -> int:
        return next_number(self._connection, name)

    def commit(self) -> None:
        """Nothing can follow in the same unit of work: the connection is given back."""
        if not self._writes:
            raise RuntimeError("a unit of work for reading has nothing to commit")
        self.outbox.save()
        refresh(self._connection, self._touched, self._reference.process)
        self._connection.commit()
        self._connection.close()
