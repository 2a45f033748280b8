"""Words of what people type: written out in full, the same however often that is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phrasing.normalising import ngrams, normalised, words
from app.resources import resource

ROWS = [row.split("\t") for row in resource("words", "slang.tsv").read_text(encoding="utf-8").splitlines()]
SLANG = {row[0]: row[1] for row in ROWS}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gak ga nggak ndak tdk", "tidak tidak tidak tidak tidak"),
        ("udh udah dah blm", "sudah sudah sudah belum"),
        ("gmn knp dmn krn karna", "bagaimana kenapa di mana karena karena"),
        ("yg dgn utk sy gw gue aku", "yang dengan untuk saya saya saya saya"),
        ("lo lu km bgt jg aja doang", "kamu kamu kamu banget juga saja saja"),
        ("Min, Kak, gan", "min kak gan"),
        ("mau kirimnya BESOOOK!!!", "mau kirimnya besok"),
        ("gabisa gakjelas tdkbisa blmmasuk", "tidak bisa tidak jelas tidak bisa belum masuk"),
        ("nomernya duitku gmnkah", "nomornya uangku bagaimanakah"),
        ("bisa2 hati2 jalan-jalan", "bisa bisa hati hati jalan jalan"),
        ("50rb 2jt 3x", "50 ribu 2 juta 3 kali"),
        ("Jum'at jum’at", "jumat jumat"),
        ("ya\u200bng \uff47\uff41\uff4b", "yang tidak"),
        ("1000 2222", "1000 2222"),
        ("", ""),
        ("😡 … !!", ""),
    ],
)
def test_informal_words_are_written_out(typed: str, meant: str) -> None:
    assert normalised(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "silakan duduk bapak ibu kami bantu sekarang juga",
        "galak gagal gaji ganti garansi gangguan masalah setelah sekolah malah",
        "full call access staff free fee",
        "maaf saat taat manfaat",
    ],
)
def test_formal_words_stay(text: str) -> None:
    assert normalised(text) == text


def test_the_map_is_large_and_ends_in_words_it_leaves_alone() -> None:
    assert len(SLANG) >= 250
    assert [row for row in ROWS if len(row) != 2] == []
    assert list(SLANG) == sorted(SLANG)
    assert {informal for informal in SLANG if normalised(informal) != SLANG[informal]} == set()
    assert {formal for formal in SLANG.values() if normalised(formal) != formal} == set()


def test_ngrams_mark_where_words_begin_and_end() -> None:
    assert list(ngrams("gk", 2, 3)) == [" t", "ti", "id", "da", "ak", "k ", " ti", "tid", "ida", "dak", "ak "]
    assert list(ngrams("", 2, 4)) == []
    assert all(2 <= len(gram) <= 4 for gram in ngrams("uang saya hilang"))


@given(st.text(max_size=200))
def test_doing_it_again_changes_nothing(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once
    assert all(word and " " not in word for word in once)


@given(st.lists(st.sampled_from(sorted(SLANG)), max_size=20))
def test_known_forms_do_not_depend_on_their_neighbours(informal: list[str]) -> None:
    assert normalised(" ".join(informal)) == " ".join(SLANG[word] for word in informal)
