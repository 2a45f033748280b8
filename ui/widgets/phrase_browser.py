"""The list of phrases with its search and filters, and beside it the chosen one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.interactions import Stage
from app.domain.people import Session
from ui.models.phrase_rows import PhraseList
from ui.presenters.labels import STAGES
from ui.presenters.phrase_rows import phrase_row
from ui.presenters.phrase_words import STANDINGS
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.phrase_desk import PhraseItem, Shelf, Standing
from ui.viewmodels.phrases import Filter
from ui.widgets.choice import Choice
from ui.widgets.delegates import TwoLineDelegate
from ui.widgets.pane import Pane
from ui.widgets.phrase_detail import PhraseDetail
from ui.widgets.row_list import RowList
from ui.widgets.style import column, label, row
from ui.words import _

_WALK = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class _Rows(RowList):
    """A click only chooses; Enter and a double click open. Letters go to the search box."""

    def __init__(self, model: PhraseList, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.clicked.disconnect(self._clicked)
        self.doubleClicked.connect(self._clicked)


class PhraseBrowser(Pane):
    """The arrow keys walk through the list from the search box too; Esc there shows all again."""

    narrowed = Signal(object)
    """`Filter` as it is set now."""

    moved = Signal()
    """Another phrase, or none, is chosen."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept_to: Standing | None = None
        self._chosen_key = ""
        self._shelf = Shelf()
        self.search = QLineEdit(self)
        self.search.setObjectName("phrase_search")
        self.search.installEventFilter(self)
        self.stage, self.situation, self.standing = (Choice(theme, self) for _n in range(3))
        self._choices = {"stage": self.stage, "situation": self.situation, "standing": self.standing}
        for name, choice in self._choices.items():
            choice.setObjectName(f"filter_{name}")
            choice.setMinimumWidth(110)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.currentIndexChanged.connect(self._narrow)
        self.count = label(self, "muted")
        self.model = PhraseList(partial(phrase_row, shelf=self._shelf))
        self.rows = _Rows(self.model, self)
        self.rows.setObjectName("phrase_rows")
        self.rows.paint_by(TwoLineDelegate(theme, self.rows))
        self.detail = PhraseDetail(theme, session, self)
        self._lay_out()
        self.search.textChanged.connect(self._narrow)
        self.rows.selectionModel().currentChanged.connect(self._on_moved)

    @property
    def chosen(self) -> PhraseItem | None:
        """The phrase under the focus of the list."""
        return self.model.item(self.rows.currentIndex().row())

    def speak(self, shelf: Shelf) -> None:
        """Say every word again, with what situations are called."""
        self._shelf = shelf
        self.search.setPlaceholderText(_("Words, situation, author or id"))
        self.search.setAccessibleName(_("Search phrases"))
        self.rows.setAccessibleName(_("Phrases"))
        self._fill_choices()
        self.model.speak(partial(phrase_row, shelf=shelf))

    def show_items(self, items: tuple[PhraseItem, ...], total: int, voice: Voice) -> None:
        """Show these; the chosen one stays chosen, or its neighbour is."""
        at, key = self.rows.currentIndex().row(), self._chosen_key
        self.model.show(items)
        if items:
            kept = self.model.at(key) if key else -1
            place = self.model.index(kept if kept >= 0 else max(0, min(at, len(items) - 1)))
            self.rows.setCurrentIndex(place)
            self.rows.scrollTo(place)
        number = voice.formats.number
        self.count.setText(_("{count} of {total}").format(count=number(len(items)), total=number(total)))

    def keep_to(self, standing: Standing | None) -> None:
        """Show only what stands so, whatever else is chosen; None leaves it to the choice."""
        self._kept_to = standing
        self.standing.setEnabled(standing is None)
        self._narrow()

    def show_all(self) -> None:
        """Take every filter back."""
        for choice in self._choices.values():
            choice.setCurrentIndex(0)
        self.search.clear()

    def aim(self, key: str) -> None:
        """Choose the phrase of that key when the list is shown next."""
        self._chosen_key = key

    def choose(self, key: str) -> None:
        """Go to the phrase of that key, if it is in the list."""
        at = self.model.at(key)
        if at >= 0:
            self.rows.setCurrentIndex(self.model.index(at))
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def type_on(self, text: str) -> None:
        """Somebody typed in the list: it is looked for."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.setText(self.search.text() + text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _WALK.get(Qt.Key(event.key()))
            if step is not None and self.model.rowCount():
                at = max(0, min(self.model.rowCount() - 1, self.rows.currentIndex().row() + step))
                self.rows.setCurrentIndex(self.model.index(at))
                return True
            if event.key() == Qt.Key.Key_Escape and self._filter() != Filter(standing=self._kept_to or ""):
                self.show_all()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _on_moved(self) -> None:
        if self.chosen is not None:
            self._chosen_key = self.chosen.key
        self.moved.emit()

    def _narrow(self) -> None:
        self.narrowed.emit(self._filter())

    def _filter(self) -> Filter:
        return Filter(
            text=self.search.text(),
            stage=self.stage.currentData() or "",
            situation=self.situation.currentData() or "",
            standing=self._kept_to or self.standing.currentData() or "",
        )

    def _fill_choices(self) -> None:
        situations = sorted((self._shelf.situations or {}).items(), key=lambda each: each[1])
        options = (
            (self.stage, _("All stages"), [(one.value, _(STAGES[one])) for one in Stage]),
            (self.situation, _("All situations"), situations),
            (self.standing, _("However it stands"), [(one.value, _(STANDINGS[one])) for one in Standing]),
        )
        for choice, everything, values in options:
            chosen = choice.currentData()
            blocked = choice.blockSignals(True)
            choice.clear()
            choice.addItem(everything, "")
            for value, words in values:
                choice.addItem(words, value)
            choice.setCurrentIndex(max(0, choice.findData(chosen)))
            choice.setAccessibleName(everything)
            choice.blockSignals(blocked)

    def _lay_out(self) -> None:
        outer = column(self, 0, Space.SMALL)
        filters = row(gap=Space.SMALL)
        filters.addWidget(self.search, 3)
        for choice in self._choices.values():
            filters.addWidget(choice, 2)
        filters.addWidget(self.count)
        outer.addLayout(filters)
        both = row(gap=Space.MEDIUM)
        both.addWidget(self.rows, 5)
        both.addWidget(self.detail, 6)
        outer.addLayout(both, 1)
