"""The invariants of the protocol, each a function that raises `BrokenError` with the name and the smallest facts.

Checkers compare what SQLite holds (`View`) with what the shared database holds (`Oracle`) and with what people did
(`Ledger`); they use nothing of the program but values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from app.domain.digests import digest
from app.domain.replication import OperationKind, PullPage, SyncReport
from tests.sim.backend import Held, Oracle, RowId
from tests.sim.ledger import Ledger
from tests.sim.view import View, comparable

_STATES = frozenset({"pending", "acked", "rejected", "held", "withdrawn"})
_OUTCOME_OF = {"acked": "applied", "rejected": "rejected", "held": "held", "withdrawn": "rejected"}
_TABLE_OF = {
    OperationKind.CUSTOMER_ADD.value: "customer",
    OperationKind.CASE_OPEN.value: "case_file",
    OperationKind.FACT_ADD.value: "fact",
}


class BrokenError(AssertionError):
    """An invariant does not hold."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name}: {said}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Scene:
    """One station at one moment."""

    name: str
    view: View
    oracle: Oracle
    ledger: Ledger
    scopes: tuple[int, ...]

    def stays(self, key: RowId, held: Held) -> bool:
        """Whether the back office left the row where the stations had put it."""
        customer = (held.doc or {}).get("customer_id")
        return key[1] not in self.ledger.taken and customer not in self.ledger.taken

    def counts(self, scope: int, held: Held) -> bool:
        """Whether a row counts for the scope: of the own branch a unit's page brings none while that is made anew."""
        return held.home == scope or held.home not in self.scopes or held.home in self.trusted()

    def trusted(self) -> tuple[int, ...]:
        """Scopes whose cursor stands in the present history and that are not being made anew."""
        return tuple(
            scope
            for scope in self.scopes
            if scope not in self.view.resyncing
            and (known := self.view.cursors.get(scope)) is not None
            and self.oracle.knows(scope, known.ver, known.mark)
        )

    def at_head(self) -> bool:
        """Whether everything that there is has come."""
        return all(
            (known := self.view.cursors.get(scope)) is not None
            and (known.ver, known.mark) == (self.oracle.heads[scope].ver, self.oracle.heads[scope].mark)
            for scope in self.scopes
            if self.oracle.heads[scope].ver
        ) and not (self.view.resyncing & set(self.scopes))


def _need(holds: object, name: str, *facts: object) -> None:
    if not holds:
        raise BrokenError(name, " ".join(str(fact) for fact in facts))


def i1_nothing_missing(scene: Scene) -> None:
    """I1: no committed row of the shared database with a version up to the cursor is missing or older here."""
    for scope in scene.trusted():
        cursor = scene.view.cursors[scope].ver
        seen_at = scene.oracle.seen_at[scope]
        for key, held in scene.oracle.rows[scope].items():
            if held.doc is not None and seen_at[key] <= cursor and scene.counts(scope, held):
                found = scene.view.rows.get(key)
                _need(found == (held.home, held.ver), "I1", scene.name, scope, cursor, key, held.home, held.ver, found)


def i2_contiguous(oracle: Oracle, pages: Iterable[PullPage]) -> None:
    """I2: the versions of a scope are contiguous there, and every page that was taken in proves each version."""
    counts: defaultdict[int, int] = defaultdict(int)
    for scope, _ in oracle.marks:
        counts[scope] += 1
    for scope, head in oracle.heads.items():
        _need(counts[scope] == head.ver, "I2", "scope", scope, "has", counts[scope], "versions up to", head.ver)
    for page in pages:
        for part in page.scopes:
            if part.versions:
                expected = tuple(range(part.versions[0], part.covered_to + 1))
                _need(part.versions == expected, "I2", "page of", part.scope_id, part.versions, part.covered_to)


