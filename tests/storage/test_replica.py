"""Sync's side of the store: whole pages or nothing, acknowledgements with the rows, waiting edits on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.people import Branch, Role, Staff, Unit
from app.domain.processes import process_from_doc
from app.domain.replication import Cursor, OperationResult, OperationState, PushAnswer, ScopePage
from app.storage.outbox import RETAINED
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore
from app.storage.tables import alert
from tests.storage.samples import (
    BRANCH,
    DEVICE,
    EPOCH,
    NOW,
    PROCESS_DOC,
    UNIT,
    add,
    case_fact,
    case_file,
    customer,
    get,
    page,
    pulled,
    queue_edit,
    queue_fact,
    reference,
    talk_fact,
)

TALK = "0195b4a0-0000-7000-8000-0000000000f1"
SHARED = customer("Siti Aminah", city="Medan", phone="+6281234567890")


def notes(count: int, start: int = 0) -> list[Fact]:
    return [talk_fact(TALK, FactKind.INTERACTION_NOTE, {"text": str(start + place)}) for place in range(count)]


def refused(replica: SqlReplica, seq: int, outcome: str = "rejected", code: str = "not_permitted") -> OperationResult:
    (operation,) = replica.operations_from(seq, 1)
    return OperationResult(operation.op_id, seq, outcome, code, "no right")


def alerts(store: SqlStore) -> list[tuple[str, str]]:
    with store.database.read() as connection:
        return [(row.code, row.field) for row in connection.execute(alert.select())]


def test_a_device_that_is_nobody_cannot_sync(store: SqlStore) -> None:
    with pytest.raises(LoketError) as caught:
        SqlReplica(store).device()
    assert caught.value.code is ErrorCode.NOT_ENROLLED


def test_every_scope_of_the_device_starts_at_nothing(replica: SqlReplica) -> None:
    assert replica.device() == DEVICE
    assert replica.cursors() == dict.fromkeys((0, BRANCH, UNIT), Cursor())
    assert replica.epoch() is None


def test_a_page_brings_rows_cursor_and_read_models_together(store: SqlStore, replica: SqlReplica) -> None:
    case = case_file(SHARED)
    told = case_fact(case, FactKind.CASE_REPORT, {"status": "in_progress"}, step_key="check")
    changes = replica.apply(page(pulled(told, 3), pulled(case, 2), pulled(SHARED, 1), to=3))
    assert changes == Changes(
        customers=frozenset({SHARED.id}), cases=frozenset({case.id}), interactions=frozenset(), source="sync"
    )
    assert replica.cursors()[BRANCH].ver == 3
    assert replica.epoch() == EPOCH
    assert get(store, SHARED.id) == SHARED
    assert [hit.open_cases for hit in store.find_customers(case.number, 5)] == [1]
    with store.read() as uow:
        assert uow.cases.get(case.id) == replace(case, ver=2)
        assert uow.facts.of_case(case.id) == (replace(told, ver=3),)
    assert [line.last_report_at for line in store.case_lines(None, None, 5)] == [NOW]


@pytest.mark.parametrize("versions", [(2, 3), (1, 3), (1, 2), (1, 2, 2, 3), (3, 2, 1), (), (0, 1, 2, 3)])
def test_a_page_with_a_gap_changes_nothing(store: SqlStore, replica: SqlReplica, versions: tuple[int, ...]) -> None:
    whole = page(pulled(SHARED, 3), to=3)
    gap = replace(whole, scopes=(ScopePage(BRANCH, 3, 3, versions),))
    with pytest.raises(LoketError) as caught:
        replica.apply(gap)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID, "versions")
    assert get(store, SHARED.id) is None
    assert replica.cursors()[BRANCH].ver == 0
    replica.apply(whole)
    assert get(store, SHARED.id) == SHARED


def test_one_bad_scope_refuses_the_whole_page(store: SqlStore, replica: SqlReplica) -> None:
    good = page(pulled(SHARED, 1))
    with pytest.raises(LoketError):
        replica.apply(replace(good, scopes=(*good.scopes, ScopePage(UNIT, 5, 5, (5,)))))
    with pytest.raises(LoketError):
        replica.apply(replace(good, scopes=(*good.scopes, ScopePage(99, 1, 1, (1,)))))
    assert get(store, SHARED.id) is None
    assert replica.cursors() == dict.fromkeys((0, BRANCH, UNIT), Cursor())


def test_a_page_of_another_epoch_is_refused(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    with pytest.raises(LoketError) as caught:
        replica.apply(page(pulled(replace(SHARED, city="X"), 2), after=1, to=2, epoch="other"))
    assert caught.value.field == "epoch"
    assert get(store, SHARED.id) == SHARED


def test_the_same_page_again_is_refused_and_the_same_rows_change_nothing(store: SqlStore, replica: SqlReplica) -> None:
    rows = (pulled(SHARED, 1), pulled(case_file(SHARED), 1))
    replica.apply(page(*rows))
    with pytest.raises(LoketError):
        replica.apply(page(*rows))
    assert not replica.apply(page(*rows, after=1, to=1))
    assert store.status().cases == 1


def test_a_replica_that_lags_takes_nothing_back(store: SqlStore, replica: SqlReplica) -> None:
    newer = replace(SHARED, city="Padang")
    replica.apply(page(pulled(newer, 5), to=5))
    stale = replace(page(pulled(SHARED, 3)), scopes=(ScopePage(BRANCH, 3, 3, ()),))
    replica.apply(stale)
    assert get(store, SHARED.id) == newer
    assert replica.cursors()[BRANCH].ver == 5


def test_a_row_may_come_by_two_scopes_and_in_two_versions(store: SqlStore, replica: SqlReplica) -> None:
    newer = replace(SHARED, city="Padang")
    both = page(pulled(newer, 2), pulled(SHARED, 1), to=2)
    replica.apply(replace(both, scopes=(*both.scopes, ScopePage(UNIT, 1, 1, (1,)))))
    assert get(store, SHARED.id) == newer
    assert replica.cursors() == {0: Cursor(), BRANCH: Cursor(2), UNIT: Cursor(1)}


def test_a_row_that_moved_to_another_scope_starts_anew_there(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 7), to=7))
    moved = replace(SHARED, scope_id=12, city="Padang")
    replica.apply(replace(page(pulled(moved, 1), scope=UNIT), server_time=NOW))
    assert get(store, SHARED.id) == moved


def test_deleted_rows_go(store: SqlStore, replica: SqlReplica) -> None:
    case = case_file(SHARED)
    replica.apply(page(pulled(SHARED, 1), pulled(case, 1)))
    replica.apply(page(pulled(SHARED, 2, deleted=True), pulled(case, 2, deleted=True), after=1, to=2))
    assert get(store, SHARED.id) is None
    assert store.find_customers("siti", 5) == ()
    assert store.case_lines(None, None, 5) == ()


def test_what_a_newer_server_adds_is_kept(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1, loyalty="gold")))
    queue_edit(store, SHARED, replace(SHARED, city="Padang"))
    replica.apply(page(pulled(SHARED, 2, loyalty="platinum"), after=1, to=2))
    with store.database.read() as connection:
        row = connection.exec_driver_sql("SELECT extra, city FROM customer").one()
    assert tuple(row) == ('{"loyalty":"platinum"}', "Padang")


def test_facts_of_a_newer_kind_are_kept_and_left_aside(store: SqlStore, replica: SqlReplica) -> None:
    case = case_file(SHARED)
    known = case_fact(case, FactKind.CASE_RESOLVED, {})
    unknown = pulled(case_fact(case, FactKind.CASE_RESOLVED, {}), 2, kind="case.sent_to_the_moon")
    replica.apply(page(pulled(case, 1), unknown, pulled(known, 3), to=3))
    with store.read() as uow:
        assert [fact.id for fact in uow.facts.of_case(case.id)] == [known.id]
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM fact").scalar() == 2


def test_reference_data_is_read_as_shared(store: SqlStore, replica: SqlReplica) -> None:
    branch = reference("branch", "JKT01", {"scope_id": 11, "code": "JKT01", "name": "Kota", "zone": "Asia/Jakarta"}, 1)
    unit = reference("unit", "KARTU", {"scope_id": 21, "code": "KARTU", "name": "Tim kartu"}, 2)
    staff = {"login": "sari", "name": "Sari", "role": "frontliner", "branch_code": "JKT01", "unit_code": None}
    person = reference("staff", "sari", staff, 3)
    process = reference("process", "bank.card", PROCESS_DOC, 4)
    changes = replica.apply(page(branch, unit, person, process, to=4, scope=0))
    assert changes.reference
    with store.read() as uow:
        assert uow.reference.branches() == (Branch(branch.id, 11, "JKT01", "Kota", "Asia/Jakarta"),)
        assert uow.reference.language_of("JKT01") == uow.reference.language_of("NONE") == "id"
        assert uow.reference.units() == (Unit(unit.id, 21, "KARTU", "Tim kartu"),)
        assert uow.reference.staff() == (Staff(person.id, "sari", "Sari", Role.FRONTLINER, "JKT01"),)
        assert uow.reference.processes() == (process_from_doc(PROCESS_DOC),)
        assert uow.reference.process("bank.card") == process_from_doc(PROCESS_DOC)
        assert uow.reference.process("none") is None


def test_a_transaction_is_never_parted(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(2))
    queue_fact(store, *notes(5))
    assert [operation.seq for operation in replica.pending(1)] == [1, 2]
    assert [operation.seq for operation in replica.pending(4)] == [1, 2]
    assert [operation.seq for operation in replica.pending(7)] == [1, 2, 3, 4, 5, 6, 7]
    assert [operation.seq for operation in replica.operations_from(6, 10)] == [6, 7]
    assert replica.counts() == (7, 0)


def test_an_acknowledgement_comes_with_the_pull(store: SqlStore, replica: SqlReplica) -> None:
    facts = notes(3)
    queue_fact(store, *facts)
    operations = replica.pending(10)
    results = tuple(OperationResult(operation.op_id, operation.seq, "applied") for operation in operations)
    replica.record_push(PushAnswer(3, results, EPOCH))
    assert replica.counts() == (3, 0)
    changes = replica.apply(page(pulled(facts[0], 1), pulled(facts[1], 1), last_seq=2))
    assert changes.outbox
    assert [operation.seq for operation in replica.pending(10)] == [3]
    assert [operation.seq for operation in replica.operations_from(1, 10)] == [1, 2, 3]
    with store.read() as uow:
        assert [fact.ver for fact in uow.facts.of_subject(TALK)] == [1, 1, None]
        acked = uow.ledger.entries([OperationState.ACKED], 10)
        assert [entry.attempts for entry in acked] == [1, 1]


def test_a_waiting_edit_survives_a_pull(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    queue_edit(store, SHARED, replace(SHARED, city="Padang"))
    moved = replace(SHARED, phone="+6281111111111")
    replica.apply(page(pulled(moved, 2), after=1, to=2))
    assert get(store, SHARED.id) == replace(moved, city="Padang")
    replica.apply(page(pulled(replace(moved, city="Padang"), 3), after=2, to=3, last_seq=1))
    assert get(store, SHARED.id) == replace(moved, city="Padang")
    later = replace(moved, city="Solok")
    replica.apply(page(pulled(later, 4), after=3, to=4, last_seq=1))
    assert get(store, SHARED.id) == later
    assert alerts(store) == []


def test_an_acknowledged_edit_shows_until_its_row_has_come(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    edited = replace(SHARED, city="Padang")
    queue_edit(store, SHARED, edited)
    replica.apply(page(after=1, to=2, head=3, last_seq=1))
    assert replica.counts() == (0, 0)
    assert get(store, SHARED.id) == edited
    shown = replace(edited, note="dari pusat")
    replica.apply(page(pulled(shown, 3), after=2, to=3, last_seq=1))
    assert get(store, SHARED.id) == shown


def test_edits_one_upon_another_are_no_conflict(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    first, second = replace(SHARED, city="Padang"), replace(SHARED, city="Solok")
    queue_edit(store, SHARED, first)
    queue_edit(store, first, second)
    replica.apply(page(pulled(first, 2), after=1, to=2, last_seq=1))
    assert get(store, SHARED.id) == second
    replica.apply(page(pulled(second, 3), after=2, to=3, last_seq=2))
    assert get(store, SHARED.id) == second
    assert alerts(store) == []


def test_a_conflict_is_kept_and_told_once(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    queue_edit(store, SHARED, replace(SHARED, city="Padang", note="sore"))
    elsewhere = replace(SHARED, city="Bukittinggi")
    changes = replica.apply(page(pulled(elsewhere, 2), after=1, to=2))
    assert changes.outbox
    assert get(store, SHARED.id) == replace(elsewhere, note="sore")
    replica.apply(page(pulled(replace(elsewhere, email="a@b.id"), 3), after=2, to=3))
    assert alerts(store) == [("conflict", "city")]
    assert [operation.seq for operation in replica.pending(5)] == [1]


def test_a_refused_edit_gives_the_shared_profile_back(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    first = replace(SHARED, city="Padang")
    queue_edit(store, SHARED, first)
    queue_edit(store, first, replace(first, note="sore"))
    changes = replica.record_push(PushAnswer(1, (refused(replica, 1),), EPOCH))
    assert changes.outbox
    assert SHARED.id in changes.customers
    assert get(store, SHARED.id) == replace(SHARED, note="sore")
    assert replica.counts() == (1, 1)
    assert alerts(store) == [("not_permitted", "")]
    with store.read() as uow:
        entry = uow.outbox.entries(10)[0]
    assert (entry.state, entry.error_code, entry.error_message) == (
        OperationState.REJECTED,
        "not_permitted",
        "no right",
    )


def test_a_refused_fact_no_longer_counts_but_stays_in_the_outbox(store: SqlStore, replica: SqlReplica) -> None:
    case = case_file(SHARED)
    replica.apply(page(pulled(SHARED, 1), pulled(case, 1)))
    queue_fact(store, case_fact(case, FactKind.CASE_RESOLVED, {}))
    assert [line.status for line in store.case_lines(None, None, 5)] == ["resolved"]
    result = refused(replica, 1)
    changes = replica.apply(page(after=1, to=1, last_seq=1, refused=(result,)))
    assert case.id in changes.cases
    assert [line.status for line in store.case_lines(None, None, 5)] == ["open"]
    assert replica.counts() == (0, 1)
    assert not replica.apply(page(after=1, to=1, last_seq=1, refused=(result,))).outbox
    assert len(alerts(store)) == 1


def test_a_held_operation_still_shows_and_is_not_pushed_again(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    edited = replace(SHARED, city="Padang")
    queue_edit(store, SHARED, edited)
    replica.record_push(PushAnswer(1, (refused(replica, 1, "held", "22P02"),), EPOCH))
    assert get(store, SHARED.id) == edited
    assert replica.pending(5) == ()
    assert replica.counts() == (0, 1)


def test_acknowledged_operations_are_kept_for_thirty_days(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(2))
    replica.apply(page(to=1, last_seq=1))
    replica.synced(NOW + RETAINED)
    assert [operation.seq for operation in replica.operations_from(1, 5)] == [1, 2]
    replica.synced(NOW + RETAINED + timedelta(seconds=1))
    assert [operation.seq for operation in replica.operations_from(1, 5)] == [2]
    assert store.status().last_sync_at == NOW + RETAINED + timedelta(seconds=1)
    queue_fact(store, *notes(1))
    assert [operation.seq for operation in replica.operations_from(1, 5)] == [2, 3]


def test_a_number_is_not_given_again_when_the_outbox_is_empty(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(2))
    replica.apply(page(to=1, last_seq=2))
    replica.synced(NOW + 2 * RETAINED)
    assert replica.operations_from(1, 5) == ()
    queue_fact(store, *notes(1))
    assert [operation.seq for operation in replica.pending(5)] == [3]


def test_a_customer_added_here_becomes_the_shared_one(store: SqlStore, replica: SqlReplica) -> None:
    added = customer("Budi", city="Medan")
    add(store, added)
    edited = replace(added, city="Padang")
    queue_edit(store, added, edited)
    replica.apply(page(pulled(added, 1)))
    assert get(store, added.id) == edited
    replica.apply(page(pulled(edited, 2), after=1, to=2, last_seq=1))
    assert get(store, added.id) == edited
    assert alerts(store) == []


def test_a_page_of_a_full_disk_changes_nothing(store: SqlStore, replica: SqlReplica) -> None:
    with store.database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    many = [pulled(customer("Siti", note="x" * 500), 1) for _ in range(200)]
    with pytest.raises(LoketError) as caught:
        replica.apply(page(*many))
    assert caught.value.code is ErrorCode.DISK_FULL
    assert replica.cursors()[BRANCH].ver == 0
    assert store.status().customers == 0
