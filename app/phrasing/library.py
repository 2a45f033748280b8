"""The phrase library: frozen entries read from TOML text, indexed by stage."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.phrasing.situation import State
from app.phrasing.words import APOLOGY

SLOTS = frozenset(
    [
        "address",
        "you",
        "voc",
        "name",
        "honorific",
        "daypart",
        "staff",
        "org",
        "case_word",
        "title",
        "number",
        "reason",
        "documents",
        "many_documents",
        "options",
        "many_options",
        "due",
        "promise",
        "promise_due",
        "new_estimate",
        "step",
        "estimate",
        "past_estimate",
        "cost",
        "cost_estimate",
        "report",
        "incident",
        "area",
        "incident_estimate",
        "offer",
    ]
)
FLAGS = frozenset({"stale", "case"})
REGISTERS = frozenset({"formal", "warm", "casual"})
_SLOT = re.compile(r"\{([a-z_]+)\}")
_KEYS = frozenset(
    [
        "id",
        "text",
        "moods",
        "channels",
        "kinds",
        "when",
        "needs",
        "unless",
        "register",
        "apology",
        "acknowledges",
        "tells",
        "part",
        "why",
    ]
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")

E = TypeVar("E", bound=StrEnum)


class BadLibrary(Exception):  # noqa: N818 - it reads as what it tells
    """A library that cannot be used: the file, the entry (None for the file itself), the field, and what is wrong."""

    def __init__(self, file: str, entry: str | None, field: str, message: str) -> None:
        where = f"{file}: {entry}" if entry else file
        super().__init__(f"{where}: {field}: {message}")
        self.file, self.entry, self.field, self.message = file, entry, field, message


class Part(StrEnum):
    """What an entry is for: a suggestion, the acknowledgement before one, or the age of a report after one."""

    WHOLE = "whole"
    OPENING = "opening"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry. `pieces` alternates literal text and slot names, beginning with a literal."""

    id: str
    stage: Stage
    part: Part
    text: str
    pieces: tuple[str, ...]
    moods: frozenset[Mood]
    channels: frozenset[Channel]
    kinds: frozenset[ContactKind]
    when: frozenset[State]
    needs: frozenset[str]
    unless: frozenset[str]
    register: str
    apology: bool
    acknowledges: bool
    tells: bool
    why: str
    words: frozenset[str]
    sentences: int

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(self.pieces[1::2])


@dataclass(frozen=True, slots=True)
class Library:
    """All entries in order of id, and the same by stage and part."""

    phrases: tuple[Phrase, ...]
    by_use: Mapping[tuple[Stage, Part], tuple[Phrase, ...]]

    def of(self, stage: Stage, part: Part = Part.WHOLE) -> tuple[Phrase, ...]:
        return self.by_use.get((stage, part), ())

    def openings(self) -> tuple[Phrase, ...]:
        return self.of(Stage.EMPATHY, Part.OPENING)


def parse_library(files: Mapping[str, str]) -> Library:
    """A library from TOML texts by file name. Raises BadLibrary at the first fault."""
    phrases: dict[str, Phrase] = {}
    for file in sorted(files):
        for phrase in _parse_file(file, files[file]):
            if phrase.id in phrases:
                raise BadLibrary(file, phrase.id, "id", "is used twice")
            phrases[phrase.id] = phrase
    ordered = tuple(phrases[key] for key in sorted(phrases))
    by_use: dict[tuple[Stage, Part], list[Phrase]] = {}
    for phrase in ordered:
        by_use.setdefault((phrase.stage, phrase.part), []).append(phrase)
    return Library(ordered, {use: tuple(group) for use, group in by_use.items()})


