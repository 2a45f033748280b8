"""Better wordings: the facts stay, the fault goes; each is offered only after it was checked itself."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from app.phrasing.checking.correcting import corrected
from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.jargon import Terms
from app.phrasing.checking.refusals import CLOSED, NOT_OURS, excuses, refuses_plainly
from app.phrasing.checking.structure import Reading, Sentence
from app.phrasing.context import Context

_HELP = {
    Label.BLAME: ("Saya bantu bereskan sekarang{call}.", "Saya bantu sekarang{call}, supaya langkah berikutnya jelas."),
    Label.ARGUE: ("Saya cocokkan cerita {you} dengan catatan kami sekarang{call}.",),
    Label.RUDE: ("Saya bantu sekarang{call}. Boleh ceritakan bagian yang paling mengganggu?",),
    Label.DEADEND: ("Saya carikan sekarang pilihan yang masih bisa ditempuh{call}.",),
    Label.EMPTY_PROMISE: ("Saya tanyakan sekarang perkiraan waktunya ke bagian yang menangani{call}.",),
    Label.CARELESS: ("Saya mengerti ini mengganggu {you}. Saya periksa sekarang{call}.",),
}
_TOPIC = {
    Label.BLAME: "Soal {topic}, saya bantu bereskan sekarang{call}.",
    Label.ARGUE: "Saya cocokkan dulu soal {topic} dengan catatan kami sekarang{call}.",
    Label.DEADEND: "Soal {topic}, saya carikan sekarang pilihan yang masih bisa ditempuh{call}.",
    Label.EMPTY_PROMISE: "Soal {topic}, saya tanyakan sekarang perkiraan waktunya ke bagian yang menangani{call}.",
    Label.CARELESS: "Saya mengerti soal {topic} ini mengganggu {you}. Saya periksa sekarang{call}.",
}
_SECRET = "Demi keamanan {you}, jangan sebutkan kode rahasia kepada siapa pun, termasuk kepada saya."  # noqa: S105 - a sentence
_SCREEN = "Saya tunjukkan angkanya di layar{call}, supaya tidak terdengar orang lain."
_OTHERS = "Data pelanggan lain tidak boleh saya sampaikan{call}. Saya bantu urusan {you} sekarang."
_WRITTEN = "Mohon tuliskan datanya di formulir ini saja{call}, tidak perlu diucapkan."
_CHANGES_FACTS = frozenset({Label.DISCLOSES, Label.UNGROUNDED})
_PLACE = re.compile(r"\b(?:di|ke|dari) $", re.IGNORECASE)
_UNIT = re.compile(r"(?:bagian|tim|unit|petugas|sistem|kantor|loket|bank|mesin|data|jaringan)\b")
_FRAGMENT = re.compile(
    r"(?:untuk|kalau|soal|karena|soalnya|sebab|tapi|tetapi|jadi|dan|sehingga|maka|supaya|agar)\b", re.IGNORECASE
)
_REFUSES = re.compile(r"\b(?:tidak|belum|nggak|gak)\b", re.IGNORECASE)
_FULL = {
    "pak": "Bapak",
    "bapak": "Bapak",
    "bpk": "Bapak",
    "bu": "Ibu",
    "ibu": "Ibu",
    "kak": "Kakak",
    "kakak": "Kakak",
    "mas": "Mas",
    "mbak": "Mbak",
    "teh": "Teteh",
    "kang": "Akang",
    "bang": "Abang",
}
_CALL = re.compile(
    r"(?:, ?|^)(pak|bapak|bpk|bu|ibu|kak|kakak|mas|mbak|teh|kang|bang)\b(?: [A-Z][a-z]+)?(?=\s*(?:[,.!?]|$))",
    re.IGNORECASE,
)
_NOBODY = "Bapak/Ibu"
_NOT_YET = "Maaf{call}, yang itu belum bisa."
_HANDED_ON = "Saya hubungkan sekarang dengan bagian yang menangani{call}."
_BARE = re.compile(
    r"(?:(?:mohon|maaf|sekali|ya|wah|oh|memang|jadi|itu|yang|pak|bu|kak|mas|mbak|bapak|ibu|kakak|anda|tidak|belum|nggak|gak|bisa|boleh|dapat)(?:[ ,.!?]+|$))+",
    re.IGNORECASE,
)
_TOPICS = (
    "kartu", "rekening", "pin", "saldo", "transfer", "dana", "uang", "tagihan", "meteran", "token", "listrik", "internet", "modem", "jaringan", "pulsa", "kuota", "paket", "pesanan", "barang", "garansi", "refund", "klaim", "polis",
    "premi", "berkas", "dokumen", "formulir", "ktp", "kk", "obat", "kamar", "antrean", "jadwal", "resep", "laporan", "pengajuan", "permohonan", "limit", "biaya", "pembayaran", "alamat", "sinyal", "gangguan", "mesin", "hasil",
)  # fmt: skip
_FACT = re.compile(r"Rp\.? ?\d[\d.,]*\d|\d+(?:[.,:/x-]\d+)*")
_MONEY = re.compile(r"Rp\.? ?\d[\d.,]*\d")
_NUMBER = re.compile(r"\d(?:[ .\-]?\d){7,}")
_MASK = 4


def rewrites(
    fault: Fault, faults: Sequence[Fault], reading: Reading, terms: Terms, context: Context | None
) -> Iterator[str]:
    """Candidates for one of the faults, the closest to the text first; whoever asks checks each of them."""
    for text in _candidates(fault, faults, reading, terms, context):
        tidy = re.sub(r"\s+([,.?!])", r"\1", " ".join(text.split()))
        if tidy and tidy != reading.text and (fault.label in _CHANGES_FACTS or _facts(reading.text) <= _facts(tidy)):
            yield _addressed(tidy[0].upper() + tidy[1:], reading, context)


def _addressed(text: str, reading: Reading, context: Context | None) -> str:
    """Where the text calls the customer nothing, the customer's own choice is taken."""
    chosen = context.customer.honorific if context and context.customer else None
    if chosen is None or _NOBODY in reading.text:
        return text
    return text.replace(_NOBODY, _FULL.get(chosen.value.casefold(), chosen.value))


