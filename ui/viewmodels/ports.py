"""What the counter needs of the core, as Protocols: the services keep them, and so do the fakes of the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.glossary import Glossary
from app.domain.interactions import Channel, ContactKind, Interaction, Mood, Outcome, Stage
from app.domain.people import Customer
from app.domain.phrase_counts import Moment
from app.domain.processes import CaseKind, Process
from app.domain.promises import Promise
from app.domain.questions import Question
from app.services.promises import PromiseProposal
from app.services.suggestions import SuggestionRequest
from app.services.views import CaseView, CustomerHit, CustomerRecord, InteractionLine, PromiseLine


class Time(Protocol):
    """The time, as UTC."""

    def now(self) -> datetime: ...


class Customers(Protocol):
    """Finding, showing, adding and correcting customers."""

    def find(self, text: str, limit: int = 20) -> tuple[CustomerHit, ...]: ...

    def record(self, customer_id: str) -> CustomerRecord: ...

    def peek(self, customer_id: str) -> CustomerRecord: ...

    def reveal(self, customer_id: str, field: str, reason: str) -> str: ...

    def add(self, doc: Mapping[str, str | None]) -> Customer: ...

    def edit(self, customer_id: str, doc: Mapping[str, str | None]) -> Customer: ...


class Cases(Protocol):
    """Opening cases, asking units about them, and noting that they were looked at."""

    def open(self, customer_id: str, process_key: str, title: str, kind: CaseKind | None = None) -> CaseView: ...

    def processes(self) -> tuple[Process, ...]: ...

    def ask(self, case: str, to_unit: str, text: str, answer_due_at: datetime | None = None, /) -> Question: ...

    def mark_seen(self, case: str, /) -> None: ...


class Promises(Protocol):
    """Promises to customers."""

    def make(
        self, case: str, /, due_at: datetime, text: str, *, answer_by: str | None = None, replaces: str | None = None
    ) -> Promise: ...

    def propose(self, case: str, /) -> PromiseProposal | None: ...

    def lines(self, *, at_risk_only: bool = False, limit: int = 200) -> tuple[PromiseLine, ...]: ...


class Interactions(Protocol):
    """The talk with the customer, from greeting to outcome."""

    def start(
        self,
        customer_id: str | None,
        channel: Channel,
        contact_kind: ContactKind = ContactKind.INFO,
        mood: Mood | None = None,
    ) -> Interaction: ...

    def set_mood(self, interaction_id: str, mood: Mood) -> None: ...

    def set_stage(self, interaction_id: str, stage: Stage) -> None: ...

    def attach_case(self, interaction_id: str, case_id: str) -> None: ...

    def said(
        self,
        interaction_id: str,
        phrase_ids: Sequence[str],
        text: str,
        *,
        how: str = "said",
        apology: bool = False,
        moment: Moment | None = None,
    ) -> None: ...

    def offered(
        self,
        interaction_id: str,
        *,
        stage: Stage,
        mood: Mood | None,
        situations: Sequence[str],
        phrase_ids: Sequence[str],
    ) -> None: ...

    def note(self, interaction_id: str, text: str) -> None: ...

    def call_help(self, interaction_id: str) -> None: ...

    def identify(self, interaction_id: str, customer_id: str) -> None: ...

    def end(self, interaction_id: str, outcome: Outcome, mood_after: Mood | None = None) -> Interaction: ...

    def get(self, interaction_id: str) -> Interaction: ...

    def lines(
        self,
        *,
        since: datetime | None = None,
        staff: str | None = None,
        outcome: str | None = None,
        text: str | None = None,
        limit: int = 200,
    ) -> tuple[InteractionLine, ...]: ...


class GroundedFact(Protocol):
    """A part of a sentence that comes from the record; `source` is its path in the context."""

    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str: ...


class Suggestion(Protocol):
    """A sentence made for this moment, with what it rests on and why it is offered."""

    @property
    def text(self) -> str: ...
    @property
    def phrase_ids(self) -> Sequence[str]: ...
    @property
    def facts(self) -> Sequence[GroundedFact]: ...
    @property
    def why(self) -> str: ...


class MissingFact(Protocol):
    """What the sentences would need, and the question to a unit that would bring it."""

    @property
    def fact(self) -> str: ...
    @property
    def ask(self) -> str: ...


class Answer(Protocol):
    """What the engine says of one moment."""

    @property
    def suggestions(self) -> Sequence[Suggestion]: ...
    @property
    def missing(self) -> Sequence[MissingFact]: ...
    @property
    def situations(self) -> Sequence[str]: ...


class Suggestions(Protocol):
    """What to say now; `situation_name` is what an owner calls a situation, None for one that is not known."""

    def suggest(self, request: SuggestionRequest, limit: int = 5) -> Answer: ...

    def situation_name(self, situation: str, /) -> str | None: ...


class Finding(Protocol):
    """A fault in a sentence, from code point `start` up to `end`; `rewrite` is a better wording of the whole text."""

    @property
    def label(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def rewrite(self) -> str | None: ...


class OwnWords(Protocol):
    """What people type themselves: the agent's words held against the record, the customer's for their mood."""

    def check(self, text: str, request: SuggestionRequest, /) -> Sequence[Finding]: ...

    def mood(self, text: str, /) -> Mood | None: ...


class Drafts(Protocol):
    """Wordings of a language model that the organisation runs, vetted; LoketError where it does not answer."""

    @property
    def is_on(self) -> bool: ...

    def drafts(self, request: SuggestionRequest, limit: int = 2) -> tuple[Suggestion, ...]: ...


@dataclass(frozen=True, slots=True)
class CounterCore:
    """The use-cases that the counter screen works with; `glossary` reads the words in force."""

    customers: Customers
    cases: Cases
    promises: Promises
    interactions: Interactions
    suggestions: Suggestions
    own_words: OwnWords
    drafts: Drafts
    glossary: Callable[[], Glossary]
    clock: Time
