"""One phrase beside the list: what it says, what was changed, who decided, and what its use says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from app.domain.people import Session
from app.domain.phrases import VersionState
from ui.presenters.limits import network_reason
from ui.presenters.phrase_rows import (
    conditions,
    history,
    origin,
    other_changes,
    own_reason,
    text_changes,
    use_words,
)
from ui.presenters.phrase_words import STANDING_TONES, STANDINGS
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.phrase_desk import (
    PhraseItem,
    Shelf,
    Standing,
    audiences,
    decides,
    may_retire,
    may_revise,
    may_write,
)
from ui.widgets.callout import Callout
from ui.widgets.chip import Chip
from ui.widgets.pane import Pane
from ui.widgets.phrase_text import MarkedText
from ui.widgets.style import column, label, row
from ui.words import _

ACTS = ("edit_phrase", "approve_phrase", "return_phrase", "retire_phrase")


class VersionCard(Pane):
    """One of two texts that stand side by side."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.head = label(self, "section")
        self.head.setWordWrap(True)
        self.text = MarkedText(theme, self)
        inner = column(self, Space.MEDIUM, Space.TIGHT)
        inner.addWidget(self.head)
        inner.addWidget(self.text)
        inner.addStretch(1)


class PhraseDetail(Pane):
    """The buttons are always the same ones in the same place; what cannot be done is off and says why."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session = session
        self._item: PhraseItem | None = None
        self._shelf = Shelf()
        self._voice: Voice | None = None
        self.setObjectName("phrase_detail")
        self.setProperty("card", "true")
        self.buttons = {name: QPushButton(self) for name in ACTS}
        for name, button in self.buttons.items():
            button.setObjectName(name)
        self.buttons["approve_phrase"].setProperty("kind", "primary")
        self._build()

    @property
    def item(self) -> PhraseItem | None:
        return self._item

    def show_item(self, item: PhraseItem | None, shelf: Shelf, voice: Voice) -> None:
        """Show this phrase, or nothing."""
        self._item, self._shelf, self._voice = item, shelf, voice
        self.retranslate()

    def reasons(self) -> dict[str, str | None]:
        """Why each act cannot be done now; None where it can."""
        item, session = self._item, self._session
        if item is None:
            return dict.fromkeys(ACTS, "")
        if not audiences(session):
            return dict.fromkeys(ACTS, _("Your role may only read phrases."))
        if not may_write(session):
            return dict.fromkeys(ACTS, network_reason())
        waiting = self._undecidable(item)
        retired = None if may_retire(item, session) else self._unretirable(item)
        return {"edit_phrase": None, "approve_phrase": waiting, "return_phrase": waiting, "retire_phrase": retired}

    def retranslate(self) -> None:
        item = self._item
        self._body.setVisible(item is not None)
        self._nothing.setVisible(item is None)
        self._nothing.setText(_("No phrase fits this choice. Esc in the search box shows all again."))
        self.buttons["approve_phrase"].setText(_("&Approve"))
        self.buttons["return_phrase"].setText(_("&Return…"))
        self.buttons["retire_phrase"].setText(_("Re&tire…"))
        self._name_edit(item)
        if item is not None and self._voice is not None:
            self._show(item, self._voice)

    # ---------------------------------------------------------------- inside

    def _undecidable(self, item: PhraseItem) -> str | None:
        if not decides(self._session):
            return _("A supervisor or the service owner approves phrases.")
        if not item.is_waiting or item.state is None:
            return _("No version of it waits for approval.")
        return own_reason(item) if item.state.newest.author == self._session.staff_login else None

    def _unretirable(self, item: PhraseItem) -> str:
        if item.state is None:
            return _("It comes with Loket. The service owner may write a version that takes its place.")
        if item.standing is Standing.RETIRED:
            return _("It is retired already.")
        return _("Your role may not do this.")

    def _name_edit(self, item: PhraseItem | None) -> None:
        revises = item is None or may_revise(item, self._session)
        self.buttons["edit_phrase"].setText(_("&Edit…") if revises else _("Write my o&wn after it…"))

    def _show(self, item: PhraseItem, voice: Voice) -> None:
        waits = item.is_waiting or item.is_returned
        standing = Standing.WAITING if item.is_waiting else Standing.RETURNED if item.is_returned else item.standing
        self.standing.show_text(_(STANDINGS[standing]), STANDING_TONES[standing])
        self.also.show_text(_("An older version is in force") if waits and item.in_force else "", "ok")
        self.origin.setText(origin(item))
        self._show_reason(item)
        self._show_texts(item, compare=waits and item.in_force is not None)
        changes = other_changes(item.in_force, item.entry, self._shelf) if waits else ()
        self.changes.setText("\n".join(changes))
        self.changes.setVisible(bool(changes))
        self.use.setText(use_words(item.use, self._shelf.helped, voice))
        self.conditions.setText("\n".join(f"{name}: {words}" for name, words in conditions(item.entry, self._shelf)))
        self.history.setText("\n".join(words for _tone, words in history(item, voice)))
        self._history_title.setText(_("History"))
        self._history_title.setVisible(bool(self.history.text()))
        self._conditions_title.setText(_("Offered where"))
        self._use_title.setText(_("Use in the last 90 days"))

    def _show_reason(self, item: PhraseItem) -> None:
        newest = item.state.newest if item.state else None
        if newest is not None and newest.state is VersionState.RETURNED:
            words = _("{staff} returned version {number}: “{reason}”").format(
                staff=newest.decided_by or "", number=newest.number, reason=newest.reason or ""
            )
            self.reason.show_text(words, "danger")
        elif item.is_waiting and newest is not None and newest.author == self._session.staff_login:
            self.reason.show_text(own_reason(item), "info")
        else:
            self.reason.show_text("")

    def _show_texts(self, item: PhraseItem, *, compare: bool) -> None:
        old = str(item.in_force.get("text", "")) if item.in_force else ""
        gone, came = text_changes(old, item.text) if compare else ((), ())
        self.old.setVisible(compare)
        self.old.head.setText(_("In force now"))
        self.old.text.show_text(old, gone)
        number = item.state.newest.number if item.state else 1
        written = _("Version {number}, newly written").format(number=number)
        self.new.head.setText(written if compare or item.is_waiting else _("Text"))
        self.new.text.show_text(item.text, came)

    def _build(self) -> None:
        outer = column(self, 0, 0)
        area = QScrollArea(self)
        area.setObjectName("phrase_scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget(area)
        self._fill(self._body)
        area.setWidget(self._body)
        self._body.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        self._nothing = label(self, "muted", wrap=True)
        self._nothing.setMargin(Space.HUGE)
        outer.addWidget(self._nothing)
        outer.addWidget(area, 1)
        foot = row(gap=Space.SMALL)
        foot.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.MEDIUM)
        for button in self.buttons.values():
            foot.addWidget(button)
        foot.addStretch(1)
        outer.addLayout(foot)

    def _fill(self, body: QWidget) -> None:
        layout = column(body, Space.LARGE, Space.SMALL)
        self.standing, self.also = Chip(self._theme, body), Chip(self._theme, body)
        self.origin = label(body, "muted")
        head = row(gap=Space.SMALL)
        for widget in (self.standing, self.also, self.origin):
            head.addWidget(widget)
        head.addStretch(1)
        layout.addLayout(head)
        self.reason = Callout(self._theme, body)
        layout.addWidget(self.reason)
        self.old, self.new = VersionCard(self._theme, body), VersionCard(self._theme, body)
        beside = row(gap=Space.MEDIUM)
        beside.addWidget(self.old, 1)
        beside.addWidget(self.new, 1)
        layout.addLayout(beside)
        self.changes = label(body, "accent", wrap=True)
        layout.addWidget(self.changes)
        self._use_title, self.use = label(body, "section"), label(body, wrap=True)
        self._conditions_title, self.conditions = label(body, "section"), label(body, wrap=True)
        self._history_title, self.history = label(body, "section"), label(body, "muted", wrap=True)
        for title, told in (
            (self._use_title, self.use),
            (self._conditions_title, self.conditions),
            (self._history_title, self.history),
        ):
            layout.addWidget(title)
            layout.addWidget(told)
        layout.addStretch(1)
