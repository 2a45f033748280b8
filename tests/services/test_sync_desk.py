"""The sync centre: what was refused is sent again, mended or given up; conflicts are decided; nothing is dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.people import Customer, Role
from app.domain.processes import StepStatus
from app.domain.replication import OperationKind, OperationState, OutboxEntry
from app.services.views import RefusedGroup
from app.storage.replica import SqlReplica
from tests.services.conftest import Counter
from tests.storage.samples import BRANCH, NOW, UNIT, get, page, pulled


def only_refused(counter: Counter) -> RefusedGroup:
    (group,) = counter.desk.overview().refused
    return group


def state_of(counter: Counter, entry: OutboxEntry) -> OperationState:
    with counter.store.read() as uow:
        return uow.ledger.group(entry.operation.tx_id)[0].state


def settled_by(counter: Counter, entry: OutboxEntry) -> str | None:
    with counter.store.database.read() as connection:
        wanted = "SELECT settled_by FROM outbox WHERE op_id = ?"
        return connection.exec_driver_sql(wanted, (entry.operation.op_id,)).scalar()


def error_of(counter: Counter, tx_id: str, **values: str | None) -> LoketError:
    with pytest.raises(LoketError) as found:
        counter.desk.mend(tx_id, values)
    return found.value


def shared_customer(counter: Counter, **values: str) -> Customer:
    """A customer that the shared database knows, as version 1 of the branch."""
    customer = counter.customers.add({"name": "Ratna Wibowo", **values})
    last = counter.waiting()[-1].operation.seq
    SqlReplica(counter.store).apply(page(pulled(customer, 1), to=1, last_seq=last))
    return customer


def test_what_waits_is_told_by_what_was_done_in_one_go(counter: Counter) -> None:
    case = counter.cases.open(counter.customers.add({"name": "Ratna"}).id, "bank.card", "").case
    counter.promises.make(case.id, NOW + timedelta(hours=5), "kabar", answer_by="Bu Sari")
    overview = counter.desk.overview()
    assert [group.acts for group in overview.waiting] == [("customer.add",), ("case.open",), ("promise.made",)]
    assert {group.customer_name for group in overview.waiting} == {"Ratna"}
    assert [group.case_number for group in overview.waiting] == [None, case.number, case.number]
    assert (overview.waiting_count, overview.refused, overview.conflicts) == (3, (), ())
    assert [(line.scope_id, line.kind, line.name, line.ver) for line in overview.scopes] == [
        (0, "reference", None, 1),
        (BRANCH, "branch", "Jakarta Kota", 0),
        (UNIT, "unit", "Kartu", 0),
    ]


def test_a_refused_customer_is_mended_and_waits_again_under_its_own_id(counter: Counter) -> None:
    customer = counter.customers.add({"name": "Ratna", "phone": "0812-3456-7890", "customer_number": "C-1"})
    (entry,) = counter.waiting()
    counter.refuse(entry, code="duplicate", about="customer_number")
    assert get(counter.store, customer.id) is None
    group = only_refused(counter)
    assert (group.code, group.about, group.staff_login) == ("duplicate", "customer_number", "sari")
    assert group.fields == {
        "name": "Ratna", "kind": "person", "customer_number": "C-1", "phone": "+6281234567890",
    }  # fmt: skip
    assert (group.customer_id, group.customer_name, group.may_resend) == (customer.id, "Ratna", True)

    assert error_of(counter, group.tx_id, phone="12").field == "phone"
    assert error_of(counter, group.tx_id, title="x").code is ErrorCode.UNKNOWN_KEY
    assert only_refused(counter) == group

    counter.work_as(Role.SUPERVISOR, "budi")
    counter.desk.mend(group.tx_id, {"customer_number": " C-2 "})
    (again,) = counter.waiting()
    mended = get(counter.store, customer.id)
    assert mended == replace(customer, customer_number="C-2")
    assert (again.operation.row_id, again.operation.payload["customer_number"]) == (customer.id, "C-2")
    assert again.operation.op_id != entry.operation.op_id
    assert state_of(counter, entry) is OperationState.WITHDRAWN
    assert settled_by(counter, entry) == again.operation.op_id
    assert counter.told[-1].outbox
    assert counter.told[-1].customers == {customer.id}
    with pytest.raises(LoketError) as found:
        counter.desk.resend(group.tx_id)
    assert (found.value.code, found.value.field) == (ErrorCode.NOT_FOUND, "tx_id")


def test_a_case_is_sent_again_with_its_number_in_the_name_of_who_sends_it(counter: Counter) -> None:
    case = counter.cases.open(shared_customer(counter).id, "bank.card", "Kartu tertelan").case
    (entry,) = counter.waiting()
    counter.refuse(entry)
    assert counter.cases.lines() == ()
    counter.work_as(Role.SUPERVISOR, "budi")
    counter.desk.mend(only_refused(counter).tx_id, {"title": " Kartu  rusak "})
    shown = counter.cases.show(case.number).case
    assert shown == replace(case, title="Kartu rusak", opened_by="budi")
    assert error_free(counter)


def error_free(counter: Counter) -> bool:
    return counter.desk.overview().refused == ()


def test_a_number_that_another_case_has_is_replaced_by_a_new_one(counter: Counter) -> None:
    case = counter.cases.open(shared_customer(counter).id, "bank.card", "").case
    (entry,) = counter.waiting()
    counter.refuse(entry, code="duplicate", about="case_number")
    counter.desk.resend(entry.operation.tx_id)
    (again,) = counter.waiting()
    assert again.operation.row_id == case.id
    assert (case.number, again.operation.payload["number"]) == ("KLH-2027-JKT01K1-00001", "KLH-2027-JKT01K1-00002")


def test_a_process_that_is_not_known_is_not_sent(counter: Counter) -> None:
    counter.cases.open(shared_customer(counter).id, "bank.card", "")
    (entry,) = counter.waiting()
    counter.refuse(entry, code="not_found", about="process")
    tx_id = entry.operation.tx_id
    assert only_refused(counter).fields == {"title": "kartu saya tertelan mesin", "process": "bank.card"}
    assert error_of(counter, tx_id, process="bank.loan").field == "process"
    assert state_of(counter, entry) is OperationState.REJECTED


def test_a_group_stands_and_falls_together(counter: Counter) -> None:
    case = counter.cases.open(shared_customer(counter).id, "bank.card", "").case
    old = counter.promises.make(case.id, NOW + timedelta(hours=5), "kabar", answer_by="Bu Sari")
    counter.promises.make(case.id, NOW + timedelta(hours=6), "kabar", answer_by="Bu Sari", replaces=old.id)
    group = counter.waiting()[-2:]
    assert len({entry.operation.tx_id for entry in group}) == 1
    counter.refuse(*group, code="not_signed_in", about="promise.moved")
    refused = only_refused(counter)
    assert (refused.code, refused.acts) == ("not_signed_in", ("promise.moved", "promise.made"))
    counter.clock.pass_hours(5.5)
    counter.desk.resend(refused.tx_id)
    resent = counter.waiting()[-2:]
    assert [entry.operation.row_id for entry in resent] == [entry.operation.row_id for entry in group]
    assert len({entry.operation.tx_id for entry in resent}) == 1
    assert {entry.operation.payload["at"] for entry in resent} == {NOW.isoformat()}
    assert len(counter.cases.show(case.id).promises) == 2


def test_a_promise_whose_time_has_passed_is_not_made_again(counter: Counter) -> None:
    case = counter.cases.open(shared_customer(counter).id, "bank.card", "").case
    counter.promises.make(case.id, NOW + timedelta(hours=1), "kabar", answer_by="Bu Sari")
    entry = counter.waiting()[-1]
    counter.refuse(entry, code="not_signed_in")
    counter.clock.pass_hours(2)
    assert error_of(counter, entry.operation.tx_id).code is ErrorCode.PROMISE_IN_THE_PAST
    assert state_of(counter, entry) is OperationState.REJECTED


def test_who_may_not_do_it_may_not_send_it_again(counter: Counter) -> None:
    case = counter.cases.open(shared_customer(counter).id, "bank.card", "").case
    counter.work_as(Role.BACKOFFICE, "rudi")
    counter.cases.report(case.id, "check", StepStatus.DONE)
    entry = counter.waiting()[-1]
    counter.refuse(entry, code="not_permitted", about="case.report")
    assert only_refused(counter).may_resend
    counter.work_as(Role.FRONTLINER)
    assert not only_refused(counter).may_resend
    assert error_of(counter, entry.operation.tx_id).code is ErrorCode.NOT_PERMITTED
    assert only_refused(counter).staff_login == "rudi"


def test_without_the_network_what_needs_it_is_not_sent_again(counter: Counter) -> None:
    customer = shared_customer(counter, phone="0812-3456-7890")
    counter.customers.reveal(customer.id, "phone", "diminta")
    entry = counter.waiting()[-1]
    counter.refuse(entry, code="needs_network", about="customer.revealed")
    counter.work_as(Role.FRONTLINER, online=False)
    assert not only_refused(counter).may_resend
    assert error_of(counter, entry.operation.tx_id).code is ErrorCode.NEEDS_NETWORK


def test_giving_up_needs_a_reason_and_keeps_it(counter: Counter) -> None:
    customer = counter.customers.add({"name": "Ratna"})
    (entry,) = counter.waiting()
    counter.refuse(entry)
    with pytest.raises(LoketError) as found:
        counter.desk.withdraw(entry.operation.tx_id, " ")
    assert found.value.code is ErrorCode.REASON_REQUIRED
    counter.desk.withdraw(entry.operation.tx_id, "salah orang ")
    assert (state_of(counter, entry), settled_by(counter, entry)) == (OperationState.WITHDRAWN, "sari")
    assert error_free(counter)
    assert get(counter.store, customer.id) is None
    with counter.store.database.read() as connection:
        facts = connection.exec_driver_sql("SELECT facts, settled_by FROM alert WHERE field = ''").one()
    assert tuple(facts) == ('{"reason":"salah orang"}', "sari")


def test_what_is_held_is_the_administrators(counter: Counter) -> None:
    counter.customers.add({"name": "Ratna"})
    (entry,) = counter.waiting()
    with counter.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'held', error_code = '22P05'")
        connection.commit()
    group = only_refused(counter)
    assert (group.held, group.code, group.fields, group.may_resend) == (True, "22P05", {}, False)
    assert error_of(counter, entry.operation.tx_id).code is ErrorCode.HELD_ASIDE
    with pytest.raises(LoketError) as found:
        counter.desk.withdraw(entry.operation.tx_id, "x")
    assert found.value.code is ErrorCode.HELD_ASIDE


def test_a_refused_log_in_cannot_be_sent_again_but_what_was_done_under_it_can(counter: Counter) -> None:
    customer = shared_customer(counter)
    counter.sessions.login("sari", "rahasia")
    counter.sessions.login_offline("sari", "rahasia")
    counter.customers.record(customer.id)
    opened, viewed = counter.waiting()
    counter.refuse(opened, code="not_signed_in", about="session.open")
    counter.refuse(viewed, code="not_signed_in", about=FactKind.CUSTOMER_VIEWED)
    counter.work_as(Role.FRONTLINER)
    first, second = counter.desk.overview().refused
    assert (first.acts, first.may_resend, first.staff_login) == ((OperationKind.SESSION_OPEN,), False, "sari")
    assert error_of(counter, first.tx_id).code is ErrorCode.NOT_PERMITTED
    counter.desk.resend(second.tx_id)
    counter.desk.withdraw(first.tx_id, "sesi sudah lewat")
    assert error_free(counter)
    assert [entry.operation.row_id for entry in counter.waiting()] == [viewed.operation.row_id]


def test_a_row_that_the_shared_database_has_is_not_sent_again(counter: Counter) -> None:
    counter.customers.add({"name": "Ratna"})
    (entry,) = counter.waiting()
    counter.refuse(entry, code="duplicate", about="customer_pkey")
    assert not only_refused(counter).may_resend
    error = error_of(counter, entry.operation.tx_id)
    assert (error.code, error.field) == (ErrorCode.ALREADY_CLOSED, "tx_id")


def in_conflict(counter: Counter) -> tuple[Customer, str]:
    """Here the city is Bandung, elsewhere it became Bogor; it was Jakarta."""
    customer = shared_customer(counter, city="Jakarta")
    counter.customers.edit(customer.id, {"city": "Bandung"})
    SqlReplica(counter.store).apply(page(pulled(replace(customer, city="Bogor"), 2), after=1, to=2, last_seq=1))
    (conflict,) = counter.desk.overview().conflicts
    assert (conflict.field, conflict.seen, conflict.mine, conflict.shared) == ("city", "Jakarta", "Bandung", "Bogor")
    assert (conflict.customer_name, conflict.staff_login) == ("Ratna Wibowo", "sari")
    return customer, conflict.op_id


@pytest.mark.parametrize("chosen", ["Bandung", "Depok"])
def test_a_conflict_is_settled_by_a_new_edit_of_what_is_shared_now(counter: Counter, chosen: str) -> None:
    customer, op_id = in_conflict(counter)
    counter.desk.settle(op_id, "city", chosen)
    assert counter.desk.overview().conflicts == ()
    last = counter.waiting()[-1].operation
    assert last.payload["changes"] == {"city": {"seen": "Bogor", "value": chosen}}
    assert get(counter.store, customer.id) == replace(customer, city=chosen)
    with pytest.raises(LoketError) as found:
        counter.desk.settle(op_id, "city", chosen)
    assert found.value.code is ErrorCode.ALREADY_CLOSED


def test_a_conflict_settled_for_the_shared_value_sends_nothing(counter: Counter) -> None:
    customer, op_id = in_conflict(counter)
    before = counter.waiting()
    counter.desk.settle(op_id, "city", "Bogor")
    assert (counter.desk.overview().conflicts, counter.waiting()) == ((), before)
    assert get(counter.store, customer.id) == replace(customer, city="Bogor")


def test_a_third_text_is_checked_as_when_typed(counter: Counter) -> None:
    _customer, op_id = in_conflict(counter)
    with pytest.raises(LoketError) as found:
        counter.desk.settle(op_id, "phone", "12")
    assert found.value.field == "phone"
    assert len(counter.desk.overview().conflicts) == 1


def test_the_last_comparison_is_remembered(counter: Counter) -> None:
    assert counter.desk.overview().last_check is None
    check = counter.desk.check()
    assert counter.desk.overview().last_check == check
    assert check.at == counter.clock.now()


def test_nobody_settles_anything_without_being_signed_in(counter: Counter) -> None:
    counter.customers.add({"name": "Ratna"})
    (entry,) = counter.waiting()
    counter.refuse(entry)
    counter.sessions.logout()
    assert not only_refused(counter).may_resend
    assert error_of(counter, entry.operation.tx_id).code is ErrorCode.NOT_SIGNED_IN
