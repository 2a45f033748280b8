"""Coverage: every moment that a talk can be in has at least three suggestions, as the engine makes them."""

from app.domain.interactions import ContactKind, Stage
from app.phrasing.library import parse_library
from app.phrasing.linting.coverage import LEAST, cells, coverage_faults
from app.phrasing.situation import State
from tests.unit.linting.rooms import GOOD, linter, shipped


def test_cells_leave_out_what_no_talk_is_in() -> None:
    found = list(cells())

    assert len(set(found)) == len(found)
    assert {cell.state for cell in found if cell.stage is Stage.GREETING} == {State.NO_CASE, State.IN_PROGRESS}
    assert {cell.state for cell in found if cell.stage is Stage.EXPLANATION} == set(State)
    assert {cell.kind for cell in found if cell.mood == "angry"} == {ContactKind.COMPLAINT}


def test_a_gap_is_told_with_its_cell() -> None:
    files = {name: text for name, text in shipped().items() if name != "greeting.toml"}
    gaps = {fault.entry for fault in coverage_faults(parse_library(files)) if fault.file == "greeting.toml"}

    assert gaps == {cell.name for cell in cells() if cell.stage is Stage.GREETING}
    assert "greeting/angry/phone/no_case/complaint" in gaps


def test_only_a_whole_library_is_asked_for_coverage() -> None:
    assert linter().lint({"closing.toml": GOOD}) == ()
    asked = linter().lint({"closing.toml": GOOD}, coverage=True)

    assert {fault.rule.value for fault in asked} == {"coverage"}
    assert len(asked) == len(list(cells()))
    assert all(int(fault.facts["found"]) < LEAST for fault in asked)
