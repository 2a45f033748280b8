"""Interactions: one contact, from greeting to an outcome that is more than an apology."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
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
from app.domain.phrase_counts import Moment
from app.services.interaction_log import LoggedInteraction, read_logged
from app.services.workplace import case_of, customer_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from app.services.ports import UnitOfWork
    from app.services.views import InteractionLine
    from app.services.workplace import Change, Workplace


class InteractionService:
    """What can be done while a customer is being served, and with the log of it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def start(
        self,
        customer_id: str | None,
        channel: Channel,
        contact_kind: ContactKind = ContactKind.INFO,
        mood: Mood | None = None,
    ) -> Interaction:
        """Begin a contact; without a customer it is a walk-in, who may be identified later."""
        with self._workplace.change() as change:
            if customer_id is not None:
                customer_id = customer_of(change.uow, customer_id).id
            interaction_id = change.ids.new()
            body = {"channel": channel.value, "contact_kind": contact_kind.value, "mood": mood.value if mood else None}
            change.branch_fact(FactKind.INTERACTION_STARTED, interaction_id, body, customer_id=customer_id)
            interaction = _known(change.uow, interaction_id)
            change.commit()
        return interaction

    def get(self, interaction_id: str) -> Interaction:
        """One interaction as it stands."""
        with self._workplace.look() as (uow, _session):
            return _known(uow, interaction_id)

    def lines(
        self,
        *,
        since: datetime | None = None,
        staff: str | None = None,
        outcome: str | None = None,
        text: str | None = None,
        limit: int = 200,
    ) -> tuple[InteractionLine, ...]:
        """The log, newest first."""
        store = self._workplace.store
        return store.interaction_lines(since=since, staff=staff, outcome=outcome, text=text, limit=limit)

    def set_mood(self, interaction_id: str, mood: Mood) -> None:
        """Note how the customer seems to feel now."""
        self._event(interaction_id, FactKind.INTERACTION_MOOD, {"mood": mood.value})

    def set_stage(self, interaction_id: str, stage: Stage) -> None:
        """Note that the talk has come to a stage."""
        self._event(interaction_id, FactKind.INTERACTION_STAGE, {"stage": stage.value})

    def attach_case(self, interaction_id: str, number_or_id: str) -> None:
        """Note which case the talk is about."""
        with self._workplace.change() as change:
            interaction = _running(change.uow, interaction_id)
            case = case_of(change.uow, number_or_id)
            if interaction.case_id == case.id:
                return
            kind = FactKind.INTERACTION_CASE
            change.branch_fact(kind, interaction_id, {}, customer_id=interaction.customer_id, case_id=case.id)
            change.commit()

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
        """Note a sentence that was said, copied, edited or typed.

        With its `moment` it also tells that this was taken of what was offered; `offered` then says nothing of it.
        """
        body: dict[str, Any] = {"phrase_ids": list(phrase_ids), "text": text, "how": how, "apology": apology}
        if moment is not None:
            told = moment.to_doc()
            told["beside"] = [each for each in moment.phrase_ids if each not in phrase_ids]
            body = told | body
        self._event(interaction_id, FactKind.INTERACTION_SAID, body)

    def offered(
        self,
        interaction_id: str,
        *,
        stage: Stage,
        mood: Mood | None,
        situations: Sequence[str],
        phrase_ids: Sequence[str],
        taken: str | None = None,
        how: str | None = None,
    ) -> None:
        """Note what was offered in a moment that is settled: something was taken, or the talk went on without.

        One fact for a moment, however often its suggestions were made anew while the agent typed; nothing where
        nothing was shown. `how` is said, copied or edited.
        """
        if phrase_ids:
            moment = Moment(stage.value, mood.value if mood else None, tuple(situations), tuple(phrase_ids))
            body = moment.to_doc() | {"taken": taken, "how": how if taken else None}
            self._event(interaction_id, FactKind.INTERACTION_OFFERED, body)

    def note(self, interaction_id: str, text: str) -> None:
        """Add a note for colleagues."""
        if not text.strip():
            raise LoketError(ErrorCode.REQUIRED, "text")
        self._event(interaction_id, FactKind.INTERACTION_NOTE, {"text": text.strip()})

    def call_help(self, interaction_id: str) -> None:
        """Call the supervisor to this counter."""
        self._event(interaction_id, FactKind.INTERACTION_HELP, {})

    def identify(self, interaction_id: str, customer_id: str) -> None:
        """Say who the walk-in is; what was done before stays with the interaction."""
        with self._workplace.change() as change:
            _running(change.uow, interaction_id)
            customer = customer_of(change.uow, customer_id)
            change.branch_fact(FactKind.CUSTOMER_IDENTIFIED, interaction_id, {}, customer_id=customer.id)
            change.commit()

    def end(self, interaction_id: str, outcome: Outcome, mood_after: Mood | None = None) -> Interaction:
        """Close a contact with an outcome; an apology alone is none."""
        with self._workplace.change() as change:
            interaction = _running(change.uow, interaction_id)
            check_outcome(outcome, _open_promises(change.uow, interaction.customer_id))
            body = {"outcome": outcome_to_doc(outcome), "mood_after": mood_after.value if mood_after else None}
            change.branch_fact(
                FactKind.INTERACTION_ENDED,
                interaction_id,
                body,
                customer_id=interaction.customer_id,
                case_id=interaction.case_id,
            )
            ended = _known(change.uow, interaction_id)
            change.commit()
        return ended

    def log(self, doc: Mapping[str, Any]) -> str:
        """Record a finished contact from its document (see the headless commands); gives its id."""
        logged = read_logged(doc)
        with self._workplace.change() as change:
            interaction_id = self._log(change, logged)
            change.commit()
        return interaction_id

    def _log(self, change: Change, logged: LoggedInteraction) -> str:
        customer_id = customer_of(change.uow, logged.customer).id if logged.customer else None
        case_id = case_of(change.uow, logged.case).id if logged.case else None
        interaction_id = logged.id or change.ids.new()
        if logged.id and change.uow.facts.of_subject(logged.id):
            raise LoketError(ErrorCode.DUPLICATE, "id", {"value": logged.id})
        check_outcome(logged.outcome, _open_promises(change.uow, customer_id))
        for event in logged.facts():
            change.branch_fact(
                event.kind, interaction_id, event.body, customer_id=customer_id, case_id=case_id, at=event.at
            )
        return interaction_id

    def _event(self, interaction_id: str, kind: FactKind, body: Mapping[str, Any]) -> None:
        with self._workplace.change() as change:
            interaction = _running(change.uow, interaction_id)
            change.branch_fact(
                kind, interaction_id, body, customer_id=interaction.customer_id, case_id=interaction.case_id
            )
            change.commit()


