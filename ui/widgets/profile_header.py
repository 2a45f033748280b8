"""Who stands here: name, how to address, masked fields that can be shown with a reason, what to keep in mind."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.customers import SENSITIVE_FIELDS
from app.domain.people import Customer, CustomerKind
from ui.presenters.labels import CUSTOMER_KINDS, FIELDS
from ui.presenters.rows import short_mask
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.record import RecordState, Revealed
from ui.widgets.chip import Chip
from ui.widgets.painting import soft_ground
from ui.widgets.pane import Pane
from ui.widgets.profile_field import FIELD_PAD, FieldFlow, ProfileField
from ui.widgets.style import column, label, row
from ui.widgets.text_line import TextLine
from ui.words import _

_ROOMY = 560
"""Narrower than this the reminder is told in one run of text."""
HIDDEN_DATE = "•• •• ••••"


class Reminder(Pane):
    """What to keep in mind about this customer: preferences and the note of colleagues."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel(self)
        self._words = label(self, wrap=True)
        self._words.setFont(theme.font(0))
        inner = row(self, 0, Space.MEDIUM)
        inner.setContentsMargins(Space.MEDIUM, Space.TIGHT, Space.MEDIUM, Space.TIGHT)
        inner.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        inner.addWidget(self._words, 1)
        theme.changed.connect(self._recolour)
        self._recolour()

    def show_text(self, text: str) -> None:
        """Show the reminder, or nothing where there is none."""
        self._words.setText(text)
        self.setVisible(bool(text))
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft_ground(painter, QRectF(self.rect()), self._theme.colour("warn_soft"))

    def _recolour(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("heart", "warn", 15))
        self.update()


class ProfileHeader(Pane):
    """The top of the record."""

    reveal_wanted = Signal(str)
    hide_wanted = Signal()
    close_wanted = Signal()
    link_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: RecordState | None = None
        self._voice: Voice | None = None
        self._flow = FieldFlow(self)
        self._fields = {
            name: ProfileField(theme, name, self._flow, sensitive=name in SENSITIVE_FIELDS) for name in FIELDS
        }
        self.name = TextLine(theme, self, step=6, weight=QFont.Weight.DemiBold)
        self.name.setObjectName("record_title")
        self.address = Chip(theme, self)
        self._kind = Chip(theme, self)
        self._reminder = Reminder(theme, self)
        self._link = QPushButton(self)
        self._link.setObjectName("link_walk_in")
        self._link.setProperty("kind", "primary")
        self._link.clicked.connect(self.link_wanted)
        self._close = QPushButton(self)
        self._close.setObjectName("close_record")
        self._close.setProperty("kind", "ghost")
        self._close.clicked.connect(self.close_wanted)
        self._lay_out()
        for field in self._fields.values():
            field.wanted.connect(self._field_wanted)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.retranslate()

    @property
    def visible_fields(self) -> list[ProfileField]:
        """The masked fields that can be shown, in order."""
        return [field for field in self._flow.fields if field.sensitive]

    def offer_link(self, offered: bool) -> None:
        """Whether the walk-in being served can be linked to this customer."""
        self._link.setVisible(offered)

    def limit_reveal(self, reason: str) -> None:
        """Say why masked values cannot be shown in this session; empty where they can."""
        for field in self._fields.values():
            field.limit(reason)

    def mark(self, marked: bool) -> None:
        """Show that a sentence rests on the name and the way to address."""
        self.name.mark(marked)
        self.address.mark(marked)

    def focus_first(self) -> None:
        """Put the focus on the first thing that can be used."""
        target = next(iter(self.visible_fields), None) or self._close
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear(self) -> None:
        """Forget the person."""
        self.mark(False)
        self._state = None
        self._flow.show_fields(())
        self.name.show_text("")
        self.address.show_text("")
        self._reminder.show_text("")
        for field in self._fields.values():
            field.show_value("", shown=False)

    def show_record(self, state: RecordState, voice: Voice) -> None:
        """Show a profile; what is the same is not painted again."""
        before = self._state
        self._state = state
        if before is not None and _shown(before) == _shown(state) and voice == self._voice:
            return
        self._voice = voice
        self.retranslate()

    def retranslate(self) -> None:
        self._close.setAccessibleName(_("Close record"))
        self._close.setToolTip(_("Close record"))
        self._link.setText(_("Link the walk-in to this customer"))
        state, voice = self._state, self._voice
        if state is None or voice is None:
            return
        customer = state.record.customer
        self.name.show_text(customer.name)
        self.address.show_text(_("Say: {address}").format(address=voice.address(customer)), "accent", "user")
        kind = "" if customer.kind is CustomerKind.PERSON else _(CUSTOMER_KINDS[customer.kind])
        self._kind.show_text(kind, "info")
        self._remind()
        shown = []
        for name, field in self._fields.items():
            value, whole = _value(customer, name, state.revealed)
            field.setVisible(name in state.record.filled)
            field.show_value(value, shown=whole)
            if name in state.record.filled:
                shown.append(field)
        self._flow.show_fields(tuple(shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._remind()

    def _remind(self) -> None:
        if self._state is None:
            return
        customer = self._state.record.customer
        parts = [part for part in (customer.preferences, customer.note) if part]
        self._reminder.show_text(("\n" if self.width() >= _ROOMY else " ").join(parts))

    def _lay_out(self) -> None:
        outer = column(self, 0, Space.TIGHT)
        outer.setContentsMargins(0, Space.MEDIUM, 0, Space.SMALL)
        head = row(gap=Space.MEDIUM)
        head.setContentsMargins(Space.LARGE, 0, Space.MEDIUM, 0)
        # a field's own ground stands out of the column, so that its words stand in it
        flow = row()
        flow.setContentsMargins(Space.LARGE - FIELD_PAD, 0, Space.SMALL, 0)
        flow.addWidget(self._flow)
        link = row()
        link.setContentsMargins(Space.LARGE, 0, Space.LARGE, Space.TIGHT)
        link.addWidget(self._link)
        link.addStretch(1)
        foot = row()
        foot.setContentsMargins(Space.LARGE, 0, Space.LARGE, 0)
        foot.addWidget(self._reminder)
        head.addWidget(self.name, 1)
        head.addWidget(self._kind)
        head.addWidget(self.address)
        head.addWidget(self._close)
        outer.addLayout(head)
        outer.addLayout(flow)
        outer.addLayout(link)
        outer.addLayout(foot)
        self._link.setVisible(False)

    def _field_wanted(self, field: str) -> None:
        state = self._state
        if state is not None and state.revealed is not None and state.revealed.field == field:
            self.hide_wanted.emit()
        else:
            self.reveal_wanted.emit(field)

    def _recolour(self) -> None:
        self._close.setIcon(self._theme.icon("x", "muted"))


def _shown(state: RecordState) -> tuple[object, ...]:
    return state.record.customer, state.record.filled, state.revealed


def _value(customer: Customer, field: str, revealed: Revealed | None) -> tuple[str, bool]:
    """What a field shows: the whole value while it is revealed, else its mask."""
    if revealed is not None and revealed.field == field:
        return revealed.value, True
    if field == "birth_date":
        return HIDDEN_DATE, False
    return short_mask(str(getattr(customer, field) or "")), False
