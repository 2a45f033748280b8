"""The phrases that an organisation, a branch or a person adds to the library: written by one, approved by another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.people import Role
from app.domain.phrase_counts import by_phrase, interval
from app.domain.phrases import (
    Audience,
    AudienceKind,
    PhraseState,
    VersionState,
    entry_of,
    fold_phrases,
    unseen_in,
)
from app.services.phrase_learning import known_counts

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.people import Session
    from app.domain.phrase_counts import Count
    from app.phrasing.phrase import Phrase
    from app.services.ports import UnitOfWork
    from app.services.workplace import Change, Workplace

STATISTICS_DAYS = 90
REFERENCE_SCOPE = 0
LARGEST = 16_000
"""Bytes of an entry: the shared database takes 16,384, as it writes them."""
_DECIDERS = frozenset({Role.SUPERVISOR, Role.OWNER})
_DECIDED_BY_OTHERS = frozenset({"version", "author", "approver"})


@dataclass(frozen=True, slots=True)
class PhraseStatistic:
    """What use says of one phrase; `helped` is the share of outcomes that were good, None without any."""

    phrase_id: str
    shown: int
    taken: int
    edited: int
    skipped: int
    better: int
    worse: int
    helped: float | None
    low: float
    high: float
    """With 90% the share lies between `low` and `high`."""


class PhraseBook:
    """Phrases that are kept as facts, beside those that come with the program."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def entries(self) -> tuple[PhraseState, ...]:
        """The phrases that whoever is signed in may see, oldest first.

        Personal ones are their owner's, and those people's who decide about them.
        """
        with self._workplace.look() as (uow, session):
            states = fold_phrases(uow.facts.of_phrases())
        decides = session.role in _DECIDERS
        return tuple(
            state
            for state in states
            if state.audience.holds(session.branch_code, session.staff_login)
            or (decides and state.audience.branch == session.branch_code)
        )

    def waiting(self) -> tuple[PhraseState, ...]:
        """Phrases whose newest version waits for a decision that whoever is signed in may take."""
        session = self._session()
        if session.role not in _DECIDERS:
            return ()
        return tuple(state for state in self.entries() if state.waiting and state.newest.author != session.staff_login)

    def write(self, entry: Mapping[str, Any], audience: AudienceKind, phrase_id: str | None = None) -> PhraseState:
        """A new phrase, or with `phrase_id` the next version of one; somebody else approves it.

        `entry` has the keys of the library's TOML and its stage; dates as `date` or ISO text. LoketError INVALID names
        the field of the entry and what is wrong with it.
        """
        with self._workplace.change() as change:
            before = None if phrase_id is None else _known(change.uow, phrase_id)
            phrase_id = phrase_id or change.ids.new()
            if before is None:
                meant = _audience(audience, change.session)
            elif before.audience.kind is audience and before.audience.holds(
                change.session.branch_code, change.session.staff_login
            ):
                meant = before.audience
            else:
                raise LoketError(ErrorCode.NOT_PERMITTED, "audience")
            if audience is AudienceKind.ORGANISATION and change.session.role is not Role.OWNER:
                raise LoketError(ErrorCode.NOT_PERMITTED, FactKind.PHRASE_WRITTEN, {"role": change.session.role})
            version = before.newest.number + 1 if before else 1
            doc = _checked(entry, phrase_id, audience)
            body = {"version": version, "entry": doc, "audience": meant.to_doc()}
            return _note(change, FactKind.PHRASE_WRITTEN, phrase_id, meant, body)

    def approve(self, phrase_id: str, version: int) -> PhraseState:
        """Put the version in force; by a supervisor or owner who has seen this very version and has not written it."""
        with self._workplace.change() as change:
            state = _to_decide(change, phrase_id, version, FactKind.PHRASE_APPROVED)
            if state.newest.author == change.session.staff_login:
                raise LoketError(ErrorCode.NOT_PERMITTED, "author", {"author": state.newest.author})
            return _note(change, FactKind.PHRASE_APPROVED, phrase_id, state.audience, {"version": version})

    def send_back(self, phrase_id: str, version: int, reason: str) -> PhraseState:
        """Return the version to its author with a reason; an approved one before it stays in force."""
        if not reason.strip():
            raise LoketError(ErrorCode.REASON_REQUIRED, "reason")
        with self._workplace.change() as change:
            state = _to_decide(change, phrase_id, version, FactKind.PHRASE_RETURNED)
            body = {"version": version, "reason": reason.strip()}
            return _note(change, FactKind.PHRASE_RETURNED, phrase_id, state.audience, body)

    def retire(self, phrase_id: str, version: int) -> PhraseState:
        """Offer the phrase no more, in any version; a person may retire an own one."""
        with self._workplace.change() as change:
            state = _known(change.uow, phrase_id)
            if state.newest.number != version or state.newest.state is VersionState.RETIRED:
                raise _stale(state, version)
            _check_retiring(state, change.session)
            return _note(change, FactKind.PHRASE_RETIRED, phrase_id, state.audience, {"version": version})

    def offered_now(self, now: datetime | None = None) -> tuple[Mapping[str, Any], ...]:
        """Entries in force for whoever is signed in: those of the organisation, of the branch and the own ones."""
        with self._workplace.look() as (uow, session):
            return entries_in_force(uow, session, now or self._workplace.clock.now())

    def statistics(self, now: datetime | None = None) -> tuple[PhraseStatistic, ...]:
        """What use says of each phrase, in all branches as last summed up and in this one since; most shown first."""
        now = now or self._workplace.clock.now()
        with self._workplace.look() as (uow, session):
            counts = by_phrase(known_counts(uow, session.zone, now, STATISTICS_DAYS))
        found = [_statistic(phrase_id, count) for phrase_id, count in counts.items()]
        return tuple(sorted(found, key=lambda one: (-one.shown, one.phrase_id)))

    def _session(self) -> Session:
        with self._workplace.look() as (_uow, session):
            return session


