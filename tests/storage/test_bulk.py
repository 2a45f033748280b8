"""Many customers from a file: added, updated field by field, or left as they are."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.replication import OperationKind
from app.storage.bulk import ImportCount
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore
from tests.storage.samples import BRANCH, NOW, SESSION, customer, get, page, pulled


def load(store: SqlStore, *documents: Mapping[str, str | None]) -> ImportCount:
    return list(store.import_customers(documents, BRANCH, SESSION.id, NOW))[-1]


def test_rows_are_added_updated_or_unchanged(store: SqlStore) -> None:
    first = {"name": "Siti Aminah", "customer_number": "C1", "city": "Medan", "note": "pagi"}
    assert load(store, first, {"name": "Budi"}) == ImportCount(added=2)
    assert load(store, first) == ImportCount(unchanged=1)
    assert load(store, {"name": "Siti Aminah", "customer_number": "C1", "city": "Padang"}) == ImportCount(updated=1)
    with store.read() as uow:
        known = uow.customers.by_number("C1")
        operations = [entry.operation for entry in uow.outbox.entries(10)]
    assert known is not None
    assert (known.city, known.note) == ("Padang", "pagi")
    assert [operation.kind for operation in operations] == [
        OperationKind.CUSTOMER_ADD,
        OperationKind.CUSTOMER_ADD,
        OperationKind.CUSTOMER_EDIT,
    ]
    assert operations[0].payload == first | {"kind": "person"}
    assert operations[2].payload == {"changes": {"city": {"seen": "Medan", "value": "Padang"}}}
    assert len({operation.tx_id for operation in operations}) == 3


def test_the_same_number_twice_in_a_file_is_one_customer(store: SqlStore) -> None:
    count = load(store, {"name": "Siti", "customer_number": "C1"}, {"name": "Siti Aminah", "customer_number": "C1"})
    assert count == ImportCount(added=1, updated=1)
    assert [hit.name for hit in store.find_customers("siti", 5)] == ["Siti Aminah"]


def test_an_empty_name_or_kind_takes_nothing_away(store: SqlStore) -> None:
    load(store, {"name": "PT Maju", "customer_number": "C1", "kind": "company"})
    assert load(store, {"name": None, "customer_number": "C1", "kind": None}) == ImportCount(unchanged=1)


def test_batches_are_committed_one_by_one(store: SqlStore) -> None:
    counts = store.import_customers(({"name": f"Siti {place}"} for place in range(10_001)), BRANCH, None, NOW)
    assert next(counts).added == 10_000
    assert store.status().customers == 10_000
    assert next(counts).added == 10_001
    assert store.status().outbox_pending == 10_001


def test_an_imported_edit_lies_over_the_shared_profile(store: SqlStore, replica: SqlReplica) -> None:
    shared = customer("Siti Aminah", customer_number="C1", city="Medan")
    replica.apply(page(pulled(shared, 1)))
    load(store, {"name": "Siti Aminah", "customer_number": "C1", "city": "Padang"})
    moved = customer("Siti Aminah", id=shared.id, customer_number="C1", city="Medan", note="dari pusat")
    replica.apply(page(pulled(moved, 2), after=1, to=2))
    after = get(store, shared.id)
    assert after is not None
    assert (after.city, after.note) == ("Padang", "dari pusat")
