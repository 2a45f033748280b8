"""What a local store holds, read past the program: the checkers trust SQLite alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlcipher3 import dbapi2

from app.domain.customers import PROFILE_FIELDS
from tests.sim.backend import RowId

_OUTBOX = """
SELECT seq, op_id, tx_id, kind, row_id, scope_id, state, json_extract(payload, '$.customer_id') FROM outbox ORDER BY seq
"""
_TABLES = ("customer", "case_file", "fact", "reference")


@dataclass(frozen=True, slots=True)
class Queued:
    """An operation of the outbox."""

    seq: int
    op_id: str
    tx_id: str
    kind: str
    row_id: str
    scope_id: int
    state: str
    customer_id: str | None
    """Whom it is about, where it says so."""


@dataclass(frozen=True, slots=True)
class Known:
    """How far a scope is known."""

    ver: int
    mark: str | None


@dataclass(frozen=True, slots=True)
class View:
    """A local store at one moment; rows by table and id as (scope, version)."""

    device_id: str
    rows: Mapping[RowId, tuple[int, int | None]]
    outbox: Mapping[str, Queued]
    cursors: Mapping[int, Known]
    resyncing: frozenset[int]


def look(raw: dbapi2.Connection) -> View:
    """Everything that the checkers compare after each step."""
    rows: dict[RowId, tuple[int, int | None]] = {}
    for table in _TABLES:
        for row_id, scope, ver in raw.execute(f"SELECT id, scope_id, ver FROM {table}"):  # noqa: S608 - a fixed name
            rows[table, row_id] = (scope, ver)
    queued = raw.execute(_OUTBOX)
    cursors = raw.execute("SELECT scope_id, cursor_ver, mark FROM sync_state")
    return View(
        device_id=raw.execute("SELECT id FROM device").fetchone()[0],
        rows=rows,
        outbox={row[1]: Queued(*row) for row in queued},
        cursors={scope: Known(ver, mark) for scope, ver, mark in cursors},
        resyncing=frozenset(row[0] for row in raw.execute("SELECT scope_id FROM resync")),
    )


def documents(raw: dbapi2.Connection) -> dict[RowId, dict[str, Any]]:
    """The documents of the synced rows, in the parts that both sides write the same."""
    found: dict[RowId, dict[str, Any]] = {}
    profile = ", ".join(PROFILE_FIELDS)
    for row in raw.execute(f"SELECT id, {profile} FROM customer"):  # noqa: S608 - names of our own fields
        found["customer", row[0]] = dict(zip(PROFILE_FIELDS, row[1:], strict=True))
    for row in raw.execute("SELECT id, number, customer_id, title, opened_by FROM case_file"):
        found["case_file", row[0]] = dict(zip(CASE_PARTS, row[1:], strict=True))
    for row in raw.execute(
        "SELECT id, kind, subject_id, customer_id, case_id, step_key, actor, device_id, body FROM fact"
    ):
        found["fact", row[0]] = dict(zip(FACT_PARTS, (*row[1:-1], json.loads(row[-1])), strict=True))
    for row in raw.execute("SELECT id, kind, key, doc FROM reference"):
        found["reference", row[0]] = dict(zip(REFERENCE_PARTS, (*row[1:-1], json.loads(row[-1])), strict=True))
    return found


CASE_PARTS = ("number", "customer_id", "title", "opened_by")
FACT_PARTS = ("kind", "subject_id", "customer_id", "case_id", "step_key", "actor", "device_id", "body")
REFERENCE_PARTS = ("kind", "key", "doc")
_PARTS = {"customer": PROFILE_FIELDS, "case_file": CASE_PARTS, "fact": FACT_PARTS, "reference": REFERENCE_PARTS}


def comparable(table: str, doc: Mapping[str, Any]) -> dict[str, Any]:
    """The same parts of a document of the shared database."""
    return {name: doc.get(name) for name in _PARTS[table]}
