"""What became of our operations: refused ones taken back whole, held ones settled later, lost ones sent again."""

from __future__ import annotations

from dataclasses import replace

from app.domain.chain import content_of, genesis, link
from app.domain.facts import Fact, FactKind
from app.domain.people import Customer
from app.domain.replication import MAX_PUSH, OperationKind, OperationResult, PulledRow, PushAnswer
from app.domain.wire import case_to_doc, customer_to_doc, fact_to_doc
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore
from tests.storage.samples import (
    BRANCH,
    DEVICE,
    EPOCH,
    NOW,
    SESSION,
    case_fact,
    case_file,
    customer,
    get,
    page,
    pulled,
    queue_edit,
    queue_fact,
    talk_fact,
)

TALK = "0195b4a0-0000-7000-8000-0000000000f1"
SHARED = customer("Siti Aminah", city="Medan")


def notes(count: int) -> list[Fact]:
    return [talk_fact(TALK, FactKind.INTERACTION_NOTE, {"text": str(place)}) for place in range(count)]


def queue_customer(store: SqlStore, added: Customer) -> None:
    with store.begin() as uow:
        uow.customers.add(added)
        uow.outbox.enqueue(OperationKind.CUSTOMER_ADD, BRANCH, added.id, dict(customer_to_doc(added)), SESSION.id, NOW)
        uow.commit()


def answered(replica: SqlReplica, *outcomes: str) -> PushAnswer:
    found = replica.operations_from(1, len(outcomes))
    results = tuple(
        OperationResult(operation.op_id, operation.seq, outcome, None if outcome == "applied" else "duplicate")
        for operation, outcome in zip(found, outcomes, strict=True)
    )
    return PushAnswer(len(outcomes), results, EPOCH)


def test_a_refused_customer_goes_with_the_case_that_hangs_on_it(store: SqlStore, replica: SqlReplica) -> None:
    added = customer("Budi")
    case = case_file(added)
    report = case_fact(case, FactKind.CASE_REPORT, {"status": "in_progress"}, step_key="check")
    said = talk_fact(TALK, FactKind.INTERACTION_STARTED, {"channel": "counter"}, customer_id=added.id)
    queue_customer(store, added)
    with store.begin() as uow:
        uow.cases.add(case)
        uow.facts.add([report, said])
        uow.outbox.enqueue(OperationKind.CASE_OPEN, BRANCH, case.id, dict(case_to_doc(case)), SESSION.id, NOW)
        for one in (report, said):
            uow.outbox.enqueue(OperationKind.FACT_ADD, BRANCH, one.id, dict(fact_to_doc(one)), SESSION.id, NOW)
        uow.commit()
    changes = replica.record_push(answered(replica, "rejected"))
    assert (added.id in changes.customers, case.id in changes.cases) == (True, True)
    assert get(store, added.id) is None
    assert store.find_customers("budi", 5) == ()
    assert store.case_lines(None, None, 5) == ()
    with store.read() as uow:
        assert uow.facts.of_case(case.id) == ()
        assert [fact.id for fact in uow.facts.of_subject(TALK)] == [said.id], "the talk took place"
        kept = uow.outbox.entries(10)[0]
    assert kept.operation.payload["name"] == "Budi", "what was typed is kept for a person to mend"
    assert replica.counts() == (3, 1)


