"""Wordings of a language model that the organisation runs: what it may know, and what of its answer may be shown."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.answers import Suggestion
from app.phrasing.composing import compose
from app.phrasing.context import Context
from app.phrasing.entries import BadLibrary, parse_entry
from app.phrasing.facts import slots_of
from app.phrasing.guard import faults
from app.phrasing.situation import State, read_situation
from app.phrasing.slots import Slot
from app.phrasing.times import DayParts
from app.phrasing.wording import IndonesianWording, Wording
from app.phrasing.words import APOLOGY

LONGEST = 400
"""Letters of a wording with its placeholders; a longer one is not read."""
MOST = 8
"""Wordings of one answer that are looked at."""
_SCORE = 0.5
_WHY = "Usulan model bahasa organisasi, sudah diperiksa."
_SPACE = re.compile(r"\s+")


class Checks(Protocol):
    """What must find nothing in a wording before it is shown."""

    def check(self, text: str, context: Context | None = None) -> Sequence[object]: ...


@dataclass(frozen=True, slots=True)
class Outline:
    """A moment without any value of the record: names of placeholders go out, what fills them stays here."""

    stage: Stage
    mood: Mood
    channel: Channel
    contact_kind: str
    state: State
    situations: tuple[str, ...]
    slots: tuple[str, ...]
    may_apologise: bool


class Drafting:
    """Tells a model of a moment, and vets what it answers by the rules that the library's own entries keep."""

    def __init__(self, checks: Checks, wording: Wording | None = None, day_parts: DayParts | None = None) -> None:
        self._checks = checks
        self._wording = wording or IndonesianWording()
        self._day_parts = day_parts or DayParts()

    def outline(self, context: Context, situations: Sequence[str] = ()) -> Outline:
        """What a model is told; `situations` are names of the library, never the customer's words."""
        situation = read_situation(context)
        return Outline(
            stage=context.stage,
            mood=context.mood or Mood.CALM,
            channel=context.channel,
            contact_kind=situation.kind.value if situation.kind else "",
            state=situation.state,
            situations=tuple(situations),
            slots=tuple(sorted(self._slots(context))),
            may_apologise=situation.may_apologise,
        )

    def vetted(self, context: Context, texts: Iterable[str], limit: int) -> tuple[Suggestion, ...]:
        """Those that are whole, grounded and without a finding, in their order; values are filled in here."""
        slots = self._slots(context)
        found: dict[str, Suggestion] = {}
        for text in list(texts)[:MOST]:
            suggestion = self._suggestion(context, slots, _SPACE.sub(" ", text).strip())
            if suggestion is not None:
                found.setdefault(suggestion.text, suggestion)
        return tuple(found.values())[:limit]

    def _slots(self, context: Context) -> Mapping[str, Slot]:
        return slots_of(context, read_situation(context), self._wording, self._day_parts)

    def _suggestion(self, context: Context, slots: Mapping[str, Slot], text: str) -> Suggestion | None:
        if not text or len(text) > LONGEST:
            return None
        key = f"draft-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"
        entry = {"id": key, "stage": context.stage.value, "text": text, "why": _WHY}
        try:
            phrase = parse_entry(entry | {"apology": bool(APOLOGY.search(text))}, source="model")
        except BadLibrary:
            return None
        if not phrase.needs <= slots.keys() or (phrase.apology and not read_situation(context).may_apologise):
            return None
        draft = compose((phrase,), slots, spoken=context.channel is not Channel.CHAT)
        if faults(draft.text, draft.facts, context, self._day_parts) or self._checks.check(draft.text, context):
            return None
        return Suggestion(draft.text, context.stage, (key,), _SCORE, draft.facts, _WHY)
