"""Push: each operation has exactly one effect, and none blocks those after it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from app.domain.chain import entry_doc
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import OperationKind, OperationResult
from app.sync.connecting import EpochError, ForkError
from app.sync.transport import PostgresTransport
from tests.sync.offices import Desk, Office, new_id, now


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    desk = office.desk()
    desk.hello()
    yield desk
    desk.transport.close()


def outcomes(results: tuple[OperationResult, ...]) -> list[tuple[str, str | None]]:
    return [(result.outcome, result.code) for result in results]


def test_what_was_done_here_is_there_in_order(desk: Desk) -> None:
    customer = desk.add_customer(customer_number="C-1")
    case = desk.open_case(customer.row_id)
    promise = desk.fact("promise.made", {"text": "siap", "due_at": now().isoformat()}, case=case)
    answer = desk.transport.push([customer, case, promise])
    assert outcomes(answer.results) == [("applied", None)] * 3
    assert (answer.last_seq, answer.need) == (3, None)
    assert desk.office.sql("select id::text, customer_number from sync.customer") == [(customer.row_id, "C-1")]
    stored = desk.office.sql("select doc ->> 'device_id', doc #>> '{body,text}' from sync.fact")
    assert stored == [(desk.identity.device_id, "siap")]


def test_the_same_push_again_changes_nothing(desk: Desk) -> None:
    operations = [desk.add_customer(), desk.fact("customer.viewed")]
    first = desk.transport.push(operations)
    head = desk.office.sql("select ver from sync.scope where scope_id = 1")
    assert desk.transport.push(operations) == first
    assert desk.office.sql("select ver from sync.scope where scope_id = 1") == head
    assert desk.office.sql("select count(*) from sync.fact") == [(1,)]


def test_a_gap_is_asked_for(desk: Desk) -> None:
    first, second, third = desk.add_customer(), desk.add_customer(), desk.add_customer()
    desk.transport.push([first])
    answer = desk.transport.push([third])
    assert (answer.need, answer.last_seq, answer.results) == (2, 1, ())
    assert desk.transport.push([second, third]).last_seq == 3


def test_an_operation_nobody_foresaw_is_put_aside_and_the_rest_goes_on(desk: Desk) -> None:
    poison = desk.fact("customer.viewed", subject_id="kemarin sore")
    after = desk.add_customer()
    answer = desk.transport.push([poison, after])
    assert outcomes(answer.results) == [("held", "22P02"), ("applied", None)]
    kept = desk.office.sql("select op_id::text, payload #>> '{payload,subject_id}' from sync.quarantine")
    assert kept == [(poison.op_id, "kemarin sore")]


def test_one_local_transaction_stands_or_falls_together(desk: Desk) -> None:
    tx_id = new_id()
    good = desk.add_customer(tx_id=tx_id)
    bad = desk.open_case(new_id(), tx_id=tx_id)
    after = desk.add_customer()
    answer = desk.transport.push([good, bad, after])
    assert outcomes(answer.results) == [("rejected", "with_another"), ("rejected", "not_found"), ("applied", None)]
    assert answer.results[0].message == bad.op_id
    assert desk.office.sql("select id::text from sync.customer") == [(after.row_id,)]


def test_a_number_taken_is_a_refusal_by_rule(desk: Desk) -> None:
    answer = desk.transport.push([desk.add_customer(customer_number="C-9"), desk.add_customer(customer_number="C-9")])
    assert outcomes(answer.results) == [("applied", None), ("rejected", "duplicate")]


def test_an_edit_of_a_field_that_moved_is_kept_as_a_conflict(desk: Desk) -> None:
    customer = desk.add_customer(city="Bogor", phone="+62811000001")
    edit = desk.edit_customer(customer.row_id, city=("Depok", "Bekasi"), phone=("+62811000001", "+62811000002"))
    answer = desk.transport.push([customer, edit])
    assert outcomes(answer.results) == [("applied", None), ("applied", "conflict")]
    [(city, phone)] = desk.office.sql("select doc ->> 'city', doc ->> 'phone' from sync.customer")
    assert (city, phone) == ("Bogor", "+62811000002")
    [(detail,)] = desk.office.sql("select detail from sync.applied_op where code = 'conflict'")
    assert detail == {"conflicts": [{"field": "city", "seen": "Depok", "value": "Bekasi", "shared": "Bogor"}]}


def test_a_front_liner_may_not_report_for_a_unit(desk: Desk) -> None:
    customer = desk.add_customer()
    case = desk.open_case(customer.row_id)
    report = desk.fact("case.report", {"status": "done"}, case=case, step_key="setup")
    answer = desk.transport.push([customer, case, report])
    assert answer.results[2].outcome == "rejected"
    assert (answer.results[2].code, answer.results[2].message) == ("not_permitted", "case.report")


def test_a_report_must_name_a_step_of_the_process(office: Office) -> None:
    desk = office.desk("sari")
    with closing(desk.hello()) as transport:
        customer = desk.add_customer()
        case = desk.open_case(customer.row_id)
        unknown = desk.fact("case.report", {"status": "done"}, case=case, step_key="painting")
        odd = desk.fact("case.report", {"status": "almost"}, case=case, step_key="setup")
        good = desk.fact("case.report", {"status": "done"}, case=case, step_key="setup")
        answer = transport.push([customer, case, unknown, odd, good])
    assert outcomes(answer.results)[2:] == [("rejected", "not_found"), ("rejected", "invalid"), ("applied", None)]


@pytest.mark.parametrize("forged", ["somebody", None])
def test_nobody_signs_with_another_name(desk: Desk, forged: str | None) -> None:
    answer = desk.transport.push([desk.fact("customer.viewed", actor=forged)])
    assert (answer.results[0].code, answer.results[0].message) == ("not_permitted", "actor")


def test_work_needs_a_session_of_this_device_that_is_still_open(office: Office, desk: Desk) -> None:
    other = office.desk("sari")
    office.sql(
        "update sync.session set expires_at = now() - interval '1 hour' where device_id = %s", desk.identity.device_id
    )
    answer = desk.transport.push(
        [
            desk.fact("customer.viewed", session_id=other.session.id),
            desk.fact("customer.viewed", session_id=new_id()),
            desk.fact("customer.viewed", op_at=now() - timedelta(minutes=59)),
        ]
    )
    assert outcomes(answer.results) == [("rejected", "not_signed_in")] * 3


def test_another_branch_is_out_of_reach(desk: Desk) -> None:
    answer = desk.transport.push([desk.fact("customer.viewed", scope_id=2), desk.fact("customer.viewed", scope_id=0)])
    assert [(result.code, result.message) for result in answer.results] == [("not_permitted", "scope")] * 2


def test_an_operation_of_absurd_size_is_refused(desk: Desk) -> None:
    answer = desk.transport.push([desk.add_customer(note="x" * 300_000), desk.add_customer()])
    assert outcomes(answer.results) == [("rejected", "too_large"), ("applied", None)]


def test_a_clone_of_a_device_is_noticed(office: Office, desk: Desk) -> None:
    desk.transport.push([desk.add_customer()])
    clone = Desk(office, desk.identity, desk.session)
    with closing(clone.hello()) as transport, pytest.raises(ForkError):
        transport.push([clone.add_customer()])
    office.sql("update sync.device set incarnation = gen_random_uuid()")
    with pytest.raises(ForkError):
        desk.transport.push([desk.add_customer()])


def test_an_operation_of_a_stranger_is_neither_done_twice_nor_told_of(office: Office, desk: Desk) -> None:
    operations = [desk.add_customer()]
    desk.transport.push(operations)
    transport = PostgresTransport(office.device())
    with closing(transport):
        transport.hello()
        with pytest.raises(LoketError) as refused:
            transport.push(operations)
    assert refused.value.facts["sqlstate"] == "LK009"
    assert office.sql("select count(*) from sync.customer") == [(1,)]


def test_a_restored_database_is_noticed(office: Office, desk: Desk) -> None:
    office.sql("update sync.meta set epoch = gen_random_uuid()")
    with pytest.raises(EpochError):
        desk.transport.push([desk.add_customer()])


def test_numbers_with_holes_are_refused_whole(desk: Desk) -> None:
    first, _, third = desk.add_customer(), desk.add_customer(), desk.add_customer()
    with pytest.raises(LoketError) as refused:
        desk.transport.push([first, third])
    assert refused.value.code is ErrorCode.UNREACHABLE
    assert desk.office.sql("select count(*) from sync.customer") == [(0,)]


@pytest.mark.parametrize(
    ("columns", "about"),
    [
        ({"at": "infinity"}, "at"),
        ({"at": "2026-11-22 10:00"}, "at"),
        ({"body": {"due_at": "0001-01-01T00:00:00+14:00"}}, "due_at"),
        ({"body": {"estimate_at": "infinity"}}, "estimate_at"),
        ({"body": {"cost": -1}}, "cost"),
        ({"body": {"cost": "5"}}, "cost"),
        ({"body": ["text"]}, "body"),
    ],
)
def test_what_no_console_could_read_is_refused(desk: Desk, columns: dict[str, Any], about: str) -> None:
    answer = desk.transport.push([desk.fact("customer.viewed", **columns)])
    assert (answer.results[0].code, answer.results[0].message) == ("invalid", about)


def test_a_profile_is_text_in_the_words_that_every_console_knows(desk: Desk) -> None:
    answer = desk.transport.push(
        [desk.add_customer(kind="robot"), desk.add_customer(birth_date="31/12/1990"), desk.add_customer(name=" ")]
    )
    assert [(result.code, result.message) for result in answer.results] == [
        ("invalid", "kind"),
        ("invalid", "birth_date"),
        ("required", "name"),
    ]


def test_a_case_of_a_unit_opens_no_other_door_to_its_branch(office: Office, desk: Desk) -> None:
    customer = desk.add_customer()
    case = desk.open_case(customer.row_id)
    desk.transport.push([customer, case])
    unit = office.desk("made", "MKS1", "WORKSHOP")
    forged = {"name": "Siti", "case_id": case.row_id}
    with closing(unit.hello()) as transport:
        answer = transport.push(
            [
                unit.fact("question.asked", {"to_unit": "WORKSHOP"}, case=case, scope_id=1),
                unit.fact("customer.viewed", case=case, scope_id=1),
                unit.operation(OperationKind.CUSTOMER_ADD, new_id(), forged, scope_id=1),
            ]
        )
    assert outcomes(answer.results) == [("applied", None), ("rejected", "not_permitted"), ("rejected", "not_permitted")]
    assert [result.message for result in answer.results[1:]] == ["scope", "scope"]


def test_an_operation_without_a_time_is_not_one_of_an_open_session(desk: Desk) -> None:
    op = {"kind": "fact.add", "scope_id": 1, "row_id": new_id(), "session_id": desk.session.id, "payload": {}}
    with pytest.raises(psycopg.DatabaseError, match="not_signed_in"):
        desk.office.sql(
            "select sync.apply_op(d, %s) from sync.device as d where device_id = %s",
            Jsonb(op),
            desk.identity.device_id,
        )


def test_hundreds_of_operations_are_settled_at_once(desk: Desk) -> None:
    customer = desk.add_customer()
    case = desk.open_case(customer.row_id)
    facts = [desk.fact("promise.made" if n % 5 == 0 else "interaction.note", {"n": n}, case=case) for n in range(497)]
    edit = desk.edit_customer(customer.row_id, city=(None, "Bogor"))
    answer = desk.transport.push([customer, case, *facts, edit])
    assert (answer.last_seq, len(answer.results)) == (500, 500)
    assert {result.outcome for result in answer.results} == {"applied"}
    assert [result.op_id for result in answer.results[2:499]] == [fact.op_id for fact in facts]
    assert desk.office.sql("select count(*), count(distinct ver) from sync.fact") == [(497, 1)]
    delivered = "select count(*) from sync.delivery where tbl = 'fact' group by scope_id"
    assert desk.office.sql(delivered) == [(100,), (100,)]
    assert desk.office.sql("select ver from sync.scope where scope_id = 1") == [(1,)]


def test_with_a_poisoned_one_among_them_the_first_fifty_are_settled_one_by_one(desk: Desk) -> None:
    operations = [desk.fact("customer.viewed") for _ in range(120)]
    operations[70] = replace(operations[70], payload={**operations[70].payload, "subject_id": "kemarin"})
    settled = 0
    while settled < 120:
        answer = desk.transport.push(operations[settled:])
        assert answer.last_seq == settled + len(answer.results)
        settled = answer.last_seq
    assert desk.office.sql("select seq from sync.applied_op where outcome = 'held'") == [(71,)]
    assert desk.office.sql("select count(*) from sync.fact") == [(119,)]
    assert desk.office.sql("select count(*), min(seq), max(seq) from sync.audit") == [(120, 1, 120)]


def test_more_than_five_hundred_are_refused_whole(desk: Desk) -> None:
    with pytest.raises(LoketError):
        desk.transport.push([desk.fact("customer.viewed") for _ in range(501)])


def test_a_transaction_that_is_torn_apart_is_refused_whole(desk: Desk) -> None:
    first, between, last = desk.add_customer(tx_id=new_id()), desk.add_customer(), desk.add_customer()
    with pytest.raises(LoketError):
        desk.transport.push([first, between, replace(last, tx_id=first.tx_id)])
    assert desk.office.sql("select count(*) from sync.applied_op") == [(0,)]


def test_place_holders_of_refused_operations_keep_the_numbers_whole(desk: Desk) -> None:
    gone, kept = desk.add_customer(), desk.add_customer()
    answer = desk.transport.push([replace(gone, kind=OperationKind.NOTHING, payload={}), kept])
    assert outcomes(answer.results) == [("rejected", "withdrawn"), ("applied", None)]
    assert desk.office.sql("select id::text from sync.customer") == [(kept.row_id,)]


def test_a_client_of_protocol_1_may_still_hand_over(desk: Desk) -> None:
    [(epoch,)] = desk.office.sql("select epoch from sync.meta")
    for operation in (desk.add_customer(), desk.fact("customer.viewed")):
        doc = json.dumps([{**entry_doc(operation), "seq": operation.seq}])
        [(answer,)] = desk.office.sql(
            "select loket.push(%s, %s, %s, %s, %s::jsonb, 1)",
            *(desk.identity.token, desk.identity.incarnation, epoch, operation.seq, doc),
        )
        assert (answer["last_seq"], answer["results"][0]["outcome"]) == (operation.seq, "applied")
    assert desk.office.sql("select sound, anchor from sync.audit") == [(True, False)] * 2


def test_the_greeting_tells_what_was_handed_over_last(desk: Desk) -> None:
    desk.transport.push([desk.add_customer(), desk.add_customer()])
    hello = desk.transport.hello()
    assert hello.last_seq == 2
    assert abs(hello.server_time - now()) < timedelta(minutes=1)
    assert hello.epoch == str(desk.office.sql("select epoch from sync.meta")[0][0])
