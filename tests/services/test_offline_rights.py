"""What a session that the device opened may not do, refused before it is begun."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.changes import ChangeBus
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.people import Role
from app.domain.replication import OperationKind
from app.formats.identifiers import NationalIdentifiers
from app.services.imports import CustomerImport
from app.services.rights import IMPORT, NEEDS_NETWORK, RIGHTS, may
from app.services.workplace import Workplace
from app.system import UuidSource
from tests.services.conftest import Counter


def refused(action: Callable[[], object]) -> LoketError:
    with pytest.raises(LoketError) as found:
        action()
    return found.value


def test_a_masked_field_stays_masked_without_the_network(counter: Counter) -> None:
    customer = counter.customers.add({"name": "Ratna", "phone": "0812-3456-7890"})
    before = counter.waiting()
    counter.work_as(Role.FRONTLINER, online=False)
    error = refused(lambda: counter.customers.reveal(customer.id, "phone", "diminta"))
    assert error.code is ErrorCode.NEEDS_NETWORK
    assert counter.waiting() == before
    assert counter.customers.record(customer.id).customer.name == "Ratna"


def test_an_import_needs_the_network(counter: Counter) -> None:
    counter.work_as(Role.FRONTLINER, online=False)
    workplace = Workplace(counter.store, counter.clock, UuidSource(), ChangeBus())
    imports = CustomerImport(workplace, NationalIdentifiers(), counter.store.import_customers)
    assert refused(lambda: imports.run([], lambda _read: None)).code is ErrorCode.NEEDS_NETWORK
    counter.work_as(Role.BACKOFFICE)
    assert refused(lambda: imports.run([], lambda _read: None)).code is ErrorCode.NOT_PERMITTED


@pytest.mark.parametrize("role", list(Role))
def test_menus_offer_what_is_not_refused(counter: Counter, role: Role) -> None:
    online, offline = counter.work_as(role), counter.work_as(role, online=False)
    acts = {*FactKind, *OperationKind}
    assert {act for act in acts if may(online, act)} == RIGHTS[role]
    assert {act for act in acts if may(offline, act)} == RIGHTS[role] - NEEDS_NETWORK
    assert may(online, IMPORT) == (OperationKind.CUSTOMER_EDIT in RIGHTS[role])
    assert not may(offline, IMPORT)
