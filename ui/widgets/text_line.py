"""One line of text in a colour of the theme, cut with an ellipsis where the room ends."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import elided, paint_mark


class TextLine(QWidget):
    """Its accessible name is the whole text, also where the eye sees less."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        *,
        ink: str = "text",
        step: int = 0,
        weight: QFont.Weight = QFont.Weight.Normal,
        grows: bool = True,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = ink
        self._text = ""
        self._marked = False
        self.setFont(theme.font(step, weight))
        policy = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Maximum
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str, ink: str | None = None) -> None:
        """Show `text`, in another colour of the theme if one is given."""
        if text == self._text and ink in (None, self._ink):
            return
        self._text, self._ink = text, ink or self._ink
        self.setAccessibleName(text)
        self.setToolTip(text if self._is_cut() else "")
        self.updateGeometry()
        self.update()

    def mark(self, marked: bool) -> None:
        """Show that a sentence rests on this."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 if self._text else 0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._marked:
            told = min(self.width(), self.sizeHint().width())
            paint_mark(painter, QRectF(0, 0, told, self.height()), self._theme)
        painter.setFont(self.font())
        painter.setPen(self._theme.colour(self._ink))
        elided(painter, QRectF(self.rect()), self._text, Qt.AlignmentFlag.AlignLeft)

    def _is_cut(self) -> bool:
        return self.width() < self.sizeHint().width()