def _parse_file(file: str, text: str) -> list[Phrase]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadLibrary(file, None, "toml", str(error)) from None
    unknown = sorted(set(data) - {"stage", "phrase"})
    if unknown:
        raise BadLibrary(file, None, unknown[0], "is not a known key")
    stages = {stage.value: stage for stage in Stage}
    stage = data.get("stage")
    if not isinstance(stage, str) or stage not in stages:
        raise BadLibrary(file, None, "stage", "must be one of: " + ", ".join(stages))
    entries = data.get("phrase", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadLibrary(file, None, "phrase", "must be a list of tables")
    return [_Entry(file, index, entry).phrase(stages[stage]) for index, entry in enumerate(entries)]


class _Entry:
    """One table of a file, read by type; every refusal names the file and the entry."""

    def __init__(self, file: str, index: int, data: Mapping[str, object]) -> None:
        self._file = file
        self._data = data
        name = data.get("id")
        self._name = name if isinstance(name, str) and name else f"phrase[{index}]"

    def phrase(self, stage: Stage) -> Phrase:
        unknown = sorted(set(self._data) - _KEYS)
        if unknown:
            raise self._bad(unknown[0], "is not a known key")
        key = self._text("id")
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", key):
            raise self._bad("id", "must be lower-case letters, digits and hyphens")
        text = self._text("text")
        pieces = self._pieces(text)
        register = self._text("register", "warm")
        if register not in REGISTERS:
            raise self._bad("register", "must be one of: " + ", ".join(sorted(REGISTERS)))
        apology = self._flag("apology")
        if apology != bool(APOLOGY.search(text)):
            raise self._bad("apology", "must be true for a text that apologises, and only for one")
        return Phrase(
            id=key,
            stage=stage,
            part=Part(self._one("part", Part, Part.WHOLE)),
            text=text,
            pieces=pieces,
            moods=self._some("moods", Mood),
            channels=self._some("channels", Channel),
            kinds=self._some("kinds", ContactKind),
            when=self._some("when", State),
            needs=self._names("needs") | frozenset(pieces[1::2]),
            unless=self._names("unless"),
            register=register,
            apology=apology,
            acknowledges=self._flag("acknowledges"),
            tells=self._flag("tells"),
            why=self._text("why"),
            words=frozenset(re.findall(r"\w+", text.casefold())),
            sentences=len(_SENTENCE_END.findall(text)),
        )

    def _pieces(self, text: str) -> tuple[str, ...]:
        pieces = tuple(_SLOT.split(text))
        for literal in pieces[::2]:
            if "{" in literal or "}" in literal:
                raise self._bad("text", "has a brace that is not a slot")
        for slot in pieces[1::2]:
            if slot not in SLOTS:
                raise self._bad("text", f"has an unknown slot: {slot}")
        if not text.endswith((".", "?", "!")) or text != text.strip():
            raise self._bad("text", "must end with a full stop, a question mark or an exclamation mark")
        return pieces

    def _bad(self, field: str, message: str) -> BadLibrary:
        return BadLibrary(self._file, self._name, field, message)

    def _text(self, field: str, default: str | None = None) -> str:
        value = self._data.get(field, default)
        if not isinstance(value, str) or not value.strip():
            raise self._bad(field, "must be a text that is not empty")
        return value

    def _flag(self, field: str) -> bool:
        value = self._data.get(field, False)
        if not isinstance(value, bool):
            raise self._bad(field, "must be true or false")
        return value

    def _one(self, field: str, kind: type[E], default: E) -> E:
        value = self._data.get(field, default.value)
        known = {member.value: member for member in kind}
        if not isinstance(value, str) or value not in known:
            raise self._bad(field, "must be one of: " + ", ".join(known))
        return known[value]

    def _some(self, field: str, kind: type[E]) -> frozenset[E]:
        """The chosen members; all of them where the field is absent."""
        if field not in self._data:
            return frozenset(kind)
        known = {member.value: member for member in kind}
        values = self._list(field)
        for value in values:
            if value not in known:
                raise self._bad(field, f"{value} is not one of: " + ", ".join(known))
        return frozenset(known[value] for value in values)

    def _names(self, field: str) -> frozenset[str]:
        values = self._list(field) if field in self._data else []
        for value in values:
            if value not in SLOTS and value not in FLAGS:
                raise self._bad(field, f"{value} is not a slot or a flag")
        return frozenset(values)

    def _list(self, field: str) -> list[str]:
        value = self._data[field]
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise self._bad(field, "must be a list of texts that is not empty")
        return value