def _candidates(
    fault: Fault, faults: Sequence[Fault], reading: Reading, terms: Terms, context: Context | None
) -> Iterator[str]:
    if fault.label is Label.JARGON:
        yield from _plain(reading, terms)
    elif fault.label is Label.DISCLOSES:
        yield from _kept_secret(fault, reading)
    elif fault.label is Label.UNGROUNDED and context is not None:
        wrong = [each for each in faults if each.label is Label.UNGROUNDED]
        yield corrected(reading.text, wrong, context) or ""
    elif fault.label in _HELP:
        yield from _helping(fault, faults, reading)


def _plain(reading: Reading, terms: Terms) -> Iterator[str]:
    found = list(terms.found_in(reading))
    if not found or any(term.plain is None for term in found):
        return
    text = reading.text
    for term in reversed(found):
        said = text[term.start : term.end]
        tail = "nya" if re.search(r"-?nya$", said, re.IGNORECASE) else ""
        tail = f"-{tail}" if tail and (term.plain or "")[-1:].isupper() else tail
        part = (
            "bagian "
            if said.isupper() and _PLACE.search(text[: term.start]) and not _UNIT.match(term.plain or "")
            else ""
        )
        text = text[: term.start] + f"{part}{term.plain}{tail}" + text[term.end :]
    yield re.sub(r"\b(\w+) \1\b", r"\1", text)


def _kept_secret(fault: Fault, reading: Reading) -> Iterator[str]:
    said = reading.text[fault.start : fault.end]
    digits = re.sub(r"\D", "", said)
    if _NUMBER.fullmatch(said) and len(digits) > _MASK:
        yield reading.text[: fault.start] + f"yang berakhiran {digits[-_MASK:]}" + reading.text[fault.end :]
    text = {"Meminta": _SECRET, "Saldo": _SCREEN, "Membuka": _OTHERS}.get(fault.reason.split(" ")[0], _WRITTEN)
    yield _filled(text, reading)


