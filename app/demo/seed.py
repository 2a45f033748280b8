"""Fills a shared database with life-like data: the same seed and the same day give the same data."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from multiprocessing import get_context

from app.bootstrap import phrase_library
from app.demo import organisation
from app.demo.axis import WorkAxis
from app.demo.case_story import CaseStory
from app.demo.cases import CaseMaker
from app.demo.customers import CustomerMaker
from app.demo.folder import new_password
from app.demo.places import PLACES, Place
from app.demo.spoken import spoken_of
from app.demo.story import story_customer
from app.demo.talks import TalkMaker
from app.domain.facts import Fact
from app.domain.people import Customer
from app.domain.processes import Process, parse_process
from app.formats.workdays import IndonesianCalendar
from app.resources import resources_dir

SEED = "nusa-raya"
COUNTERS = ("01", "02")
"""Codes of the devices that each branch had before the demo's own: the first two that the database gives."""
WORTH_PROCESSES = 3_000
"""Customers from which a process for each branch is faster than one for all."""
INTEGRATOR = "backoffice_sim"


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much there is of everything."""

    customers: int
    cases: int
    interactions: int

    @classmethod
    def for_customers(cls, customers: int) -> Amounts:
        """In proportion: 3,000 cases and 50,000 interactions for 20,000 customers."""
        return cls(customers, max(24, customers * 3 // 20), max(60, customers * 5 // 2))


@dataclass(frozen=True, slots=True)
class BranchData:
    """Everything of one branch, ready to be loaded; facts are in order of time."""

    place: Place
    scope_id: int
    customers: tuple[Customer, ...]
    stories: tuple[CaseStory, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Seeded:
    """What seeding leaves for the demo to use."""

    passwords: dict[str, str]
    """By login, that of the integrator too."""
    rows: int


def shipped_processes() -> tuple[Process, ...]:
    """The process templates that come with the program."""
    folder = resources_dir() / "processes"
    return tuple(parse_process(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.toml")))


def make_branch(
    place: Place, scope_id: int, amounts: Amounts, now: datetime, processes: Sequence[Process], seed: str = SEED
) -> BranchData:
    """Make up one branch; `amounts` are those of the whole organisation, of which it takes its share."""
    axis = WorkAxis(place.zone, IndonesianCalendar(), now)
    desks = {one.unit: one.login for one in organisation.STAFF if one.unit}
    staff = [one.login for one in organisation.frontliners(place.code)]
    customers = list(CustomerMaker(place, scope_id, seed, now).make(_share(amounts.customers, place)))
    if place is organisation.HOME:
        customers[-1] = story_customer(scope_id, now, seed)
    # nobody but the tour opens cases for the person of the story
    others = customers[:-1]
    stories = tuple(
        CaseMaker(place.code, axis, processes, desks, COUNTERS, seed).make(_share(amounts.cases, place), others, staff)
    )
    talks = TalkMaker(scope_id, place.code, axis, staff, seed, spoken_of(phrase_library()))
    of_cases = list(talks.of_cases(stories))
    visits = sum(len(story.visits) for story in stories)
    rest = talks.others(max(0, _share(amounts.interactions, place) - visits), others)
    facts = sorted(chain((fact for story in stories for fact in story.facts), of_cases, rest), key=lambda fact: fact.at)
    return BranchData(place, scope_id, tuple(customers), stories, tuple(facts))


def seed_shared(url: str, amounts: Amounts, now: datetime, tell: Callable[[str], None], seed: str = SEED) -> Seeded:
    """Make the organisation and its history in an empty shared database; `url` is that of an owner."""
    from app.sync.admin import add_branch, add_device, add_integrator, add_staff, add_unit
    from app.sync.loading import load_process
    from app.sync.owner import owner, put_reference

    glossary = sorted((resources_dir() / "glossary").glob("*.toml"))
    for path in (*glossary, *sorted((resources_dir() / "processes").glob("*.toml"))):
        load_process(url, path.read_text(encoding="utf-8"), path.name)
    with owner(url) as connection:
        put_reference(connection, "setting", "organisation", dict(organisation.SETTING))
    scopes = [add_branch(url, place.code, place.name, place.zone).scope_id for place in PLACES]
    for code, name in unit_names():
        add_unit(url, code, name)
    passwords = {one.login: new_password() for one in organisation.STAFF}
    for one in organisation.STAFF:
        add_staff(url, one.login, one.name, one.role, one.branch, one.unit, password=passwords[one.login])
    for place in PLACES:
        for code in COUNTERS:
            add_device(url, f"Konter {int(code)}", place.code)
    rows = _load_branches(url, scopes, amounts, now, seed, tell)
    passwords[INTEGRATOR] = new_password()
    add_integrator(url, INTEGRATOR, passwords[INTEGRATOR])
    return Seeded(passwords, rows)


def _load_branches(
    url: str, scopes: Sequence[int], amounts: Amounts, now: datetime, seed: str, tell: Callable[[str], None]
) -> int:
    """Each branch in a process of its own: making things up takes longer than writing them down."""
    rows = 0
    if amounts.customers < WORTH_PROCESSES:
        for place, scope_id in zip(PLACES, scopes, strict=True):
            rows += load_branch(url, place.code, scope_id, amounts, now, seed)
            tell(place.name)
        return rows
    # spawned, since a fork would copy the threads of whoever calls
    with ProcessPoolExecutor(min(len(PLACES), os.cpu_count() or 1), get_context("spawn")) as workers:
        loads = {
            workers.submit(load_branch, url, place.code, scope_id, amounts, now, seed): place
            for place, scope_id in zip(PLACES, scopes, strict=True)
        }
        for load in as_completed(loads):
            rows += load.result()
            tell(loads[load].name)
    return rows


def load_branch(url: str, code: str, scope_id: int, amounts: Amounts, now: datetime, seed: str) -> int:
    """Make up one branch and load it; gives the number of rows."""
    from app.sync.loading import bulk_load

    # half a million small things that all stay: looking for garbage among them would cost a third of the time
    gc.disable()
    place = next(place for place in PLACES if place.code == code)
    data = make_branch(place, scope_id, amounts, now, shipped_processes(), seed)
    rows = bulk_load(url, scope_id, data.customers, (story.case for story in data.stories), data.facts)
    gc.enable()
    return rows


def unit_names() -> Iterable[tuple[str, str]]:
    """Codes and names of the units that come with the program."""
    from app.domain.glossary import parse_units

    path = resources_dir() / "glossary" / "units.toml"
    return [(unit.code, unit.name) for unit in parse_units(path.read_text(encoding="utf-8"), path.name)]


def _share(total: int, place: Place) -> int:
    """This branch's part; the shares of all add up to the total."""
    if place is PLACES[-1]:
        return total - sum(_share(total, other) for other in PLACES[:-1])
    return round(total * place.share)
