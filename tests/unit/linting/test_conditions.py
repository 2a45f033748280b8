"""Conditions: an entry that can never be offered is told, with the condition that keeps it from all moments."""

import pytest

from app.phrasing.linting.samples import moments, slots_by_state
from app.phrasing.situation import State
from tests.unit.linting.rooms import said

PROGRESS = "Saya pantau tahap {step} dari sini, {voc}."


def test_every_state_has_moments_and_knows_other_things() -> None:
    assert {moment.situation.state for moment in moments()} == set(State)
    assert "promise_due" in slots_by_state()[State.PROMISE_BROKEN]
    assert "promise_due" not in slots_by_state()[State.NO_CASE]
    assert "reason" in slots_by_state()[State.REJECTED]


@pytest.mark.parametrize(
    ("rule", "text", "changes"),
    [
        ("unfillable", PROGRESS, {"when": ["no_case"]}),
        ("unfillable", "Saya kabari {you} paling lambat {estimate}.", {"when": ["resolved", "rejected"]}),
        ("unfillable", "Saya bantu dari sini, {voc}.", {"needs": ["stale"], "when": ["no_case"]}),
        ("contradiction", PROGRESS, {"unless": ["step"]}),
        ("contradiction", "Saya bantu dari sini, {voc}.", {"unless": ["you"]}),
        ("contradiction", "Saya bantu dari sini, {voc}.", {"unless": ["case"], "when": ["waiting"]}),
        (
            "never",
            "Kabar soal {title} saya ikuti, {voc}.",
            {"needs": ["stale", "reason"], "when": ["waiting_customer"]},
        ),
        ("apology", "Mohon maaf, {voc}. Saya bantu dari sini.", {"apology": True, "kinds": ["info"]}),
        ("apology", "Mohon maaf, {voc}. Saya bantu dari sini.", {}),
        ("offer", "Untuk {you} juga tersedia {offer}.", {}),
        ("offer", "Untuk {you} juga tersedia {offer}.", {"moods": ["calm", "angry"]}),
        ("mood", "Saya paham. Saya catat. Saya bantu dari sini.", {"acknowledges": True}),
        ("never", "Saya catat sekarang. Saya bantu dari sini.", {"moods": ["angry"]}),
        ("stage", "Selamat {daypart}, {address}. Tahap {step} saya pantau.", {"stage": "greeting"}),
        ("never", "Saya paham, {voc}.", {"part": "opening", "moods": ["angry"]}),
        ("never", "Itu menurut catatan terakhir kami.", {"part": "age", "stage": "explanation", "tells": True}),
    ],
)
def test_a_condition_that_never_holds_is_told(rule: str, text: str, changes: dict[str, object]) -> None:
    assert rule in said(text, **changes)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (PROGRESS, {"when": ["in_progress"]}),
        (PROGRESS, {"unless": ["estimate"]}),
        ("Saya bantu dari sini, {voc}.", {"unless": ["case"]}),
        ("Saya bantu dari sini, {voc}.", {"needs": ["stale"], "when": ["in_progress"]}),
        ("Mohon maaf, {voc}. Saya bantu dari sini.", {"apology": True, "kinds": ["complaint"]}),
        ("Mohon maaf, {voc}. Saya bantu dari sini.", {"apology": True, "kinds": ["info"], "when": ["promise_broken"]}),
        ("Untuk {you} juga tersedia {offer}.", {"moods": ["calm", "confused"]}),
        ("Saya paham, {voc}. Saya bantu dari sini.", {"acknowledges": True, "moods": ["angry"]}),
        ("Selamat {daypart}, {address}. Catatan soal {title} sudah saya buka.", {"stage": "greeting"}),
        ("Saya paham, {voc}.", {"part": "opening", "stage": "empathy", "moods": ["angry"]}),
        (
            "Itu menurut catatan terakhir {report}.",
            {"part": "age", "stage": "explanation", "tells": True, "when": ["resolved"]},
        ),
        ("Saya cek lagi hasilnya sekarang, {voc}.", {"when": ["disputed"]}),
    ],
)
def test_a_condition_that_may_hold_is_not(text: str, changes: dict[str, object]) -> None:
    assert said(text, **changes) == set()
