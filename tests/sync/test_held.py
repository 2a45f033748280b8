"""Held operations: looked at, tried again or given up; the device hears of it with its next pull."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import Operation
from app.sync.held import drop_held, list_held, retry_held
from app.sync.transport import PostgresTransport
from tests.sync.offices import Desk, Office, new_id

BREAK = "alter table sync.customer add constraint odd check (doc ->> 'city' <> 'Atlantis') not valid"
MEND = "alter table sync.customer drop constraint odd"


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    desk = office.desk()
    desk.hello()
    yield desk
    desk.transport.close()


@pytest.fixture
def held(desk: Desk) -> list[Operation]:
    """Two customers of one local transaction that the shared database cannot take for a fault of its own."""
    desk.office.sql(BREAK)
    tx_id = new_id()
    operations = [desk.add_customer(city="Atlantis", tx_id=tx_id), desk.add_customer(tx_id=tx_id)]
    answer = desk.transport.push([*operations, desk.add_customer()])
    assert [(each.outcome, each.code) for each in answer.results] == [
        ("held", "23514"), ("held", "with_another"), ("applied", None),
    ]  # fmt: skip
    return operations


def heard(desk: Desk) -> list[tuple[str, str, str | None]]:
    return [(each.op_id, each.outcome, each.code) for each in desk.transport.pull({}, 10).refused]


def test_what_is_held_is_listed(desk: Desk, held: list[Operation]) -> None:
    lines = list_held(desk.office.url)
    assert [(line.op_id, line.tx_id, line.kind, line.branch, line.device) for line in lines] == [
        (each.op_id, each.tx_id, "customer.add", "JKT1", desk.identity.name) for each in held
    ]
    assert {line.sqlstate for line in lines} == {"23514"}
    assert lines[0].payload["payload"]["city"] == "Atlantis"


def test_once_the_fault_is_mended_it_is_done_and_the_device_hears_of_it(desk: Desk, held: list[Operation]) -> None:
    assert retry_held(desk.office.url, held[1].op_id) == "held"
    assert [outcome for _, outcome, _ in heard(desk)] == ["held", "held"]
    desk.office.sql(MEND)
    assert retry_held(desk.office.url, held[1].op_id) == "applied"
    assert heard(desk) == [(each.op_id, "applied", None) for each in held]
    assert desk.office.sql("select count(*) from sync.customer") == [(3,)]
    assert list_held(desk.office.url) == ()
    kept = desk.office.sql("select op_id::text, resolved_by is not null from sync.quarantine order by seq")
    assert kept == [(each.op_id, True) for each in held]
    assert desk.transport.push(held).results[0].outcome == "applied"


def test_a_retry_can_end_in_a_refusal(desk: Desk, held: list[Operation]) -> None:
    desk.office.sql(MEND)
    desk.office.sql("update sync.session set revoked = true")
    assert retry_held(desk.office.url, held[0].op_id) == "rejected"
    assert heard(desk) == [(held[0].op_id, "rejected", "not_signed_in"), (held[1].op_id, "rejected", "with_another")]


def test_what_is_given_up_is_told_as_refused(desk: Desk, held: list[Operation]) -> None:
    assert drop_held(desk.office.url, held[0].op_id) == 2
    assert heard(desk) == [(each.op_id, "rejected", "dropped") for each in held]
    assert list_held(desk.office.url) == ()


@pytest.mark.parametrize("op_id", ["nonsense", new_id()], ids=["no id", "unknown"])
def test_what_is_not_held_cannot_be_settled(desk: Desk, held: list[Operation], op_id: str) -> None:
    for settle in (retry_held, drop_held):
        with pytest.raises(LoketError) as refused:
            settle(desk.office.url, op_id)
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_client_of_protocol_1_hears_of_refusals_alone(desk: Desk, held: list[Operation]) -> None:
    desk.office.sql(MEND)
    retry_held(desk.office.url, held[0].op_id)
    [(page,)] = desk.office.sql("select loket.pull(%s, '{}', 100, 1)", desk.identity.token)
    assert page["refused"] == []


def test_the_heir_of_a_device_hears_of_it_too(desk: Desk, held: list[Operation]) -> None:
    heir = desk.transport.fork(new_id(), 3)
    desk.office.sql(MEND)
    retry_held(desk.office.url, held[0].op_id)
    with closing(PostgresTransport(heir)) as transport:
        assert [each.outcome for each in transport.pull({}, 10).refused] == ["applied", "applied"]


TORN = """
select q.payload ->> 'tx_id' from sync.quarantine as q join sync.applied_op as a using (op_id)
group by 1 having count(distinct a.outcome) > 1
"""
HELD = "select count(*) from sync.applied_op where outcome = 'held'"


def test_what_was_lost_together_comes_back_together(desk: Desk) -> None:
    """More transactions wait for a lost customer than one greeting tries: none is tried in part."""
    customer = desk.add_customer()
    pairs = [new_id() for _ in range(40)]
    alone = desk.edit_customer(customer.row_id, city=(None, "Kota"))
    both = [replace(desk.edit_customer(customer.row_id, note=(None, tx_id)), tx_id=tx_id) for tx_id in pairs * 2]
    both.sort(key=lambda each: pairs.index(each.tx_id))
    lost = [replace(each, seq=number, again=True) for number, each in enumerate([alone, *both], start=1)]
    assert {each.code for each in desk.transport.push(lost).results} == {"waits", "with_another"}
    found = replace(customer, seq=len(lost) + 1)
    assert [each.outcome for each in desk.transport.push([found]).results] == ["applied"]
    assert desk.office.sql(TORN) == []
    for _ in range(4):
        desk.office.sql("update sync.quarantine set tried_at = null")
        with closing(PostgresTransport(desk.identity)) as transport:
            transport.hello()
        assert desk.office.sql(TORN) == []
    assert desk.office.sql(HELD) == [(0,)]
