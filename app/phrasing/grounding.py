"""The final check of rules 1, 2, 3 and 12: all that is said has its source, and nothing internal is said."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from app.domain.cases import CaseStatus
from app.domain.processes import StepStatus
from app.phrasing.context import Context, Step
from app.phrasing.plain import secrets_of
from app.phrasing.slots import Fact
from app.phrasing.times import is_stale, local_time, near_day
from app.phrasing.wording import MONTHS, WEEKDAYS
from app.phrasing.words import JARGON, NUMBER_WORD, RELATIVE_DAY, any_of

_DATE = re.compile(r"(?:(\w+), (\d{1,2}) (\w+) (\d{4})|(\w+(?: \w+)?)) pukul (\d\d)\.(\d\d) (WIB|WITA|WIT)")
_CALENDAR = re.compile(r"\b(?:" + "|".join(MONTHS + WEEKDAYS) + r")\b")
_CLOCK = any_of("pukul", "jam", "WIB", "WITA", "WIT", r"Rp\S*")
_CAPITAL = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z]\w*")
_OWN_CAPITALS = frozenset({"Bapak", "Ibu", "Pak", "Bu", "Kak", "Kakak", "Mas", "Mbak", "Anda"})
_PROMISE = any_of(
    "akan", "segera", "secepatnya", "secepat mungkin", "dijamin", "jamin", "menjamin", "pasti", "nanti", "janji",
    "janjinya", "berjanji", "menjanjikan", "dijanjikan", "paling lambat", r"(?:saya|kami) (?:kabari|hubungi)",
    r"(?<!sudah )(?<!telah )(?<!belum )(?<!tidak )(?<!ada yang )(?<!pernah )mengabari", "tidak lama lagi",
    "sebentar lagi", "dalam waktu dekat",
)  # fmt: skip
_PROGRESS = any_of(
    r"(?:masih|sedang) (?:\w+ )?(?:dikerjakan|diproses|ditangani|berjalan|menunggu giliran|tertahan|tertunda)",
    "belum berhasil", "tidak berhasil", "sudah selesai", "menunggu giliran", "tertahan", "sudah lewat",
)  # fmt: skip
_TIME = r"(?:tanggal|waktu|perkiraan|jadwal|tenggat)"
_NO_DATE = re.compile(
    rf"\b{_TIME}(?:nya)?(?: (?!yang\b)\w+| \u25e6){{0,4}} (?:memang )?belum "
    rf"(?:tercatat|ada|saya pegang|kami pegang|diketahui)|"
    rf"\bbelum ada {_TIME}|\b{_TIME} (?:tanpa|sebelum ada|yang belum ada) dasar|bukan tebakan|menebak tanggal|"
    r"ucapan tanpa waktu|sebelum menyebut tanggal|kita sepakati tanggal",
    re.IGNORECASE,
)
_ASKS_NEW_DATE = re.compile(
    rf"\b{_TIME} (?:yang )?baru(?:nya)? (?:\w+ ){{0,4}}saya (?:min)?(?:ta|tanya|kejar)|"
    rf"\b(?:min)?ta(?:nya)?(?:kan)? (?:\w+ )?{_TIME} baru",
    re.IGNORECASE,
)
_STEP = re.compile(r"case\.steps\[(\d+)\]\.(\w+)")
_MARKS = re.compile(r"[\[\]{}()<>|\\`~^*_=#@$&\"]|%[a-z]|https?:|www\.", re.IGNORECASE)
_RAGGED = re.compile(r"\s\s|\s[,.?!]|,,|\.\.|[?!]{2}|[^ \S]")


def without_facts(text: str, facts: Sequence[Fact]) -> str:
    """The text with every fact in it blotted out: what is left was written by us."""
    for fact in sorted(facts, key=lambda each: -len(each.text)):
        text = re.sub(rf"(?<!\w){re.escape(fact.text)}(?!\w)", "\u25e6", text)
    return text


def grounding_faults(text: str, own: str, facts: Sequence[Fact], context: Context) -> Iterator[tuple[int, str]]:
    """Faults as (rule, what); `own` is the text without its facts."""
    yield from _ungrounded(own)
    for fact in facts:
        if fact.text not in text:
            yield 1, f"fact is not in the text: {fact.source}"
        elif not _is_true(fact, facts, context):
            yield 1, f"fact is not in the context: {fact.source}"
    if _PROMISE.search(own) and not any(_is_date(fact, context) for fact in facts):
        yield 2, "promise without a date"
    yield from _denied(own, context)
    yield from _incomplete(text, own, context)
    yield from _ageless(text, own, facts, context)


def _ungrounded(own: str) -> Iterator[tuple[int, str]]:
    for pattern in (re.compile(r"\d"), _CALENDAR, _CLOCK, RELATIVE_DAY, NUMBER_WORD):
        found = pattern.search(own)
        if found:
            yield 1, f"has no source: {found.group()}"
    for found in _CAPITAL.finditer(own):
        if found.group() not in _OWN_CAPITALS:
            yield 1, f"name has no source: {found.group()}"


def _denied(own: str, context: Context) -> Iterator[tuple[int, str]]:
    """No date is said to be unknown where one is known."""
    if _NO_DATE.search(own) and any(instant > context.now for instant in _dates(context)):
        yield 1, "says that no date is known"
    promise = context.case.promise if context.case else None
    renewed = promise.new_estimate_at if promise else None
    if renewed is not None and renewed > context.now and _ASKS_NEW_DATE.search(own):
        yield 1, "asks for the new date that is known"


def _dates(context: Context) -> Iterator[datetime]:
    case, incident = context.case, context.incident
    promise = case.promise if case else None
    known = [
        case.due_at if case else None,
        promise.due_at if promise else None,
        promise.new_estimate_at if promise else None,
        incident.estimate_at if incident else None,
        *(step.estimate_at for step in (case.steps if case else ()) if step.status is not StepStatus.DONE),
    ]
    return (instant for instant in known if instant is not None)


def _incomplete(text: str, own: str, context: Context) -> Iterator[tuple[int, str]]:
    if _MARKS.search(text) or not text.isprintable():
        yield 3, "placeholder, bracket or mark"
    if _RAGGED.search(text) or not text[:1].isupper() or text[-1:] not in {".", "?", "!"}:
        yield 3, "ragged sentence"
    if JARGON.search(own):
        yield 3, "jargon"
    if secrets_of(context.case).inside(text):
        yield 3, "unit, code or note"


def _ageless(text: str, own: str, facts: Sequence[Fact], context: Context) -> Iterator[tuple[int, str]]:
    case = context.case
    if case is None:
        return
    told = {int(found[1]) for fact in facts if (found := _STEP.match(fact.source)) and found[2] != "reported_at"}
    if case.status not in {CaseStatus.RESOLVED, CaseStatus.REJECTED} and _PROGRESS.search(own):
        told |= _all_when_none_fresh(case.steps, context.now)
    aged = {int(found[1]) for fact in facts if (found := _STEP.match(fact.source)) and found[2] == "reported_at"}
    for index in sorted(told):
        if is_stale(case.steps[index].reported_at, context.now) and not (
            aged and "catatan terakhir" in text.casefold()
        ):
            yield 12, f"old report told without its age: case.steps[{index}]"


def _all_when_none_fresh(steps: Sequence[Step], now: datetime) -> set[int]:
    stale = {index for index, step in enumerate(steps) if is_stale(step.reported_at, now)}
    fresh = any(step.reported_at is not None and not is_stale(step.reported_at, now) for step in steps)
    return set() if fresh else stale


def value_at(context: Context, source: str) -> object:
    """The value of a dotted path as `case.steps[1].estimate_at`; None where there is none."""
    value: object = context
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", source):
        value = getattr(value, name, None)
        if index:
            value = value[int(index)] if isinstance(value, tuple) and int(index) < len(value) else None
    return value


def _is_date(fact: Fact, context: Context) -> bool:
    return (
        fact.source != "now"
        and not fact.source.endswith("reported_at")
        and isinstance(value_at(context, fact.source), datetime)
    )


def _is_true(fact: Fact, facts: Sequence[Fact], context: Context) -> bool:
    if fact.source == "now":
        return _is_near_day(fact, facts, context)
    value = value_at(context, fact.source)
    if isinstance(value, datetime):
        return _says_instant(fact.text, value, context)
    if isinstance(value, str):
        return _folded(fact.text) in _folded(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return bool(re.fullmatch(r"Rp\d{1,3}(?:\.\d{3})*", fact.text)) and int(re.sub(r"\D", "", fact.text)) == value
    return False


def _folded(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split()).casefold()


def _says_instant(text: str, instant: datetime, context: Context) -> bool:
    found = _DATE.fullmatch(text)
    if not found:
        return False
    weekday, day, month, year, near, hour, minute, zone = found.groups()
    local = local_time(instant, context.zone)
    if (int(hour), int(minute), zone) != (local.hour, local.minute, local.tzname()):
        return False
    if near:
        return near == near_day(local, local_time(context.now, context.zone))
    named = (WEEKDAYS[local.weekday()], local.day, MONTHS[local.month - 1], local.year)
    return (weekday, int(day), month, int(year)) == named


def _is_near_day(fact: Fact, facts: Sequence[Fact], context: Context) -> bool:
    today = local_time(context.now, context.zone)
    instants = (value_at(context, each.source) for each in facts if each.source != "now")
    return any(
        near_day(local_time(instant, context.zone), today) == fact.text
        for instant in instants
        if isinstance(instant, datetime)
    )
