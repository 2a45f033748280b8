"""Every login against every table, function and trick that needs no argument of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from app.sync.addresses import parameters
from tests.sync.matrix_world import FAR_STAFF, STAFF, World

Attacker = psycopg.Connection[tuple[Any, ...]]

REFUSED = "42501"
DEVICE_CALLS = frozenset({"hello", "enrol", "push", "pull", "fork", "digest", "bucket_rows", "audit_head", "trail"})
STAFF_CALLS = frozenset({"open_session"})
INTEGRATOR_CALLS = frozenset({"report_step", "open_case", "open_steps", "open_questions", "answer_question"})
MAY: dict[str, frozenset[str]] = {
    "nobody": frozenset(),
    "client": DEVICE_CALLS,
    "gudang": INTEGRATOR_CALLS,
    **dict.fromkeys((*STAFF, *FAR_STAFF), STAFF_CALLS),
}
"""The whole of what each login may do: to call these functions of the schema `loket`, and nothing else at all."""
EACH_GROUP = ("nobody", "client", "rina", "gudang")
"""One login of each group of the database; all staff are of the same."""

_ANY = ("r", "p", "v", "m", "f", "S")
VERBS: dict[str, str] = {
    "select": "select * from {t}",
    "count": "select count(*) from {t}",
    "one column": "select ctid from {t}",
    "no column": "select from {t}",
    "whole row": "select t from {t} as t",
    "for update": "select * from {t} for update",
    "for key share": "select * from {t} for key share",
    "cursor": "declare c cursor for select * from {t}",
    "prepared": "prepare p as select * from {t}",
    "explain": "explain analyze select * from {t}",
    "insert": "insert into {t} default values",
    "insert nothing": "insert into {t} select * from {t} where false",
    "upsert": "insert into {t} default values on conflict do nothing",
    "delete": "delete from {t}",
    "delete nothing": "delete from {t} where false",
    "truncate": "truncate {t}",
    "copy out": "copy {t} to stdout",
    "copy query out": "copy (select * from {t}) to stdout",
    "copy to file": "copy {t} to '/tmp/loket-stolen'",
    "copy to program": "copy {t} to program 'cat'",
    "copy from file": "copy {t} from '/etc/passwd'",
    "copy from program": "copy {t} from program 'cat /etc/passwd'",
    "references": "create table public.thief (id uuid references {t})",
    "like": "create table public.thief (like {t} including all)",
    "inherit": "create table public.thief () inherits ({t})",
    "as table": "create table public.thief as table {t}",
    "view over": "create view public.thief as select * from {t}",
    "materialized": "create materialized view public.thief as select * from {t}",
    "trigger": "create trigger thief after insert on {t} for each row execute function suppress_redundant_updates_trigger()",  # noqa: E501
    "rule": "create rule thief as on insert to {t} do also select 1",
    "policy": "create policy thief on {t} using (true)",
    "index": "create index thief on {t} (ctid)",
    "statistics": "create statistics thief on (tableoid), (ctid) from {t}",
    "publication": "create publication thief for table {t}",
    "drop": "drop table {t} cascade",
    "rename": "alter table {t} rename to thief",
    "move": "alter table {t} set schema public",
    "own": "alter table {t} owner to current_user",
    "column": "alter table {t} add column thief text",
    "no triggers": "alter table {t} disable trigger all",
    "row security": "alter table {t} enable row level security",
    "unlogged": "alter table {t} set unlogged",
    "options": "alter table {t} set (autovacuum_enabled = off)",
    "grant": "grant all on {t} to public",
    "revoke": "revoke all on {t} from loket_owner",
    "comment": "comment on table {t} is 'thief'",
    "reindex": "reindex table {t}",
    **{
        f"lock {mode}": f"lock table {{t}} in {mode} mode nowait"
        for mode in (
            "access share", "row share", "row exclusive", "share update exclusive", "share", "share row exclusive",
            "exclusive", "access exclusive")
    },
}  # fmt: skip
PRIVILEGES = ("select", "insert", "update", "delete", "truncate", "references", "trigger")

ATTEMPTS: dict[str, str] = {
    "become the owner": "set role loket_owner",
    "become the administrator": "set role loket_admin",
    "become a reader of all": "set role pg_monitor",
    "session of the owner": "set session authorization loket_owner",
    "session of the administrator": "set session authorization loket_admin",
    "a superuser": "create role thief superuser login",
    "a role": "create role thief",
    "more for oneself": "alter role current_user superuser",
    "past row security": "alter role current_user bypassrls",
    "copying the server": "alter role current_user replication",
    "the owner's rights": "grant loket_owner to current_user",
    "the administrator's rights": "grant loket_admin to current_user",
    "the integrator's rights": "grant loket_integrator to loket_client",
    "files of the server": "grant pg_read_server_files to current_user",
    "all data": "grant pg_read_all_data to current_user",
    "password of the owner": "alter role loket_admin password 'thief'",
    "password of a colleague": "alter role wayan password 'thief'",
    "settings of a colleague": "alter role wayan set search_path = thief",
    "drop a colleague": "drop role wayan",
    "rename a colleague": "alter role wayan rename to thief",
    "defaults of the owner": "alter default privileges for role loket_owner grant all on tables to public",
    "hashes": "select * from pg_authid",
    "hashes by view": "select * from pg_shadow",
    "password of the client": "select * from sync.client_login",
    "statistics of columns": "select * from pg_statistic",
    "large objects of others": "select * from pg_largeobject",
    "mappings": "select * from pg_user_mapping",
    "subscriptions": "select subconninfo from pg_subscription",
    "read a file": "select pg_read_file('/etc/passwd')",
    "read bytes": "select pg_read_binary_file('/etc/passwd')",
    "list a folder": "select pg_ls_dir('.')",
    "list logs": "select * from pg_ls_logdir()",
    "current log": "select pg_current_logfile()",
    "settings of the server": "select * from pg_hba_file_rules",
    "configuration": "select * from pg_file_settings",
    "import a file": "select lo_import('/etc/passwd')",
    "export a file": "select lo_export(1, '/tmp/loket-stolen')",
    "run a program": "copy (select 1) to program 'id'",
    "read by copy": "create temp table thief (line text)",
    "a schema": "create schema thief",
    "a table": "create table public.thief (id integer)",
    "a table beside": "create table sync.thief (id integer)",
    "a table in the calls": "create table loket.thief (id integer)",
    "a shadow of a table": "create table pg_temp.device (id integer)",
    "a shadow of a function": "create function pg_temp.device_of(text) returns text language sql as 'select 1::text'",
    "a function": "create function public.thief() returns integer language sql as 'select 1'",
    "a function in the calls": "create function loket.thief() returns integer language sql as 'select 1'",
    "another push": "create or replace function loket.hello(token text, protocol integer) returns jsonb"
    " language sql as 'select null::jsonb'",
    "an operator": "create operator public.=== (leftarg = text, rightarg = text, function = texteq)",
    "an operator of the catalogue": "create operator pg_catalog.=== (leftarg = text, function = texteq)",
    "a cast": "create cast (text as uuid) with inout as implicit",
    "a type": "create type public.thief as (id integer)",
    "a domain": "create domain public.thief as text",
    "a collation": "create collation public.thief (locale = 'C')",
    "an aggregate": "create aggregate public.thief (integer) (sfunc = int4pl, stype = integer)",
    "a language": "create language plperlu",
    "an extension": "create extension dblink",
    "an extension to read": "create extension file_fdw",
    "a foreign server": "create server thief foreign data wrapper postgres_fdw",
    "an event trigger": "create event trigger thief on ddl_command_start execute function sync.guard_version()",
    "a publication": "create publication thief for all tables",
    "a subscription": "create subscription thief connection 'dbname=x' publication x",
    "a tablespace": "create tablespace thief location '/tmp'",
    "a database": "create database thief",
    "drop the database": "drop database postgres",
    "settings of the database": "do $$ begin execute format('alter database %I set search_path = thief', current_database()); end $$",  # noqa: E501
    "settings of the machine": "alter system set work_mem = '1GB'",
    "reload": "select pg_reload_conf()",
    "rotate": "select pg_rotate_logfile()",
    "checkpoint": "checkpoint",
    "switch": "select pg_switch_wal()",
    "backup": "select pg_backup_start('thief')",
    "a slot": "select pg_create_physical_replication_slot('thief')",
    "changes of others": "select * from pg_logical_slot_peek_changes('thief', null, null)",
    "promote": "select pg_promote()",
    "reset statistics": "select pg_stat_reset()",
    "triggers off": "set session_replication_role = replica",
    "log less": "set log_statement = 'none'",
    "load a library": "load '/tmp/thief.so'",
    "a preload": "set session_preload_libraries = 'thief'",
    "owner of a function": "alter function loket.hello(text, integer) owner to current_user",
    "rights of a function": "alter function loket.hello(text, integer) security invoker",
    "path of a function": "alter function loket.hello(text, integer) set search_path = public",
    "drop a function": "drop function loket.hello(text, integer)",
    "grant a function": "grant execute on all functions in schema sync to public",
    "grant a schema": "grant usage on schema sync to public",
    "own the calls": "alter schema loket owner to current_user",
    "drop the calls": "drop schema loket cascade",
    "comment": "comment on schema loket is 'thief'",
    "reassign": "reassign owned by loket_owner to current_user",
    "drop owned": "drop owned by loket_owner",
    "end others": "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'loket_admin'",
    "cancel others": "select pg_cancel_backend(pid) from pg_stat_activity where usename = 'loket_admin'",
    "memory of others": "select pg_log_backend_memory_contexts(pid) from pg_stat_activity",
}
STATES = {
    REFUSED,
    "0LP01", "42704", "3F000", "58P01", "0A000", "42809", "55006", "3D000",
}  # fmt: skip
"""What a refusal may be called: no right, no such grantor, thing, schema or file, not for this kind of thing."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One combination, and whether it leaked."""

    what: str
    leak: str | None = None


