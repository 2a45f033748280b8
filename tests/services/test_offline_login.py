"""Log-in while the shared database is out of reach: by its last word, for some days, by a clock that only goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.offline import DAYS, GUARDED_DAYS, LONGEST, MAX_FAILURES
from app.domain.people import Role
from app.domain.replication import OperationKind
from app.storage.replica import SqlReplica
from tests.services.conftest import Counter
from tests.storage.samples import NOW, SESSION, page, reference

SARI: dict[str, Any] = {
    "login": "sari", "name": "Sari W. Putri", "role": "frontliner", "branch_code": "JKT01", "unit_code": None,
}  # fmt: skip


RIGHT = "rahasia"


def known(counter: Counter, *, hours: float = 1) -> None:
    """Sari has logged in with the server, out again, and then the network went."""
    counter.sessions.login("sari", "rahasia")
    counter.sessions.logout()
    counter.directory.reachable = False
    counter.clock.pass_hours(hours)


def refused(counter: Counter, password: str = RIGHT, login: str = "sari") -> LoketError:
    with pytest.raises(LoketError) as found:
        counter.sessions.login_offline(login, password)
    return found.value


def staff_is(counter: Counter, *documents: dict[str, Any], ver: int = 2) -> None:
    rows = (reference("staff", str(doc["login"]), doc, ver) for doc in documents)
    SqlReplica(counter.store).apply(page(*rows, after=ver - 1, to=ver, scope=0))


def test_the_device_opens_a_session_and_tells_of_it_first(counter: Counter) -> None:
    known(counter)
    session = counter.sessions.login_offline(" Sari ", "rahasia")
    assert (session.online, session.staff_login, session.opened_at) == (False, "sari", counter.clock.now())
    assert session.expires_at == counter.clock.now() + LONGEST
    assert session.id != SESSION.id
    assert counter.sessions.current() == session
    counter.customers.add({"name": "Tono"})
    first, second = (entry.operation for entry in counter.waiting())
    assert (first.kind, first.row_id, first.session_id) == (OperationKind.SESSION_OPEN, session.id, session.id)
    assert first.payload == {
        "login": "sari",
        "opened_at": session.opened_at.isoformat(),
        "expires_at": session.expires_at.isoformat(),
    }
    assert second.session_id == session.id
    assert first.tx_id != second.tx_id


@pytest.mark.parametrize(("role", "days"), [("frontliner", DAYS), ("backoffice", DAYS), ("supervisor", GUARDED_DAYS)])
def test_it_holds_some_days_and_fewer_for_those_who_approve(counter: Counter, role: str, days: int) -> None:
    staff_is(counter, SARI | {"role": role})
    known(counter, hours=days * 24 - 1)
    session = counter.sessions.login_offline("sari", "rahasia")
    assert (session.role, session.expires_at) == (Role(role), NOW + timedelta(days=days))
    assert counter.sessions.offline_until("sari") == NOW + timedelta(days=days)
    counter.sessions.logout()
    counter.clock.pass_hours(1)
    assert refused(counter).code is ErrorCode.OFFLINE_EXPIRED
    assert counter.sessions.offline_until("sari") is None


def test_who_never_logged_in_here_is_not_known(counter: Counter) -> None:
    known(counter)
    assert refused(counter, login="budi").code is ErrorCode.UNKNOWN_STAFF
    assert counter.sessions.offline_until("budi") is None


def test_five_wrong_passwords_lock_until_a_log_in_with_the_server(counter: Counter) -> None:
    known(counter)
    left = []
    for _ in range(MAX_FAILURES - 1):
        wrong = refused(counter, "salah")
        assert wrong.code is ErrorCode.WRONG_PASSWORD
        left.append(wrong.facts["left"])
    assert left == ["4", "3", "2", "1"]
    assert refused(counter, "salah").code is ErrorCode.LOCKED_OUT
    assert refused(counter).code is ErrorCode.LOCKED_OUT
    assert counter.waiting() == ()
    counter.directory.reachable = True
    known(counter)
    assert not counter.sessions.login_offline("sari", "rahasia").online


def test_a_lock_holds_for_an_open_session_too(counter: Counter) -> None:
    counter.sessions.login("sari", "rahasia")
    for _ in range(MAX_FAILURES):
        refused(counter, "salah")
    with pytest.raises(LoketError) as found:
        counter.sessions.unlock("rahasia")
    assert found.value.code is ErrorCode.LOCKED_OUT
    assert counter.sessions.current() is None


def test_a_clock_that_was_set_back_is_not_believed(counter: Counter) -> None:
    known(counter, hours=20)
    counter.sessions.login_offline("sari", "rahasia")
    counter.clock.pass_hours(3)
    counter.customers.add({"name": "Tono"})
    counter.clock.pass_hours(-0.05)
    assert not counter.sessions.login_offline("sari", "rahasia").online
    counter.clock.pass_hours(-2)
    assert refused(counter).code is ErrorCode.CLOCK_SET_BACK


def test_the_end_of_a_round_of_sync_counts_as_an_instant_seen(counter: Counter) -> None:
    known(counter)
    SqlReplica(counter.store).synced(counter.clock.now() + timedelta(hours=2))
    assert refused(counter).code is ErrorCode.CLOCK_SET_BACK


def test_a_verifier_from_the_future_is_a_clock_set_back(counter: Counter) -> None:
    known(counter, hours=-1)
    assert refused(counter).code is ErrorCode.CLOCK_SET_BACK


def test_a_log_in_with_the_server_makes_the_clock_believed_again(counter: Counter) -> None:
    counter.clock.pass_hours(24)
    SqlReplica(counter.store).synced(counter.clock.now())
    counter.clock.pass_hours(-24)
    known(counter)
    assert not counter.sessions.login_offline("sari", "rahasia").online


@pytest.mark.parametrize(
    ("documents", "field"),
    [([SARI | {"login": "tono"}], "staff"), ([SARI | {"branch_code": "MKS01"}], "branch")],
)
def test_who_has_left_or_moved_meanwhile_is_refused(
    counter: Counter, documents: list[dict[str, Any]], field: str
) -> None:
    known(counter)
    staff_is(counter, *documents)
    error = refused(counter)
    assert (error.code, error.field) == (ErrorCode.NOT_PERMITTED, field)


def test_a_role_that_changed_meanwhile_counts(counter: Counter) -> None:
    known(counter)
    staff_is(counter, SARI | {"role": "backoffice", "unit_code": "KARTU"})
    session = counter.sessions.login_offline("sari", "rahasia")
    assert (session.role, session.unit_code, session.staff_name) == (Role.BACKOFFICE, "KARTU", "Sari W. Putri")


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_is_a_day_wrong_locks_nobody_out(counter: Counter, hours: float) -> None:
    counter.clock.pass_hours(hours)
    session = counter.sessions.login("sari", "rahasia")
    now = counter.clock.now()
    assert (session.opened_at, session.expires_at) == (now, now + (SESSION.expires_at - SESSION.opened_at))
    assert counter.sessions.current() == session
    assert replace(session, opened_at=SESSION.opened_at, expires_at=SESSION.expires_at) == SESSION
