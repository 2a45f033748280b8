"""The left pane: the search box with its results, what needs attention, and today's contacts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from app.services.views import CustomerHit, InteractionLine, PromiseLine
from ui.models.lists import RowsModel
from ui.presenters.rows import hit_row, interaction_row, promise_row
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.search import SearchState, SearchViewModel
from ui.viewmodels.today import Today, TodayViewModel
from ui.widgets.delegates import TWO_LINES, TwoLineDelegate
from ui.widgets.pane import Pane
from ui.widgets.row_list import RowList
from ui.widgets.style import column, label
from ui.words import _

_AT_RISK_SHOWN = 3


class SearchPane(Pane):
    """Arrow keys walk through the results while the typing focus stays in the box."""

    customer_wanted = Signal(str, str)
    """Customer id and, where it is known, the number of the case to begin with."""

    new_customer_wanted = Signal(str)
    """What was typed when nobody was found."""

    def __init__(
        self, search: SearchViewModel, today: TodayViewModel, theme: Theme, voice: Voice, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._search = search
        self._today = today
        self._voice = voice
        self.setProperty("panel", "true")
        self._build(theme)
        self.retranslate()
        search.changed.connect(self._show_results)
        search.moved.connect(self._show_current)
        today.changed.connect(self._show_today)

    def speak(self, voice: Voice) -> None:
        """Say everything again: the language or the words in force have changed."""
        self._voice = voice
        self._hits.speak(partial(hit_row, voice=voice))
        self._risks.speak(partial(promise_row, voice=voice))
        self._contacts.speak(partial(interaction_row, voice=voice))
        self.retranslate()

    def retranslate(self) -> None:
        self.box.setPlaceholderText(_("Name, phone, number…"))
        self.box.setAccessibleName(_("Find customer"))
        self.results.setAccessibleName(_("Search results"))
        self.at_risk.setAccessibleName(_("Needs attention"))
        self.contacts.setAccessibleName(_("Interactions today"))
        self._nobody.setText(_("Nobody found. Check the spelling, or try part of the phone or case number."))
        self._add.setText(_("Add as a new customer"))
        self._show_today(self._today.today)

    def focus_box(self) -> None:
        """Begin a search: what stands in the box is selected, so that typing replaces it."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def _build(self, theme: Theme) -> None:
        voice = self._voice
        self._hits = RowsModel[CustomerHit](partial(hit_row, voice=voice))
        self._risks = RowsModel[PromiseLine](partial(promise_row, voice=voice))
        self._contacts = RowsModel[InteractionLine](partial(interaction_row, voice=voice))
        self.box = QLineEdit(self)
        self.box.setObjectName("search_box")
        self.box.setClearButtonEnabled(True)
        self.box.textEdited.connect(self._search.set_text)
        self.box.textChanged.connect(self._cleared)
        self.box.returnPressed.connect(self._search.open_current)
        self.box.installEventFilter(self)
        self.results = self._list(self._hits, "results", theme)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.opened.connect(self._open_hit)
        self._nobody = label(self, "muted", wrap=True)
        self._add = QPushButton(self)
        self._add.setObjectName("add_customer")
        self._add.setProperty("kind", "link")
        self._add.clicked.connect(self._want_new)
        self._risk_title = label(self, "section")
        self.at_risk = self._list(self._risks, "at_risk", theme)
        self.at_risk.opened.connect(self._open_risk)
        self._contacts_title = label(self, "section")
        self.contacts = self._list(self._contacts, "contacts", theme)
        self.contacts.opened.connect(self._open_contact)
        self._quiet = label(self, "muted", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        outer = column(self, 0, Space.TIGHT)
        outer.setContentsMargins(0, Space.MEDIUM, 0, 0)
        top = column(gap=Space.SMALL)
        top.setContentsMargins(Space.MEDIUM, 0, Space.MEDIUM, Space.TIGHT)
        top.addWidget(self.box)
        top.addWidget(self._nobody)
        top.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addLayout(top)
        outer.addWidget(self.results, 3)
        for title in (self._risk_title, self._contacts_title, self._quiet):
            title.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, 0)
        outer.addWidget(self._risk_title)
        outer.addWidget(self.at_risk)
        outer.addWidget(self._contacts_title)
        outer.addWidget(self._quiet)
        outer.addWidget(self.contacts, 2)
        outer.addStretch(0)
        for widget in (self.results, self._nobody, self._add):
            widget.setVisible(False)

    def _list(self, model: RowsModel[CustomerHit] | RowsModel[PromiseLine] | RowsModel[InteractionLine], name: str,
              theme: Theme) -> RowList:  # fmt: skip
        made = RowList(model, self)
        made.setObjectName(name)
        made.paint_by(TwoLineDelegate(theme, made))
        theme.changed.connect(made.viewport().update)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                self._search.move(step)
                return True
            if event.key() == Qt.Key.Key_Escape and self.box.text():
                self.box.clear()
                return True
        return super().eventFilter(watched, event)

    def _cleared(self, text: str) -> None:
        if not text:
            self._search.clear()

    def _show_results(self, state: SearchState) -> None:
        if not state.text and self.box.text():
            self.box.clear()
        self._hits.show(state.hits)
        self.results.setMaximumHeight(len(state.hits) * TWO_LINES + 2)
        self.results.setVisible(bool(state.hits))
        self._nobody.setVisible(state.is_empty)
        self._add.setVisible(state.is_empty)
        self._show_current(state.index)

    def _show_current(self, index: int) -> None:
        if index >= 0:
            self.results.setCurrentIndex(self._hits.index(index))

    def _show_today(self, today: Today) -> None:
        count = self._voice.formats.number
        self._risks.show(today.at_risk)
        self._contacts.show(today.interactions)
        risks, contacts = len(today.at_risk), len(today.interactions)
        self._risk_title.setText(_("Needs attention · {count}").format(count=count(risks)))
        self._contacts_title.setText(_("Today · {count}").format(count=count(contacts)))
        self._risk_title.setVisible(bool(risks))
        self.at_risk.setVisible(bool(risks))
        self.at_risk.setFixedHeight(min(risks, _AT_RISK_SHOWN) * TWO_LINES + 2)
        self._quiet.setText(_("No interaction yet today.") if not contacts else "")
        self._quiet.setVisible(not contacts)
        self.contacts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _open_hit(self, at: int) -> None:
        self._search.select(at)
        self._search.open_current()

    def _open_risk(self, at: int) -> None:
        line = self._risks.item(at)
        if line is not None:
            self.customer_wanted.emit(line.customer_id, line.case_number)

    def _open_contact(self, at: int) -> None:
        line = self._contacts.item(at)
        if line is not None and line.customer_id is not None:
            self.customer_wanted.emit(line.customer_id, line.case_number or "")

    def _want_new(self) -> None:
        self.new_customer_wanted.emit(self.box.text().strip())
