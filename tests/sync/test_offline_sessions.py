"""Sessions that a device opened by itself: accepted afterwards, for those who were there not long before."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role
from app.domain.replication import Operation, OperationKind, OperationResult
from app.sync import admin
from app.sync.directory import PostgresStaffDirectory
from app.sync.transport import PostgresTransport
from tests.sync.offices import PASSWORD, Desk, Office, new_id, now


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk()


def opening(desk: Desk, login: str = "rina", at: datetime | None = None, hours: int = 12) -> Operation:
    opened = at or now() - timedelta(minutes=5)
    session_id = new_id()
    payload: dict[str, Any] = {
        "login": login,
        "opened_at": opened.isoformat(),
        "expires_at": (opened + timedelta(hours=hours)).isoformat(),
    }
    return desk.operation(OperationKind.SESSION_OPEN, session_id, payload, session_id=session_id, at=opened)


def push(desk: Desk, *operations: Operation) -> list[OperationResult]:
    with closing(desk.hello()) as transport:
        return list(transport.push(operations).results)


def codes(results: list[OperationResult]) -> list[str]:
    return [result.code or result.outcome for result in results]


def test_work_of_an_offline_session_is_taken(desk: Desk) -> None:
    start = opening(desk)
    work = desk.fact("customer.viewed", session_id=start.row_id)
    assert codes(push(desk, start, work)) == ["applied", "applied"]
    assert desk.office.sql("select login, role, online from sync.session where session_id = %s", start.row_id) == [
        ("rina", "frontliner", False)
    ]


def test_the_role_is_the_one_in_force_now(desk: Desk) -> None:
    admin.add_staff(desk.office.url, "rina", "Rina Wati", Role.ADMIN, "JKT1", password=PASSWORD)
    start = opening(desk)
    assert codes(push(desk, start, desk.open_case(new_id()), desk.fact("customer.viewed", session_id=start.row_id)))[
        ::2
    ] == ["applied", "applied"]
    assert desk.office.sql("select role from sync.session where not online") == [("admin",)]
    admin.add_staff(desk.office.url, "rina", "Rina Wati", Role.FRONTLINER, "JKT1", password=PASSWORD)


@pytest.mark.parametrize(
    ("login", "days", "code"),
    [("rina", 6, "applied"), ("rina", 8, "not_signed_in"), ("sari", 2, "applied"), ("sari", 4, "not_signed_in")],
)
def test_how_long_ago_somebody_may_have_been_online(office: Office, login: str, days: int, code: str) -> None:
    desk = office.desk(login)
    office.sql("update sync.session set opened_at = now() - make_interval(days => %s)", days)
    assert codes(push(desk, opening(desk, login))) == [code]


@pytest.mark.parametrize("login", ["made", "joko", "nobody"])
def test_who_was_never_online_here_cannot_have_been_offline_here(desk: Desk, login: str) -> None:
    start = opening(desk, login)
    results = push(desk, start, desk.fact("customer.viewed", session_id=start.row_id, actor=login))
    assert codes(results) == ["not_signed_in", "not_signed_in"]


def test_a_session_of_a_forebear_counts(desk: Desk) -> None:
    with closing(PostgresTransport(desk.identity)) as transport:
        heir = Desk(desk.office, transport.fork(new_id(), 0), desk.session)
    assert codes(push(heir, opening(heir))) == ["applied"]


def test_nobody_was_offline_before_being_online(desk: Desk) -> None:
    assert codes(push(desk, opening(desk, at=now() - timedelta(hours=1)))) == ["not_signed_in"]


def test_no_offline_session_is_longer_than_a_working_day(desk: Desk) -> None:
    desk.office.sql("update sync.session set opened_at = opened_at - interval '1 day'")
    start = opening(desk, at=now() - timedelta(hours=13), hours=400)
    late = desk.fact("customer.viewed", session_id=start.row_id)
    in_time = desk.fact("customer.viewed", session_id=start.row_id, op_at=now() - timedelta(hours=2))
    assert codes(push(desk, start, late, in_time)) == ["applied", "not_signed_in", "applied"]


def test_what_needs_the_network_is_refused_offline(office: Office) -> None:
    desk = office.desk("sari")
    start = opening(desk, "sari")
    customer = desk.add_customer()
    case = desk.open_case(customer.row_id)
    acts = ("customer.revealed", "case.rejected", "customer.trail_read")
    offline = [desk.fact(act, {"reason": "x"}, case=case, session_id=start.row_id) for act in acts]
    online = [desk.fact(act, {"reason": "x"}, case=case) for act in acts[:2]]
    results = push(desk, start, customer, case, *offline, *online)
    assert codes(results) == [*["applied"] * 3, *["needs_network"] * 3, *["applied"] * 2]


def test_a_session_is_opened_once(desk: Desk) -> None:
    start = opening(desk)
    again = desk.operation(OperationKind.SESSION_OPEN, start.row_id, dict(start.payload))
    assert codes(push(desk, start, again)) == ["applied", "duplicate"]


def test_who_left_can_do_nothing_more(office: Office) -> None:
    admin.add_staff(office.url, "wati", "Wati", Role.FRONTLINER, "JKT1", password=PASSWORD)
    desk = office.desk("wati")
    assert admin.remove_staff(office.url, "wati") == 1
    results = push(desk, desk.fact("customer.viewed"), opening(desk, "wati"))
    assert codes(results) == ["not_signed_in", "not_signed_in"]
    with pytest.raises(LoketError) as refused:
        PostgresStaffDirectory().open_session(desk.identity, "wati", PASSWORD)
    assert refused.value.code is ErrorCode.WRONG_PASSWORD
    assert office.sql("select deleted from sync.reference where key = 'wati'") == [(True,)]
    with pytest.raises(LoketError) as unknown:
        admin.remove_staff(office.url, "wati")
    assert unknown.value.code is ErrorCode.NOT_FOUND
    admin.add_staff(office.url, "wati", "Wati", Role.FRONTLINER, "JKT1", password=PASSWORD)
    assert PostgresStaffDirectory().open_session(desk.identity, "wati", PASSWORD).online
    office.sql("drop role wati")


@pytest.mark.parametrize(
    ("login", "days", "code"),
    [("rina", 6, "applied"), ("rina", 8, "not_signed_in"), ("sari", 2, "applied"), ("sari", 4, "not_signed_in")],
)
def test_a_session_that_the_database_lost_goes_on_for_who_was_there(
    office: Office, login: str, days: int, code: str
) -> None:
    desk = office.desk(login)
    office.sql("update sync.session set opened_at = now() - make_interval(days => %s)", days)
    lost = new_id()
    work = [replace(desk.fact("customer.viewed", session_id=lost, actor=login), who=login) for _ in range(2)]
    assert codes(push(desk, *work)) == [code, code]
    found = office.sql("select login, online from sync.session where session_id = %s", lost)
    assert found == ([(login, False)] if code == "applied" else [])


def test_a_lost_session_is_nobody_elses_and_none_that_was_ended(office: Office) -> None:
    desk = office.desk()
    unsigned = desk.fact("customer.viewed", session_id=new_id())
    stranger = replace(desk.fact("customer.viewed", session_id=new_id()), who="joko")
    office.sql("update sync.session set revoked = true where session_id = %s", desk.session.id)
    ended = replace(desk.fact("customer.viewed"), who="rina")
    assert codes(push(desk, unsigned, stranger, ended)) == ["not_signed_in"] * 3


def test_a_lost_session_may_not_what_needs_the_network(office: Office) -> None:
    desk = office.desk("sari")
    customer = desk.add_customer()
    case = desk.open_case(customer.row_id)
    reveal = replace(desk.fact("customer.revealed", {"reason": "x"}, case=case, session_id=new_id()), who="sari")
    assert codes(push(desk, customer, case, reveal)) == ["applied", "applied", "needs_network"]
