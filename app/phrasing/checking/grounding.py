"""Contradictions of the record: a day, a time, an amount, a name, a document or an option that is another one there."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.people import Honorific
from app.phrasing.checking.claims import ClockClaim, DayClaim, clocks_in, days_in, money_in, zone_name
from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.structure import Reading, Sentence
from app.phrasing.context import Context
from app.phrasing.times import local_time

_RESULT = re.compile(
    r"\b(?:siap|selesai\w*|jadi|sampai|datang|tiba|cair\w*|masuk|pulih\w*|nyala|menyala|normal|diambil|diantar\w*|dikirim\w*|dijadwalkan|diperkirakan|perkiraan\w*|estimasi\w*|batas\w*|paling lambat|jatuh tempo|dipasang|terpasang|keluar|terbit|beres|dilengkapi|"
    r"janji\w*|mundur|jadwal\w*|dikembalikan|kembali|diganti|bisa|aktif)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:laporan\w*|lapor|melapor|masuk|diterima|kami terima|dibuka|tercatat|sejak|diajukan|pengaduan\w*|keluhan\w*)\b",
    re.IGNORECASE,
)
_OWN_ACT = re.compile(
    r"\b(?:saya|kami)(?: \w+){0,2} (?:telepon|hubungi|kabari|kirim|cek|tanyakan|sampaikan|antar|jemput|panggil|kunjungi|infokan|tunggu|simpankan|ingatkan|periksa|pantau|catat|buka|layani)\w*|\b(?:loket|kantor|toko|cabang|layanan)\b[^.]*\b(?:buka|tutup)\b|\bsilakan\b|\bboleh\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:semula|awalnya|sebelumnya|tadinya|mundur dari|bukan|yang lalu|tadi|terlewat|lewat)\b", re.IGNORECASE
)
_COST = re.compile(r"\b(?:biaya\w*|ongkos\w*|tarif\w*|bayar\w*|membayar|harga\w*|dikenakan|sebesar)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b[A-Z]{2,6}[-/]\d{4}[-/]\d{3,}\b")
_NAMED = re.compile(r"\b(?P<form>Bapak|Ibu|Pak|Bu|Kakak|Kak|Mas|Mbak) (?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)?)")
_CALL = re.compile(
    r"(?:^|[,.?!]\s*|\b(?:pagi|siang|sore|malam|baik|halo|hai|maaf|terima kasih)[ ,]+)(?P<form>Pak|Bu|Bapak|Ibu)\b(?=\s*[,.!?]|\s+[A-Z]|$)"
)
_SELF = re.compile(
    r"\b(?:[Ss]aya|[Nn]ama saya|dengan saya|dengan) (?P<name>[A-Z][a-z]+)\b(?= ?[,.!?]| dari| yang| akan|$)"
)
_DOCUMENT = re.compile(
    r"\b(?:(?:foto ?kopi|salinan|fotokopi|scan|foto) )?(?:ktp|kk|kartu keluarga|npwp|paspor|sim|surat \w+(?: \w+)?|slip gaji|kuitansi|kwitansi|buku tabungan|buku rekening|stnk|bpkb|akta \w+|ijazah|sertifikat|polis|nota|resep|rujukan|materai|meterai|pas foto|bukti \w+)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:melengkapi|dilengkapi|lengkapi|kurang|menyusulkan|menyusul|belum ada|tinggal|dibutuhkan|diperlukan|perlu|bawa|membawa|menyerahkan|serahkan)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"\b(?:bisa|dapat|boleh|pilih\w*|mau|silakan)\b[^.?!]*?\b(?P<verb>diambil|ambil|dikirim|diantar|antar|ditukar|tukar|dikembalikan|diganti|ganti|dicicil|cicil|diperbaiki|dijemput|jemput|direkam|dibatalkan|dipindahkan)\b(?P<rest>(?: (?:ke|di|dengan|pada|lewat) \w+(?: \w+)?)?)",
    re.IGNORECASE,
)
_NOT_ALLOWED = re.compile(r"\b(?:tidak|belum)\b", re.IGNORECASE)
_DATE, _AMOUNT, _NAME = 76, 76, 74


@dataclass(frozen=True, slots=True)
class _Record:
    """What the context knows, in the branch's zone."""

    results: tuple[datetime, ...]
    past: tuple[datetime, ...]
    opened: tuple[datetime, ...]
    costs: frozenset[int]
    told: frozenset[int]


