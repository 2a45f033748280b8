"""Whom a row of a file means: by its number, else its NIK, else phone and name, else all that it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.customers import to_doc
from app.domain.names import fold
from app.domain.people import Customer, CustomerKind
from app.services.ports import Store

Document = Mapping[str, str | None]
Key = tuple[str, ...]

_LIKELY = 20


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a row is the same as another; `field` is the one to blame where two are the same."""

    field: str
    values: Key


class KnownCustomers(Protocol):
    """Looks up many rows without a customer number at once."""

    def like(self, documents: Sequence[Document]) -> Sequence[Customer | None]:
        """For each document the customer that it means, or None."""
        ...


class SearchedCustomers:
    """Implements `KnownCustomers` by the search that every store has: one search for each row."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def like(self, documents: Sequence[Document]) -> Sequence[Customer | None]:
        return [self._one(document) for document in documents]

    def _one(self, document: Document) -> Customer | None:
        wanted = identity(document).values
        sought = document.get("nik") or document.get("phone") or document.get("name") or ""
        hits = self._store.find_customers(sought, _LIKELY)
        with self._store.read() as uow:
            for hit in hits:
                customer = uow.customers.get(hit.id)
                if customer is not None and wanted in identities(customer):
                    return customer
        return None


def identity(document: Document) -> Identity:
    """The identity of a row."""
    number, nik, phone = document.get("customer_number"), document.get("nik"), document.get("phone")
    if number:
        return Identity("customer_number", ("customer_number", number))
    if nik:
        return Identity("nik", ("nik", nik))
    if phone:
        return Identity("phone", ("phone", phone, fold(document.get("name") or "")))
    return Identity("name", _everything(document))


def identities(customer: Customer) -> Iterator[Key]:
    """All by which a row without a number may mean this customer."""
    document = to_doc(customer)
    if customer.nik:
        yield ("nik", customer.nik)
    if customer.phone:
        yield ("phone", customer.phone, fold(customer.name))
    if not (customer.customer_number or customer.nik or customer.phone):
        yield _everything(document)


def _everything(document: Document) -> Key:
    # a row that says little is only ever the same as one that says no more
    told = {key: value for key, value in document.items() if value and key != "name"}
    if told.get("kind") == CustomerKind.PERSON:
        del told["kind"]
    return ("name", fold(document.get("name") or ""), *(f"{key}={value}" for key, value in sorted(told.items())))
