"""What the shared database refused is sent again or given up by a person, on the command line too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.stations import Station, station, with_case
from tests.sync.offices import Office


@pytest.fixture
def desk(run: Run, office: Office, tmp_path: Path) -> Station:
    return station(run, office, tmp_path / "counter")


@pytest.fixture
def tx(desk: Station, office: Office, tmp_path: Path) -> str:
    """A case that was refused for want of a right, which has been given since."""
    with_case(desk, tmp_path)
    office.sql("delete from sync.role_right where role = 'frontliner' and act = 'case.open' returning 1")
    desk.sync()
    office.sql("insert into sync.role_right (role, act) values ('frontliner', 'case.open') returning 1")
    [refused] = desk("outbox", "--json").docs()
    assert (refused["kind"], refused["state"]) == ("case.open", "rejected")
    return str(refused["tx"])


def test_a_refused_case_is_sent_again(desk: Station, office: Office, tx: str) -> None:
    assert tx in desk("outbox").out
    assert desk("outbox", "resend", tx, "--json").doc() == {"tx": tx, "done": "resent"}
    assert desk.sync().doc()["acked"] == 1
    assert office.sql("select count(*) from sync.case_file") == [(1,)]
    assert desk("outbox", "--json").docs() == []
    again = desk("outbox", "resend", tx)
    assert (again.status, again.out, len(again.err.splitlines())) == (2, "", 1)


def test_a_refused_case_is_given_up_for_a_reason(desk: Station, office: Office, tx: str) -> None:
    assert desk("outbox", "withdraw", tx).status == 2
    blank = desk("outbox", "withdraw", tx, "--reason", " ")
    assert (blank.status, len(blank.err.splitlines())) == (2, 1)
    assert desk("outbox", "withdraw", tx, "--reason", "tercatat dua kali").status == 0
    assert desk("status", "--json").doc()["refused"] == 0
    assert desk.sync().doc()["pushed"] == 0
    assert office.sql("select count(*) from sync.case_file") == [(0,)]


def test_nobody_signed_in_settles_nothing(desk: Station, tx: str) -> None:
    desk("logout")
    assert desk("outbox", "resend", tx).status == 4
    assert tx in desk("outbox").out
