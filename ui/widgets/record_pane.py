"""The middle pane: the customer, the live cases, and one timeline below them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QSplitter, QWidget

from ui.models.timeline import TimelineModel
from ui.presenters.sources import Part, place_of
from ui.presenters.timeline import timeline_rows
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.record import RecordState, RecordViewModel, StepNews
from ui.viewmodels.track import Track
from ui.widgets.case_track import CaseCard
from ui.widgets.delegates import TimelineDelegate
from ui.widgets.pane import Pane
from ui.widgets.profile_header import ProfileHeader
from ui.widgets.row_list import RowList
from ui.widgets.style import column, label, row
from ui.words import _

_TIMELINE_LEAST = 92
_CASES_WANTED = 290


class CaseList(QScrollArea):
    """The cards of a customer's cases; a card is kept as long as its case is shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: list[CaseCard] = []
        self.inner = QWidget(self)
        self._column = column(self.inner, 0, Space.MEDIUM)
        self._column.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, Space.MEDIUM)
        self.nothing = label(self.inner, "muted", wrap=True)
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        self.setWidget(self.inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("case_track")

    @property
    def cards(self) -> list[CaseCard]:
        """The cards in use, in the order of the screen."""
        return [card for card in self._cards if not card.isHidden()]

    def show_tracks(self, tracks: tuple[Track, ...], focus: str | None, voice: Voice) -> list[CaseCard]:
        """Show these cases; returns cards made for the first time."""
        fresh: list[CaseCard] = []
        while len(self._cards) < len(tracks):
            card = CaseCard(self._theme, self.inner)
            self._cards.append(card)
            self._column.insertWidget(self._column.count() - 1, card)
            fresh.append(card)
        for card, track in zip(self._cards, tracks, strict=False):
            card.show_track(track, voice, is_open=track.case_id == focus)
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(tracks))
        self.nothing.setVisible(not tracks)
        return fresh

    def clear(self) -> None:
        """Throw the cards away with everything they knew."""
        for card in self._cards:
            self._column.removeWidget(card)
            card.setParent(None)
            card.deleteLater()
        self._cards.clear()

    def card(self, case_id: str | None) -> CaseCard | None:
        return next((card for card in self.cards if card.case_id == case_id), None)


