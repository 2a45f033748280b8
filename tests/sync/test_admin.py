"""An administrator's commands: what they make, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from app.domain.cases import CaseFile
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.people import Customer, Role
from app.domain.processes import CaseKind
from app.sync import admin, loading
from app.sync.addresses import parameters, with_login
from app.sync.connecting import EpochError
from tests.sync.fakes import MemoryReplica
from tests.sync.offices import PASSWORD, PROCESS, PROCESS_FILE, Office, new_id, now
from tests.sync.test_pull import pulled


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (lambda url: admin.add_branch(url, "jkt", "Jakarta", "Asia/Jakarta"), ErrorCode.INVALID, "branch"),
        (lambda url: admin.add_branch(url, "JKT1", "Jakarta", "Asia/Jakarta"), ErrorCode.DUPLICATE, "branch"),
        (lambda url: admin.add_branch(url, "BDG1", " ", "Asia/Jakarta"), ErrorCode.REQUIRED, "name"),
        (lambda url: admin.add_branch(url, "BDG1", "Bandung", "Asia/Bandung"), ErrorCode.INVALID, "zone"),
        (lambda url: admin.add_unit(url, "WORKSHOP", "Bengkel"), ErrorCode.DUPLICATE, "unit"),
        (lambda url: admin.add_device(url, "Loket", "XXX"), ErrorCode.NOT_FOUND, "branch"),
        (lambda url: admin.add_device(url, "Loket", "JKT1", "XXX"), ErrorCode.NOT_FOUND, "unit"),
        (lambda url: admin.revoke_device(url, new_id()), ErrorCode.NOT_FOUND, "device"),
        (
            lambda url: admin.add_staff(url, "Rina W", "Rina", Role.OWNER, "JKT1", password=PASSWORD),
            ErrorCode.INVALID,
            "login",
        ),
        (
            lambda url: admin.add_staff(url, "baru", "Baru", Role.OWNER, "JKT1", password="pendek"),
            ErrorCode.INVALID,
            "password",
        ),
        (
            lambda url: admin.add_staff(url, "loket_admin", "Baru", Role.OWNER, "JKT1", password=PASSWORD),
            ErrorCode.DUPLICATE,
            "login",
        ),
        (
            lambda url: admin.add_staff(url, "gudang", "Baru", Role.OWNER, "JKT1", password=PASSWORD),
            ErrorCode.DUPLICATE,
            "login",
        ),
        (lambda url: loading.load_process(url, "key = 1", "x.toml"), ErrorCode.REQUIRED, None),
    ],
)
def test_wrong_input_is_refused_and_nothing_is_half_done(
    office: Office, command: Callable[[str], object], code: ErrorCode, field: str | None
) -> None:
    before = admin.status(office.url)
    with pytest.raises(LoketError) as refused:
        command(office.url)
    assert refused.value.code is code or field is None
    assert field is None or refused.value.field == field
    assert admin.status(office.url) == before


def test_nobody_but_an_owner_is_let_in(office: Office) -> None:
    with pytest.raises(LoketError) as wrong:
        admin.status(with_login(office.url, "loket_admin", "salah"))
    with pytest.raises(LoketError) as weak:
        admin.add_branch(with_login(office.url, "gudang", PASSWORD), "BDG1", "Bandung", "Asia/Jakarta")
    with pytest.raises(LoketError) as nowhere:
        admin.status(office.url.replace("127.0.0.1:", "127.0.0.1:1"))
    assert (wrong.value.code, weak.value.code) == (ErrorCode.WRONG_PASSWORD, ErrorCode.NOT_PERMITTED)
    assert nowhere.value.code in {ErrorCode.UNREACHABLE, ErrorCode.INVALID}


def test_staff_can_be_changed_and_given_a_new_password(office: Office) -> None:
    first = admin.add_staff(office.url, "tini", "Tini", Role.FRONTLINER, "JKT1", password=PASSWORD)
    again = admin.add_staff(office.url, "tini", "Tini Sari", Role.SUPERVISOR, "MKS1", password=f"{PASSWORD}2")
    assert again.id == first.id
    with psycopg.connect(with_login(office.url, "tini", f"{PASSWORD}2")) as connection:
        assert connection.pgconn.used_password
    assert office.sql("select rolpassword like 'SCRAM-SHA-256%' from pg_authid where rolname = 'tini'") == [(True,)]
    office.sql("drop role tini")


def test_a_file_of_a_service_owner_is_put_in_force(office: Office) -> None:
    replica = MemoryReplica(office.device())
    pulled(replica)
    cursor = replica.cursors()[0]
    assert loading.load_process(office.url, PROCESS_FILE, "order.toml") == PROCESS
    pulled(replica)
    assert replica.cursors()[0] == cursor, "the same file again is no news"
    loading.load_process(office.url, PROCESS_FILE.replace("version = 1", "version = 2"), "order.toml")
    pulled(replica)
    [process] = [row.doc["doc"] for row in replica.of("reference") if row.doc["kind"] == "process"]
    assert (process["version"], [step["unit"] for step in process["steps"]]) == (2, ["WORKSHOP", "DELIVERY"])


def test_a_restored_database_gets_a_new_epoch(office: Office) -> None:
    desk = office.desk()
    with closing(desk.hello()) as transport:
        before = transport.hello().epoch
        epoch = admin.restored(office.url)
        with pytest.raises(EpochError):
            transport.push([desk.add_customer()])
        assert before != transport.hello().epoch == epoch
        assert transport.push([desk.add_customer(), desk.add_customer()][:1]).need == 1


def test_codes_of_devices_do_not_run_out_soon() -> None:
    codes = [admin.device_code(number) for number in range(1, 1036)]
    assert (codes[0], codes[98], codes[99], codes[-1]) == ("01", "99", "A0", "ZZ")
    assert len(set(codes)) == 1035
    with pytest.raises(LoketError):
        admin.device_code(1036)


def test_what_a_branch_has_is_loaded_in_versions_and_delivered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH", 4)
    customers = [Customer(new_id(), 2, f"Pelanggan {n}", customer_number=f"L-{n}") for n in range(10)]
    case = CaseFile(
        new_id(), 2, "PMT-2026-MKS101-00001", customers[0].id, PROCESS, 1, CaseKind.REQUEST, "Kulkas", now(), "made"
    )
    report = Fact(
        new_id(),
        2,
        FactKind.CASE_REPORT,
        case.id,
        now(),
        "gudang",
        {"status": "done"},
        case.customer_id,
        case.id,
        "setup",
    )
    note = replace(report, id=new_id(), kind=FactKind.INTERACTION_NOTE, body={"text": "x"}, step_key=None)
    assert loading.bulk_load(office.url, 2, customers, [case], [report, note]) == 13
    branch = MemoryReplica(office.device("MKS1"))
    pulled(branch)
    assert branch.cursors()[2].ver == 5
    assert [len(branch.of(table)) for table in ("customer", "case_file", "fact")] == [10, 1, 2]
    unit = MemoryReplica(office.device("JKT1", "WORKSHOP"))
    pulled(unit)
    assert [[row.id for row in unit.of(table)] for table in ("customer", "case_file", "fact")] == [
        [customers[0].id], [case.id], [report.id],
    ]  # fmt: skip


def test_a_load_that_fails_leaves_nothing(office: Office) -> None:
    twice = Customer(new_id(), 2, "Pelanggan")
    with pytest.raises(LoketError):
        loading.bulk_load(office.url, 2, [twice, twice])
    assert office.sql("select count(*) from sync.customer") == [(0,)]
    assert office.sql("select ver from sync.scope where scope_id = 2") == [(0,)]


def test_an_address_keeps_its_place_under_another_login() -> None:
    several = with_login(
        "postgresql://a:b@h1:1,h2:2/db?sslmode=verify-full&target_session_attrs=read-write", "x", "p/w@"
    )
    parts = parameters(several)
    assert (parts["host"], parts["port"], parts["dbname"]) == ("h1,h2", "1,2", "db")
    assert (parts["user"], parts["password"]) == ("x", "p/w@")
    assert (parts["sslmode"], parts["target_session_attrs"]) == ("verify-full", "read-write")
    assert parameters(with_login("host=/run/pg dbname=d user=o", "x", "y"))["host"] == "/run/pg"
    with pytest.raises(LoketError) as refused:
        parameters("postgresql://o:geheim@host:port/db?nonsense=1")
    assert "geheim" not in str(refused.value)
