"""Decides whether a value of the context may be said to a customer, and in what form."""

import re
import unicodedata
from dataclasses import dataclass

from app.phrasing.context import Case, Context
from app.phrasing.names import company_name, is_company, person_name
from app.phrasing.titles import is_sayable_title, uncapitalised
from app.phrasing.words import (
    APOLOGY,
    BUT,
    CALM_DOWN,
    CODE_LIKE,
    FORBIDDEN_ADDRESS,
    JARGON,
    LONG_NUMBER,
    MISSPELLED,
    RELATIVE_DAY,
    UNSAID_REASON,
)

_SAYABLE = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff0-9 ,.'\u2019:%/+-]+")
_NOTHING = re.compile(
    r"(?:(?:tidak|belum|tak) (?:ada|tersedia|diketahui|ditentukan|jelas)(?: (?:pilihan|opsi|solusi|alternatif|berkas|"
    r"dokumen|alasan|lagi|lain|apa-apa|sama sekali|satu pun|yang lain)){0,3}|nihil|kosong|nol|tanpa|)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"^(?:(?:oleh )?karena|dikarenakan|disebabkan(?: oleh)?|sebab|akibat|alasan(?:nya)?:?)(?: adanya)? ", re.IGNORECASE
)
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_ODD_MARKS = re.compile(
    r"%(?!$|[ ,])|(?<!\d)%|\.(?!\d)|(?<!\d)\.|,(?! )|:(?! )|[,:+/-]{2}| [,.:]|www|https?", re.IGNORECASE
)
# Nothing longer is said, and looking through it would keep the customer waiting.
_LONGEST = 400
_LONGEST_WORD = 24
_SHORTEST = 3
# A shorter note is a word that any sentence may hold by chance.
_SHORTEST_NOTE = 8


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the back office keeps to itself: unit names, codes and notes of the steps."""

    units: tuple[str, ...]
    codes: tuple[str, ...]
    notes: tuple[str, ...]

    def inside(self, text: str) -> bool:
        folded = text.casefold()
        return (
            any(_has_words(unit.casefold(), folded) for unit in self.units)
            or any(_has_words(code, text) for code in self.codes)
            or any(note.casefold() in folded for note in self.notes)
        )


def secrets_of(case: Case | None) -> Secrets:
    steps = case.steps if case else ()
    return Secrets(
        units=tuple(step.unit.strip() for step in steps if step.unit and len(step.unit.strip()) > 1),
        codes=tuple(step.code.strip() for step in steps if step.code and _is_code(step.code.strip())),
        notes=tuple(step.note.strip() for step in steps if step.note and len(step.note.strip()) >= _SHORTEST_NOTE),
    )


def _is_code(code: str) -> bool:
    return len(code) > 1 and not (code.isalpha() and code[1:].islower())


def _has_words(words: str, text: str) -> bool:
    at = text.find(words)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(words, at + 1)
    return False


class PlainValues:
    """Gives the values of one context in a form fit to be said, or None where one is better left out."""

    def __init__(self, context: Context) -> None:
        self._secrets = secrets_of(context.case)

    def phrase(self, value: str | None, words: int, *, relative_days: bool = False) -> str | None:
        """A short run of plain words, in lower case where it does not begin with a name."""
        text = _without_you(self._said(value, words))
        if (
            text is None
            or says_nothing(text)
            or len(text) < _SHORTEST
            or CODE_LIKE.search(text)
            or JARGON.search(text)
            or FORBIDDEN_ADDRESS.search(text)
        ):
            return None
        if not relative_days and RELATIVE_DAY.search(text):
            return None
        return uncapitalised(text)

    def reason(self, value: str | None, words: int = 9) -> str | None:
        """What stands after "karena"; None where it accuses, speaks of the customer or of papers between colleagues."""
        text = self.phrase(value, words)
        if text is None or UNSAID_REASON.search(text):
            return None
        return _BECAUSE.sub("", text) or None

    def matter(self, value: str | None, words: int) -> str | None:
        """A title that names a matter, to stand after "soal"; None for a question, an order or a whole speech."""
        text = self.phrase(value, words)
        return text if text is not None and is_sayable_title(text) else None

    def title(self, value: str | None, words: int) -> str | None:
        """The name of an organisation or a place, as it is written."""
        text = self._said(value, words)
        return None if text is None or "_" in text or FORBIDDEN_ADDRESS.search(text) else text

    def person(self, value: str | None, *, titled: bool = False) -> str | None:
        """The name of a person, with titles as "dr." and "Hj." where that is asked for."""
        text = _tidy(value)
        name = person_name(text) if text else None
        said = None if name is None else name.full if titled else name.short
        return None if said is None or self._secrets.inside(said) else said

    def company(self, value: str | None) -> str | None:
        """The name of a company, where the value is one."""
        text = _tidy(value)
        if text is None or not is_company(text) or self._secrets.inside(text):
            return None
        return company_name(text)

    def case_number(self, value: str | None) -> str | None:
        text = _tidy(value)
        if text is None or not re.fullmatch(r"[A-Z0-9][A-Z0-9./-]{2,29}", text) or re.search(r"\d{9}", text):
            return None
        return None if self._secrets.inside(text) or text.endswith((".", "/", "-")) else text

    def _said(self, value: str | None, words: int) -> str | None:
        text = _tidy(value)
        if text is None or len(text) > 12 * words or not _SAYABLE.fullmatch(text) or not _LETTER.search(text):
            return None
        text = text.rstrip(".,: ")
        parts = text.split(" ")
        if len(parts) > words or any(len(part) > _LONGEST_WORD for part in parts) or _ODD_MARKS.search(text):
            return None
        unfit = (APOLOGY, CALM_DOWN, BUT, MISSPELLED, LONG_NUMBER)
        if any(pattern.search(text) for pattern in unfit) or re.search(r"\banda\b", text) or self._secrets.inside(text):
            return None
        return text


def says_nothing(text: str) -> bool:
    """Whether a field was filled in only to say that there is nothing in it."""
    return bool(_NOTHING.fullmatch(text.strip(" .,-")))


def _without_you(text: str | None) -> str | None:
    """For "KTP Anda" it is "KTP": a customer who is called Ibu is not called Anda beside it."""
    bare = text.removesuffix(" Anda") if text else None
    return None if bare is None or re.search(r"\bAnda\b", bare) else bare


def _tidy(value: str | None) -> str | None:
    """Outer and repeated spaces gone; None for text with control, format, private or broken characters."""
    if value is None or len(value) > _LONGEST:
        return None
    text = re.sub(r"[ \u00a0]+", " ", unicodedata.normalize("NFC", value.strip()))
    return text if text and all(unicodedata.category(char)[0] != "C" for char in text) else None


def for_staff(value: str | None, longest: int = 80) -> str | None:
    """A value for a message between colleagues: names and codes stay, marks that could mislead a reader go."""
    text = _tidy(value)
    if text is None or len(text) > longest or re.search(r"[{}\[\]<>|\\`]|%[a-z(]", text):
        return None
    return text.rstrip(".")
