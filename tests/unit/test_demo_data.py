"""The made-up organisation: consistent, of all kinds, the same for the same seed, and nobody's own numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.bootstrap import phrase_library
from app.demo import names, organisation
from app.demo.case_story import SCENES, Scene
from app.demo.places import PLACES, Place
from app.demo.seed import Amounts, BranchData, make_branch, shipped_processes, unit_names
from app.demo.story import CUSTOMER_NAME, SEARCH
from app.domain.cases import CaseState, CaseStatus, StepState, fold_case
from app.domain.facts import Fact, FactKind, instant
from app.domain.interactions import OutcomeKind, check_outcome, fold_interaction
from app.domain.names import fold
from app.domain.people import CustomerKind, Role
from app.domain.phrase_counts import by_phrase, counts_of, sum_counts
from app.domain.processes import StepStatus
from app.domain.promises import PromiseState, fold_promises
from app.formats.identifiers import NationalIdentifiers
from app.formats.workdays import IndonesianCalendar

NOW = datetime(2026, 11, 24, 3, 17, tzinfo=UTC)
AMOUNTS = Amounts.for_customers(2_000)
PROCESSES = shipped_processes()


@pytest.fixture(scope="module")
def branches() -> tuple[BranchData, ...]:
    return tuple(make_branch(place, at + 1, AMOUNTS, NOW, PROCESSES) for at, place in enumerate(PLACES))


def test_amounts_of_the_full_demo() -> None:
    assert Amounts.for_customers(20_000) == Amounts(20_000, 3_000, 50_000)


def test_each_branch_takes_its_share_and_nothing_is_lost(branches: tuple[BranchData, ...]) -> None:
    assert sum(len(branch.customers) for branch in branches) == AMOUNTS.customers
    assert sum(len(branch.stories) for branch in branches) == AMOUNTS.cases
    started = [fact for branch in branches for fact in branch.facts if fact.kind is FactKind.INTERACTION_STARTED]
    assert len(started) == AMOUNTS.interactions


def test_same_seed_same_moment_same_data(branches: tuple[BranchData, ...]) -> None:
    again = make_branch(PLACES[2], 3, AMOUNTS, NOW, PROCESSES)
    assert again.facts == branches[2].facts
    assert again.customers == branches[2].customers
    assert make_branch(PLACES[2], 3, AMOUNTS, NOW, PROCESSES, "other").customers != again.customers


@pytest.mark.parametrize("field", ["id", "customer_number", "phone", "nik", "npwp"])
def test_identities_are_unique_over_all_branches(branches: tuple[BranchData, ...], field: str) -> None:
    values = [getattr(one, field) for branch in branches for one in branch.customers if getattr(one, field)]
    assert len(values) > 50
    assert len(set(values)) == len(values)


def test_ids_of_facts_and_cases_are_unique_uuids_of_version_7(branches: tuple[BranchData, ...]) -> None:
    ids = [fact.id for branch in branches for fact in branch.facts]
    ids += [story.case.id for branch in branches for story in branch.stories]
    assert len(set(ids)) == len(ids)
    form = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(form.fullmatch(one) for one in ids)


def test_no_number_can_be_anybodys(branches: tuple[BranchData, ...]) -> None:
    checks = NationalIdentifiers()
    for customer in (one for branch in branches for one in branch.customers):
        if customer.nik:
            assert checks.nik(customer.nik) == customer.nik
            assert customer.nik[4:6] == names.FICTIVE_SUB_DISTRICT
        if customer.npwp:
            assert checks.npwp(customer.npwp) == customer.npwp
            assert customer.npwp[9:12] == names.FICTIVE_TAX_OFFICE
        if customer.phone:
            assert checks.phone(customer.phone) == customer.phone
            assert re.match(r"\+62(860|(21|4\d\d|967)0)", customer.phone)
        if customer.email:
            assert customer.email.endswith("@" + names.MAIL_HOST)


def test_birth_date_stands_in_the_nik(branches: tuple[BranchData, ...]) -> None:
    for customer in (one for branch in branches for one in branch.customers if one.nik and one.birth_date):
        assert customer.nik is not None
        assert customer.birth_date is not None
        assert int(customer.nik[6:8]) % 40 == customer.birth_date.day
        assert customer.nik[8:12] == f"{customer.birth_date:%m%y}"


def test_there_are_people_companies_walk_ins_and_colleagues(branches: tuple[BranchData, ...]) -> None:
    kinds = Counter(one.kind for branch in branches for one in branch.customers)
    assert set(kinds) == set(CustomerKind)
    assert kinds[CustomerKind.PERSON] > 0.8 * AMOUNTS.customers


def test_the_person_of_the_story_is_found_by_a_part_of_the_name_and_has_no_other_case(
    branches: tuple[BranchData, ...],
) -> None:
    found = [one for branch in branches for one in branch.customers if fold(SEARCH) in fold(one.name)]
    assert [one.name for one in found] == [CUSTOMER_NAME]
    assert not [story for branch in branches for story in branch.stories if story.customer.id == found[0].id]


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as its facts tell it."""

    state: CaseState
    last_promise: PromiseState | None

    @property
    def step(self) -> StepState:
        assert self.state.current is not None
        return self.state.current

    def estimate_is(self, *, ahead: bool) -> bool:
        return self.step.estimate_at is not None and (self.step.estimate_at > NOW) is ahead


