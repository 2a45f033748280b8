"""B3, B4: pulls, answered by the shared database alone, against plain SELECTs of the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import psycopg

from app.domain.replication import PROTOCOL
from app.domain.wire import fact_to_doc
from tests.bench.pairs import Pairs, in_turns
from tests.bench.report import Line, Options, rate_line, ratio_line, script
from tests.bench.rig import FIRST_BRANCH, Clients, an_office, devices, many_branches, notify, pgbench
from tests.bench.work import note
from tests.sync.offices import Office

PAGE, VERSIONS = 200, 100
SCOPE = FIRST_BRANCH
EMPTY = "select loket.pull('r0', :cursors::jsonb, :page, :protocol);"
ONE_ROW = "select doc from sync.fact where scope_id = :scope and id = :row;"
A_PAGE = """\\set k random(1, :last)
select loket.pull('r0',
    :cursors::jsonb || jsonb_build_object(:scope::text, jsonb_build_object('ver', ver, 'mark', mark)), :page, :protocol)
from bench.mark where ver = :k;
"""
ITS_ROWS = """\\set k random(1, :last)
select 'fact', scope_id, id, ver, deleted, doc from sync.fact
where scope_id = :scope and ver = :k + 1 order by ver, id;
"""


def run(options: Options) -> Iterator[Line]:
    with an_office() as office:
        many_branches(office)
        notify(office, wanted=False)
        devices(office, "r", [SCOPE])
        fill(office)
        yield empty(office, options)
        yield from pages(office, options)


def fill(office: Office) -> None:
    """Facts in versions of a page each."""
    with psycopg.connect(office.url) as connection:
        for _ in range(VERSIONS):
            connection.execute("select sync.begin_write()")
            bumped = connection.execute("select sync.bump(%s, 'bench')", (SCOPE,)).fetchone()
            assert bumped is not None
            statement = "copy sync.fact (scope_id, id, ver, kind, subject_id, doc) from stdin"
            with connection.cursor().copy(statement) as copy:
                for fact in (note(SCOPE) for _ in range(PAGE)):
                    doc = json.dumps(fact_to_doc(fact))
                    copy.write_row((SCOPE, fact.id, bumped[0], fact.kind.value, fact.subject_id, doc))
    office.sql("create table bench.mark as select ver::int, mark from sync.scope_log where scope_id = %s", SCOPE)
    office.sql("create unique index on bench.mark (ver)")
    with psycopg.connect(office.url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def cursors(office: Office, *scopes: int) -> str:
    """As a station sends them that knows everything."""
    found = office.sql(
        "select scope_id, s.ver, mark from sync.scope as s join sync.scope_log as l using (scope_id)"
        " where l.ver = s.ver and scope_id = any(%s)",
        list(scopes),
    )
    return json.dumps({str(scope): {"ver": ver, "mark": str(mark)} for scope, ver, mark in found})


def empty(office: Office, options: Options) -> Line:
    """What each station asks twice a second."""
    row = office.sql("select id from sync.fact where scope_id = %s limit 1", SCOPE)[0][0]
    names = {"cursors": cursors(office, 0, SCOPE), "row": row}
    pairs = versus(office, EMPTY, ONE_ROW, Clients(8, variables=names), options)
    return ratio_line("B3", "empty pull, 8 clients", pairs, "q/s", "SELECT of one row by its key", 0.60)


def pages(office: Office, options: Options) -> Iterator[Line]:
    """A page somewhere in the middle."""
    clients = Clients(2, variables={"cursors": cursors(office, 0)})
    pairs = versus(office, A_PAGE, ITS_ROWS, clients, options)
    scaled = Pairs(tuple(PAGE * one for one in pairs.figures), tuple(PAGE * one for one in pairs.limits))
    yield ratio_line("B4", f"pull of {PAGE} rows, 2 clients", scaled, "rows/s", "SELECT of these rows", None)
    yield rate_line("B4", "the same, as a number", scaled.figure, "rows/s", 300_000)


def versus(office: Office, figure: str, limit: str, clients: Clients, options: Options) -> Pairs:
    known = {"scope": SCOPE, "protocol": PROTOCOL, "page": PAGE, "last": VERSIONS - 1, **clients.variables}
    # both unprepared, as a station asks: a pooler would forget what it prepared
    asked = replace(clients, seconds=options.pick(3, 8), variables=known, protocol="extended")
    return in_turns(
        lambda: pgbench(office.url, figure, asked).rate,
        lambda: pgbench(office.url, limit, asked).rate,
        options.pick(3, 7),
    )


if __name__ == "__main__":
    script(run, __doc__)
