"""Amounts, counts and telephone numbers as people read them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern


class NumberFormats:
    """Numbers of one language; immutable, so several threads may share it."""

    def __init__(self, language: str) -> None:
        self._locale = Locale(language)
        self._indonesian = Locale("id")
        self._pattern: NumberPattern = parse_pattern("#,##0")

    def money(self, rupiah: int) -> str:
        """Rp150.000 in every language: that is how it stands on the receipt (EYD V)."""
        sign = "-" if rupiah < 0 else ""
        return f"{sign}Rp{self._pattern.apply(abs(rupiah), self._indonesian)}"

    def number(self, number: int) -> str:
        """Grouped as the language does: 20.000, in English 20,000."""
        return str(self._pattern.apply(number, self._locale))

    def phone(self, e164: str) -> str:
        """0812-3456-7890; a foreign number with its country code, anything else as it is."""
        return _phone(e164)


@lru_cache(maxsize=4096)
def _phone(e164: str) -> str:
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

    try:
        number = parse(e164, None)
    except NumberParseException:
        return e164
    home = number.country_code == 62  # noqa: PLR2004 - the country code of Indonesia
    return format_number(number, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)
