"""Made-up rows for the tests of the local store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.cases import CaseFile
from app.domain.customers import changes_between
from app.domain.facts import Fact, FactKind
from app.domain.people import Customer, Role, Session
from app.domain.processes import CaseKind
from app.domain.replication import (
    DeviceIdentity,
    OperationKind,
    OperationResult,
    PulledRow,
    PullPage,
    ScopePage,
)
from app.domain.wire import case_to_doc, customer_to_doc, fact_to_doc
from app.storage.keys import StoreKey
from app.storage.store import SqlStore, new_row_id

KEY = StoreKey(bytes(range(32)))
NOW = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
BRANCH, UNIT = 11, 21
EPOCH = "0195b4a0-0000-7000-8000-000000000001"
DEVICE = DeviceIdentity(
    device_id="0195b4a0-0000-7000-8000-00000000d001",
    incarnation="0195b4a0-0000-7000-8000-00000000d002",
    device_code="K1",
    name="Loket 1",
    url="postgresql://loket_client@db.example/loket",
    token="t" * 43,
    scope_id=BRANCH,
    branch_code="JKT01",
    unit_scope_id=UNIT,
    unit_code="KARTU",
)
SESSION = Session(
    id="0195b4a0-0000-7000-8000-00000000e001",
    staff_login="sari",
    staff_name="Sari Wulandari",
    role=Role.FRONTLINER,
    branch_code="JKT01",
    branch_name="Jakarta Kota",
    zone="Asia/Jakarta",
    scope_id=BRANCH,
    opened_at=NOW,
    expires_at=NOW + timedelta(hours=10),
    online=True,
)

PROCESS_DOC: dict[str, Any] = {
    "key": "bank.card",
    "sector": "bank",
    "kind": "complaint",
    "name": "Kartu tertelan",
    "name_en": "Swallowed card",
    "customer_words": "kartu saya tertelan mesin",
    "documents": ["KTP"],
    "version": 1,
    "steps": [
        {
            "key": key,
            "name": key,
            "name_en": key,
            "unit": unit,
            "normal_minutes": 60,
            "normal_cost": None,
            "codes": [
                {
                    "code": code,
                    "status": "done",
                    "plain": "bagian ini sudah selesai",
                    "plain_en": "this part is finished",
                }
            ],
        }
        for key, unit, code in (("check", "KARTU", "CHECK_DONE"), ("print", "CETAK", "PRINT_DONE"))
    ],
}


def customer(name: str = "Muhammad Saleh", **values: Any) -> Customer:  # noqa: ANN401 - whichever field a test is about
    return Customer(id=values.pop("id", None) or new_row_id(), scope_id=BRANCH, name=name, **values)


def case_file(owner: Customer, number: str = "JKT01-K1-000123", **values: Any) -> CaseFile:  # noqa: ANN401 - whichever field a test is about
    return CaseFile(
        id=values.pop("id", None) or new_row_id(),
        scope_id=BRANCH,
        number=number,
        customer_id=owner.id,
        process_key="bank.card",
        process_version=1,
        kind=CaseKind.COMPLAINT,
        title="Kartu tertelan",
        opened_at=values.pop("opened_at", NOW),
        opened_by="sari",
        **values,
    )


def case_fact(case: CaseFile, kind: FactKind, body: Mapping[str, Any], **values: Any) -> Fact:  # noqa: ANN401 - whichever field a test is about
    return Fact(
        id=values.pop("id", None) or new_row_id(),
        scope_id=case.scope_id,
        kind=kind,
        subject_id=values.pop("subject_id", case.id),
        at=values.pop("at", NOW),
        actor=values.pop("actor", "rudi"),
        body=body,
        customer_id=case.customer_id,
        case_id=case.id,
        **values,
    )


def talk_fact(interaction_id: str, kind: FactKind, body: Mapping[str, Any], **values: Any) -> Fact:  # noqa: ANN401 - whichever field a test is about
    return Fact(
        id=new_row_id(),
        scope_id=BRANCH,
        kind=kind,
        subject_id=interaction_id,
        at=values.pop("at", NOW),
        actor="sari",
        body=body,
        **values,
    )


def add(store: SqlStore, *rows: Customer | CaseFile | Fact) -> None:
    """Add rows without operations."""
    with store.begin() as uow:
        for row in rows:
            if isinstance(row, Customer):
                uow.customers.add(row)
            elif isinstance(row, CaseFile):
                uow.cases.add(row)
            else:
                uow.facts.add([row])
        uow.commit()


def queue_fact(store: SqlStore, *facts: Fact) -> None:
    """Add facts with their operations in one unit of work."""
    with store.begin() as uow:
        uow.facts.add(facts)
        for one in facts:
            uow.outbox.enqueue(OperationKind.FACT_ADD, one.scope_id, one.id, fact_to_doc(one), SESSION.id, NOW)
        uow.commit()


def queue_edit(store: SqlStore, before: Customer, after: Customer) -> None:
    """Edit a customer with its operation in one unit of work."""
    changes = changes_between(before, after)
    payload: dict[str, object] = {
        "changes": {name: {"seen": one.seen, "value": one.value} for name, one in changes.items()}
    }
    with store.begin() as uow:
        uow.customers.edit(after, changes)
        uow.outbox.enqueue(OperationKind.CUSTOMER_EDIT, after.scope_id, after.id, payload, SESSION.id, NOW)
        uow.commit()


def get(store: SqlStore, customer_id: str) -> Customer | None:
    with store.read() as uow:
        return uow.customers.get(customer_id)


def pulled(row: Customer | CaseFile | Fact, ver: int, *, deleted: bool = False, **extra: Any) -> PulledRow:  # noqa: ANN401
    """A row as the shared database sends it; `extra` are keys of a newer server."""
    if isinstance(row, Customer):
        table, doc = "customer", customer_to_doc(row)
    elif isinstance(row, CaseFile):
        table, doc = "case_file", case_to_doc(row)
    else:
        table, doc = "fact", fact_to_doc(row)
    return PulledRow(table, row.scope_id, row.id, ver, deleted, doc | extra)


def reference(kind: str, key: str, doc: Mapping[str, Any], ver: int) -> PulledRow:
    return PulledRow("reference", 0, new_row_id(), ver, False, {"kind": kind, "key": key, "doc": doc})


def page(
    *rows: PulledRow,
    after: int = 0,
    to: int = 1,
    head: int | None = None,
    scope: int = BRANCH,
    last_seq: int = 0,
    refused: tuple[OperationResult, ...] = (),
    epoch: str = EPOCH,
) -> PullPage:
    """A page of one scope that covers the versions after `after` up to `to`."""
    covered = ScopePage(scope, to, head or to, tuple(range(after + 1, to + 1)))
    return PullPage(epoch, NOW, last_seq, refused, (covered,), tuple(rows))
