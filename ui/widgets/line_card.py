"""The top of the sync centre: how the line stands, why, what to do, and how far each scope is known."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.presenters.sync_line import LineWords
from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.busy_line import BusyLine
from ui.widgets.callout import Callout
from ui.widgets.pane import Pane
from ui.widgets.style import column, label, row
from ui.words import _

_ICONS = {"ok": "wifi", "info": "wifi", "warn": "wifi-off", "danger": "wifi-off"}
_SIGN = 24


class ScopeTable(QWidget):
    """One line for each scope: what it is, and when it was last in sync."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.LARGE)
        self._grid.setVerticalSpacing(Space.HAIR)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._rows: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        return self._rows

    def show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Show these; lines are kept and only their words change."""
        if rows == self._rows:
            return
        self._rows = rows
        while len(self._lines) < len(rows):
            at = len(self._lines)
            made = (label(self), label(self, "muted"))
            for across, widget in enumerate(made):
                self._grid.addWidget(widget, at, across)
            self._lines.append(made)
        for at, (name, known) in enumerate(self._lines):
            words = rows[at] if at < len(rows) else ("", "")
            name.setText(words[0])
            known.setText(words[1])
            for widget in (name, known):
                widget.setVisible(at < len(rows))
        self.setAccessibleName(". ".join(f"{name}: {known}" for name, known in rows))


class LineCard(Pane):
    """Only tells; what can be done about it stands above."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = LineWords("info", "")
        self.setProperty("card", "true")
        self.setObjectName("line_card")
        self._sign = QLabel(self)
        self.head = label(self)
        self.head.setFont(theme.font(3, QFont.Weight.DemiBold))
        self.head.setWordWrap(True)
        self.why = label(self, wrap=True)
        self.keeps = label(self, "muted", wrap=True)
        self.scopes = ScopeTable(self)
        self.clock = Callout(theme, self)
        self.clock.setObjectName("clock_warning")
        self.result = Callout(theme, self)
        self.result.setObjectName("check_result")
        self.busy = BusyLine(theme, self)
        self.busy.setObjectName("check_busy")
        self._lay_out()
        theme.changed.connect(self._recolour)
        self._recolour()
        self.retranslate()

    @property
    def words(self) -> LineWords:
        return self._words

    def retranslate(self) -> None:
        self.busy.setAccessibleName(_("Comparing every row with the shared database…"))

    def show_line(self, words: LineWords) -> None:
        """Show how the line stands."""
        if words == self._words:
            return
        self._words = words
        for part, text in ((self.head, words.head), (self.why, words.why), (self.keeps, words.keeps)):
            part.setText(text)
            part.setVisible(bool(text))
        self.setAccessibleName(words.spoken)
        self._recolour()

    def _lay_out(self) -> None:
        outer = row(self, Space.LARGE, Space.LARGE)
        outer.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        told = column(gap=Space.TIGHT)
        for widget in (self.head, self.why, self.keeps, self.clock):
            told.addWidget(widget)
        told.addStretch(1)
        outer.addLayout(told, 3)
        side = column(gap=Space.SMALL)
        side.addWidget(self.scopes)
        side.addWidget(self.busy)
        side.addWidget(self.result)
        side.addStretch(1)
        outer.addLayout(side, 2)
        for part in (self.why, self.keeps):
            part.setVisible(False)

    def _recolour(self) -> None:
        tone = self._words.tone
        self._sign.setPixmap(self._theme.pixmap(_ICONS[tone], tone, _SIGN))
