"""Glossary: plain words for every code, and neutral ones for a code that nobody explained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.cases import CaseStatus
from app.domain.errors import ErrorCode, LoketError
from app.domain.glossary import (
    NEUTRAL,
    Glossary,
    Told,
    glossary_from_doc,
    glossary_to_doc,
    parse_glossary,
    parse_units,
    units_from_doc,
    units_to_doc,
)
from app.domain.processes import Process, StepStatus, parse_process
from app.domain.reference_files import parse_reference
from app.domain.sayable import sayable_fault

RESOURCES = Path(__file__).parents[2] / "resources"


def read(name: str) -> str:
    return (RESOURCES / name).read_text("utf-8")


@pytest.fixture
def glossary() -> Glossary:
    units = parse_units(read("glossary/units.toml"), "units.toml")
    return parse_glossary(read("glossary/common.toml"), "common.toml").with_units(units)


@pytest.fixture
def order() -> Process:
    return parse_process(read("processes/electronics.order_setup_delivery.toml"), "order.toml")


def test_the_step_s_own_words_go_before_the_common_ones(glossary: Glossary, order: Process) -> None:
    own = glossary.plain(order, "setup", "PARTS_LATE", "id")
    assert own == "ada komponen yang masih dalam perjalanan dari gudang pusat"
    assert (
        glossary.plain(order, "setup", "PARTS_LATE", "en")
        == "a component is still on its way from the central warehouse"
    )
    assert glossary.plain(order, "setup", "WAIT_PARTS", "id") == "komponen yang diperlukan masih dalam perjalanan"
    assert glossary.plain(None, None, "WAIT_PARTS", "en") == "a part we need is still on its way"


def test_a_code_of_another_step_or_nobody_has_no_words(glossary: Glossary, order: Process) -> None:
    assert glossary.plain(order, "delivery", "PARTS_LATE", "id") is None
    assert glossary.plain(order, "no_such_step", "PARTS_LATE", "id") is None
    assert glossary.plain(order, "setup", "XQ7_REJ", "id") is None
    assert glossary.plain(None, "setup", "PARTS_LATE", "id") is None


@pytest.mark.parametrize("status", StepStatus)
def test_an_unknown_code_is_flagged_and_told_neutrally(glossary: Glossary, order: Process, status: StepStatus) -> None:
    told = glossary.tell(order, "setup", "XQ7_REJ", status, "id")
    assert told == Told(NEUTRAL[status].plain, known=False)
    assert "XQ7" not in told.text
    assert glossary.tell(order, "setup", None, status, "en") == Told(NEUTRAL[status].plain_en, known=True)


def test_a_code_of_another_status_is_not_said(glossary: Glossary, order: Process) -> None:
    assert glossary.tell(order, "setup", "PARTS_LATE", StepStatus.ON_HOLD, "id").text.startswith("ada komponen")
    told = glossary.tell(order, "setup", "PARTS_LATE", StepStatus.DONE, "id")
    assert told == Told("bagian ini sudah selesai", known=True)


def test_the_codes_to_choose_from_are_the_step_s_own_then_the_common_ones(glossary: Glossary, order: Process) -> None:
    codes = [entry.code for entry in glossary.codes_for(order, "setup")]
    assert codes[0] == "SETUP_QUEUED"
    assert codes[-1] == glossary.codes[-1].code
    assert len(set(codes)) == len(codes) == len(order.steps[2].codes) + len(glossary.codes)


@pytest.mark.parametrize("language", ["id", "en", "jv"])
def test_every_status_has_a_word(glossary: Glossary, language: str) -> None:
    steps = [glossary.step_word(status, language) for status in StepStatus]
    cases = [glossary.case_word(status, language) for status in CaseStatus]
    assert len(set(steps)) == len(StepStatus)
    assert len(set(cases)) == len(CaseStatus)
    assert not [word for word in steps + cases if sayable_fault(word)]


def test_the_words_are_indonesian_first(glossary: Glossary) -> None:
    assert glossary.step_word(StepStatus.ON_HOLD, "su") == "tertunda"
    assert glossary.case_word(CaseStatus.RESOLVED, "en") == "resolved"


def test_a_unit_is_heard_as_a_team(glossary: Glossary) -> None:
    assert glossary.unit_plain("CARDS", "id") == "tim kartu kami"
    assert glossary.unit_plain("CARDS", "en") == "our card team"
    assert glossary.unit_plain("NEW_UNIT", "id") == "tim kami"
    assert glossary.unit_plain("NEW_UNIT", "en") == "our team"
    assert glossary.unit("NEW_UNIT") is None


@pytest.mark.parametrize("language", ["id", "en"])
def test_common_codes_and_units_can_be_said(glossary: Glossary, language: str) -> None:
    hidden = {entry.code for entry in glossary.codes} | {unit.code for unit in glossary.units}
    said = [entry.words(language) for entry in glossary.codes]
    said += [entry.words(language) for entry in glossary.units]
    said += [entry.words(language) for entry in NEUTRAL.values()]
    assert {entry.status for entry in glossary.codes} == set(StepStatus) == set(NEUTRAL)
    assert not [text for text in said if sayable_fault(text, hidden)]


def test_a_unit_s_plain_name_is_not_its_own_name(glossary: Glossary) -> None:
    for unit in glossary.units:
        assert unit.name.casefold() not in unit.plain.casefold()
        assert unit.name_en.casefold() not in unit.plain_en.casefold()


def test_common_codes_hide_no_code_of_a_process(glossary: Glossary) -> None:
    common = {entry.code for entry in glossary.codes}
    for path in (RESOURCES / "processes").glob("*.toml"):
        process = parse_process(path.read_text("utf-8"), path.name)
        assert not common & {entry.code for step in process.steps for entry in step.codes}


def test_round_trip(glossary: Glossary) -> None:
    doc = json.loads(json.dumps(glossary_to_doc(glossary)))
    assert glossary_from_doc(doc) == glossary
    doc["step_status"]["paused"] = {"plain": "berhenti", "plain_en": "paused"}
    doc["units"][0]["phone"] = "x"
    assert glossary_from_doc(doc) == glossary
    assert glossary_from_doc(glossary_to_doc(glossary.with_units(()))).units == ()
    assert units_from_doc(json.loads(json.dumps(units_to_doc(glossary.units)))) == glossary.units


def test_a_reference_file_is_known_by_its_tables(glossary: Glossary) -> None:
    assert parse_reference(read("glossary/units.toml"), "units.toml") == glossary.units
    assert parse_reference(read("glossary/common.toml"), "common.toml") == glossary.with_units(())


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("on_hold = {", "on_hol = {", ErrorCode.UNKNOWN_KEY, "step_status.on_hol"),
        ('plain = "tertunda"', 'text = "tertunda"', ErrorCode.UNKNOWN_KEY, "step_status.on_hold.text"),
        ('plain = "tertunda", ', "", ErrorCode.REQUIRED, "step_status.on_hold.plain"),
        ('plain = "tertunda"', 'plain = "tertunda {lama}"', ErrorCode.INVALID, "step_status.on_hold.plain"),
        ('code = "WAIT_PREVIOUS"', 'code = "RECEIVED"', ErrorCode.DUPLICATE, "codes[1].code"),
        ("version = 1", "version = 0", ErrorCode.INVALID, "version"),
        ("version = 1", "version = one", ErrorCode.UNREADABLE_FILE, None),
    ],
)
def test_a_fault_names_its_place(old: str, new: str, code: ErrorCode, field: str | None) -> None:
    text = read("glossary/common.toml")
    assert text.count(old) == 1
    with pytest.raises(LoketError) as caught:
        parse_glossary(text.replace(old, new), "common.toml")
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.facts["file"] == "common.toml"


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('code = "CARDS"', 'code = "BRANCH_OPS"', ErrorCode.DUPLICATE, "units[1].code"),
        ('name = "Layanan Kartu"', 'nama = "Layanan Kartu"', ErrorCode.UNKNOWN_KEY, "units[1].nama"),
        ('plain = "tim kartu kami"', 'plain = "tim CARDS kami"', ErrorCode.INVALID, "units[1].plain"),
    ],
)
def test_a_fault_in_the_units_names_its_place(old: str, new: str, code: ErrorCode, field: str) -> None:
    text = read("glossary/units.toml")
    assert text.count(old) == 1
    with pytest.raises(LoketError) as caught:
        parse_units(text.replace(old, new), "units.toml")
    assert (caught.value.code, caught.value.field) == (code, field)
