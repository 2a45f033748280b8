"""The chain over what a device did: what is removed, altered or moved shows; what was forgotten in time does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.audit import AuditFault, ChainEntry, ChainFault, chain_faults, shared_faults
from app.domain.chain import genesis, link

DEVICE = "0195b4a0-0000-7000-8000-00000000d001"
START = genesis(DEVICE)
DAY = datetime(2027, 3, 1, tzinfo=UTC)


def a_chain(length: int, *, first: int = 1, head: str = START, settled: bool = True) -> list[ChainEntry]:
    entries = []
    for seq in range(first, first + length):
        content = genesis(f"{head}{seq}")
        head = link(head, content)
        at = DAY + timedelta(minutes=seq) if settled else None
        entries.append(ChainEntry(seq, f"op-{seq}", content, head, content, at))
    return entries


def told(entries: list[ChainEntry]) -> list[tuple[int, str, str]]:
    return [(entry.seq, entry.op_id, entry.chain) for entry in entries]


def test_a_sound_chain_has_no_faults() -> None:
    entries = [*a_chain(9)]
    entries += a_chain(3, first=10, head=entries[-1].chain, settled=False)
    assert chain_faults(entries, {START}) == ()
    assert chain_faults(reversed(entries), {START}) == ()
    assert shared_faults(entries, told(entries[:9])) == ()


@given(st.integers(1, 8), st.integers(0, 7))
def test_an_altered_operation_shows(length: int, place: int) -> None:
    entries = a_chain(length)
    place %= length
    entries[place] = replace(entries[place], found=genesis("something else"))
    assert chain_faults(entries, {START}) == (ChainFault(place + 1, AuditFault.ALTERED, f"op-{place + 1}"),)


@given(st.integers(3, 9), st.data())
def test_an_altered_operation_with_a_content_to_match_shows_by_its_link(length: int, data: st.DataObject) -> None:
    entries = a_chain(length)
    place = data.draw(st.integers(1, length - 1))
    other = genesis("something else")
    entries[place] = replace(entries[place], found=other, content=other)
    assert chain_faults(entries, {START}) == (ChainFault(place + 1, AuditFault.ALTERED, f"op-{place + 1}"),)


@given(st.integers(3, 9), st.data())
def test_a_removed_entry_shows(length: int, data: st.DataObject) -> None:
    entries = a_chain(length)
    place = data.draw(st.integers(1, length - 2))
    gone = entries.pop(place)
    assert chain_faults(entries, {START}) == (ChainFault(gone.seq, AuditFault.REMOVED),)


@given(st.integers(4, 9), st.data())
def test_entries_that_changed_places_show(length: int, data: st.DataObject) -> None:
    entries = a_chain(length)
    first = data.draw(st.integers(1, length - 2))
    second = data.draw(st.integers(first + 1, length - 1))
    entries[first], entries[second] = (
        replace(entries[second], seq=first + 1, settled_at=entries[first].settled_at),
        replace(entries[first], seq=second + 1, settled_at=entries[second].settled_at),
    )
    faults = {fault.seq: fault.fault for fault in chain_faults(entries, {START})}
    assert faults[first + 1] is faults[second + 1] is AuditFault.REORDERED


def test_a_chain_written_anew_from_some_point_shows_by_the_shared_one() -> None:
    entries = a_chain(6)
    forged = [*entries[:3], *a_chain(3, first=4, head=link(entries[2].chain, "x"))]
    forged[3] = replace(forged[3], chain=link(entries[2].chain, forged[3].content))
    assert [fault.seq for fault in shared_faults(forged, told(entries))] == [4, 5, 6]


def test_a_cut_off_end_shows_by_the_shared_one() -> None:
    entries = a_chain(6)
    assert chain_faults(entries[:4], {START}) == ()
    assert shared_faults(entries[:4], told(entries)) == (
        ChainFault(5, AuditFault.REMOVED, "op-5"),
        ChainFault(6, AuditFault.REMOVED, "op-6"),
    )


def test_what_was_forgotten_in_its_time_is_no_fault() -> None:
    entries = a_chain(9)
    refused = replace(entries[2], settled_at=None)
    late = replace(entries[4], settled_at=DAY + timedelta(days=40))
    kept = [refused, late, *entries[7:]]
    assert chain_faults(kept, {START}) == ()
    assert shared_faults(kept, told(entries)) == ()


def test_a_device_that_became_another_one_begins_anew() -> None:
    entries = a_chain(4)
    other = genesis("0195b4a0-0000-7000-8000-00000000d009")
    both = [*entries, *a_chain(3, first=5, head=other)]
    assert chain_faults(both, {START, other}) == ()
    assert chain_faults(both, {START}) == (ChainFault(5, AuditFault.ALTERED, "op-5"),)


def test_what_an_older_program_queued_has_no_link() -> None:
    old = [replace(entry, content="", chain="") for entry in a_chain(3)]
    assert chain_faults([*old, *a_chain(3, first=4)], {START}) == ()
