"""Phrases in the shared database: who may write, approve and retire which, and of two at once one is late."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from app.domain.people import Role
from app.domain.phrase_counts import Count, counts_from_rows
from app.domain.replication import Operation, OperationKind
from app.sync import admin, migrations
from app.sync.counting import Summed, sum_counts
from app.sync.schema import current_revision, migrate, newest_revision
from app.sync.transport import PostgresTransport
from tests.sync.offices import PASSWORD, Desk, Office, new_id, now
from tests.sync.test_schema import SHAPE

EVERYBODY = {"kind": "organisation"}
OUR_BRANCH = {"kind": "branch", "branch": "JKT1"}
THEIR_BRANCH = {"kind": "branch", "branch": "MKS1"}
MORE_STAFF = {"tono": Role.OWNER, "nina": Role.OWNER, "wati": Role.ADMIN}
WRITTEN, APPROVED, RETURNED, RETIRED = "phrase.written", "phrase.approved", "phrase.returned", "phrase.retired"


@pytest.fixture
def people(office: Office) -> Callable[[str], Desk]:
    """A desk for each person, made when it is first asked for."""
    desks: dict[str, Desk] = {}
    for login, role in MORE_STAFF.items():
        admin.add_staff(office.url, login, login.title(), role, "JKT1", password=PASSWORD)

    def desk(login: str) -> Desk:
        if login not in desks:
            branch, unit = ("MKS1", None) if login == "made" else ("JKT1", "WORKSHOP" if login == "joko" else None)
            desks[login] = office.desk(login, branch, unit)
        return desks[login]

    return desk


def own(login: str) -> dict[str, str]:
    return {"kind": "staff", "branch": "JKT1", "staff": login}


def written(
    desk: Desk, phrase: str, version: int = 1, audience: Mapping[str, str] = OUR_BRANCH, **entry: object
) -> Operation:
    doc = {"id": f"p-{phrase}", "stage": "empathy", "text": "Saya mengerti.", "why": "Didengar.", **entry}
    body = {"version": version, "entry": doc, "audience": dict(audience)}
    return fact(desk, WRITTEN, phrase, body, everybody=audience == EVERYBODY)


def decided(
    desk: Desk, kind: str, phrase: str, version: int = 1, *, everybody: bool = False, **body: object
) -> Operation:
    reason = {"reason": "kurang hangat"} if kind == RETURNED else {}
    return fact(desk, kind, phrase, {"version": version, **reason, **body}, everybody=everybody)


def fact(desk: Desk, kind: str, phrase: str, body: Mapping[str, Any], *, everybody: bool = False) -> Operation:
    return desk.fact(kind, body, scope_id=0 if everybody else None, subject_id=phrase)


def push(desk: Desk, *operations: Operation) -> list[str]:
    """What became of each: applied, or the code and what it is about."""
    with closing(PostgresTransport(desk.identity)) as transport:
        transport.hello()
        results = transport.push(operations).results
    return [one.outcome if one.code is None else f"{one.code} {one.message or ''}".strip() for one in results]


def kinds_in(desk: Desk) -> list[str]:
    """Kinds of the facts about phrases that this device pulls."""
    with closing(PostgresTransport(desk.identity)) as transport:
        transport.hello()
        rows = transport.pull({}, 5_000).rows
    return sorted(row.doc["kind"] for row in rows if row.table == "fact" and row.doc["kind"].startswith("phrase."))


def test_a_phrase_of_a_branch_is_known_in_that_branch(people: Callable[[str], Desk]) -> None:
    rina, sari, phrase = people("rina"), people("sari"), new_id()
    assert push(rina, written(rina, phrase)) == ["applied"]
    assert push(sari, decided(sari, APPROVED, phrase)) == ["applied"]
    assert kinds_in(people("joko")) == [APPROVED, WRITTEN]
    assert kinds_in(people("made")) == []


def test_a_phrase_of_the_organisation_comes_to_every_device(office: Office, people: Callable[[str], Desk]) -> None:
    tono, sari, phrase = people("tono"), people("sari"), new_id()
    assert push(tono, written(tono, phrase, audience=EVERYBODY, id="salam-baru")) == ["applied"]
    assert push(sari, decided(sari, APPROVED, phrase, everybody=True)) == ["applied"]
    assert kinds_in(people("made")) == [APPROVED, WRITTEN]
    assert office.sql("select distinct scope_id from sync.fact") == [(0,)]
    assert office.sql("select * from sync.audit_faults()") == []


def test_many_operations_together_with_phrases_among_them_are_all_taken(people: Callable[[str], Desk]) -> None:
    tono, phrase, other = people("tono"), new_id(), new_id()
    operations = [
        tono.fact("customer.viewed"),
        written(tono, phrase),
        written(tono, phrase, 2),
        written(tono, other, audience=EVERYBODY),
        tono.fact("customer.viewed"),
    ]
    assert push(tono, *operations) == ["applied"] * 5


Tried = tuple[str, Callable[[Desk, str], Operation], str]
REFUSED: Mapping[str, Tried] = {
    "a front-liner for everybody": (
        "rina",
        lambda desk, phrase: written(desk, phrase, audience=EVERYBODY),
        "not_permitted phrase.written",
    ),
    "a supervisor for everybody": (
        "sari",
        lambda desk, phrase: written(desk, phrase, audience=EVERYBODY),
        "not_permitted phrase.written",
    ),
    "for everybody, but in the branch": (
        "tono",
        lambda desk, phrase: replace(written(desk, phrase, audience=EVERYBODY), scope_id=desk.identity.scope_id),
        "invalid audience",
    ),
    "for the branch, but everywhere": (
        "tono",
        lambda desk, phrase: replace(written(desk, phrase), scope_id=0),
        "invalid audience",
    ),
    "for another branch": (
        "sari",
        lambda desk, phrase: written(desk, phrase, audience=THEIR_BRANCH),
        "invalid audience",
    ),
    "in another branch": (
        "sari",
        lambda desk, phrase: replace(written(desk, phrase, audience=THEIR_BRANCH), scope_id=2),
        "not_permitted scope",
    ),
    "for a colleague": (
        "rina",
        lambda desk, phrase: written(desk, phrase, audience=own("sari")),
        "invalid audience",
    ),
    "for nobody known": (
        "rina",
        lambda desk, phrase: written(desk, phrase, audience={"kind": "planet"}),
        "invalid audience",
    ),
    "by the back office": ("joko", written, "not_permitted phrase.written"),
    "by an administrator": ("wati", written, "not_permitted phrase.written"),
    "in the place of an entry of the library": (
        "rina",
        lambda desk, phrase: written(desk, phrase, id="greet-morning"),
        "invalid entry.id",
    ),
    "without a text": ("rina", lambda desk, phrase: written(desk, phrase, text=" "), "invalid entry"),
    "with a sign that turns the text": (
        "rina",
        lambda desk, phrase: written(desk, phrase, text="Baik\u202e."),
        "invalid entry",
    ),
    "with a sign that nobody sees": (
        "rina",
        lambda desk, phrase: written(desk, phrase, variants=["Ba\u200bik."]),
        "invalid entry",
    ),
    "with a control sign": ("rina", lambda desk, phrase: written(desk, phrase, why="Baik\x1b[2J"), "invalid entry"),
    "with a long tail beside the entry": (
        "rina",
        lambda desk, phrase: fact(desk, WRITTEN, phrase, {"version": 1, "more": "a" * 30_000}),
        "too_large phrase.written",
    ),
    "too long a text": ("rina", lambda desk, phrase: written(desk, phrase, text="a" * 20_000), "invalid entry"),
    "with no number": ("rina", lambda desk, phrase: fact(desk, WRITTEN, phrase, {"version": "1"}), "invalid version"),
    "beginning with the second": ("rina", lambda desk, phrase: written(desk, phrase, 2), "stale version"),
    "of a customer": (
        "rina",
        lambda desk, phrase: desk.fact(WRITTEN, {"version": 1}, subject_id=phrase, customer_id=new_id()),
        "invalid subject",
    ),
    "approved before it is written": ("sari", lambda desk, phrase: decided(desk, APPROVED, phrase), "stale version"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_nobody_may_write(office: Office, people: Callable[[str], Desk], case: str) -> None:
    login, make, code = REFUSED[case]
    desk = people(login)
    assert push(desk, make(desk, new_id())) == [code]
    assert office.sql("select count(*) from sync.fact where kind like 'phrase.%%'") == [(0,)]


def test_who_wrote_it_does_not_approve_it(people: Callable[[str], Desk]) -> None:
    sari, tono, phrase = people("sari"), people("tono"), new_id()
    push(sari, written(sari, phrase))
    assert push(sari, decided(sari, APPROVED, phrase)) == ["not_permitted author"]
    assert push(tono, decided(tono, APPROVED, phrase)) == ["applied"]
    # of the next version somebody else may be the author
    push(tono, written(tono, phrase, 2))
    assert push(tono, decided(tono, APPROVED, phrase, 2)) == ["not_permitted author"]
    assert push(sari, decided(sari, APPROVED, phrase, 2)) == ["applied"]


@pytest.mark.parametrize("kind", [APPROVED, RETURNED])
def test_only_supervisors_and_owners_decide(people: Callable[[str], Desk], kind: str) -> None:
    rina, phrase = people("rina"), new_id()
    push(rina, written(rina, phrase))
    for login in ("rina", "joko", "wati"):
        assert push(people(login), decided(people(login), kind, phrase)) == [f"not_permitted {kind}"]
    assert push(people("tono"), decided(people("tono"), kind, phrase)) == ["applied"]


def test_a_version_that_is_not_the_newest_is_stale(people: Callable[[str], Desk]) -> None:
    rina, sari, phrase = people("rina"), people("sari"), new_id()
    push(rina, written(rina, phrase), written(rina, phrase, 2))
    assert push(sari, decided(sari, APPROVED, phrase, 1)) == ["stale version"]
    assert push(sari, written(sari, phrase, 2)) == ["stale version"]
    assert push(sari, decided(sari, RETURNED, phrase, 2, reason=" ")) == ["reason_required reason"]
    assert push(sari, decided(sari, RETURNED, phrase, 2)) == ["applied"]
    assert push(sari, decided(sari, APPROVED, phrase, 2)) == ["stale version"]
    assert push(rina, written(rina, phrase, 3, audience=own("rina"))) == ["invalid audience"]
    assert push(rina, written(rina, phrase, 3)) == ["applied"]


def test_who_may_retire_what(people: Callable[[str], Desk]) -> None:
    rina, sari, tono = people("rina"), people("sari"), people("tono")
    ours, hers, hers_too, all_ours = (new_id() for _ in range(4))
    push(
        rina,
        written(rina, ours),
        written(rina, hers, audience=own("rina")),
        written(rina, hers_too, audience=own("rina")),
    )
    push(tono, written(tono, all_ours, audience=EVERYBODY))
    assert push(rina, decided(rina, RETIRED, ours)) == ["not_permitted phrase.retired"]
    assert push(rina, decided(rina, RETIRED, hers)) == ["applied"]
    assert push(sari, decided(sari, RETIRED, hers_too), decided(sari, RETIRED, ours)) == ["applied", "applied"]
    assert push(sari, decided(sari, RETIRED, ours)) == ["stale version"]
    assert push(sari, decided(sari, RETIRED, all_ours, everybody=True)) == ["not_permitted phrase.retired"]
    assert push(sari, decided(sari, APPROVED, all_ours, everybody=True)) == ["applied"]
    assert push(tono, decided(tono, RETIRED, all_ours, everybody=True)) == ["applied"]


def test_a_session_without_the_network_decides_nothing(people: Callable[[str], Desk]) -> None:
    sari, rina, phrase = people("sari"), people("rina"), new_id()
    push(rina, written(rina, phrase))
    session_id, opened = new_id(), now() - timedelta(minutes=5)
    payload = {
        "login": "sari",
        "opened_at": opened.isoformat(),
        "expires_at": (opened + timedelta(hours=8)).isoformat(),
    }
    start = sari.operation(OperationKind.SESSION_OPEN, session_id, payload, session_id=session_id, at=opened)
    refused = [
        replace(decided(sari, APPROVED, phrase), session_id=session_id),
        replace(written(sari, new_id()), session_id=session_id),
    ]
    counted = sari.fact("phrase.counted", {"day": "2026-11-20", "counts": []}, session_id=session_id)
    offered = sari.fact("interaction.offered", {"phrase_ids": ["a"]}, session_id=session_id)
    told = push(sari, start, *refused, counted, offered)
    assert told == ["applied", "needs_network phrase.approved", "needs_network phrase.written", "applied", "applied"]


@pytest.mark.parametrize("everybody", [True, False])
def test_of_two_owners_at_once_one_is_late(office: Office, people: Callable[[str], Desk], everybody: bool) -> None:
    tono, nina = people("tono"), people("nina")
    for _ in range(5):
        phrase, barrier = new_id(), Barrier(2)
        push(tono, written(tono, phrase, audience=EVERYBODY if everybody else OUR_BRANCH))

        def write(desk: Desk, phrase: str = phrase, barrier: Barrier = barrier) -> str:
            operation = written(desk, phrase, 2, audience=EVERYBODY if everybody else OUR_BRANCH)
            barrier.wait()
            return push(desk, operation)[0]

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(write, (tono, nina))) == ["applied", "stale version"]
    assert office.sql("select count(*) from sync.quarantine") == [(0,)]


def test_a_day_of_a_device_is_counted_once_and_in_numbers(people: Callable[[str], Desk]) -> None:
    rina, day = people("rina"), new_id()
    body = {"day": "2026-11-20", "counts": [["greet", None, 3, 1, 0, 1, 0]]}
    assert push(rina, fact(rina, "phrase.counted", day, body)) == ["applied"]
    assert push(rina, fact(rina, "phrase.counted", day, body)) == ["duplicate day"]
    # nor under another name, to be counted twice
    assert push(rina, fact(rina, "phrase.counted", new_id(), body)) == ["duplicate day"]
    faults: tuple[dict[str, object], ...] = (
        {"day": "today"},
        {"day": "2026-02-29"},
        {"day": "2026-13-01"},
        {"day": "2026-11-00"},
        {"seen": "Siti Aminah"},
        {"counts": {}},
        {"day": "2999-01-01"},
        {"counts": [[]] * 2001},
    )
    for wrong in faults:
        assert push(rina, fact(rina, "phrase.counted", new_id(), {**body, **wrong})) == ["invalid counts"]
    joko = people("joko")
    assert push(joko, fact(joko, "phrase.counted", new_id(), body)) == ["not_permitted phrase.counted"]


def test_what_all_devices_counted_is_summed_up_for_every_device(office: Office, people: Callable[[str], Desk]) -> None:
    assert sum_counts(office.url) == Summed(None, 0, 0)
    rina, made = people("rina"), people("made")
    days = [f"{now().date() - timedelta(days=back)}" for back in (1, 2, 200)]
    ours = [["greet", None, 3, 1, 0, 1, 0], ["greet", "no_news", 2, 2, 1, 0, 1]]
    junk: list[object] = [
        ["Siti Aminah 0812", None, 1, 1, 1, 1, 1],
        ["greet", "Siti Aminah", 1, 1, 1, 1, 1],
        ["greet", None, -1, 0, 0, 0, 0],
        ["greet", None, 10**9, 0, 0, 0, 0],
        ["greet", None, 0, 0, 0, 99_999, 0],
        ["greet", None, 1, 2, 0, 0, 0],
        ["greet", None, "1); drop", 0, 0, 0, 0],
        ["greet", None, None, 0, 0, 0, 0],
        ["greet"],
        7,
        {"0": "greet"},
    ]
    push(rina, fact(rina, "phrase.counted", new_id(), {"day": days[0], "counts": ours}))
    push(rina, fact(rina, "phrase.counted", new_id(), {"day": days[2], "counts": ours}))
    push(made, fact(made, "phrase.counted", new_id(), {"day": days[1], "counts": [*ours[:1], *junk]}))
    assert sum_counts(office.url) == Summed(days[0], 2, 2)
    [(doc, ver)] = office.sql("select doc, ver from sync.reference where kind = 'setting' and key = 'phrase_counts'")
    assert doc["until"] == days[0]
    assert doc["counts"] == [["greet", None, 6, 2, 0, 2, 0], ["greet", "no_news", 2, 2, 1, 0, 1]]
    assert counts_from_rows(doc["counts"])["greet", None] == Count(6, 2, 0, 2, 0)
    sum_counts(office.url)
    assert office.sql("select ver from sync.reference where key = 'phrase_counts'") == [(ver,)]


def test_no_fact_of_a_branch_takes_the_place_of_one_that_is_for_everybody(
    office: Office, people: Callable[[str], Desk]
) -> None:
    tono, sari, rina, phrase = people("tono"), people("sari"), people("rina"), new_id()
    retired = decided(tono, RETIRED, phrase, everybody=True)
    push(tono, replace(written(tono, phrase, audience=EVERYBODY), seq=1), replace(retired, seq=2))
    squatting = replace(rina.fact("interaction.note", {"text": "x"}), row_id=retired.row_id)
    beside = rina.fact("interaction.note", {"text": "x"})
    assert push(rina, squatting, beside) == ["duplicate fact_pkey", "applied"]
    own_phrase = replace(written(sari, new_id()), row_id=retired.row_id)
    assert push(sari, own_phrase) == ["duplicate fact_pkey"]
    assert office.sql("select scope_id from sync.fact where id = %s", retired.row_id) == [(0,)]


def test_a_text_with_quotation_marks_is_taken(people: Callable[[str], Desk]) -> None:
    rina = people("rina")
    assert push(rina, written(rina, new_id(), text='Di layar tertulis "terkirim" – itu benar, Bu.')) == ["applied"]


# ------------------------------------------------------------------ the step of the schema


def test_a_step_down_keeps_what_was_written_and_a_step_up_goes_on_with_it(
    office: Office, people: Callable[[str], Desk]
) -> None:
    rina, sari, phrase = people("rina"), people("sari"), new_id()
    after = office.sql(SHAPE)
    push(rina, written(rina, phrase))
    facts = "select id, ver, kind, doc from sync.fact order by id"
    held = office.sql(facts)
    migrate(office.url, "0002")
    assert current_revision(office.url) == "0002"
    assert office.sql(facts) == held
    # the server of before knows nothing of phrases: it refuses them, and takes everything else
    told = push(
        rina, written(rina, phrase, 2), rina.fact("customer.viewed"), rina.fact("interaction.note", {"text": "x"})
    )
    assert told == ["not_permitted phrase.written", "applied", "applied"]
    assert kinds_in(rina) == [WRITTEN]
    migrate(office.url)
    assert current_revision(office.url) == newest_revision()
    assert office.sql(SHAPE) == after
    assert push(sari, decided(sari, APPROVED, phrase)) == ["applied"]


def test_the_functions_that_are_replaced_differ_from_the_step_before_in_these_lines_alone() -> None:
    folder = Path(migrations.__file__).parent / "sql"
    name = "create or replace function sync."
    before = (folder / "v0002" / "04_operations.sql").read_text(encoding="utf-8").splitlines()
    after = (folder / "v0003" / "02_operations.sql").read_text(encoding="utf-8").splitlines()
    for function in ("apply_op", "lock_for"):
        old, new = (_function(lines, function) for lines in (before, after))
        gone = [line[2:].strip() for line in difflib.ndiff(old[1:], new[1:]) if line.startswith("- ")]
        assert gone in (
            ["if stated is distinct from d.scope_id then"],
            [
                "array_agg(distinct o.payload ->> 'process_key') filter (where o.kind = 'case.open')",
                "into homes, cases, edited, processes",
                "where home = d.scope_id or exists (",
            ],
        )
    assert [line.split("(")[0] for line in after if line.startswith(name)] == [f"{name}apply_op", f"{name}lock_for"]


def _function(lines: list[str], name: str) -> list[str]:
    start = next(n for n, line in enumerate(lines) if f"function sync.{name}(" in line and line.startswith("create"))
    return lines[start : lines.index("$$;", start)]
