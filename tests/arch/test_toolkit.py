"""The pairing of Qt and Python: PySide6 6.12.0 on Python 3.11 drops a reference to None in each void call."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

CALLS = 1000
ALLOWED_DRIFT = 100


def test_calls_into_qt_keep_none_alive() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("loket")
    assert abs(sys.getrefcount(None) - before) < ALLOWED_DRIFT
