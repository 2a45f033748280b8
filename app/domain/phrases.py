"""Phrases of an organisation, a branch or a person: their versions, who approved them, and which one is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

from app.domain.facts import Fact, FactKind

PHRASE_KINDS: frozenset[FactKind] = frozenset(
    {FactKind.PHRASE_WRITTEN, FactKind.PHRASE_APPROVED, FactKind.PHRASE_RETURNED, FactKind.PHRASE_RETIRED}
)
"""What becomes of a phrase, as opposed to how often it was said."""


_TURNS = (FactKind.PHRASE_WRITTEN, FactKind.PHRASE_APPROVED, FactKind.PHRASE_RETURNED, FactKind.PHRASE_RETIRED)
"""Of one version: the shared database takes a decision after the writing only, and the retiring last."""


_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Control signs, line ends, signs without width, and those that turn the direction of what follows."""


class AudienceKind(StrEnum):
    """For whom a phrase is."""

    ORGANISATION = "organisation"
    BRANCH = "branch"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody, the people of the branch with that code, or one of them by login."""

    kind: AudienceKind
    branch: str | None = None
    staff: str | None = None

    def holds(self, branch: str, staff: str) -> bool:
        """Whether this person of this branch is meant."""
        return self.branch in {None, branch} and self.staff in {None, staff}

    def to_doc(self) -> dict[str, str]:
        """The audience as plain JSON values, without what is not set."""
        named = {"kind": self.kind.value, "branch": self.branch, "staff": self.staff}
        return {key: value for key, value in named.items() if value is not None}


class VersionState(StrEnum):
    """What became of one version of a phrase."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    REPLACED = "replaced"
    """A newer one was written before anybody had decided."""
    RETIRED = "retired"


class PhraseStatus(StrEnum):
    """How a phrase stands, in one word."""

    WAITING = "waiting"
    """Nothing of it is in force, and its newest version waits for approval."""
    COMING = "coming"
    IN_FORCE = "in_force"
    RETURNED = "returned"
    ENDED = "ended"
    """Approved, and past the date that its entry gives."""
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class PhraseVersion:
    """One wording: the entry as it was written, and what a second person decided about it."""

    number: int
    entry: Mapping[str, Any]
    author: str
    written_at: datetime
    state: VersionState = VersionState.WAITING
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    """Why it was returned."""
    shared: bool = False
    """Whether the shared database has taken the decision: until then it may still be refused."""

    def starts_on(self, zone: str) -> date | None:
        """The day from which it holds: its own, or that of its approval; None before it is approved."""
        if self.state is not VersionState.APPROVED or self.decided_at is None:
            return None
        return _date(self.entry.get("effective")) or self.decided_at.astimezone(ZoneInfo(zone)).date()

    @property
    def ends_on(self) -> date | None:
        """The first day on which it does not hold any more, if its entry names one."""
        return _date(self.entry.get("retired"))


@dataclass(frozen=True, slots=True)
class PhraseState:
    """One phrase with all versions, the oldest first; there is always one."""

    id: str
    scope_id: int
    audience: Audience
    versions: tuple[PhraseVersion, ...]

    @property
    def newest(self) -> PhraseVersion:
        """The version written last."""
        return self.versions[-1]

    @property
    def waiting(self) -> PhraseVersion | None:
        """The version that waits for approval; an older one may be in force beside it."""
        return self.newest if self.newest.state is VersionState.WAITING else None

    @property
    def returned(self) -> PhraseVersion | None:
        """The version that its author should look at again."""
        return self.newest if self.newest.state is VersionState.RETURNED else None

    def in_force(self, now: datetime, zone: str) -> PhraseVersion | None:
        """The version that may be said on this day in this zone: the newest that has begun, unless it has ended."""
        today = now.astimezone(ZoneInfo(zone)).date()
        for version in reversed(self.versions):
            starts_on = version.starts_on(zone)
            if starts_on is not None and version.shared and starts_on <= today:
                return None if version.ends_on is not None and version.ends_on <= today else version
        return None

    def status(self, now: datetime, zone: str) -> PhraseStatus:
        """How it stands on this day in this zone."""
        if self.in_force(now, zone) is not None:
            return PhraseStatus.IN_FORCE
        match self.newest.state:
            case VersionState.RETIRED:
                return PhraseStatus.RETIRED
            case VersionState.RETURNED:
                return PhraseStatus.RETURNED
            case VersionState.APPROVED if self._has_ended(now, zone):
                return PhraseStatus.ENDED
            case VersionState.APPROVED:
                return PhraseStatus.COMING
            case _:
                return PhraseStatus.WAITING

    def _has_ended(self, now: datetime, zone: str) -> bool:
        ends_on = self.newest.ends_on
        return ends_on is not None and ends_on <= now.astimezone(ZoneInfo(zone)).date()


