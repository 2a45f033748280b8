"""What other systems may do in SQL, and how wrong calls are told."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest

from app.sync.addresses import with_login
from tests.sync.fakes import MemoryReplica
from tests.sync.offices import PASSWORD, PROCESS, Office
from tests.sync.test_pull import pulled


@pytest.fixture
def number(office: Office) -> str:
    """A case of a customer of Jakarta."""
    desk = office.desk()
    with closing(desk.hello()) as transport:
        customer = desk.add_customer(customer_number="C-7")
        case = desk.open_case(customer.row_id)
        transport.push([customer, case])
    return str(case.payload["number"])


def call(office: Office, statement: str, *arguments: object) -> object:
    with psycopg.connect(with_login(office.url, "gudang", PASSWORD), autocommit=True) as connection:
        row = connection.execute(statement.encode(), arguments).fetchone()
    return row[0] if row else None


def test_a_report_reaches_the_branch_with_its_estimate(office: Office, number: str) -> None:
    fact_id = call(
        office,
        "select loket.report_step(%s, 'setup', 'in_progress', 'SETUP_LATE', '2026-11-24 10:00+07', 150000, 'menunggu')",
        number.lower(),
    )
    replica = MemoryReplica(office.device())
    pulled(replica)
    [fact] = replica.of("fact")
    assert fact.id == str(fact_id)
    assert (fact.doc["kind"], fact.doc["actor"], fact.doc["step_key"]) == ("case.report", "gudang", "setup")
    assert fact.doc["body"] == {
        "status": "in_progress",
        "code": "SETUP_LATE",
        "estimate_at": "2026-11-24T03:00:00+00:00",
        "cost": 150_000,
        "reason": "menunggu",
        "unit": "WORKSHOP",
    }


def test_a_case_can_be_opened_for_a_customer_number(office: Office, number: str) -> None:
    opened = call(office, "select loket.open_case('JKT1', 'C-7', %s, 'Kulkas')", PROCESS)
    assert str(opened).endswith("-JKT100-00001")
    assert call(office, "select loket.report_step(%s, 'delivery', 'done')", opened) is not None
    [(case_id, title)] = office.sql("select id, doc ->> 'title' from sync.case_file where number = %s", opened)
    assert title == "Kulkas"
    delivered = office.sql("select tbl, count(*) from sync.delivery where id = %s group by tbl", case_id)
    assert delivered == [("case_file", 2)]


def test_a_question_is_found_and_answered(office: Office) -> None:
    desk = office.desk()
    with closing(desk.hello()) as transport:
        customer = desk.add_customer()
        case = desk.open_case(customer.row_id)
        question = desk.fact("question.asked", {"to_unit": "WORKSHOP", "text": "Kapan selesai?"}, case=case)
        transport.push([customer, case, question])
    number = case.payload["number"]
    asked = office.sql("select question_id, case_number, question, asked_by from loket.open_questions('WORKSHOP')")
    assert asked[0][1:] == (number, "Kapan selesai?", "rina")
    call(office, "select loket.answer_question(%s, %s, 'Besok pukul sepuluh', 'joko')", number, asked[0][0])
    assert call(office, "select count(*) from loket.open_questions('WORKSHOP')") == 0


def steps(office: Office, unit: str, since: datetime | None = None, limit: int = 100) -> list[tuple[object, ...]]:
    """What a unit has still to finish, as the warehouse's system sees it."""
    with psycopg.connect(with_login(office.url, "gudang", PASSWORD), autocommit=True) as connection:
        return connection.execute(
            "select case_number, step_key, status, estimate_at, your_turn from loket.open_steps(%s, %s, %s)",
            (unit, since, limit),
        ).fetchall()


def test_a_unit_sees_its_open_steps_and_when_it_is_its_turn(office: Office, number: str) -> None:
    assert steps(office, "WORKSHOP") == [(number, "setup", "waiting", None, True)]
    assert steps(office, "DELIVERY") == [(number, "delivery", "waiting", None, False)]
    call(
        office,
        "select loket.report_step(%s, 'setup', 'in_progress', 'SETUP_LATE', '2026-11-24 10:00+07')",
        number,
    )
    [(_number, _key, status, estimate_at, turn)] = steps(office, "WORKSHOP")
    assert (status, estimate_at, turn) == ("in_progress", datetime(2026, 11, 24, 3, tzinfo=UTC), True)
    call(office, "select loket.report_step(%s, 'setup', 'done', 'SETUP_OK')", number)
    # a word that comes too late does not undo the work
    call(office, "select loket.report_step(%s, 'setup', 'in_progress')", number)
    assert steps(office, "WORKSHOP") == []
    assert steps(office, "DELIVERY") == [(number, "delivery", "waiting", None, True)]


