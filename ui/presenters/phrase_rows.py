"""Phrases as rows and sentences: how one stands, what its conditions are, and what its use says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.phrase_counts import interval
from app.domain.phrases import AudienceKind, VersionState
from app.services.phrase_book import PhraseStatistic
from ui.presenters.labels import CHANNELS, CONTACT_KINDS, MOODS, STAGES
from ui.presenters.phrase_words import (
    AUDIENCES,
    FIELDS,
    LANGUAGES,
    REGISTERS,
    STANDING_TONES,
    STANDINGS,
    known_word,
    state_word,
)
from ui.presenters.rows import ListRow
from ui.presenters.voice import Voice
from ui.viewmodels.phrase_desk import PhraseItem, Shelf, Standing
from ui.viewmodels.phrase_draft import typed_day
from ui.words import _, ngettext

FEW = 10
"""Below so many outcomes nothing is concluded."""

_SEEN_OFTEN = 20
_RARELY_TAKEN = 0.15
_PARTS = re.compile(r"\{[a-z_]+\}|\w+|\s+|[^\w\s]")
_LISTS = ("situations", "moods", "channels", "kinds", "when", "needs", "unless", "variants")
_OPEN = frozenset({"situations", "moods", "channels", "kinds", "when"})
_PLAIN = ("stage", "register", "language", "apology", "acknowledges", "tells", "why", "effective", "retired", "quotes")


class Verdict(StrEnum):
    """What the use of a phrase says."""

    UNKNOWN = "unknown"
    FEW = "few"
    HELPS = "helps"
    SKIPPED = "skipped"
    HARMS = "harms"
    USUAL = "usual"


VERDICT_TONES = {
    Verdict.UNKNOWN: "muted",
    Verdict.FEW: "muted",
    Verdict.HELPS: "ok",
    Verdict.SKIPPED: "warn",
    Verdict.HARMS: "danger",
    Verdict.USUAL: "text",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A part of a text in a colour; `struck` parts were taken away."""

    start: int
    end: int
    tone: str
    struck: bool = False


def phrase_row(item: PhraseItem, shelf: Shelf) -> ListRow:
    """The text, how it stands, and below where it is for."""
    standing = Standing.WAITING if item.is_waiting else Standing.RETURNED if item.is_returned else item.standing
    plain = standing in {Standing.IN_FORCE, Standing.ENDED, Standing.RETIRED, Standing.REPLACED}
    situations = ", ".join(shelf.name_of(each) for each in item.situations)
    parts = (stage_word(item.stage), situations, origin(item))
    return ListRow(
        head=" ".join(item.text.split()),
        side=_(STANDINGS[standing]),
        line=" · ".join(part for part in parts if part),
        side_tone=STANDING_TONES[standing],
        badge=not plain,
    )


def origin(item: PhraseItem) -> str:
    """Whose phrase it is."""
    if item.state is None:
        return _("Comes with Loket")
    author = item.state.newest.author
    return f"{_(AUDIENCES[item.state.audience.kind])} · {author}"


def stage_word(stage: str) -> str:
    return _(STAGES[Stage(stage)]) if stage in set(Stage) else stage


def conditions(entry: Mapping[str, Any], shelf: Shelf) -> tuple[tuple[str, str], ...]:
    """Every condition that the entry names, as field and words."""
    found = []
    for key in (*_PLAIN[:3], *_LISTS, *_PLAIN[3:]):
        words = value_words(key, entry.get(key), shelf)
        if words and not (key == "language" and entry.get(key) == "id"):
            found.append((_(FIELDS[key]), words))
    return tuple(found)


