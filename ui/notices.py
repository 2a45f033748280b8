"""Notices: short messages above the page, one line each, from anywhere in the screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal


class Level(StrEnum):
    """How much a notice matters; also the name of its colour among the tokens."""

    INFO = "info"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message; a later one with the same `key` takes its place. `lasting` ones stay until dismissed."""

    text: str
    level: Level = Level.INFO
    key: str = ""
    lasting: bool = False


class Notices(QObject):
    """Where view-models put messages and the banner shows them."""

    posted = Signal(object)
    cleared = Signal(str)

    def tell(self, text: str, level: Level = Level.INFO, key: str = "", *, lasting: bool = False) -> None:
        """Show a message."""
        self.posted.emit(Notice(text, level, key, lasting))

    def clear(self, key: str) -> None:
        """Take back the messages with that key."""
        self.cleared.emit(key)
