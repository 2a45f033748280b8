"""What is being written of a phrase: the fields as they are typed, and the entry that they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.phrases import AudienceKind

if TYPE_CHECKING:
    from app.phrasing.phrase import Phrase

NEW_ID = "p-baru"
"""Stands for the id until the phrase is kept; it is never kept itself."""

_DAY_FIRST = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """Lists that are empty leave it open. `phrase_id` and `seen` are those of a phrase that gets its next version."""

    audience: AudienceKind
    phrase_id: str | None = None
    seen: int = 0
    entry_id: str | None = None
    text: str = ""
    variants: tuple[str, ...] = ()
    stage: str = Stage.EXPLANATION.value
    part: str = "whole"
    situations: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    register: str = "warm"
    language: str = "id"
    apology: bool = False
    acknowledges: bool = False
    tells: bool = False
    why: str = ""
    effective: str = ""
    retired: str = ""
    quotes: str = ""

    def entry(self) -> dict[str, Any]:
        """The entry as the library reads it; a date that is none stays as it was typed, and is a fault there."""
        doc: dict[str, Any] = {
            "id": self.entry_id or NEW_ID,
            "stage": self.stage,
            "text": self.text.strip(),
            "register": self.register,
            "why": self.why.strip(),
        }
        lists = ("variants", "situations", "moods", "channels", "kinds", "when", "needs", "unless")
        doc |= {key: list(getattr(self, key)) for key in lists if getattr(self, key)}
        doc |= {key: True for key in ("apology", "acknowledges", "tells") if getattr(self, key)}
        if self.part != "whole":
            doc["part"] = self.part
        if self.language != "id":
            doc["language"] = self.language
        doc |= {key: iso_day(getattr(self, key)) for key in ("effective", "retired") if getattr(self, key).strip()}
        if self.quotes.strip():
            doc["quotes"] = self.quotes.strip()
        return doc

    def kept_entry(self) -> dict[str, Any]:
        """The same for the book, which gives a new phrase its id."""
        doc = self.entry()
        if self.entry_id is None:
            del doc["id"]
        return doc


class DraftShelf:
    """Drafts that nobody has finished, by who writes them: a session may end while somebody types."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Draft, Draft]] = {}

    def put(self, login: str, begun: Draft, draft: Draft) -> None:
        self._kept[login] = (begun, draft)

    def take(self, login: str) -> tuple[Draft, Draft] | None:
        return self._kept.pop(login, None)


def draft_of(entry: Mapping[str, Any], audience: AudienceKind, phrase_id: str | None = None, seen: int = 0) -> Draft:
    """The fields of an entry; with `phrase_id` its next version is being written."""
    return Draft(
        audience=audience,
        phrase_id=phrase_id,
        seen=seen,
        entry_id=str(entry["id"]) if entry.get("id") else None,
        text=str(entry.get("text", "")),
        variants=_texts(entry.get("variants")),
        stage=str(entry.get("stage", Stage.EXPLANATION.value)),
        part=str(entry.get("part", "whole")),
        situations=_texts(entry.get("situations")),
        moods=_texts(entry.get("moods")),
        channels=_texts(entry.get("channels")),
        kinds=_texts(entry.get("kinds")),
        when=_texts(entry.get("when")),
        needs=_texts(entry.get("needs")),
        unless=_texts(entry.get("unless")),
        register=str(entry.get("register", "warm")),
        language=str(entry.get("language", "id")),
        apology=bool(entry.get("apology")),
        acknowledges=bool(entry.get("acknowledges")),
        tells=bool(entry.get("tells")),
        why=str(entry.get("why", "")),
        effective=typed_day(entry.get("effective")),
        retired=typed_day(entry.get("retired")),
        quotes=str(entry.get("quotes") or ""),
    )


def entry_of_phrase(phrase: Phrase) -> dict[str, Any]:
    """A phrase that comes with the program, as an entry that can be written on; approval is not carried over."""
    from app.phrasing.situation import State

    doc: dict[str, Any] = {
        "id": phrase.id,
        "stage": phrase.stage.value,
        "text": phrase.text,
        "register": phrase.register,
        "why": phrase.why,
        "part": phrase.part.value,
        "language": phrase.language.value,
        "apology": phrase.apology,
        "acknowledges": phrase.acknowledges,
        "tells": phrase.tells,
        "quotes": phrase.governance.quotes,
        "variants": [each.text for each in phrase.variants],
        "situations": sorted(phrase.situations),
        "moods": _unless_all(phrase.moods, Mood),
        "channels": _unless_all(phrase.channels, Channel),
        "kinds": _unless_all(phrase.kinds, ContactKind),
        "when": _unless_all(phrase.when, State),
        "needs": sorted(phrase.needs - phrase.slots),
        "unless": sorted(phrase.unless),
    }
    return {key: value for key, value in doc.items() if value}


def iso_day(typed: str) -> str:
    """2026-12-01 for 1-12-2026, 1/12/2026 or itself; what is no day comes back unchanged."""
    plain = typed.strip()
    parts = plain.replace("/", "-").replace(".", "-").split("-")
    if len(parts) == _DAY_FIRST and len(parts[2]) == len("2026"):
        parts.reverse()
    try:
        return date(*(int(part) for part in parts)).isoformat()
    except (TypeError, ValueError):
        return plain


def typed_day(value: object) -> str:
    """A day as people here type it: 1-12-2026."""
    if isinstance(value, str) and value:
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    return f"{value.day}-{value.month}-{value.year}" if isinstance(value, date) else ""


def _unless_all(chosen: Iterable[StrEnum], kind: type[StrEnum]) -> list[str]:
    """Named in the order of the kind; none where all are chosen."""
    values = {each.value for each in chosen}
    return [] if len(values) == len(kind) else [each.value for each in kind if each.value in values]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
