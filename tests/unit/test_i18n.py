"""The program's words: languages, what is missing, and how an organisation calls its customers."""

from __future__ import annotations

import pytest

from app.i18n import Catalogue, language_or_default


@pytest.mark.parametrize(
    ("asked", "given"), [("en_US", "en"), ("id-ID", "id"), ("EN", "en"), ("fr", "id"), (None, "id"), ("", "id")]
)
def test_a_language_is_known_by_its_first_part(asked: str | None, given: str) -> None:
    assert language_or_default(asked) == given


def test_a_message_without_a_translation_stays_as_it_is() -> None:
    assert Catalogue("id").gettext("no such message") == "no such message"


def test_an_organisation_calls_its_customers_as_it_likes() -> None:
    message = "Find a customer with F2, or press F4 for somebody without a record."
    assert "pelanggan" in Catalogue("id").gettext(message)
    worded = Catalogue("id", "nasabah").gettext(message)
    assert "nasabah" in worded
    assert "elanggan" not in worded
    assert Catalogue("en", "nasabah").gettext(message) == message
