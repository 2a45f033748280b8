"""Fixtures of the window."""

from __future__ import annotations

from tests.counter_rig import rig, worker
from tests.ui.sync_rig import sync_rig

__all__ = ["rig", "sync_rig", "worker"]
