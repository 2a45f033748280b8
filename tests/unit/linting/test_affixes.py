"""Forms of words by rule: what is made of a known root is known, with the sound changes that EYD V wants."""

import pytest

from tests.unit.linting.rooms import words


@pytest.mark.parametrize(
    "word",
    [
        "mengirim",
        "mengirimkan",
        "dikirim",
        "terkirim",
        "pengiriman",
        "kirimannya",
        "memeriksa",
        "pemeriksaan",
        "diperiksakan",
        "menulis",
        "penulisan",
        "menyapu",
        "penyelesaian",
        "menyelesaikan",
        "mengecek",
        "pengecekan",
        "dicek",
        "memproses",
        "mentransfer",
        "mengklaim",
        "memengaruhi",
        "memperbaiki",
        "perbaikannya",
        "diperbarui",
        "mempelajari",
        "pelayanannya",
        "keterlambatan",
        "keberatan",
        "ketidakpastian",
        "kesempatan",
        "selengkapnya",
        "secepatnya",
        "bekerja",
        "pekerja",
        "terasa",
        "berulang-ulang",
        "teman-teman",
        "tolong-menolong",
        "menebak-nebak",
        "kehati-hatian",
        "sebaik-baiknya",
        "ditindaklanjuti",
        "menandatangani",
        "bolehkah",
        "silakanlah",
        "catatannya",
        "mengesahkan",
        "memfotokopi",
        "mensyukuri",
        "menghubungi",
        "mengonfirmasi",
        "menyosialisasikan",
        "pembayaran",
        "pembelian",
        "penerima",
        "ketiga",
    ],
)
def test_a_form_of_a_known_root_is_known(word: str) -> None:
    assert words().knows(word)


@pytest.mark.parametrize(
    "word",
    [
        "pelangan",
        "mengkirim",
        "mempengaruhi",
        "mengkonfirmasi",
        "mensosialisasikan",
        "dirumah",
        "kekantor",
        "silahkan",
        "bantuu",
        "mengerim",
        "sayapun",
        "terimakasih",
        "menproses",
        "pemeriksan-pemeriksi",
        "kartu-buku",
        "xyz",
        "teman-temen",
        "dimana",
        "kemeja-merah",
    ],
)
def test_a_form_that_no_rule_makes_is_not(word: str) -> None:
    assert not words().knows(word)


@pytest.mark.parametrize(
    ("word", "near"), [("pelangan", "pelanggan"), ("kartuw", "kartu"), ("mengirm", "mengirim"), ("mhoon", "mohon")]
)
def test_the_nearest_word_is_offered(word: str, near: str) -> None:
    assert words().nearest(word) == near


def test_the_list_is_long_and_clean() -> None:
    roots = set(words().kinds)

    assert len(roots) >= 3500
    assert not roots & set(words().misspelled)
    assert all(wrong != right.casefold() for wrong, right in words().misspelled.items() if right.islower())
