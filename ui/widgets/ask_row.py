"""What nobody has reported yet, and the key that sends the question to the unit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.say_rows import AskRow
from ui.widgets.painting import soft_ground
from ui.widgets.pane import Pane
from ui.widgets.style import column, label, row
from ui.words import _


class AskCard(Pane):
    """The question is ready as it stands; one press sends it."""

    sent = Signal(int)

    def __init__(self, theme: Theme, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._row: AskRow | None = None
        self._voice: Voice | None = None
        self.setObjectName(f"ask_{number + 1}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._icon = QLabel(self)
        self._words = label(self, wrap=True)
        self._words.setFont(theme.font(-1))
        self.button = QPushButton(self)
        self.button.setObjectName("ask_button")
        self.button.clicked.connect(self._send)
        inner = row(self, Space.MEDIUM, Space.MEDIUM)
        inner.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=Space.TIGHT)
        words.addWidget(self._words)
        words.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addLayout(words, 1)
        theme.changed.connect(self._recolour)
        self._recolour()

    def show_row(self, row: AskRow, voice: Voice) -> None:
        """Show a question."""
        if (row, voice) != (self._row, self._voice):
            self._row, self._voice = row, voice
            self.retranslate()

    def clear(self) -> None:
        """Forget the question: it may name a person."""
        self._row = None
        self._words.clear()
        self.button.setAccessibleDescription("")

    def retranslate(self) -> None:
        ask, voice = self._row, self._voice
        if ask is None or voice is None:
            return
        self._words.setText(ask.text)
        if ask.sent:
            self.button.setText(_("Sent"))
        elif ask.unit is not None:
            self.button.setText(_("Ask {unit}").format(unit=voice.unit(ask.unit)))
        else:
            self.button.setText(_("Ask back office"))
        self.button.setEnabled(not ask.sent and ask.unit is not None)
        self.button.setAccessibleDescription(ask.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft_ground(painter, QRectF(self.rect()), self._theme.colour("info_soft"), 7)

    def _send(self) -> None:
        self.sent.emit(self._number)

    def _recolour(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("circle-help", "info", 15))
        self.update()
