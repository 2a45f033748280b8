"""Tokens of a text with their place in it, each brought to one spelling."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.phrasing.checking.spelling import WORD_OF

MONEY, CLOCK, NUMBER = "xrp", "xclk", "xnum"
BORDER = ","

_TOKEN = re.compile(
    r"(?P<money>\b[Rr][Pp]\.? ?\d[\d.,]*\d|\b[Rr][Pp]\.? ?\d)"
    r"|(?P<number>\d+(?:[.,:/]\d+)*(?:x\d+)?(?![^\W\d_]))"
    r"|(?P<word>[^\W_]+(?:[-'\u2019._][^\W_]+)*)"
    r"|(?P<quote>[\"\u201c\u201d\u201e\u00ab\u00bb])"
    r"|(?P<stop>[.!?\u2026]+|\n+|;)"
    r"|(?P<mark>[,:()\u2013\u2014]|-(?=\s))"
    r"|(?P<other>[^\s\w]|_)"
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[.:][0-5]\d")
_REPEATED = re.compile(r"(\w)\1{2,}")
_KINDS = ("money", "number", "word", "quote", "stop", "mark", "other")
# A longer text is no sentence for a customer; what is beyond is not looked at.
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is the one spelling that rules know; `raw` is as typed."""

    start: int
    end: int
    raw: str
    word: str
    kind: str

    @property
    def capital(self) -> bool:
        return self.kind == "word" and self.raw[:1].isupper()


def tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(_tokens(text[:LONGEST]))


def _tokens(text: str) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        raw = match.group()
        found.append(Token(match.start(), match.end(), raw, _word(raw, kind), kind))
    return found


def _word(raw: str, kind: str) -> str:
    if kind == "word":
        return one_spelling(raw)
    if kind == "money":
        return MONEY
    if kind == "number":
        return CLOCK if _CLOCK.fullmatch(raw) else NUMBER
    return BORDER if kind == "mark" else raw[:1]


@lru_cache(maxsize=4096)
def one_spelling(raw: str) -> str:
    """A word in lower case, without drawn-out letters, in the spelling that rules use."""
    word = unicodedata.normalize("NFKC", raw).casefold().replace("\u2019", "'")
    word = _REPEATED.sub(r"\1", word)
    first, dash, second = word.partition("-")
    if dash and first == second:
        return first + "-" + second
    return WORD_OF.get(word, word)
