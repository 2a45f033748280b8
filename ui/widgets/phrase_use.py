"""The use of all phrases as a table: sorted by any column, with the conclusion in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.models.phrase_rows import UseRow, UseTable
from ui.presenters.phrase_rows import VERDICT_TONES, Verdict, verdict, verdict_words
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import ROW_HEIGHT, Space
from ui.viewmodels.phrase_desk import PhraseItem, Shelf
from ui.widgets.choice import Choice
from ui.widgets.pane import Pane
from ui.widgets.style import column, label, row
from ui.words import _, ngettext

_VERDICT = 7
_ORDER = {
    Verdict.HELPS: 5,
    Verdict.USUAL: 4,
    Verdict.FEW: 3,
    Verdict.UNKNOWN: 2,
    Verdict.HARMS: 1,
    Verdict.SKIPPED: 0,
}
_SORTS = ((_VERDICT, True), (_VERDICT, False), (1, True), (2, True), (4, True), (3, True), (5, True), (6, True))
"""Column, and whether the most comes first, in the order of the choice."""


class _Table(QTableView):
    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
        else:
            super().keyPressEvent(event)


class UsePane(Pane):
    """Enter opens the phrase in the list."""

    opened = Signal(str)
    """The key of a phrase."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shelf = Shelf()
        self._voice: Voice | None = None
        self.setObjectName("phrase_use")
        self.setProperty("card", "true")
        self._model = UseTable(self)
        self.summary = label(self, "muted", wrap=True)
        self._sort_title = label(self, "section")
        self.sorting = Choice(theme, self)
        self.sorting.setObjectName("use_sort")
        self.table = _Table(self)
        self._shape_table()
        outer = column(self, Space.MEDIUM, Space.SMALL)
        head = row(gap=Space.MEDIUM)
        head.addWidget(self.summary, 1)
        head.addWidget(self._sort_title)
        head.addWidget(self.sorting)
        outer.addLayout(head)
        outer.addWidget(self.table, 1)
        self.sorting.currentIndexChanged.connect(self._sort)
        self.table.opened.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        theme.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def rows(self) -> tuple[UseRow, ...]:
        return self._model.rows

    def show_use(self, shelf: Shelf, voice: Voice) -> None:
        """Show what use says of every phrase that was offered."""
        self._shelf, self._voice = shelf, voice
        self.retranslate()

    def focus_rows(self) -> None:
        """Put the focus on the table."""
        if self._model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._model.index(0, 0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self._sort_title.setText(_("Sort by"))
        self.sorting.setAccessibleName(_("Sort by"))
        names = (
            _("What helps first"), _("What is skipped first"), _("Offered"), _("Said"), _("Skipped"),
            _("In other words"), _("Better after it"), _("Not better after it"),
        )  # fmt: skip
        chosen = max(0, self.sorting.currentIndex())
        blocked = self.sorting.blockSignals(True)
        self.sorting.clear()
        self.sorting.addItems(names)
        self.sorting.setCurrentIndex(chosen)
        self.sorting.blockSignals(blocked)
        self.table.setAccessibleName(_("Use of phrases"))
        heads = (
            _("Phrase"), _("Offered"), _("Said"), _("Reworded"), _("Skipped"), _("Better"), _("Not better"),
            _("Conclusion"),
        )  # fmt: skip
        voice = self._voice
        used = [item for item in self._shelf.items if item.use is not None and item.use.shown > 0]
        key = self._key()
        self._model.show(heads, tuple(self._row(item, voice) for item in used) if voice else (), self._theme.colour)
        self._sort(chosen)
        self._choose(key)
        self._sum_up(used)

    def _row(self, item: PhraseItem, voice: Voice) -> UseRow:
        use, number = item.use, voice.formats.number
        if use is None:
            return UseRow(item.key, (), (), "muted")
        counts = (use.shown, use.taken, use.edited, use.skipped, use.better, use.worse)
        found = verdict(use, self._shelf.helped)
        text = " ".join(item.text.split())
        # within one conclusion the surest comes first
        sure = use.low if found in {Verdict.HELPS, Verdict.USUAL, Verdict.FEW} else -use.skipped / max(1, use.shown)
        return UseRow(
            item.key,
            (text, *(number(count) for count in counts), verdict_words(use, self._shelf.helped, voice)),
            (text.casefold(), *(float(count) for count in counts), _ORDER[found] + sure / 2),
            VERDICT_TONES[found],
        )

    def _sum_up(self, used: list[PhraseItem]) -> None:
        found = [verdict(item.use, self._shelf.helped) for item in used]
        helps, skipped = found.count(Verdict.HELPS), found.count(Verdict.SKIPPED)
        if not used:
            self.summary.setText(_("Nothing has been offered yet in the last 90 days."))
            return
        offered = ngettext("{count} phrase was offered.", "{count} phrases were offered.", len(used))
        told = _("{helps} help more than the others, {skipped} are often skipped.")
        words = f"{offered.format(count=len(used))} {told.format(helps=helps, skipped=skipped)}"
        self.summary.setText(words)

    def _shape_table(self) -> None:
        table = self.table
        table.setObjectName("use_table")
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        table.setSortingEnabled(True)

    def _fit_columns(self) -> None:
        header = self.table.horizontalHeader()
        if header.count() <= _VERDICT:
            return
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at in range(1, _VERDICT):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            words = str(self._model.headerData(at, Qt.Orientation.Horizontal))
            header.resizeSection(at, max(52, header.fontMetrics().horizontalAdvance(words) + 20))
        header.setSectionResizeMode(_VERDICT, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(_VERDICT, min(380, max(250, self.width() * 3 // 10)))

    def _sort(self, at: int) -> None:
        self._fit_columns()
        if 0 <= at < len(_SORTS):
            by, most = _SORTS[at]
            self.table.sortByColumn(by, Qt.SortOrder.DescendingOrder if most else Qt.SortOrder.AscendingOrder)
            if self._model.rows:
                # what was asked for first is what Enter opens
                self.table.setCurrentIndex(self._model.index(0, 0))

    def _key(self) -> str:
        at = self.table.currentIndex().row()
        return self._model.rows[at].key if 0 <= at < len(self._model.rows) else ""

    def _choose(self, key: str) -> None:
        at = next((n for n, one in enumerate(self._model.rows) if one.key == key), 0)
        if self._model.rows:
            self.table.setCurrentIndex(self._model.index(at, 0))

    def _open(self) -> None:
        key = self._key()
        if key:
            self.opened.emit(key)
