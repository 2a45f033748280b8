"""The phrase book over a real store: written by one, approved by another, offered once the shared database has it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.people import Role
from app.domain.phrases import AudienceKind, PhraseState, PhraseStatus
from app.domain.replication import Cursor, PulledRow
from app.services.suggestions import SuggestionRequest
from app.storage.replica import SqlReplica
from tests.services.conftest import Counter
from tests.storage.samples import BRANCH, page

ZONE = "Asia/Jakarta"
ENTRY: dict[str, Any] = {
    "stage": "greeting",
    "text": "Selamat datang, {address}. Silakan duduk di loket kami.",
    "why": "Menyapa dengan hangat.",
}


def share(counter: Counter) -> None:
    """The shared database takes all that waits, and it comes back with versions."""
    replica = SqlReplica(counter.store)
    for scope in (0, BRANCH):
        entries = [entry.operation for entry in counter.waiting() if entry.operation.scope_id == scope]
        if entries:
            after = replica.cursors().get(scope, Cursor()).ver
            rows = [
                PulledRow("fact", scope, operation.row_id, after + n, False, operation.payload)
                for n, operation in enumerate(entries, 1)
            ]
            last = max(operation.seq for operation in entries)
            replica.apply(page(*rows, after=after, to=after + len(rows), scope=scope, last_seq=last))


def approved(counter: Counter, audience: AudienceKind = AudienceKind.BRANCH, **entry: object) -> PhraseState:
    """Written by rina (everybody's by the owner tono), approved by the supervisor."""
    organisation = audience is AudienceKind.ORGANISATION
    counter.work_as(Role.OWNER if organisation else Role.FRONTLINER, "tono" if organisation else "rina")
    state = counter.phrase_book.write(ENTRY | entry, audience)
    counter.work_as(Role.SUPERVISOR, "bowo")
    state = counter.phrase_book.approve(state.id, state.newest.number)
    share(counter)
    return state


def refusal(act: Any, *arguments: object) -> tuple[ErrorCode, str | None]:  # noqa: ANN401 - whatever is refused
    with pytest.raises(LoketError) as refused:
        act(*arguments)
    return refused.value.code, refused.value.field


def texts(counter: Counter, stage: Stage = Stage.GREETING) -> list[str]:
    request = SuggestionRequest(stage, Mood.CALM, Channel.COUNTER, ContactKind.INFO)
    return [one.text for one in counter.suggestions.suggest(request, 50).suggestions]


def test_a_phrase_is_offered_when_the_shared_database_has_its_approval(counter: Counter) -> None:
    counter.work_as(Role.FRONTLINER, "rina")
    written = counter.phrase_book.write(ENTRY, AudienceKind.BRANCH)
    assert (written.newest.author, written.status(counter.clock.now(), ZONE)) == ("rina", PhraseStatus.WAITING)
    assert written.newest.entry["id"] == f"p-{written.id}"
    assert counter.told[-1].reference
    counter.work_as(Role.SUPERVISOR, "bowo")
    counter.phrase_book.approve(written.id, 1)
    assert counter.phrase_book.offered_now() == ()
    share(counter)
    [offered] = counter.phrase_book.offered_now()
    told = {key: offered[key] for key in ("id", "author", "approver", "version", "effective")}
    assert told == {
        "id": f"p-{written.id}", "author": "rina", "approver": "bowo", "version": 1, "effective": date(2027, 3, 1),
    }  # fmt: skip


def test_suggestions_hold_what_is_in_force_and_lose_it_when_it_is_retired(counter: Counter) -> None:
    counter.work_as(Role.FRONTLINER, "rina")
    assert not any("duduk di loket kami" in text for text in texts(counter))
    state = approved(counter)
    assert any("duduk di loket kami" in text for text in texts(counter))
    counter.phrase_book.retire(state.id, 1)
    assert not any("duduk di loket kami" in text for text in texts(counter))


def test_what_is_for_later_is_offered_from_its_day_on(counter: Counter) -> None:
    # 20.00 in Jakarta, the evening before
    counter.clock.pass_hours(-13)
    approved(counter, effective="2027-03-01", retired=date(2027, 3, 4))
    counter.work_as(Role.FRONTLINER, "rina")
    assert counter.phrase_book.offered_now() == ()
    assert not any("duduk di loket kami" in text for text in texts(counter))
    counter.clock.pass_hours(4)
    assert len(counter.phrase_book.offered_now()) == 1
    assert any("duduk di loket kami" in text for text in texts(counter))
    later = counter.clock.now() + timedelta(days=4)
    assert counter.phrase_book.offered_now(later) == ()


def test_personal_phrases_are_their_owners_and_everybodys_are_everybodys(counter: Counter) -> None:
    mine = approved(counter, AudienceKind.STAFF)
    ours = approved(counter, AudienceKind.ORGANISATION, id="salam-nusa-raya")
    counter.work_as(Role.FRONTLINER, "rina")
    assert [entry["id"] for entry in counter.phrase_book.offered_now()] == ["salam-nusa-raya", f"p-{mine.id}"]
    counter.work_as(Role.FRONTLINER, "sari")
    assert [entry["id"] for entry in counter.phrase_book.offered_now()] == ["salam-nusa-raya"]
    assert [state.id for state in counter.phrase_book.entries()] == [ours.id]
    counter.work_as(Role.SUPERVISOR, "bowo")
    assert {state.id for state in counter.phrase_book.entries()} == {mine.id, ours.id}


def test_everybodys_phrases_live_with_the_reference_data(counter: Counter) -> None:
    approved(counter, AudienceKind.ORGANISATION)
    approved(counter)
    with counter.store.read() as uow:
        scopes = {fact.body.get("audience", {}).get("kind"): fact.scope_id for fact in uow.facts.of_phrases()}
    assert (scopes["organisation"], scopes["branch"]) == (0, BRANCH)


def test_an_approved_version_is_offered_until_the_next_is_approved(counter: Counter) -> None:
    state = approved(counter)
    counter.work_as(Role.FRONTLINER, "rina")
    newer = counter.phrase_book.write(ENTRY | {"text": "Silakan duduk, {address}."}, AudienceKind.BRANCH, state.id)
    share(counter)
    assert (newer.newest.number, counter.phrase_book.offered_now()[0]["version"]) == (2, 1)
    counter.work_as(Role.SUPERVISOR, "bowo")
    assert [one.id for one in counter.phrase_book.waiting()] == [state.id]
    counter.phrase_book.approve(state.id, 2)
    share(counter)
    assert counter.phrase_book.offered_now()[0]["text"] == "Silakan duduk, {address}."
    assert counter.phrase_book.waiting() == ()


def test_who_wrote_it_neither_approves_it_nor_finds_it_waiting(counter: Counter) -> None:
    counter.work_as(Role.SUPERVISOR, "bowo")
    state = counter.phrase_book.write(ENTRY, AudienceKind.BRANCH)
    assert counter.phrase_book.waiting() == ()
    before = counter.waiting()
    assert refusal(counter.phrase_book.approve, state.id, 1) == (ErrorCode.NOT_PERMITTED, "author")
    assert counter.waiting() == before


def test_a_version_that_is_not_the_newest_is_stale(counter: Counter) -> None:
    counter.work_as(Role.FRONTLINER, "rina")
    book = counter.phrase_book
    state = book.write(ENTRY, AudienceKind.BRANCH)
    book.write(ENTRY | {"text": "Halo, {address}."}, AudienceKind.BRANCH, state.id)
    counter.work_as(Role.SUPERVISOR, "bowo")
    assert refusal(book.approve, state.id, 1) == (ErrorCode.STALE, "version")
    assert refusal(book.send_back, state.id, 1, "pendekkan") == (ErrorCode.STALE, "version")
    assert refusal(book.send_back, state.id, 2, "  ") == (ErrorCode.REASON_REQUIRED, "reason")
    returned = book.send_back(state.id, 2, " pendekkan ")
    assert (returned.returned is not None and returned.returned.reason) == "pendekkan"
    assert refusal(book.approve, state.id, 2) == (ErrorCode.STALE, "version")
    assert refusal(book.approve, "0195b4a0-0000-7000-8000-00000000ffff", 1) == (ErrorCode.NOT_FOUND, "phrase")


def test_what_each_role_may_not_do(counter: Counter) -> None:
    book = counter.phrase_book
    counter.work_as(Role.FRONTLINER, "rina")
    ours, hers = book.write(ENTRY, AudienceKind.BRANCH), book.write(ENTRY, AudienceKind.STAFF)
    assert refusal(book.write, ENTRY, AudienceKind.ORGANISATION)[0] is ErrorCode.NOT_PERMITTED
    assert refusal(book.approve, ours.id, 1) == (ErrorCode.NOT_PERMITTED, FactKind.PHRASE_APPROVED)
    assert refusal(book.retire, ours.id, 1) == (ErrorCode.NOT_PERMITTED, FactKind.PHRASE_RETIRED)
    book.retire(hers.id, 1)
    assert refusal(book.retire, hers.id, 1) == (ErrorCode.STALE, "version")
    counter.work_as(Role.SUPERVISOR, "bowo")
    assert refusal(book.write, ENTRY, AudienceKind.STAFF, hers.id) == (ErrorCode.NOT_PERMITTED, "audience")
    assert refusal(book.write, ENTRY, AudienceKind.ORGANISATION)[0] is ErrorCode.NOT_PERMITTED
    counter.work_as(Role.BACKOFFICE, "rudi")
    assert refusal(book.write, ENTRY, AudienceKind.BRANCH) == (ErrorCode.NOT_PERMITTED, FactKind.PHRASE_WRITTEN)


def test_a_session_without_the_network_changes_no_phrase(counter: Counter) -> None:
    state = approved(counter)
    counter.work_as(Role.SUPERVISOR, "lisa", online=False)
    book = counter.phrase_book
    assert refusal(book.write, ENTRY, AudienceKind.BRANCH)[0] is ErrorCode.NEEDS_NETWORK
    assert refusal(book.retire, state.id, 1)[0] is ErrorCode.NEEDS_NETWORK
    assert len(book.offered_now()) == 1


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"text": "Saldo Anda {balance}."}, "entry.text"),
        ({"text": ""}, "entry.text"),
        ({"stage": "lunch"}, "entry.stage"),
        ({"moods": ["cross"]}, "entry.moods"),
        ({"effective": "besok"}, "entry.effective"),
        ({"colour": "red"}, "entry.colour"),
        ({"effective": "2027-04-02", "retired": "2027-04-01"}, "entry.retired"),
    ],
)
def test_an_entry_that_the_library_would_not_take_is_refused(
    counter: Counter, entry: dict[str, object], field: str
) -> None:
    code, where = refusal(counter.phrase_book.write, ENTRY | entry, AudienceKind.BRANCH)
    assert (code, where) == (ErrorCode.INVALID, field)
    assert counter.waiting() == ()


