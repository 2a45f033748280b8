"""The matrix of rights holds, and it notices when one wall is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import psycopg
import pytest
from psycopg import sql

from app.demo.postgres import EmbeddedPostgres
from app.sync.admin import init_shared
from tests.sync.matrix import PARTS, tried
from tests.sync.matrix_objects import Tried
from tests.sync.matrix_world import World, make_world
from tests.sync.offices import Office

EVERY = 60
SAMPLES = 1
AT_LEAST = {"objects": 8_000, "arguments": 1_000, "push": 1_500, "tricks": 1_500}


@pytest.fixture(scope="module")
def world(postgres: EmbeddedPostgres, template: str) -> Iterator[World]:
    """An organisation with every kind of device, session and row; what is tried on it is undone."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database loket_matrix template {}").format(sql.Identifier(template)))
        url = postgres.url("loket_matrix")
        # rights on a database itself do not come with its copy
        init_shared(url)
        yield make_world(Office(url))
        connection.execute("drop database loket_matrix with (force)")


@pytest.mark.parametrize("part", PARTS)
def test_nothing_leaks(world: World, part: str) -> None:
    all_tried = list(tried(world, part, every=EVERY, samples=SAMPLES))
    leaks = [one for one in all_tried if one.leak is not None]
    assert leaks == [], f"{part}: {len(leaks)} of {len(all_tried)} combinations"
    assert len(all_tried) >= AT_LEAST[part]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wall taken away: a piece of a function replaced by another, or a right given."""

    part: str
    statement: str = ""
    function: str = ""
    old: str = ""
    new: str = ""


EVERYTHING = "returns json language sql security definer as 'select json_agg(c) from sync.customer as c'"
MUTANTS = {
    "a table is open": Mutant("objects", "grant usage on schema sync to public; grant select on sync.fact to public"),
    "a column is open": Mutant("objects", "grant select (doc) on sync.fact to loket_staff"),
    "a function of the inside is open": Mutant("objects", "grant execute on function sync.new_id() to public"),
    "a new function is open": Mutant("objects", f"create function loket.everybody() {EVERYTHING}"),
    "a new argument is unknown": Mutant(
        "arguments", f"create function loket.pull(token text, whose text) {EVERYTHING}"
    ),
    "scopes are not looked at": Mutant(
        "arguments",
        function="sync.check_scope(sync.device, integer)",
        old="raise exception 'not_permitted'",
        new="return; raise exception 'not_permitted'",
    ),
    "revoked devices are served": Mutant(
        "arguments", function="sync.device_of(text)", old="found_device.revoked", new="false"
    ),
    "all scopes are pulled": Mutant(
        "arguments", function="sync.scopes_of(sync.device)", old="array[0, (d).scope_id]", new="array[0, 1, 2]"
    ),
    "roles are not looked at": Mutant("push", "insert into sync.role_right (role, act) values ('owner', 'case.open')"),
    "the network is not needed": Mutant("push", "update sync.role_right set offline = true"),
    "ended sessions go on": Mutant("push", "update sync.session set revoked = false"),
    "expired sessions go on": Mutant("push", "update sync.session set expires_at = 'infinity'"),
    "sessions of all devices count": Mutant(
        "push", "update sync.session set device_id = (select min(device_id::text)::uuid from sync.device)"
    ),
    "anybody writes for everybody": Mutant(
        "push",
        function="sync.check_written(integer, uuid, jsonb, text, text, jsonb)",
        old="role <> 'owner'",
        new="false",
    ),
    "who decides about phrases is not looked at": Mutant(
        "push",
        function="sync.check_phrase()",
        old="and audience ->> 'kind' = 'organisation'",
        new="and false",
    ),
    "a trigger writes elsewhere": Mutant(
        "push",
        """
        create function sync.copy() returns trigger language plpgsql security definer as $$ begin
            insert into sync.role_right (role, act) values (new.id::text, 'x'); return null; end $$;
        create trigger copy after insert on sync.fact for each row execute function sync.copy()
        """,
    ),
    "operations of others are told of": Mutant(
        "tricks",
        function="sync.lineage(sync.device)",
        old="(d).ancestors || (d).device_id",
        new="array(select device_id from sync.device)",
    ),
}


@pytest.fixture
def broken(postgres: EmbeddedPostgres, world: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """The same organisation in a database of its own, with one wall taken away."""
    mutant: Mutant = request.param
    name = "loket_mutant"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("create database loket_mutant template loket_matrix")
        url = postgres.url(name)
        made = replace(
            world,
            office=Office(url),
            logins={who: login.replace("loket_matrix", name) for who, login in world.logins.items()},
            hidden={},
            last_seq=dict(world.last_seq),
        )
        init_shared(url)
        with psycopg.connect(url) as owner:
            if mutant.function:
                [(source,)] = made.office.sql("select pg_get_functiondef(%s::regprocedure)", mutant.function)
                assert mutant.old in source
                owner.execute(source.replace(mutant.old, mutant.new).encode())
            else:
                owner.execute(mutant.statement.encode())
        yield made
        connection.execute("drop database loket_mutant with (force)")


def caught(world: World, part: str) -> Tried | None:
    """The first leak that the matrix tells of."""
    return next((one for one in tried(world, part, every=7, samples=0) if one.leak is not None), None)


@pytest.mark.parametrize(
    ("broken", "part"),
    [pytest.param(mutant, mutant.part, id=name) for name, mutant in MUTANTS.items()],
    indirect=["broken"],
)
def test_a_wall_that_is_missing_is_noticed(broken: World, part: str) -> None:
    assert caught(broken, part) is not None
