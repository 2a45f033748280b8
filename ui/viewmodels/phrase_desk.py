"""The phrases of a place in one list: those that come with the program and those that people wrote, with their use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.people import Role, Session
from app.domain.phrases import AudienceKind, PhraseState, PhraseStatus
from app.services.rights import may
from ui.viewmodels.phrase_draft import Draft, entry_of_phrase

if TYPE_CHECKING:
    from app.phrasing.phrase import Phrase
    from app.services.phrase_book import PhraseStatistic
    from ui.viewmodels.phrase_bench import PhraseBench

_DECIDERS = frozenset({Role.SUPERVISOR, Role.OWNER})


class Book(Protocol):
    """The phrases that people wrote; see `app.services.phrase_book`."""

    def entries(self) -> tuple[PhraseState, ...]: ...

    def write(
        self, entry: Mapping[str, Any], audience: AudienceKind, phrase_id: str | None = None, /
    ) -> PhraseState: ...

    def approve(self, phrase_id: str, version: int, /) -> PhraseState: ...

    def send_back(self, phrase_id: str, version: int, reason: str, /) -> PhraseState: ...

    def retire(self, phrase_id: str, version: int, /) -> PhraseState: ...

    def statistics(self) -> tuple[PhraseStatistic, ...]: ...


class Time(Protocol):
    """The time, as UTC."""

    def now(self) -> datetime: ...


class Standing(StrEnum):
    """How a phrase stands, as one chooses it in the list."""

    WAITING = "waiting"
    RETURNED = "returned"
    IN_FORCE = "in_force"
    COMING = "coming"
    ENDED = "ended"
    RETIRED = "retired"
    REPLACED = "replaced"
    """It comes with the program, and a phrase of the organisation stands in its place."""


@dataclass(frozen=True, slots=True)
class PhraseItem:
    """One row. `state` is None for a phrase that comes with the program; `entry` is the wording written last."""

    key: str
    entry_id: str
    entry: Mapping[str, Any]
    standing: Standing
    state: PhraseState | None = None
    in_force: Mapping[str, Any] | None = None
    """The entry that is offered today."""
    use: PhraseStatistic | None = None
    haystack: str = ""

    @property
    def text(self) -> str:
        return str(self.entry.get("text", ""))

    @property
    def stage(self) -> str:
        return str(self.entry.get("stage", ""))

    @property
    def situations(self) -> tuple[str, ...]:
        return tuple(self.entry.get("situations", ()))

    @property
    def is_waiting(self) -> bool:
        """Whether its newest version waits, whatever holds meanwhile."""
        return self.state is not None and self.state.waiting is not None

    @property
    def is_returned(self) -> bool:
        """Whether its author should look at it again."""
        return self.state is not None and self.state.returned is not None

    def stands(self, standing: Standing) -> bool:
        """Whether it is found under this standing: what waits may be in force as well."""
        if standing is Standing.WAITING:
            return self.is_waiting
        if standing is Standing.RETURNED:
            return self.is_returned
        return self.standing is standing


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything there is, and what situations are called."""

    items: tuple[PhraseItem, ...] = ()
    situations: Mapping[str, str] | None = None
    helped: float = 0.0
    """The share of good outcomes over all phrases."""

    def name_of(self, situation: str) -> str:
        return (self.situations or {}).get(situation, situation)

    @property
    def waiting(self) -> tuple[PhraseItem, ...]:
        return tuple(item for item in self.items if item.is_waiting)


class PhraseDesk:
    """Reads and writes for one session; every method is work for the background."""

    def __init__(self, book: Book, bench: PhraseBench, clock: Time, session: Session) -> None:
        self._book = book
        self._clock = clock
        self._session = session
        self.bench = bench

    def read(self) -> Shelf:
        """All phrases, written ones first and the newest of these before others."""
        now, zone = self._clock.now(), self._session.zone
        library = self.bench.library
        names = {each.id: each.name for each in library.situations()}
        use = {one.phrase_id: one for one in self._book.statistics()}
        written = [_written(state, now, zone, use, names) for state in reversed(self._book.entries())]
        taken = {
            item.entry_id
            for item in written
            if item.in_force and item.state and item.state.audience.kind is AudienceKind.ORGANISATION
        }
        today = now.astimezone(ZoneInfo(zone)).date()
        given = [_given(phrase, phrase.governance.offered_on(today), taken, use, names) for phrase in library.phrases]
        return Shelf((*written, *given), names, _helped(use.values()))

    def write(self, draft: Draft) -> PhraseState:
        """Keep the draft as the next version; STALE where somebody wrote one since it was begun."""
        if draft.phrase_id is not None:
            newest = next((one.newest for one in self._book.entries() if one.id == draft.phrase_id), None)
            if newest is not None and newest.number != draft.seen:
                raise LoketError(
                    ErrorCode.STALE,
                    "version",
                    {"author": newest.author, "text": str(newest.entry.get("text", "")), "number": str(newest.number)},
                )
        return self._book.write(draft.kept_entry(), draft.audience, draft.phrase_id)

    def approve(self, phrase_id: str, version: int) -> PhraseState:
        return self._book.approve(phrase_id, version)

    def send_back(self, phrase_id: str, version: int, reason: str) -> PhraseState:
        return self._book.send_back(phrase_id, version, reason)

    def retire(self, phrase_id: str, version: int) -> PhraseState:
        return self._book.retire(phrase_id, version)


