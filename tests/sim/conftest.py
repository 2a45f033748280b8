"""Fixtures of the shared database."""

from __future__ import annotations

from tests.sync.offices import office, postgres, template

__all__ = ["office", "postgres", "template"]
