"""The text of a CSV file from anywhere: which encoding it is in, judged on the whole file."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import TextIO

from app.domain.errors import ErrorCode, LoketError

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx and .xls."""
_SINGLE_BYTE = ("cp1252", "latin_1", "mac_roman", "cp437", "cp850")
_NUL_SHARE = 0.3


def open_text(path: Path) -> TextIO:
    """The file as text with its line ends untouched; undecodable bytes come as lone surrogates.

    LoketError UNREADABLE_FILE for a file that is missing, empty, or no text.
    """
    try:
        return path.open(encoding=detect(path), errors="surrogateescape", newline="")
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from None


def detect(path: Path) -> str:
    """The encoding of a file: its byte order mark, else UTF-8 if it is UTF-8, else the likeliest older one."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        if not head:
            raise unreadable(path, "empty")
        if head.startswith(_WORKBOOKS):
            raise unreadable(path, "workbook")
        marked = next((name for mark, name in _MARKS if head.startswith(mark)), None) or _unmarked_utf16(head)
        if marked:
            return marked
        sample = _first_foreign(file)
    if sample is None or _mostly_utf8(sample):
        return "utf-8"
    return _older(sample)


def unreadable(path: Path, reason: str, line: int | None = None) -> LoketError:
    """The error for a file that cannot be used; `reason` is a short key or the system's own words."""
    where = {"line": str(line)} if line is not None else {}
    return LoketError(ErrorCode.UNREADABLE_FILE, facts={"file": path.name, **where, "reason": reason})


def _unmarked_utf16(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) / 2 * _NUL_SHARE and odd > even:
        return "utf-16-le"
    if even > len(head) / 2 * _NUL_SHARE and even > odd:
        return "utf-16-be"
    return None


def _first_foreign(file: io.BufferedReader) -> bytes | None:
    """The stretch around the first byte that is not UTF-8; None where all of it is."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    start = 0
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
            start += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        file.seek(max(start + error.start - _SAMPLE, 0))
        return file.read(2 * _SAMPLE)
    return None


def _mostly_utf8(sample: bytes) -> bool:
    """Whether what is not ASCII is rather UTF-8 with a few broken bytes than another encoding throughout."""
    text = sample.decode("utf-8", errors="surrogateescape")
    broken = sum("\udc80" <= char <= "\udcff" for char in text)
    whole = sum(char > "\x7f" for char in text) - broken
    return whole > broken


def _older(sample: bytes) -> str:
    """Windows-1252 unless it does not fit: the other encodings are rare here, and short texts mislead statistics."""
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(_SINGLE_BYTE), enable_fallback=False)
    names = [match.encoding for match in found]
    best = found.best()
    return "cp1252" if best is None or "cp1252" in names or _fits(sample, "cp1252") else best.encoding


def _fits(sample: bytes, name: str) -> bool:
    try:
        sample.decode(name)
    except UnicodeDecodeError:
        return False
    return True
