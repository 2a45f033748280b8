"""The phrase library: frozen entries and known situations, read from TOML text."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.interactions import Stage
from app.phrasing.entries import GOVERNANCE_KEYS, BadLibrary, parse_entry, read_entry
from app.phrasing.phrase import FLAGS, SLOTS, Governance, Part, Phrase

__all__ = [
    "FLAGS",
    "SLOTS",
    "BadLibrary",
    "Governance",
    "KnownSituation",
    "Library",
    "Part",
    "Phrase",
    "library_faults",
    "parse_entry",
    "parse_library",
]

_DEFAULTS = GOVERNANCE_KEYS | {"stage", "language"}
_FILE_KEYS = _DEFAULTS | {"phrase", "situation", "name", "examples", "titles", "manner"}
_OF_SITUATION = ("name", "examples", "titles", "manner")


@dataclass(frozen=True, slots=True)
class KnownSituation:
    """A situation that customers bring: what an owner calls it, how customers tell it, and titles of its cases.

    `manner`: it is of how the customer was treated, so that it may come up beside a case of any title.
    """

    id: str
    name: str
    examples: tuple[str, ...]
    titles: tuple[str, ...] = ()
    manner: bool = False


@dataclass(frozen=True, slots=True)
class Library:
    """All entries in order of id, the same by stage and part, and the situations in order of id."""

    phrases: tuple[Phrase, ...]
    by_use: Mapping[tuple[Stage, Part], tuple[Phrase, ...]]
    known: tuple[KnownSituation, ...] = ()

    @classmethod
    def of_phrases(cls, phrases: Iterable[Phrase], known: Iterable[KnownSituation] = ()) -> "Library":
        """Of two entries with one id the later counts."""
        by_id = {phrase.id: phrase for phrase in phrases}
        ordered = tuple(by_id[key] for key in sorted(by_id))
        by_use: dict[tuple[Stage, Part], list[Phrase]] = {}
        for phrase in ordered:
            by_use.setdefault((phrase.stage, phrase.part), []).append(phrase)
        uses = {use: tuple(group) for use, group in by_use.items()}
        return cls(ordered, uses, tuple(sorted(known, key=lambda each: each.id)))

    def of(self, stage: Stage, part: Part = Part.WHOLE) -> tuple[Phrase, ...]:
        return self.by_use.get((stage, part), ())

    def openings(self) -> tuple[Phrase, ...]:
        return self.of(Stage.EMPATHY, Part.OPENING)

    def situations(self) -> tuple[KnownSituation, ...]:
        return self.known

    def with_phrases(self, entries: Iterable[Phrase]) -> "Library":
        """With the phrases of a branch or of a person; one with the id of an entry takes its place."""
        return Library.of_phrases((*self.phrases, *entries), self.known)


def parse_library(files: Mapping[str, str]) -> Library:
    """A library from TOML texts by file name. Raises BadLibrary at the first fault."""
    read = _read(files)
    if read.faults:
        raise read.faults[0]
    return Library.of_phrases(read.phrases, read.known)


def library_faults(files: Mapping[str, str]) -> tuple[BadLibrary, ...]:
    """Every fault that keeps the texts from being a library, by file and place; none where `parse_library` works."""
    return tuple(_read(files).faults)


@dataclass(frozen=True, slots=True)
class _Read:
    phrases: list[Phrase]
    known: list[KnownSituation]
    faults: list[BadLibrary]


def _read(files: Mapping[str, str]) -> _Read:
    read = _Read([], [], [])
    ids: set[str] = set()
    for file in sorted(files):
        data = _table(file, files[file], read)
        if data is None:
            continue
        known = _situation(file, data, read)
        for index, entry in enumerate(_entries(file, data, read)):
            doc = {key: data[key] for key in _DEFAULTS if key in data} | entry
            if known is not None:
                doc = {"situations": [known]} | doc
            result = read_entry(doc, source=file, name=f"phrase[{index}]", approved=True)
            read.faults.extend(result.faults)
            if result.phrase is None:
                continue
            if result.phrase.id in ids:
                read.faults.append(BadLibrary(file, result.phrase.id, "id", "is used twice"))
            ids.add(result.phrase.id)
            read.phrases.append(result.phrase)
    return read


def _table(file: str, text: str, read: _Read) -> dict[str, object] | None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        read.faults.append(BadLibrary(file, None, "toml", str(error)))
        return None
    for unknown in sorted(set(data) - _FILE_KEYS):
        read.faults.append(BadLibrary(file, None, unknown, "is not a known key"))
    stages = [stage.value for stage in Stage]
    if "stage" in data and data["stage"] not in stages:
        read.faults.append(BadLibrary(file, None, "stage", "must be one of: " + ", ".join(stages)))
        return None
    return data


def _situation(file: str, data: Mapping[str, object], read: _Read) -> str | None:
    """Keeps the situation that the file is about and gives its id; None for the file of a stage."""
    key = data.get("situation")
    if "situation" not in data:
        for field in _OF_SITUATION:
            if field in data:
                read.faults.append(BadLibrary(file, None, field, "belongs to the file of a situation"))
        return None
    if not isinstance(key, str) or not re.fullmatch(r"[a-z]+(?:_[a-z]+)*", key):
        read.faults.append(BadLibrary(file, None, "situation", "must be lower-case words joined by underscores"))
        return None
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        read.faults.append(BadLibrary(file, None, "name", "must be a text that is not empty"))
        name = key
    if any(each.id == key for each in read.known):
        read.faults.append(BadLibrary(file, None, "situation", "has a file already"))
    examples = _texts(file, data, "examples", read)
    titles = _texts(file, data, "titles", read) if "titles" in data else ()
    manner = data.get("manner", False)
    if not isinstance(manner, bool):
        read.faults.append(BadLibrary(file, None, "manner", "must be true or false"))
    read.known.append(KnownSituation(key, name, examples, titles, manner is True))
    return key


def _texts(file: str, data: Mapping[str, object], field: str, read: _Read) -> tuple[str, ...]:
    value = data.get(field)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item.strip() for item in value):
        read.faults.append(BadLibrary(file, None, field, "must be a list of texts that is not empty"))
        return ()
    return tuple(value)


def _entries(file: str, data: Mapping[str, object], read: _Read) -> list[dict[str, object]]:
    entries = data.get("phrase", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        read.faults.append(BadLibrary(file, None, "phrase", "must be a list of tables"))
        return []
    return entries
