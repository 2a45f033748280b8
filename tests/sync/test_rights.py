"""Logins, sessions and versions by raw SQL; every combination of who may do what is in `test_rights_matrix`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.demo.postgres import EmbeddedPostgres
from app.domain.errors import ErrorCode, LoketError
from app.services.rights import NEEDS_NETWORK, RIGHTS
from app.sync import admin
from app.sync.addresses import with_login
from app.sync.directory import PostgresStaffDirectory
from app.sync.enrolment import enrol
from app.sync.roles import client_login
from app.sync.transport import PostgresTransport
from tests.sync.offices import PASSWORD, Office


def login_url(office: Office, who: str) -> str:
    if who != "client":
        return with_login(office.url, who, PASSWORD)
    with psycopg.connect(office.url) as connection:
        login = client_login(connection)
    assert login is not None
    return with_login(office.url, *login)


def test_every_function_runs_with_a_search_path_of_its_own(office: Office) -> None:
    loose = office.sql(
        """
        select p.oid::regprocedure::text from pg_proc as p
        where p.pronamespace in ('sync'::regnamespace, 'loket'::regnamespace)
          and (pg_get_userbyid(p.proowner) <> 'loket_owner'
               or not exists (select from unnest(p.proconfig) as c where starts_with(c, 'search_path=pg_catalog')))
        """
    )
    assert loose == []


@pytest.mark.parametrize("table", ["customer", "case_file", "fact", "reference", "delivery", "scope_exit"])
def test_a_row_without_a_version_of_its_scope_fails_loudly(office: Office, table: str) -> None:
    columns = {
        "customer": "doc) values (0, sync.new_id(), 1, '{}'",
        "case_file": "number, customer_id, process_key, doc) values (0, sync.new_id(), 1, 'X', sync.new_id(), '', '{}'",
        "fact": "kind, subject_id, doc) values (0, sync.new_id(), 1, 'x', sync.new_id(), '{}'",
        "reference": "kind, key, doc) values (0, sync.new_id(), 1, 'x', 'y', '{}'",
        "delivery": "tbl, home_scope) values (0, sync.new_id(), 1, 'fact', 1",
        "scope_exit": "tbl) values (0, sync.new_id(), 1, 'fact'",
    }
    with pytest.raises(psycopg.Error, match="without a version") as refused:
        office.sql(f"insert into sync.{table} (scope_id, id, ver, {columns[table]})")
    assert refused.value.sqlstate == "LG001"
    with pytest.raises(psycopg.Error, match="without a version"):
        office.sql("update sync.reference set doc = '{}' where kind = 'staff'")


def test_a_value_set_by_a_client_does_not_fool_the_guard(office: Office) -> None:
    """A session that sets the token of the last write by hand still gets a version of its own."""
    desk = office.desk()
    transport = desk.hello()
    transport.push([desk.add_customer()])
    [(token,)] = office.sql("select bump_token::text from sync.scope where scope_id = 1")
    connection = transport._connection
    assert connection is not None
    connection.execute("select set_config('loket.write', %s, false)", (token,))
    transport.push([desk.add_customer()])
    transport.close()
    assert office.sql("select ver from sync.scope where scope_id = 1") == [(2,)]
    assert office.sql("select array_agg(ver order by ver) from sync.customer") == [([1, 2],)]


def test_a_wrong_password_and_an_unknown_name_look_the_same(office: Office) -> None:
    device = office.device()
    for login, password in (("rina", "salah"), ("nobody_here", PASSWORD)):
        with pytest.raises(LoketError) as refused:
            PostgresStaffDirectory().open_session(device, login, password)
        assert refused.value.code is ErrorCode.WRONG_PASSWORD
        assert password not in str(refused.value)


def test_staff_of_another_branch_get_no_session_here(office: Office) -> None:
    with pytest.raises(LoketError) as refused:
        PostgresStaffDirectory().open_session(office.device(), "made", PASSWORD)
    assert (refused.value.code, refused.value.field) == (ErrorCode.NOT_PERMITTED, "branch")


def test_a_session_says_who_and_where(office: Office) -> None:
    session = office.desk("joko", unit="WORKSHOP").session
    assert (session.staff_name, session.role, session.unit_code) == ("Joko Susilo", "backoffice", "WORKSHOP")
    assert (session.branch_name, session.zone, session.scope_id) == ("Jakarta Pusat", "Asia/Jakarta", 1)
    assert session.online
    assert (session.expires_at - session.opened_at).total_seconds() == 12 * 3600


def test_a_device_is_enrolled_once_it_has_worked(office: Office) -> None:
    added = admin.add_device(office.url, "Loket depan", "JKT1")
    first, again = enrol(added.url, added.token), enrol(added.url, added.token)
    assert first.device_id == again.device_id == added.device_id
    assert first.incarnation != again.incarnation
    office.sql("update sync.device set last_seq = 1")
    with pytest.raises(LoketError) as refused:
        enrol(added.url, added.token)
    assert refused.value.code is ErrorCode.ALREADY_ENROLLED


@pytest.fixture(scope="module", params=["trust", "password"])
def trusting(request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    """A server that asks nobody for a password, or asks for it in plain."""
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    server = EmbeddedPostgres(folder, auth=str(request.param), durable=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def test_a_server_that_trusts_anyone_is_refused(office: Office, trusting: EmbeddedPostgres) -> None:
    device = replace(office.device(), url=trusting.url())
    with pytest.raises(LoketError) as at_enrolment:
        enrol(trusting.url(), "token")
    with pytest.raises(LoketError) as at_login:
        PostgresStaffDirectory().open_session(replace(device, url=trusting.url()), "loket_admin", PASSWORD)
    with pytest.raises(LoketError) as in_sync:
        PostgresTransport(device).hello()
    refused = {at_enrolment.value.code, at_login.value.code, in_sync.value.code}
    assert refused == {ErrorCode.SERVER_TRUSTS_ANYONE}


def test_what_a_device_changes_of_the_shared_login_is_put_right(office: Office) -> None:
    url = login_url(office, "client")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter role current_user set default_transaction_read_only = on")
        connection.execute("alter role current_user password 'milik-saya'")
    admin.init_shared(office.url)
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("show default_transaction_read_only").fetchone() == ("off",)
        assert connection.execute("show statement_timeout").fetchone() == ("30s",)


def test_the_rights_known_here_are_those_of_the_shared_database(office: Office) -> None:
    assert set(office.sql("select role, act from sync.role_right")) == {
        (role.value, str(act)) for role, acts in RIGHTS.items() for act in acts
    }
    offline = office.sql("select distinct act from sync.role_right where not offline")
    assert {act for (act,) in offline} == set(NEEDS_NETWORK)
