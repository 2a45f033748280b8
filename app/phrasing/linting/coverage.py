"""Cells of stage, mood, channel, state and kind in which the engine has too little to say."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.phrasing.context import Case
from app.phrasing.engine import Engine
from app.phrasing.library import Library
from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.linting.samples import in_full, scenes
from app.phrasing.situation import SOLVED, UPSET, State, read_situation

LEAST = 3
# Before the customer has spoken it matters only whether there is a record of theirs.
_BEFORE_THE_CASE = frozenset({Stage.GREETING, Stage.ADDRESSING, Stage.LISTENING})
# Where an apology or the first words to a feeling stand, a complaint is answered unlike a request.
_BY_KIND = frozenset({Stage.EMPATHY, Stage.SOLUTION, Stage.CLOSING})


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of moment; its name is what a fault shows."""

    stage: Stage
    mood: Mood
    channel: Channel
    state: State
    kind: ContactKind

    @property
    def name(self) -> str:
        return f"{self.stage}/{self.mood}/{self.channel}/{self.state}/{self.kind}"


def cells() -> Iterator[Cell]:
    """The cells that a talk can be in."""
    for stage in Stage:
        for state in _states(stage):
            for mood in Mood:
                for kind in _kinds(stage, state, mood):
                    for channel in Channel:
                        yield Cell(stage, mood, channel, state, kind)


def _states(stage: Stage) -> tuple[State, ...]:
    return (State.NO_CASE, State.IN_PROGRESS) if stage in _BEFORE_THE_CASE else tuple(State)


def _kinds(stage: Stage, state: State, mood: Mood) -> tuple[ContactKind, ...]:
    """A question is asked before there is a case; who is upset complains; a solved case is as good for each kind."""
    if mood in UPSET or stage in _BEFORE_THE_CASE:
        return (ContactKind.COMPLAINT,)
    if state is State.NO_CASE:
        return tuple(ContactKind)
    if stage in _BY_KIND and state not in SOLVED:
        return (ContactKind.COMPLAINT, ContactKind.REQUEST)
    return (ContactKind.COMPLAINT,)


def coverage_faults(library: Library) -> Iterator[LintFault]:
    """A cell is covered where its poorest and its richest moment both have enough that is not nearly the same."""
    engine = Engine(library)
    of_state = {state: _of_state(state) for state in State}
    for cell in cells():
        found = min(_count(engine, cell, index, of_state) for index in range(len(of_state[cell.state])))
        if found < LEAST:
            yield Place(f"{cell.stage.value}.toml", cell.name).fault(
                Rule.COVERAGE, None,
                mark("{found} different suggestions; {least} are the least: write entries for this moment"),
                found=str(found), least=str(LEAST),
            )  # fmt: skip


def _count(engine: Engine, cell: Cell, index: int, of_state: dict[State, list[int]]) -> int:
    context = replace(
        in_full(*scenes()[of_state[cell.state][index]]),
        stage=cell.stage, mood=cell.mood, channel=cell.channel, contact_kind=cell.kind, offers=(),
    )  # fmt: skip
    suggestions = engine.suggest(context, LEAST).suggestions
    return len({tuple(each.text.casefold().split()) for each in suggestions})


def _of_state(state: State) -> list[int]:
    """The barest case of the state and the one with most facts, as numbers of the sample cases."""
    found = [
        (_facts(case), index)
        for index, (case, words) in enumerate(scenes())
        if read_situation(in_full(case, words)).state is state
    ]
    return sorted({min(found)[1], max(found)[1]})


def _facts(case: Case | None) -> int:
    if case is None:
        return 0
    step = case.steps[-1] if case.steps else None
    known = (case.due_at, case.status_reason, case.missing_documents, case.options, step and step.estimate_at)
    promised = (case.promise and case.promise.new_estimate_at, case.promise and case.promise.due_at)
    return sum(bool(each) for each in (*known, *promised))
