"""Better wordings: what was wrong is gone, what is a fact stays, and the call is that of the sentence."""

import json
from dataclasses import replace

import pytest

from app.phrasing.context import Context
from app.phrasing.reading import parse_context
from tests.unit.checking.examples import FOLDER, checker

GONE = [
    ("Tenang dulu Pak, cuma segitu saja kok.", ("tenang", "segitu")),
    ("Sabar dong, Bu, semua juga nunggu.", ("sabar", "semua juga")),
    ("Cuma telat sehari, Pak, jangan dibesar-besarkan.", ("cuma", "dibesar")),
    ("Itu bukan bagian saya, Bu.", ("bukan bagian",)),
    ("Tidak mungkin, Bu, sistem kami tidak pernah keliru.", ("mungkin", "keliru")),
    ("Maaf Pak, tidak bisa, sudah aturannya.", ("aturan",)),
    ("Maaf Bu, tidak bisa karena sudah aturan dari pusat.", ("aturan", "pusat")),
    ("Untuk masalah itu, kami tidak punya solusi.", ("untuk masalah", "solusi")),
    ("Masa begitu saja tidak bisa, Pak?", ("masa begitu",)),
]
KEPT = [
    ("Barang diskon tidak dapat dikembalikan, Kak.", "Barang diskon tidak dapat dikembalikan, Kak."),
    ("Garansinya sudah habis, jadi tidak bisa diapa-apakan lagi.", "Garansinya sudah habis."),
    ("Tidak bisa, Pak. Biayanya Rp50.000, sudah aturannya begitu.", "Rp50.000"),
    ("Bapak kurang teliti, jadi salah transfer Rp500.000.", "Rp500.000"),
    ("Maaf Pak, tidak bisa, sudah aturannya.", "Maaf, Pak, yang itu belum bisa."),
    ("Laporannya masih pending di RECON, Pak.", "di bagian pencocokan, Pak."),
    ("Kartunya masih di-hold, Bu.", "Kartunya masih ditahan sementara, Bu."),
]
RIGHT = [
    ("Kartunya siap Rabu, 25 November 2026, Bu.", "Kartunya siap Selasa, 24 November 2026, Bu."),
    ("Selesainya besok pukul 16.00 WIB, Bu.", "Selesainya besok pukul 15.00 WIB, Bu."),
    ("Laporan Ibu kami terima tanggal 20 November.", "Laporan Ibu kami terima Rabu, 18 November 2026."),
    ("Baik, Bu Dewi, kartunya selesai besok pukul 15.00.", "Baik, Bu Ratna, kartunya selesai besok pukul 15.00."),
    ("Nomor laporan Ibu KLH-2026-000132.", "Nomor laporan Ibu KLH-2026-000123."),
    ("Selamat pagi, Pak. Kartunya siap besok pukul 15.00.", "Selamat pagi, Bu. Kartunya siap besok pukul 15.00."),
]


@pytest.fixture(scope="module")
def context() -> Context:
    row = (FOLDER / "grounds.jsonl").read_text(encoding="utf-8").splitlines()[0]
    return parse_context(json.loads(row)["context"])


@pytest.mark.parametrize(("text", "gone"), GONE)
def test_what_is_wrong_does_not_survive(text: str, gone: tuple[str, ...]) -> None:
    found = checker().check(text)
    assert found[0].rewrite is not None
    for each in found:
        assert not any(part in (each.rewrite or "").casefold() for part in gone), each.rewrite


@pytest.mark.parametrize(("text", "kept"), KEPT)
def test_facts_and_plain_refusals_stay(text: str, kept: str) -> None:
    assert kept in (checker().check(text)[0].rewrite or "")


@pytest.mark.parametrize(("text", "right"), RIGHT)
def test_the_value_of_the_record_takes_the_place_of_a_wrong_one(text: str, right: str, context: Context) -> None:
    assert [each.rewrite for each in checker().check(text, context)] == [right]


def test_without_one_clear_value_none_is_offered(context: Context) -> None:
    assert context.case is not None
    step = context.case.steps[0]
    assert step.estimate_at is not None
    other = replace(step, estimate_at=step.estimate_at.replace(day=28))
    unclear = replace(context, case=replace(context.case, steps=(step, other)))
    found = checker().check("Kartunya siap Rabu, 25 November 2026, Bu.", unclear)
    assert [(each.label, each.rewrite) for each in found] == [("ungrounded", None)]


def test_the_call_of_the_sentence_is_kept() -> None:
    found = checker().check("Bu Sari juga tidak rewel, jangan bawel, Pak?")
    assert found
    assert all("Bu," not in (each.rewrite or "") and ", Bu" not in (each.rewrite or "") for each in found)
