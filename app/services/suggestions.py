"""Suggestions: the moment at the counter, told to the phrasing engine in the words of its contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.domain.promises import Promise, PromiseState
from app.phrasing.reading import parse_context
from app.services.case_views import case_view
from app.services.phrase_book import phrases_in_force
from app.services.phrase_learning import helped
from app.services.workplace import case_of, customer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.cases import StepState
    from app.domain.interactions import Channel, ContactKind, Mood, Stage
    from app.domain.people import Session
    from app.domain.phrase_counts import Key
    from app.phrasing.answers import Answer
    from app.phrasing.context import Context
    from app.phrasing.engine import Engine
    from app.phrasing.library import Library
    from app.services.ports import UnitOfWork
    from app.services.views import CaseView
    from app.services.workplace import Workplace

LIVE = frozenset({PromiseState.OPEN, PromiseState.AT_RISK, PromiseState.BROKEN})
_STEP_FACT = re.compile(r"case\.steps\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class SuggestionRequest:
    """The moment: where the talk is, how the customer seems, what it is about, and what was just said."""

    stage: Stage
    mood: Mood | None
    channel: Channel
    contact_kind: ContactKind
    customer_id: str | None = None
    case_id: str | None = None
    interaction_id: str | None = None
    utterance: str | None = None
    apologised: bool = False


@dataclass(frozen=True, slots=True)
class _Spoken:
    key: tuple[object, ...]
    engine: Engine


@dataclass(frozen=True, slots=True)
class _Learned:
    hour: datetime
    helped: Mapping[Key, float]


class SuggestionService:
    """What to say now."""

    def __init__(self, workplace: Workplace, load_library: Callable[[], Library]) -> None:
        self._workplace = workplace
        self._load_library = load_library
        self._spoken: _Spoken | None = None
        self._learned: _Learned | None = None

    def suggest(self, request: SuggestionRequest, limit: int = 5) -> Answer:
        """Suggestions for the moment, best first, and what is missing to say more."""
        with self._workplace.look() as (uow, session):
            context = self._context(uow, session, request)
            engine = self._engine(uow, session)
            learned = self._helped(uow, session)
        return engine.suggest(parse_context(context), limit, learned)

    def context(self, request: SuggestionRequest) -> Context:
        """The moment as the engine and the checker are told of it."""
        with self._workplace.look() as (uow, session):
            return parse_context(self._context(uow, session, request))

    def situation_name(self, situation: str, /) -> str | None:
        """What an owner calls a situation; None for one that the library does not know."""
        return next((known.name for known in self._library.situations() if known.id == situation), None)

    @cached_property
    def _library(self) -> Library:
        # reading the phrases takes a tenth of a second, which a command that suggests nothing need not spend
        return self._load_library()

    def _engine(self, uow: UnitOfWork, session: Session) -> Engine:
        """The engine with the library and all that is in force today for this person."""
        now = self._workplace.clock.now()
        today = now.astimezone(ZoneInfo(session.zone)).date()
        key = (*uow.facts.phrases_mark(), session.branch_code, session.staff_login, today)
        spoken = self._spoken
        if spoken is None or spoken.key != key:
            from app.phrasing.engine import Engine

            added = phrases_in_force(uow, session, now)
            spoken = self._spoken = _Spoken(key, Engine(self._library.with_phrases(added) if added else self._library))
        return spoken.engine

    def _helped(self, uow: UnitOfWork, session: Session) -> Mapping[Key, float]:
        """What use says, read once in an hour: ranks do not move under the hand of whoever reads them."""
        now = self._workplace.clock.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        learned = self._learned
        if learned is None or learned.hour != hour:
            learned = self._learned = _Learned(hour, helped(uow, session.zone, hour))
        return learned.helped

    def _context(self, uow: UnitOfWork, session: Session, request: SuggestionRequest) -> dict[str, Any]:
        now = self._workplace.clock.now()
        organisation = uow.reference.setting("organisation") or {}
        context: dict[str, Any] = {
            "now": now.astimezone(ZoneInfo(session.zone)).isoformat(),
            "zone": session.zone,
            "channel": request.channel.value,
            "stage": request.stage.value,
            "contact_kind": request.contact_kind.value,
            "mood": request.mood.value if request.mood else None,
            "language": uow.reference.language_of(session.branch_code),
            "organisation": {"name": organisation.get("name")},
            "staff": {"name": session.staff_name},
            "utterance": request.utterance,
            "apologised": request.apologised,
        }
        if request.customer_id is not None:
            customer = customer_of(uow, request.customer_id)
            context["customer"] = {
                "name": customer.name,
                "honorific": customer.honorific.value if customer.honorific else None,
                "call_name": customer.call_name,
            }
        if request.case_id is not None:
            case = case_of(uow, request.case_id)
            view = case_view(uow, case, uow.facts.of_case(case.id), session.staff_login, now)
            context["case"] = case_context(view, {unit.code: unit.name for unit in uow.reference.units()})
        return context


def case_context(view: CaseView, unit_names: Mapping[str, str]) -> dict[str, Any]:
    """A case as the phrasing contract writes it; units go by their names, since questions are addressed to them."""
    live = [promise for promise in view.promises if promise.state in LIVE]
    return {
        "number": view.case.number,
        "kind": view.case.kind.value,
        "title": view.case.title,
        "opened_at": view.case.opened_at.isoformat(),
        "due_at": _iso(view.case.due_at),
        "status": view.state.status.value,
        "status_reason": view.state.status_reason,
        "missing_documents": list(view.state.missing_documents),
        "options": [],
        "steps": [_step_context(step, unit_names) for step in view.state.steps],
        "promise": _promise_context(live[-1]) if live else None,
    }


def asked_unit(missing_fact: str, view: CaseView) -> str | None:
    """The unit that can fill in a missing fact such as `case.steps[1].estimate_at`."""
    match = _STEP_FACT.match(missing_fact)
    steps = view.state.steps
    if match and int(match.group(1)) < len(steps):
        return steps[int(match.group(1))].unit
    return view.state.current.unit if view.state.current else None


def _step_context(step: StepState, unit_names: Mapping[str, str]) -> dict[str, Any]:
    done = step.is_over
    return {
        "name": step.name,
        "unit": unit_names.get(step.unit, step.unit),
        "code": step.code,
        "status": step.status.value,
        "reported_at": _iso(step.reported_at),
        "estimate_at": _iso(step.estimate_at),
        "note": step.reason,
        "cost_estimate": None if done else step.cost,
        "cost_actual": step.cost if done else None,
    }


def _promise_context(promise: Promise) -> dict[str, Any]:
    return {
        "text": promise.text,
        "due_at": promise.due_at.isoformat(),
        "at_risk": promise.state is PromiseState.AT_RISK,
        "new_estimate_at": _iso(promise.new_estimate_at),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None
