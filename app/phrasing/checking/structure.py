"""Sentences and clauses of a text: who is spoken of, what is quoted, what is denied, what is only supposed."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from app.phrasing.checking.tokens import BORDER, Token, tokens_of

CUSTOMER = "xcust"

HONORIFICS = frozenset(
    {"bapak", "ibu", "pak", "bu", "kakak", "kak", "mas", "mbak", "bpk", "bang", "teh", "kang", "pakde", "bude", "mbk"}
)
_CUSTOMER_WORDS = HONORIFICS | {
    "anda", "bapaknya", "ibunya", "kakaknya", "masnya", "mbaknya", "sampeyan", "panjenengan", "jenengan", "saudara",
    "bapak-ibu",
}  # fmt: skip
_VOCATIVE = HONORIFICS | {"bos", "boss", "sis", "gan", "om", "tante", "dik", "bro", "say", "bosku"}
_NOT_CUSTOMER_BEFORE = frozenset({"kandung", "hamil", "menyusui", "gadis", "kota"})
_NEGATION = frozenset({"tidak", "bukan", "belum", "jangan", "tanpa", "takkan", "bukanlah", "bukannya", "ndak"})
_CONDITION = frozenset(
    {"kalau", "seandainya", "andai", "andaikan", "andaikata", "seumpama", "supaya", "agar", "asal", "asalkan", "jangan-jangan",
     "sebelum", "sekiranya", "apakah", "selama", "ketika", "setiap"}
)  # fmt: skip
_OPENERS = _CONDITION - {"selama", "setiap"} | {
    "tapi", "karena", "sehingga", "makanya", "padahal", "sedangkan", "meski", "meskipun", "walau", "walaupun", "saat",
    "setelah", "sesudah", "sambil", "lalu", "kemudian", "maka", "bahwa", "dan", "selagi", "nyatanya", "melainkan",
    "kok", "ternyata", "faktanya", "buktinya", "tapinya",
}  # fmt: skip
_TURN = frozenset({"tapi", "padahal", "nyatanya", "faktanya", "buktinya", "kok", "ternyata", "makanya"})
_ABBREVIATED = frozenset({"dr", "jl", "no", "bpk", "h", "hj", "ir", "prof", "jln", "tgl", "rp", "drs", "nomor", "sdr"})
_REPORTING = re.compile(
    r"\b(?:(?:kata|menurut|ujar) xcust"
    r"|xcust(?: (?:tadi|sebelumnya|sempat|juga|kemarin|barusan|sudah))* (?:bilang|sampaikan|menyampaikan|ceritakan|cerita|"
    r"menceritakan|sebut|sebutkan|menyebut|tulis|menulis|tanyakan|tanya|keluhkan|mengeluhkan|mengeluh|rasakan|merasa|maksud)"
    r"|yang xcust (?:maksud|sampaikan|tanyakan|ceritakan|keluhkan|rasakan|alami|inginkan))\b"
)
_CAUSE = frozenset({"karena", "gara-gara", "akibat"})
_SCOPE = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern was found: the sentence, and the first and the last item in it."""

    sentence: Sentence
    first: int
    last: int

    @property
    def start(self) -> int:
        return self.sentence.items[self.first].start

    @property
    def end(self) -> int:
        return self.sentence.items[self.last].end

    @property
    def quoted(self) -> bool:
        return self.sentence.quoted[self.first]

    @property
    def negated(self) -> bool:
        return self.sentence.negated(self.first)

    @property
    def supposed(self) -> bool:
        return self.sentence.opener(self.first) in _CONDITION


@dataclass(slots=True)
class Sentence:
    """The words that are said, in one spelling; the customer is `xcust`, and a call ("Pak,") is left out."""

    items: tuple[Token, ...]
    words: tuple[str, ...]
    called: bool
    mark: str
    start: int
    end: int
    quoted: tuple[bool, ...] = ()
    text: str = field(init=False)
    _offsets: list[int] = field(init=False)
    clauses: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._offsets, at = [], 0
        for word in self.words:
            self._offsets.append(at)
            at += len(word) + 1
        self.text = " ".join(self.words)
        self.clauses = _clause_starts(self.words)
        self.quoted = _with_reported(self, self.quoted)

    @property
    def asks(self) -> bool:
        return "?" in self.mark

    def find(self, pattern: re.Pattern[str]) -> Hit | None:
        found = pattern.search(self.text)
        return self.hit(found) if found else None

    def find_all(self, pattern: re.Pattern[str]) -> list[Hit]:
        return [self.hit(found) for found in pattern.finditer(self.text)]

    def hit(self, found: re.Match[str]) -> Hit:
        return Hit(self, self.item_at(found.start()), self.item_at(max(found.end() - 1, found.start())))

    def item_at(self, offset: int) -> int:
        return max(bisect_right(self._offsets, offset) - 1, 0)

    def clause(self, item: int) -> str:
        """The words of the clause that holds an item."""
        first = self.clauses[item]
        last = item
        while last + 1 < len(self.words) and self.clauses[last + 1] == first:
            last += 1
        return " ".join(self.words[first : last + 1])

    def opener(self, item: int) -> str:
        return self.words[self.clauses[item]]

    def negated(self, item: int) -> bool:
        start = self.clauses[item]
        if start and self.words[start] in _CAUSE and self.words[start - 1] in _NEGATION:
            return True
        first = max(start, item - _SCOPE)
        return any(word in _NEGATION for word in self.words[first:item]) or self.words[
            self.clauses[item] : self.clauses[item] + 2
        ] == ("bukan", "berarti")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read once for all rules."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]


