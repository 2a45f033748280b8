"""Phrases: versions, approval by a second person, and the day from which one holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.facts import Fact, FactKind
from app.domain.phrases import AudienceKind, PhraseStatus, VersionState, entry_of, fold_phrase, fold_phrases
from tests.factories import new_id

WIB, WIT = "Asia/Jakarta", "Asia/Jayapura"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ID = "phrase-1"


class Story:
    """Facts about one phrase, each an hour after the one before and with the next version of its scope."""

    def __init__(self, subject: str = ID, scope: int = 11) -> None:
        self.facts: list[Fact] = []
        self._subject, self._scope = subject, scope

    def add(self, kind: FactKind, actor: str, *, shared: bool = True, **body: Any) -> Story:  # noqa: ANN401 - a body
        n = len(self.facts)
        at = NOW + timedelta(hours=n)
        ver = n + 1 if shared else None
        self.facts.append(Fact(new_id(), self._scope, kind, self._subject, at, actor, body, ver=ver))
        return self

    def write(self, actor: str, version: int, *, shared: bool = True, **entry: str) -> Story:
        doc = {"id": "p-1", "stage": "empathy", "text": f"Kalimat ke-{version}.", "why": "x", **entry}
        audience = {"kind": "branch", "branch": "JKT01"}
        kind = FactKind.PHRASE_WRITTEN
        return self.add(kind, actor, shared=shared, version=version, entry=doc, audience=audience)

    def approve(self, actor: str, version: int, *, shared: bool = True) -> Story:
        return self.add(FactKind.PHRASE_APPROVED, actor, shared=shared, version=version)

    def state(self) -> Any:  # noqa: ANN401 - each test reads what it is about
        state = fold_phrase(self.facts)
        assert state is not None
        return state


def test_what_is_written_waits_and_holds_once_another_has_approved_it() -> None:
    story = Story().write("rina", 1)
    state = story.state()
    assert (state.waiting.number, state.status(NOW, WIB)) == (1, PhraseStatus.WAITING)
    assert state.in_force(NOW, WIB) is None
    state = story.approve("sari", 1).state()
    version = state.in_force(NOW + DAY, WIB)
    assert (version.author, version.decided_by, version.number) == ("rina", "sari", 1)
    assert (state.waiting, state.status(NOW + DAY, WIB)) == (None, PhraseStatus.IN_FORCE)
    assert state.audience.kind is AudienceKind.BRANCH


def test_nobody_approves_an_own_version() -> None:
    state = Story().write("sari", 1).approve("sari", 1).state()
    assert state.newest.state is VersionState.WAITING


def test_the_approved_version_holds_beside_a_newer_one_that_waits() -> None:
    story = Story().write("rina", 1).approve("sari", 1).write("rina", 2)
    state = story.state()
    assert (state.in_force(NOW + DAY, WIB).number, state.waiting.number) == (1, 2)
    story.add(FactKind.PHRASE_RETURNED, "sari", version=2, reason="terlalu panjang")
    state = story.state()
    assert (state.in_force(NOW + DAY, WIB).number, state.returned.reason) == (1, "terlalu panjang")
    state = story.write("rina", 3).approve("sari", 3).state()
    assert [version.state for version in state.versions] == ["approved", "returned", "approved"]
    assert state.in_force(NOW + DAY, WIB).number == 3


@pytest.mark.parametrize("version", [1, 3, 9])
def test_a_decision_about_another_version_than_the_newest_changes_nothing(version: int) -> None:
    state = Story().write("rina", 1).write("rina", 2).approve("sari", version).state()
    assert [each.state for each in state.versions] == [VersionState.REPLACED, VersionState.WAITING]


def test_of_two_who_write_the_same_version_the_later_is_left_aside() -> None:
    state = Story().write("rina", 1).write("rina", 2).write("budi", 2).state()
    assert [version.author for version in state.versions] == ["rina", "rina"]


def test_what_is_retired_is_said_no_more_until_it_is_written_and_approved_again() -> None:
    story = Story().write("rina", 1).approve("sari", 1).add(FactKind.PHRASE_RETIRED, "sari", version=1)
    state = story.state()
    assert (state.in_force(NOW + DAY, WIB), state.status(NOW, WIB)) == (None, PhraseStatus.RETIRED)
    story.write("rina", 2)
    assert story.state().status(NOW, WIB) is PhraseStatus.WAITING
    assert story.approve("sari", 2).state().in_force(NOW + DAY, WIB).number == 2


def test_an_approval_that_only_this_device_knows_puts_nothing_in_force() -> None:
    state = Story().write("rina", 1).approve("sari", 1, shared=False).state()
    assert state.newest.state is VersionState.APPROVED
    assert state.in_force(NOW + DAY, WIB) is None


def test_the_day_begins_in_the_branchs_zone() -> None:
    state = Story().write("rina", 1, effective="2026-11-25").approve("sari", 1).state()
    # 23.00 in Jakarta on the 24th is 01.00 in Jayapura on the 25th
    late = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert state.in_force(late, WIB) is None
    assert state.status(late, WIB) is PhraseStatus.COMING
    assert state.in_force(late, WIT).number == 1
    assert state.in_force(datetime(2026, 11, 24, 17, 0, tzinfo=UTC), WIB).number == 1


def test_a_version_for_later_leaves_the_one_before_in_force_until_its_day() -> None:
    story = Story().write("rina", 1).approve("sari", 1).write("rina", 2, effective="2026-12-01").approve("sari", 2)
    state = story.state()
    assert state.in_force(NOW + DAY, WIB).number == 1
    assert state.in_force(NOW + 9 * DAY, WIB).number == 2


def test_past_its_date_nothing_is_said_and_no_older_version_comes_back() -> None:
    story = Story().write("rina", 1).approve("sari", 1).write("rina", 2, retired="2026-11-30").approve("sari", 2)
    state = story.state()
    assert state.in_force(NOW + 6 * DAY, WIB).number == 2
    assert state.in_force(NOW + 7 * DAY, WIB) is None
    assert state.status(NOW + 7 * DAY, WIB) is PhraseStatus.ENDED


def test_an_entry_in_force_says_who_wrote_and_approved_it_and_since_when() -> None:
    version = Story().write("rina", 1, quotes="SK 12").approve("sari", 1).state().newest
    entry = entry_of(version, WIT)
    wanted = {"author": "rina", "approver": "sari", "version": 1, "quotes": "SK 12", "retired": None}
    assert entry.items() >= wanted.items()
    assert entry["effective"].isoformat() == "2026-11-23"


def test_the_same_id_in_another_scope_is_another_phrase() -> None:
    ours, theirs = Story().write("rina", 1), Story(scope=0).write("tono", 1).approve("budi", 1)
    ours.approve("sari", 1)
    states = fold_phrases([*ours.facts, *theirs.facts])
    assert {(state.scope_id, state.newest.decided_by) for state in states} == {(11, "sari"), (0, "budi")}


def test_what_begins_with_no_first_version_is_no_phrase() -> None:
    assert fold_phrase(Story().write("rina", 2).facts) is None
    assert fold_phrase(Story().approve("sari", 1).facts) is None


def test_of_one_push_the_versions_count_and_not_the_clock() -> None:
    # the shared database gives all facts of a push one version, and a clock was set back between them
    story = Story().write("rina", 1).approve("sari", 1).write("tono", 2).add(FactKind.PHRASE_RETIRED, "tono", version=2)
    facts = [replace(fact, ver=7, at=NOW - timedelta(minutes=n)) for n, fact in enumerate(story.facts)]
    state = fold_phrase(facts)
    assert state is not None
    assert [each.state for each in state.versions] == [VersionState.RETIRED, VersionState.RETIRED]
    assert state.in_force(NOW + DAY, WIB) is None
