"""A fact that nobody can read stays in the store, and stops nothing that lies beside it."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.facts import FactKind
from app.storage.replica import SqlReplica
from app.storage.sound import is_sound
from app.storage.store import SqlStore
from tests.storage.samples import case_fact, case_file, customer, page, pulled

SOON = "2026-12-01T10:00:00+07:00"
WRITTEN: dict[str, Any] = {
    "version": 1,
    "entry": {"text": "Saya mengerti.", "effective": "2026-12-01", "retired": None},
    "audience": {"kind": "branch", "branch": "JKT01"},
}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FactKind.CASE_REPORT, {"status": "almost"}),
        (FactKind.CASE_REPORT, {"status": "done", "estimate_at": "infinity"}),
        (FactKind.CASE_REPORT, {"status": "done", "estimate_at": "0001-01-01T00:00:00+14:00"}),
        (FactKind.CASE_REPORT, {"status": "done", "cost": "5"}),
        (FactKind.PROMISE_MADE, {"text": "siap"}),
        (FactKind.PROMISE_MADE, {"text": "siap", "due_at": 5}),
        (FactKind.INTERACTION_STARTED, {"channel": "pigeon"}),
        (FactKind.INTERACTION_MOOD, {"mood": "purple"}),
        (FactKind.INTERACTION_ENDED, {"outcome": {"kind": "apology"}}),
        (FactKind.INTERACTION_NOTE, ["text"]),
        (FactKind.PHRASE_WRITTEN, WRITTEN | {"version": "1"}),
        (FactKind.PHRASE_WRITTEN, WRITTEN | {"version": True}),
        (FactKind.PHRASE_WRITTEN, WRITTEN | {"entry": "Saya mengerti."}),
        (FactKind.PHRASE_WRITTEN, WRITTEN | {"entry": {"effective": "besok"}}),
        (FactKind.PHRASE_WRITTEN, WRITTEN | {"audience": {"kind": "planet"}}),
        (FactKind.PHRASE_WRITTEN, WRITTEN | {"audience": {"kind": "branch", "branch": 7}}),
        (FactKind.PHRASE_APPROVED, {}),
    ],
)
def test_a_body_that_no_fold_can_read_is_known_as_such(kind: FactKind, body: object) -> None:
    assert not is_sound(kind, body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FactKind.CASE_REPORT, {"status": "done", "estimate_at": SOON, "cost": 5, "of_a_newer_console": 1}),
        (FactKind.PROMISE_MADE, {"text": "siap", "due_at": SOON, "estimate_at": None}),
        (FactKind.INTERACTION_STARTED, {"channel": "counter", "contact_kind": None, "mood": None}),
        (FactKind.INTERACTION_ENDED, {"outcome": {"kind": "solved"}}),
        (FactKind.CUSTOMER_VIEWED, {}),
        (FactKind.PHRASE_WRITTEN, WRITTEN),
        (FactKind.PHRASE_APPROVED, {"version": 1}),
        (FactKind.INTERACTION_OFFERED, {"phrase_ids": None}),
    ],
)
def test_what_can_be_read_is_sound(kind: FactKind, body: dict[str, Any]) -> None:
    assert is_sound(kind, body)


def test_a_page_with_a_broken_fact_is_applied_and_the_case_can_be_read(store: SqlStore, replica: SqlReplica) -> None:
    owner = customer()
    case = case_file(owner)
    broken = case_fact(case, FactKind.PROMISE_MADE, {"text": "siap", "due_at": "infinity"})
    sound = case_fact(case, FactKind.PROMISE_MADE, {"text": "siap", "due_at": SOON}, subject_id=broken.id)
    replica.apply(page(pulled(owner, 1), pulled(case, 1), pulled(broken, 1), pulled(sound, 1)))
    with store.read() as uow:
        assert [fact.id for fact in uow.facts.of_case(case.id)] == [sound.id]
