"""Approval: two people, a day from which the entry holds, and days in order."""

import pytest

from tests.unit.linting.rooms import entry_rules


@pytest.mark.parametrize(
    "changes",
    [
        {"author": None},
        {"approver": None},
        {"effective": None},
        {"author": ""},
        {"author": 3},
        {"approver": "tim  layanan"},
        {"effective": "kelak"},
        {"effective": "2026-05-01", "retired": "2026-04-30"},
        {"effective": "2026-05-01", "retired": "2026-05-01"},
        {"version": 0},
        {"version": True},
        {"version": "1"},
        {"quotes": ""},
    ],
)
def test_what_is_not_approved_as_it_should_is_told(changes: dict[str, object]) -> None:
    assert entry_rules(**changes) == {"governance"}


@pytest.mark.parametrize(
    "changes", [{}, {"version": 3}, {"retired": "2026-01-02"}, {"quotes": "POJK tentang pelindungan konsumen"}]
)
def test_what_is_approved_is_not(changes: dict[str, object]) -> None:
    assert entry_rules(**changes) == set()
