"""Many rows without a customer number, looked up in one go for the import."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.domain.names import canonical, fold
from app.domain.people import Customer
from app.services.import_twins import Document, Key, identities, identity
from app.storage.rows import customer_of
from app.storage.sets import among, ids
from app.storage.store import SqlStore
from app.storage.tables import customer

_BY_NIK = select(customer).where(customer.c.nik.is_not(None), among(customer.c.nik))
_BY_PHONE = select(customer).where(customer.c.phone.is_not(None), among(customer.c.phone))
_BY_NAME = select(customer).where(
    among(customer.c.name_key), customer.c.number_key.is_(None), customer.c.nik.is_(None), customer.c.phone.is_(None)
)


class StoredCustomers:
    """Implements `KnownCustomers` of the import: three statements for a chunk of rows."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def like(self, documents: Sequence[Document]) -> Sequence[Customer | None]:
        wanted = [identity(document) for document in documents]
        sought = {
            _BY_NIK: {key.values[1] for key in wanted if key.field == "nik"},
            _BY_PHONE: {key.values[1] for key in wanted if key.field == "phone"},
            _BY_NAME: {canonical(fold(key.values[1])) for key in wanted if key.field == "name"},
        }
        found: dict[Key, Customer] = {}
        with self._store.database.read() as connection:
            for statement, values in sought.items():
                for row in connection.execute(statement.order_by(customer.c.row), ids(values)) if values else ():
                    known = customer_of(row)
                    for key in identities(known):
                        found.setdefault(key, known)
        return [found.get(key.values) for key in wanted]
