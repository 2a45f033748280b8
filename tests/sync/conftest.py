"""Fixtures of the shared database. What is said in SQL is tested on both servers; the rest on the wheel's alone."""

from __future__ import annotations

import pytest

from tests.sync.offices import office, postgres, template
from tests.sync.servers import DISTRIBUTION, WHEEL

__all__ = ["office", "postgres", "template"]

ON_BOTH = frozenset(
    {
        "test_admin",
        "test_audit_chain",
        "test_clock",
        "test_digest",
        "test_engine",
        "test_fork",
        "test_held",
        "test_integrators",
        "test_moves",
        "test_offline_sessions",
        "test_pull",
        "test_push",
        "test_rights",
        "test_rights_matrix",
        "test_schema",
    }
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "postgres" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] in ON_BOTH:
        metafunc.parametrize("postgres", [WHEEL, DISTRIBUTION], indirect=True, scope="session")