def i3_acked_is_proved(scene: Scene) -> None:
    """I3: what counts as acknowledged here is in the shared database's table of applied operations."""
    for op_id, queued in scene.view.outbox.items():
        if queued.state == "acked":
            settled = scene.oracle.settled.get(op_id)
            _need(settled is not None, "I3", scene.name, "acked", op_id, "unknown there")


def i4_one_effect(oracle: Oracle, ledger: Ledger) -> None:
    """I4: each operation has exactly one effect if it was applied, and none if it was refused."""
    everywhere = {key for rows in oracle.rows.values() for key in rows}
    for op_id, made in ledger.made.items():
        settled = oracle.settled.get(op_id)
        if settled is None:
            continue
        times = oracle.effects.get(op_id)
        if times is not None or oracle.effects:
            expected = int(settled.outcome == "applied" and made.kind != OperationKind.SESSION_OPEN)
            _need((times or 0) == expected, "I4", made.kind, op_id, settled.outcome, "effects", times)
        table = _TABLE_OF.get(made.kind)
        if table is not None:
            there = (table, made.row_id) in everywhere
            _need(there == (settled.outcome == "applied"), "I4", made.kind, op_id, settled.outcome, "row there", there)


def i5_none_vanishes(views: Sequence[View], oracle: Oracle, ledger: Ledger) -> None:
    """I5: created = pending + acked + rejected + held + withdrawn, over crash, clone and restore."""
    alive = set(oracle.settled)
    for view in views:
        alive.update(view.outbox)
        for queued in view.outbox.values():
            _need(queued.state in _STATES, "I5", queued)
    lost = [made for op_id, made in ledger.made.items() if op_id not in alive and op_id not in ledger.destroyed]
    _need(not lost, "I5", "vanished:", lost[:3])


def i5_settled_alike(scene: Scene) -> None:
    """I5 at rest: nothing waits, and both sides say the same of each operation."""
    for op_id, queued in scene.view.outbox.items():
        settled = scene.oracle.settled.get(op_id)
        expected = _OUTCOME_OF.get(queued.state)
        told = settled.outcome if settled else None
        if told is None and expected == "rejected" and op_id in scene.ledger.lost_there:
            continue
        retold = expected == "rejected" and expected in scene.ledger.outcomes.get(op_id, ())
        _need(retold or (expected is not None and told == expected), "I5", scene.name, queued, "there:", told)


def i6_in_order(oracle: Oracle, ledger: Ledger) -> None:
    """I6: the operations of a device are applied in the order in which they were made, without a gap."""
    for device, order in oracle.order.items():
        if device in ledger.tangled:
            continue
        base, last = oracle.last_seqs[device]
        numbers = [seq for seq, _ in order]
        _need(numbers == list(range(base + 1, last + 1)), "I6", device, "numbers", numbers, base, last)
        places = [ledger.made[op_id].place for _, op_id in order if op_id in ledger.made]
        _need(places == sorted(places), "I6", device, "order", places)


def i7_own_writes(scene: Scene) -> None:
    """I7: what was done here shows here, before and after it is acknowledged."""
    chained = any(
        queued.state == "rejected" and queued.kind in {"customer.add", "case.open"}
        for queued in scene.view.outbox.values()
    )
    visible = scene.oracle.visible(scene.scopes)
    numbers = dict(scene.oracle.order.get(scene.view.device_id, ()))
    for op_id, queued in scene.view.outbox.items():
        table = _TABLE_OF.get(queued.kind)
        if table is None or {queued.row_id, queued.customer_id} & scene.ledger.taken:
            continue
        key = (table, queued.row_id)
        waits = queued.state in {"pending", "held"} and not chained
        # where a clone has used the number since, only a push finds out that the operation was lost
        lost_there = (
            queued.state == "acked" and op_id not in scene.oracle.settled and numbers.get(queued.seq, op_id) == op_id
        )
        is_shared = queued.state == "acked" and key in visible and scene.stays(key, visible[key])
        if waits or lost_there or is_shared:
            _need(key in scene.view.rows, "I7", scene.name, queued, "does not show")


