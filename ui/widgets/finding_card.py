"""A fault in the agent's own sentence: what it is, why it harms, and a better wording that one key takes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from ui.presenters.findings import TONES, label_words
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.own_words import FindingRow
from ui.widgets.callout import ICONS
from ui.widgets.painting import soft_ground
from ui.widgets.pane import Pane
from ui.widgets.style import column, label, row
from ui.words import _


class FindingCard(Pane):
    """Its place in the list is its number; the first better wording is the one that the key takes."""

    taken = Signal(int)

    def __init__(self, theme: Theme, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._finding: FindingRow | None = None
        self._by_key = False
        self.setObjectName(f"finding_{number + 1}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._icon = QLabel(self)
        self._words = label(self, wrap=True)
        self._words.setFont(theme.font(-1))
        self._better = label(self, wrap=True)
        self.button = QPushButton(self)
        self.button.setObjectName("take_rewrite")
        self.button.setProperty("kind", "link")
        self.button.clicked.connect(self._take)
        inner = row(self, 0, Space.SMALL)
        inner.setContentsMargins(Space.MEDIUM, Space.TIGHT, Space.MEDIUM, Space.TIGHT)
        inner.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=Space.HAIR)
        words.addWidget(self._words)
        words.addWidget(self._better)
        words.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addLayout(words, 1)
        self.setVisible(False)
        theme.changed.connect(self._recolour)

    def show_finding(self, finding: FindingRow | None, *, by_key: bool) -> None:
        """Show a fault, or nothing; `by_key` is the one whose better wording the key takes."""
        if (finding, by_key) != (self._finding, self._by_key):
            self._finding, self._by_key = finding, by_key
            self.retranslate()
            self._recolour()
        self.setVisible(finding is not None)

    def retranslate(self) -> None:
        finding = self._finding
        if finding is None:
            for told in (self._words, self._better):
                told.clear()
            self.setAccessibleName("")
            self.button.setAccessibleDescription("")
            return
        head = f"{label_words(finding.label)}: {finding.reason}"
        self._words.setText(head)
        self._better.setText(f"“{finding.rewrite}”" if finding.rewrite else "")
        self._better.setVisible(bool(finding.rewrite))
        self.button.setVisible(bool(finding.rewrite))
        self.button.setText(_("Use this  Ctrl+Enter") if self._by_key else _("Use this"))
        self.button.setAccessibleDescription(finding.rewrite or "")
        self.setAccessibleName(f"{head} {self._better.text()}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft_ground(painter, QRectF(self.rect()), self._theme.colour(f"{self._tone}_soft"))

    @property
    def _tone(self) -> str:
        return TONES.get(self._finding.severity, "info") if self._finding else "info"

    def _take(self) -> None:
        self.taken.emit(self._number)

    def _recolour(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(ICONS[self._tone], self._tone, 15))
        palette = self._words.palette()
        palette.setColor(self._words.foregroundRole(), self._theme.colour(self._tone))
        self._words.setPalette(palette)
        self.update()
