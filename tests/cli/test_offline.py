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
from tests.sync.offices import PASSWORD, PROCESS_FILE, Office


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """A server of its own, since it is stopped in the middle."""
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    server = EmbeddedPostgres(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def test_a_day_with_a_server_that_stops_and_returns(run: Run, server: EmbeddedPostgres, tmp_path: Path) -> None:
    office = Office(server.url())
    admin.init_shared(office.url)
    admin.add_branch(office.url, "JKT1", "Jakarta Pusat", "Asia/Jakarta")
    for unit in ("WORKSHOP", "DELIVERY"):
        admin.add_unit(office.url, unit, unit.title())
    load_process(office.url, PROCESS_FILE, "order.toml")
    admin.add_staff(office.url, "rina", "Rina Wati", Role.FRONTLINER, "JKT1", password=PASSWORD)
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
