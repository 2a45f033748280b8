"""The tables of the model of the shared database, with transactions that can be taken back in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")

Doc = Mapping[str, Any]
RowKey = tuple[int, str]
PlaceKey = tuple[int, str, str]
"""Scope, table, id."""

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a synced table."""

    ver: int
    deleted: bool
    doc: Doc


@dataclass(frozen=True, slots=True)
class Delivery:
    """That a unit sees a row of a branch."""

    ver: int
    home: int


@dataclass(frozen=True, slots=True)
class Exit:
    """That a row left a scope."""

    ver: int
    to_scope: int


@dataclass(frozen=True, slots=True)
class Device:
    """A device as the shared database knows it."""

    device_id: str
    incarnation: str
    scope_id: int
    unit_scope_id: int | None
    code: str
    name: str
    token: str
    base_seq: int = 0
    last_seq: int = 0
    chain_head: str = ""
    ancestors: tuple[str, ...] = ()
    revoked: bool = False

    @property
    def scopes(self) -> tuple[int, ...]:
        own = (0, self.scope_id)
        return own if self.unit_scope_id is None else (*own, self.unit_scope_id)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an operation."""

    op_id: str
    device_id: str
    seq: int
    outcome: str
    code: str | None
    message: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Audited:
    """One operation in the order of its device, and its place in the hash chain."""

    op_id: str
    content: str
    chain: str
    sound: bool


@dataclass(slots=True)
class Tables:
    """Everything the shared database holds. Values are immutable, so that a copy of the dictionaries is a snapshot."""

    epoch: str
    vers: dict[int, int] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    log: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: dict[str, dict[RowKey, Row]] = field(
        default_factory=lambda: {"customer": {}, "case_file": {}, "fact": {}, "reference": {}}
    )
    deliveries: dict[PlaceKey, Delivery] = field(default_factory=dict)
    exits: dict[PlaceKey, Exit] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    sessions: dict[str, tuple[str, str, str, datetime]] = field(default_factory=dict)
    applied: dict[str, Applied] = field(default_factory=dict)
    effects: dict[str, int] = field(default_factory=dict)
    quarantine: dict[str, Doc] = field(default_factory=dict)
    audit: dict[tuple[str, int], Audited] = field(default_factory=dict)
    _journal: list[tuple[dict[Any, Any], Any, Any]] = field(default_factory=list)

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set a value, so that it can be taken back."""
        self._journal.append((table, key, table.get(key, cast("V", _ABSENT))))
        table[key] = value

    def drop(self, table: dict[K, V], key: K) -> None:
        """Remove a value, so that it can be put back."""
        if key in table:
            self._journal.append((table, key, table.pop(key)))

    def savepoint(self) -> int:
        """Where `back_to` can return to."""
        return len(self._journal)

    def back_to(self, savepoint: int) -> None:
        """Undo all since the savepoint."""
        while len(self._journal) > savepoint:
            table, key, before = self._journal.pop()
            if before is _ABSENT:
                table.pop(key, None)
            else:
                table[key] = before

    def commit(self) -> None:
        """What was done stays."""
        self._journal.clear()

    def copy(self) -> Tables:
        """The same at this moment, for a restore or a replica that lags."""
        return Tables(
            self.epoch,
            dict(self.vers),
            dict(self.marks),
            dict(self.log),
            {name: dict(table) for name, table in self.rows.items()},
            dict(self.deliveries),
            dict(self.exits),
            dict(self.devices),
            dict(self.sessions),
            dict(self.applied),
            dict(self.effects),
            dict(self.quarantine),
            dict(self.audit),
        )
