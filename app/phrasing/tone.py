"""The final check of rules 4 to 11: address, greeting, apology, refusal, mood, length, closing, spelling."""

import re
from collections.abc import Iterator, Sequence

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.people import Honorific
from app.phrasing.context import Context, Language
from app.phrasing.grounding import value_at, without_facts
from app.phrasing.sentences import longest_sentence, split_sentences
from app.phrasing.situation import SOLVED, read_situation
from app.phrasing.slots import Fact
from app.phrasing.times import DayParts, local_time
from app.phrasing.words import (
    ADDRESS_FORMS,
    APOLOGY,
    BUT,
    CALM_DOWN,
    FORBIDDEN_ADDRESS,
    LONG_NUMBER,
    MISSPELLED,
    any_of,
)

_SPOKEN_WORDS = 20
_CALM_SENTENCES = 5
_ANGRY_SENTENCES = 2
_FORMS = {
    Honorific.BAPAK: {"Bapak", "Pak"},
    Honorific.IBU: {"Ibu", "Bu"},
    Honorific.KAK: {"Kak", "Kakak"},
    Honorific.MAS: {"Mas"},
    Honorific.MBAK: {"Mbak"},
}
_FORM = re.compile(r"(?<!\w)(" + "|".join(ADDRESS_FORMS) + r")(?!\w)", re.IGNORECASE)
_NO_COMMA = re.compile(r"(?<!, )\b(?:Pak|Bu)\b|\b(?:Pak|Bu)\b(?![,.?!])")
_DAYPART = any_of("pagi", "siang", "sore", "malam", "enjing", "sonten", "dalu", "wengi")
_GREETINGS = {Language.JAVANESE: "Sugeng ", Language.SUNDANESE: "Wilujeng "}
_CLOCK = re.compile(r"pukul (?!\d\d\.\d\d WI(?:B|TA|T)\b)|\bjam \d|\d:\d\d|Rp[ .]|Rp\d{4,}|Rp\d+,", re.IGNORECASE)
_REFUSAL = any_of(
    r"(?:tidak|belum) (?:bisa|dapat|disetujui|berhasil|terpenuhi|diterima|memenuhi|punya|memegang|menerima|"
    r"ada(?! yang))",
    "ditolak", "menolak", "gagal", r"(?<!ada yang )(?<!tidak )(?<!tanpa )(?<!bagian yang )terlewat", "sudah lewat",
)  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?]")
_CLAUSE_START = re.compile(r"[.!?,;] ?")
_PURPOSE = re.compile(r"(?:supaya|agar|sehingga|kalau|bila|jika|apakah)\b", re.IGNORECASE)
_REMEDY = any_of(
    r"saya (?:\w+ )?(?:bantu|tanyakan|cek|periksa|teruskan|minta|mintakan|urus|pegang|pastikan|catat|dampingi|kawal|"
    r"sampaikan|carikan|kabari|hubungi|telusuri|ajukan|buka|lanjutkan|jelaskan|sebutkan|mulai|siapkan|cari|tangani)",
    r"yang (?:masih )?bisa", "pilihan", "pilihannya", "bisa memilih", "silakan", "perkiraan", "perkiraannya",
)  # fmt: skip
_ACKNOWLEDGED = any_of(
    "mengerti", "memahami", "paham", "dengar", "dengarkan", "mendengar", "maaf", "wajar", "terima kasih", "betul",
    "memang", "tidak seharusnya", "keberatan", "kekecewaan", "kecewa", "kesal", "repot", "merepotkan", "mengganggu",
    "melelahkan", "lelah", "berat",
)  # fmt: skip
_ACKNOWLEDGED_FIRST = frozenset({Stage.EMPATHY, Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT})
_WORKS = re.compile(
    r"(?:sesuai|berfungsi|berjalan|lancar|cocok|beres|terbantu|bisa dipakai|bisa digunakan|memuaskan)[^.!]*\?",
    re.IGNORECASE,
)
_ANYTHING_ELSE = re.compile(r"\b(?:ada|adakah)\b[^.?!]*\b(?:lagi|lain|lainnya)\b[^.!]*\?", re.IGNORECASE)
_SELLING = any_of("promo", "diskon", "beli", "membeli", "produk", "upgrade", "penawaran", "tawarkan", "hadiah", "bonus")
_UPSET = frozenset({Mood.ANXIOUS, Mood.DISAPPOINTED, Mood.ANGRY})


def tone_faults(
    text: str, own: str, facts: Sequence[Fact], context: Context, day_parts: DayParts
) -> Iterator[tuple[int, str]]:
    """Faults as (rule, what); `own` is the text without its facts."""
    yield from _address(own, context)
    yield from _clock(text, own, context, day_parts)
    yield from _apology(text, context)
    yield from _refusal(text, own)
    yield from _mood(text, context)
    yield from _length(text, facts, context)
    yield from _closing(text, own, facts, context)
    if MISSPELLED.search(text) or re.search(r"\banda\b", text):
        yield 11, "spelling"


