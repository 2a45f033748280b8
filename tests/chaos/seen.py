"""What a station can see of its own store at any time: nothing of what it did may go missing, not for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from app.bootstrap import Core
from app.storage.replica import SqlReplica
from tests.chaos.journal import Journal
from tests.chaos.work import AT_ONCE

_OUTBOX = "SELECT seq, op_id, tx_id, kind, row_id, state FROM outbox ORDER BY seq"
_UNSEEN = """
SELECT o.op_id, o.kind, o.state, o.seq FROM outbox AS o
WHERE o.state IN ('pending', 'acked', 'held') AND CASE o.kind
    WHEN 'fact.add' THEN NOT EXISTS (SELECT 1 FROM fact WHERE id = o.row_id)
    WHEN 'case.open' THEN NOT EXISTS (SELECT 1 FROM case_file WHERE id = o.row_id)
    WHEN 'customer.add' THEN NOT EXISTS (SELECT 1 FROM customer WHERE id = o.row_id)
    END
    AND NOT EXISTS (
        SELECT 1 FROM outbox AS r
        WHERE r.kind IN ('case.open', 'customer.add') AND r.state NOT IN ('pending', 'acked', 'held')
        AND r.row_id IN (o.payload ->> 'case_id', o.payload ->> 'subject_id', o.payload ->> 'customer_id')
    )
"""
"""What hangs on a case or a customer that was refused goes with it, and is refused in its turn."""

_PARTED = f"""
SELECT s.id FROM fact AS s
WHERE s.kind = 'interaction.started' AND json_extract(s.body, '$.channel') = '{AT_ONCE.value}'
  AND NOT EXISTS (SELECT 1 FROM fact AS e WHERE e.subject_id = s.subject_id AND e.kind = 'interaction.ended')
"""  # noqa: S608 - a constant of ours
_REFUSED_CUSTOMERS = (
    "SELECT row_id FROM outbox WHERE kind = 'customer.add' AND state NOT IN ('pending', 'acked', 'held')"
)
_READ_MODELS = ("case_state", "promise_state", "interaction_state")
_ROWS = ("customer", "case_file", "fact", "reference")


class Witness:
    """Writes down what the store confirmed, and what it should not have shown.

    `whole` is False where rows may leave the device's scopes, `forward` is False where the shared database goes back.
    """

    def __init__(self, core: Core, journal: Journal, *, whole: bool, forward: bool) -> None:
        self._core = core
        self._journal = journal
        self._whole = whole
        self._forward = forward
        self._known: dict[str, str] = {}
        self._cursors: dict[int, int] = {}
        self._told: set[str] = set()

    def look(self, notes: dict[str, str]) -> None:
        """Compare the store with what it confirmed before."""
        with self._core.store.database.read() as connection:
            rows = [tuple(row) for row in connection.exec_driver_sql(_OUTBOX)]
            faults = list(self._faults(connection, notes))
        new = [row for row in rows if row[1] not in self._known]
        acked = [row[1] for row in rows if row[5] == "acked" and self._known.get(row[1]) != "acked"]
        if new or acked:
            self._journal.write("seen", ops=[row[1:5] for row in new], acked=acked)
        gone = self._known.keys() - {row[1] for row in rows}
        for fault in (*faults, *(f"operation {op_id} vanished" for op_id in gone)):
            self.tell(fault)
        self._known = {row[1]: row[5] for row in rows}

    def tell(self, fault: str) -> None:
        """Write down a fault, once."""
        if fault not in self._told:
            self._told.add(fault)
            self._journal.write("fault", text=fault)

    def _faults(self, connection: Connection, notes: dict[str, str]) -> Iterator[str]:
        for (started,) in connection.exec_driver_sql(_PARTED):
            yield f"half of a transaction is seen: {started}"
        if self._whole:
            for op_id, kind, state, seq in connection.exec_driver_sql(_UNSEEN):
                yield f"the row of {op_id} is not seen: {kind}, {state}, number {seq}"
            yield from _changed_notes(connection, notes)
        for scope, ver in connection.exec_driver_sql("SELECT scope_id, cursor_ver FROM sync_state"):
            if self._forward and ver < self._cursors.get(scope, 0):
                yield f"scope {scope} went back from {self._cursors[scope]} to {ver}"
            self._cursors[scope] = ver


def _changed_notes(connection: Connection, notes: dict[str, str]) -> Iterator[str]:
    if not notes:
        return
    for (customer,) in connection.exec_driver_sql(_REFUSED_CUSTOMERS):
        notes.pop(customer, None)
    found = dict(tuple(row) for row in connection.exec_driver_sql("SELECT id, coalesce(note, '') FROM customer"))
    for customer, note in notes.items():
        if found.get(customer) != note:
            yield f"customer {customer} reads {found.get(customer)!r}, written was {note!r}"


def everything(core: Core) -> dict[str, Any]:
    """The whole store for the harness, and whether its read models are what its facts say."""
    store = core.store
    replica = SqlReplica(store)
    identity = replica.device()
    before = _tables(core, _READ_MODELS)
    store.rebuild()
    after = _tables(core, _READ_MODELS)
    sums = {
        str(scope): sorted([table, bucket, found.count, found.value] for (table, bucket), found in digest.items())
        for scope in identity.scopes
        for digest in (replica.digest(scope),)
    }
    return {
        "device_id": identity.device_id,
        "token": identity.token,
        "url": identity.url,
        "scopes": list(identity.scopes),
        "branch_scope": identity.scope_id,
        "rows": _tables(core, _ROWS),
        "outbox": _tables(core, ("outbox",))["outbox"],
        "cursors": {row["scope_id"]: row["cursor_ver"] for row in _tables(core, ("sync_state",))["sync_state"]},
        "digests": sums,
        "models_hold": before == after,
        "sound": _sound(core),
    }


def _sound(core: Core) -> bool:
    with core.store.database.read() as connection:
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def _tables(core: Core, names: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    with core.store.database.read() as connection:
        for name in names:
            rows = connection.exec_driver_sql(f"SELECT * FROM {name}").mappings()  # noqa: S608 - a constant of ours
            found[name] = sorted((dict(row) for row in rows), key=lambda row: row.get("seq") or str(row.get("id")))
    return found