def read(text: str) -> Reading:
    tokens = tokens_of(text)
    quoted = _in_quotes(tokens)
    sentences = []
    first = 0
    for index in range(len(tokens)):
        last = index + 1 == len(tokens)
        if _ends_sentence(tokens, index) or last:
            sentence = _sentence(tokens, quoted, first, index + 1)
            if sentence is not None:
                sentences.append(sentence)
            first = index + 1
    return Reading(text, tokens, tuple(sentences))


def _ends_sentence(tokens: tuple[Token, ...], index: int) -> bool:
    token = tokens[index]
    if token.kind != "stop":
        return False
    before = tokens[index - 1] if index else None
    short = before is not None and before.kind == "word" and before.raw.casefold() in _ABBREVIATED
    return not (token.raw == "." and short and index + 1 < len(tokens))


def _in_quotes(tokens: tuple[Token, ...]) -> tuple[bool, ...]:
    marks = sum(token.kind == "quote" for token in tokens)
    inside, left, flags = False, marks, []
    for token in tokens:
        if token.kind == "quote":
            left -= 1
            inside = not inside and left > 0
        flags.append(inside)
    return tuple(flags)


def _sentence(tokens: tuple[Token, ...], quoted: tuple[bool, ...], first: int, last: int) -> Sentence | None:
    items: list[Token] = []
    words: list[str] = []
    flags: list[bool] = []
    called = False
    index = first
    while index < last:
        token = tokens[index]
        if token.kind in {"stop", "quote", "other"}:
            index += 1
            continue
        length = _vocative(tokens, index, first, last)
        if length:
            called = True
            index += length
            continue
        if token.word == BORDER and (not words or words[-1] == BORDER):
            index += 1
            continue
        length = _customer(tokens, index, last)
        items.append(token)
        words.append(CUSTOMER if length else token.word)
        flags.append(quoted[index])
        index += length or 1
    while words and words[-1] == BORDER:
        items.pop(), words.pop(), flags.pop()
    if not words and not called:
        return None
    mark = tokens[last - 1].raw if tokens[last - 1].kind == "stop" else ""
    start, end = tokens[first].start, tokens[last - 1].end
    if not words:
        items, words, flags = [tokens[first]], [CUSTOMER], [False]
    return Sentence(tuple(items), tuple(words), called, mark, start, end, tuple(flags))


def _vocative(tokens: tuple[Token, ...], index: int, first: int, last: int) -> int:
    """How many tokens a call takes: ", Pak Joko," is set off by a comma or by an end on one side at least."""
    if tokens[index].word not in _VOCATIVE:
        return 0
    after = index + 1
    while after < last and after < index + 3 and tokens[after].capital and tokens[after].word not in _VOCATIVE:
        after += 1
    before = index - 1
    opened = before < first or tokens[before].word == BORDER
    closed = after >= last or tokens[after].kind in {"stop", "other"} or tokens[after].word == BORDER
    short = tokens[index].word not in {"bapak", "ibu", "kakak"}
    if closed and (opened or short):
        return after - index
    if opened and short and after == index + 1 and index > first and tokens[before].word == BORDER:
        return 0
    return 0


def _customer(tokens: tuple[Token, ...], index: int, last: int) -> int:
    if tokens[index].word not in _CUSTOMER_WORDS:
        return 0
    after = index + 1
    if after < last and tokens[after].word in _NOT_CUSTOMER_BEFORE:
        return 0
    while after + 1 < last and tokens[after].raw == "/" and tokens[after + 1].word in _CUSTOMER_WORDS:
        after += 2
    while after < last and after < index + 4 and tokens[after].capital and not tokens[after].raw.isupper():
        after += 1
    return after - index


def _clause_starts(words: tuple[str, ...]) -> tuple[int, ...]:
    starts, first = [], 0
    for index, word in enumerate(words):
        if index and (words[index - 1] == BORDER or word in _OPENERS):
            first = index
        starts.append(first)
    return tuple(starts)


def _with_reported(sentence: Sentence, quoted: tuple[bool, ...]) -> tuple[bool, ...]:
    """What follows "kata Ibu" or "Bapak bilang" is the customer's, until the sentence turns."""
    found = _REPORTING.search(sentence.text)
    if not found:
        return quoted
    flags = list(quoted)
    last = sentence.item_at(found.end() - 1)
    opened = found.group().startswith(("kata", "menurut", "ujar"))
    for index in range(last if opened else last + 1, len(flags)):
        if sentence.words[index] in _TURN:
            break
        flags[index] = True
    return tuple(flags)
