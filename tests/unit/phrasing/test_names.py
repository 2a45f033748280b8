"""How people and companies are named and addressed."""

import pytest

from app.phrasing.names import company_name, is_company, person_name
from app.phrasing.sentences import split_sentences
from tests.unit.phrasing.moments import CASES, context, texts


@pytest.mark.parametrize(
    ("value", "full", "short"),
    [
        ("Sukarno", "Sukarno", "Sukarno"),
        ("dr. Andi Wijaya", "dr. Andi Wijaya", "Andi Wijaya"),
        ("Dr. Andi Wijaya", "Dr. Andi Wijaya", "Andi Wijaya"),
        ("Bagus Santoso, S.H.", "Bagus Santoso", "Bagus Santoso"),
        ("Bagus Santoso, S.E., M.M.", "Bagus Santoso", "Bagus Santoso"),
        ("Hj. Siti Aminah", "Hj. Siti Aminah", "Siti Aminah"),
        ("Hj Siti Aminah", "Siti Aminah", "Siti Aminah"),
        ("Prof. Dr. Ir. H. Bambang Sutrisno, M.Sc., Ph.D.", "Prof. Dr. Ir. H. Bambang Sutrisno", "Bambang Sutrisno"),
        ("M. Rizki Ramadhan", "M. Rizki Ramadhan", "Rizki Ramadhan"),
        ("Made A. Putra", "Made A. Putra", "Putra"),
        ("IR. SUTAMI", "Ir. Sutami", "Sutami"),
        ("ratna wibowo", "Ratna Wibowo", "Ratna Wibowo"),
        ("Pak Budi", "Budi", "Budi"),
        ("Maria Magdalena Kusumaningrum Wijayakusuma Putri", "Maria Magdalena Kusumaningrum", None),
    ],
)
def test_a_name_with_and_without_its_titles(value: str, full: str, short: str | None) -> None:
    name = person_name(value)

    assert name is not None
    assert name.full == full
    assert name.short == (short or full)


@pytest.mark.parametrize(
    "value", ["Santoso, Budi", "A. B.", "{name}", "PT Maju Jaya", "Ratna (VIP)", "Budi 2", "Bos", "", "dr.", "x" * 300]
)
def test_what_is_not_plainly_a_name_of_a_person_is_none(value: str) -> None:
    assert person_name(value) is None


@pytest.mark.parametrize("value", ["PT Maju Jaya", "CV Karya Abadi", "Koperasi Sumber Rejeki", "Yayasan Bina Insani"])
def test_a_company_is_known_by_its_form(value: str) -> None:
    assert is_company(value)
    assert company_name(value) == value


def test_who_speaks_for_a_company_is_not_called_by_its_name() -> None:
    company = {"name": "PT Maju Jaya"}
    unknown = texts(context("greeting", mood="disappointed", customer=company))
    known = texts(context("greeting", mood="disappointed", customer=company | {"honorific": "Ibu"}))
    called = texts(context("greeting", mood="disappointed", customer=company | {"call_name": "Dewi"}))

    assert unknown[0].startswith("Selamat pagi, Bapak/Ibu dari PT Maju Jaya.")
    assert known[0].startswith("Selamat pagi, Ibu dari PT Maju Jaya.")
    assert called[0].startswith("Selamat pagi, Bapak/Ibu Dewi.")


@pytest.mark.parametrize(("mood", "address"), [("disappointed", "Bapak dr. Andi."), ("angry", "Bapak Andi.")])
def test_a_title_is_written_with_its_full_stop_and_left_out_for_anger(mood: str, address: str) -> None:
    found = texts(
        context("greeting", CASES["progress"], mood=mood, customer={"name": "dr. Andi", "honorific": "Bapak"})
    )

    assert any(address in text for text in found)


def test_the_full_stop_of_a_title_ends_no_sentence() -> None:
    assert split_sentences(
        "Selamat pagi, Bapak dr. Andi. Saya Prof. Rina. Ada yang bisa dibantu? Silakan, Ibu Hj. Siti."
    ) == [
        "Selamat pagi, Bapak dr. Andi.",
        "Saya Prof. Rina.",
        "Ada yang bisa dibantu?",
        "Silakan, Ibu Hj. Siti.",
    ]
