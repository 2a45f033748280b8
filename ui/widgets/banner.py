"""The banner above the page: one notice at a time, the newest first, gone by itself unless it must be read."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from ui.notices import Level, Notice, Notices
from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.callout import Callout
from ui.widgets.pane import Pane
from ui.widgets.style import row
from ui.words import _

SHOWN_MS = 6_000


class Banner(Pane):
    """Shows what is told to `Notices`."""

    def __init__(self, theme: Theme, notices: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._waiting: list[Notice] = []
        layout = row(self)
        layout.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, 0)
        self._callout = Callout(theme, self)
        self._close = QPushButton(self)
        self._close.setProperty("kind", "ghost")
        self._callout.layout_.addWidget(self._close)
        layout.addWidget(self._callout, 1)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.dismiss)
        self._close.clicked.connect(self.dismiss)
        notices.posted.connect(self._on_posted)
        notices.cleared.connect(self._on_cleared)
        theme.changed.connect(self.retranslate)
        self.setVisible(False)
        self.retranslate()

    @property
    def text(self) -> str:
        """What is shown now."""
        return self._waiting[-1].text if self._waiting else ""

    def retranslate(self) -> None:
        self._close.setIcon(self._theme.icon("x", "muted"))
        self._close.setAccessibleName(_("Dismiss"))
        self._close.setToolTip(_("Dismiss"))

    def dismiss(self) -> None:
        """Take away the notice that is shown."""
        if self._waiting:
            self._waiting.pop()
        self._show()

    def forget(self) -> None:
        """Take away all of them: the screen locks."""
        self._waiting.clear()
        self._show()

    def _on_posted(self, notice: Notice) -> None:
        self._waiting = [old for old in self._waiting if not notice.key or old.key != notice.key]
        self._waiting.append(notice)
        self._show()

    def _on_cleared(self, key: str) -> None:
        self._waiting = [old for old in self._waiting if old.key != key]
        self._show()

    def _show(self) -> None:
        self._timer.stop()
        self.setVisible(bool(self._waiting))
        if not self._waiting:
            self._callout.show_text("")
            return
        notice = self._waiting[-1]
        self._callout.show_text(notice.text, notice.level)
        # what must be acted upon waits for a person
        if not notice.lasting and notice.level is not Level.DANGER:
            self._timer.start()
