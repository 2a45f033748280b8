"""Reads one entry of the phrase library, by type, and tells every fault of it with the field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.phrasing.context import Language
from app.phrasing.phrase import ADDRESS_SLOTS, FLAGS, REGISTERS, SLOTS, Governance, Part, Phrase
from app.phrasing.situation import State
from app.phrasing.words import APOLOGY

GOVERNANCE_KEYS = frozenset({"version", "author", "approver", "effective", "retired", "quotes"})
ENTRY_KEYS = GOVERNANCE_KEYS | {
    "id", "text", "moods", "channels", "kinds", "when", "needs", "unless", "register", "apology", "acknowledges",
    "tells", "part", "why", "stage", "situations", "variants", "language",
}  # fmt: skip
_SLOT = re.compile(r"\{([a-z_]+)\}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SITUATION = re.compile(r"[a-z]+(?:_[a-z]+)*")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")


class BadLibrary(Exception):  # noqa: N818 - it reads as what it tells
    """A library that cannot be used: the file, the entry (None for the file itself), the field, and what is wrong."""

    def __init__(self, file: str, entry: str | None, field: str, message: str) -> None:
        where = f"{file}: {entry}" if entry else file
        super().__init__(f"{where}: {field}: {message}")
        self.file, self.entry, self.field, self.message = file, entry, field, message


def parse_entry(doc: Mapping[str, object], *, source: str) -> Phrase:
    """One entry with the keys of the TOML and its stage. Without an approver it is read, and never offered."""
    read = read_entry(doc, source=source, name=None)
    if read.phrase is None:
        raise read.faults[0]
    return read.phrase


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """The phrase where the entry has no fault, else its faults in the order in which they were found."""

    phrase: Phrase | None
    faults: tuple[BadLibrary, ...]


def read_entry(doc: Mapping[str, object], *, source: str, name: str | None, approved: bool = False) -> ReadEntry:
    """Reads an entry; `approved` demands that it says who wrote it, who approved it, and from when it holds."""
    key = doc.get("id")
    reader = _Reader(source, key if isinstance(key, str) and key else name, doc)
    phrase = reader.phrase(approved=approved)
    return ReadEntry(None if reader.faults else phrase, tuple(reader.faults))


@dataclass(slots=True)
class _Reader:
    """The fields of one table; a fault is kept, and the reading goes on with what the field would be at least."""

    source: str
    name: str | None
    data: Mapping[str, object]
    faults: list[BadLibrary] = field(default_factory=list)

    def phrase(self, *, approved: bool) -> Phrase:
        for unknown in sorted(set(self.data) - ENTRY_KEYS):
            self._fault(unknown, "is not a known key")
        text = self._text("text")
        pieces = self._pieces("text", text)
        phrase = Phrase(
            id=self._matching("id", _ID, "must be lower-case letters, digits and hyphens"),
            stage=self._one("stage", Stage),
            part=self._one("part", Part, Part.WHOLE),
            text=text,
            pieces=pieces,
            moods=self._some("moods", Mood),
            channels=self._some("channels", Channel),
            kinds=self._some("kinds", ContactKind),
            when=self._some("when", State),
            needs=self._names("needs") | frozenset(pieces[1::2]),
            unless=self._names("unless"),
            register=self._register(),
            apology=self._flag("apology"),
            acknowledges=self._flag("acknowledges"),
            tells=self._flag("tells"),
            why=self._text("why"),
            words=frozenset(re.findall(r"\w+", text.casefold())),
            sentences=len(_SENTENCE_END.findall(text)),
            situations=self._situations(),
            language=self._one("language", Language, Language.INDONESIAN),
            governance=self._governance(approved=approved),
        )
        self._apology("text", text, expected=phrase.apology)
        return replace(phrase, variants=self._variants(phrase))

    def _variants(self, phrase: Phrase) -> tuple[Phrase, ...]:
        if "variants" not in self.data:
            return ()
        found: list[Phrase] = []
        texts = {phrase.text}
        for text in self._list("variants"):
            pieces = self._pieces("variants", text)
            extra = sorted(set(pieces[1::2]) - phrase.slots - ADDRESS_SLOTS)
            if extra:
                self._fault("variants", f"has a slot that the text has not: {extra[0]}")
            if text in texts:
                self._fault("variants", "says the same twice")
            texts.add(text)
            self._apology("variants", text, expected=phrase.apology)
            words = frozenset(re.findall(r"\w+", text.casefold()))
            needs = (phrase.needs - phrase.slots) | self._names("needs") | frozenset(pieces[1::2])
            sentences = len(_SENTENCE_END.findall(text))
            found.append(replace(phrase, text=text, pieces=pieces, words=words, needs=needs, sentences=sentences))
        return tuple(found)

    def _apology(self, key: str, text: str, *, expected: bool) -> None:
        if expected != bool(APOLOGY.search(text)):
            where = "apology" if key == "text" else key
            self._fault(where, "apology must be true for a text that apologises, and only for one")

    def _pieces(self, key: str, text: str) -> tuple[str, ...]:
        pieces = tuple(_SLOT.split(text))
        if any("{" in literal or "}" in literal for literal in pieces[::2]):
            self._fault(key, "has a brace that is not a slot")
        for slot in pieces[1::2]:
            if slot not in SLOTS:
                self._fault(key, f"has an unknown slot: {slot}")
        if text and (not text.endswith((".", "?", "!")) or text != text.strip()):
            self._fault(key, "must end with a full stop, a question mark or an exclamation mark")
        return pieces

    def _governance(self, *, approved: bool) -> Governance:
        author, approver = self._maybe("author", self._text), self._maybe("approver", self._text)
        effective, retired = self._maybe("effective", self._date), self._maybe("retired", self._date)
        if approved:
            for key in ("author", "approver", "effective"):
                if key not in self.data:
                    self._fault(key, "must be given, here or at the head of the file")
        if author is not None and author == approver:
            self._fault("approver", "must be another person than the author")
        if effective is not None and retired is not None and retired <= effective:
            self._fault("retired", "must be after the day from which it holds")
        return Governance(self._version(), author, approver, effective, retired, self._maybe("quotes", self._text))

    def _version(self) -> int:
        value = self.data.get("version", 1)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self._fault("version", "must be a whole number of 1 or more")
            return 1
        return value

    def _maybe(self, key: str, read: Callable[[str], V]) -> V | None:
        return read(key) if self.data.get(key) is not None else None

    def _date(self, key: str) -> date | None:
        value = self.data.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._fault(key, "must be a date, as 2026-01-01")
        return None

    def _situations(self) -> frozenset[str]:
        names = self._list("situations") if "situations" in self.data else []
        for name in names:
            if not _SITUATION.fullmatch(name):
                self._fault("situations", f"{name} is not lower-case words joined by underscores")
        return frozenset(names)

    def _register(self) -> str:
        value = self.data.get("register", "warm")
        if not isinstance(value, str) or value not in REGISTERS:
            self._fault("register", "must be one of: " + ", ".join(sorted(REGISTERS)))
            return "warm"
        return value

    def _matching(self, key: str, pattern: re.Pattern[str], message: str) -> str:
        value = self._text(key)
        if value and not pattern.fullmatch(value):
            self._fault(key, message)
        return value

    def _text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            self._fault(key, "must be a text that is not empty")
            return ""
        return value

    def _flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self._fault(key, "must be true or false")
            return False
        return value

    def _one(self, key: str, kind: type[E], default: E | None = None) -> E:
        known = {member.value: member for member in kind}
        value = self.data.get(key, default.value if default else None)
        if not isinstance(value, str) or value not in known:
            self._fault(key, "must be one of: " + ", ".join(known))
            return next(iter(known.values()))
        return known[value]

    def _some(self, key: str, kind: type[E]) -> frozenset[E]:
        """The chosen members; all of them where the field is absent."""
        if key not in self.data:
            return frozenset(kind)
        known = {member.value: member for member in kind}
        values = self._list(key)
        for value in values:
            if value not in known:
                self._fault(key, f"{value} is not one of: " + ", ".join(known))
        return frozenset(known[value] for value in values if value in known)

    def _names(self, key: str) -> frozenset[str]:
        values = self._list(key) if key in self.data else []
        for value in values:
            if value not in SLOTS and value not in FLAGS:
                self._fault(key, f"{value} is not a slot or a flag")
        return frozenset(values)

    def _list(self, key: str) -> list[str]:
        value = self.data[key]
        if not isinstance(value, list | tuple) or not value or not all(isinstance(item, str) for item in value):
            self._fault(key, "must be a list of texts that is not empty")
            return []
        return [str(item) for item in value]

    def _fault(self, key: str, message: str) -> None:
        fault = BadLibrary(self.source, self.name, key, message)
        if all(str(fault) != str(each) for each in self.faults):
            self.faults.append(fault)
