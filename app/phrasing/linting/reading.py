"""The files of a library as documents and entries; what cannot be read is a fault, and the rest goes on."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.phrasing.entries import ENTRY_KEYS, GOVERNANCE_KEYS, BadLibrary, read_entry
from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.linting.governance import governance_faults
from app.phrasing.linting.schema import FILE_DEFAULTS, Doc, entry_faults, file_faults
from app.phrasing.phrase import Phrase

_LINE = re.compile(r" ?\(at line (\d+), column \d+\)")
_BROKEN_BYTE = re.compile(r"[\ud800-\udfff]")
# Faults in other keys do not change what the entry says, or when.
_HARMLESS = GOVERNANCE_KEYS | {"variants", "register", "why", "id", "situations"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file with the defaults of the file; `phrase` is None where it cannot be made."""

    place: Place
    doc: Doc
    phrase: Phrase | None
    faults: tuple[LintFault, ...]

    @property
    def id(self) -> str | None:
        key = self.doc.get("id")
        return key if isinstance(key, str) and key else None

    @property
    def language(self) -> object:
        return self.doc.get("language", "id")

    def texts(self) -> Iterator[tuple[str, str]]:
        """Where and what: the text, then its variants, as far as they are texts."""
        text, variants = self.doc.get("text"), self.doc.get("variants")
        if isinstance(text, str):
            yield "text", text
        for index, variant in enumerate(variants if isinstance(variants, list) else []):
            if isinstance(variant, str):
                yield f"variants[{index}]", variant

    def phrases(self) -> Iterator[tuple[str, Phrase]]:
        """The same as whole phrases."""
        if self.phrase is not None:
            yield "text", self.phrase
            for index, variant in enumerate(self.phrase.variants):
                yield f"variants[{index}]", variant


@dataclass(frozen=True, slots=True)
class Document:
    """One file; `data` is empty where it is no TOML."""

    place: Place
    data: Doc
    entries: tuple[Entry, ...]
    faults: tuple[LintFault, ...]


def read_document(file: str, text: str) -> Document:
    place = Place(file)
    plain = _BROKEN_BYTE.sub("\ufffd", text)
    head, rows, broken = _tables(file, plain)
    if plain != text:
        broken += (place.fault(Rule.TOML, None, mark("the file is not UTF-8; save it as UTF-8")),)
    entries = []
    for index, (line, row) in enumerate(rows):
        doc: dict[str, object] = {**{key: head[key] for key in FILE_DEFAULTS if key in head}, **row}
        if isinstance(head.get("situation"), str):
            doc = {"situations": [head["situation"]]} | doc
        entries.append(read_one(doc, file, f"phrase[{index}]", line))
    # The head of a broken file says too little to be judged.
    return Document(place, head, tuple(entries), broken or tuple(file_faults(place, head)))


def _tables(file: str, text: str) -> tuple[Doc, list[tuple[int | None, Doc]], tuple[LintFault, ...]]:
    """The head and the entries of a file; where it is no TOML, those parts of it that are."""
    lines = _lines(text)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return _in_parts(file, text, lines, _broken(file, str(error)))
    found = data.get("phrase", [])
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    numbers: list[int | None] = list(lines) if len(lines) == len(rows) else [None] * len(rows)
    return data, list(zip(numbers, rows, strict=True)), ()


def _in_parts(
    file: str, text: str, lines: list[int], first: LintFault
) -> tuple[Doc, list[tuple[int | None, Doc]], tuple[LintFault, ...]]:
    """Each table read alone, so that one broken line does not hide the faults of the others."""
    rows = text.split("\n")
    borders = [1, *lines, len(rows) + 1]
    docs: list[tuple[int | None, Doc]] = []
    head: Doc = {}
    faults: list[LintFault] = []
    for begin, end in pairwise(borders):
        part = "\n" * (begin - 1) + "\n".join(rows[begin - 1 : end - 1]) + "\n"
        try:
            data = tomllib.loads(part)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            faults.append(_broken(file, str(error)))
            continue
        if begin not in lines:
            head = data
        else:
            docs.extend((begin, row) for row in data.get("phrase", []))
    return head, docs, tuple(faults) or (first,)


def read_one(doc: Doc, file: str, fallback: str, line: int | None = None, *, draft: bool = False) -> Entry:
    """An entry with the faults of its form; the phrase is made without the keys whose faults change nothing of it."""
    key = doc.get("id")
    place = Place(file, key if isinstance(key, str) and key.strip() else fallback, line)
    faults = (*entry_faults(place, doc), *governance_faults(place, doc, draft=draft))
    wrong = {(fault.field or "").partition("[")[0] for fault in faults}
    kept = {name: value for name, value in doc.items() if name in ENTRY_KEYS and name not in wrong & _HARMLESS}
    defaults: Mapping[str, object] = {"id": "entry", "why": "."}
    read = read_entry({**defaults, **kept}, source=file, name=fallback)
    if read.phrase is None and not faults:
        faults = tuple(_untold(place, fault) for fault in read.faults)
    return Entry(place, doc, read.phrase, faults)


def _untold(place: Place, fault: BadLibrary) -> LintFault:
    """What the engine refuses and no rule of form has told."""
    return place.fault(
        Rule.TYPE, fault.field, mark("the engine cannot read “{key}”: {message}"), key=fault.field,
        message=fault.message,
    )  # fmt: skip


def _broken(file: str, message: str) -> LintFault:
    found = _LINE.search(message)
    what = _LINE.sub("", message)
    if found is None:
        return Place(file).fault(Rule.TOML, None, mark("the file is not TOML: {what}"), what=what)
    return Place(file, line=int(found[1])).fault(
        Rule.TOML, None, mark("the file is not TOML: {what}, line {line}"), what=what, line=found[1]
    )


def _lines(text: str) -> list[int]:
    """The lines on which entries begin."""
    return [number for number, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*phrase\s*\]\]", line)]