def entry_of(version: PhraseVersion, zone: str) -> dict[str, Any]:
    """The entry of an approved version as the library reads it, with who wrote and approved it and since when."""
    return {
        **version.entry,
        "version": version.number,
        "author": version.author,
        "approver": version.decided_by,
        "effective": version.starts_on(zone),
        "retired": version.ends_on,
    }


def unseen_in(entry: Mapping[str, Any]) -> str | None:
    """The first field with a sign that whoever approves it does not see, as the shared database refuses it; or None."""
    for key, value in entry.items():
        texts = value if isinstance(value, list | tuple) else (value,)
        if any(isinstance(each, str) and any(_is_unseen(sign) for sign in each) for each in texts):
            return key
    return None


def fold_phrases(facts: Iterable[Fact]) -> tuple[PhraseState, ...]:
    """Every phrase from the facts about phrases, those written first before others.

    What the shared database would refuse changes nothing: a version that is not the next, a decision about one that is
    not the newest or by its own author. A phrase is known by its scope too: nobody writes on another scope's.
    """
    by_phrase: defaultdict[tuple[int, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind in PHRASE_KINDS:
            by_phrase[fact.scope_id, fact.subject_id].append(fact)
    folded = (fold_phrase(own) for own in by_phrase.values())
    return tuple(sorted((one for one in folded if one is not None), key=_age))


def fold_phrase(facts: Iterable[Fact]) -> PhraseState | None:
    """One phrase from its facts, or None where nothing was written."""
    state: PhraseState | None = None
    for fact in sorted(facts, key=_turn):
        if fact.kind is FactKind.PHRASE_WRITTEN:
            state = _written(state, fact)
        elif state is not None and fact.body.get("version") == state.newest.number:
            state = _decided(state, fact)
    return state


def audience_from_doc(doc: Mapping[str, Any]) -> Audience:
    """An audience from JSON values; ValueError for a kind that is none."""
    return Audience(AudienceKind(doc["kind"]), doc.get("branch"), doc.get("staff"))


def _written(state: PhraseState | None, fact: Fact) -> PhraseState | None:
    version = PhraseVersion(fact.body["version"], fact.body["entry"], fact.actor, fact.at)
    if state is None:
        if version.number != 1:
            return None
        return PhraseState(fact.subject_id, fact.scope_id, audience_from_doc(fact.body["audience"]), (version,))
    if version.number != state.newest.number + 1:
        return state
    before = state.versions
    if state.waiting is not None:
        before = (*before[:-1], replace(state.newest, state=VersionState.REPLACED))
    return replace(state, versions=(*before, version))


def _decided(state: PhraseState, fact: Fact) -> PhraseState:
    waits = state.waiting is not None
    shared = fact.ver is not None
    made = replace(state.newest, decided_by=fact.actor, decided_at=fact.at, shared=shared)
    match fact.kind:
        case FactKind.PHRASE_APPROVED if waits and fact.actor != made.author:
            made = replace(made, state=VersionState.APPROVED)
        case FactKind.PHRASE_RETURNED if waits:
            made = replace(made, state=VersionState.RETURNED, reason=str(fact.body.get("reason") or ""))
        case FactKind.PHRASE_RETIRED:
            ended = tuple(replace(each, state=VersionState.RETIRED) for each in state.versions[:-1])
            return replace(state, versions=(*ended, replace(made, state=VersionState.RETIRED)))
        case _:
            return state
    return replace(state, versions=(*state.versions[:-1], made))


def _is_unseen(sign: str) -> bool:
    return sign == "\\" or category(sign) in _UNSEEN


def _turn(fact: Fact) -> tuple[object, ...]:
    """The order in which the shared database took them; those of one push have one `ver`, and clocks turn back."""
    return fact.ver is None, fact.ver or 0, fact.body["version"], _TURNS.index(fact.kind), fact.at, fact.id


def _age(state: PhraseState) -> tuple[datetime, str]:
    return state.versions[0].written_at, state.id


def _date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None