def tables(world: World) -> list[str]:
    """Every relation of the two schemas."""
    return [
        name
        for (name,) in world.office.sql(
            """
            select c.oid::regclass::text from pg_class as c
            where c.relnamespace in ('sync'::regnamespace, 'loket'::regnamespace) and c.relkind = any (%s) order by 1
            """,
            list(_ANY),
        )
    ]


def functions(world: World) -> list[tuple[str, str, str]]:
    """Every function of the two schemas: its schema, its name, a call of it with nothing in it."""
    return world.office.sql(
        """
        select p.pronamespace::regnamespace::text, p.proname::text,
            format('select %s.%I(%s)', p.pronamespace::regnamespace, p.proname, (
                select string_agg(format('null::%s', format_type(t, null)), ', ' order by n)
                from unnest(p.proargtypes::oid[]) with ordinality as a (t, n)))
        from pg_proc as p
        where p.pronamespace in ('sync'::regnamespace, 'loket'::regnamespace) order by 3
        """
    )


def try_objects(world: World) -> Iterator[Tried]:
    """Tables by every verb and functions by a call, as things are and if the schema were open by mistake."""
    for who, url in world.logins.items():
        with psycopg.connect(url) as connection:
            yield from _on_tables(connection, who, tables(world))
            yield from _on_functions(connection, who, functions(world))
        with psycopg.connect(url, autocommit=True) as connection:
            yield from _on_attempts(connection, who)
        if who in EACH_GROUP:
            yield from _with_schema_open(world, who)
        yield from _privileges(world, who)