def _helping(fault: Fault, faults: Sequence[Fault], reading: Reading) -> Iterator[str]:
    """What is at fault gives way to a sentence that helps; only a plain refusal stays, and what has no fault."""
    rest = " ".join(
        _ended(reading.text[each.start : each.end])
        for each in reading.sentences
        if not any(wrong.start < each.end and each.start < wrong.end for wrong in faults)
    )
    refused = _refused(fault, faults, reading)
    topic = _topic(reading)
    for help_text in _help(fault, topic):
        for before in (refused, rest):
            if before:
                yield f"{before} {_filled(help_text, reading, topic, before)}"
        yield _filled(help_text, reading, topic)
    amounts = _MONEY.findall(reading.text)
    if topic and len(amounts) == 1 and fault.label in _TOPIC:
        yield _filled(_TOPIC[fault.label], reading, f"{topic} {amounts[0]}")


def _refused(fault: Fault, faults: Sequence[Fault], reading: Reading) -> str:
    """The text without what it hides behind, where a plain refusal is left; "" where none is."""
    if fault.label is not Label.DEADEND or not (fault.reason == CLOSED or refuses_plainly(reading)):
        return ""
    hidden = excuses(reading) + [(each.start, each.end) for each in faults if each.label is not Label.DEADEND]
    clauses = [_ended(_without(reading.text, each, hidden)) for each in reading.sentences]
    text = " ".join(clause for clause in clauses if clause)
    if not hidden or not _BARE.fullmatch(text):
        return text
    return _filled(_NOT_YET, reading) if _REFUSES.search(text) else ""


def _without(text: str, sentence: Sentence, hidden: Iterable[tuple[int, int]]) -> str:
    """A sentence without the clauses, from comma to comma, that one of the spans touches."""
    said, at, cut = "", sentence.start, False
    for clause in re.split(r"(?=,)|(?= (?:karena|soalnya|sebab)\b)", text[sentence.start : sentence.end]):
        end = at + len(clause)
        if clause.strip(" ,.!?") and not any(first < end and at < last for first, last in hidden):
            said += clause
        else:
            cut = cut or bool(clause.strip(" ,.!?"))
        at = end
    said = said.strip(" ,")
    return "" if cut and _FRAGMENT.match(said) else said


def _help(fault: Fault, topic: str | None) -> Iterator[str]:
    if fault.reason == NOT_OURS:
        yield _HANDED_ON
    if topic and fault.label in _TOPIC:
        yield _TOPIC[fault.label]
    yield from _HELP[fault.label]


def _ended(said: str) -> str:
    text = said.strip()
    return text if not text or text.endswith((".", "?", "!")) else text + "."


def _topic(reading: Reading) -> str | None:
    for token in reading.tokens:
        word = token.raw.casefold().removesuffix("-nya").removesuffix("nya")
        if word in _TOPICS:
            return word.upper() if word in {"pin", "ktp", "kk"} else word
    return None


def _filled(text: str, reading: Reading, topic: str | None = None, before: str = "") -> str:
    """Who was called by then is not called again."""
    form, call = _address(reading)
    call = "" if call and re.search(rf"\b{call}\b", before) else call
    return text.format(you=form, call=f", {call}" if call else "", topic=f"{topic} ini" if topic else "")


def _address(reading: Reading) -> tuple[str, str]:
    """How the text itself addresses the customer, in a call before all: the full form, and the short one."""
    called = _CALL.findall(reading.text)
    said = [*reversed(called), *(token.raw for token in reading.tokens)]
    for raw in said:
        form = _FULL.get(raw.casefold().removesuffix("nya"))
        if form:
            return form, {"Bapak": "Pak", "Ibu": "Bu", "Kakak": "Kak"}.get(form, form)
    return _NOBODY, ""


def _facts(text: str) -> set[str]:
    """Numbers, and names after an honorific: what a rewrite may not lose."""
    names = re.findall(r"\b(?:Pak|Bu|Bapak|Ibu|Kak|Mas|Mbak) ([A-Z][a-z]+)", text)
    return {found.strip(".,") for found in _FACT.findall(text)} | set(names)
