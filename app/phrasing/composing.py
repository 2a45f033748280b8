"""Puts phrases and facts together into one text: acknowledgement, body, age of the report."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.phrasing.phrase import Phrase
from app.phrasing.sentences import longest_sentence, split_sentences
from app.phrasing.slots import Fact, Slot, slot_in

SPOKEN_WORDS = 20
_VOCATIVE = "voc"
# Where these begin a sentence, the comma before the rest of it stays when ", Bu" is left out.
_LEADS = frozenset(
    {
        "baik", "betul", "benar", "ya", "iya", "terima", "kalau", "jika", "bila", "untuk", "soal", "sambil", "selama",
        "selagi", "sebelum", "setelah", "sesudah", "supaya", "agar", "di", "dari", "menurut", "dengan", "karena",
        "maaf", "mohon", "saat", "begitu", "sesuai", "jadi", "nah", "tentu", "memang", "pada", "lewat", "mengenai",
        "perihal", "tentang", "syukurlah", "berarti", "sekarang", "kebetulan", "kalaupun", "meski", "walau",
        "kabar", "janji", "sepanjang", "seandainya", "sejauh", "sejak", "selain", "demi", "biar",
    }
)  # fmt: skip
_JOINING = re.compile(
    r", (?:dan|lalu|jadi|supaya|sehingga|atau|karena|sebab|padahal|kemudian|agar|baru|dengan|"
    r"termasuk|saya|yang)\b"
)
_ADDRESSING = frozenset({"you", "address"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished text that nobody has checked yet."""

    text: str
    facts: tuple[Fact, ...]
    phrases: tuple[Phrase, ...]


def compose(phrases: Sequence[Phrase], slots: Mapping[str, Slot], *, spoken: bool) -> Draft:
    """Fills and joins the phrases. Where a spoken sentence would be too long, its values take their short form."""
    called = "honorific" not in slots and any(_ADDRESSING & phrase.slots for phrase in phrases)
    filled: list[tuple[str, list[Fact]]] = []
    for phrase in phrases:
        text, facts = _fill(phrase, slots, short=False, vocative=not called)
        if spoken and longest_sentence(text) > SPOKEN_WORDS:
            text, facts = _fill(phrase, slots, short=True, vocative=not called)
        filled.append((text, facts))
        called = called or _VOCATIVE in phrase.slots
    facts = list(dict.fromkeys(fact for _, each in filled for fact in each))
    return Draft(" ".join(text for text, _ in filled), tuple(facts), tuple(phrases))


def _fill(phrase: Phrase, slots: Mapping[str, Slot], *, short: bool, vocative: bool) -> tuple[str, list[Fact]]:
    """One phrase with its slots filled. ", Bu" is left out where the customer is already addressed often enough."""
    parts: list[str] = []
    facts: list[Fact] = []
    skip = 0
    for index, piece in enumerate(phrase.pieces):
        if index % 2 == 0:
            parts.append(piece[skip:])
            skip = 0
        elif piece == _VOCATIVE and parts[-1].endswith(", ") and not (vocative and _calls(phrase, index, slots)):
            before = "".join(parts).removesuffix(", ")
            parts = [before]
            rest = phrase.pieces[index + 1]
            if rest.startswith(", ") and not _keeps_comma(before, rest):
                parts.append(" ")
                skip = 2
        else:
            slot = slots.get(slot_in(piece, phrase.language)) or slots[piece]
            open_end = slot.closed and not phrase.pieces[index + 1].startswith((",", ".", "?", "!"))
            if slot.short is not None and (short or open_end):
                slot = slot.short
            parts.append(slot.text)
            facts.extend(slot.facts)
    return "".join(parts), facts


def _calls(phrase: Phrase, index: int, slots: Mapping[str, Slot]) -> bool:
    """Whether ", Bu" is of use: not straight after "Ibu", nor in a sentence that says "Mas" already."""
    if phrase.pieces[index - 2 : index] == ("you", ", "):
        return False
    sentence = _last_sentence(phrase.pieces[:index])
    return not ("you" in sentence and slots["you"].text == slots[_VOCATIVE].text)


def _last_sentence(pieces: Sequence[str]) -> Sequence[str]:
    """The pieces since the last literal that ends a sentence."""
    start = max((at for at in range(0, len(pieces), 2) if split_sentences(pieces[at] + "x")[1:]), default=0)
    return pieces[start:]


def _keeps_comma(before: str, rest: str) -> bool:
    """As in "Baik, saya cek"; "Urusan ini sekarang sampai di tahap ..." has none."""
    sentence = split_sentences(before)[-1:]
    first = sentence[0].split(" ")[0].casefold().strip(",") if sentence else ""
    return first in _LEADS or bool(_JOINING.match(rest))
