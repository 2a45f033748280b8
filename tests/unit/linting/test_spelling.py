"""Spelling by EYD V, capitals, forms of address, punctuation and figures."""

import pytest

from tests.unit.linting.rooms import said


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("spelling", "Silahkan duduk, {voc}."),
        ("spelling", "Terimakasih sudah menunggu, {voc}."),
        ("spelling", "Saya bantu sampai berkas {you} ketemuu."),
        ("spelling", "Nomor antrian {you} saya catat."),
        ("spelling", "Perubahan itu sudah kami rubah."),
        ("spelling", "Saya pun mengkonfirmasi datanya, {voc}."),
        ("spelling", "Sayapun ikut memeriksa, {voc}."),
        ("spelling", "Ijin saya periksa dulu, {voc}."),
        ("preposition", "Berkasnya saya antar ketempat {you}."),
        ("preposition", "Kartunya bisa diambil dicabang kami."),
        ("preposition", "Datanya sudah di periksa rekan saya."),
        ("preposition", "Berkasnya di kirimkan dari sini."),
        ("preposition", "Pilihan yang ke dua lebih cocok, {voc}."),
        ("spelling", "Datanya sudah di cek rekan saya."),
        ("spelling", "Kartunya diantar dirumah {you}."),
        ("capital", "Data anda sudah saya catat."),
        ("capital", "Baik, {voc}. saya periksa sekarang."),
        ("capital", "saya periksa sekarang, {voc}."),
        ("capital", "Nomor npwp {you} saya cocokkan."),
        ("capital", "MOHON berkasnya dibawa, {voc}."),
        ("address", "Baik, Pak, saya periksa sekarang."),
        ("address", "Berkas bapak sudah saya catat."),
        ("address", "Baik, {voc}, saya cek sekarang, {voc}."),
        ("comma", "Baik {voc}, saya periksa sekarang."),
        ("comma", "Baik, {voc} saya periksa sekarang."),
        ("marks", "Saya periksa  sekarang, {voc}."),
        ("marks", "Saya periksa sekarang , {voc}."),
        ("marks", "Saya periksa,lalu saya kabari."),
        ("marks", "Saya periksa sekarang..."),
        ("marks", "Saya periksa sekarang…"),
        ("marks", "Saya periksa sekarang!!"),
        ("marks", 'Saya periksa "sekarang", {voc}.'),
        ("marks", "Saya periksa – sekarang juga."),
        ("marks", "Saya periksa sekarang"),
        ("marks", "Saya saya periksa sekarang."),
        ("marks", "Saya periksa sekarang.\u200b"),
        ("marks", "Kirim ke bantuan@bank, {voc}."),
        ("number", "Biayanya Rp 150.000, {voc}."),
        ("number", "Biayanya 150 ribu, {voc}."),
        ("number", "Buka sampai jam 15, {voc}."),
        ("number", "Buka sampai 15:00, {voc}."),
        ("number", "Kabarnya hari Senin, {voc}."),
        ("number", "Kabarnya pukul {estimate}, {voc}."),
    ],
)
def test_what_is_misspelled_is_told(rule: str, text: str) -> None:
    assert rule in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Silakan duduk, {voc}.",
        "Terima kasih sudah menunggu, {voc}.",
        "Nomor antrean {you} saya catat.",
        "Data {you} sudah diperiksa di kantor cabang.",
        "Berkasnya saya antar ke rumah {you} dari sini.",
        "Di balik layar, rekan saya ikut memeriksa.",
        "Keluarnya kartu dari mesin saya cek sekarang, {voc}.",
        "Pilihan yang kedua lebih cocok, {voc}.",
        "Data Anda saya catat.",
        "Baik, {voc}, saya periksa sekarang.",
        "Baik, {voc}. Saya periksa sekarang!",
        "Saya periksa pelan-pelan, {voc}.",
        "Yang sudah tercatat baru {case_word}nya, dan saya periksa sekarang.",
        "Kata “selesai” di catatan kami saya periksa lagi.",
    ],
)
def test_what_is_well_written_is_not(text: str) -> None:
    assert said(text) == set()


def test_the_reason_and_the_words_of_a_situation_are_spelled_too() -> None:
    assert said("Saya bantu dari sini.", why="Bantuan yang jelass.") == {"spelling"}
    assert said("Saya bantu dari sini.", why="Bantuan yang jelas") == {"marks"}
    assert said("Saya bantu dari sini.", why="Nomor KTP dicocokkan.") == set()
    assert said("Saya bantu dari sini.", why="Nomor ktp dicocokkan.") == {"capital"}


def test_another_language_has_its_own_words() -> None:
    assert said("Sugeng rawuh, {address}, monggo lenggah.", language="jv") == set()
    assert "marks" in said("Sugeng rawuh , {address}.", language="jv")
