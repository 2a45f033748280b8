"""What an administrator does once the shared database is in use: devices, staff, held operations, moves, restores."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from app.domain.people import Role
from app.sync import admin
from tests.cli.conftest import Run
from tests.sync.offices import PASSWORD, Desk, Office, now


def handed_over(office: Office) -> Desk:
    """A desk that added a customer, and something that the shared database could not take."""
    desk = office.desk()
    with closing(desk.hello()) as transport:
        customer = desk.add_customer(customer_number="C-1")
        transport.push([customer, desk.open_case(customer.row_id), desk.fact("customer.viewed", subject_id="besok")])
    return desk


def test_devices_are_listed_and_revoked(run: Run, office: Office) -> None:
    identity = handed_over(office).identity
    url = ("--url", office.url)
    [line] = run("admin", "device", "list", *url, "--json").docs()
    assert (line["device_id"], line["last_seq"], line["revoked"]) == (identity.device_id, 3, False)
    assert identity.name in run("admin", "device", "list", "--branch", "JKT1", *url).out
    assert run("admin", "device", "list", "--branch", "MKS1", *url).out == ""
    assert run("admin", "device", "revoke", "Loket X", "--branch", "JKT1", *url).status == 2
    assert run("admin", "device", "revoke", identity.name, "--branch", "JKT1", *url).status == 0
    assert run("admin", "device", "list", *url, "--json").doc()["revoked"]


def test_held_operations_are_listed_tried_again_and_given_up(run: Run, office: Office) -> None:
    handed_over(office)
    url = ("--url", office.url)
    op_id = run("admin", "held", "list", *url, "--json").doc()["op_id"]
    assert op_id in run("admin", "held", "list", *url).out
    again = run("admin", "held", "retry", op_id, *url, "--json")
    assert (again.status, again.doc()["outcome"]) == (1, "held")
    assert run("admin", "held", "drop", op_id, *url, "--json").doc()["dropped"] == 1
    assert run("admin", "held", "drop", op_id, *url).status == 2
    assert run("admin", "held", "list", *url, "--json").docs() == []


def test_the_use_of_phrases_is_summed_up(run: Run, office: Office) -> None:
    url = ("--url", office.url)
    assert run("admin", "upkeep", *url, "--json").doc() == {"until": None, "reports": 0, "rows": 0}
    assert run("admin", "upkeep", *url).status == 0
    desk, day = office.desk(), f"{now().date() - timedelta(days=1)}"
    with closing(desk.hello()) as transport:
        counts = [["empathy-angry", None, 3, 1, 0, 1, 0]]
        transport.push([desk.fact("phrase.counted", {"day": day, "counts": counts})])
    assert run("admin", "upkeep", *url, "--json").doc() == {"until": day, "reports": 1, "rows": 1}
    assert day in run("admin", "upkeep", *url).out


def test_a_customer_moves(run: Run, office: Office) -> None:
    handed_over(office)
    url = ("--url", office.url)
    moved = run("admin", "customer", "move", "C-1", "--to", "MKS1", *url, "--json")
    assert (moved.status, moved.doc()["branch"], moved.doc()["cases"]) == (0, "MKS1", 1)
    assert run("admin", "customer", "move", "C-2", "--to", "MKS1", *url).status == 2
    assert run("admin", "customer", "move", "C-1", "--to", "XXX1", *url).status == 2


def test_somebody_who_left_is_let_in_no_more(run: Run, office: Office) -> None:
    admin.add_staff(office.url, "lina", "Lina", Role.FRONTLINER, "JKT1", password=PASSWORD)
    office.desk("lina")
    url = ("--url", office.url)
    assert run("admin", "staff", "remove", "lina", *url, "--json").doc() == {"login": "lina", "sessions": 1}
    assert run("admin", "staff", "remove", "lina", *url).status == 2
    office.sql("drop role lina")


def test_a_restored_database_is_told_of(run: Run, office: Office) -> None:
    answer = run("shared", "restored", "--url", office.url, "--json")
    assert answer.status == 0
    assert office.sql("select epoch::text from sync.meta") == [(answer.doc()["epoch"],)]
