"""The audit chain: every operation is an entry, and what was tampered with shows."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import pytest

from app.domain.chain import content_of, genesis, link
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import Operation, OperationKind
from app.sync.audit import PostgresAudit, verify_audit
from app.sync.transport import PostgresTransport
from tests.sync.offices import Desk, Office, new_id


class Chain:
    """Makes the links that a device makes."""

    def __init__(self, device_id: str) -> None:
        self._head = genesis(device_id)

    def on(self, operations: Iterable[Operation]) -> list[Operation]:
        return [self._link(operation) for operation in operations]

    def _link(self, operation: Operation) -> Operation:
        content = operation.content or content_of(operation)
        self._head = link(self._head, content)
        return replace(operation, content=content, chain=self._head)


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk()


@pytest.fixture
def done(desk: Desk) -> list[Operation]:
    """Six operations that were handed over, one of them refused."""
    customer = desk.add_customer(name="Siti \u0001 «Aminah»\n😀", city=None)
    facts = [
        desk.fact("customer.viewed", {"n": n, "ü": [1, None, True]}, customer_id=customer.row_id) for n in range(4)
    ]
    operations = Chain(desk.identity.device_id).on([customer, *facts, desk.fact("case.report")])
    with closing(desk.hello()) as transport:
        answer = transport.push(operations)
    assert [result.outcome for result in answer.results] == [*["applied"] * 5, "rejected"]
    return operations


def faults(desk: Desk) -> list[tuple[int, str]]:
    return [(seq, fault) for _, seq, _, fault in verify_audit(desk.office.url)]


def test_both_sides_make_the_same_links(desk: Desk, done: list[Operation]) -> None:
    kept = desk.office.sql("select seq, op_id::text, content, chain, sound from sync.audit order by seq")
    assert kept == [(each.seq, each.op_id, each.content, each.chain, True) for each in done]
    assert desk.office.sql("select chain_head from sync.device where device_id = %s", desk.identity.device_id) == [
        (done[-1].chain,)
    ]
    assert faults(desk) == []


def test_a_device_reads_its_own_links_again(desk: Desk, done: list[Operation]) -> None:
    links = PostgresAudit().head(desk.identity, 3)
    assert list(links) == [(each.seq, each.op_id, each.chain) for each in done[2:]]
    assert list(PostgresAudit().head(desk.office.device(), 1)) == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("delete from sync.audit where seq = 3", [(3, "removed")]),
        ("delete from sync.audit where seq = 1", [(1, "removed")]),
        ("delete from sync.audit where seq = 6", [(6, "removed")]),
        ("update sync.audit set op = jsonb_set(op, '{payload,body,n}', '9') where seq = 4", [(4, "altered")]),
        ("update sync.audit set op_id = sync.new_id() where seq = 6", [(6, "altered")]),
        (
            """update sync.audit
            set op = op - 'at', content = encode(sha256(convert_to((op - 'at')::text, 'UTF8')), 'hex') where seq = 6""",
            [(6, "altered")],
        ),
        (
            """update sync.audit set seq = case seq when 2 then 103 else 102 end where seq in (2, 3);
            update sync.audit set seq = seq - 100 where seq > 100""",
            [(2, "reordered"), (3, "reordered"), (4, "reordered")],
        ),
        ("delete from sync.fact where doc #>> '{body,n}' = '2'", [(4, "fact_removed")]),
    ],
)
def test_what_was_tampered_with_shows(
    desk: Desk, done: list[Operation], tampering: str, found: list[tuple[int, str]]
) -> None:
    for statement in tampering.split(";"):
        desk.office.sql(statement)
    assert faults(desk) == found


def test_an_altered_fact_shows(desk: Desk, done: list[Operation]) -> None:
    desk.office.sql("alter table sync.fact disable trigger all")
    desk.office.sql("update sync.fact set doc = jsonb_set(doc, '{actor}', '\"sari\"') where doc #>> '{body,n}' = '1'")
    assert faults(desk) == [(3, "fact_altered")]


def test_a_link_that_the_device_made_otherwise_is_kept_as_unsound_and_blocks_nothing(desk: Desk) -> None:
    chain = Chain(desk.identity.device_id)
    first, second = chain.on([desk.add_customer(), desk.add_customer()])
    with closing(desk.hello()) as transport:
        answer = transport.push([replace(first, chain="0" * 64), second])
    assert [result.outcome for result in answer.results] == ["applied", "applied"]
    assert faults(desk) == [(1, "unsound")]


def test_a_device_of_protocol_1_is_chained_by_the_shared_database(desk: Desk) -> None:
    with closing(desk.hello()) as transport:
        transport.push([desk.add_customer(), desk.fact("customer.viewed")])
        # from here on it makes links of its own, over what it has kept
        newer = Chain("what it had before").on([desk.add_customer(), desk.add_customer()])
        transport.push(newer)
    assert desk.office.sql("select sound, anchor from sync.audit order by seq") == [
        (True, False), (True, False), (True, True), (True, False),
    ]  # fmt: skip
    assert faults(desk) == []


def test_an_heir_begins_a_chain_of_its_own_after_its_base(desk: Desk, done: list[Operation]) -> None:
    with closing(PostgresTransport(desk.identity)) as transport:
        identity = transport.fork(new_id(), 4)
    heir = Desk(desk.office, identity, desk.session)
    chain = Chain(identity.device_id)
    again = chain.on([replace(each, content="", chain="") for each in done[4:]])
    with closing(heir.hello()) as transport:
        transport.push(again)
    assert faults(desk) == []
    assert list(PostgresAudit().head(identity, 1)) == [(each.seq, each.op_id, each.chain) for each in again]


@pytest.mark.parametrize("payload", [{"note": "a\0b"}, {"note": "\ud800"}, {"n": float("nan")}, {"a\0": [{"b": "\0"}]}])
def test_what_jsonb_cannot_hold_is_held_with_its_own_content(desk: Desk, payload: dict[str, object]) -> None:
    odd = desk.operation(OperationKind.CUSTOMER_ADD, new_id(), payload)
    literal = desk.add_customer(note="a backslash and u0000: \\u0000")
    operations = Chain(desk.identity.device_id).on([odd, literal])
    with closing(desk.hello()) as transport:
        answer = transport.push(operations)
    assert [result.outcome for result in answer.results] == ["held", "applied"]
    assert desk.office.sql("select payload ->> 'kind' from sync.quarantine") == [("unreadable",)]
    assert faults(desk) == []


def test_a_place_holder_keeps_the_content_of_what_stood_there(desk: Desk) -> None:
    operation = desk.add_customer()
    gone = replace(operation, kind=OperationKind.NOTHING, payload={}, content=content_of(operation))
    operations = Chain(desk.identity.device_id).on([gone, desk.add_customer()])
    with closing(desk.hello()) as transport:
        answer = transport.push(operations)
    assert [(result.outcome, result.code) for result in answer.results] == [
        ("rejected", "withdrawn"),
        ("applied", None),
    ]
    assert faults(desk) == []


def test_the_trail_of_a_customer_is_that_of_all_branches_and_its_reading_is_kept(desk: Desk) -> None:
    customer = desk.add_customer()
    case = desk.open_case(customer.row_id)
    seen = desk.fact("customer.viewed", subject_id=customer.row_id, customer_id=customer.row_id)
    report = desk.fact("promise.made", {"text": "siap"}, case=case)
    with closing(desk.hello()) as transport:
        transport.push([customer, case, seen, report, desk.edit_customer(customer.row_id, city=(None, "Bogor"))])
    desk.office.sql("select loket.report_step(%s, 'setup', 'done')", case.payload["number"])
    supervisor = desk.office.desk("sari")
    trail = PostgresAudit().trail(supervisor.identity, supervisor.session.id, customer.row_id)
    acts = ["case.open", "case.report", "customer.add", "customer.edit", "customer.viewed", "promise.made"]
    assert sorted(entry["act"] for entry in trail) == acts
    by_act = {entry["act"]: entry for entry in trail}
    assert {**by_act["customer.viewed"], "at": None} == {
        "at": None, "actor": "rina", "act": "customer.viewed", "device": desk.identity.name, "branch": "JKT1",
        "op_id": seen.op_id, "case_number": None,
    }  # fmt: skip
    assert by_act["case.open"]["case_number"] == by_act["promise.made"]["case_number"] == case.payload["number"]
    assert (by_act["case.report"]["op_id"], by_act["case.report"]["device"]) == (None, None)
    again = PostgresAudit().trail(supervisor.identity, supervisor.session.id, customer.row_id)
    assert [entry["actor"] for entry in again if entry["act"] == "customer.trail_read"] == ["sari"]


@pytest.mark.parametrize(
    ("login", "change", "about"),
    [
        ("rina", "select 1", "customer.trail_read"),
        ("sari", "update sync.session set online = false", "session"),
        ("sari", "update sync.session set revoked = true", "session"),
        ("sari", "update sync.session set expires_at = now()", "session"),
    ],
)
def test_a_trail_is_shown_to_those_alone_who_may_read_it(desk: Desk, login: str, change: str, about: str) -> None:
    customer = desk.add_customer()
    with closing(desk.hello()) as transport:
        transport.push([customer])
    reader = desk.office.desk(login)
    desk.office.sql(change)
    with pytest.raises(LoketError) as refused:
        PostgresAudit().trail(reader.identity, reader.session.id, customer.row_id)
    assert (refused.value.code, refused.value.field) == (ErrorCode.NOT_PERMITTED, about)
    other = desk.office.device()
    with pytest.raises(LoketError):
        PostgresAudit().trail(other, reader.session.id, customer.row_id)
