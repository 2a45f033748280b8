"""Fixtures of the window."""

from __future__ import annotations

from tests.counter_rig import rig

__all__ = ["rig"]
