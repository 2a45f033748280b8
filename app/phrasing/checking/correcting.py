"""What the record says in place of what a text says against it, where there is one clear value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from app.phrasing.checking.claims import clocks_in, days_in, money_in
from app.phrasing.checking.findings import Fault
from app.phrasing.checking.grounding import grounding_faults
from app.phrasing.checking.standing import NOT_DONE, standing_faults
from app.phrasing.checking.structure import read
from app.phrasing.context import Context
from app.phrasing.times import local_time
from app.phrasing.wording import IndonesianWording

_SAID = IndonesianWording()
_ROUNDS = 2
_DONE = re.compile(r"\b(?:sudah|telah)\b", re.IGNORECASE)
_CAME_IN = re.compile(
    r"\b(?:lapor\w*|melapor\w*|masuk|terima|diterima|dibuka|tercatat|sejak|diajukan)\b[^,.;]*$", re.IGNORECASE
)
_THIS_DAY = re.compile(r"^ ini\b")
_CALLS = {"Pak": "Bu", "Bapak": "Ibu", "Bu": "Pak", "Ibu": "Bapak"}


def corrected(text: str, faults: Iterable[Fault], context: Context) -> str | None:
    """The text with every wrong value put right; None where one of them has no clear right value."""
    unfinished = False
    for _ in range(_ROUNDS):
        for fault in sorted(faults, key=lambda each: -each.start):
            value = _right(text, fault, context)
            if value is None:
                return None
            unfinished |= fault.reason == NOT_DONE
            text = text[: fault.start] + value + _THIS_DAY.sub("", text[fault.end :])
        reading = read(text)
        faults = [*grounding_faults(reading, context), *standing_faults(reading, context)]
    results = set(_results(context)) if unfinished else set()
    if len(results) != 1:
        return text
    at = results.pop()
    return f"{text} Perkiraan selesainya {_SAID.day(at)}, {_SAID.clock(at)}."


def _right(text: str, fault: Fault, context: Context) -> str | None:
    said = text[fault.start : fault.end]
    kind = fault.reason.split(" ", maxsplit=1)[0]
    if fault.reason == NOT_DONE:
        return None if " karena " in text or not _DONE.search(said) else _DONE.sub("belum", said)
    if kind in {"Tanggalnya", "Hari"}:
        return _day(said, bool(_CAME_IN.search(text[: fault.start])), context)
    if kind in {"Jamnya", "Zona"}:
        return _clock(said, context)
    if kind == "Jumlahnya":
        return _money(said, context)
    if kind == "Dokumen":
        wanted = context.case.missing_documents if context.case else ()
        return wanted[0] if len(wanted) == 1 else None
    if kind == "Sapaannya":
        return _CALLS.get(said)
    return _name(kind, said, context)


def _day(said: str, came_in: bool, context: Context) -> str | None:  # noqa: FBT001 - says what the day is of
    """A day that is over can only be that of the report."""
    today = local_time(context.now, context.zone).date()
    claim = next(iter(days_in(said, context.now, context.zone)), None)
    meant = min(claim.days, key=lambda day: abs((day - today).days)) if claim and claim.days else None
    opened = context.case.opened_at if context.case else None
    if meant is not None and (meant < today or came_in):
        return _SAID.day(local_time(opened, context.zone)) if opened and meant <= today else None
    plain = {_SAID.day(each) for each in _results(context)}
    return plain.pop() if len(plain) == 1 else None


def _clock(said: str, context: Context) -> str | None:
    if next(iter(clocks_in(said)), None) is None:
        return None
    plain = {_SAID.clock(each) for each in _results(context)}
    return plain.pop() if len(plain) == 1 else None


def _money(said: str, context: Context) -> str | None:
    steps = context.case.steps if context.case else ()
    known = {step.cost_actual if step.cost_actual is not None else step.cost_estimate for step in steps} - {None}
    if next(iter(money_in(said)), None) is None or len(known) != 1:
        return None
    return next((_SAID.money(rupiah) for rupiah in known if rupiah is not None), None)


def _name(kind: str, said: str, context: Context) -> str | None:
    customer, staff = context.customer, context.staff
    if kind == "Namanya" and customer:
        name = customer.call_name or customer.name
        return f"{said.split(' ', maxsplit=1)[0]} {name}" if name else None
    if kind == "Nama" and staff:
        return staff.name
    return context.case.number if kind == "Nomor" and context.case else None


def _results(context: Context) -> list[datetime]:
    """When it will be done: what the steps and the incident say; else until when it is due."""
    case, incident = context.case, context.incident
    told = [step.estimate_at for step in case.steps] if case else []
    told += [incident.estimate_at] if incident else []
    told += [case.promise.new_estimate_at] if case and case.promise else []
    known = [each for each in told if each] or ([case.due_at] if case and case.due_at else [])
    return [local_time(each, context.zone) for each in known]
