"""Pull: nothing is skipped, nothing foreign is shown."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import Cursor, DeviceIdentity, PullPage
from app.sync import admin
from app.sync.transport import PostgresTransport
from tests.sync.fakes import MemoryReplica
from tests.sync.offices import PASSWORD, Desk, Office


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    desk = office.desk()
    desk.hello()
    yield desk
    desk.transport.close()


def pulled(replica: MemoryReplica, limit: int = 2_000) -> list[PullPage]:
    """Everything that is new, in pages."""
    pages: list[PullPage] = []
    with closing(PostgresTransport(replica.identity)) as transport:
        while not pages or not pages[-1].is_complete:
            pages.append(transport.pull(replica.cursors(), limit))
            replica.apply(pages[-1])
    return pages


def test_reference_data_comes_first(office: Office) -> None:
    replica = MemoryReplica(office.device())
    pulled(replica)
    kinds = {(row.doc["kind"], row.doc["key"]) for row in replica.of("reference")}
    assert {("branch", "JKT1"), ("unit", "WORKSHOP"), ("process", "electronics.order"), ("staff", "rina")} <= kinds
    assert all("password" not in str(row.doc) for row in replica.of("reference"))


def test_a_version_is_never_cut_in_two(desk: Desk) -> None:
    together = [desk.add_customer() for _ in range(10)]
    desk.transport.push(together[:7])
    desk.transport.push(together[7:])
    replica = MemoryReplica(desk.identity)
    pages = pulled(replica, limit=3)
    sizes = [len([row for row in page.rows if row.table == "customer"]) for page in pages]
    assert [size for size in sizes if size] == [7, 3]
    assert {row.id for row in replica.of("customer")} == {operation.row_id for operation in together}


def test_only_the_newest_state_of_a_row_travels(desk: Desk) -> None:
    customer = desk.add_customer(city="Bogor")
    desk.transport.push([customer])
    desk.transport.push([desk.edit_customer(customer.row_id, city=("Bogor", "Depok"))])
    replica = MemoryReplica(desk.identity)
    pages = pulled(replica)
    assert [(row.ver, row.doc["city"]) for row in replica.of("customer")] == [(2, "Depok")]
    assert pages[-1].scopes[1].versions == (1, 2)


def test_acknowledgements_and_refusals_come_with_the_pull(desk: Desk) -> None:
    good, bad = desk.add_customer(), desk.fact("case.report")
    desk.transport.push([good, bad])
    page = desk.transport.pull({}, 10)
    assert page.last_seq == 2
    assert [(each.op_id, each.outcome, each.code) for each in page.refused] == [
        (bad.op_id, "rejected", "not_permitted")
    ]


def test_another_branch_is_not_shown(office: Office, desk: Desk) -> None:
    desk.transport.push([desk.add_customer()])
    foreign = MemoryReplica(office.device("MKS1"))
    pulled(foreign)
    assert foreign.of("customer") == []
    nosy = MemoryReplica(replace(foreign.identity, scope_id=1))
    with closing(PostgresTransport(nosy.identity)) as transport:
        assert [scope.scope_id for scope in transport.pull({1: Cursor()}, 10).scopes] == [0, 2]


def test_a_case_and_what_happens_to_it_reach_the_units_of_its_steps(office: Office, desk: Desk) -> None:
    customer = desk.add_customer()
    case = desk.open_case(customer.row_id)
    talk = desk.fact("interaction.note", {"text": "ramah"}, case=case)
    promise = desk.fact("promise.made", {"text": "siap"}, case=case)
    other = desk.add_customer()
    desk.transport.push([customer, case, talk, promise, other])
    worker = office.desk("joko", unit="WORKSHOP")
    replica = MemoryReplica(replace(worker.identity, scope_id=2))
    unit_only = replace(worker.identity)
    office.sql("update sync.device set scope_id = 2, code = 'ZZ' where device_id = %s", unit_only.device_id)
    pulled(replica)
    assert [row.id for row in replica.of("customer")] == [customer.row_id]
    assert [(row.id, row.scope_id) for row in replica.of("case_file")] == [(case.row_id, 1)]
    assert [row.id for row in replica.of("fact")] == [promise.row_id]
    # later news of both kinds: an edited customer, a report by another system
    desk.transport.push([desk.edit_customer(customer.row_id, city=(None, "Bogor"))])
    office.sql("select loket.report_step(%s, 'setup', 'in_progress')", case.payload["number"])
    pulled(replica)
    assert [row.doc.get("city") for row in replica.of("customer")] == ["Bogor"]
    assert sorted(str(row.doc["kind"]) for row in replica.of("fact")) == ["case.report", "promise.made"]


def test_a_unit_writes_to_the_cases_that_were_delivered_to_it(office: Office) -> None:
    home = office.desk("made", branch="MKS1")
    with closing(home.hello()) as transport:
        customer = home.add_customer()
        case = home.open_case(customer.row_id)
        transport.push([customer, case])
    worker = office.desk("joko", unit="WORKSHOP")
    with closing(worker.hello()) as transport:
        report = worker.fact("case.report", {"status": "done"}, case=case, step_key="setup", scope_id=2)
        other = worker.fact("question.answered", {"text": "ya"}, scope_id=2)
        answer = transport.push([report, other])
    assert [result.outcome for result in answer.results] == ["applied", "rejected"]
    branch = MemoryReplica(home.identity)
    pulled(branch)
    assert [row.doc["actor"] for row in branch.of("fact")] == ["joko"]


def test_versions_stay_contiguous_under_eight_writers(office: Office) -> None:
    """While eight desks write, a reader sees each version once, in order, and in the end every row."""
    desks = [office.desk("rina") for _ in range(8)]
    watcher = MemoryReplica(office.device())

    def work(desk: Desk) -> int:
        with closing(desk.hello()) as transport:
            for _ in range(6):
                customer = desk.add_customer()
                case = desk.open_case(customer.row_id)
                transport.push([customer, case, desk.fact("promise.made", {}, case=case)])
        return 6

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(work, desk) for desk in desks]
        while not all(done.done() for done in running):
            pulled(watcher, limit=5)
        assert sum(done.result() for done in running) == 48
    pulled(watcher)
    assert [len(watcher.of(table)) for table in ("customer", "case_file", "fact")] == [48, 48, 48]
    [(head, logged)] = office.sql(
        "select ver, (select count(*) from sync.scope_log as l where l.scope_id = s.scope_id)"
        " from sync.scope as s where scope_id = 1"
    )
    assert head == logged == 48


def reached(desk: Desk) -> dict[int, Cursor]:
    return {scope.scope_id: Cursor(scope.covered_to, scope.mark) for scope in desk.transport.pull({}, 1_000).scopes}


def test_a_history_that_was_rewound_shows_by_its_marks(desk: Desk) -> None:
    desk.transport.push([desk.add_customer()])
    desk.transport.push([desk.add_customer()])
    cursors = reached(desk)
    page = desk.transport.pull(cursors, 10)
    assert page.primary
    assert [(scope.rewound, scope.mark) for scope in page.scopes] == [
        (False, cursor.mark) for _, cursor in sorted(cursors.items())
    ]
    # the second version is lost, and given out again to another write
    desk.office.sql("update sync.scope_log set mark = gen_random_uuid() where scope_id = 1 and ver = 2")
    desk.office.sql(
        "update sync.scope set bump_token = (select mark from sync.scope_log where scope_id = 1 and ver = 2)"
        " where scope_id = 1"
    )
    page = desk.transport.pull(cursors, 10)
    assert [scope.rewound for scope in page.scopes] == [False, True]
    assert (page.scopes[1].covered_to, page.scopes[1].versions, page.rows) == (2, (), ())
    # without a mark only a number that was never given tells
    assert not desk.transport.pull({**cursors, 1: Cursor(2)}, 10).scopes[1].rewound
    assert desk.transport.pull({**cursors, 1: Cursor(3)}, 10).scopes[1].rewound


def test_each_write_marks_its_version(desk: Desk) -> None:
    desk.transport.push([desk.add_customer()])
    [(mark, token)] = desk.office.sql(
        "select l.mark, s.bump_token from sync.scope_log as l join sync.scope as s using (scope_id, ver)"
        " where s.scope_id = 1"
    )
    assert mark == token


def test_a_client_of_protocol_1_is_served_as_before(desk: Desk) -> None:
    customer = desk.add_customer()
    desk.transport.push([customer])
    [(page,)] = desk.office.sql('select loket.pull(%s, \'{"0": 99, "1": 0}\', 100, 1)', desk.identity.token)
    assert [scope["covered_to"] for scope in page["scopes"]] == [99, 1]
    assert [row[:5] for part in page["parts"] for row in part] == [["customer", 1, customer.row_id, 1, False]]


def failing_code(identity: DeviceIdentity) -> ErrorCode:
    with closing(PostgresTransport(identity)) as transport, pytest.raises(LoketError) as refused:
        transport.hello()
    return refused.value.code


def test_who_may_not_talk_is_told_why(office: Office) -> None:
    identity = office.device()
    assert failing_code(replace(identity, token="x" * 43)) is ErrorCode.WRONG_TOKEN
    admin.revoke_device(office.url, identity.device_id)
    assert failing_code(identity) is ErrorCode.DEVICE_REVOKED
    fresh = office.device()
    office.sql("update sync.meta set min_protocol = 3, cur_protocol = 3")
    assert failing_code(fresh) is ErrorCode.TOO_OLD
    office.sql("update sync.meta set min_protocol = 1, cur_protocol = 1")
    assert failing_code(fresh) is ErrorCode.SCHEMA_MISSING


def test_no_error_tells_address_or_password(office: Office) -> None:
    identity = office.device()
    broken = replace(identity, url=identity.url.replace("127.0.0.1:", "127.0.0.1:1"))
    wrong = replace(identity, url=identity.url.replace("loket_client", f"{PASSWORD}_client"))
    for bad in (broken, wrong):
        with closing(PostgresTransport(bad)) as transport, pytest.raises(LoketError) as refused:
            transport.hello()
        told = f"{refused.value!r} {refused.value.__cause__!r} {refused.value.__suppress_context__}"
        assert refused.value.code in {ErrorCode.UNREACHABLE, ErrorCode.INVALID}
        assert "127.0.0.1" not in told
        assert PASSWORD not in told
        assert told.endswith("True")