def entries_in_force(uow: UnitOfWork, session: Session, now: datetime) -> tuple[Mapping[str, Any], ...]:
    """The entries that may be offered to this person now, as the library reads them; those nearer to it last."""
    nearness = list(AudienceKind)
    found = []
    for state in fold_phrases(uow.facts.of_phrases()):
        version = state.in_force(now, session.zone)
        if version is not None and state.audience.holds(session.branch_code, session.staff_login):
            found.append((nearness.index(state.audience.kind), entry_of(version, session.zone)))
    return tuple(entry for _, entry in sorted(found, key=lambda one: one[0]))


def phrases_in_force(uow: UnitOfWork, session: Session, now: datetime) -> tuple[Phrase, ...]:
    """The same, read; one that this program cannot read, as one of a newer console, is left aside."""
    from app.phrasing.entries import BadLibrary, parse_entry

    found = []
    for entry in entries_in_force(uow, session, now):
        try:
            found.append(parse_entry(entry, source="phrase_book"))
        except BadLibrary:
            continue
    return tuple(found)


def _audience(kind: AudienceKind, session: Session) -> Audience:
    match kind:
        case AudienceKind.ORGANISATION:
            return Audience(kind)
        case AudienceKind.BRANCH:
            return Audience(kind, session.branch_code)
        case AudienceKind.STAFF:
            return Audience(kind, session.branch_code, session.staff_login)


def _checked(entry: Mapping[str, Any], phrase_id: str, audience: AudienceKind) -> dict[str, Any]:
    """The entry as it is kept: what others decide is not the author's to say."""
    from app.phrasing.entries import BadLibrary, parse_entry

    own_id = f"p-{phrase_id}"
    doc = {key: value for key, value in entry.items() if key not in _DECIDED_BY_OTHERS and value is not None}
    # nobody's but the organisation's may take the place of an entry that is there already
    doc["id"] = doc.get("id") or own_id if audience is AudienceKind.ORGANISATION else own_id
    try:
        phrase = parse_entry(doc, source="phrase_book")
    except BadLibrary as fault:
        raise LoketError(ErrorCode.INVALID, f"entry.{fault.field}", {"found": fault.message}) from None
    unseen = unseen_in(doc)
    if unseen is not None:
        raise LoketError(ErrorCode.INVALID, f"entry.{unseen}", {"found": "has a sign that nobody sees"})
    if len(json.dumps(doc, ensure_ascii=False, default=str).encode()) > LARGEST:
        raise LoketError(ErrorCode.INVALID, "entry.text", {"found": "is too long"})
    dates = {"effective": phrase.governance.effective, "retired": phrase.governance.retired}
    return doc | {key: day.isoformat() for key, day in dates.items() if day is not None}


def _note(change: Change, kind: FactKind, phrase_id: str, audience: Audience, body: Mapping[str, Any]) -> PhraseState:
    everybody = audience.kind is AudienceKind.ORGANISATION
    scope_id = REFERENCE_SCOPE if everybody else change.session.scope_id
    change.add_facts(
        Fact(
            id=change.ids.new(),
            scope_id=scope_id,
            kind=kind,
            subject_id=phrase_id,
            at=change.now,
            actor=change.session.staff_login,
            body=body,
        )
    )
    state = _known(change.uow, phrase_id)
    change.commit()
    return state


def _known(uow: UnitOfWork, phrase_id: str) -> PhraseState:
    states = fold_phrases(uow.facts.of_subject(phrase_id))
    if not states:
        raise LoketError(ErrorCode.NOT_FOUND, "phrase", {"value": phrase_id})
    return states[0]


def _to_decide(change: Change, phrase_id: str, version: int, act: FactKind) -> PhraseState:
    state = _known(change.uow, phrase_id)
    if change.session.role not in _DECIDERS:
        raise LoketError(ErrorCode.NOT_PERMITTED, act, {"role": change.session.role})
    if state.audience.branch not in {None, change.session.branch_code}:
        raise LoketError(ErrorCode.NOT_PERMITTED, "audience")
    if state.waiting is None or state.newest.number != version:
        raise _stale(state, version)
    return state


def _check_retiring(state: PhraseState, session: Session) -> None:
    kind, role = state.audience.kind, session.role
    is_own = kind is AudienceKind.STAFF and state.audience.staff == session.staff_login
    decides = role is Role.OWNER if kind is AudienceKind.ORGANISATION else role in _DECIDERS
    if not (is_own or decides):
        raise LoketError(ErrorCode.NOT_PERMITTED, FactKind.PHRASE_RETIRED, {"role": role})


def _stale(state: PhraseState, version: int) -> LoketError:
    newest = state.newest
    return LoketError(ErrorCode.STALE, "version", {"value": str(version), "found": str(newest.number)})


def _statistic(phrase_id: str, count: Count) -> PhraseStatistic:
    low, high = interval(count.better, count.known)
    return PhraseStatistic(
        phrase_id=phrase_id,
        shown=count.shown,
        taken=count.taken,
        edited=count.edited,
        skipped=count.skipped,
        better=count.better,
        worse=count.worse,
        helped=count.better / count.known if count.known else None,
        low=low,
        high=high,
    )
