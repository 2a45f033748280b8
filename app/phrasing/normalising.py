"""Words of what people type, written out in full: no stemmer and no stop list, which cost more than they gave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from app.resources import resource

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ`](?=[^\W\d_])")  # noqa: RUF001 - people type all of these
_INVISIBLE = dict.fromkeys((0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_DRAWN_OUT_END = re.compile(r"(?<=[^\W\d_])([adghikmnortuwy])\1$")
_TWICE = re.compile(r"([^\W\d_]{2,})2([^\W\d_]*)")
_COUNTED = re.compile(r"(\d+)([^\W\d_]+)")
_UNITS = {
    "rb": "ribu", "k": "ribu", "jt": "juta", "x": "kali", "hr": "hari", "mnt": "menit", "thn": "tahun", "bln": "bulan",
    "mgg": "minggu", "ribu": "ribu", "juta": "juta", "kali": "kali", "hari": "hari", "jam": "jam", "menit": "menit",
    "tahun": "tahun", "bulan": "bulan", "minggu": "minggu",
}  # fmt: skip
_CLITICS = ("nya", "ku", "mu", "lah", "kah")
_SHORTEST_HOST = 3
_FUSED = ("nggak", "ngga", "gak", "tdk", "blm", "udh", "sdh", "ga")
_SHORTEST_REST = 4


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, informal ones as their formal ones; letters drawn out are shortened."""
    clean = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_INVISIBLE)
    return tuple(word for token in _WORD.findall(_APOSTROPHE.sub("", clean)) for word in _formal(token))


def normalised(text: str) -> str:
    """The words with one space between them."""
    return " ".join(words(text))


def ngrams(text: str, low: int = 2, high: int = 4) -> Iterator[str]:
    """Runs of `low` to `high` characters of each normalised word; a space marks where the word begins or ends."""
    for word in words(text):
        marked = f" {word} "
        for size in range(low, min(high, len(marked)) + 1):
            for start in range(len(marked) - size + 1):
                yield marked[start : start + size]


def _formal(token: str) -> Iterator[str]:
    short = _DRAWN_OUT.sub(r"\1", token)
    known = _known(short)
    if known is not None:
        yield from known.split()
        return
    twice, counted = _TWICE.fullmatch(short), _COUNTED.fullmatch(short)
    if twice:
        yield from _formal(twice[1])
        yield from _formal(twice[1] + twice[2])
    elif counted and counted[2] in _UNITS:
        yield from (counted[1], _UNITS[counted[2]])
    else:
        yield short


def _known(token: str) -> str | None:
    """The formal words of a token that the map knows: itself, without its drawn-out end, with a clitic, or fused."""
    slang = _slang()
    ended = _DRAWN_OUT_END.sub(r"\1", token)
    for form in (token, ended):
        if form in slang:
            return slang[form]
    for clitic in _CLITICS:
        host = ended.removesuffix(clitic)
        if host != ended and len(host) >= _SHORTEST_HOST and host in slang:
            return slang[host] + clitic
    for first in _FUSED:
        rest = ended.removeprefix(first)
        if rest != ended and len(rest) >= _SHORTEST_REST and (rest in slang or rest in _formal_words()):
            return f"{slang[first]} {slang.get(rest, rest)}"
    return ended if ended != token else None


@cache
def _slang() -> Mapping[str, str]:
    rows = resource("words", "slang.tsv").read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if row)


@cache
def _formal_words() -> frozenset[str]:
    return frozenset(word for formal in _slang().values() for word in formal.split())
