"""Wording: what is never said, what is too long, and what the engine would refuse to show."""

import pytest

from tests.unit.linting.rooms import said

LONG = (
    "Saya periksa dulu catatan yang ada di sini supaya jawaban yang saya sampaikan kepada {you} benar dan lengkap "
    "sekali jalan saja."
)


@pytest.mark.parametrize(
    ("rule", "text", "changes"),
    [
        ("wording", "Mohon tenang dulu, {voc}, saya periksa.", {}),
        ("wording", "Saya paham, {voc}, tapi berkasnya saya periksa dulu.", {}),
        ("wording", "Saya mengerti, {voc}, namun berkasnya saya periksa dulu.", {}),
        ("wording", "Kendala tersebut saya periksa, {voc}.", {}),
        ("wording", "Dimohon untuk membawa berkasnya, {voc}.", {}),
        ("wording", "Mohon bersabar, {voc}, saya periksa.", {}),
        ("wording", "Mohon ditunggu, {voc}, saya periksa.", {}),
        ("wording", "Baik, Kak Sis, saya periksa.", {}),
        ("wording", "Baik, bos, saya periksa.", {}),
        ("wording", "Selamat liburan musim dingin, {address}.", {}),
        ("wording", "Ini kesalahan {you} sendiri, jadi saya bantu.", {}),
        ("wording", "Seharusnya {you} membaca dulu, jadi saya bantu.", {}),
        ("wording", "Kenapa baru lapor sekarang, {voc}? Saya bantu.", {}),
        ("apology", "Mohon maaf, {voc}. Maaf sekali lagi, saya bantu.", {"apology": True, "kinds": ["complaint"]}),
        ("length", LONG, {}),
        ("length", "Menurut catatan, {documents} dan {options} serta {reason} dan {step} saya periksa.",
         {"when": ["waiting_customer"]}),
        ("promise", "Uangnya pasti kembali, {voc}.", {}),
        ("promise", "Saya akan mengabari {you} soal ini.", {}),
        ("refusal", "Permintaan itu tidak bisa kami setujui.", {}),
        ("closing", "Apakah hasilnya sudah sesuai, {voc}?", {"stage": "closing", "when": ["resolved"]}),
        ("closing", "Ada lagi yang bisa saya bantu?", {"stage": "closing", "when": ["done", "resolved"]}),
        ("closing", "Saya dengar keberatan {you}, dan promo kami bisa membantu.",
         {"moods": ["disappointed"], "acknowledges": True}),
        ("truth", "Bank Contoh memeriksa ini, {voc}.", {}),
        ("mood", "Berkasnya saya periksa sekarang.", {"moods": ["angry"], "acknowledges": True}),
    ],
)  # fmt: skip
def test_what_is_never_said_is_told(rule: str, text: str, changes: dict[str, object]) -> None:
    assert rule in said(text, **changes)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Saya paham, {voc}, dan berkasnya saya periksa sekarang.", {}),
        ("Ini memang tidak seharusnya {you} alami, jadi saya bantu.", {}),
        ("Mohon maaf, {voc}, ini kesalahan kami. Saya bantu.", {"apology": True, "kinds": ["complaint"]}),
        (LONG, {"channels": ["chat"]}),
        ("Saya kabari {you} paling lambat {estimate}.", {}),
        ("Permintaan itu belum bisa disetujui, jadi saya carikan jalan lain sekarang.", {}),
        ("Apakah hasilnya sudah sesuai, {voc}? Ada lagi yang bisa saya bantu?", {"stage": "closing", "when": ["done"]}),
        ("Saya dengar, {voc}. Berkasnya saya periksa sekarang.", {"moods": ["angry"], "acknowledges": True}),
        ("Berkasnya saya periksa sekarang.", {"moods": ["angry"]}),
    ],
)
def test_what_may_be_said_is_not(text: str, changes: dict[str, object]) -> None:
    assert said(text, **changes) == set()


def test_a_variant_keeps_the_same_rules() -> None:
    assert said("Saya bantu dari sini.", variants=["Mohon tenang dulu, saya bantu."]) == {"wording"}
    assert said("Saya bantu dari sini.", variants=["Dari sini saya bantu, {voc}."]) == set()
    assert said("Saya bantu dari sini.", variants=["{honorific} {name}, dari sini saya bantu."]) == set()
