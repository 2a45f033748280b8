"""The box in which a phrase is written: its slots are named chips, and a brace opens the list of them."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from app.phrasing.phrase import SLOTS
from ui.presenters.marks import utf16
from ui.presenters.phrase_words import SLOTS as SLOT_WORDS
from ui.presenters.phrase_words import known_word
from ui.theme import Theme
from ui.widgets.phrase_picks import Chooser
from ui.words import _

_SLOT = re.compile(r"\{([a-z_]*)\}?")
_CTRL = Qt.KeyboardModifier.ControlModifier


class SlotColours(QSyntaxHighlighter):
    """Slots on a soft ground, unknown ones as a fault."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        for found in _SLOT.finditer(text):
            known = found[1] in SLOTS and found[0].endswith("}")
            form = QTextCharFormat()
            form.setForeground(self._theme.colour("accent" if known else "danger"))
            form.setBackground(self._theme.colour("accent_soft" if known else "danger_soft"))
            if not known:
                form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                form.setUnderlineColor(self._theme.colour("danger"))
            self.setFormat(utf16(text, found.start()), utf16(text, found.end()) - utf16(text, found.start()), form)


class SlotEdit(QPlainTextEdit):
    """Tab leaves it, a brace or Ctrl+Space opens the list of slots; `lines` is how much of it is always in sight."""

    typed = Signal()

    def __init__(self, theme: Theme, choose: Chooser, parent: QWidget, lines: int) -> None:
        super().__init__(parent)
        self._choose = choose
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._colours = SlotColours(theme, self.document())
        self._least = lines
        self.textChanged.connect(self._changed)
        self._fit()

    @property
    def slots(self) -> tuple[str, ...]:
        """The known slots of the text, each once."""
        return tuple(dict.fromkeys(name for name in _SLOT.findall(self.toPlainText()) if name in SLOTS))

    def show_text(self, text: str) -> None:
        """Show a text without telling that it was typed; the caret stays where text is the same."""
        if text != self.toPlainText():
            blocked = self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(blocked)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self._fit()

    def choose_slot(self) -> None:
        """Open the list of slots; the chosen one goes where the caret is."""
        options = tuple((name, f"{known_word(name)}   {{{name}}}") for name in SLOT_WORDS if name in SLOTS)
        self._choose(self, _("Insert a slot"), options, None, self._insert)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _asks_slots(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _asks_slots(event) or event.text() == "{":
            self.choose_slot()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # only words: what a browser or a word processor copies along is not the phrase's
        self.insertPlainText(" ".join(source.text().split()) if self._least > 1 else source.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _insert(self, chosen: tuple[str, ...]) -> None:
        self.textCursor().insertText("".join(f"{{{name}}}" for name in chosen))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        self._fit()
        self.typed.emit()

    def _fit(self) -> None:
        lines = max(self._least, min(8, round(self.document().size().height())))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 18)


def _asks_slots(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and event.modifiers() == _CTRL
