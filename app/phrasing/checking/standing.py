"""Contradictions of how far the work is: said to be done while it is not, or to go on while it is over."""

import re
from collections.abc import Iterator

from app.domain.cases import CaseStatus
from app.domain.processes import StepStatus
from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.rules import words
from app.phrasing.checking.structure import Reading, Sentence, read
from app.phrasing.context import Case, Context

_WEIGHT = 76
NOT_DONE = "Menurut catatan belum selesai."
_ENDED = words(
    r"(?:sudah|telah)(?: (?:\w+ )?)?(?:selesai|beres|tuntas|rampung|jadi|siap|ditutup|teratasi|dituntaskan|kelar)"
)
_GOES_ON = words(
    r"(?:masih|sedang|baru|lagi)(?: \w+)? (?:diproses|proses|ditangani|dikerjakan|diperiksa|dicocokkan|berjalan)"
    r"|belum(?: \w+)? (?:selesai|beres|tuntas|jadi|siap|rampung)"
)
_GRANTED = words(r"(?:sudah |telah )?(?:disetujui|dikabulkan|diterima pengajuannya)")
_REFUSED = words(r"(?:sudah |telah |kami )?(?:ditolak|tolak)")
_OF_THE_CASE = words(
    r"(?:masalah|laporan|pengaduan|keluhan|kasus|urusan|klaim|pengajuan|permohonan|semua|proses|perbaikan)\w*"
)
_OF_THE_CUSTOMER = words(
    r"(?:formulir|isian|antrean|pembayaran|setoran|tanda tangan|verifikasi|fotokopi|fotonya|bukti)\w*"
    r"|^xcust(?: \w+)? sudah"
)
_HEDGED = words(
    r"kalau|setelah|sesudah|begitu|sampai|hingga|apakah|seharusnya|harusnya|supaya|agar|saat|ketika|tadinya|bukan"
)
_STILL_AMISS = words(r"belum|masih|tidak|lagi")
_RELATIVE = frozenset({"yang", "apa", "bagian"})
_OF_THE_RECORD = frozenset({"catatan", "laporan", "data"})
_LONG_ENOUGH = 5


def standing_faults(reading: Reading, context: Context | None) -> Iterator[Fault]:
    case = context.case if context else None
    if case is None:
        return
    for sentence in reading.sentences:
        if not sentence.asks and not sentence.find(_HEDGED) and not sentence.find(_OF_THE_CUSTOMER):
            yield from _told(sentence, case, disputed=_disputes(context.utterance if context else None))


def _disputes(utterance: str | None) -> bool:
    """A customer who says that it is not over may be right: whoever agrees says nothing false."""
    return utterance is not None and any(sentence.find(_STILL_AMISS) for sentence in read(utterance).sentences)


def _told(sentence: Sentence, case: Case, *, disputed: bool) -> Iterator[Fault]:
    for pattern, wrong, reason in (
        (_ENDED, _is_open(sentence, case), NOT_DONE),
        (_GOES_ON, not disputed and _is_over(sentence, case), "Menurut catatan sudah selesai."),
        (_GRANTED, case.status is CaseStatus.REJECTED, "Menurut catatan ditolak."),
        (_REFUSED, case.status is CaseStatus.RESOLVED, "Menurut catatan tidak ditolak."),
    ):
        hit = sentence.find(pattern) if wrong else None
        if hit and not hit.quoted and not hit.negated and sentence.words[max(hit.first - 1, 0)] not in _RELATIVE:
            yield Fault(Label.UNGROUNDED, _WEIGHT, hit.start, hit.end, reason)


def _is_open(sentence: Sentence, case: Case) -> bool:
    """A step that is named decides; else the case as a whole, where no step of it is done yet or it is spoken of."""
    named = _named(sentence, case)
    if named:
        return all(status is not StepStatus.DONE for status in named)
    known = [step.status for step in case.steps if step.status]
    unfinished = bool(known) and StepStatus.DONE not in known
    going_on = case.status in {CaseStatus.OPEN, CaseStatus.WAITING_CUSTOMER, None} and bool(known)
    all_done = bool(known) and all(status is StepStatus.DONE for status in known)
    return going_on and not all_done and (unfinished or bool(sentence.find(_OF_THE_CASE)))


def _is_over(sentence: Sentence, case: Case) -> bool:
    named = _named(sentence, case)
    if named:
        return all(status is StepStatus.DONE for status in named)
    return case.status is CaseStatus.RESOLVED and bool(sentence.find(_OF_THE_CASE))


def _named(sentence: Sentence, case: Case) -> list[StepStatus]:
    """The steps whose first word is spoken of, by its stem: "mencocokkan" and "pencocokan" are one."""
    said = {_stem(word) for word in sentence.words if word not in _OF_THE_RECORD}
    found = []
    for step in case.steps:
        first = _stem((step.name or "").casefold().split(" ")[0])
        if step.status and len(first) >= _LONG_ENOUGH and first in said:
            found.append(step.status)
    return found


def _stem(word: str) -> str:
    bare = re.sub(r"^(?:di|me(?:ng|ny|m|n)?|pe(?:ng|ny|m|n)?)(?=\w{5})", "", word)
    return re.sub(r"(?:kannya|annya|nya|kan|an|i)$", "", bare)
