"""The base of every widget with words: it says them again when the language changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame


class Pane(QFrame):
    """A frame; subclasses put every `setText(_(...))` into `retranslate` and call it at the end of the constructor."""

    def retranslate(self) -> None:
        """Set every text of this widget."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
