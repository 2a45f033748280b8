"""The suggestions below each other, in cards that stay in their place while their words change."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.presenters.sources import source_words
from ui.presenters.voice import Voice
from ui.presenters.why import why_words
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.drafts import MOST as MOST_DRAFTS
from ui.viewmodels.say_rows import LIMIT, SayRow, SayState
from ui.viewmodels.track import Track
from ui.widgets.ask_row import AskCard
from ui.widgets.style import column, label
from ui.widgets.suggestion_card import SuggestionCard
from ui.words import _


class _Ground(QWidget):
    """Hears the pointer also where a card passes it on."""

    moved = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.moved.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        self.moved.emit(False)


class SuggestionList(QScrollArea):
    """Cards are made once; showing another answer moves nothing that need not move."""

    said = Signal(int)
    copied = Signal(int)
    edited = Signal(int)
    asked = Signal(int)

    held = Signal(bool)
    """A mouse button or a key is down on something that must not move now."""

    rested = Signal(bool)
    """The pointer moves over the list, or has left it."""

    pointed = Signal(object)
    """Paths of the facts to be marked on the record."""

    source_wanted = Signal(str)
    """The path of the fact to go to on the record."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inner = _Ground(self)
        self._inner.moved.connect(self.rested)
        self._column = column(self._inner, 0, Space.SMALL)
        self._column.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        self.cards = [self._card(at) for at in range(LIMIT)]
        self._asks: list[AskCard] = []
        self._nothing = label(self._inner, "muted", wrap=True)
        self._nothing.setContentsMargins(Space.TIGHT, Space.SMALL, Space.TIGHT, 0)
        self._column.addWidget(self._nothing)
        self._drafts = [self._card(LIMIT + at) for at in range(MOST_DRAFTS)]
        for card in self._drafts:
            card.hide()
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

    def show_drafts(self, rows: tuple[SayRow, ...], track: Track | None, voice: Voice) -> None:
        """Show wordings of a model below all else, where they move nothing."""
        for at, card in enumerate(self._drafts):
            if at < len(rows):
                sources = tuple(source_words(span.source, track, voice) for span in rows[at].spans)
                card.show_row(rows[at], sources, _("Suggested by the organisation's language model, and checked."))
            else:
                card.clear()
            card.setVisible(at < len(rows))

    def show_answer(self, state: SayState, track: Track | None, voice: Voice) -> None:
        """Show the suggestions and what is missing."""
        for at, card in enumerate(self.cards):
            if at < len(state.rows):
                row = state.rows[at]
                sources = tuple(source_words(span.source, track, voice) for span in row.spans)
                card.show_row(row, sources, why_words(row.why, state.situation))
            else:
                card.clear()
            card.setVisible(at < len(state.rows))
        while len(self._asks) < len(state.missing):
            ask = AskCard(self._theme, len(self._asks), self._inner)
            ask.sent.connect(self.asked)
            ask.button.pressed.connect(self._hold)
            ask.button.released.connect(self._release)
            self._asks.append(ask)
            self._column.insertWidget(LIMIT + len(self._asks) - 1, ask)
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
        card.edited.connect(self.edited)
        card.pointed.connect(self.pointed)
        card.source_wanted.connect(self.source_wanted)
        card.walked.connect(self._walk)
        card.held.connect(self.held)
        self._column.addWidget(card)
        return card

    @property
    def focused(self) -> int:
        """The number of the card that has the focus; of the first one where none has."""
        every = enumerate((*self.cards, *self._drafts))
        return next((at for at, card in every if card.hasFocus()), 0)

    def _hold(self) -> None:
        self.held.emit(True)

    def _release(self) -> None:
        self.held.emit(False)

    def _walk(self, number: int, step: int) -> None:
        every = [*self.cards, *self._drafts]
        way = every[number + 1 :] if step > 0 else every[:number][::-1]
        target = next((card for card in way if not card.isHidden()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(target, 0, Space.MEDIUM)
