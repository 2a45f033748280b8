"""The suggestions below each other, in cards that stay in their place while their words change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.presenters.sources import source_words
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.say import LIMIT, SayState
from ui.viewmodels.track import Track
from ui.widgets.ask_row import AskCard
from ui.widgets.style import column, label
from ui.widgets.suggestion_card import SuggestionCard
from ui.words import _


class SuggestionList(QScrollArea):
    """Cards are made once; showing another answer moves nothing that need not move."""

    said = Signal(int)
    copied = Signal(int)
    asked = Signal(int)

    held = Signal(bool)
    """A mouse button is down on something that must not move now."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inner = QWidget(self)
        self._column = column(self._inner, 0, Space.SMALL)
        self._column.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        self.cards = [self._card(at) for at in range(LIMIT)]
        self._asks: list[AskCard] = []
        self._nothing = label(self._inner, "muted", wrap=True)
        self._nothing.setContentsMargins(Space.TIGHT, Space.SMALL, Space.TIGHT, 0)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("say_suggestions")
        self.retranslate()

    @property
    def asks(self) -> list[AskCard]:
        return [card for card in self._asks if not card.isHidden()]

    def retranslate(self) -> None:
        """Set the fixed texts again."""
        self.setAccessibleName(_("Suggestions"))
        self._nothing.setText(_("Suggestions come once you serve somebody: F2 finds, F4 begins."))

    def show_answer(self, state: SayState, track: Track | None, voice: Voice) -> None:
        """Show the suggestions and what is missing."""
        for at, card in enumerate(self.cards):
            if at < len(state.rows):
                row = state.rows[at]
                card.show_row(row, tuple(source_words(span.source, track, voice) for span in row.spans))
            else:
                card.clear()
            card.setVisible(at < len(state.rows))
        while len(self._asks) < len(state.missing):
            ask = AskCard(self._theme, len(self._asks), self._inner)
            ask.sent.connect(self.asked)
            ask.button.pressed.connect(self._hold)
            ask.button.released.connect(self._release)
            self._asks.append(ask)
            self._column.insertWidget(self._column.count() - 2, ask)
        for at, ask in enumerate(self._asks):
            if at < len(state.missing):
                ask.show_row(state.missing[at], voice)
            else:
                ask.clear()
            ask.setVisible(at < len(state.missing))
        self._nothing.setVisible(not state.rows and not state.missing)

    def _card(self, number: int) -> SuggestionCard:
        card = SuggestionCard(self._theme, number, self._inner)
        card.said.connect(self.said)
        card.copied.connect(self.copied)
        card.walked.connect(self._walk)
        card.held.connect(self.held)
        self._column.addWidget(card)
        return card

    def _hold(self) -> None:
        self.held.emit(True)

    def _release(self) -> None:
        self.held.emit(False)

    def _walk(self, number: int, step: int) -> None:
        target = number + step
        if 0 <= target < LIMIT and not self.cards[target].isHidden():
            self.cards[target].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self.cards[target], 0, Space.MEDIUM)
