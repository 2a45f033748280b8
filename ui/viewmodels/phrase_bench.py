"""Tries a phrase that is being written: its faults, and how it would sound in real cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.people import Honorific
from app.services.suggestions import SuggestionRequest
from ui.viewmodels.say_rows import FactSpan, row_of

if TYPE_CHECKING:
    from app.phrasing.answers import Suggestion
    from app.phrasing.context import Context
    from app.phrasing.engine import Engine
    from app.phrasing.library import Library
    from app.phrasing.linting import LintFault
    from app.phrasing.phrase import Phrase
    from app.phrasing.retrieval import SituationIndex
    from app.services.views import CaseLine

CASES = 20
SHOWN = 4
_SAMPLES_TRIED = 24


class CaseLines(Protocol):
    """The newest cases of the branch."""

    def lines(
        self, customer_id: str | None = None, status: CaseStatus | None = None, limit: int = 200
    ) -> tuple[CaseLine, ...]: ...


class Moments(Protocol):
    """The moment as the engine is told of it."""

    def context(self, request: SuggestionRequest, /) -> Context: ...


class Lints(Protocol):
    """The rules that an entry keeps."""

    def lint_entry(self, doc: Mapping[str, Any], library: Library, /) -> tuple[LintFault, ...]: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """The phrase as it would be said; `number` is the case's, None for a moment that was made up."""

    text: str
    spans: tuple[FactSpan, ...]
    state: str
    mood: str
    channel: str
    number: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of a draft; `fitting` of `cases` real cases would have it offered."""

    faults: tuple[LintFault, ...] = ()
    previews: tuple[Preview, ...] = ()
    fitting: int = 0
    cases: int = 0


class PhraseBench:
    """Works in the background thread alone: what is heavy is read when first needed, and kept."""

    def __init__(
        self, library: Callable[[], Library], linter: Callable[[], Lints], cases: CaseLines, moments: Moments
    ) -> None:
        self._load_library = library
        self._load_linter = linter
        self._cases = cases
        self._moments = moments
        self._real: tuple[Context, ...] = ()

    @cached_property
    def library(self) -> Library:
        """The phrases that come with the program."""
        return self._load_library()

    @cached_property
    def _linter(self) -> Lints:
        return self._load_linter()

    @cached_property
    def _index(self) -> SituationIndex:
        from app.phrasing.retrieval import SituationIndex

        return SituationIndex(self.library.situations())

    def set_out(self) -> None:
        """Read the newest cases, once for the time that one phrase is written."""
        lines = self._cases.lines(limit=CASES)
        self._real = tuple(_without_names(self._moments.context(_request(line)), at) for at, line in enumerate(lines))

    def clear(self) -> None:
        """Forget the cases."""
        self._real = ()

    def examine(self, entry: Mapping[str, Any]) -> Examined:
        """Every fault of the entry, and where its form is right the moments in which it is said."""
        from app.phrasing.entries import BadLibrary, parse_entry
        from app.phrasing.phrase import Governance

        faults = self._linter.lint_entry(entry, self.library)
        try:
            phrase = parse_entry(entry, source="draft")
        except BadLibrary:
            return Examined(faults, cases=len(self._real))
        # the engine offers only what a second person has approved: here the draft is tried as if it were
        tried = replace(phrase, governance=Governance(1, "author", "approver", date.min), situations=frozenset())
        engine = self._engine(tried)
        fits = [each for each in self._real if self._is_about(phrase, each)]
        real = [found for context in fits if (found := _said(engine, tried, context, real=True))]
        shown = real[:SHOWN]
        if len(shown) < SHOWN:
            shown += self._made_up(engine, phrase, tried)[: SHOWN - len(shown)]
        return Examined(faults, tuple(shown), len(real), len(self._real))

    def _engine(self, phrase: Phrase) -> Engine:
        """An engine whose bodies are this phrase alone; what opens or closes around it is the library's."""
        from app.phrasing.engine import Engine
        from app.phrasing.library import Library
        from app.phrasing.phrase import Part

        is_body = phrase.part is Part.WHOLE
        around = [each for each in self.library.phrases if each.id != phrase.id and _goes_with(each, phrase)]
        return Engine(
            Library.of_phrases((*(each for each in around if (each.part is Part.WHOLE) is not is_body), phrase))
        )

    def _is_about(self, phrase: Phrase, context: Context) -> bool:
        """Whether the case is in a situation of the phrase, by the examples of all: the engine tries it without."""
        title = context.case.title if context.case else None
        found = self._index.retrieve(context.utterance, title) if phrase.situations else ()
        return not phrase.situations or any(each.situation in phrase.situations for each in found)

    def _made_up(self, engine: Engine, phrase: Phrase, tried: Phrase) -> list[Preview]:
        """Moments that were made up, first one of each state of a case and then others."""
        from app.phrasing.linting.conditions import fitting

        fits = list(fitting(phrase))
        firsts: dict[str, Preview] = {}
        others: dict[str, Preview] = {}
        for moment, mood, kind in fits[:: max(1, len(fits) // _SAMPLES_TRIED)]:
            found = _said(engine, tried, replace(moment.context, mood=mood, contact_kind=kind), real=False)
            if found is not None:
                kept = firsts.setdefault(found.state, found)
                if kept.text != found.text:
                    others.setdefault(found.text, found)
        return [*firsts.values(), *others.values()]


def _said(engine: Engine, phrase: Phrase, context: Context, *, real: bool) -> Preview | None:
    for moment in _tried(phrase, context):
        suggestion = _found(engine, phrase, moment)
        if suggestion is not None:
            return _preview(suggestion, moment, real=real)
    return None


def _goes_with(other: Phrase, phrase: Phrase) -> bool:
    return other.language == phrase.language and not other.situations


def _tried(phrase: Phrase, context: Context) -> Iterator[Context]:
    """The moment in the moods and channels of the phrase, at most four of them."""
    kinds = (context.contact_kind, *ContactKind)
    kind = next(each for each in kinds if each in phrase.kinds)
    moods = [each for each in (context.mood, *Mood) if each in phrase.moods][:2]
    channels = [each for each in (context.channel, *Channel) if each in phrase.channels]
    stage = Stage.EXPLANATION if phrase.part == "age" else phrase.stage
    for channel in dict.fromkeys((channels[0], channels[-1])):
        for mood in dict.fromkeys(moods):
            yield replace(context, stage=stage, mood=mood, channel=channel, contact_kind=kind, language=phrase.language)


def _found(engine: Engine, phrase: Phrase, moment: Context) -> Suggestion | None:
    answer = engine.suggest(moment, limit=5)
    return next((each for each in answer.suggestions if phrase.id in each.phrase_ids), None)


def _preview(suggestion: Suggestion, moment: Context, *, real: bool) -> Preview:
    from app.phrasing.situation import read_situation

    row = row_of(suggestion)
    case = moment.case if real else None
    return Preview(
        text=row.text,
        spans=row.spans,
        state=read_situation(moment).state.value,
        mood=(moment.mood or Mood.CALM).value,
        channel=moment.channel.value,
        number=case.number if case else None,
        title=case.title if case else None,
    )


def _request(line: CaseLine) -> SuggestionRequest:
    kind = ContactKind.COMPLAINT if line.kind == "complaint" else ContactKind.REQUEST
    return SuggestionRequest(Stage.EXPLANATION, Mood.CALM, Channel.COUNTER, kind, case_id=line.id)


def _without_names(context: Context, at: int) -> Context:
    """Looking at a customer's record is logged, and no one serves a customer here: the name is made up."""
    from app.phrasing.context import Customer

    made_up = (
        Customer("Ratna Wibowo", Honorific.IBU, "Ratna"),
        Customer("Budi Santoso", Honorific.BAPAK, "Budi"),
        Customer("Sri Lestari"),
    )
    return replace(context, customer=made_up[at % len(made_up)])
