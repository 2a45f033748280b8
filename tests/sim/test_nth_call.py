"""The i-th call fails, for a share of all i; `python -m tests.sim.days` takes each with every kind of fault."""

from __future__ import annotations

import pytest

from tests.sim.days import PARTS, ROUNDS_OF_A_DAY, TROUBLES, each_request, each_statement
from tests.sim.line import Trouble

STRIDE = 9


@pytest.mark.parametrize("part", PARTS)
def test_each_statement_fails_in_turn(part: str) -> None:
    assert each_statement(part, STRIDE, first=len(part) % STRIDE) > STRIDE


@pytest.mark.parametrize("part", ROUNDS_OF_A_DAY)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_request_fails_in_turn(part: str, trouble: Trouble) -> None:
    assert each_request(part, trouble) > 2
