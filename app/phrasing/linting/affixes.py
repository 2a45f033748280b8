"""Indonesian affixes: which roots a form may be made of, with the sound changes of me- and pe-."""

from collections.abc import Iterator
from functools import lru_cache

_VOWELS = "aiueo"
_PARTICLES = ("lah", "kah")
_POSSESSIVES = ("nya", "ku", "mu")
_SUFFIXES = ("", "kan", "an", "i")
_INNER = ("per", "pel", "ber", "ter", "ke", "se")
_SHORTEST_ROOT = 3
_SYLLABLE_ROOT = 4
# Clusters at the head of borrowed roots keep their first sound: memproses, mentransfer, mengklaim.
_CLUSTER_SECOND = "lrskw"
_KEPT_S = ("st", "sk", "sp", "sw", "sl", "sy")
BARE = "\u0000"
"""Stands before a root that took pe- without its nasal."""


@lru_cache(maxsize=20_000)
def analyses(word: str) -> tuple[tuple[str, str, str], ...]:
    """(prefixes, root, suffix) that the word can be cut into; the whole word is among them."""
    return tuple(dict.fromkeys(_cuts(word)))


def _cuts(word: str) -> Iterator[tuple[str, str, str]]:
    for stem in _without_clitics(word):
        for suffix in _SUFFIXES:
            if suffix and not (stem.endswith(suffix) and len(stem) - len(suffix) >= _SHORTEST_ROOT):
                continue
            body = stem[: len(stem) - len(suffix)] if suffix else stem
            for prefixes, root in _without_prefixes(body):
                if len(root) >= _SHORTEST_ROOT or not prefixes:
                    yield prefixes, root, suffix


def _without_clitics(word: str) -> Iterator[str]:
    stems = [word]
    stems += [word.removesuffix(each) for each in _PARTICLES if word.endswith(each)]
    for stem in stems:
        yield stem
        for each in _POSSESSIVES:
            if stem.endswith(each) and len(stem) - len(each) >= _SHORTEST_ROOT:
                yield stem.removesuffix(each)


def _without_prefixes(body: str) -> Iterator[tuple[str, str]]:
    yield "", body
    for name, rest in _outer(body):
        yield name, rest
        for inner in _INNER:
            if rest.startswith(inner) and len(rest) - len(inner) >= _SHORTEST_ROOT:
                yield f"{name}+{inner}", rest.removeprefix(inner)
        if name in {"di", "ter", "ke", "se"}:
            for deeper, root in _outer(rest):
                if deeper in {"pe", "ber", "per"} or (name, deeper) == ("se", "ke"):
                    yield f"{name}+{deeper}", root


def _outer(body: str) -> Iterator[tuple[str, str]]:
    """One prefix taken off, with what the root was before it."""
    for prefix in ("di", "ke", "se", "per"):
        if body.startswith(prefix):
            yield prefix, body.removeprefix(prefix)
    if body.startswith("ketidak"):
        yield "ke", body.removeprefix("ketidak")
    for prefix in ("ber", "ter"):
        if body.startswith(prefix):
            yield prefix, body.removeprefix(prefix)
        short = prefix[:2]
        # bekerja, terasa, beriak: the r of the prefix and that of the root are one.
        if body.startswith(short) and (body[2:3] == "r" or body[3:5] == "er"):
            yield prefix, body[2:]
    for prefix, name in (("me", "me"), ("pe", "pe")):
        if body.startswith(prefix):
            for root in _denasalised(body[2:]):
                yield name, root


def _denasalised(rest: str) -> Iterator[str]:
    """Roots before which me- or pe- takes this form."""
    if rest.startswith("ng"):
        yield from _after_ng(rest[2:])
    elif rest.startswith("ny"):
        yield rest
        if rest[2:3] in _VOWELS:
            yield "s" + rest[2:]
    elif rest.startswith("m"):
        yield rest
        yield from _after_m(rest[1:])
    elif rest.startswith("n"):
        yield rest
        yield from _after_n(rest[1:])
    elif rest[:1] in {"l", "r", "w", "y"}:
        yield rest
    elif rest[:1] not in _VOWELS:
        # pekerja, petugas, pedagang: pe- without its nasal.
        yield BARE + rest


def _after_ng(root: str) -> Iterator[str]:
    if root.startswith("e") and len(root) - 1 <= _SYLLABLE_ROOT:
        yield root[1:]  # mengecek, pengesahan
    if root[:1] in {*_VOWELS, "g", "h"}:
        yield root
    if root[:1] in _VOWELS:
        yield "k" + root
    if root.startswith("kh") or _keeps("k", root):
        yield root


def _after_m(root: str) -> Iterator[str]:
    if root[:1] in {"b", "f", "v"} or _keeps("p", root):
        yield root
    if root[:1] in _VOWELS:
        yield "p" + root
    if root.startswith("per"):
        yield from (root, root[3:])


def _after_n(root: str) -> Iterator[str]:
    if root[:1] in {"d", "c", "j", "z"} or root[:2] in _KEPT_S or _keeps("t", root):
        yield root
    if root[:1] in _VOWELS:
        yield "t" + root


def _keeps(sound: str, root: str) -> bool:
    return root[:1] == sound and root[1:2] in {*_CLUSTER_SECOND}
