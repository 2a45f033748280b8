"""Names of people and of companies, in the form in which they are said after an honorific."""

import re
from dataclasses import dataclass

from app.phrasing.words import APOLOGY, BUT, CALM_DOWN, FORBIDDEN_ADDRESS, JARGON, MISSPELLED, any_of

_LETTERS = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"
_WORD = re.compile(rf"{_LETTERS}+(?:['\u2019-]{_LETTERS}+)*")
_INITIAL = re.compile(rf"{_LETTERS}\.(?:{_LETTERS}\.)*")
_INITIALS = re.compile(rf"(?<!\w)(?:{_LETTERS}\.)+")
_DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,5}\.)+ ?(?:[A-Z][A-Za-z]{0,7}\.?)*(?:\([A-Za-z. ]{1,12}\))?|[A-Z]{2,4}|"
    r"[A-Z][a-z]?[A-Z][A-Za-z]{0,3}"
)
_BARE_DEGREES = frozenset(
    {"SH", "SE", "ST", "MM", "MT", "MH", "SPd", "SKom", "MSi", "MKom", "MBA", "SSos", "AMd", "SKM"}
)
_TITLES = {
    "dr.": "dr.", "drg.": "drg.", "drh.": "drh.", "ir.": "Ir.", "h.": "H.", "hj.": "Hj.", "prof.": "Prof.",
    "drs.": "Drs.", "dra.": "Dra.", "k.h.": "K.H.", "kh.": "KH.", "pdt.": "Pdt.", "ust.": "Ust.", "apt.": "apt.",
    "ns.": "Ns.", "hjh.": "Hjh.",
}  # fmt: skip
_UNDOTTED = frozenset({"dr", "drg", "drh", "ir", "hj", "h", "prof", "drs", "dra", "kh", "pdt"})
_HONORIFICS = frozenset(
    {"bapak", "ibu", "pak", "bu", "kak", "kakak", "mas", "mbak", "sdr", "sdri", "bpk", "bpk.", "sdr.", "sdri.", "tn.",
     "ny.", "nn.", "tuan", "nyonya", "nona", "bapak/ibu", "tn", "ny"}
)  # fmt: skip
_COMPANY = any_of(
    r"p\.?t\.?", r"c\.?v\.?", "ud", "pd", "tbk", "persero", "perum", "yayasan", "koperasi", "toko", "bank",
    "universitas", "institut", "politeknik", "sekolah", "sma", "smk", "smp", "sd", "dinas", "kantor", "rs", "rsud",
    "rumah sakit", "klinik", "firma", "hotel", "restoran", "rumah makan", "warung", "apotek", "bengkel", "badan",
    "kementerian", "kelurahan", "kecamatan", "pemerintah", "masjid", "gereja", "pondok pesantren", "inc", "ltd",
    "corp", "grup", "group", "perusahaan", "organisasi", "komunitas", "pt", "cv", "bumdes", "puskesmas", "lembaga",
    "asosiasi", "himpunan",
)  # fmt: skip
_FORM_OF_COMPANY = re.compile(r"\b(?:[Pp]\.[Tt]\.|[Cc]\.[Vv]\.)")
_COMPANY_NAME = re.compile(rf"{_LETTERS}[A-Za-z\u00c0-\u024f\u1e00-\u1eff0-9&'\u2019. -]*")
_LONGEST_WORD = 24
_LONGEST_NAME = 40
_MOST_WORDS = 4
_KEPT_OF_LONG = 3
_LONGEST_INITIALS = 3
_LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it stands in the value that it was read from: with its titles, and with no full stop."""

    full: str
    short: str


def is_company(value: str | None) -> bool:
    return value is not None and len(value) <= _LONGEST_VALUE and bool(_COMPANY.search(value))


def company_name(text: str) -> str | None:
    """The name of a company as it is written, where it is short and plain."""
    if len(text) > _LONGEST_NAME or not _COMPANY_NAME.fullmatch(text) or _unfit(text):
        return None
    words = text.rstrip(". ").split(" ")
    if _FORM_OF_COMPANY.search(text) or "&" in text or len(words) > _MOST_WORDS + 1:
        return None
    if any(len(word) > _LONGEST_WORD or (word.endswith(".") and len(word) > 1) for word in words):
        return None
    return " ".join(words)


def person_name(text: str) -> PersonName | None:
    """The name without honorific and degrees; None where it is not plainly a name of a person."""
    if len(text) > _LONGEST_VALUE or is_company(text):
        return None
    words = _without_degrees(text)
    while words and words[0].casefold() in _HONORIFICS:
        words.pop(0)
    titles: list[str] = []
    while len(words) > 1 and (words[0].casefold() in _TITLES or words[0].casefold() in _UNDOTTED):
        titles.append(words.pop(0))
    if not words or not all(_WORD.fullmatch(word) or _INITIAL.fullmatch(word) for word in words):
        return None
    if all(_INITIAL.fullmatch(word) for word in words):
        return None
    plain = _spelled(" ".join(words if len(words) <= _MOST_WORDS else words[:_KEPT_OF_LONG]))
    if len(plain) > _LONGEST_NAME or any(len(word) > _LONGEST_WORD for word in words) or _unfit(plain):
        return None
    # a title without its full stop is left out, and all with it: said as typed it would be misspelled
    dotted = [_title(each) for each in titles if each.casefold() in _TITLES]
    whole = " ".join([*dotted, plain]) if len(dotted) == len(titles) else plain
    return PersonName(whole, max((run.strip() for run in _INITIALS.split(plain)), key=len))


def _title(typed: str) -> str:
    """As it is written: "dr." is a physician, "Dr." a doctor of any science."""
    return "Dr." if typed in {"Dr.", "DR."} else _TITLES[typed.casefold()]


def _without_degrees(text: str) -> list[str]:
    name, *degrees = [part.strip() for part in text.split(",")]
    if not all(_DEGREE.fullmatch(each) for each in degrees):
        return []
    words = name.split(" ")
    while len(words) > 1 and words[-1] in _BARE_DEGREES:
        words.pop()
    return words


def _spelled(name: str) -> str:
    """Shouted and whispered names as they are written in a letter."""
    shouted = name.isupper() and len(name) > _LONGEST_INITIALS
    return name.title() if shouted or name.islower() else name


def _unfit(name: str) -> bool:
    return any(pattern.search(name) for pattern in (FORBIDDEN_ADDRESS, APOLOGY, CALM_DOWN, BUT, MISSPELLED, JARGON))
