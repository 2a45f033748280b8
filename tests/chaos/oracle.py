"""What must hold once everything is healed, with PostgreSQL as the one who knows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from app.domain.replication import PROTOCOL
from app.storage.rows import case_row, customer_row, fact_row
from tests.chaos.stations import Station
from tests.chaos.world import World

Found = dict[str, Any]
_TABLE_OF = {"customer.add": "customer", "case.open": "case_file", "fact.add": "fact"}
_NEVER_AFTER_ACK = frozenset({"not_signed_in", "not_permitted"})
_AT_MOST = 12
_VISIBLE = """
select '{table}' as tbl, scope_id, id::text as id, ver, doc{more} from sync.{table}
where scope_id = any(%(own)s) and not deleted
"""
_DELIVERED = """
union all
select '{table}', r.scope_id, r.id::text, r.ver, r.doc{none} from sync.delivery as d
join sync.{table} as r on r.scope_id = d.home_scope and r.id = d.id
where d.scope_id = any(%(own)s) and d.tbl = '{table}' and d.home_scope <> %(branch)s and not r.deleted
"""
_GAPS = """
select s.scope_id, s.ver, count(l.ver), min(l.ver), max(l.ver)
from sync.scope as s left join sync.scope_log as l using (scope_id)
group by s.scope_id, s.ver
having count(l.ver) <> s.ver or (s.ver > 0 and (min(l.ver) <> 1 or max(l.ver) <> s.ver))
"""
_ROWS = "select id::text from sync.{table} where not deleted"
_TWICE = "select id::text, count(*) from sync.{table} where not deleted group by id having count(*) > 1"


@dataclass
class Account:
    """What a journal says of one station: what must be in its store, and what it was told is shared."""

    kept: dict[str, tuple[str, str]] = field(default_factory=dict)
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    acked: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def account(station: Station) -> Account:
    """Read a journal: what was made before a folder was put back may be gone, unless it was acknowledged."""
    found = Account()
    for line in station.lines():
        if line["what"] == "restored":
            found.lost |= found.kept
            found.kept = {}
        elif line["what"] == "seen":
            for op_id, _tx_id, kind, row_id in line["ops"]:
                found.kept[op_id] = (kind, row_id)
                found.lost.pop(op_id, None)
            found.acked |= set(line["acked"])
        elif line["what"] == "fault":
            found.faults.append(line["text"])
    return found


@dataclass(frozen=True)
class Shared:
    """The shared database as it is in the end."""

    applied: Mapping[str, Found]
    quarantined: frozenset[str]
    rows: Mapping[str, frozenset[str]]
    generations: Mapping[str, int]


def check(world: World) -> list[str]:
    """Every fault that is found, in words."""
    accounts = {station.name: account(station) for station in world.everybody}
    with psycopg.connect(world.url, autocommit=True, row_factory=dict_row) as connection:
        return compare(connection, world, stores(world), accounts)


def stores(world: World) -> dict[str, Found]:
    """What each station has in the end, by its name."""
    found: dict[str, Found] = {}
    for station in (*world.stations.values(), *world.clones):
        to = world.folder / f"{station.name}.everything"
        station.ask("everything", to=str(to))
        found[station.name] = json.loads(to.read_text(encoding="utf-8"))
    return found


def compare(
    connection: psycopg.Connection[Found], world: World, present: Mapping[str, Found], accounts: Mapping[str, Account]
) -> list[str]:
    """The same for stores and journals that were read before."""
    shared = _shared(connection)
    found = [*_check_shared(connection, world)]
    copies = Counter(row["op_id"] for store in present.values() for row in store["outbox"])
    copied = {op_id for op_id, count in copies.items() if count > 1}
    for station in world.everybody:
        # a second process on a folder has the store of the first
        store = present.get(station.name) or present[station.desk.name]
        checks = [*_check_account(accounts[station.name], store, shared, world)]
        if station.name in present:
            checks += _check_rows(connection, store)
            checks += _check_digests(connection, store)
            checks += _check_outbox(store, shared, copied, world)
        found += [f"{station.name}: {fault}" for fault in checks]
    return found


def _shared(connection: psycopg.Connection[Found]) -> Shared:
    applied = connection.execute("select op_id::text, device_id::text, seq, outcome, code from sync.applied_op")
    held = connection.execute("select op_id::text from sync.quarantine")
    rows = {table: connection.execute(_ROWS.format(table=table).encode()) for table in _TABLE_OF.values()}
    devices = connection.execute("select device_id::text, cardinality(ancestors) as age from sync.device")
    return Shared(
        {row["op_id"]: row for row in applied},
        frozenset(row["op_id"] for row in held),
        {table: frozenset(row["id"] for row in found) for table, found in rows.items()},
        {row["device_id"]: row["age"] for row in devices},
    )


def _check_shared(connection: psycopg.Connection[Found], world: World) -> Iterator[str]:
    for gap in connection.execute(_GAPS):
        yield f"I2: versions of a scope are not contiguous: {gap}"
    for table in _TABLE_OF.values():
        for twice in connection.execute(_TWICE.format(table=table).encode()):
            yield f"I4: {table} {twice['id']} is there {twice['count']} times"
    for broken in connection.execute("select * from sync.audit_faults()").fetchmany(_AT_MOST):
        yield f"audit: {broken}"
    if not world.goes_back:
        known = {row["id"] for row in connection.execute("select id::text from sync.fact")}
        for fact in world.office.done:
            if fact not in known:
                yield f"a report of the back office is gone: {fact}"
    yield from world.office.faults


def _check_rows(connection: psycopg.Connection[Found], store: Found) -> Iterator[str]:
    """I1, I13: the store has what the device may see, and nothing else."""
    wanted = {(row["tbl"], row["id"]): row for row in _visible(connection, store)}
    present = {(table, row["id"]): row for table, rows in store["rows"].items() for row in rows}
    waiting = {row["row_id"] for row in store["outbox"] if row["state"] == "held"}
    shared = {key: row for key, row in present.items() if row["ver"] is not None}
    missing, extra = wanted.keys() - shared.keys(), shared.keys() - wanted.keys()
    yield from _told("I1: rows are missing", sorted(missing))
    yield from _told("I13: rows are here that should not be", sorted(extra))
    local = [key for key, row in present.items() if row["ver"] is None and key[1] not in waiting]
    yield from _told("rows are only here though nothing waits", sorted(local))
    differ = [
        f"{key}: {why}" for key in wanted.keys() & shared.keys() if (why := _difference(wanted[key], shared[key]))
    ]
    yield from _told("I1: rows differ", sorted(differ))
    heads = {row["scope_id"]: row["ver"] for row in connection.execute("select scope_id, ver from sync.scope")}
    for scope in store["scopes"]:
        if store["cursors"].get(str(scope), 0) != heads[scope]:
            yield f"scope {scope} stands at {store['cursors'].get(str(scope))}, its head is {heads[scope]}"
    if not store["models_hold"]:
        yield "read models are not what the facts say"
    if not store["sound"]:
        yield "the store is damaged"


def _visible(connection: psycopg.Connection[Found], store: Found) -> Iterator[Found]:
    named = {"own": store["scopes"], "branch": store["branch_scope"]}
    for table in ("customer", "case_file", "fact", "reference"):
        more = ", kind, key" if table == "reference" else ", null as kind, null as key"
        query = _VISIBLE.format(table=table, more=more)
        if table != "reference":
            query += _DELIVERED.format(table=table, none=", null, null")
        yield from connection.execute(query.encode(), named)


def _difference(wanted: Found, present: Found) -> str:
    table, doc = wanted["tbl"], wanted["doc"]
    head = (wanted["id"], wanted["scope_id"], wanted["ver"])
    if table == "customer":
        row = customer_row(*head, doc)
    elif table == "case_file":
        row = case_row(*head, doc)
    elif table == "fact":
        row = fact_row(*head, doc)
    else:
        row = dict(zip(("id", "scope_id", "ver"), head, strict=True)) | {"kind": wanted["kind"], "key": wanted["key"]}
        if json.loads(present["doc"]) != doc:
            return "doc"
    wrong = [name for name, value in row.items() if not _same(value, present.get(name))]
    return ", ".join(f"{name} {present.get(name)!r} is not {row[name]!r}" for name in wrong)


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str) and one[:1] == other[:1] == "{":
        return bool(json.loads(one) == json.loads(other))
    return one == other


def _check_digests(connection: psycopg.Connection[Found], store: Found) -> Iterator[str]:
    """I11: both sides add up to the same."""
    for scope in store["scopes"]:
        row = connection.execute(
            "select loket.digest(%s, %s, %s) as told", (store["token"], scope, PROTOCOL)
        ).fetchone()
        theirs = row["told"]["tables"] if row else {}
        told = sorted([table, *bucket] for table, buckets in theirs.items() for bucket in buckets)
        if [list(map(str, one)) for one in told] != [list(map(str, one)) for one in store["digests"][str(scope)]]:
            yield f"I11: digests of scope {scope} differ"


def _check_outbox(store: Found, shared: Shared, copied: AbstractSet[str], world: World) -> Iterator[str]:
    """I3, I5, I6: what the store says of each operation is what became of it.

    What was copied with a folder is handed over by both computers: each operation under the number of who came first.
    """
    told = _refused_before(store, shared, world)
    wrong = Counter[str]()
    order: list[tuple[int, int]] = []
    for row in store["outbox"]:
        applied = shared.applied.get(row["op_id"])
        outcome = applied["outcome"] if applied else None
        expected = {"acked": "applied", "rejected": "rejected", "held": "held"}.get(row["state"])
        if row["op_id"] in told:
            continue
        if outcome is None or outcome != expected:
            wrong[f"an operation is {row['state']} here and {outcome} there ({row['kind']} {row['op_id']})"] += 1
        elif applied is not None and applied["device_id"] in shared.generations and row["op_id"] not in copied:
            order.append((shared.generations[applied["device_id"]], applied["seq"]))
    yield from _told("I5", sorted(wrong))
    if order != sorted(order):
        yield "I6: operations were applied in another order than they were made"


def _refused_before(store: Found, shared: Shared, world: World) -> frozenset[str]:
    """A refusal that the database no longer knows: it was told, the work lies with a person, and is not asked again."""
    refused = {row["op_id"] for row in store["outbox"] if row["state"] == "rejected"} if world.goes_back else set()
    return frozenset(refused - shared.applied.keys())


def _check_account(found: Account, store: Found, shared: Shared, world: World) -> Iterator[str]:
    """I18: what was committed here exists, and what was acknowledged is shared, once."""
    yield from _told("in the process", found.faults)
    present = {row["op_id"] for row in store["outbox"]}
    yield from _told("I18: committed operations are not in the store", sorted(found.kept.keys() - present))
    everything = found.kept | found.lost
    must = found.kept.keys() | found.acked
    reached = shared.applied.keys() | shared.quarantined | _refused_before(store, shared, world)
    yield from _told("I18: operations reached nobody", sorted(must - reached))
    for op_id, (kind, row_id) in everything.items():
        applied = shared.applied.get(op_id)
        if applied is None:
            continue
        if op_id in found.acked and applied["code"] in _NEVER_AFTER_ACK:
            yield f"I3: {kind} {op_id} was acknowledged, and then refused as {applied['code']}"
        table = _TABLE_OF.get(kind)
        if table and applied["outcome"] == "applied" and row_id not in shared.rows[table]:
            yield f"I4: {kind} {op_id} was applied and has no effect"
        if table and applied["outcome"] == "rejected" and row_id in shared.rows[table]:
            yield f"I4: {kind} {op_id} was refused and has an effect"


def _told(what: str, faults: list[Any]) -> Iterator[str]:
    if faults:
        more = f" and {len(faults) - _AT_MOST} more" if len(faults) > _AT_MOST else ""
        yield f"{what}: {len(faults)}: {'; '.join(map(str, faults[:_AT_MOST]))}{more}"
