"""Rows of an import file, and what became of them."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from app.domain.errors import LoketError

COLUMNS = (
    "customer_number", "name", "kind", "honorific", "call_name", "phone", "email", "nik", "npwp",
    "birth_date", "address", "city", "preferences", "note",
)  # fmt: skip
"""Columns of a customer file (source: the contract of the commands); `name` alone is required."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row is no row: a key for the sentence, and facts for it."""

    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column name; `line` is the physical line on which it starts, the header's being the first."""

    line: int
    values: Mapping[str, str]
    fault: RowFault | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that did not go in; `cause` is the fault of the row or of one of its values."""

    line: int
    field: str
    cause: RowFault | LoketError


@dataclass(slots=True)
class ImportResult:
    """What became of every row: `read` is the sum of the others."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.added + self.updated + self.unchanged + len(self.refused)


class LineIndex:
    """The line on which each key was first met: 12 bytes a slot, so that a million keys take 25 MB and not 150.

    Keys are kept as 63-bit hashes: two of a million collide with a chance of one in ten million.
    """

    _FIRST_SIZE = 1 << 12

    def __init__(self) -> None:
        self._reset(self._FIRST_SIZE)

    def first_line(self, key: Hashable, line: int) -> int | None:
        """The earlier line of this key; None, and remembered with `line`, where it is new."""
        wanted = (hash(key) & 0x7FFF_FFFF_FFFF_FFFF) or 1
        slot = self._slot(wanted)
        if self._hashes[slot]:
            return self._lines[slot]
        self._hashes[slot], self._lines[slot] = wanted, line
        self._count += 1
        if self._count * 3 > len(self._hashes) * 2:
            self._grow()
        return None

    def _slot(self, wanted: int) -> int:
        mask = len(self._hashes) - 1
        slot = wanted & mask
        while self._hashes[slot] and self._hashes[slot] != wanted:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        hashes, lines = self._hashes, self._lines
        self._reset(len(hashes) * 2)
        for wanted, line in zip(hashes, lines, strict=True):
            if wanted:
                slot = self._slot(wanted)
                self._hashes[slot], self._lines[slot] = wanted, line
                self._count += 1

    def _reset(self, size: int) -> None:
        self._hashes = array("Q", bytes(8 * size))
        self._lines = array("I", bytes(4 * size))
        self._count = 0
