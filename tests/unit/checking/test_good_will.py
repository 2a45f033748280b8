"""Sentences that are meant well: a false alarm costs more than a miss."""

import json
from dataclasses import replace

import pytest

from app.domain.cases import CaseStatus
from app.domain.processes import StepStatus
from app.phrasing.reading import parse_context
from tests.unit.checking.examples import FOLDER, checker

WELL_MEANT = [
    "Bukan salah Bapak. Mesinnya memang sedang bermasalah.",
    "Kartu yang lama otomatis tidak bisa dipakai lagi, jadi aman, Bu.",
    "Nanti kalau petugasnya bertanya, sebutkan saja nomor antreannya.",
    "Sebentar ya, Pak.",
    "Apakah rumah di sekitar Ibu ikut padam, Bu?",
    "Nomor antrean Ibu dipanggil sebentar lagi.",
    "Rekening Ibu aman, tidak ada transaksi lain.",
    "Memang belum tuntas di kami, Bu, sampai Ibu harus melapor lagi.",
]


@pytest.mark.parametrize("text", WELL_MEANT)
def test_nothing_is_found(text: str) -> None:
    assert checker().check(text) == ()


@pytest.mark.parametrize("text", ["Bisa diam sebentar nggak, Pak?", "Apakah Ibu tidak bisa baca?"])
def test_the_form_of_a_question_excuses_no_rudeness(text: str) -> None:
    assert checker().check(text) != ()


def test_a_customer_who_disputes_the_record_may_be_agreed_with() -> None:
    row = (FOLDER / "grounds.jsonl").read_text(encoding="utf-8").splitlines()[0]
    given = parse_context(json.loads(row)["context"])
    assert given.case is not None
    steps = tuple(replace(step, status=StepStatus.DONE) for step in given.case.steps)
    silent = replace(given, utterance=None, case=replace(given.case, status=CaseStatus.RESOLVED, steps=steps))
    disputed = replace(silent, utterance="Katanya sudah selesai, tapi kartu saya belum datang.")
    assert [each.label for each in checker().check("Masalahnya belum beres, Bu.", silent)] == ["ungrounded"]
    assert checker().check("Masalahnya belum beres, Bu.", disputed) == ()
    assert checker().check("Yang belum beres saya catat lengkap, Bu.", silent) == ()