def test_an_author_cannot_approve_by_what_is_written_into_the_entry(counter: Counter) -> None:
    forged = {"author": "x", "approver": "bowo", "effective": date(2020, 1, 1), "version": 7, "id": "greet-plain"}
    state = counter.phrase_book.write(ENTRY | forged, AudienceKind.BRANCH)
    assert not state.newest.entry.keys() & {"author", "approver", "version"}
    assert (state.newest.number, state.newest.entry["id"]) == (1, f"p-{state.id}")
    share(counter)
    assert counter.phrase_book.offered_now() == ()


def test_a_refused_approval_shows_as_what_waits_again(counter: Counter) -> None:
    counter.work_as(Role.FRONTLINER, "rina")
    state = counter.phrase_book.write(ENTRY, AudienceKind.BRANCH)
    share(counter)
    counter.work_as(Role.SUPERVISOR, "bowo")
    counter.phrase_book.approve(state.id, 1)
    [entry] = counter.waiting()
    counter.refuse(entry, code="stale", about="version")
    [shown] = counter.phrase_book.entries()
    assert shown.waiting is not None
    assert counter.told[-1].reference


def test_an_approval_of_the_branch_is_noticed_when_the_shared_database_takes_it(counter: Counter) -> None:
    # everybody's phrases have come further in their scope than this branch ever will
    for _ in range(3):
        approved(counter, AudienceKind.ORGANISATION, text="Selamat datang di kantor kami.")
    counter.work_as(Role.FRONTLINER, "rina")
    written = counter.phrase_book.write(ENTRY | {"text": "Selamat datang kembali."}, AudienceKind.BRANCH)
    counter.work_as(Role.SUPERVISOR, "bowo")
    counter.phrase_book.approve(written.id, 1)
    # asked between, as by the screen: nothing may be kept from then
    assert "Selamat datang kembali." not in texts(counter)
    share(counter)
    assert "Selamat datang kembali." in texts(counter)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "Selamat datang.\nSilakan duduk."),
        ("text", "Selamat \u202edatang."),
        ("why", "Sapaan\x07"),
        ("variants", ["Selamat d\u200batang."]),
        ("text", "Selamat \\datang."),
        ("text", "Selamat datang" * 2_000 + "."),
    ],
)
def test_what_nobody_sees_and_what_is_too_long_is_refused_before_it_is_queued(
    counter: Counter, field: str, value: object
) -> None:
    counter.work_as(Role.FRONTLINER, "rina")
    before = counter.waiting()
    entry = ENTRY | {"text": "Selamat datang.", field: value}
    assert refusal(counter.phrase_book.write, entry, AudienceKind.STAFF) == (ErrorCode.INVALID, f"entry.{field}")
    assert counter.waiting() == before
