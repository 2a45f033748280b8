"""One beginning and one nursery for all schedules of the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.chaos.nursery import Nursery
from tests.chaos.world import beginning


@pytest.fixture(scope="session")
def start() -> Iterator[Path]:
    """A database and enrolled stations before anything has happened."""
    with beginning() as folder:
        yield folder


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where processes come from."""
    with closing(Nursery()) as made:
        yield made