def value_words(key: str, value: object, shelf: Shelf) -> str:
    """The value of a field as a person reads it; empty where nothing is set."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, list | tuple):
        return " · ".join(_one(key, str(each), shelf) for each in value)
    return typed_day(value) if key in {"effective", "retired"} else _one(key, str(value), shelf)


def _one(key: str, value: str, shelf: Shelf) -> str:
    words: Mapping[str, Mapping[Any, str]] = {
        "stage": STAGES, "moods": MOODS, "channels": CHANNELS, "kinds": CONTACT_KINDS, "register": REGISTERS,
        "language": LANGUAGES,
    }  # fmt: skip
    kinds = {"stage": Stage, "moods": Mood, "channels": Channel, "kinds": ContactKind}
    if key == "situations":
        return shelf.name_of(value)
    if key == "when":
        return state_word(value)
    if key in {"needs", "unless"}:
        return known_word(value)
    if key in words:
        known = value in set(kinds[key]) if key in kinds else value in words[key]
        return _(words[key][kinds[key](value) if key in kinds else value]) if known else value
    return value


def history(item: PhraseItem, voice: Voice) -> tuple[tuple[str, str], ...]:
    """What was done with it, the newest first, as tone and sentence."""
    if item.state is None:
        return ()
    found: list[tuple[str, str]] = []
    for version in reversed(item.state.versions):
        decided = _decision(version.state)
        if decided and version.decided_by and version.decided_at:
            words = decided.format(number=version.number, staff=version.decided_by, time=voice.near(version.decided_at))
            if version.state is VersionState.RETURNED and version.reason:
                words = f"{words} “{version.reason}”"
            if not version.shared:
                words = f"{words} {_('It still waits to be sent.')}"
            found.append(("danger" if version.state is VersionState.RETURNED else "muted", words))
        found.append(("muted", _("Version {number} was written by {staff}, {time}.").format(
            number=version.number, staff=version.author, time=voice.near(version.written_at))))  # fmt: skip
    return tuple(found)


def _decision(state: VersionState) -> str:
    match state:
        case VersionState.APPROVED:
            return _("Version {number} was approved by {staff}, {time}.")
        case VersionState.RETURNED:
            return _("Version {number} was returned by {staff}, {time}:")
        case VersionState.RETIRED:
            return _("Version {number} was retired by {staff}, {time}.")
        case _:
            return ""


def verdict(use: PhraseStatistic | None, helped: float) -> Verdict:
    """Compared with all phrases together (`helped`); with few outcomes nothing is said."""
    if use is None or use.shown == 0:
        return Verdict.UNKNOWN
    _low, most = interval(use.taken, use.shown)
    if use.shown >= _SEEN_OFTEN and most < _RARELY_TAKEN:
        return Verdict.SKIPPED
    if use.better + use.worse < FEW:
        return Verdict.FEW
    if use.low > helped:
        return Verdict.HELPS
    return Verdict.HARMS if use.high < helped else Verdict.USUAL


def verdict_words(use: PhraseStatistic | None, helped: float, voice: Voice) -> str:
    """The conclusion with the numbers that it rests on."""
    found = verdict(use, helped)
    if use is None or found is Verdict.UNKNOWN:
        return _("Not offered yet")
    number = voice.formats.number
    known = use.better + use.worse
    if found is Verdict.SKIPPED:
        return _("Often skipped: said {taken} of {shown} times").format(
            taken=number(use.taken), shown=number(use.shown)
        )
    if found is Verdict.FEW:
        if known == 0:
            return _("No mood noted after it yet, nothing can be concluded")
        few = ngettext(
            "only {count} time so far, nothing can be concluded",
            "only {count} times so far, nothing can be concluded",
            known,
        )
        return few.format(count=number(known))
    shares = {"low": number(round(use.low * 100)), "high": number(round(use.high * 100)), "count": number(known)}
    words = {
        Verdict.HELPS: _("Helps: {low}–{high}% better after it, of {count} times"),
        Verdict.HARMS: _("Helps less than others: {low}–{high}% better, of {count} times"),
    }
    return words.get(found, _("Like the others: {low}–{high}% better, of {count} times")).format(**shares)


def use_words(use: PhraseStatistic | None, helped: float, voice: Voice) -> str:
    """The use of one phrase in one line."""
    if use is None or use.shown == 0:
        return _("Not offered yet in the last 90 days.")
    number = voice.formats.number
    counts = _("Offered {shown}, said {taken}, of these in other words {edited}, skipped {skipped}.").format(
        shown=number(use.shown), taken=number(use.taken), edited=number(use.edited), skipped=number(use.skipped)
    )
    words = verdict_words(use, helped, voice)
    return f"{counts} {words[:1].upper()}{words[1:]}."


def text_changes(old: str, new: str) -> tuple[tuple[Marked, ...], tuple[Marked, ...]]:
    """What was taken away in the old text and what came in the new one, by words."""
    before, after = _PARTS.findall(old), _PARTS.findall(new)
    gone: list[Marked] = []
    came: list[Marked] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            gone += _span(before, a, b, "danger", struck=True)
            came += _span(after, c, d, "ok", struck=False)
    return tuple(gone), tuple(came)


def other_changes(old: Mapping[str, Any] | None, new: Mapping[str, Any], shelf: Shelf) -> tuple[str, ...]:
    """Every other field that differs, one line each."""
    lines = []
    for key in (*_PLAIN, *_LISTS):
        before = value_words(key, old.get(key) if old else None, shelf)
        after = value_words(key, new.get(key), shelf)
        if before != after and old is not None:
            nothing = _("Any") if key in _OPEN else _("None")
            lines.append(f"{_(FIELDS[key])}: {before or nothing} → {after or nothing}")
    return tuple(lines)


def own_reason(item: PhraseItem) -> str:
    """Why one does not approve what one wrote."""
    what = item.state.audience.kind if item.state else AudienceKind.STAFF
    if what is AudienceKind.ORGANISATION:
        return _("You wrote this version yourself. Another service owner or a supervisor approves it.")
    return _("You wrote this version yourself. Another supervisor or the service owner approves it.")


def _span(parts: list[str], start: int, end: int, tone: str, *, struck: bool) -> Iterator[Marked]:
    at = sum(len(part) for part in parts[:start])
    length = sum(len(part) for part in parts[start:end])
    if length:
        yield Marked(at, at + length, tone, struck)