def audiences(session: Session) -> tuple[AudienceKind, ...]:
    """For whom this person writes, the widest first."""
    match session.role:
        case Role.OWNER:
            return (AudienceKind.ORGANISATION,)
        case Role.SUPERVISOR:
            return (AudienceKind.BRANCH, AudienceKind.STAFF)
        case Role.FRONTLINER:
            return (AudienceKind.STAFF,)
        case _:
            return ()


def may_write(session: Session) -> bool:
    """Whether anything may be written now: without a network it is read only."""
    return may(session, FactKind.PHRASE_WRITTEN)


def may_revise(item: PhraseItem, session: Session) -> bool:
    """Whether this person writes its next version; others may only write one of their own after it."""
    if item.state is None:
        return session.role is Role.OWNER
    audience = item.state.audience
    return audience.kind in audiences(session) and audience.holds(session.branch_code, session.staff_login)


def decides(session: Session) -> bool:
    """Whether this person decides about what others wrote."""
    return session.role in _DECIDERS


def may_retire(item: PhraseItem, session: Session) -> bool:
    """Whether this person may end it."""
    if item.state is None or item.standing is Standing.RETIRED:
        return False
    audience = item.state.audience
    if audience.kind is AudienceKind.STAFF and audience.staff == session.staff_login:
        return True
    return session.role is Role.OWNER if audience.kind is AudienceKind.ORGANISATION else decides(session)


def _written(
    state: PhraseState, now: datetime, zone: str, use: Mapping[str, PhraseStatistic], names: Mapping[str, str]
) -> PhraseItem:
    entry = state.newest.entry
    entry_id = str(entry.get("id", f"p-{state.id}"))
    holding = state.in_force(now, zone)
    return PhraseItem(
        key=state.id,
        entry_id=entry_id,
        entry=entry,
        standing=_STANDING[state.status(now, zone)],
        state=state,
        in_force=holding.entry if holding else None,
        use=use.get(entry_id),
        haystack=_haystack(entry, names, state.newest.author),
    )


def _given(
    phrase: Phrase,
    offered: bool,
    taken: set[str],
    use: Mapping[str, PhraseStatistic],
    names: Mapping[str, str],
) -> PhraseItem:
    entry = entry_of_phrase(phrase)
    standing = Standing.IN_FORCE if offered else Standing.ENDED
    return PhraseItem(
        key=f"library:{phrase.id}",
        entry_id=phrase.id,
        entry=entry,
        standing=Standing.REPLACED if phrase.id in taken else standing,
        in_force=entry if offered else None,
        use=use.get(phrase.id) if phrase.id not in taken else None,
        haystack=_haystack(entry, names, phrase.governance.author or ""),
    )


def _haystack(entry: Mapping[str, Any], names: Mapping[str, str], author: str) -> str:
    situations = (names.get(each, each) for each in entry.get("situations", ()))
    words = (entry.get("text", ""), *entry.get("variants", ()), entry.get("id", ""), *situations, author)
    return " ".join(str(word) for word in words).casefold()


def _helped(use: Iterable[PhraseStatistic]) -> float:
    known = [(one.better, one.better + one.worse) for one in use]
    total = sum(count for _, count in known)
    return sum(better for better, _ in known) / total if total else 0.0


_STANDING = {
    PhraseStatus.WAITING: Standing.WAITING,
    PhraseStatus.COMING: Standing.COMING,
    PhraseStatus.IN_FORCE: Standing.IN_FORCE,
    PhraseStatus.RETURNED: Standing.RETURNED,
    PhraseStatus.ENDED: Standing.ENDED,
    PhraseStatus.RETIRED: Standing.RETIRED,
}
