"""Runs the invariants: cheap ones after each step of a station, all of them when the world has come to rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.replication import SyncReport, SyncState
from tests.sim import invariants as inv
from tests.sim.backend import Oracle
from tests.sim.ledger import Ledger
from tests.sim.station import Station
from tests.sim.view import View, documents
from tests.sim.work import Worker

_ORPHANS = """
SELECT id, case_id FROM fact f WHERE case_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM case_file c WHERE c.id = f.case_id)
UNION ALL
SELECT id, subject_id FROM fact f WHERE kind = 'question.answered'
  AND NOT EXISTS (SELECT 1 FROM fact a WHERE a.kind = 'question.asked' AND a.subject_id = f.subject_id)
"""


@dataclass(slots=True)
class Watch:
    """What is remembered of one station from check to check."""

    station: Station
    worker: Worker
    before: inv.Scene | None = None
    restores: int = -1
    scopes: tuple[int, ...] = field(default=())

    def scene(self, oracle: Oracle, ledger: Ledger) -> inv.Scene:
        """The station now, with what is new in its outbox written down."""
        view = self.station.view()
        ledger.note(self.station.name, view.outbox.values())
        if not self.scopes:
            self.scopes = self.station.replica.device().scopes
        return inv.Scene(self.station.name, view, oracle, ledger, self.scopes)

    def forget(self) -> None:
        """The disk was replaced: what was seen before does not count."""
        self.before = None
        self.worker.said.clear()


def after_step(watch: Watch, oracle: Oracle, ledger: Ledger, restores: int, report: SyncReport | None) -> inv.Scene:
    """What must hold of a station at any time; `restores` counts those of the shared database."""
    scene = watch.scene(oracle, ledger)
    inv.i1_nothing_missing(scene)
    inv.i2_contiguous(oracle, watch.station.pages)
    watch.station.pages.clear()
    if restores == 0:
        inv.i3_acked_is_proved(scene)
    inv.i7_own_writes(scene)
    _own_words(watch, scene)
    if watch.before is not None and watch.restores == restores:
        inv.i8_monotonic(watch.before, scene)
    inv.i9_what_it_answers(scene, watch.station.raw.execute(_ORPHANS).fetchall())
    inv.i10_groups_whole(scene)
    inv.i12_cursor_with_rows(scene)
    inv.i16_stays_deleted(scene)
    if report is not None and report.state is SyncState.OK and scene.at_head():
        inv.i13_nothing_foreign(scene)
    watch.before, watch.restores = scene, restores
    return scene


def at_rest(watches: list[Watch], oracle: Oracle, ledger: Ledger) -> None:
    """What must hold once every line is mended and nothing waits any more."""
    views: list[View] = []
    for watch in watches:
        scene = watch.scene(oracle, ledger)
        views.append(scene.view)
        inv.i3_acked_is_proved(scene)
        inv.i5_settled_alike(scene)
        inv.i11_converged(scene, documents(watch.station.raw))
        inv.i13_nothing_foreign(scene)
    inv.i4_one_effect(oracle, ledger)
    inv.i5_none_vanishes(views, oracle, ledger)
    inv.i6_in_order(oracle, ledger)
    inv.chain_sound(oracle, ledger)


def _own_words(watch: Watch, scene: inv.Scene) -> None:
    said = watch.worker.said
    if not said:
        return
    rejected = {queued.row_id for queued in scene.view.outbox.values() if queued.state in {"rejected", "withdrawn"}}
    for customer_id, field_name in list(said):
        contended = customer_id in scene.ledger.contended or customer_id in scene.ledger.taken
        if contended or customer_id in rejected or ("customer", customer_id) not in scene.view.rows:
            del said[customer_id, field_name]
    shown = {
        (customer_id, name): watch.station.raw.execute(
            f"SELECT {name} FROM customer WHERE id = ?",  # noqa: S608 - a field of our own
            (customer_id,),
        ).fetchone()[0]
        for customer_id, name in said
    }
    inv.i7_own_words(scene, said, shown)