def i7_own_words(
    scene: Scene, said: Mapping[tuple[str, str], str], shown: Mapping[tuple[str, str], str | None]
) -> None:
    """I7 for fields of a profile that nobody else changed: what was typed stays on the screen."""
    for place, value in said.items():
        _need(shown.get(place) == value, "I7", scene.name, place, "typed", value, "shown", shown.get(place))


def i8_monotonic(before: Scene, after: Scene) -> None:
    """I8: what was once read here is not taken back by an older answer."""
    if set(before.trusted()) != set(before.scopes) or after.view.resyncing:
        return
    visible = after.oracle.visible(after.scopes)
    for key, (scope, ver) in before.view.rows.items():
        if ver is None or key not in visible or not after.stays(key, visible[key]):
            continue
        now = after.view.rows.get(key)
        _need(now is not None, "I8", after.name, key, "vanished")
        if now is not None and now[0] == scope and now[1] is not None:
            _need(now[1] >= ver, "I8", after.name, key, ver, "then", now[1])
    for scope, known in before.view.cursors.items():
        later = after.view.cursors.get(scope)
        if before.view.device_id == after.view.device_id and scope in after.trusted():
            _need(later is not None and later.ver >= known.ver, "I8", after.name, "cursor", scope, known, later)


def i9_what_it_answers(scene: Scene, orphans: Iterable[tuple[str, str]]) -> None:
    """I9: a fact never shows before the case or the question that it answers."""
    visible = scene.oracle.visible(scene.scopes)
    for orphan, missing in orphans:
        gone_there = ("fact", orphan) not in visible or (
            ("case_file", missing) not in visible and ("fact", missing) not in visible
        )
        waits = scene.view.rows[("fact", orphan)][1] is None
        _need(gone_there or waits, "I9", scene.name, "fact", orphan, "without", missing)


def i10_groups_whole(scene: Scene) -> None:
    """I10: what was done in one local transaction shows everywhere as a whole or not at all."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for op_id, made in scene.ledger.made.items():
        settled = scene.oracle.settled.get(op_id)
        if made.kind in {"case.open", "fact.add"} and settled is not None and settled.outcome == "applied":
            groups[made.tx_id].append(op_id)
    visible = scene.oracle.visible(scene.scopes)
    trusted = set(scene.trusted())
    for tx_id, op_ids in groups.items():
        made_there = [scene.ledger.made[op_id] for op_id in op_ids]
        keys = [(_TABLE_OF[made.kind], made.row_id) for made in made_there]
        homes = {visible[key].home for key in keys if key in visible}
        if len(keys) > 1 and all(key in visible for key in keys) and homes <= trusted:
            shows = [key in scene.view.rows for key in keys]
            _need(all(shows) or not any(shows), "I10", scene.name, tx_id, keys, shows)


def i11_converged(scene: Scene, docs: Mapping[RowId, Mapping[str, Any]]) -> None:
    """I11: at rest this store holds what the shared database says it should, document by document, and sums agree."""
    visible = scene.oracle.visible(scene.scopes)
    shared = {key: (scope, ver) for key, (scope, ver) in scene.view.rows.items() if ver is not None}
    expected = {key: (held.home, held.ver) for key, held in visible.items()}
    _need(shared == expected, "I11", scene.name, "differs:", _differences(shared, expected))
    held = {queued.row_id for queued in scene.view.outbox.values() if queued.state == "held"}
    for key, entry in visible.items():
        if entry.doc is not None and key[1] not in held:
            theirs = comparable(key[0], entry.doc)
            _need(dict(docs[key]) == theirs, "I11", scene.name, key, dict(docs[key]), theirs)
    for table in ("customer", "case_file", "fact", "reference"):
        ours = digest(table, [(key[1], ver) for key, (_, ver) in shared.items() if key[0] == table])
        there = digest(table, [(key[1], ver) for key, (_, ver) in expected.items() if key[0] == table])
        _need(ours == there, "I11", scene.name, "digest of", table)


def i12_cursor_with_rows(scene: Scene) -> None:
    """I12: cursor and rows change together: no row here is ahead of its scope's cursor."""
    if len(scene.scopes) > 2:
        return  # a unit brings rows of other scopes
    for key, (scope, ver) in scene.view.rows.items():
        if ver is not None and scope in scene.scopes and scope not in scene.view.resyncing:
            known = scene.view.cursors.get(scope)
            _need(known is not None and ver <= known.ver, "I12", scene.name, key, scope, ver, "cursor", known)