def grounding_faults(reading: Reading, context: Context | None) -> Iterator[Fault]:
    if context is None:
        return
    record = _record(context)
    for sentence in reading.sentences:
        yield from _times(reading.text, sentence, record, context)
        yield from _amounts(reading.text, sentence, record)
        yield from _documents(reading.text, sentence, context)
        yield from _options(reading.text, sentence, context)
    yield from _names(reading, context)
    yield from _case_number(reading.text, context)


def _record(context: Context) -> _Record:
    case, incident = context.case, context.incident
    steps = case.steps if case else ()
    promise = case.promise if case else None
    results = [step.estimate_at for step in steps] + [
        case.due_at if case else None,
        incident.estimate_at if incident else None,
    ]
    results += [promise.new_estimate_at, promise.due_at] if promise else []
    past = [case.opened_at if case else None] + [step.reported_at for step in steps]
    costs = [cost for step in steps for cost in (step.cost_estimate, step.cost_actual) if cost is not None]
    told = " . ".join(
        text
        for text in (
            context.utterance,
            case.title if case else None,
            case.status_reason if case else None,
            *(offer.title for offer in context.offers),
            *(case.options if case else ()),
        )
        if text
    )
    return _Record(
        tuple(local_time(each, context.zone) for each in results if each),
        tuple(local_time(each, context.zone) for each in (*past, context.now) if each),
        (local_time(case.opened_at, context.zone),) if case and case.opened_at else (),
        frozenset(costs),
        frozenset(claim.rupiah for claim in money_in(told)),
    )


def _times(text: str, sentence: Sentence, record: _Record, context: Context) -> Iterator[Fault]:
    said = text[sentence.start : sentence.end]
    days = list(days_in(said, context.now, context.zone))
    clocks = list(clocks_in(said))
    known = record.results + record.past
    today = local_time(context.now, context.zone).date()
    for first, last in _parts(said):
        here = [claim for claim in days if first <= claim.start < last and not _quoted(sentence, claim.start)]
        at = [claim for claim in clocks if first <= claim.start < last and not _quoted(sentence, claim.start)]
        part = said[first:last]
        for day in here:
            if day.wrong_weekday:
                yield _fault(sentence, day.start, day.end, "Hari dan tanggalnya tidak cocok satu dengan yang lain.")
            elif _contradicts(day, part, record, known, today):
                yield _fault(sentence, day.start, day.end, "Tanggalnya berbeda dari catatan.")
        for clock in at:
            if clock.zone and clock.zone != zone_name(context.zone) and record.results:
                yield _fault(sentence, clock.start, clock.end, "Zona waktunya bukan zona cabang ini.")
            elif _wrong_clock(clock, here, part if part.strip() else said, record):
                yield _fault(sentence, clock.start, clock.end, "Jamnya berbeda dari catatan.")


def _parts(said: str) -> list[tuple[int, int]]:
    """A sentence by its clauses, where one is told of another matter than the next."""
    borders = [
        0,
        *(
            found.start()
            for found in re.finditer(
                r";|, (?:dan|tapi|tetapi|karena|jadi|lalu|sekarang)\b|\bdan (?:saya|kami|sekarang)\b|\bmundur ke\b",
                said,
            )
        ),
        len(said),
    ]
    return list(itertools.pairwise(borders))


def _contradicts(day: DayClaim, part: str, record: _Record, known: tuple[datetime, ...], today: date) -> bool:
    before = part
    if any(each.date() in day.days for each in known if each.date() != today) or (
        today in day.days and any(each.date() == today for each in record.results)
    ):
        return False
    if (
        record.opened
        and _PAST.search(before)
        and not re.search(r"\b(?:akan|selesai|siap|perkiraan\w*|paling lambat|sampai)\b", before)
        and min(day.days) <= today
    ):
        return not (day.days & {each.date() for each in (*record.opened, *record.past)} and today not in day.days)
    if not record.results or _OWN_ACT.search(before) or _OLD.search(before) or not _RESULT.search(before):
        return False
    return max(day.days) >= today


def _wrong_clock(clock: ClockClaim, days: list[DayClaim], part: str, record: _Record) -> bool:
    if not record.results or _OWN_ACT.search(part) or _OLD.search(part) or not _RESULT.search(part):
        return False
    on_day = [each for each in record.results if not days or any(each.date() in day.days for day in days)]
    return bool(on_day) and not any(each.time().replace(second=0, microsecond=0) in clock.clocks for each in on_day)


def _amounts(text: str, sentence: Sentence, record: _Record) -> Iterator[Fault]:
    said = text[sentence.start : sentence.end]
    known = record.costs | record.told
    for claim in money_in(said):
        relevant = (record.costs and _COST.search(said)) or record.told
        if known and relevant and claim.rupiah not in known and not _quoted(sentence, claim.start):
            yield _fault(sentence, claim.start, claim.end, "Jumlahnya berbeda dari catatan.", _AMOUNT)


