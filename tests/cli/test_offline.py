"""The server stops and comes back: everything but sync and log-in goes on, and nothing is lost or doubled."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo.postgres import EmbeddedPostgres
from app.domain.people import Role
from app.sync import admin
from app.sync.loading import load_process
from tests.cli.conftest import Run
from tests.cli.stations import station, with_case
from tests.sync.offices import PASSWORD, PROCESS, PROCESS_FILE, Office


@pytest.fixture
def office(server: EmbeddedPostgres) -> Office:
    """A branch with a front-liner, a supervisor and two units."""
    office = Office(server.url())
    admin.init_shared(office.url)
    admin.add_branch(office.url, "JKT1", "Jakarta Pusat", "Asia/Jakarta")
    for unit in ("WORKSHOP", "DELIVERY"):
        admin.add_unit(office.url, unit, unit.title())
    load_process(office.url, PROCESS_FILE, "order.toml")
    admin.add_staff(office.url, "rina", "Rina Wati", Role.FRONTLINER, "JKT1", password=PASSWORD)
    admin.add_staff(office.url, "sari", "Sari Dewi", Role.SUPERVISOR, "JKT1", password=PASSWORD)
    return office


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """A server of its own, since it is stopped in the middle."""
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    server = EmbeddedPostgres(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def test_a_day_with_a_server_that_stops_and_returns(
    run: Run, server: EmbeddedPostgres, office: Office, tmp_path: Path
) -> None:
    desk = station(run, office, tmp_path / "counter")
    server.stop()

    number = with_case(desk, tmp_path)
    assert desk("case", "show", number, "--json").doc()["number"] == number
    cut_off = desk("sync", "--once", "--json")
    assert (cut_off.status, cut_off.doc()["state"], cut_off.doc()["outbox"]) == (3, "offline", 2)
    assert len(cut_off.err.splitlines()) == 1
    assert desk("status", "--json").doc()["outbox"] == 2
    login = desk("login", "--staff", "rina", "--json", password=PASSWORD)
    assert (login.status, login.out, len(login.err.splitlines())) == (3, "", 1)
    assert run("shared", "status", "--url", office.url).status == 3

    server.start()
    again = desk("sync", "--once", "--json").doc()
    assert (again["state"], again["pushed"], again["rejected"], again["outbox"]) == ("ok", 2, 0, 0)
    assert desk("sync", "--once", "--json").doc()["pushed"] == 0
    assert office.sql("select count(*) from sync.case_file") == [(1,)]
    assert [row["number"] for row in desk("case", "list", "--json").docs()] == [number]


def test_staff_known_here_log_in_without_the_server_and_do_what_needs_nobody_else(
    run: Run, server: EmbeddedPostgres, office: Office, tmp_path: Path
) -> None:
    desk = station(run, office, tmp_path / "counter")
    number = with_case(desk, tmp_path)
    desk.sync()
    assert desk("logout").status == 0
    server.stop()

    offered = desk("login", "--staff", "rina", password=PASSWORD)
    assert (offered.status, offered.out, len(offered.err.splitlines())) == (3, "", 1)
    assert "loket login --staff rina --offline" in offered.err
    unknown = desk("login", "--staff", "sari", password=PASSWORD)
    assert unknown.status == 3
    assert "--offline" not in unknown.err
    assert desk("login", "--staff", "sari", "--offline", password=PASSWORD).status == 4
    wrong = desk("login", "--staff", "rina", "--offline", password="salah")
    assert (wrong.status, wrong.out, "4" in wrong.err) == (4, "", True)

    session = desk("login", "--staff", "rina", "--offline", "--json", password=PASSWORD).doc()
    assert (session["staff"], session["role"], session["online"]) == ("rina", "frontliner", False)
    status = desk("status", "--json").doc()
    assert (status["staff"], status["online_session"], status["outbox"]) == ("rina", False, 1)
    assert "Rina Wati (" in desk("status").out
    denied = desk("customer", "show", "A-1", "--reveal", "phone", "--reason", "diminta")
    assert (denied.status, denied.out, len(denied.err.splitlines())) == (4, "", 1)
    assert desk("import", "customers", str(tmp_path / "pelanggan.csv")).status == 4
    assert desk("case", "open", "--customer", "A-1", "--process", PROCESS, "--title", "Kulkas").status == 0
    kinds = [line["kind"] for line in desk("outbox", "--json").docs()]
    assert kinds[0] == "session.open"

    server.start()
    again = desk("sync", "--once", "--json").doc()
    assert (again["state"], again["rejected"], again["held"], again["outbox"]) == ("ok", 0, 0, 0)
    assert office.sql("select login, role, online from sync.session where session_id = %s", session["session"]) == [
        ("rina", "frontliner", False)
    ]
    assert office.sql("select count(*) from sync.case_file") == [(2,)]
    assert number in desk("case", "list").out


def test_who_was_removed_meanwhile_is_refused_and_what_they_did_waits_for_a_person(
    run: Run, server: EmbeddedPostgres, office: Office, tmp_path: Path
) -> None:
    desk = station(run, office, tmp_path / "counter")
    with_case(desk, tmp_path)
    desk.sync()
    server.stop()
    desk("login", "--staff", "rina", "--offline", password=PASSWORD)
    assert desk("case", "open", "--customer", "A-1", "--process", PROCESS, "--title", "Kulkas").status == 0
    server.start()
    assert run("admin", "staff", "remove", "rina", "--url", office.url).status == 0
    answer = desk("sync", "--once", "--json").doc()
    assert (answer["state"], answer["acked"]) == ("ok", 0)
    refused = [line for line in desk("outbox", "--json").docs() if line["state"] == "rejected"]
    assert {line["code"] for line in refused} == {"not_signed_in"}
    assert office.sql("select count(*) from sync.case_file") == [(1,)]
    desk("login", "--staff", "sari", password=PASSWORD)
    opened = next(line for line in refused if line["kind"] == "case.open")
    assert desk("outbox", "resend", opened["tx"]).status == 0
    for line in refused:
        if line is not opened:
            assert desk("outbox", "withdraw", line["tx"], "--reason", "sudah ditangani", "--json").status == 0
    assert desk.sync().doc()["acked"] == 1
    assert office.sql("select doc ->> 'opened_by' from sync.case_file order by ver") == [("rina",), ("sari",)]
    assert desk("outbox", "--json").docs() == []