def i13_nothing_foreign(scene: Scene) -> None:
    """I13: with everything taken in, no row of another scope stays, and none that nobody waits to send."""
    visible = scene.oracle.visible(scene.scopes)
    waiting = {
        (_TABLE_OF.get(queued.kind), queued.row_id)
        for queued in scene.view.outbox.values()
        if queued.state in {"pending", "held"}
    }
    for key, (scope, ver) in scene.view.rows.items():
        if ver is None:
            _need(key in waiting, "I13", scene.name, key, "only here, and nothing waits to send it")
        else:
            _need(key in visible, "I13", scene.name, key, "of scope", scope, "is not for this device")


def i14_independent(report: SyncReport, scene: Scene, blocked: str, pending_before: int, last_seq_before: int) -> None:
    """I14: with pushes blocked what is new still comes, and with pulls blocked what waits still goes."""
    if blocked == "push":
        _need(scene.at_head(), "I14", scene.name, "push blocked, cursors", scene.view.cursors, report)
    elif pending_before:
        last = scene.oracle.last_seqs[scene.view.device_id][1]
        _need(last > last_seq_before, "I14", scene.name, "pull blocked, last_seq", last, report)


def i15_bounded(rounds: int, most: int, reports: Iterable[SyncReport]) -> None:
    """I15: with the line mended everything is in step after a bounded number of rounds."""
    _need(rounds < most, "I15", "not in step after", rounds, "rounds:", *reports)


def i16_stays_deleted(scene: Scene) -> None:
    """I16: what was deleted up to the cursor does not come back; what waits to go again is no row of theirs."""
    for scope in scene.trusted():
        cursor = scene.view.cursors[scope].ver
        for key, held in scene.oracle.rows[scope].items():
            if held.doc is None and scene.oracle.seen_at[scope][key] <= cursor and scene.counts(scope, held):
                found = scene.view.rows.get(key)
                _need(found is None or found[1] is None, "I16", scene.name, key, "gone at", held.ver, "cursor", cursor)


def i18_survives(before: View, after: View, name: str, taken: AbstractSet[str] = frozenset()) -> None:
    """I18: what was committed here before the process died or the power went is still there."""
    lost = [queued for op_id, queued in before.outbox.items() if op_id not in after.outbox]
    _need(not lost, "I18", name, "lost", lost)
    if any(queued.state != after.outbox[op_id].state for op_id, queued in before.outbox.items()):
        return  # a refusal was heard before the end: what hung on it has gone with it
    rows = [key for key, (_, ver) in before.rows.items() if ver is None and key not in after.rows]
    waits = {queued.row_id for queued in after.outbox.values() if queued.state == "pending"}
    _need(not [key for key in rows if key[1] in waits - taken], "I18", name, "lost rows", rows)


def i19_same_trace(first: str, second: str) -> None:
    """I19: the same seed gives the same trace."""
    _need(first == second, "I19", first, second)


def chain_sound(oracle: Oracle, ledger: Ledger) -> None:
    """Both sides made the same hash chain over the same operations."""
    unsound = [each for each in oracle.unsound if each[0] not in ledger.tangled]
    _need(not unsound, "CHAIN", unsound[:3])


def _differences(ours: Mapping[RowId, object], theirs: Mapping[RowId, object]) -> list[object]:
    keys = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
    return [(key, ours.get(key), theirs.get(key)) for key in keys[:4]]
