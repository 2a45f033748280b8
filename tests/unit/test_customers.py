"""Profiles: what is masked, how edits of two people meet, and names as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.customers import (
    SENSITIVE_FIELDS,
    Conflict,
    FieldChange,
    apply_changes,
    changes_between,
    from_doc,
    mask,
    masked,
    to_doc,
)
from app.domain.names import canonical, digits, fold
from app.domain.people import Customer, Honorific

RATNA = Customer(
    "id-1",
    10,
    "Ratna Wibowo",
    honorific=Honorific.IBU,
    phone="+6281234567890",
    nik="3171234567890123",
    email="ratna@contoh.id",
    birth_date=date(1980, 2, 29),
    address="Jalan Melati 5",
)


def test_a_profile_survives_the_journey_and_ignores_keys_of_a_newer_version() -> None:
    assert from_doc("id-1", 10, {**to_doc(RATNA), "shoe_size": "40"}) == RATNA


def test_masking_hides_every_sensitive_value() -> None:
    hidden = to_doc(masked(RATNA))
    for name in SENSITIVE_FIELDS:
        value = to_doc(RATNA)[name]
        assert value is None or hidden[name] != value
    assert hidden["phone"] == "•" * 11 + "890"
    assert hidden["birth_date"] is None


@given(st.sampled_from(SENSITIVE_FIELDS), st.text(min_size=1, max_size=40))
def test_at_most_the_last_three_characters_or_the_mail_host_are_left(field: str, value: str) -> None:
    shown = mask(field, value)
    assert "•" in shown
    if field != "email":
        assert len(shown.strip("• ")) <= 3


def test_edits_of_different_fields_meet_without_a_conflict() -> None:
    shared = {"name": "Ratna", "city": "Depok", "phone": "1"}
    merged, conflicts = apply_changes(shared, {"city": FieldChange("Depok", "Bogor")})
    assert merged == {"name": "Ratna", "city": "Bogor", "phone": "1"}
    assert conflicts == ()


def test_a_field_that_moved_meanwhile_is_kept_and_shown_with_both_versions() -> None:
    merged, conflicts = apply_changes({"city": "Tangerang"}, {"city": FieldChange("Depok", "Bogor")})
    assert merged == {"city": "Tangerang"}
    assert conflicts == (Conflict("city", "Depok", "Bogor", "Tangerang"),)


def test_two_people_who_write_the_same_do_not_conflict() -> None:
    assert apply_changes({"city": "Bogor"}, {"city": FieldChange("Depok", "Bogor")}) == ({"city": "Bogor"}, ())


def test_the_edit_between_two_versions_names_only_what_differs() -> None:
    new = from_doc("id-1", 10, {**to_doc(RATNA), "call_name": "Ratna"})
    assert changes_between(RATNA, new) == {"call_name": FieldChange(None, "Ratna")}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Moh. Yusuf", "Mohammad Jusuf"),
        ("MUH AMIR", "Muhammad Amir"),
        ("Abd Rahman", "Abdul Rahman"),
        ("José", "jose"),
        ("Hj. Siti-Aminah", "hj siti aminah"),
    ],
)
def test_names_meet_over_abbreviations_case_and_diacritics(typed: str, stored: str) -> None:
    assert canonical(fold(typed)) == canonical(fold(stored))


def test_digits_of_a_number_as_typed() -> None:
    assert digits("+62 812-3456.7890") == "6281234567890"
