"""The audit chain of one device, recomputed: what was removed, altered or moved since it was written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.chain import link


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """A retained operation as a link of the chain.

    `content` and `chain` are what was written down, `found` is the content recomputed from the operation as it is now.
    `settled_at` tells when the shared database took it; such entries are forgotten after a time, others never.
    """

    seq: int
    op_id: str
    content: str
    chain: str
    found: str
    settled_at: datetime | None


class AuditFault(StrEnum):
    """What can be wrong with an entry."""

    REMOVED = "removed"
    ALTERED = "altered"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One fault; `op_id` is None for what is gone."""

    seq: int
    fault: AuditFault
    op_id: str | None = None


def chain_faults(entries: Iterable[ChainEntry], starts: Collection[str]) -> tuple[ChainFault, ...]:
    """Faults of a device's own entries, in order of their numbers.

    `starts` are what a first entry may follow (see `app.domain.chain.genesis`). What stands before the first entry was
    forgotten in its time and is vouched for by the shared database alone; so is the place of an entry after a gap.
    """
    ordered = sorted(entries, key=lambda entry: entry.seq)
    chains = {entry.chain for entry in ordered} | set(starts)
    oldest = _oldest_kept(ordered)
    faults: list[ChainFault] = []
    before: ChainEntry | None = None
    for entry in ordered:
        follows = before is not None and entry.seq == before.seq + 1
        if before is not None and not follows and oldest is not None:
            missing = range(max(before.seq, oldest) + 1, entry.seq)
            faults += [ChainFault(seq, AuditFault.REMOVED) for seq in missing]
        fault = _fault(entry, before.chain if before is not None and follows else None, starts, chains)
        if fault is not None:
            faults.append(ChainFault(entry.seq, fault, entry.op_id))
        before = entry
    return tuple(faults)


def shared_faults(entries: Iterable[ChainEntry], shared: Iterable[tuple[int, str, str]]) -> tuple[ChainFault, ...]:
    """What the shared database has otherwise; `shared` holds number, operation and chain of what it was handed."""
    ordered = sorted(entries, key=lambda entry: entry.seq)
    by_seq = {entry.seq: entry for entry in ordered}
    places = {entry.op_id: entry.seq for entry in ordered}
    oldest = _oldest_kept(ordered)
    return tuple(_differences(shared, by_seq, places, oldest))


def _oldest_kept(ordered: Sequence[ChainEntry]) -> int | None:
    """The number behind which nothing may be missing: entries are forgotten in the order in which they were settled.

    One that the administrator settled long after its time is kept longer than those behind it, and tells nothing.
    """
    oldest: int | None = None
    earliest: datetime | None = None
    for entry in reversed(ordered):
        if entry.settled_at is not None and (earliest is None or entry.settled_at <= earliest):
            oldest, earliest = entry.seq, entry.settled_at
    return oldest


def _differences(
    shared: Iterable[tuple[int, str, str]],
    by_seq: Mapping[int, ChainEntry],
    places: Mapping[str, int],
    oldest: int | None,
) -> Iterator[ChainFault]:
    for seq, op_id, chain in shared:
        entry = by_seq.get(seq)
        if entry is not None and entry.op_id == op_id:
            if entry.chain and entry.chain != chain:
                yield ChainFault(seq, AuditFault.ALTERED, op_id)
        elif op_id in places:
            yield ChainFault(seq, AuditFault.REORDERED, op_id)
        elif entry is not None or (oldest is not None and seq > oldest):
            yield ChainFault(seq, AuditFault.REMOVED, op_id)


def _fault(
    entry: ChainEntry, before: str | None, starts: Collection[str], chains: Collection[str]
) -> AuditFault | None:
    if entry.content and entry.found != entry.content:
        return AuditFault.ALTERED
    # what an older program queued has no link
    if not entry.chain or not before or entry.chain == link(before, entry.content):
        return None
    if any(entry.chain == link(start, entry.content) for start in starts):
        return None
    moved = any(entry.chain == link(chain, entry.content) for chain in chains)
    return AuditFault.REORDERED if moved else AuditFault.ALTERED
