"""`audit trail` and `audit verify` over two devices and a real shared database."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import Paths
from app.storage.keys import obtain_key
from app.storage.store import open_store
from tests.cli.conftest import Run
from tests.cli.stations import Station, station, with_case
from tests.sync.offices import Office


@pytest.fixture
def desk(run: Run, office: Office, tmp_path: Path) -> Station:
    return station(run, office, tmp_path / "counter")


@pytest.fixture
def supervisor(run: Run, office: Office, tmp_path: Path) -> Station:
    return station(run, office, tmp_path / "supervisor", "sari")


def test_the_trail_of_a_customer_names_who_saw_and_changed_what(
    desk: Station, supervisor: Station, office: Office, tmp_path: Path
) -> None:
    number = with_case(desk, tmp_path)
    desk("customer", "show", "A-1", "--reveal", "phone", "--reason", "diminta")
    desk.sync()
    supervisor.sync()
    supervisor("customer", "show", "A-1")

    *entries, last = supervisor("audit", "trail", "--customer", "A-1", "--json").docs()
    assert (last["complete"], last["why"], last["entries"]) == (True, None, len(entries))
    acts = [(entry["act"], entry["actor"], entry["known"], entry["branch"]) for entry in entries]
    assert ("customer.add", "rina", "shared", "JKT1") in acts
    assert ("customer.revealed", "rina", "shared", "JKT1") in acts
    assert ("customer.viewed", "sari", "here", "JKT1") in acts
    assert [entry["case_number"] for entry in entries if entry["act"] == "case.open"] == [number]
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    read = "select doc ->> 'actor' from sync.fact where kind = 'customer.trail_read'"
    assert office.sql(read) == [("sari",)]
    assert "diminta" not in supervisor("audit", "trail", "--customer", "A-1").out

    *entries, last = desk("audit", "trail", "--customer", "A-1", "--json").docs()
    assert (last["complete"], last["why"]) == (False, "not_permitted")
    assert {entry["known"] for entry in entries} == {"here"}
    assert {entry["act"] for entry in entries} >= {"customer.add", "case.open", "customer.revealed"}
    told = desk("audit", "trail", "--customer", "A-1")
    assert (told.status, len(told.err.splitlines())) == (0, 1)
    assert desk("audit", "trail", "--customer", "A-77").status == 2


def test_an_account_is_verified_here_and_there(desk: Station, office: Office, tmp_path: Path) -> None:
    with_case(desk, tmp_path)
    desk.sync()
    desk("customer", "show", "A-1")
    sound = desk("audit", "verify", "--json")
    assert (sound.status, sound.doc()) == (0, {"entries": 3, "compared": True, "why": None, "faults": []})
    assert desk("audit", "verify", "--url", office.url, "--json").doc() == {"faults": []}
    assert desk("audit", "verify").out.count("\n") == 1

    office.sql("update sync.audit set op = jsonb_set(op, '{payload,title}', '\"Kulkas\"') where seq = 2 returning 1")
    found = desk("audit", "verify", "--url", office.url, "--json")
    assert found.status == 1
    assert ("altered", 2) in {(fault["fault"], fault["seq"]) for fault in found.doc()["faults"]}
    assert len(desk("audit", "verify", "--url", office.url).out.splitlines()) == len(found.doc()["faults"])

    paths = Paths(desk.basedir)
    store = open_store(paths.store, obtain_key(paths.key, paths.store, {"LOKET_KEYRING": "off"}))
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET payload = replace(payload, 'Mesin cuci', 'Kulkas') WHERE seq = 2")
        connection.commit()
    store.close()
    touched = desk("audit", "verify", "--json")
    assert touched.status == 1
    assert [(fault["seq"], fault["fault"]) for fault in touched.doc()["faults"]] == [(2, "altered")]
