"""Fields of a profile: sensitive ones are masked and ask before they show; they flow into rows as wide as needed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.labels import FIELDS
from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.painting import elided, focus_ring, soft_ground
from ui.words import _

_HEIGHT = 34
_EYE = 14
FIELD_PAD = 6
_LEAST = 36


class ProfileField(QWidget):
    """A value under its name. Enter, Space or a click on a masked one asks to show it; no tooltip ever holds it."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, field: str, parent: QWidget, *, sensitive: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._field = field
        self._sensitive = sensitive
        self._value = ""
        self._shown = False
        self._hover = False
        self._limit = ""
        self.setObjectName(f"field_{field}")
        if sensitive:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    @property
    def field(self) -> str:
        return self._field

    @property
    def value(self) -> str:
        return self._value

    @property
    def sensitive(self) -> bool:
        return self._sensitive

    def limit(self, reason: str) -> None:
        """Say why a masked value cannot be shown now; empty where it can. Enter still asks, and hears the reason."""
        if not self._sensitive or reason == self._limit:
            return
        self._limit = reason
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)
        self.setCursor(Qt.CursorShape.ArrowCursor if reason else Qt.CursorShape.PointingHandCursor)
        self.show_value(self._value, shown=self._shown)

    def show_value(self, value: str, *, shown: bool) -> None:
        """The masked value, or for a short while the whole one."""
        self._value, self._shown = value, shown
        name = _(FIELDS[self._field])
        masked = _("masked") if self._limit else _("masked, Enter shows it")
        told = value if shown or not self._sensitive else masked
        self.setAccessibleName(f"{name}: {told}")
        self.update()

    def sizeHint(self) -> QSize:
        name = QFontMetrics(self._theme.font(-2)).horizontalAdvance(_(FIELDS[self._field]))
        value = QFontMetrics(self._theme.font(0)).horizontalAdvance(self._value)
        eye = _EYE + 6 if self._sensitive else 0
        return QSize(max(_LEAST, name, value + eye) + 2 * FIELD_PAD + 2, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self._shown:
            soft_ground(painter, area, self._theme.colour("warn_soft"))
        elif self._hover and self._sensitive:
            soft_ground(painter, area, self._theme.colour("hover"))
        inner = area.adjusted(FIELD_PAD, 1, -FIELD_PAD, -1)
        half = inner.height() / 2
        painter.setFont(self._theme.font(-2))
        painter.setPen(self._theme.colour("muted"))
        elided(painter, QRectF(inner.left(), inner.top(), inner.width(), half), _(FIELDS[self._field]))
        painter.setFont(self._theme.font(0))
        painter.setPen(self._theme.colour("text"))
        eye = _EYE + 4 if self._sensitive else 0
        value = QRectF(inner.left(), inner.top() + half - 1, inner.width() - eye, half)
        elided(painter, value, self._value)
        if self._sensitive:
            wide = min(QFontMetrics(painter.font()).horizontalAdvance(self._value) + 6, int(value.width()) + 4)
            name = "lock" if self._limit else "eye-off" if self._shown else "eye"
            sign = self._theme.pixmap(name, "muted", _EYE)
            painter.drawPixmap(int(inner.left()) + wide, int(value.center().y() - _EYE / 2) + 1, sign)
        if self.hasFocus():
            focus_ring(painter, area, self._theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._sensitive and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit(self._field)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._sensitive and event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit(self._field)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()


class FieldFlow(QWidget):
    """Fields beside each other, in as many rows as they need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fields: tuple[ProfileField, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def fields(self) -> tuple[ProfileField, ...]:
        """The fields that are shown, in order."""
        return self._fields

    def show_fields(self, fields: tuple[ProfileField, ...]) -> None:
        """Put these fields in place; the others are hidden by whoever made them."""
        self._fields = fields
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        left, top = 0, 0
        for field in self._fields:
            wide = min(field.sizeHint().width(), self.width())
            if left and left + wide > self.width():
                left, top = 0, top + _HEIGHT
            field.setGeometry(left, top, wide, _HEIGHT)
            left += wide + Space.HAIR
        height = top + _HEIGHT if self._fields else 0
        if height != self.height():
            self.setFixedHeight(height)