def _known(uow: UnitOfWork, interaction_id: str) -> Interaction:
    interaction = fold_interaction(uow.facts.of_subject(interaction_id))
    if interaction is None:
        raise LoketError(ErrorCode.NOT_FOUND, "interaction", {"value": interaction_id})
    return interaction


def _running(uow: UnitOfWork, interaction_id: str) -> Interaction:
    interaction = _known(uow, interaction_id)
    if interaction.ended_at is not None:
        raise LoketError(ErrorCode.ALREADY_CLOSED, "interaction", {"value": interaction_id})
    return interaction


def _open_promises(uow: UnitOfWork, customer_id: str | None) -> frozenset[str]:
    """Promises to this customer that nothing has settled: what an outcome `promised` may point to."""
    if customer_id is None:
        return frozenset()
    settled = {FactKind.PROMISE_KEPT, FactKind.PROMISE_MOVED, FactKind.PROMISE_WITHDRAWN}
    made: set[str] = set()
    over: set[str] = set()
    for facts in uow.facts.of_cases([case.id for case in uow.cases.of_customer(customer_id)]).values():
        made |= {fact.subject_id for fact in facts if fact.kind is FactKind.PROMISE_MADE}
        over |= {fact.subject_id for fact in facts if fact.kind in settled}
    return frozenset(made - over)