STANDS: dict[Scene, Callable[[Standing], bool]] = {
    Scene.WAITING: lambda case: case.step.status is StepStatus.WAITING,
    Scene.IN_PROGRESS: lambda case: case.step.status is StepStatus.IN_PROGRESS and case.estimate_is(ahead=True),
    Scene.PROMISED: lambda case: case.last_promise is PromiseState.OPEN,
    Scene.AT_RISK: lambda case: case.last_promise is PromiseState.AT_RISK,
    Scene.BROKEN: lambda case: case.last_promise is PromiseState.BROKEN,
    Scene.LATE: lambda case: case.estimate_is(ahead=False),
    Scene.ON_HOLD: lambda case: case.step.status is StepStatus.ON_HOLD,
    Scene.FAILED: lambda case: case.step.status is StepStatus.FAILED,
    Scene.SILENT: lambda case: NOW - (case.state.last_report_at or NOW) >= timedelta(days=3),
    Scene.WAITING_CUSTOMER: lambda case: (
        case.state.status is CaseStatus.WAITING_CUSTOMER and bool(case.state.missing_documents)
    ),
    Scene.DONE: lambda case: case.state.status is CaseStatus.RESOLVED,
    Scene.REJECTED: lambda case: case.state.status is CaseStatus.REJECTED,
}


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_every_case_stands_as_its_scene_says(branches: tuple[BranchData, ...], scene: Scene) -> None:
    stories = [story for branch in branches for story in branch.stories if story.scene is scene]
    assert stories
    for story in stories:
        state = fold_case(story.process, story.facts)
        promises = fold_promises(story.facts, state, NOW)
        case = Standing(state, promises[-1].state if promises else None)
        assert STANDS[scene](case), (scene, story.case.number, case)


def test_case_numbers_are_unique_and_name_the_branch(branches: tuple[BranchData, ...]) -> None:
    numbers = [story.case.number for branch in branches for story in branch.stories]
    assert len(set(numbers)) == len(numbers)
    for branch in branches:
        assert all(story.case.number.split("-")[2][:-2] == branch.place.code for story in branch.stories)


def test_reports_follow_the_process(branches: tuple[BranchData, ...]) -> None:
    for story in (story for branch in branches for story in branch.stories):
        done: set[str] = set()
        order = [step.key for step in story.process.steps]
        for fact in (fact for fact in story.facts if fact.kind is FactKind.CASE_REPORT):
            step = story.process.step(fact.step_key or "")
            assert step is not None
            code = step.code(str(fact.body["code"]))
            assert code is not None
            assert code.status.value == fact.body["status"]
            assert set(order[: order.index(step.key)]) <= done
            if code.status is StepStatus.DONE:
                done.add(step.key)


def test_upset_customers_hear_shipped_phrases_and_some_help_more_than_others(branches: tuple[BranchData, ...]) -> None:
    shipped = {phrase.id for phrase in phrase_library().phrases}
    talks: dict[str, list[Fact]] = {}
    for fact in (fact for branch in branches for fact in branch.facts if fact.kind.startswith("interaction.")):
        talks.setdefault(fact.subject_id, []).append(fact)
    counts = by_phrase(sum_counts(counts_of(facts) for facts in talks.values()))
    assert counts.keys() <= shipped
    assert len(counts) >= 8
    assert all(count.taken > 0 and count.skipped > 0 for count in counts.values())
    shares = [count.better / count.known for count in counts.values()]
    assert max(shares) - min(shares) > 0.1
    assert all("{" not in fact.body["text"] for facts in talks.values() for fact in facts if "text" in fact.body)


def test_promises_rest_on_an_estimate_that_was_known(branches: tuple[BranchData, ...]) -> None:
    for story in (story for branch in branches for story in branch.stories):
        for promise in (fact for fact in story.facts if fact.kind is FactKind.PROMISE_MADE):
            due, estimate = instant(promise.body, "due_at"), instant(promise.body, "estimate_at")
            assert due is not None
            assert estimate is not None
            assert promise.at < due
            assert due >= estimate
            reported = [fact for fact in story.facts if fact.step_key == promise.step_key and fact.at <= promise.at]
            assert any(fact.kind is FactKind.CASE_REPORT for fact in reported)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.code)
def test_everything_happens_while_offices_are_open_and_not_later_than_now(
    branches: tuple[BranchData, ...], place: Place
) -> None:
    branch = next(one for one in branches if one.place is place)
    calendar, zone = IndonesianCalendar(), ZoneInfo(place.zone)
    moments = [fact.at for fact in branch.facts]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    for moment in moments:
        local = moment.astimezone(zone)
        assert calendar.is_workday(local.date())
        assert 7 <= local.hour <= 17


def test_interactions_end_with_more_than_an_apology(branches: tuple[BranchData, ...]) -> None:
    branch = branches[1]
    promised = frozenset(fact.subject_id for fact in branch.facts if fact.kind is FactKind.PROMISE_MADE)
    talks: dict[str, list[object]] = {}
    for fact in branch.facts:
        if fact.kind.startswith("interaction."):
            talks.setdefault(fact.subject_id, []).append(fact)
    endings: Counter[OutcomeKind] = Counter()
    for facts in talks.values():
        talk = fold_interaction(facts)  # type: ignore[arg-type]
        assert talk is not None
        assert talk.outcome is not None
        assert talk.ended_at is not None
        assert talk.ended_at >= talk.started_at
        check_outcome(talk.outcome, promised)
        endings[talk.outcome.kind] += 1
    assert set(endings) == set(OutcomeKind)
    assert endings[OutcomeKind.SOLVED] > len(talks) / 2


def test_twenty_people_of_every_role_and_every_unit_of_the_processes() -> None:
    assert len(organisation.STAFF) == 20
    assert len({one.login for one in organisation.STAFF}) == 20
    assert {one.role for one in organisation.STAFF} == set(Role)
    known = {code for code, _name in unit_names()}
    assert {one.unit for one in organisation.STAFF if one.unit} <= known
    assert {step.unit for process in PROCESSES for step in process.steps} <= known
    assert len({place.zone for place in PLACES}) == 3