def _documents(text: str, sentence: Sentence, context: Context) -> Iterator[Fault]:
    wanted = context.case.missing_documents if context.case else ()
    said = text[sentence.start : sentence.end]
    if (
        not wanted
        or not _WANTED.search(said)
        or re.search(r"\b(?:tidak perlu|sudah (?:lengkap|kami terima|ada)|contoh)\b", said)
    ):
        return
    folded = " ; ".join(wanted).casefold()
    for found in _DOCUMENT.finditer(said):
        name = re.sub(r"^(?:foto ?kopi|salinan|scan|foto) ", "", found.group().casefold())
        if (
            name not in folded
            and name.split(" ")[0:2] != folded.split(" ")[0:2]
            and not any(name.startswith(re.sub(r"^fotokopi ", "", each.casefold())) for each in wanted)
        ):
            yield _fault(sentence, found.start(), found.end(), "Dokumen ini tidak tercatat sebagai yang kurang.")


def _options(text: str, sentence: Sentence, context: Context) -> Iterator[Fault]:
    options = context.case.options if context.case else ()
    said = text[sentence.start : sentence.end]
    if not options:
        return
    stems = " ".join(options).casefold()
    for found in _OFFERED.finditer(said):
        verb = re.sub(r"^di(?=[a-z])|(?:kan)$", "", found["verb"].casefold())
        if verb not in stems and not _NOT_ALLOWED.search(found.group()):
            yield _fault(sentence, found.start("verb"), found.end(), "Pilihan ini tidak tercatat untuk pelanggan.")


def _names(reading: Reading, context: Context) -> Iterator[Fault]:
    customer, staff = context.customer, context.staff
    text = reading.text
    told = " ".join(
        filter(
            None,
            (
                customer.name if customer else None,
                customer.call_name if customer else None,
                staff.name if staff else None,
                context.utterance,
            ),
        )
    ).casefold()
    if customer and (customer.name or customer.call_name):
        for found in _NAMED.finditer(text):
            called = re.match(r"\s*(?:[,.?!]|$)", text[found.end() :]) and re.search(
                r"(?:^|[,.?!]\s*|\b(?:pagi|siang|sore|malam|baik|halo|maaf|kasih|Hai)[, ]+)$",
                text[: found.start()],
                re.IGNORECASE,
            )
            if called and not any(part.casefold() in told for part in found["name"].split(" ")):
                yield Fault(Label.UNGROUNDED, _NAME, found.start(), found.end(), "Namanya bukan nama pelanggan ini.")
    honorific = customer.honorific if customer else None
    if honorific in {Honorific.BAPAK, Honorific.IBU}:
        wrong = {"Bu", "Ibu"} if honorific is Honorific.BAPAK else {"Pak", "Bapak"}
        for found in _CALL.finditer(text):
            if found["form"] in wrong and not text[found.end() :].startswith("/"):
                yield Fault(
                    Label.UNGROUNDED,
                    72,
                    found.start("form"),
                    found.end("form"),
                    "Sapaannya tidak sesuai dengan pilihan pelanggan.",
                )
    if staff and staff.name:
        for found in _SELF.finditer(text):
            if (
                found["name"].casefold() not in told
                and found["name"] not in {"Bapak", "Ibu", "Anda", "Kakak", "Pak", "Bu"}
                and found.group().casefold().startswith(("saya", "nama"))
            ):
                yield Fault(
                    Label.UNGROUNDED,
                    66,
                    found.start("name"),
                    found.end("name"),
                    "Nama petugasnya berbeda dari yang tercatat.",
                )


def _case_number(text: str, context: Context) -> Iterator[Fault]:
    number = context.case.number if context.case else None
    if not number:
        return
    for found in _NUMBERED.finditer(text):
        if found.group() != number and re.sub(r"\d", "", found.group()) == re.sub(r"\d", "", number):
            yield Fault(Label.UNGROUNDED, _DATE, found.start(), found.end(), "Nomor laporannya berbeda dari catatan.")


def _quoted(sentence: Sentence, offset: int) -> bool:
    at = sentence.start + offset
    return any(flag and item.start <= at < item.end for item, flag in zip(sentence.items, sentence.quoted, strict=True))


def _fault(sentence: Sentence, start: int, end: int, reason: str, weight: int = _DATE) -> Fault:
    return Fault(Label.UNGROUNDED, weight, sentence.start + start, sentence.start + end, reason)
