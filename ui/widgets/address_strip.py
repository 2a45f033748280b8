"""How to address the customer: a small form in the pane where the address is used."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.domain.people import Honorific
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.address import AddressAsk, AddressViewModel
from ui.widgets.painting import soft_ground
from ui.widgets.pane import Pane
from ui.widgets.segments import Segment, SegmentBar
from ui.widgets.style import column, label, row
from ui.words import _

_HONORIFICS = tuple(Honorific)


class AddressStrip(Pane):
    """Left and right choose, Enter keeps, Esc puts it off."""

    left = Signal()
    """The form is done with: the hand goes back to the suggestions."""

    def __init__(self, model: AddressViewModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._customer: str | None = None
        self._at = -1
        self.setObjectName("address_strip")
        self._question = label(self)
        self._question.setFont(theme.font(-1))
        self._later = self._button("address_later", "link")
        self._save = self._button("address_save", "")
        self.honorifics = SegmentBar(theme, self)
        self.honorifics.setObjectName("honorifics")
        self.call_name = QLineEdit(self)
        self.call_name.setObjectName("call_name")
        self._lay_out()
        self.honorifics.chosen.connect(self._choose)
        self._save.clicked.connect(self._keep)
        self._later.clicked.connect(self._put_off)
        model.changed.connect(self._show)
        theme.changed.connect(self.update)
        self.retranslate()
        self._show(model.ask)

    def retranslate(self) -> None:
        self._question.setText(_("How is this customer addressed?"))
        self._later.setText(_("Not now"))
        self._save.setText(_("Save"))
        self.honorifics.name(_("Honorific"))
        self.call_name.setPlaceholderText(_("Call name"))
        self.call_name.setAccessibleName(_("Call name"))

    def focus_first(self) -> None:
        """Put the focus where the choice begins."""
        self.honorifics.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        elif event.key() == Qt.Key.Key_Escape:
            self._put_off()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft_ground(painter, QRectF(self.rect()), self._theme.colour("info_soft"))

    def _button(self, name: str, kind: str) -> QPushButton:
        made = QPushButton(self)
        made.setObjectName(name)
        if kind:
            made.setProperty("kind", kind)
        return made

    def _lay_out(self) -> None:
        outer = column(self, Space.SMALL, Space.TIGHT)
        head = row(gap=Space.SMALL)
        head.addWidget(self._question, 1)
        head.addWidget(self._later)
        outer.addLayout(head)
        form = row(gap=Space.SMALL)
        form.addWidget(self.honorifics, 3)
        form.addWidget(self.call_name, 2)
        form.addWidget(self._save)
        outer.addLayout(form)

    def _show(self, ask: AddressAsk | None) -> None:
        if ask is not None and ask.customer_id != self._customer:
            self._at = _HONORIFICS.index(ask.honorific) if ask.honorific else -1
            self.call_name.setText(ask.call_name)
        self._customer = ask.customer_id if ask else None
        if ask is None:
            self.call_name.clear()
        self._offer()
        self.setVisible(ask is not None)

    def _choose(self, at: int) -> None:
        self._at = at
        self._offer()

    def _offer(self) -> None:
        self.honorifics.offer(tuple(Segment(one.value) for one in _HONORIFICS), self._at)
        self._save.setEnabled(self._at >= 0)

    def _keep(self) -> None:
        if self._at >= 0:
            self._model.save(_HONORIFICS[self._at], self.call_name.text())
            self.left.emit()

    def _put_off(self) -> None:
        self._model.later()
        self.left.emit()
