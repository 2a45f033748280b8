"""Learning over a real store: what talks say of phrases is counted once for each day, and ranks follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.interactions import Channel, ContactKind, Mood, Outcome, OutcomeKind, Stage
from app.domain.people import Role
from app.domain.phrase_counts import LEAST, Count, Key, Moment
from app.phrasing.library import parse_library
from app.services.phrase_learning import SHARED_COUNTS, count_days, helped
from app.services.suggestions import SuggestionRequest, SuggestionService
from app.services.workplace import Workplace
from app.storage.replica import SqlReplica
from app.system import UuidSource
from tests.services.conftest import Counter
from tests.storage.samples import BRANCH, DEVICE, NOW, page, pulled, reference, talk_fact

SOLVED = Outcome(OutcomeKind.SOLVED, "Sudah dijelaskan")
DAY = timedelta(days=1)
OTHER = "0195b4a0-0000-7000-8000-00000000d099"


def talk(counter: Counter, *, taken: str | None = "a", how: str = "said", after: Mood = Mood.CALM) -> str:
    """A talk in which a and b were offered to an angry customer."""
    service = counter.interactions
    interaction_id = service.start(None, Channel.COUNTER, ContactKind.COMPLAINT, Mood.ANGRY).id
    if taken:
        service.said(interaction_id, [taken], "Saya mengerti.", how=how)
    service.offered(
        interaction_id,
        stage=Stage.EMPATHY,
        mood=Mood.ANGRY,
        situations=["no_news"],
        phrase_ids=["a", "b"],
        taken=taken,
        how=how if taken else None,
    )
    counter.clock.time += timedelta(minutes=5)
    service.end(interaction_id, SOLVED, after)
    return interaction_id


def counts(counter: Counter, devices: Sequence[str] | None = None) -> dict[Key, Count]:
    with counter.store.read() as uow:
        return uow.facts.phrase_counts(NOW - 30 * DAY, NOW + 30 * DAY, devices)


def workplace(counter: Counter) -> Workplace:
    return counter.phrase_book._workplace


def told(counter: Counter) -> list[dict[str, Any]]:
    waiting = (entry.operation.payload for entry in counter.waiting())
    return [dict(doc) for doc in waiting if doc.get("kind") == FactKind.PHRASE_COUNTED]


def rebuilt(counter: Counter) -> tuple[list[Any], list[Any]]:
    """The read model as it stands, and as it is made anew."""
    found = []
    for _ in range(2):
        with counter.store.database.read() as connection:
            found.append([tuple(row) for row in connection.execute(text("SELECT * FROM phrase_use ORDER BY id"))])
        counter.store.rebuild()
    return found[0], found[1]


def test_what_was_offered_is_one_fact_for_a_moment(counter: Counter) -> None:
    interaction_id = counter.interactions.start(None, Channel.COUNTER).id
    counter.interactions.offered(interaction_id, stage=Stage.GREETING, mood=None, situations=[], phrase_ids=[])
    before = len(counter.waiting())
    counter.interactions.offered(
        interaction_id, stage=Stage.GREETING, mood=Mood.CALM, situations=["no_news"], phrase_ids=["a"]
    )
    [entry] = counter.waiting()[before:]
    assert entry.operation.payload["body"] == {
        "stage": "greeting", "mood": "calm", "situations": ["no_news"], "phrase_ids": ["a"], "taken": None, "how": None,
    }  # fmt: skip
    assert before == 1


def test_a_sentence_tells_what_lay_beside_it(counter: Counter) -> None:
    interaction_id = counter.interactions.start(None, Channel.COUNTER, mood=Mood.ANGRY).id
    moment = Moment("empathy", "angry", ("no_news",), ("a", "b", "c"))
    counter.interactions.said(interaction_id, ["b"], "Saya paham.", how="edited", moment=moment)
    counter.interactions.end(interaction_id, SOLVED, Mood.DISAPPOINTED)
    assert counts(counter) == {
        ("a", "no_news"): Count(shown=1),
        ("b", "no_news"): Count(shown=1, taken=1, edited=1, better=1),
        ("c", "no_news"): Count(shown=1),
    }


def test_the_read_model_follows_each_talk_and_is_the_same_when_made_anew(counter: Counter) -> None:
    counter.interactions.start(None, Channel.COUNTER)
    talk(counter)
    talk(counter, taken=None)
    talk(counter, taken="b", how="edited", after=Mood.ANGRY)
    assert counts(counter) == {
        ("a", "no_news"): Count(shown=3, taken=1, better=1),
        ("b", "no_news"): Count(shown=3, taken=1, edited=1, worse=1),
    }
    stands, anew = rebuilt(counter)
    assert len(stands) == 3
    assert stands == anew


def test_a_past_day_is_told_once(counter: Counter) -> None:
    talk(counter)
    talk(counter, taken="b")
    assert count_days(workplace(counter)) == 0
    counter.clock.pass_hours(9)
    assert count_days(workplace(counter)) == 0
    next_morning(counter)
    assert count_days(workplace(counter)) == 1
    assert count_days(workplace(counter)) == 0
    [doc] = told(counter)
    assert doc["body"] == {
        "day": "2027-03-01",
        "counts": [["a", "no_news", 2, 1, 0, 1, 0], ["b", "no_news", 2, 1, 0, 1, 0]],
    }
    assert "Saya mengerti" not in str(doc)


def next_morning(counter: Counter, role: Role = Role.FRONTLINER) -> None:
    counter.clock.time += DAY
    session = counter.work_as(role)
    with counter.store.begin() as uow:
        uow.sessions.open(replace(session, expires_at=counter.clock.now() + timedelta(hours=10)))
        uow.commit()


def test_days_without_a_log_in_are_told_later_and_very_old_ones_never(counter: Counter) -> None:
    talk(counter)
    for _ in range(2):
        next_morning(counter)
        talk(counter)
    next_morning(counter)
    assert count_days(workplace(counter)) == 3
    assert sorted(doc["body"]["day"] for doc in told(counter)) == ["2027-03-01", "2027-03-02", "2027-03-03"]
    talk(counter)
    counter.clock.time += 20 * DAY
    next_morning(counter)
    assert count_days(workplace(counter)) == 0


@pytest.mark.parametrize("role", [Role.OWNER, Role.BACKOFFICE, Role.ADMIN])
def test_who_serves_nobody_counts_nothing(counter: Counter, role: Role) -> None:
    talk(counter)
    next_morning(counter, role)
    assert count_days(workplace(counter)) == 0


def test_logging_in_counts_the_days_before(counter: Counter) -> None:
    talk(counter)
    counter.clock.time += DAY
    counter.directory.reachable = True
    session = counter.sessions.login("sari", "rahasia")
    assert [doc["actor"] for doc in told(counter)] == [session.staff_login]
    counter.sessions.login("sari", "rahasia")
    assert len(told(counter)) == 1


def test_each_device_counts_its_own_talks_under_its_first_name(counter: Counter) -> None:
    talk(counter)
    rows = [
        talk_fact(OTHER, FactKind.INTERACTION_STARTED, {"channel": "counter", "mood": "angry"}, device_id=OTHER),
        talk_fact(OTHER, FactKind.INTERACTION_SAID, {"phrase_ids": ["z"], "text": "x"}, device_id=OTHER),
        talk_fact(
            OTHER, FactKind.INTERACTION_ENDED, {"outcome": {"kind": "solved"}, "mood_after": "calm"}, device_id=OTHER
        ),
    ]
    spread = [replace(row, at=NOW + timedelta(minutes=n)) for n, row in enumerate(rows)]
    SqlReplica(counter.store).apply(page(*(pulled(row, 1) for row in spread)))
    assert ("z", None) in counts(counter)
    assert ("z", None) not in counts(counter, [DEVICE.device_id])
    next_morning(counter)
    count_days(workplace(counter))
    [first] = told(counter)
    assert all(row[0] != "z" for row in first["body"]["counts"])
    # the same day of the device that this one goes on as is not told again
    identity = replace(DEVICE, device_id=UuidSource().new(), incarnation=UuidSource().new())
    SqlReplica(counter.store).become(identity)
    assert count_days(workplace(counter)) == 0


def test_statistics_are_the_shared_sum_and_the_branchs_talks_since(counter: Counter) -> None:
    shared = {"until": "2027-02-28", "days": 90, "counts": [["a", None, 100, 60, 3, 45, 5], ["q", None, 9, 0, 0, 0, 0]]}
    after = SqlReplica(counter.store).cursors()[0].ver
    rows = page(reference("setting", SHARED_COUNTS, shared, after + 1), after=after, to=after + 1, scope=0)
    SqlReplica(counter.store).apply(rows)
    talk(counter)
    found = {one.phrase_id: one for one in counter.phrase_book.statistics()}
    a, b, q = (found[key] for key in "abq")
    assert (a.shown, a.taken, a.skipped, a.edited, a.better, a.worse) == (101, 61, 40, 3, 46, 5)
    assert a.helped == pytest.approx(46 / 51)
    assert a.low < 46 / 51 < a.high
    assert (b.helped, b.low, b.high, q.skipped) == (None, 0.0, 1.0, 9)
    assert [one.phrase_id for one in counter.phrase_book.statistics()] == ["a", "q", "b"]


def test_talks_that_are_in_the_shared_sum_do_not_count_twice(counter: Counter) -> None:
    talk(counter)
    shared = {"until": "2027-03-01", "days": 90, "counts": [["a", "no_news", 1, 1, 0, 1, 0]]}
    after = SqlReplica(counter.store).cursors()[0].ver
    rows = page(reference("setting", SHARED_COUNTS, shared, after + 1), after=after, to=after + 1, scope=0)
    SqlReplica(counter.store).apply(rows)
    [only] = counter.phrase_book.statistics()
    assert (only.phrase_id, only.shown, only.better) == ("a", 1, 1)


def ranked(counter: Counter) -> list[str]:
    request = SuggestionRequest(Stage.GREETING, Mood.CALM, Channel.COUNTER, ContactKind.INFO)
    return [one.phrase_ids[-1] for one in counter.suggestions.suggest(request, 50).suggestions]


def test_what_helped_rises_and_what_did_not_sinks_within_the_hour(counter: Counter) -> None:
    before = ranked(counter)
    first, last = before[0], before[-1]
    rows = [[first, None, 400, 300, 0, 0, 300], [last, None, 400, 300, 0, 300, 0]]
    after = SqlReplica(counter.store).cursors()[0].ver
    shared = {"until": "2027-02-28", "days": 90, "counts": rows}
    SqlReplica(counter.store).apply(
        page(reference("setting", SHARED_COUNTS, shared, after + 1), after=after, to=after + 1, scope=0)
    )
    assert ranked(counter) == before
    counter.clock.pass_hours(1)
    now = ranked(counter)
    assert now.index(first) > before.index(first)
    assert now != before


def test_what_other_systems_wrote_wrongly_is_left_aside(counter: Counter) -> None:
    with counter.store.begin() as uow:
        for body in ({"version": "1"}, {"version": 1, "entry": [], "audience": {}}, {"version": True, "entry": {}}):
            fact = Fact(UuidSource().new(), BRANCH, FactKind.PHRASE_WRITTEN, UuidSource().new(), NOW, "x", body, ver=1)
            uow.facts.add([fact])
        uow.commit()
    assert counter.phrase_book.entries() == ()
    assert counter.phrase_book.offered_now() == ()


EQUALS = {
    "twin-sofa": "Selamat datang di sofa hijau, {address}.",
    "twin-meja": "Silakan menuju meja biru, {address}.",
    "twin-teras": "Mari ke teras kuning, {address}.",
    "twin-lobi": "Tempat tunggu ada pada lobi merah, {address}.",
}


def of_equals(counter: Counter) -> SuggestionService:
    """Suggestions from entries that only differ in their words."""
    heads = 'stage = "greeting"\nauthor = "A"\napprover = "B"\neffective = 2026-01-01\n'
    entries = (f'[[phrase]]\nid = "{key}"\ntext = "{text}"\nwhy = "Salam."\n' for key, text in EQUALS.items())
    library = parse_library({"greeting.toml": heads + "\n".join(entries)})
    return SuggestionService(workplace(counter), lambda: library)


def order(service: SuggestionService, limit: int = 4) -> list[str]:
    request = SuggestionRequest(Stage.GREETING, Mood.ANGRY, Channel.COUNTER, ContactKind.COMPLAINT)
    return [one.phrase_ids[-1] for one in service.suggest(request, limit).suggestions]


def meet(counter: Counter, beside: Sequence[str], taken: str | None, after: Mood) -> None:
    """A talk as the screen tells of it."""
    service = counter.interactions
    interaction_id = service.start(None, Channel.COUNTER, ContactKind.COMPLAINT, Mood.ANGRY).id
    if taken:
        moment = Moment("greeting", "angry", (), tuple(beside))
        service.said(interaction_id, [taken], EQUALS[taken], moment=moment)
    else:
        service.offered(interaction_id, stage=Stage.GREETING, mood=Mood.ANGRY, situations=[], phrase_ids=beside)
    counter.clock.time += timedelta(seconds=20)
    service.end(interaction_id, SOLVED, after)


def test_what_helped_twenty_times_rises_above_its_equals(counter: Counter) -> None:
    before = order(of_equals(counter))
    assert sorted(before) == sorted(EQUALS)
    good, bad = before[-1], before[0]
    for _ in range(20):
        meet(counter, [good], good, Mood.CALM)
        meet(counter, [bad], bad, Mood.ANGRY)
    assert order(of_equals(counter)) == before
    counter.clock.pass_hours(1)
    after = order(of_equals(counter))
    assert after[0] == good
    assert after[-1] == bad
    assert sorted(after) == sorted(before)


def test_what_was_skipped_thirty_times_sinks_and_is_still_offered(counter: Counter) -> None:
    before = order(of_equals(counter))
    skipped, others = before[0], before[1:]
    for n in range(30):
        meet(counter, before, others[n % 3], Mood.DISAPPOINTED)
    counter.clock.pass_hours(1)
    after = order(of_equals(counter))
    assert after[-1] == skipped
    # where fewer lie before the agent it is not among them; where it fits it never vanishes
    assert set(order(of_equals(counter), 3)) == set(others)
    with counter.store.read() as uow:
        known = helped(uow, "Asia/Jakarta", counter.clock.now())
    assert LEAST <= known[skipped, None] < 0


def test_ranks_stay_within_the_hour_also_for_a_program_that_is_started_in_it(counter: Counter) -> None:
    before = order(of_equals(counter))
    for _ in range(20):
        meet(counter, before, before[-1], Mood.CALM)
        assert order(of_equals(counter)) == before
    counter.clock.pass_hours(1)
    assert order(of_equals(counter))[0] == before[-1]


def test_nobody_is_kept_from_logging_in_by_what_cannot_be_counted(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(counter)
    counter.clock.time += DAY
    counter.directory.reachable = True

    def fail(*_arguments: object) -> None:
        raise LoketError(ErrorCode.NOT_PERMITTED)

    monkeypatch.setattr("app.services.phrase_learning._tell", fail)
    assert counter.sessions.login("sari", "rahasia").staff_login == "sari"
    assert told(counter) == []
    monkeypatch.undo()
    counter.sessions.login("sari", "rahasia")
    assert len(told(counter)) == 1
