"""The core of the rebase: which version stands, and what of a waiting edit still fits."""

from __future__ import annotations

import pytest

from app.domain.customers import FieldChange
from app.domain.rebase import KnownRow, Verdict, WaitingEdit, rebase, verdict
from app.domain.replication import PulledRow


def row(ver: int, *, scope: int = 1, table: str = "customer", deleted: bool = False, city: str = "Medan") -> PulledRow:
    return PulledRow(table, scope, "r", ver, deleted, {"city": city})


@pytest.mark.parametrize(
    ("known", "pulled", "expected"),
    [
        (None, row(1), Verdict.LAY),
        (None, row(1, deleted=True), Verdict.KEEP),
        (KnownRow(1, None), row(1), Verdict.LAY),
        (KnownRow(1, 3), row(3), Verdict.KEEP),
        (KnownRow(1, 3), row(2), Verdict.KEEP),
        (KnownRow(1, 3), row(4), Verdict.LAY),
        (KnownRow(1, 3), row(4, deleted=True), Verdict.DROP),
        (KnownRow(1, 3), row(2, deleted=True), Verdict.KEEP),
        (KnownRow(1, 9), row(1, scope=2), Verdict.LAY),
        (KnownRow(1, 3), row(4, table="exit"), Verdict.DROP),
        (KnownRow(1, 5), row(4, table="exit"), Verdict.KEEP),
        (KnownRow(2, 1), row(4, table="exit"), Verdict.KEEP),
        (None, row(4, table="exit"), Verdict.KEEP),
    ],
)
def test_which_version_stands(known: KnownRow | None, pulled: PulledRow, expected: Verdict) -> None:
    assert verdict(known, pulled) is expected


def test_edits_lie_over_what_is_shared_in_order() -> None:
    edits = [
        WaitingEdit("a", {"city": FieldChange("Medan", "Padang")}, waits=False),
        WaitingEdit("b", {"city": FieldChange("Padang", "Solok"), "note": FieldChange(None, "sore")}, waits=True),
    ]
    found = rebase(None, row(1), edits)
    assert found.doc == {"city": "Solok", "note": "sore"}
    assert found.missed == ()


def test_only_an_edit_that_waits_can_be_missed() -> None:
    change = {"city": FieldChange("Medan", "Padang")}
    edits = [WaitingEdit("seen", change, waits=False), WaitingEdit("waits", change, waits=True)]
    found = rebase(KnownRow(1, 1), row(2, city="Binjai"), edits)
    assert found.doc == {"city": "Binjai"}
    assert [(one.op_id, one.conflict.shared) for one in found.missed] == [("waits", "Binjai")]


def test_what_is_as_new_is_not_made_again() -> None:
    found = rebase(KnownRow(1, 2), row(2), [WaitingEdit("a", {"city": FieldChange("x", "y")}, waits=True)])
    assert (found.verdict, found.doc, found.missed) == (Verdict.KEEP, None, ())
