"""Spelling by EYD V: unknown words, known misspellings, di and ke, capitals, and forms of address."""

import re
from collections.abc import Iterator

from app.phrasing.linting.faults import LintFault, Place, Rule, mark, shown
from app.phrasing.linting.lexicon import Words
from app.phrasing.words import ADDRESS_FORMS

SLOT_MARK = "\u25e6"
_SLOT = re.compile(r"\{[a-z_]+\}(?:nya|lah|kah)?(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_JOINED = re.compile(r"(di|ke)([a-z]{3,})")
_APART = re.compile(r"\b(di|ke) ([a-z]+(?:-[a-z]+)*)", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.?!]\s+)([a-z])")
_ANDA = re.compile(r"\banda\b")
_FORMS = "|".join(ADDRESS_FORMS)
_FORM = re.compile(rf"(?<![\w-])(?:{_FORMS})(?![\w-])", re.IGNORECASE)
_NO_COMMA = re.compile(r"(?<!, )(?<!^)\{voc\}|\{voc\}(?![,.?!])")
_SHOUTED = 2


def without_slots(text: str) -> str:
    """The text with each slot, and what is joined to it, as one mark."""
    return _SLOT.sub(SLOT_MARK, text)


def spelling_faults(place: Place, field: str, text: str, words: Words, *, indonesian: bool) -> Iterator[LintFault]:
    own = without_slots(text)
    if indonesian:
        wrong = {found.group().casefold() for found in words.wrong.finditer(own)}
        for each in sorted(wrong):
            yield place.fault(
                Rule.SPELLING, field, mark("“{word}” is misspelled; write “{right}”"),
                word=each, right=words.misspelled[each],
            )  # fmt: skip
        told = " ".join(wrong).split()
        yield from _prepositions(place, field, own, words, told)
        yield from _unknown(place, field, own, words, told)
        for word in sorted({each.group() for each in _WORD.finditer(own)}):
            if words.is_initials(word.casefold()) and not word.isupper():
                yield place.fault(
                    Rule.CAPITAL, field, mark("“{word}” is written “{right}”"), word=word, right=word.upper()
                )
    yield from _capitals(place, field, own)


def address_faults(place: Place, field: str, text: str) -> Iterator[LintFault]:
    """Forms of address are slots, so that each customer is called as they prefer; with their comma."""
    for found in sorted({each.group() for each in _FORM.finditer(without_slots(text))}):
        yield place.fault(
            Rule.ADDRESS, field,
            mark("“{word}” is typed; write {{voc}} after a comma, {{you}} or {{address}}, to fit each customer"),
            word=found,
        )  # fmt: skip
    if _NO_COMMA.search(text):
        yield place.fault(
            Rule.COMMA,
            field,
            mark("{{voc}} stands between a comma and a comma or the end of the sentence; add the comma"),
        )
    if text.count("{voc}") > 1:
        yield place.fault(Rule.ADDRESS, field, mark("{{voc}} stands twice; once in a text is enough"))


def _unknown(place: Place, field: str, own: str, words: Words, told: list[str]) -> Iterator[LintFault]:
    seen: set[str] = set()
    for found in _WORD.finditer(own):
        written = found.group()
        word = written.casefold()
        if word in seen or word in told or words.knows(word):
            continue
        seen.add(word)
        near = words.nearest(word)
        if near:
            yield place.fault(
                Rule.SPELLING, field, mark("“{word}” is not in the word list; did you mean “{near}”?"),
                word=shown(written), near=near,
            )  # fmt: skip
        else:
            yield place.fault(
                Rule.SPELLING, field,
                mark("“{word}” is not in the word list; write it otherwise, or add it to resources/words/words.txt"),
                word=shown(written),
            )  # fmt: skip


def _prepositions(place: Place, field: str, own: str, words: Words, told: list[str]) -> Iterator[LintFault]:
    """Whether di and ke are written apart before a place, and joined in a passive or a number."""
    for found in _APART.finditer(own):
        particle, word = found[1].casefold(), found[2].casefold()
        if word in told:
            continue
        if (particle == "di" and words.is_action(word)) or (particle == "ke" and words.is_count(word)):
            yield place.fault(
                Rule.PREPOSITION, field, mark("“{wrong}” is one word here; write “{right}”"),
                wrong=found.group(), right=particle + word,
            )  # fmt: skip
    for word in {each.group().casefold() for each in _WORD.finditer(own)}:
        joined = _JOINED.fullmatch(word)
        if joined and word not in told and words.is_place(joined[2]) and not words.knows(word):
            told.append(word)
            yield place.fault(
                Rule.PREPOSITION, field, mark("“{wrong}” is two words; write “{right}”"),
                wrong=word, right=f"{joined[1]} {joined[2]}",
            )  # fmt: skip


def _capitals(place: Place, field: str, own: str) -> Iterator[LintFault]:
    if _SENTENCE_START.search(own):
        yield place.fault(Rule.CAPITAL, field, mark("a sentence begins with a capital letter"))
    if _ANDA.search(own):
        yield place.fault(Rule.CAPITAL, field, mark("“Anda” is written with a capital letter"))
    for found in sorted({each.group() for each in _WORD.finditer(own)}):
        if len(found) > _SHOUTED and found.isupper() and found.casefold() in _PLAIN:
            yield place.fault(
                Rule.CAPITAL, field, mark("“{word}” is in capitals; write it in small letters"), word=found
            )


_PLAIN = frozenset(
    {"mohon", "maaf", "silakan", "segera", "tidak", "harus", "wajib", "jangan", "sudah", "belum", "kami"}
)
