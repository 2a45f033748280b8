"""A promise on a case: a calm line while it holds, a bar that cannot be missed when it does not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from app.domain.promises import Promise, PromiseState
from ui.presenters.labels import PROMISE_ICONS, PROMISE_STATES, PROMISE_TONES
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.track import is_pressing
from ui.widgets.painting import outline, soft_ground
from ui.widgets.pane import Pane
from ui.widgets.style import column, row
from ui.widgets.text_line import TextLine
from ui.words import _

_ICON = 15


class PromiseBar(Pane):
    """What was promised, by when, how it stands, and the key to act."""

    acted = Signal()
    """A new promise is wanted in place of this one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._promise: Promise | None = None
        self._voice: Voice | None = None
        self._over = False
        self.setObjectName("promise_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon = QLabel(self)
        self._head = TextLine(theme, self, weight=QFont.Weight.DemiBold, step=-1)
        self._body = TextLine(theme, self, ink="text", step=-1)
        self._act = QPushButton(self)
        self._act.setObjectName("promise_again")
        self._act.setProperty("kind", "primary")
        self._act.clicked.connect(self.acted)
        self._lay_out()
        theme.changed.connect(self._repaint)

    def show_promise(self, promise: Promise, voice: Voice, *, over: bool = False) -> None:
        """Show how the promise stands; where the case is `over` there is nothing left to promise."""
        self._promise, self._voice, self._over = promise, voice, over
        self._repaint()
        self.retranslate()

    def mark(self, marked: bool) -> None:
        """Show that a sentence rests on this promise."""
        self._body.mark(marked)

    def retranslate(self) -> None:
        promise, voice = self._promise, self._voice
        if promise is None or voice is None:
            return
        tone = PROMISE_TONES[promise.state]
        state = _(PROMISE_STATES[promise.state])
        due = voice.moment(promise.due_at)
        pressing = is_pressing(promise)
        if pressing:
            self._head.show_text(f"{state}: {promise.text}", tone)
            self._body.show_text(_trouble(promise, voice, over=self._over))
        else:
            self._head.show_text(state, tone)
            by = _("by {time}").format(time=due)
            self._body.show_text(f"{promise.text} · {by}", "text" if promise.state is PromiseState.OPEN else "muted")
        self._act.setText(_("New promise  F8"))
        self._act.setVisible(pressing and not self._over)
        self._head.setSizePolicy(_growing(pressing), QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self._head.text}. {self._body.text}")

    def _lay_out(self) -> None:
        # the same two lines stand beside each other while calm and one above the other when it matters
        self._words = column(gap=0)
        self._calm = row(gap=Space.MEDIUM)
        outer = row(self, 0, Space.MEDIUM)
        outer.setContentsMargins(Space.MEDIUM, Space.TIGHT, Space.MEDIUM, Space.TIGHT)
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addLayout(self._words, 1)
        outer.addWidget(self._act)
        self._words.addLayout(self._calm)
        self._calm.addWidget(self._head)
        self._words.addWidget(self._body)

    def _repaint(self) -> None:
        promise = self._promise
        if promise is None:
            return
        pressing = is_pressing(promise)
        tone = PROMISE_TONES[promise.state]
        self._icon.setPixmap(self._theme.pixmap(PROMISE_ICONS[promise.state], tone, _ICON))
        beside = self._calm.indexOf(self._body) >= 0
        if pressing and beside:
            self._calm.removeWidget(self._body)
            self._words.addWidget(self._body)
        elif not pressing and not beside:
            self._words.removeWidget(self._body)
            self._calm.addWidget(self._body, 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._promise is None or not is_pressing(self._promise):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        soft_ground(painter, area, self._theme.colour("danger_soft"))
        outline(painter, area, self._theme.colour("danger"))
        soft_ground(painter, QRectF(0, 0, 4, area.height()), self._theme.colour("danger"), 2)


def _growing(grows: bool) -> QSizePolicy.Policy:
    return QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Maximum


def _trouble(promise: Promise, voice: Voice, *, over: bool) -> str:
    if over:
        return _("{due} has passed, and the case has ended. Tell them now.").format(due=voice.moment(promise.due_at))
    if promise.new_estimate_at is not None:
        times = voice.span(promise.due_at, promise.new_estimate_at)
        return _("{times}. Tell them now.").format(times=times)
    due = voice.moment(promise.due_at)
    return _("{due} has passed. Ask the unit, then tell the customer.").format(due=due)
