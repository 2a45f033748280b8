"""The box for the agent's own sentence: faults are underlined where they stand, and it grows with the words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from ui.presenters.findings import TONES
from ui.presenters.marks import utf16
from ui.theme import Theme
from ui.viewmodels.own_words import FindingRow

_MOST_LINES = 4
_AROUND = 13
"""Padding and border of the style sheet above and below, and what the words stand lower."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class OwnBox(QPlainTextEdit):
    """Enter says, Ctrl+Enter takes the better wording, Shift+Enter breaks the line, Esc leaves the box."""

    typed = Signal(str)
    entered = Signal()
    rewrite_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._findings: tuple[FindingRow, ...] = ()
        self.setObjectName("own_words")
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        # one line stands in the middle, as in the fields around it
        self.setViewportMargins(0, 2, 0, 0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        theme.changed.connect(self._underline)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show what the view-model holds; it can be taken back with Ctrl+Z like anything typed."""
        if text == self.toPlainText():
            return
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def forget(self) -> None:
        """Empty the box, and what Ctrl+Z could bring back: it was said, or belongs to another talk."""
        if self.toPlainText() or self.document().isUndoAvailable():
            self.setPlainText("")

    def show_findings(self, findings: tuple[FindingRow, ...]) -> None:
        """Underline these faults."""
        if findings != self._findings:
            self._findings = findings
            self._underline()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _rewrites(event):
            # outside the box the same key brings a suggestion into it
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _rewrites(event):
            self.rewrite_wanted.emit()
        elif event.key() in _ENTER and event.modifiers() in _PLAIN:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _changed(self) -> None:
        self._fit()
        self.typed.emit(self.toPlainText())

    def _fit(self) -> None:
        needed = max(1, round(self.document().size().height()))
        lines = min(_MOST_LINES, needed)
        # a bar that comes by itself narrows the words, which then need another line, which takes the bar away again
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed > _MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(max(30, lines * self.fontMetrics().lineSpacing() + _AROUND))

    def _underline(self) -> None:
        text = self.toPlainText()
        marks = []
        # the worst comes last, so that it lies on top where two overlap
        for finding in reversed(self._findings):
            mark = QTextEdit.ExtraSelection()
            # the stubs show the two fields as class attributes without a type of their own
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(utf16(text, min(finding.start, len(text))))
            mark.cursor.setPosition(utf16(text, min(finding.end, len(text))), QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(self._theme.colour(TONES.get(finding.severity, "info")))
            mark.format = form
            marks.append(mark)
        self.setExtraSelections(marks)


def _rewrites(event: QKeyEvent) -> bool:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _ENTER and modifiers == Qt.KeyboardModifier.ControlModifier
