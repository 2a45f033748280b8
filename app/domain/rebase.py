"""What becomes of a row known here when another version of it comes, with edits that wait here on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.customers import Conflict, FieldChange, apply_changes
from app.domain.replication import PulledRow


class Verdict(StrEnum):
    """What to do with a row that was pulled."""

    KEEP = "keep"
    """What is known here is as new."""
    LAY = "lay"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row as it is known here; `ver` is None while only this device knows it."""

    scope_id: int
    ver: int | None


@dataclass(frozen=True, slots=True)
class WaitingEdit:
    """An edit that lies over the shared row: not yet acknowledged, or acknowledged and not yet seen to come."""

    op_id: str
    changes: Mapping[str, FieldChange]
    waits: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """A field of an edit that no longer fits what is shared."""

    op_id: str
    conflict: Conflict


@dataclass(frozen=True, slots=True)
class Rebased:
    """The outcome for one row; `doc` is None unless it is to be laid."""

    verdict: Verdict
    doc: Mapping[str, Any] | None = None
    missed: tuple[Missed, ...] = ()


def rebase(known: KnownRow | None, pulled: PulledRow, edits: Iterable[WaitingEdit] = ()) -> Rebased:
    """The row that was pulled over the one known, and the edits that wait here over both."""
    found = verdict(known, pulled)
    if found is not Verdict.LAY:
        return Rebased(found)
    doc, missed = laid_over(pulled.doc, edits)
    return Rebased(found, doc, missed)


def verdict(known: KnownRow | None, pulled: PulledRow) -> Verdict:
    """Newer versions replace older ones; the same row twice, or an older one, changes nothing."""
    if pulled.table == "exit":
        # a row that has come back, or come by another scope, is not the one that left
        left = known is not None and known.scope_id == pulled.scope_id and (known.ver or 0) < pulled.ver
        return Verdict.DROP if left else Verdict.KEEP
    # versions count within a scope: a row that has moved to another one starts anew there
    if known and known.ver is not None and known.scope_id == pulled.scope_id and known.ver >= pulled.ver:
        return Verdict.KEEP
    if not pulled.deleted:
        return Verdict.LAY
    return Verdict.DROP if known else Verdict.KEEP


def laid_over(shared: Mapping[str, Any], edits: Iterable[WaitingEdit]) -> tuple[dict[str, Any], tuple[Missed, ...]]:
    """A profile as shared with edits on top, in order, and what of those that wait no longer fits."""
    doc: dict[str, Any] = dict(shared)
    missed: list[Missed] = []
    for edit in edits:
        doc, conflicts = apply_changes(doc, edit.changes)
        if edit.waits:
            missed += [Missed(edit.op_id, conflict) for conflict in conflicts]
    return doc, tuple(missed)
