"""The shared schema: its history, and what lets it be spread over many machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import count

import psycopg
import pytest
from psycopg import sql

from app.demo.postgres import EmbeddedPostgres
from app.domain.errors import ErrorCode, LoketError
from app.sync import admin
from app.sync.audit import verify_audit
from app.sync.moves import move_customer
from app.sync.schema import current_revision, migrate, newest_revision
from app.sync.transport import PostgresTransport
from tests.sync.offices import Office, new_id

_numbers = count(1)

SHAPE = """
select 'table', c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text
from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'sync'::regnamespace
union all
select 'function', p.oid::regprocedure::text, md5(p.prosrc), p.proacl::text, p.proconfig::text
from pg_proc as p where p.pronamespace in ('sync'::regnamespace, 'loket'::regnamespace)
union all
select 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), ''
from pg_constraint where connamespace = 'sync'::regnamespace and contype <> 'n'
union all
select 'index', indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), ''
from pg_index where indrelid in (select oid from pg_class where relnamespace = 'sync'::regnamespace)
union all
select 'right', role, act, '', '' from sync.role_right
union all
select 'trigger', tgrelid::regclass::text, tgname::text, '', ''
from pg_trigger where not tgisinternal
order by 1, 2, 3
"""


@pytest.fixture
def empty(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A database with nothing in it."""
    name = f"loket_empty_{next(_numbers)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield postgres.url(name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_up_down_and_up_again_is_the_same(empty: str) -> None:
    assert admin.status(empty).revision is None
    admin.init_shared(empty)
    first = Office(empty).sql(SHAPE)
    migrate(empty, "base")
    assert current_revision(empty) is None
    left = Office(empty).sql("select relname from pg_class where relnamespace = 'sync'::regnamespace")
    assert {name for (name,) in left} == {"alembic_version", "alembic_version_pkc"}
    migrate(empty)
    assert Office(empty).sql(SHAPE) == first
    assert current_revision(empty) == newest_revision()


def test_one_step_down_is_the_step_before_also_with_data(office: Office, empty: str) -> None:
    admin.init_shared(empty)
    migrate(empty, "base")
    migrate(empty, "0001")
    before = Office(empty).sql(SHAPE)
    desk = office.desk()
    with closing(desk.hello()) as transport:
        customer = desk.add_customer(customer_number="C-1")
        transport.push([customer, desk.open_case(customer.row_id), desk.fact("customer.viewed"), desk.fact("x.y")])
        transport.fork(new_id(), 2)
    move_customer(office.url, "C-1", "MKS1")
    rows = "select id, ver, doc from sync.customer union all select id, ver, doc from sync.case_file order by 1"
    held = office.sql(rows)
    migrate(office.url, "0001")
    assert office.sql(SHAPE) == before
    assert office.sql(rows) == held
    assert office.sql("select min_protocol, cur_protocol from sync.meta") == [(1, 1)]
    with closing(PostgresTransport(desk.identity)) as transport, pytest.raises(LoketError) as refused:
        transport.hello()
    assert refused.value.code is ErrorCode.SCHEMA_MISSING
    [(page,)] = office.sql("select loket.pull(%s, '{}', 100, 1)", desk.identity.token)
    assert page["last_seq"] == 4
    migrate(office.url)
    with closing(PostgresTransport(desk.identity)) as transport:
        assert transport.hello().last_seq == 4
        marks = [scope.mark for scope in transport.pull({}, 1_000).scopes]
    assert len(set(marks)) == 2
    assert verify_audit(office.url) == ()


def test_init_is_idempotent_and_upgrade_needs_a_schema(empty: str) -> None:
    with pytest.raises(LoketError) as refused:
        admin.upgrade(empty)
    assert refused.value.code is ErrorCode.SCHEMA_MISSING
    first = admin.init_shared(empty)
    logins = Office(empty).sql("select role, password from sync.client_login")
    assert admin.init_shared(empty) == first == admin.upgrade(empty)
    assert Office(empty).sql("select role, password from sync.client_login") == logins
    assert first.is_current


def test_no_sequence_and_no_key_across_scopes(office: Office) -> None:
    sequences = "select relname from pg_class where relnamespace = 'sync'::regnamespace and relkind = 'S'"
    foreign_keys = "select conname from pg_constraint where contype = 'f' and connamespace = 'sync'::regnamespace"
    assert office.sql(sequences) == []
    assert office.sql(foreign_keys) == []


def test_the_scope_leads_every_key_of_shared_data(office: Office) -> None:
    leading = office.sql(
        """
        select c.relname::text, i.indexrelid::regclass::text, a.attname::text
        from pg_index as i
        join pg_class as c on c.oid = i.indrelid
        join pg_attribute as a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where c.relname in ('customer', 'case_file', 'fact', 'reference', 'delivery', 'scope_exit', 'scope_log')
        """
    )
    assert len(leading) >= 16
    assert {column for *_, column in leading} <= {"scope_id", "home_scope"}
