"""A rule: a pattern over the words of a sentence, and what must hold where it is found."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.structure import Hit, Reading, Sentence

_CLASSES = {
    "<C>": r"(?:xcust|nasabah|pelanggan|pasien|pembeli|pengguna|konsumen|peserta|pemohon)(?:nya)?",
    "<A>": r"(?:saya|kami)",
    "<US>": r"(?:saya|kami|kita|pihak kami|bank|toko|petugas kami|rumah sakit|kantor kami)",
    "<NOT>": r"(?:tidak|belum|bukan|tanpa|jangan|takkan)",
    "<P>": r"(?: (?:sih|kan|lah|kok|ya|tuh|itu|lho|deh|mah|dong|saja|juga|memang|pun|ini|sendiri))*",
    "<ACT>": r"(?:di)?(?:baca|cek|periksa|lapor\w*|laporkan|bilang|bawa|simpan|jaga|datang|daftar|bayar|tanya|telepon|"
    r"hubungi|simak|dengar|ikuti|ikut|isi|kumpulkan|perhatikan|catat|tunggu|cocokkan|teliti|urus|kasih tahu|"
    r"beritahukan|siapkan|lengkapi|tutup|kunci|update|ingat|hafal|pikir|lihat|pakai|minum)(?:nya)?",
}


_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Rule:
    """`near` must be found in the same sentence, `unless` must not; `opens` begins a clause; a `subject` has nothing heavier than particles before it in its clause."""

    weight: int
    pattern: str
    reason: str
    unless: str = ""
    near: str = ""
    denied: bool = False
    supposed: bool = False
    asked: bool | None = None
    opens: bool = False
    subject: bool = False


@lru_cache(maxsize=1024)
def words(pattern: str) -> re.Pattern[str]:
    """A pattern over whole words, with the classes of words filled in."""
    for name, members in _CLASSES.items():
        pattern = pattern.replace(name, members)
    pattern = pattern.replace(r"\w+", r"[\w'-]+")
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")


class Rules:
    """Rules of one kind. What they found in a sentence is remembered: while an agent types, most sentences stay."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules
        self._seen: dict[tuple[str, tuple[bool, ...], bool], tuple[tuple[Rule, int, int], ...]] = {}

    def hits(self, sentence: Sentence) -> Iterator[tuple[Rule, Hit]]:
        key = (sentence.text, sentence.quoted, sentence.asks)
        found = self._seen.get(key)
        if found is None:
            hits = ((rule, _found(rule, sentence)) for rule in self._rules)
            found = tuple((rule, hit.first, hit.last) for rule, hit in hits if hit is not None)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[key] = found
        return ((rule, Hit(sentence, first, last)) for rule, first, last in found)


def faults_by(rules: Rules, label: Label, reading: Reading) -> Iterator[Fault]:
    for sentence in reading.sentences:
        for rule, hit in rules.hits(sentence):
            yield Fault(label, rule.weight, hit.start, hit.end, rule.reason)


def _found(rule: Rule, sentence: Sentence) -> Hit | None:
    if rule.asked is not None and rule.asked is not sentence.asks:
        return None
    for found in words(rule.pattern).finditer(sentence.text):
        hit = sentence.hit(found)
        if rule.opens and sentence.clauses[hit.first] != hit.first:
            continue
        if rule.subject and not _is_subject(hit):
            continue
        if hit.quoted or (hit.negated and not rule.denied) or (hit.supposed and not rule.supposed):
            continue
        if rule.unless and words(rule.unless).search(sentence.text):
            return None
        if rule.near and not words(rule.near).search(sentence.text):
            return None
        return hit
    return None


_LIGHT = frozenset(
    [
        "ya",
        "kan",
        "lho",
        "lha",
        "lah",
        "loh",
        "karena",
        "gara-gara",
        "memang",
        "kalau",
        "itu",
        "ini",
        "waktu",
        "soal",
        "kok",
        "wah",
        "nah",
        "ah",
        "eh",
        "oh",
        "tadi",
        "kemarin",
        "makanya",
        "tapi",
        "dan",
        "jadi",
        "sehingga",
        "akibat",
        ",",
        "justru",
        "jelas",
        "sebenarnya",
        "padahal",
        "orang",
        "mungkin",
        "sepertinya",
        "kayaknya",
        "ternyata",
        "berarti",
        "rupanya",
        "bahwa",
    ]
)


def _is_subject(hit: Hit) -> bool:
    """In "Bapak lupa" the customer is the subject; in "premi Bapak tidak hangus" the premium is."""
    sentence = hit.sentence
    return all(word in _LIGHT for word in sentence.words[sentence.clauses[hit.first] : hit.first])
