"""Fields in which several things may be chosen: a row of chips, and a line that opens a list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import elided, focus_ring, outline, soft_ground
from ui.words import _

_HEIGHT = 26
_GAP = 4
_PAD = 9
_SIGN = 14

Option = tuple[str, str]
"""A value and its words."""

Chosen = tuple[str, ...]
Chooser = Callable[[QWidget, str, tuple[Option, ...], Chosen | None, Callable[[Chosen], None]], None]
"""Opens a list over a widget: its title, the options, those chosen (None takes one), and who is told."""


class PickBar(QWidget):
    """Arrow keys walk, space chooses or takes back. Nothing chosen means all."""

    picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._options: tuple[Option, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._at = 0
        self._title = ""
        self.setFont(theme.font(-1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen values in the order of the options."""
        return tuple(value for value, _words in self._options if value in self._chosen)

    def name(self, title: str) -> None:
        """What is chosen here, for the screen reader."""
        self._title = title
        self._say()

    def offer(self, options: tuple[Option, ...], chosen: tuple[str, ...]) -> None:
        """Show these options with those chosen."""
        self._options, self._chosen = options, frozenset(chosen)
        self._say()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(sum(self._widths()) + _GAP * len(self._options)), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(40 * max(1, len(self._options)), _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._at = max(0, min(len(self._options) - 1, self._at + step))
            self._say()
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            self._turn(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = next((n for n in range(len(self._options)) if self._area(n).contains(event.position())), -1)
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._at = at
            self._turn(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        for at, (value, words) in enumerate(self._options):
            taken = value in self._chosen
            area = self._area(at).adjusted(1, 1, -1, -1)
            soft_ground(painter, area, self._theme.colour("accent_soft" if taken else "raised"), 6)
            outline(painter, area, self._theme.colour("accent" if taken else "border"), 1.0, 6)
            inner = area.adjusted(_PAD - 3, 0, -2, 0)
            if taken:
                painter.drawPixmap(
                    int(inner.left()), int(area.center().y() - 6), self._theme.pixmap("check", "accent", 13)
                )
            painter.setPen(self._theme.colour("accent" if taken else "muted"))
            elided(painter, inner.adjusted(_SIGN + 2 if taken else _SIGN / 2, 0, 0, 0), words)
            if at == self._at and self.hasFocus():
                focus_ring(painter, area, self._theme)

    def _turn(self, at: int) -> None:
        if 0 <= at < len(self._options):
            self._chosen ^= {self._options[at][0]}
            self._say()
            self.update()
            self.picked.emit(self.chosen)

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(self.font())
        return [metrics.horizontalAdvance(words) + 2 * _PAD + _SIGN for _value, words in self._options]

    def _area(self, at: int) -> QRectF:
        widths = self._widths()
        room = self.width() - _GAP * (len(widths) - 1)
        share = min(1.0, room / sum(widths)) if widths else 1.0
        left = sum(widths[:at]) * share + _GAP * at
        return QRectF(left, 0, widths[at] * share, _HEIGHT)

    def _say(self) -> None:
        words = [name for value, name in self._options if value in self._chosen]
        chosen = ", ".join(words) or _("all")
        at = self._options[self._at][1] if self._at < len(self._options) else ""
        self.setAccessibleName(f"{self._title}: {chosen}")
        self.setAccessibleDescription(_("{option}: the space bar chooses it").format(option=at) if at else "")


class PickField(QPushButton):
    """Shows what is chosen in one line; Enter, space or a click opens the list."""

    picked = Signal(object)

    def __init__(self, theme: Theme, choose: Chooser, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choose = choose
        self._title = ""
        self._empty = ""
        self._options: tuple[Option, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(100)
        self.clicked.connect(self._open)
        theme.changed.connect(self.update)

    @property
    def chosen(self) -> tuple[str, ...]:
        return self._chosen

    def name(self, title: str, empty: str) -> None:
        """What is chosen here, and what it means where nothing is."""
        self._title, self._empty = title, empty
        self._say()

    def offer(self, options: tuple[Option, ...], chosen: tuple[str, ...]) -> None:
        """Offer these with those chosen; one that is not among them is kept, by its own name."""
        known = {value for value, _words in options}
        self._options = options + tuple((value, value) for value in chosen if value not in known)
        self._chosen = chosen
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(200, 30)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        soft_ground(painter, area, self._theme.colour("raised"), 6)
        if self.hasFocus():
            focus_ring(painter, area, self._theme)
        else:
            outline(painter, area, self._theme.colour("border"), 1.0, 6)
        painter.setPen(self._theme.colour("text" if self._chosen else "muted"))
        elided(painter, area.adjusted(_PAD, 0, -28, 0), self._shown())
        sign = self._theme.pixmap("chevron-down", "muted", _SIGN)
        painter.drawPixmap(self.width() - _SIGN - _PAD, (self.height() - _SIGN) // 2, sign)

    def _shown(self) -> str:
        words = dict(self._options)
        return ", ".join(words.get(value, value) for value in self._chosen) or self._empty

    def _say(self) -> None:
        self.setAccessibleName(f"{self._title}: {self._shown()}")
        self.setToolTip(self._shown() if self._chosen else "")
        self.update()

    def _open(self) -> None:
        self._choose(self, self._title, self._options, self._chosen, self._take)

    def _take(self, chosen: tuple[str, ...]) -> None:
        self._chosen = chosen
        self._say()
        self.picked.emit(chosen)
