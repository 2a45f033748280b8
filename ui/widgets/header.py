"""The line at the top of the work: who, where, when, and how sync stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.brand import Mark
from ui.widgets.chip import Chip
from ui.widgets.pane import Pane
from ui.widgets.style import column, label, row
from ui.widgets.sync_badge import SyncBadge
from ui.widgets.text_line import TextLine

HEIGHT = 46
_FACE = 28


class Face(QWidget):
    """The initials of the one who works here."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._initials = ""
        self.setFixedSize(QSize(_FACE, _FACE))
        self.setFont(theme.font(-1, QFont.Weight.DemiBold))
        theme.changed.connect(self.update)

    def show_name(self, name: str) -> None:
        words = name.split()
        self._initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent_soft"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)


class Header(Pane):
    """Shows what it is told; it knows neither the core nor the session."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self.setFixedHeight(HEIGHT + 1)
        self.branch = TextLine(theme, self)
        self.sync = SyncBadge(theme, self)
        self.offline_session = Chip(theme, self)
        self.clock = label(self)
        self.face = Face(theme, self)
        self.staff = label(self, "heading")
        self.role = label(self, "muted")
        self.role.setFont(theme.font(-2))
        self.branch.setMinimumWidth(60)
        self.offline_session.setVisible(False)
        outer = column(self)
        outer.addLayout(self._line(theme), 1)
        under = QFrame(self)
        under.setProperty("line", "h")
        outer.addWidget(under)

    def _line(self, theme: Theme) -> QHBoxLayout:
        line = row(gap=Space.MEDIUM)
        line.setContentsMargins(Space.LARGE, 0, Space.LARGE, 0)
        product = label(self)
        product.setFont(theme.font(2, QFont.Weight.DemiBold))
        product.setText("Loket")
        left: tuple[QWidget, ...] = (Mark(theme, self), product, _rule(self))
        right: tuple[QWidget, ...] = (self.sync, self.offline_session, self.clock, _rule(self), self.face)
        for widget in left:
            line.addWidget(widget)
        line.addSpacing(Space.TIGHT)
        line.addWidget(self.branch, 1)
        for widget in right:
            line.addWidget(widget)
        names = column()
        names.addStretch(1)
        names.addWidget(self.staff)
        names.addWidget(self.role)
        names.addStretch(1)
        line.addLayout(names)
        return line


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("line", "v")
    rule.setFixedHeight(20)
    return rule
