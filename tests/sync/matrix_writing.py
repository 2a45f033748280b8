"""Which rows a device may have written, and under which name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.phrases import PHRASE_KINDS
from tests.sync.matrix_world import DELIVERY, WORKSHOP, World

Written = tuple[str, Mapping[str, Any]]
_ACTOR = {"fact": "actor", "case_file": "opened_by"}


@dataclass(frozen=True, slots=True)
class Writing:
    """What this device may write for these people; `names` says who is behind which row of its own making."""

    world: World
    device: str
    names: Mapping[str, str] = field(default_factory=dict)
    logins: frozenset[str] = frozenset()
    read_of: int | None = None
    """The branch in which a read trail is noted, whichever it is."""
    for_all: bool = False
    """Whether a phrase for everybody is among what was written: it lives with the reference data."""

    def foreign(self, rows: Iterable[Written]) -> dict[str, str]:
        """Rows that it has no business with, and why."""
        written = list(rows)
        if any(table.endswith("fact") and self._is_for_all(row) for table, row in written):
            return replace(self, for_all=True)._foreign(written)
        return self._foreign(written)

    def _foreign(self, rows: list[Written]) -> dict[str, str]:
        found: dict[str, str] = {}
        for table, row in rows:
            check = getattr(self, f"_{table.removeprefix('sync.')}", None)
            fault = check(row) if check else f"a row of {table}"
            if fault:
                found[str(row.get("id") or row.get("op_id") or fault)] = fault
        return found

    @property
    def _own(self) -> int:
        return self.world.devices[self.device].scope_id

    @property
    def _lent(self) -> frozenset[int]:
        """Branches of cases that the device's unit was given."""
        unit = self.world.devices[self.device].unit_scope_id
        return frozenset(row.scope_id for row in self.world.rows if row.table == "case_file" and unit in row.seen)

    @property
    def _heads(self) -> frozenset[int | None]:
        units = {self.world.scopes[WORKSHOP], self.world.scopes[DELIVERY]}
        return frozenset({self._own, *units, *self._lent, self.read_of, *((0,) if self.for_all else ())})

    def _customer(self, row: Mapping[str, Any]) -> str | None:
        return None if row["scope_id"] == self._own else f"a customer in scope {row['scope_id']}"

    def _case_file(self, row: Mapping[str, Any]) -> str | None:
        return self._customer(row) or self._name("case_file", row)

    def _fact(self, row: Mapping[str, Any]) -> str | None:
        is_trail = row["scope_id"] == self.read_of and row["kind"] == "customer.trail_read"
        lent = row["scope_id"] in self._lent or self._is_for_all(row)
        if row["scope_id"] != self._own and not lent and not is_trail:
            return f"a fact in scope {row['scope_id']}"
        if row["doc"].get("device_id") != self.world.devices[self.device].device_id:
            return "a fact of another device"
        return self._name("fact", row)

    @staticmethod
    def _is_for_all(row: Mapping[str, Any]) -> bool:
        return row["scope_id"] == 0 and row.get("kind") in PHRASE_KINDS

    def _name(self, table: str, row: Mapping[str, Any]) -> str | None:
        who = row["doc"].get(_ACTOR[table])
        known = {self.names[row["id"]]} if row["id"] in self.names else self.logins
        return None if who in known else f"{table} under the name of {who}"

    def _scope(self, row: Mapping[str, Any]) -> str | None:
        return None if row["scope_id"] in self._heads else f"the head of scope {row['scope_id']}"

    def _scope_log(self, row: Mapping[str, Any]) -> str | None:
        if row["actor"] not in {*self.names.values(), *self.logins}:
            return f"a version under the name of {row['actor']}"
        return self._scope(row)

    def _delivery(self, row: Mapping[str, Any]) -> str | None:
        return None if row["home_scope"] in {self._own, *self._lent} else f"a delivery of {row['home_scope']}"

    def _scope_exit(self, row: Mapping[str, Any]) -> str | None:
        return None if row["scope_id"] == self._own else f"an exit of scope {row['scope_id']}"

    def _of_device(self, row: Mapping[str, Any]) -> str | None:
        own = self.world.devices[self.device].device_id
        return None if own in {row["device_id"], *row.get("ancestors", ())} else "a row of another device"

    _applied_op = _audit = _quarantine = _device = _of_device

    def _session(self, row: Mapping[str, Any]) -> str | None:
        if row["login"] not in {*self.names.values(), *self.logins}:
            return f"a session for {row['login']}"
        return self._of_device(row)