def test_a_refused_case_gives_its_customer_back_without_it(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    case = case_file(SHARED)
    with store.begin() as uow:
        uow.cases.add(case)
        uow.outbox.enqueue(OperationKind.CASE_OPEN, BRANCH, case.id, dict(case_to_doc(case)), SESSION.id, NOW)
        uow.commit()
    assert store.find_customers(case.number, 5) != ()
    replica.record_push(answered(replica, "rejected"))
    assert store.find_customers(case.number, 5) == ()
    assert get(store, SHARED.id) == SHARED


def test_a_refused_edit_of_a_customer_that_only_this_device_knows(store: SqlStore, replica: SqlReplica) -> None:
    added = customer("Budi", city="Medan")
    queue_customer(store, added)
    queue_edit(store, added, replace(added, city="Padang"))
    replica.record_push(answered(replica, "applied", "rejected"))
    assert get(store, added.id) == added


def test_what_was_held_and_is_applied_later_is_acknowledged(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(1))
    held = answered(replica, "held")
    replica.record_push(held)
    assert replica.counts() == (0, 1)
    settled = replace(held.results[0], outcome="applied", code=None)
    changes = replica.apply(page(to=1, head=2, last_seq=1, refused=(settled,)))
    assert changes.outbox
    assert replica.counts() == (0, 0)
    assert not replica.apply(page(after=1, to=1, head=2, last_seq=1, refused=(settled,))).outbox


def test_what_was_held_and_is_rejected_later_is_taken_back(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(1))
    held = answered(replica, "held")
    replica.record_push(held)
    replica.apply(page(to=1, last_seq=1, refused=(replace(held.results[0], outcome="rejected"),)))
    with store.read() as uow:
        assert uow.facts.of_subject(TALK) == ()
        assert [entry.state.value for entry in uow.outbox.entries(5)] == ["rejected"]


def test_a_person_who_has_settled_it_is_not_overruled(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(1))
    refusal = answered(replica, "rejected")
    replica.record_push(refusal)
    with store.begin() as uow:
        uow.ledger.settle(refusal.results[0].op_id, "sari", NOW)
        uow.commit()
    replica.apply(page(to=1, last_seq=1, refused=refusal.results))
    assert replica.counts() == (0, 0)
    [asked] = replica.operations_from(1, 5)
    assert (asked.kind, asked.payload, asked.op_id) == (OperationKind.NOTHING, {}, refusal.results[0].op_id)


def test_a_row_that_lives_elsewhere_by_now_is_not_kept(store: SqlStore, replica: SqlReplica) -> None:
    """Its customer moved to another branch: the operation followed, and no pull of ours brings the row."""
    moved, stays = notes(2)
    queue_fact(store, moved, stays)
    replica.record_push(answered(replica, "applied", "applied"))
    replica.apply(page(pulled(stays, 1), to=1, head=2, last_seq=2))
    with store.read() as uow:
        assert {fact.id for fact in uow.facts.of_subject(TALK)} == {moved.id, stays.id}
    replica.apply(page(after=1, to=2, last_seq=2))
    with store.read() as uow:
        assert [fact.id for fact in uow.facts.of_subject(TALK)] == [stays.id]


def test_a_row_that_left_goes_and_one_that_came_back_stays(store: SqlStore, replica: SqlReplica) -> None:
    other = customer("Budi")
    replica.apply(page(pulled(SHARED, 1), pulled(other, 3), to=3))
    left = [PulledRow("exit", BRANCH, row.id, 2, True, {"tbl": "customer"}) for row in (SHARED, other)]
    replica.apply(page(*left, after=3, to=4))
    assert get(store, SHARED.id) is None
    assert get(store, other.id) == other


def _numbers(replica: SqlReplica) -> tuple[tuple[int, int], tuple[int | None, int | None]]:
    stands = replica.standing()
    return (stands.given, stands.settled), (stands.waiting_from, stands.waiting_to)


def test_lost_operations_wait_again_and_edits_lie_over_their_rows(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    edited = replace(SHARED, city="Padang")
    queue_edit(store, SHARED, edited)
    queue_fact(store, *notes(1))
    replica.apply(page(pulled(edited, 2), after=1, to=2, last_seq=2))
    assert _numbers(replica) == ((2, 2), (None, None))
    assert replica.reopen(1).outbox
    assert _numbers(replica) == ((2, 1), (2, 2))
    replica.reopen(0)
    assert _numbers(replica) == ((2, 0), (1, 2))


def test_every_operation_is_a_link_of_the_chain(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(2))
    list(store.import_customers([{"name": "Budi", "customer_number": "C1"}], BRANCH, SESSION.id, NOW))
    head = genesis(DEVICE.device_id)
    found = replica.operations_from(1, 10)
    assert len(found) == 3
    for operation in found:
        assert operation.content == content_of(operation)
        head = link(head, operation.content)
        assert operation.chain == head


def test_what_is_too_much_for_one_push_is_parted(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(MAX_PUSH + 1))
    found = replica.operations_from(1, MAX_PUSH + 10)
    assert len({operation.tx_id for operation in found[:MAX_PUSH]}) == 1
    assert found[-1].tx_id != found[0].tx_id


def test_as_another_device_what_waits_is_numbered_and_chained_anew(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(3))
    replica.apply(page(to=1, last_seq=1))
    waiting = [operation.op_id for operation in replica.pending(5)]
    token = replica.fork_token()
    assert replica.fork_token() == token
    other = replace(DEVICE, device_id="0195b4a0-0000-7000-8000-00000000d00a", token=token)
    assert replica.become(other).outbox
    assert (replica.device(), replica.ancestors()) == (other, (DEVICE,))
    found = replica.pending(5)
    assert [(operation.op_id, operation.seq) for operation in found] == list(zip(waiting, (2, 3), strict=True))
    head = genesis(other.device_id)
    for operation in found:
        head = link(head, operation.content)
        assert operation.chain == head
    assert replica.fork_token() != token
    queue_fact(store, *notes(1))
    last = replica.pending(5)[-1]
    assert (last.seq, last.chain) == (4, link(head, last.content))


def test_as_another_device_reopened_work_comes_after_what_was_refused(store: SqlStore, replica: SqlReplica) -> None:
    queue_fact(store, *notes(2))
    replica.record_push(answered(replica, "applied", "rejected"))
    replica.apply(page(to=1, last_seq=2))
    replica.reopen(0)
    replica.become(replace(DEVICE, device_id="0195b4a0-0000-7000-8000-00000000d00a"))
    assert [operation.seq for operation in replica.pending(5)] == [3]
    assert _numbers(replica)[0] == (3, 2)
