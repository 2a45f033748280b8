"""The language of the screen: a Qt translator that answers from our catalogue, and the switch while running."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTranslator, Signal
from shiboken6 import delete

from app.i18n import CUSTOMER_WORD, LANGUAGES, Catalogue, language_or_default
from ui.core import Formats
from ui.words import CONTEXT, PARTICULAR, PLURAL

QT = "qt"
"""The catalogue's context for Qt's own words: its "Open" is a command, ours may be a state."""


class CatalogueTranslator(QTranslator):
    """Sends our own messages and Qt's (buttons, context menus, dialogs) through one gettext catalogue."""

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue

    def isEmpty(self) -> bool:
        return False

    def translate(
        self,
        context: bytes | str,
        sourceText: bytes | str,
        disambiguation: bytes | str | None = None,
        n: int = -1,
    ) -> str:
        where, source, hint = _text(context), _text(sourceText), _text(disambiguation)
        if where == PLURAL:
            return self._catalogue.ngettext(source, hint, n)
        if where == PARTICULAR:
            return self._catalogue.pgettext(hint, source)
        if where == CONTEXT:
            return self._catalogue.gettext(source)
        return self._catalogue.pgettext(QT, source) if source else source


def _text(value: bytes | str | None) -> str:
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


class Language(QObject):
    """Which language the screen speaks. `switch` makes Qt send LanguageChange to every widget."""

    changed = Signal(str)

    def __init__(self, code: str, parent: QObject | None = None, customer_word: str = CUSTOMER_WORD) -> None:
        super().__init__(parent)
        self._code = language_or_default(code)
        self._customer_word = customer_word
        self._formats: Formats | None = None
        self._make_formats: Callable[[str], Formats] | None = None
        self._translator = self._install(self._code)

    @property
    def code(self) -> str:
        return self._code

    @property
    def formats(self) -> Formats:
        """Dates, times and money in this language; there once the core is open."""
        if self._formats is None:
            if self._make_formats is None:
                raise RuntimeError("formats are asked for before the core is open")
            self._formats = self._make_formats(self._code)
        return self._formats

    @property
    def has_formats(self) -> bool:
        return self._make_formats is not None

    def use_formats(self, make: Callable[[str], Formats]) -> None:
        """How to make formats for a language; given once the locale library has been loaded."""
        self._make_formats = make
        self._formats = None

    def switch(self, code: str) -> None:
        """Speak another language at once."""
        if code == self._code or code not in LANGUAGES:
            return
        self._code = code
        self._formats = None
        QCoreApplication.removeTranslator(self._translator)
        self._translator.deleteLater()
        self._translator = self._install(code)
        self.changed.emit(code)

    def next(self) -> str:
        """The language that comes after this one."""
        codes = list(LANGUAGES)
        return codes[(codes.index(self._code) + 1) % len(codes)]

    def close(self) -> None:
        """Take the translator out of the application, and end it here: a later collection could meet a translation."""
        QCoreApplication.removeTranslator(self._translator)
        delete(self._translator)

    def _install(self, code: str) -> CatalogueTranslator:
        translator = CatalogueTranslator(Catalogue(code, self._customer_word), self)
        QCoreApplication.installTranslator(translator)
        return translator
