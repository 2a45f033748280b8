"""Loading what a branch already has, and the documents of service owners."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from psycopg import sql

from app.domain.cases import CaseFile
from app.domain.facts import Fact
from app.domain.glossary import Glossary, glossary_to_doc, units_to_doc
from app.domain.people import Customer
from app.domain.processes import Process, process_to_doc
from app.domain.reference_files import parse_reference
from app.domain.wire import case_to_doc, customer_to_doc, fact_to_doc
from app.sync.connecting import Connection
from app.sync.owner import actor, owner, put_reference

Values = tuple[object, ...]

BATCH = 2_000
"""Rows in one version: a page of a pull never cuts a version in two."""


def load_process(url: str, text: str, source: str) -> str:
    """Check a file of a service owner (`source` is its name) and put it in force; gives its key.

    Processes are known by their own key; the glossary and the units have one document each.
    """
    document = parse_reference(text, source)
    if isinstance(document, Process):
        kind, key, doc = "process", document.key, process_to_doc(document)
    elif isinstance(document, Glossary):
        kind, key, doc = "glossary", "glossary", glossary_to_doc(document)
    else:
        kind, key, doc = "glossary", "units", units_to_doc(document)
    with owner(url) as connection:
        put_reference(connection, kind, key, doc)
    return key


def bulk_load(
    url: str,
    scope_id: int,
    customers: Iterable[Customer] = (),
    cases: Iterable[CaseFile] = (),
    facts: Iterable[Fact] = (),
) -> int:
    """Add many rows to one branch, all or none, and deliver its cases to their units; gives the rows' number.

    The rows must be new and the customers and processes of the cases known: what people type goes through push.
    """
    with owner(url) as connection:
        who = actor(connection)
        connection.execute("select sync.begin_write()")
        connection.execute("select sync.lock_scopes(array[%s])", (scope_id,))
        connection.execute("select sync.lock_scopes(array(select scope_id from sync.scope where kind = 'unit'))")
        loaded = sum(
            (
                _copy(connection, "customer", scope_id, map(_customer, customers), who),
                _copy(connection, "case_file", scope_id, map(_case, cases), who),
                _copy(connection, "fact", scope_id, map(_fact, facts), who),
            )
        )
        _deliver(connection, scope_id, who)
    return loaded


def _customer(customer: Customer) -> Values:
    return customer.id, customer.customer_number, json.dumps(customer_to_doc(customer))


def _case(case: CaseFile) -> Values:
    return case.id, case.number, case.customer_id, case.process_key, json.dumps(case_to_doc(case))


def _fact(fact: Fact) -> Values:
    return fact.id, fact.kind.value, fact.subject_id, fact.case_id, json.dumps(fact_to_doc(fact))


_COLUMNS = {
    "customer": ("id", "customer_number", "doc"),
    "case_file": ("id", "number", "customer_id", "process_key", "doc"),
    "fact": ("id", "kind", "subject_id", "case_id", "doc"),
    "delivery": ("tbl", "id", "home_scope"),
}


def _copy(connection: Connection, table: str, scope_id: int, rows: Iterable[Values], who: str) -> int:
    columns = sql.SQL(", ").join(map(sql.Identifier, ("scope_id", "ver", *_COLUMNS[table])))
    statement = sql.SQL("copy sync.{} ({}) from stdin").format(sql.Identifier(table), columns)
    loaded = 0
    for batch in _batches(rows):
        ver = _bump(connection, scope_id, who)
        with connection.cursor().copy(statement) as copy:
            for values in batch:
                copy.write_row((scope_id, ver, *values))
        loaded += len(batch)
    return loaded


def _bump(connection: Connection, scope_id: int, who: str) -> int:
    """A version for one batch; begin_write makes it a new one."""
    connection.execute("select sync.begin_write()")
    bumped = connection.execute("select sync.bump(%s, %s)", (scope_id, who)).fetchone()
    return int(bumped[0]) if bumped else 0


def _batches(rows: Iterable[Values]) -> Iterator[list[Values]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


_UNDELIVERED = """
with mine as (
    select id, customer_id from sync.case_file where scope_id = %(home)s and process_key = any(%(processes)s)
)
select line.tbl, line.id::text, %(home)s
from (
    select 'customer' as tbl, customer_id as id, 1 as place from mine
    union
    select 'case_file', id, 2 from mine
    union all
    select 'fact', f.id, 3 from sync.fact as f join mine on mine.id = f.case_id
    where f.scope_id = %(home)s and sync.is_for_units(f.kind)
) as line
where not exists (
    select from sync.delivery as d where d.scope_id = %(unit)s and d.tbl = line.tbl and d.id = line.id
)
order by line.place, line.id
"""


def _deliver(connection: Connection, scope_id: int, who: str) -> None:
    concerned = connection.execute(
        """
        select unit, array_agg(key) from (
            select key, unnest(sync.units_of_process(key)) as unit
            from sync.reference where scope_id = 0 and kind = 'process' and not deleted
        ) as steps group by unit order by unit
        """
    ).fetchall()
    for unit, processes in concerned:
        missing = connection.execute(_UNDELIVERED, {"unit": unit, "home": scope_id, "processes": processes}).fetchall()
        _copy(connection, "delivery", unit, missing, who)
