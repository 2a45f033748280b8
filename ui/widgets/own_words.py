"""The agent's own words: the box at its fixed place, and above it what the check found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.own_words import MOST, OwnState, OwnWordsViewModel
from ui.widgets.finding_card import FindingCard
from ui.widgets.own_box import OwnBox
from ui.widgets.pane import Pane
from ui.widgets.style import column, row
from ui.words import _


class ReasonLine(QLineEdit):
    """Why a sentence is said in spite of its fault; Esc goes back to the sentence."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class OwnWords(Pane):
    """Listens to its view-model; the box stands still while findings come and go above it."""

    left = Signal()
    """Esc: the hand goes back to the suggestions."""

    def __init__(self, model: OwnWordsViewModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._told: tuple[str, ...] = ()
        self._last = ""
        self._cards = [FindingCard(theme, at, self) for at in range(MOST)]
        self.reason = ReasonLine(self)
        self.reason.setObjectName("own_reason")
        self._anyway = QPushButton(self)
        self._anyway.setObjectName("say_anyway")
        self.box = OwnBox(theme, self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show(model.state)

    def retranslate(self) -> None:
        self._noted(self._last)
        self.box.setAccessibleName(_("Your own words"))
        self.box.setAccessibleDescription(
            _("Enter checks and notes it as said, Ctrl+Enter takes the better wording, Shift+Enter breaks the line.")
        )
        self.reason.setPlaceholderText(_("Why it must be said all the same…"))
        self.reason.setAccessibleName(_("Why it must be said all the same"))
        self._anyway.setText(_("Say anyway"))

    def open_for(self, serving: bool) -> None:
        """Only while somebody is served is there somebody to say it to."""
        self.box.setEnabled(serving)

    def focus_box(self) -> None:
        """Put the caret behind the words."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        outer = column(self, 0, Space.TIGHT)
        for card in self._cards:
            outer.addWidget(card)
        asked = row(gap=Space.SMALL)
        asked.addWidget(self.reason, 1)
        asked.addWidget(self._anyway)
        outer.addLayout(asked)
        outer.addWidget(self.box)
        # from the box on, in the order of use: the better wordings, then the reason
        for one, other in zip((self.box, *self._steps()), self._steps(), strict=False):
            QWidget.setTabOrder(one, other)

    def _steps(self) -> tuple[QWidget, ...]:
        return (*(card.button for card in self._cards), self.reason, self._anyway)

    def _connect(self) -> None:
        model = self._model
        for card in self._cards:
            card.taken.connect(self._take)
        self.box.typed.connect(model.set_text)
        self.box.entered.connect(model.enter)
        self.box.rewrite_wanted.connect(model.take_rewrite)
        self.box.left.connect(self.left)
        self.reason.returnPressed.connect(self._say_anyway)
        self.reason.left.connect(model.back)
        self._anyway.clicked.connect(self._say_anyway)
        model.changed.connect(self._show)
        model.cleared.connect(self.box.forget)
        model.cleared.connect(self._forget_last)
        model.said.connect(self._noted)

    def _show(self, state: OwnState) -> None:
        self.box.show_text(state.text)
        self.box.show_findings(state.findings)
        for at, card in enumerate(self._cards):
            finding = state.findings[at] if at < len(state.findings) else None
            card.show_finding(finding, by_key=finding is not None and finding is state.rewrite)
        self._ask(state)
        self._announce()

    def _noted(self, said: str) -> None:
        """Told in the box itself: a message above the page would move everything under the hand."""
        self._last = said
        self.box.setPlaceholderText(_("Noted as said. Your own words…") if said else _("Your own words…"))
        if said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, _("Noted as said.")))

    def _forget_last(self) -> None:
        self._noted("")

    def _ask(self, state: OwnState) -> None:
        asked_before = self.reason.isVisibleTo(self)
        for widget in (self.reason, self._anyway):
            widget.setVisible(state.asks_reason)
        if state.asks_reason and not asked_before:
            self.reason.clear()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif asked_before and not state.asks_reason:
            self.reason.clear()
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _announce(self) -> None:
        told = tuple(card.accessibleName() for card in self._cards if card.isVisibleTo(self))
        if told and told != self._told:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, ". ".join(told)))
        self._told = told

    def _take(self, at: int) -> None:
        self._model.take_rewrite(at)
        self.focus_box()

    def _say_anyway(self) -> None:
        self._model.say_anyway(self.reason.text())