def test_a_failed_attempt_takes_its_estimate_with_it(office: Office, number: str) -> None:
    call(office, "select loket.report_step(%s, 'setup', 'on_hold', null, '2026-11-24 10:00+07')", number)
    call(office, "select loket.report_step(%s, 'setup', 'in_progress')", number)
    assert steps(office, "WORKSHOP")[0][2:4] == ("in_progress", datetime(2026, 11, 24, 3, tzinfo=UTC))
    call(office, "select loket.report_step(%s, 'setup', 'failed')", number)
    assert steps(office, "WORKSHOP")[0][2:4] == ("failed", None)


@pytest.mark.parametrize(
    ("kinds", "seen"),
    [
        (["case.waiting_customer"], [("setup", False)]),
        (["case.rejected"], []),
        (["case.rejected", "case.reopened"], [("setup", True)]),
    ],
)
def test_open_steps_follow_the_case_as_a_whole(office: Office, kinds: list[str], seen: list[tuple[str, bool]]) -> None:
    desk = office.desk("sari")
    with closing(desk.hello()) as transport:
        customer = desk.add_customer()
        case = desk.open_case(customer.row_id)
        transport.push([customer, case, *(desk.fact(kind, {"reason": "berkas"}, case=case) for kind in kinds)])
    assert [(key, turn) for _number, key, _status, _estimate, turn in steps(office, "WORKSHOP")] == seen


def test_open_steps_are_of_all_branches_newest_first_and_bounded(office: Office) -> None:
    numbers = []
    for login, branch in (("rina", "JKT1"), ("made", "MKS1"), ("rina", "JKT1")):
        desk = office.desk(login, branch)
        with closing(desk.hello()) as transport:
            customer = desk.add_customer()
            case = desk.open_case(customer.row_id)
            transport.push([customer, case])
        numbers.append(case.payload["number"])
    assert [row[0] for row in steps(office, "WORKSHOP")] == numbers[::-1]
    assert [row[0] for row in steps(office, "WORKSHOP", limit=2)] == numbers[:0:-1]
    # since the second case reached the unit
    [(arrived,)] = office.sql(
        """
        select l.at from sync.delivery as d
        join sync.case_file as c on c.id = d.id
        join sync.scope as s on s.scope_id = d.scope_id and s.code = 'WORKSHOP'
        join sync.scope_log as l on l.scope_id = d.scope_id and l.ver = d.ver
        where c.number = %s
        """,
        numbers[1],
    )
    assert [row[0] for row in steps(office, "WORKSHOP", arrived)] == numbers[:0:-1]


def test_open_steps_of_an_unknown_unit_are_refused_with_a_hint(office: Office) -> None:
    with pytest.raises(psycopg.errors.NoDataFound) as refused:
        steps(office, "MARS")
    assert "DELIVERY, WORKSHOP" in str(refused.value.diag.message_hint)


@pytest.mark.parametrize(
    ("arguments", "sqlstate", "hint"),
    [
        ("'PMT-2026-JKT101-99999', 'setup', 'done'", "P0002", "number"),
        ("{number}, 'painting', 'done'", "P0002", "setup, delivery"),
        ("{number}, 'setup', 'almost'", "22023", "on_hold"),
        ("{number}, 'setup', null", "22023", "on_hold"),
        ("{number}, 'setup', 'done', 'NO_SUCH_CODE'", "P0002", "SETUP_OK"),
        ("{number}, 'setup', 'done', 'SETUP_LATE'", "22023", "status"),
        ("{number}, 'setup', 'done', cost => -1", "22023", "rupiah"),
        ("{number}, 'setup', 'done', unit => 'MARS'", "P0002", "WORKSHOP"),
    ],
)
def test_a_wrong_report_is_refused_with_a_hint(
    office: Office, number: str, arguments: str, sqlstate: str, hint: str
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        call(office, f"select loket.report_step({arguments.format(number=repr(number))})")
    assert refused.value.sqlstate == sqlstate
    assert hint in str(refused.value.diag.message_hint)
    assert office.sql("select count(*) from sync.fact") == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ("'XXX', 'C-7', 'electronics.order'", "branch"),
        ("'JKT1', 'C-8', 'electronics.order'", "customer number"),
        ("'JKT1', 'C-7', 'electronics.other'", "electronics.order"),
        ("'JKT1', 'C-7', 'electronics.order', null, 'wish'", "complaint"),
    ],
)
def test_a_wrong_case_is_refused_with_a_hint(office: Office, number: str, arguments: str, hint: str) -> None:
    with pytest.raises(psycopg.Error) as refused:
        call(office, f"select loket.open_case({arguments})")
    assert hint in str(refused.value.diag.message_hint)
    assert office.sql("select count(*) from sync.case_file") == [(1,)]


@pytest.mark.parametrize(
    "arguments",
    [
        "estimate_at => 'infinity'",
        "estimate_at => '20000-01-01'",
        "estimate_at => '0001-01-01'",
        "cost => 2000000000000000",
    ],
)
def test_what_no_console_could_show_is_refused(office: Office, number: str, arguments: str) -> None:
    with pytest.raises(psycopg.DataError, match="out of range"):
        call(office, f"select loket.report_step(%s, 'setup', 'in_progress', {arguments})", number)
