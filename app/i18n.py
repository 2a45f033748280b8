"""The program's own words: gettext catalogues of `locale/`, one language at a time for each object."""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from app.resources import locale_dir

LANGUAGES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English"}
"""Languages by code, each in its own words, the first one first."""

DEFAULT_LANGUAGE = "id"
DOMAIN = "loket"


def language_or_default(code: str | None) -> str:
    """`code` where there is such a language (also `en_US`, `id-ID`), else the first language."""
    short = (code or "").replace("-", "_").split("_")[0].lower()
    return short if short in LANGUAGES else DEFAULT_LANGUAGE


CUSTOMER_WORD = "pelanggan"
"""How the Indonesian catalogue calls a customer; an organisation may prefer another word, such as `nasabah`."""


class Catalogue:
    """The translations of one language; a missing catalogue or message falls back to the English msgid.

    `customer_word` takes the place of the catalogue's word for a customer, in lower case and at a sentence's start.
    """

    def __init__(self, language: str, customer_word: str = CUSTOMER_WORD) -> None:
        self.language = language_or_default(language)
        self._words = gettext.translation(DOMAIN, locale_dir(), [self.language], fallback=True)
        self._customer_word = customer_word if self.language == DEFAULT_LANGUAGE else CUSTOMER_WORD

    def gettext(self, message: str) -> str:
        """The message in this language."""
        # the empty msgid holds the catalogue's own header
        return self._worded(self._words.gettext(message)) if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message for `count` things."""
        return self._worded(self._words.ngettext(one, many, count))

    def pgettext(self, context: str, message: str) -> str:
        """The message where one English word needs two translations."""
        return self._worded(self._words.pgettext(context, message))

    def _worded(self, text: str) -> str:
        if self._customer_word == CUSTOMER_WORD:
            return text
        capital = text.replace(CUSTOMER_WORD.capitalize(), self._customer_word.capitalize())
        return capital.replace(CUSTOMER_WORD, self._customer_word)