def refused(connection: Attacker, statement: str) -> str | None:
    """None if the server refuses the statement, else what it did instead; nothing is kept of it."""
    try:
        # a literal of this module, with names from the catalogue
        return f"done: {connection.execute(statement.encode()).statusmessage}"
    except psycopg.Error as error:
        return None if error.sqlstate in STATES else f"{error.sqlstate} {error.diag.message_primary}"
    finally:
        connection.rollback()


def _on_tables(connection: Attacker, who: str, names: list[str]) -> Iterator[Tried]:
    for table in names:
        for verb, statement in VERBS.items():
            yield Tried(f"{who}: {verb} {table}", refused(connection, statement.format(t=table)))


def _on_functions(connection: Attacker, who: str, found: list[tuple[str, str, str]]) -> Iterator[Tried]:
    for schema, name, call in found:
        if schema == "loket" and name in MAY[who]:
            continue
        yield Tried(f"{who}: {call}", refused(connection, call))


def _on_attempts(connection: Attacker, who: str) -> Iterator[Tried]:
    for what, statement in ATTEMPTS.items():
        outcome = refused(connection, statement)
        if outcome is not None and statement.startswith("select pg_") and outcome == "done: SELECT 0":
            outcome = None
        yield Tried(f"{who}: {what}", outcome)


def _with_schema_open(world: World, who: str) -> Iterator[Tried]:
    """The second wall: were `sync` opened to all by mistake, tables and functions would still be shut."""
    with psycopg.connect(world.office.url) as connection:
        connection.execute("grant usage on schema sync, loket to public")
        connection.execute("savepoint open")
        for what, statement in _second_wall(world, who):
            connection.execute(sql.SQL("set local session authorization {}").format(_role(world, who)))
            try:
                connection.execute(statement.encode())
                leak: str | None = "done"
            except psycopg.Error as error:
                leak = None if error.sqlstate in STATES else f"{error.sqlstate} {error.diag.message_primary}"
            connection.execute("rollback to savepoint open")
            yield Tried(what, leak)
        connection.rollback()


def _second_wall(world: World, who: str) -> Iterator[tuple[str, str]]:
    for table in tables(world):
        for verb, statement in VERBS.items():
            # to be prepared a statement is only read
            if verb != "prepared":
                yield f"{who}: {verb} {table}, schema open", statement.format(t=table)
    for schema, name, call in functions(world):
        if not (schema == "loket" and name in MAY[who]):
            yield f"{who}: {call}, schema open", call


def _privileges(world: World, who: str) -> Iterator[Tried]:
    """Asked of the server itself, column by column."""
    role = parameters(world.logins[who])["user"]
    held = world.office.sql(
        """
        select t, p, case when p in ('select', 'insert', 'update', 'references')
            then has_any_column_privilege(%s, t, p) else has_table_privilege(%s, t, p) end
        from unnest(%s::text[]) as t cross join unnest(%s::text[]) as p
        """,
        role,
        role,
        tables(world),
        list(PRIVILEGES),
    )
    for table, privilege, has in held:
        yield Tried(f"{who}: holds {privilege} on {table}", "granted" if has else None)
    allowed = world.office.sql(
        """
        select p.proname::text from pg_proc as p
        where p.pronamespace in ('sync'::regnamespace, 'loket'::regnamespace)
          and has_function_privilege(%s, p.oid, 'execute')
        """,
        role,
    )
    present = {name for schema, name, _call in functions(world) if schema == "loket"}
    wrong = {name for (name,) in allowed} ^ (MAY[who] & present)
    yield Tried(f"{who}: may call what the policy says", f"differs in {sorted(wrong)}" if wrong else None)


def _role(world: World, who: str) -> sql.Identifier:
    return sql.Identifier(parameters(world.logins[who])["user"])
