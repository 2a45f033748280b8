"""Names as people type them: folding of case and diacritics, and the usual Indonesian abbreviations."""

from __future__ import annotations

import re
import unicodedata

_CANONICAL = {
    "muhammad": ("moh", "mohd", "moch", "mochamad", "mochammad", "mohamad", "mohammad", "mohamed", "mohammed",
                 "muh", "muhd", "muhamad", "muchamad", "muchammad", "mhd", "md", "m"),
    "abdul": ("abd", "abdoel", "abdoul"),
    "ahmad": ("achmad", "akhmad", "ahmed", "achmat"),
    "siti": ("st", "sitti", "sity"),
    "nur": ("noer", "noor", "nor"),
    "haji": ("h",),
    "hajah": ("hj",),
    "insinyur": ("ir",),
    "dokter": ("dr",),
    "raden": ("r", "rd"),
    "ida bagus": ("ib",),
    "i gusti": ("ign",),
    "kurnia": ("koernia",),
    "sukarno": ("soekarno",),
    "suharto": ("soeharto",),
    "yusuf": ("jusuf", "yusup", "yoesoef", "joesoef"),
}  # fmt: skip

_VARIANT_TO_CANONICAL = {variant: canonical for canonical, variants in _CANONICAL.items() for variant in variants}
_LEAST_BEGUN = 3
"""Letters from which on the beginning of a word is taken for that of an old spelling."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def fold(text: str) -> str:
    """Lower case without diacritics and punctuation, words parted by one blank: what is indexed and searched."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_WORD.findall(bare))


def canonical_word(word: str) -> str:
    """The full form of an abbreviated or old-spelt given name, or the word itself (both folded)."""
    return _VARIANT_TO_CANONICAL.get(word, word)


def completions(begun: str) -> tuple[str, ...]:
    """Full forms of which an old spelling begins with what is typed so far: `moham` may become a Muhammad."""
    if len(begun) < _LEAST_BEGUN:
        return ()
    full = (name for variant, name in _VARIANT_TO_CANONICAL.items() if variant.startswith(begun))
    return tuple(dict.fromkeys(name for name in full if not name.startswith(begun)))


def canonical(folded: str) -> str:
    """A folded name with every word in its full, present-day form."""
    return " ".join(canonical_word(word) for word in folded.split())


def digits(text: str) -> str:
    """The digits of a number as typed, without blanks, dots, dashes and plus."""
    return "".join(char for char in text if char.isdecimal())
