"""Why this device is offline, and why something was refused, in one sentence each with what to do."""

from __future__ import annotations

import re

import pytest

from app.domain.errors import ErrorCode
from app.messages import REFUSALS, SYNC_DETAILS, refusal, sync_detail


def english(message: str) -> str:
    return message


@pytest.mark.parametrize("detail", [None, "never heard of", *SYNC_DETAILS, *(code.value for code in ErrorCode)])
def test_every_detail_of_sync_is_a_sentence(detail: str | None) -> None:
    words = sync_detail(detail, english)
    assert re.fullmatch(r"[A-Z][^{}]*\.", words), words


def test_each_says_something_of_its_own() -> None:
    assert len(set(SYNC_DETAILS.values())) == len(SYNC_DETAILS)
    assert sync_detail(None, english) == SYNC_DETAILS["unreachable"]
    assert sync_detail("unheard_of", english) == SYNC_DETAILS["fault"]


def test_a_refusal_is_told_by_its_own_words_first() -> None:
    assert refusal("needs_network", "customer.revealed", english) == REFUSALS["needs_network"]
    assert refusal("duplicate", "customer_number", english) == "Another customer already has this customer number."
    assert "LR999" in refusal("LR999", None, english)
    assert refusal("22P05", None, english, held=True).endswith("for the administrator (22P05).")