class SharedHeight(QSplitter):
    """Cases above the timeline: the cases get what they need first, until the agent drags the line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._dragged = False
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._keep)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._dragged:
            room = self.height()
            lower = max(_TIMELINE_LEAST, min(int(room * 0.36), room - _CASES_WANTED))
            self.setSizes([room - lower, lower])

    def _keep(self) -> None:
        self._dragged = True


class RecordPane(Pane):
    """Listens to the record: opens it, then touches only what differs."""

    promise_wanted = Signal()
    case_wanted = Signal()
    reveal_wanted = Signal(str)
    link_wanted = Signal()
    close_wanted = Signal()

    painted = Signal(str, object)
    """Case id and instant of the newest report, once it is on the screen."""

    def __init__(self, record: RecordViewModel, theme: Theme, voice: Voice, parent: QWidget) -> None:
        super().__init__(parent)
        self._record = record
        self._theme = theme
        self._voice = voice
        self.setProperty("panel", "true")
        self.setObjectName("record_pane")
        self._build()
        self.retranslate()
        record.opened.connect(self._opened)
        record.updated.connect(self._show)
        record.focused.connect(self._focused)
        record.closed.connect(self._closed)
        record.arrived.connect(self._announce)
        self._closed()

    def speak(self, voice: Voice) -> None:
        """Say everything again: the language or the words in force have changed."""
        self._voice = voice
        self.retranslate()
        if self._record.state is not None:
            self._show(self._record.state)

    def retranslate(self) -> None:
        self._empty.setText(_("Find a customer with F2, or press F4 for somebody without a record."))
        self._cases_title.setText(_("Requests and complaints"))
        self._timeline_title.setText(_("Timeline"))
        self._open_case.setText(_("Open case  Ctrl+O"))
        self.cases.nothing.setText(_("No case. Ctrl+O opens one."))
        self.cases.setAccessibleName(_("Requests and complaints"))
        self.timeline.setAccessibleName(_("Timeline"))

    def focus_first(self) -> None:
        """Put the keyboard focus where reading begins: the track of the case at hand."""
        state = self._record.state
        card = self.cases.card(state.focus) if state else None
        if card is not None:
            card.steps.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif state is not None:
            self._open_case.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def point(self, sources: Sequence[str]) -> None:
        """Mark what a sentence rests on; nothing is scrolled for it."""
        places = [place for place in map(place_of, sources) if place is not None]
        self.header.mark(any(place.part is Part.CUSTOMER for place in places))
        state = self._record.state
        for card in self.cases.cards:
            card.mark(places if state is not None and card.case_id == state.focus else ())

    def go_to(self, source: str) -> None:
        """Put the focus where a fact stands."""
        place, state = place_of(source), self._record.state
        card = self.cases.card(state.focus) if state else None
        if place is None or state is None:
            return
        if place.part is Part.CUSTOMER:
            self.header.focus_first()
        elif card is not None:
            card.go_to(place)
            self._reveal_focused()

    def _build(self) -> None:
        theme = self._theme
        self._empty = label(self, "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.header = ProfileHeader(theme, self)
        self.header.reveal_wanted.connect(self.reveal_wanted)
        self.header.hide_wanted.connect(self._record.hide_revealed)
        self.header.close_wanted.connect(self.close_wanted)
        self.header.link_wanted.connect(self.link_wanted)
        self._split = SharedHeight(self)
        self._upper = QWidget(self._split)
        self._cases_title = label(self._upper, "section")
        self._open_case = QPushButton(self._upper)
        self._open_case.setObjectName("open_case_button")
        self._open_case.setProperty("kind", "link")
        self._open_case.clicked.connect(self.case_wanted)
        self.cases = CaseList(theme, self._upper)
        self._lower = QWidget(self._split)
        self._timeline_title = label(self._lower, "section")
        self._model = TimelineModel()
        self.timeline = RowList(self._model, self._lower)
        self.timeline.setObjectName("timeline")
        self.timeline.paint_by(TimelineDelegate(theme, self.timeline))
        self.timeline.opened.connect(self._open_row)
        theme.changed.connect(self.timeline.viewport().update)
        self._lay_out()

    def _lay_out(self) -> None:
        outer = column(self)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self.header)
        outer.addWidget(self._split, 1)
        upper = column(self._upper)
        head = row()
        head.setContentsMargins(Space.LARGE, 0, Space.LARGE, 0)
        head.addWidget(self._cases_title, 1)
        head.addWidget(self._open_case)
        upper.addLayout(head)
        upper.addWidget(self.cases, 1)
        lower = column(self._lower)
        self._timeline_title.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, Space.HAIR)
        lower.addWidget(self._timeline_title)
        lower.addWidget(self.timeline, 1)
        self._upper.setMinimumHeight(150)
        self._lower.setMinimumHeight(_TIMELINE_LEAST)
        self._lower.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _opened(self, state: RecordState) -> None:
        self._show(state)
        self.cases.verticalScrollBar().setValue(0)
        self.timeline.scrollToTop()

    def _show(self, state: RecordState) -> None:
        self._empty.setVisible(False)
        self.header.setVisible(True)
        self._split.setVisible(True)
        self.header.show_record(state, self._voice)
        for card in self.cases.show_tracks(state.tracks, state.focus, self._voice):
            card.wanted.connect(self._record.focus)
            card.looked.connect(self._record.acknowledge)
            card.promised.connect(self._want_promise)
            card.painted.connect(self.painted)
        self._model.show(timeline_rows(state.record, self._voice))

    def _focused(self, track: Track | None) -> None:
        state = self._record.state
        if state is None:
            return
        inside = any(widget.hasFocus() for widget in self.cases.findChildren(QWidget))
        self._show(state)
        if track is not None:
            if inside:
                self.focus_first()
            # the card has its new height only after the layout has run
            QTimer.singleShot(0, self, self._reveal_focused)

    def _reveal_focused(self) -> None:
        state = self._record.state
        card = self.cases.card(state.focus) if state else None
        if card is None:
            return
        top = card.mapTo(self.cases.inner, QPoint(0, 0)).y()
        bar = self.cases.verticalScrollBar()
        room = self.cases.viewport().height()
        if top < bar.value() or top + card.height() > bar.value() + room:
            bar.setValue(max(0, top - Space.TIGHT))

    def _closed(self) -> None:
        self._empty.setVisible(True)
        self.header.setVisible(False)
        self._split.setVisible(False)
        self.header.clear()
        self.cases.clear()
        self._model.show(())

    def _announce(self, news: StepNews) -> None:
        step = news.track.step(news.step_key)
        if step is None:
            return
        spoken = self._voice.step_spoken(news.track.view, step)
        text = f"{news.track.view.case.number}: {spoken}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _open_row(self, at: int) -> None:
        entry = self._model.row_at(at)
        if entry is not None and entry.case_id is not None:
            self._record.focus(entry.case_id)

    def _want_promise(self, case_id: str) -> None:
        self._record.focus(case_id)
        self.promise_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._record.state is not None:
            self._record.move_focus(step)
            return
        super().keyPressEvent(event)