def _address(own: str, context: Context) -> Iterator[tuple[int, str]]:
    if FORBIDDEN_ADDRESS.search(own):
        yield 4, "forbidden address"
    honorific = context.customer.honorific if context.customer else None
    rest = own if honorific else own.replace("Bapak/Ibu", "\u25e6")
    allowed = _FORMS[honorific] if honorific else set()
    for found in _FORM.finditer(rest):
        if found.group() not in allowed:
            yield 4, f"address does not fit: {found.group()}"
    if _NO_COMMA.search(own):
        yield 4, "address without a comma"


def _clock(text: str, own: str, context: Context, day_parts: DayParts) -> Iterator[tuple[int, str]]:
    now = local_time(context.now, context.zone)
    right = {"Selamat " + day_parts.word(now)}
    if context.language in _GREETINGS:
        right.add(_GREETINGS[context.language] + day_parts.word_in(context.language, now))
    for found in _DAYPART.finditer(own):
        if not own[: found.end()].endswith(tuple(right)):
            yield 5, f"part of the day: {found.group()}"
    if _CLOCK.search(text):
        yield 5, "form of time or money"


def _apology(text: str, context: Context) -> Iterator[tuple[int, str]]:
    count = len(APOLOGY.findall(text))
    if count > 1:
        yield 6, "more than one apology"
    if count and (
        context.apologised or not (context.contact_kind is ContactKind.COMPLAINT or _promise_broken(context))
    ):
        yield 6, "apology has no reason"


def _promise_broken(context: Context) -> bool:
    case = context.case
    if case is None or case.promise is None or case.promise.due_at is None:
        return False
    settled = case.status in {CaseStatus.RESOLVED, CaseStatus.REJECTED}
    return not settled and case.promise.due_at < context.now


def _refusal(text: str, own: str) -> Iterator[tuple[int, str]]:
    refusals = [each for each in _REFUSAL.finditer(own) if not _is_asked_or_meant(own, each)]
    if refusals and not _REMEDY.search(own, refusals[-1].end()):
        yield 7, "refusal with nothing after it"
    if BUT.search(text):
        yield 7, "but after an acknowledgement"


def _is_asked_or_meant(own: str, found: re.Match[str]) -> bool:
    """Neither refuses: "Ada yang tidak bisa dibuka?" asks, and "supaya tidak ada yang gagal" tells what for."""
    end = _SENTENCE_END.search(own, found.end())
    clause = _CLAUSE_START.split(own[: found.start()])[-1]
    return (end is not None and end.group() == "?") or bool(_PURPOSE.match(clause))


def _mood(text: str, context: Context) -> Iterator[tuple[int, str]]:
    if CALM_DOWN.search(text):
        yield 8, "asks for calm"
    sentences = split_sentences(text)
    if len(sentences) > (_ANGRY_SENTENCES if context.mood is Mood.ANGRY else _CALM_SENTENCES):
        yield 8, "too many sentences"
    if context.mood is Mood.ANGRY and context.stage in _ACKNOWLEDGED_FIRST and not _ACKNOWLEDGED.search(sentences[0]):
        yield 8, "no acknowledgement first"


def _length(text: str, facts: Sequence[Fact], context: Context) -> Iterator[tuple[int, str]]:
    spoken = context.channel is not Channel.CHAT
    if spoken and longest_sentence(text) > _SPOKEN_WORDS:
        yield 9, "sentence too long to be spoken"
    dated = [fact for fact in facts if not isinstance(value_at(context, fact.source), str)]
    written = [] if spoken else [fact for fact in facts if fact.source == "case.number"]
    if LONG_NUMBER.search(without_facts(text, dated + written)):
        yield 9, "long number"


def _closing(text: str, own: str, facts: Sequence[Fact], context: Context) -> Iterator[tuple[int, str]]:
    if (
        context.stage is Stage.CLOSING
        and _solved(context)
        and not (_WORKS.search(text) and _ANYTHING_ELSE.search(text))
    ):
        yield 10, "closing does not ask both questions"
    offered = [fact for fact in facts if fact.source.startswith("offers[")]
    if context.mood in _UPSET and (offered or _SELLING.search(own)):
        yield 10, "offer to an upset customer"
    if any(value_at(context, fact.source.removesuffix("title") + "approved") is not True for fact in offered):
        yield 10, "offer is not approved"


def _solved(context: Context) -> bool:
    return read_situation(context, elsewhere=True).record in SOLVED
