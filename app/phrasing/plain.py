"""Decides whether a value of the context may be said to a customer, and in what form."""

import re
import unicodedata
from dataclasses import dataclass

from app.phrasing.context import Case, Context
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
)

_SAYABLE = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff0-9 ,.'\u2019:%/+-]+")
_NAME = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:[ '\u2019-][A-Za-z\u00c0-\u024f\u1e00-\u1eff]+)*")
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_ODD_MARKS = re.compile(
    r"%(?!$|[ ,])|(?<!\d)%|\.(?!\d)|(?<!\d)\.|,(?! )|:(?! )|[,:+/-]{2}| [,.:]|www|https?", re.IGNORECASE
)
_LONGEST_WORD = 24
_LONGEST_NAME = 40
_MOST_NAMES = 4
_LONGEST_INITIALS = 3
# A shorter note is a word that any sentence may hold by chance.
_SHORTEST_NOTE = 8
_COMMON_NOUN = re.compile(
    r"(?:[Pp]e\w{3,}an|[Kk]e\w{3,}an|[Pp]er\w{3,}an|(?:kartu|gangguan|transfer|tagihan|klaim|internet|saldo|pulsa|"
    r"paket|"
    r"pesanan|uang|dana|barang|rekening|pinjaman|kredit|tabungan|buku|dokumen|berkas|data|nomor|aplikasi|sinyal|listrik|"
    r"meteran|token|air|obat|jadwal|antrean|layanan|mesin|sambungan|jaringan|kabel|modem|televisi|kulkas|pompa|servis|"
    r"garansi|setoran|tarik|setor|cek|bayar|salah|ganti|pasang|buka|tutup|ubah|kirim|polis|premi|resep|rujukan|"
    r"biaya|bunga|cicilan|angsuran|tanda|surat|sertifikat|laporan|keluhan|permintaan|verifikasi|konfirmasi|instalasi|"
    r"aktivasi|survei|analisis|cetak|uji|kunjungan|layar|laptop|ponsel|mesin|motor|mobil|rumah|toko|alamat|"
    r"antar|ambil|serah|rakit|kemas|fotokopi|foto|slip|bukti|formulir|salinan|teknisi|kurir|hasil|proses|bebas|diskon|"
    r"potongan|gratis|tambahan|di\w{3,}|ter\w{3,}|ber\w{3,}|tidak|belum|sudah|padam|mati|lambat|hilang|rusak))",
    re.IGNORECASE,
)


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
        text = self._said(value, words)
        if text is None or CODE_LIKE.search(text) or JARGON.search(text) or FORBIDDEN_ADDRESS.search(text):
            return None
        if not relative_days and RELATIVE_DAY.search(text):
            return None
        return uncapitalised(text)

    def title(self, value: str | None, words: int) -> str | None:
        """The name of an organisation or a place, as it is written."""
        text = self._said(value, words)
        return None if text is None or "_" in text or FORBIDDEN_ADDRESS.search(text) else text

    def person(self, value: str | None) -> str | None:
        text = person_name(value)
        return None if text is None or self._secrets.inside(text) else text

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


def person_name(value: str | None) -> str | None:
    """A name as it is said after an honorific; None where it is not plainly a name."""
    text = _tidy(value)
    if text is None or len(text) > _LONGEST_NAME or not _NAME.fullmatch(text):
        return None
    words = text.split(" ")
    while words and words[0].casefold() in {"bapak", "ibu", "pak", "bu", "kak", "kakak", "mas", "mbak", "sdr", "sdri"}:
        words.pop(0)
    text = " ".join(words)
    if not words or len(words) > _MOST_NAMES or any(len(word) > _LONGEST_WORD for word in words):
        return None
    if any(pattern.search(text) for pattern in (FORBIDDEN_ADDRESS, APOLOGY, CALM_DOWN, BUT, MISSPELLED, JARGON)):
        return None
    shouted = text.isupper() and len(text) > _LONGEST_INITIALS
    return text.title() if shouted or text.islower() else text


def uncapitalised(text: str) -> str:
    """In the middle of a sentence only names keep a capital: "Kartu ATM tertelan" is "kartu ATM tertelan"."""
    first, _, rest = text.partition(" ")
    names_follow = any(word[0].isupper() and not word.isupper() for word in rest.split(" ") if word)
    if not names_follow and first[1:].islower() and _COMMON_NOUN.fullmatch(first):
        return text[0].lower() + text[1:]
    return text


def _tidy(value: str | None) -> str | None:
    """Outer and repeated spaces gone; None for text with control, format, private or broken characters."""
    if value is None:
        return None
    text = re.sub(r"[ \u00a0]+", " ", unicodedata.normalize("NFC", value.strip()))
    return text if text and all(unicodedata.category(char)[0] != "C" for char in text) else None


def for_staff(value: str | None, longest: int = 80) -> str | None:
    """A value for a message between colleagues: names and codes stay, marks that could mislead a reader go."""
    text = _tidy(value)
    if text is None or len(text) > longest or re.search(r"[{}\[\]<>|\\`]|%[a-z(]", text):
        return None
    return text.rstrip(".")
