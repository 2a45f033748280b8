"""The page of phrases without widgets: what it finds, keeps, refuses to lose, and tries in real cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role
from app.domain.phrases import AudienceKind
from app.domain.processes import StepStatus
from app.phrasing.entries import parse_entry
from app.phrasing.phrase import Governance
from app.services.phrase_book import PhraseStatistic
from tests.fakes_ui import InlineTasks
from tests.phrases_rig import desk_of, library
from tests.services.conftest import Counter
from tests.services.conftest import counter as counter  # noqa: PLC0414 - a fixture
from tests.services.test_phrase_book import ENTRY, approved
from ui.presenters.phrase_rows import Verdict, text_changes, verdict
from ui.viewmodels.phrase_bench import Examined
from ui.viewmodels.phrase_desk import Standing, audiences, may_retire, may_revise, may_write
from ui.viewmodels.phrase_draft import NEW_ID, Draft, DraftShelf, draft_of, entry_of_phrase, iso_day, typed_day
from ui.viewmodels.phrases import Filter, PhrasesViewModel

pytestmark = pytest.mark.usefixtures("qapp")

EXPLAINED: dict[str, Any] = {
    "text": "{address}, kartunya sedang dicetak. Perkiraan selesainya {estimate}.",
    "why": "Menyampaikan kemajuan.",
    "tells": True,
}


@dataclass
class Made:
    """The view-model of whoever is signed in, and what it told."""

    counter: Counter
    tasks: InlineTasks
    drafts: DraftShelf
    model: PhrasesViewModel
    done: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    found: list[Examined] = field(default_factory=list)

    def settle(self) -> None:
        self.tasks.settle()
        assert self.tasks.errors == []

    def write(self, **values: Any) -> None:  # noqa: ANN401 - fields of a draft
        assert self.model.draft is not None
        self.model.edit(replace(self.model.draft, **values))

    def examined(self) -> Examined:
        self.model.examine_now()
        self.settle()
        return self.found[-1]


def made_for(
    counter: Counter, role: Role, login: str, drafts: DraftShelf | None = None, *, online: bool = True
) -> Made:
    session = counter.work_as(role, login, online=online)
    tasks, shelf = InlineTasks(), drafts or DraftShelf()
    model = PhrasesViewModel(desk_of(counter, session), session, tasks, shelf)
    made = Made(counter, tasks, shelf, model)
    model.done.connect(made.done.append)
    model.refused.connect(made.errors.append)
    model.examined.connect(made.found.append)
    model.start()
    made.settle()
    return made


@pytest.fixture
def rina(counter: Counter) -> Iterator[Made]:
    made = made_for(counter, Role.FRONTLINER, "rina")
    yield made
    made.model.stop()


def test_the_library_and_what_people_wrote_are_one_list(counter: Counter) -> None:
    ours = approved(counter, AudienceKind.ORGANISATION, id=library().phrases[0].id)
    made = made_for(counter, Role.OWNER, "tono")
    shelf = made.model.shelf
    assert shelf is not None
    assert len(shelf.items) == len(library().phrases) + 1
    assert (shelf.items[0].key, shelf.items[0].standing) == (ours.id, Standing.IN_FORCE)
    # two phrases with one id: only the organisation's is offered, and the list says so
    assert made.model.item(f"library:{library().phrases[0].id}").standing is Standing.REPLACED  # type: ignore[union-attr]
    made.model.stop()


def test_filters_narrow_together(rina: Made) -> None:
    model = rina.model
    model.narrow(Filter(text="kartu MESIN", stage="empathy", situation="card_swallowed"))
    assert model.shown
    for item in model.shown:
        assert item.stage == "empathy"
        assert "card_swallowed" in item.situations
        assert "kartu" in item.haystack
        assert "mesin" in item.haystack
    model.narrow(Filter(standing=Standing.WAITING))
    assert model.shown == ()


def test_what_waits_is_found_though_an_older_version_holds(counter: Counter) -> None:
    state = approved(counter)
    counter.work_as(Role.FRONTLINER, "rina")
    counter.phrase_book.write(ENTRY | {"text": "Selamat datang, {address}."}, AudienceKind.BRANCH, state.id)
    made = made_for(counter, Role.SUPERVISOR, "bowo")
    for standing in (Standing.WAITING, Standing.IN_FORCE):
        made.model.narrow(Filter(standing=standing, text="selamat datang,"))
        assert state.id in [item.key for item in made.model.shown]
    item = made.model.item(state.id)
    assert item is not None
    assert item.in_force is not None
    assert item.in_force["text"] == ENTRY["text"]
    gone, came = text_changes(item.in_force["text"], item.text)
    assert gone
    assert not came
    made.model.stop()


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.OWNER, (AudienceKind.ORGANISATION,)),
        (Role.SUPERVISOR, (AudienceKind.BRANCH, AudienceKind.STAFF)),
        (Role.FRONTLINER, (AudienceKind.STAFF,)),
        (Role.BACKOFFICE, ()),
    ],
)
def test_each_role_writes_for_its_own(counter: Counter, role: Role, kinds: tuple[AudienceKind, ...]) -> None:
    session = counter.work_as(role, "dewi")
    assert audiences(session) == kinds
    assert may_write(session) is bool(kinds)
    assert not may_write(replace(session, online=False))


def test_a_library_phrase_is_revised_by_the_owner_and_copied_by_others(counter: Counter, rina: Made) -> None:
    item = next(one for one in rina.model.shown if one.state is None)
    rina.model.begin_from(item)
    assert rina.model.draft is not None
    assert (rina.model.draft.entry_id, rina.model.draft.audience) == (None, AudienceKind.STAFF)
    owner = made_for(counter, Role.OWNER, "tono")
    assert may_revise(item, owner.model.session)
    owner.model.begin_from(item)
    assert owner.model.draft is not None
    assert owner.model.draft.entry_id == item.entry_id
    assert not may_retire(item, owner.model.session)
    owner.model.stop()


def test_every_library_phrase_goes_through_the_form_unchanged() -> None:
    for phrase in library().phrases:
        kept = draft_of(entry_of_phrase(phrase), AudienceKind.ORGANISATION).entry()
        same = replace(phrase, governance=Governance(quotes=phrase.governance.quotes))
        same = replace(same, variants=tuple(replace(each, governance=same.governance) for each in phrase.variants))
        read = parse_entry(kept, source="draft")
        variants = tuple(replace(each, governance=same.governance) for each in read.variants)
        assert replace(read, variants=variants) == same


@pytest.mark.parametrize(
    ("typed", "day"),
    [("1-12-2026", "2026-12-01"), ("01/12/2026", "2026-12-01"), ("1.12.2026", "2026-12-01"),
     ("2026-12-01", "2026-12-01"), ("besok", "besok"), ("31-2-2026", "31-2-2026"), ("1-2", "1-2")],
)  # fmt: skip
def test_days_as_people_type_them(typed: str, day: str) -> None:
    assert iso_day(typed) == day
    if day == "2026-12-01":
        assert typed_day(date(2026, 12, 1)) == typed_day(day) == "1-12-2026"


def test_a_draft_is_tried_in_the_cases_of_the_branch_without_names(counter: Counter) -> None:
    customer = counter.customers.add({"name": "Made Wirawan", "honorific": "Bapak"})
    case = counter.cases.open(customer.id, "bank.card", "Kartu ATM tertelan")
    counter.work_as(Role.SUPERVISOR, "bowo")
    counter.cases.report(
        case.case.number, case.state.steps[0].key, StepStatus.IN_PROGRESS,
        estimate_at=counter.clock.now() + timedelta(days=2),
    )  # fmt: skip
    made = made_for(counter, Role.SUPERVISOR, "bowo")
    made.model.begin_new()
    made.write(**EXPLAINED)
    found = made.examined()
    assert found.faults == ()
    assert (found.fitting, found.cases) == (1, 1)
    assert len(found.previews) >= 3
    first = found.previews[0]
    assert first.number == case.case.number
    assert "3 Maret 2027 pukul 09.00 WIB" in first.text
    assert [first.text[one.start : one.end] for one in first.spans if one.source.endswith("estimate_at")]
    assert all("Made" not in one.text for one in found.previews)
    made.model.forget()
    made.settle()
    assert made.found[-1] == Examined()


def test_faults_are_told_while_typing(rina: Made) -> None:
    rina.model.begin_new()
    rina.write(text="{address}, kartunya sedang di cetak {foo}", why="", effective="besok")
    found = rina.examined()
    assert {"text", "why", "effective"} <= {fault.field for fault in found.faults}
    assert found.previews == ()


def test_what_is_written_waits_for_another_person(rina: Made) -> None:
    rina.model.begin_new()
    rina.write(**EXPLAINED)
    assert rina.model.unsaved
    rina.model.save()
    rina.model.save()
    rina.settle()
    assert rina.done == ["written"]
    assert rina.model.draft is None
    [state] = rina.counter.phrase_book.entries()
    assert state.waiting is not None
    assert state.audience.kind is AudienceKind.STAFF
    assert state.newest.entry["id"] == f"p-{state.id}" != NEW_ID
    assert rina.model.shown[0].key == state.id


def test_a_version_that_came_between_is_shown_and_the_text_kept(counter: Counter) -> None:
    state = approved(counter)
    made = made_for(counter, Role.SUPERVISOR, "bowo")
    item = made.model.item(state.id)
    assert item is not None
    made.model.begin_from(item)
    made.write(text="Selamat datang, {address}.")
    counter.phrase_book.write(ENTRY | {"text": "Selamat {daypart}, {address}."}, AudienceKind.BRANCH, state.id)
    made.model.save()
    made.settle()
    [error] = made.errors
    assert isinstance(error, LoketError)
    assert (error.code, error.facts["text"]) == (ErrorCode.STALE, "Selamat {daypart}, {address}.")
    assert made.model.draft is not None
    assert made.model.draft.text == "Selamat datang, {address}."
    made.model.save()
    made.settle()
    assert made.done == ["written"]
    assert counter.phrase_book.entries()[0].newest.number == 3
    made.model.stop()


def test_a_refused_write_keeps_the_draft(counter: Counter) -> None:
    made = made_for(counter, Role.FRONTLINER, "rina", online=False)
    made.model.begin_new()
    made.write(**EXPLAINED)
    made.model.save()
    made.settle()
    [error] = made.errors
    assert isinstance(error, LoketError)
    assert error.code is ErrorCode.NEEDS_NETWORK
    assert made.model.unsaved
    made.model.stop()


def test_an_unfinished_draft_outlives_the_session_for_its_writer_alone(counter: Counter) -> None:
    drafts = DraftShelf()
    first = made_for(counter, Role.FRONTLINER, "rina", drafts)
    first.model.begin_new()
    first.write(text="Belum selesai")
    first.model.stop()
    other = made_for(counter, Role.FRONTLINER, "sari", drafts)
    assert other.model.draft is None
    other.model.stop()
    again = made_for(counter, Role.FRONTLINER, "rina", drafts)
    assert again.model.draft is not None
    assert again.model.draft.text == "Belum selesai"
    assert again.model.unsaved
    again.model.discard()
    again.model.stop()
    assert drafts.take("rina") is None


def test_a_second_person_decides_and_the_author_reads_why(counter: Counter, rina: Made) -> None:
    rina.model.begin_new()
    rina.write(**EXPLAINED)
    rina.model.save()
    rina.settle()
    bowo = made_for(counter, Role.SUPERVISOR, "bowo")
    item = bowo.model.shown[0]
    assert item.is_waiting
    bowo.model.send_back(item, "Sebutkan nama kartunya.")
    bowo.settle()
    assert bowo.done == ["returned"]
    assert bowo.model.shown[0].stands(Standing.RETURNED)
    bowo.model.approve(item)
    bowo.settle()
    [error] = bowo.errors
    assert isinstance(error, LoketError)
    assert error.code is ErrorCode.STALE
    bowo.model.stop()
    counter.work_as(Role.FRONTLINER, "rina")
    rina.model.refresh()
    rina.settle()
    state = rina.model.shown[0].state
    assert state is not None
    assert state.newest.reason == "Sebutkan nama kartunya."


def _use(shown: int, taken: int, better: int, worse: int) -> PhraseStatistic:
    from app.domain.phrase_counts import interval

    low, high = interval(better, better + worse)
    known = better + worse
    return PhraseStatistic(
        "a", shown, taken, 0, shown - taken, better, worse, better / known if known else None, low, high
    )


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (None, Verdict.UNKNOWN),
        (_use(4, 3, 3, 0), Verdict.FEW),
        (_use(60, 1, 1, 0), Verdict.SKIPPED),
        (_use(8, 0, 0, 0), Verdict.FEW),
        (_use(200, 120, 100, 10), Verdict.HELPS),
        (_use(200, 120, 20, 90), Verdict.HARMS),
        (_use(200, 120, 60, 55), Verdict.USUAL),
    ],
)
def test_little_is_concluded_from_little(use: PhraseStatistic | None, said: Verdict) -> None:
    assert verdict(use, 0.55) is said


def test_a_draft_names_only_what_was_chosen() -> None:
    draft = Draft(AudienceKind.STAFF, text=" Baik. ", moods=("angry",), effective="1-12-2026", quotes=" ")
    assert draft.kept_entry() == {
        "stage": "explanation", "text": "Baik.", "register": "warm", "why": "", "moods": ["angry"],
        "effective": "2026-12-01",
    }  # fmt: skip
