"""An in-memory core for the counter: real folds over real facts, no store, no thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.changes import ChangeBus, Changes
from app.domain.cases import CaseFile, fold_case
from app.domain.customers import PROFILE_FIELDS, from_doc, masked, to_doc
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.glossary import Glossary
from app.domain.interactions import (
    Channel,
    ContactKind,
    Interaction,
    Mood,
    Outcome,
    Stage,
    check_outcome,
    fold_interaction,
    outcome_to_doc,
)
from app.domain.people import Customer
from app.domain.phrase_counts import Moment
from app.domain.processes import CaseKind, Process
from app.domain.promises import Promise, PromiseBasis, PromiseState, basis_of, check_promise, fold_promises
from app.domain.questions import Question, fold_questions
from app.services.promises import PromiseProposal
from app.services.suggestions import SuggestionRequest
from app.services.views import CaseView, CustomerHit, CustomerRecord, InteractionLine, PromiseLine, TimelineEntry
from tests.fake_answers import FakeAnswer
from tests.fake_drafts import FakeDrafts
from tests.fake_own_words import FakeOwnWords
from tests.fake_suggestions import FakeSuggestions
from tests.fakes_ui import FixedClock
from ui.viewmodels.ports import CounterCore

STAFF = "sari"
SCOPE = 2
NEWS = frozenset({FactKind.CASE_REPORT, FactKind.CASE_RESOLVED, FactKind.QUESTION_ANSWERED})


@dataclass
class Desk:
    """Everything that happened, and the services over it. `publish` is what the bus would carry."""

    clock: FixedClock = field(default_factory=FixedClock)
    bus: ChangeBus = field(default_factory=ChangeBus)
    staff: str = STAFF
    known_processes: dict[str, Process] = field(default_factory=dict)
    words: Glossary = field(default_factory=lambda: Glossary(1, (), (), ()))
    profiles: dict[str, Customer] = field(default_factory=dict)
    files: dict[str, CaseFile] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    engine: Callable[[SuggestionRequest, int], FakeAnswer] | None = None
    requests: list[SuggestionRequest] = field(default_factory=list)
    ids: int = 0
    vers: int = 0

    def __post_init__(self) -> None:
        self.customers = FakeCustomers(self)
        self.cases = FakeCases(self)
        self.promises = FakePromises(self)
        self.interactions = FakeInteractions(self)
        self.suggestions = FakeSuggestions(self)
        self.own_words = FakeOwnWords()
        self.drafts = FakeDrafts()

    def core(self) -> CounterCore:
        return CounterCore(
            self.customers,
            self.cases,
            self.promises,
            self.interactions,
            self.suggestions,
            self.own_words,
            self.drafts,
            lambda: self.words,
            self.clock,
        )

    def new_id(self) -> str:
        self.ids += 1
        return f"0195793c-0000-7000-8000-{self.ids:012d}"

    def add_customer(self, name: str, **fields: str | None) -> Customer:
        """A customer from the values of a profile document."""
        customer = from_doc(self.new_id(), SCOPE, {"name": name, **fields})
        self.profiles[customer.id] = customer
        return customer

    def add_case(self, customer: Customer, process: str, title: str, *, number: str, days_ago: float = 1) -> CaseFile:
        known = self.known_processes[process]
        opened = self.clock.now() - timedelta(days=days_ago)
        case = CaseFile(
            self.new_id(), SCOPE, number, customer.id, process, known.version, known.kind, title, opened, self.staff
        )
        self.files[case.id] = case
        return case

    def add_fact(
        self,
        kind: FactKind,
        body: Mapping[str, Any],
        *,
        subject: str,
        case: CaseFile | None = None,
        customer_id: str | None = None,
        step: str | None = None,
        at: datetime | None = None,
        actor: str | None = None,
        shared: bool = False,
    ) -> Fact:
        if shared:
            self.vers += 1
        fact = Fact(
            id=self.new_id(),
            scope_id=SCOPE,
            kind=kind,
            subject_id=subject,
            at=at or self.clock.now(),
            actor=actor or self.staff,
            body=body,
            customer_id=case.customer_id if case else customer_id,
            case_id=case.id if case else None,
            step_key=step,
            ver=self.vers if shared else None,
        )
        self.facts.append(fact)
        return fact

    def report(
        self,
        case: CaseFile,
        step: str,
        status: str,
        *,
        estimate_at: datetime | None = None,
        code: str | None = None,
        cost: int | None = None,
        at: datetime | None = None,
    ) -> Changes:
        """A unit reports through the shared database; returns what the bus would carry after the pull."""
        body = {
            "status": status,
            "code": code,
            "cost": cost,
            "estimate_at": estimate_at.isoformat() if estimate_at else None,
        }
        self.add_fact(
            FactKind.CASE_REPORT, body, subject=case.id, case=case, step=step, at=at, actor="unit.dewi", shared=True
        )
        return Changes(cases=frozenset({case.id}), customers=frozenset({case.customer_id}), source="sync")

    def view(self, case: CaseFile) -> CaseView:
        facts = [fact for fact in self.facts if fact.case_id == case.id]
        process = self.known_processes.get(case.process_key)
        state = fold_case(process, facts)
        seen = self.seen.get(case.id)
        news = [fact for fact in facts if seen is not None and fact.kind in NEWS and (fact.ver or 0) > seen]
        return CaseView(
            case,
            process,
            state,
            fold_promises(facts, state, self.clock.now()),
            fold_questions(facts),
            frozenset(fact.id for fact in news),
            frozenset(fact.step_key for fact in news if fact.step_key),
        )

    def cases_of(self, customer_id: str) -> list[CaseFile]:
        return [case for case in self.files.values() if case.customer_id == customer_id]

    def case(self, case_id: str) -> CaseFile:
        return self.files[case_id]


class FakeCustomers:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.looks: list[str] = []
        self.refusal: LoketError | None = None
        self.reveals: list[tuple[str, str]] = []

    def find(self, text: str, limit: int = 20) -> tuple[CustomerHit, ...]:
        wanted = text.casefold()
        found = []
        for customer in self.desk.profiles.values():
            numbers = [case.number for case in self.desk.cases_of(customer.id)]
            fields = (customer.name, customer.phone or "", customer.customer_number or "", customer.nik or "", *numbers)
            if any(wanted in value.casefold() for value in fields):
                found.append(self._hit(customer))
        return tuple(found[:limit])

    def _hit(self, customer: Customer) -> CustomerHit:
        views = [self.desk.view(case) for case in self.desk.cases_of(customer.id)]
        hidden = masked(customer)
        return CustomerHit(
            customer.id,
            customer.name,
            customer.kind,
            customer.customer_number,
            hidden.phone,
            customer.city,
            sum(view.state.is_open for view in views),
            "name",
        )

    def record(self, customer_id: str) -> CustomerRecord:
        self.looks.append(customer_id)
        return self.peek(customer_id)

    def peek(self, customer_id: str) -> CustomerRecord:
        desk = self.desk
        customer = desk.profiles[customer_id]
        facts = [fact for fact in reversed(desk.facts) if fact.customer_id == customer_id]
        numbers = {case.id: case.number for case in desk.files.values()}
        views = [desk.view(case) for case in desk.cases_of(customer_id)]
        talks = {fact.subject_id for fact in facts if fact.kind is FactKind.INTERACTION_STARTED}
        folded = [fold_interaction(f for f in desk.facts if f.subject_id == talk) for talk in talks]
        interactions = sorted((one for one in folded if one), key=lambda one: one.started_at, reverse=True)
        return CustomerRecord(
            masked(customer),
            tuple(sorted(views, key=lambda view: (not view.state.is_open, -view.case.opened_at.timestamp()))),
            tuple(interactions),
            tuple(
                TimelineEntry(
                    fact.id, fact.at, fact.kind.value, fact.actor, fact.case_id, numbers.get(fact.case_id or ""),
                    fact.step_key, fact.body, fact.ver is None,
                )
                for fact in facts
            ),
            frozenset(name for name in PROFILE_FIELDS if getattr(customer, name) is not None),
        )  # fmt: skip

    def reveal(self, customer_id: str, field: str, reason: str) -> str:
        self.reveals.append((field, reason))
        return to_doc(self.desk.profiles[customer_id])[field] or ""

    def add(self, doc: Mapping[str, str | None]) -> Customer:
        customer = from_doc(self.desk.new_id(), SCOPE, doc)
        self.desk.profiles[customer.id] = customer
        return customer

    def edit(self, customer_id: str, doc: Mapping[str, str | None]) -> Customer:
        if self.refusal is not None:
            raise self.refusal
        old = self.desk.profiles[customer_id]
        customer = from_doc(customer_id, SCOPE, {**to_doc(old), **doc})
        self.desk.profiles[customer_id] = customer
        return customer


class FakeCases:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.questions: list[tuple[str, str]] = []

    def open(self, customer_id: str, process_key: str, title: str, kind: CaseKind | None = None) -> CaseView:
        number = f"PMT-2026-MKS3-{len(self.desk.files) + 1:05d}"
        case = self.desk.add_case(self.desk.profiles[customer_id], process_key, title, number=number, days_ago=0)
        return self.desk.view(case)

    def processes(self) -> tuple[Process, ...]:
        return tuple(self.desk.known_processes.values())

    def ask(self, case: str, to_unit: str, text: str, answer_due_at: datetime | None = None, /) -> Question:
        self.questions.append((to_unit, text))
        known = self.desk.case(case)
        body = {"to_unit": to_unit, "text": text}
        fact = self.desk.add_fact(FactKind.QUESTION_ASKED, body, subject=self.desk.new_id(), case=known)
        return Question(fact.subject_id, case, to_unit, text, fact.actor, fact.at, answer_due_at)

    def mark_seen(self, case: str, /) -> None:
        self.desk.seen[case] = self.desk.vers


class FakePromises:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def propose(self, case: str, /) -> PromiseProposal | None:
        view = self.desk.view(self.desk.case(case))
        basis = basis_of(view.state)
        step = view.state.step(basis.step_key or "")
        if step is None or basis.estimate_at is None or basis.estimate_at <= self.desk.clock.now():
            return None
        live = [promise for promise in view.promises if not promise.is_settled]
        text = live[-1].text if live else step.name
        return PromiseProposal(
            case, text, basis.estimate_at, step.key, basis.estimate_at, live[-1].id if live else None
        )

    def make(
        self, case: str, /, due_at: datetime, text: str, *, answer_by: str | None = None, replaces: str | None = None
    ) -> Promise:
        known = self.desk.case(case)
        basis = PromiseBasis(None, None, answer_by) if answer_by else basis_of(self.desk.view(known).state)
        check_promise(due_at, basis, self.desk.clock.now())
        promise_id = self.desk.new_id()
        if replaces:
            self.desk.add_fact(FactKind.PROMISE_MOVED, {"to": promise_id}, subject=replaces, case=known)
        body = {
            "text": text,
            "due_at": due_at.isoformat(),
            "estimate_at": basis.estimate_at.isoformat() if basis.estimate_at else None,
            "answer_by": answer_by,
        }
        self.desk.add_fact(FactKind.PROMISE_MADE, body, subject=promise_id, case=known, step=basis.step_key)
        return next(promise for promise in self.desk.view(known).promises if promise.id == promise_id)

    def lines(self, *, at_risk_only: bool = False, limit: int = 200) -> tuple[PromiseLine, ...]:
        lines = [
            self._line(case, promise)
            for case in self.desk.files.values()
            for promise in self.desk.view(case).promises
            if promise.state in {PromiseState.AT_RISK, PromiseState.BROKEN} or not at_risk_only
        ]
        return tuple(lines[:limit])

    def _line(self, case: CaseFile, promise: Promise) -> PromiseLine:
        name = self.desk.profiles[case.customer_id].name
        return PromiseLine(
            promise.id, case.id, case.number, case.customer_id, name, promise.text, promise.due_at,
            promise.made_by, promise.state, promise.new_estimate_at,
        )  # fmt: skip


class FakeInteractions:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sayings: list[tuple[str, str, bool]] = []
        self.taken: list[tuple[tuple[str, ...], Moment | None]] = []
        self.passed_over: list[tuple[Stage, tuple[str, ...]]] = []

    def start(
        self,
        customer_id: str | None,
        channel: Channel,
        contact_kind: ContactKind = ContactKind.INFO,
        mood: Mood | None = None,
    ) -> Interaction:
        body = {"channel": channel.value, "contact_kind": contact_kind.value, "mood": mood.value if mood else None}
        talk = self.desk.new_id()
        self.desk.add_fact(FactKind.INTERACTION_STARTED, body, subject=talk, customer_id=customer_id)
        return self.get(talk)

    def set_mood(self, interaction_id: str, mood: Mood) -> None:
        self._event(interaction_id, FactKind.INTERACTION_MOOD, {"mood": mood.value})

    def set_stage(self, interaction_id: str, stage: Stage) -> None:
        self._event(interaction_id, FactKind.INTERACTION_STAGE, {"stage": stage.value})

    def attach_case(self, interaction_id: str, case_id: str) -> None:
        case = self.desk.case(case_id)
        self.desk.add_fact(FactKind.INTERACTION_CASE, {}, subject=interaction_id, case=case)

    def said(
        self,
        interaction_id: str,
        phrase_ids: Sequence[str],
        text: str,
        *,
        how: str = "said",
        apology: bool = False,
        moment: Moment | None = None,
    ) -> None:
        self.sayings.append((text, how, apology))
        self.taken.append((tuple(phrase_ids), moment))
        self._event(interaction_id, FactKind.INTERACTION_SAID, {"text": text, "how": how, "apology": apology})

    def offered(
        self,
        interaction_id: str,
        *,
        stage: Stage,
        mood: Mood | None,
        situations: Sequence[str],
        phrase_ids: Sequence[str],
    ) -> None:
        self.passed_over.append((stage, tuple(phrase_ids)))
        body = {"stage": stage, "mood": mood, "situations": list(situations), "phrase_ids": list(phrase_ids)}
        self._event(interaction_id, FactKind.INTERACTION_OFFERED, body)

    def note(self, interaction_id: str, text: str) -> None:
        self._event(interaction_id, FactKind.INTERACTION_NOTE, {"text": text})

    def call_help(self, interaction_id: str) -> None:
        self._event(interaction_id, FactKind.INTERACTION_HELP, {})

    def identify(self, interaction_id: str, customer_id: str) -> None:
        self.desk.add_fact(FactKind.CUSTOMER_IDENTIFIED, {}, subject=interaction_id, customer_id=customer_id)

    def end(self, interaction_id: str, outcome: Outcome, mood_after: Mood | None = None) -> Interaction:
        talk = self.get(interaction_id)
        views = [self.desk.view(case) for case in self.desk.cases_of(talk.customer_id or "")]
        live = frozenset(one.id for view in views for one in view.promises if not one.is_settled)
        check_outcome(outcome, live)
        body = {"outcome": outcome_to_doc(outcome), "mood_after": mood_after.value if mood_after else None}
        self._event(interaction_id, FactKind.INTERACTION_ENDED, body)
        return self.get(interaction_id)

    def get(self, interaction_id: str) -> Interaction:
        talk = fold_interaction(fact for fact in self.desk.facts if fact.subject_id == interaction_id)
        if talk is None:
            raise LoketError(ErrorCode.NOT_FOUND, "interaction")
        return talk

    def lines(
        self,
        *,
        since: datetime | None = None,
        staff: str | None = None,
        outcome: str | None = None,
        text: str | None = None,
        limit: int = 200,
    ) -> tuple[InteractionLine, ...]:
        talks = [fact.subject_id for fact in self.desk.facts if fact.kind is FactKind.INTERACTION_STARTED]
        lines = [self._line(self.get(talk)) for talk in talks]
        fresh = [line for line in lines if since is None or line.started_at >= since]
        return tuple(sorted(fresh, key=lambda line: line.started_at, reverse=True)[:limit])

    def _line(self, talk: Interaction) -> InteractionLine:
        customer = self.desk.profiles.get(talk.customer_id or "")
        case = self.desk.files.get(talk.case_id or "")
        return InteractionLine(
            talk.id, talk.customer_id, customer.name if customer else None, talk.staff, talk.channel, talk.started_at,
            talk.ended_at, talk.mood_before, talk.mood_after, talk.outcome.kind if talk.outcome else None,
            talk.outcome.summary if talk.outcome else talk.note, case.number if case else None,
        )  # fmt: skip

    def _event(self, interaction_id: str, kind: FactKind, body: Mapping[str, Any]) -> None:
        talk = self.get(interaction_id)
        self.desk.add_fact(kind, body, subject=interaction_id, customer_id=talk.customer_id)
