"""Phones, NIK and NPWP as people write them, kept in one form (source: phonenumbers, python-stdnum)."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from app.domain.errors import ErrorCode, LoketError

REGION = "ID"
_SEPARATORS = re.compile(r"[\s().\-–‑/]+")
_LAST_DAY = 31
_FEMALE = 40
"""Added to the day of birth in a woman's NIK."""
_NIK_DIGITS = 16
_OLD_NPWP_DIGITS = 15


class NationalIdentifiers:
    """Indonesian identifiers; safe for use from several threads."""

    def phone(self, text: str) -> str:
        """E.164. Numbers without a country code are Indonesian."""
        bare = _SEPARATORS.sub("", text)
        national = bare.removeprefix("+62") if bare.startswith("+62") else bare.removeprefix("0")
        # nearly every number of a large file is a plain mobile number: the same pattern, 20 times as fast
        if national != bare and self._mobile.fullmatch(national):
            return f"+62{national}"
        return _parsed_phone(text)

    def nik(self, text: str) -> str:
        """16 digits whose date part is a date; the place is not checked, since districts are split every year."""
        from stdnum.id import nik

        number = text if _is_digits(text, _NIK_DIGITS) else nik.compact(text)
        if not _is_digits(number, _NIK_DIGITS) or not _holds_date(number[6:12]):
            raise _invalid("nik", text)
        return number

    def npwp(self, text: str) -> str:
        """15 digits (old), or 16: a NIK, or the old number with a zero in front."""
        from stdnum import luhn
        from stdnum.exceptions import ValidationError
        from stdnum.id import npwp

        try:
            number = npwp.compact(text)
            if _is_digits(number, _OLD_NPWP_DIGITS):
                luhn.validate(number[:9])
            elif _is_digits(number, _NIK_DIGITS) and number.startswith("0"):
                luhn.validate(number[:10])
            else:
                self.nik(number)
        except (ValidationError, LoketError):
            raise _invalid("npwp", text) from None
        return number

    @cached_property
    def _mobile(self) -> re.Pattern[str]:
        from phonenumbers import PhoneMetadata

        metadata = PhoneMetadata.metadata_for_region(REGION)
        pattern = metadata.mobile.national_number_pattern if metadata and metadata.mobile else None
        return re.compile(pattern or r"(?!)")


@lru_cache(maxsize=100_000)
def _holds_date(part: str) -> bool:
    from stdnum.exceptions import ValidationError
    from stdnum.id import nik

    try:
        nik.get_birth_date(f"000000{part}0000")
    except ValidationError:
        return False
    return int(part[:2]) <= _FEMALE + _LAST_DAY


def _parsed_phone(text: str) -> str:
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number,
        parse,
    )

    try:
        number = parse(text, REGION)
    except NumberParseException:
        raise _invalid("phone", text) from None
    if not is_valid_number(number):
        raise _invalid("phone", text)
    return format_number(number, PhoneNumberFormat.E164)


def _is_digits(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdigit()


def _invalid(field: str, text: str) -> LoketError:
    return LoketError(ErrorCode.INVALID, field, {"value": text})
