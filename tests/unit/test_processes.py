"""Processes: strict files, a tolerant round trip, and the shipped templates."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.glossary import parse_units
from app.domain.processes import (
    CaseKind,
    Process,
    ReportCode,
    StepStatus,
    parse_process,
    process_from_doc,
    process_to_doc,
)
from app.domain.reference_files import parse_reference
from app.domain.sayable import MAX_WORDS, sayable_fault

RESOURCES = Path(__file__).parents[2] / "resources"
FILES = sorted((RESOURCES / "processes").glob("*.toml"))

SMALL = """
key = "bank.tiny"
sector = "bank"
kind = "request"
name = "Contoh"
name_en = "Example"
customer_words = "Contoh"
documents = ["KTP asli"]
version = 3

[[steps]]
key = "first"
name = "Tahap awal"
name_en = "First stage"
unit = "CARDS"
normal_minutes = 30
normal_cost = 20000
codes = [
  { code = "QUEUED", status = "waiting", plain = "menunggu giliran", plain_en = "in line" },
  { code = "PARTS_LATE", status = "on_hold", plain = "masih dikirim", plain_en = "on its way", needs_estimate = true },
]

[[steps]]
key = "second"
name = "Tahap akhir"
name_en = "Last stage"
unit = "BRANCH_OPS"
normal_minutes = 10
codes = [{ code = "READY", status = "done", plain = "sudah siap", plain_en = "it is ready" }]
"""


def words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.casefold())


JARGON_ID = words("""
    pending rekon rekonsiliasi dispute switching hold release sla pic tiket eskalasi backend provisioning ont odp
    suspect reversal rto sku inbound outbound qc invoice refund approval approve reject approved settlement chargeback
    underwriting adjudikasi cdd edd slik escrow roya batch cut-off follow-up update dispatch vendor hardware software
    customer teller request case order antri silahkan dikarenakan
""")
NOT_SAID_ID = words("""
    maaf segera secepatnya tenang tapi tetapi namun akan pasti dijamin bapak ibu kakak anda bos besok lusa
""")
JARGON_EN = words(
    "pending reconciliation dispute sla ticket escalation escalate backend provisioning reversal sku qc vendor"
)
NOT_SAID_EN = words("sorry soon asap but however will guarantee guaranteed tomorrow sir madam calm")


def shipped() -> list[Process]:
    return [parse_process(path.read_text("utf-8"), path.name) for path in FILES]


def shipped_codes() -> list[tuple[str, ReportCode]]:
    return [
        (f"{process.key} {step.key} {entry.code}", entry)
        for process in shipped()
        for step in process.steps
        for entry in step.codes
    ]


def refused(text: str) -> LoketError:
    with pytest.raises(LoketError) as caught:
        parse_process(text, "tiny.toml")
    assert caught.value.facts["file"] == "tiny.toml"
    return caught.value


def test_a_file_becomes_a_process() -> None:
    process = parse_process(SMALL, "tiny.toml")
    assert (process.key, process.sector, process.kind, process.version) == ("bank.tiny", "bank", CaseKind.REQUEST, 3)
    assert process.documents == ("KTP asli",)
    first, second = process.steps
    assert (first.unit, first.normal_minutes, first.normal_cost) == ("CARDS", 30, 20_000)
    assert second.normal_cost is None
    late = first.code("PARTS_LATE")
    assert late == ReportCode("PARTS_LATE", StepStatus.ON_HOLD, "masih dikirim", "on its way", needs_estimate=True)
    assert first.codes[0].needs_estimate is False
    assert late is not None
    assert late.words("id") == late.words("jv") == "masih dikirim"
    assert late.words("en") == "on its way"


def test_steps_by_key_and_in_order() -> None:
    process = parse_process(SMALL, "tiny.toml")
    assert process.step("second") is process.steps[1]
    assert process.step("third") is None
    assert process.next_step("first") is process.steps[1]
    assert process.next_step("second") is None
    assert process.next_step("third") is None
    assert process.units() == ("CARDS", "BRANCH_OPS")


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("normal_minutes = 10", "normal_minutess = 10", ErrorCode.UNKNOWN_KEY, "steps[1].normal_minutess"),
        ("version = 3", "version = 3\nowner = 'x'", ErrorCode.UNKNOWN_KEY, "owner"),
        ("needs_estimate = true", "needs_estimates = true", ErrorCode.UNKNOWN_KEY, "steps[0].codes[1].needs_estimates"),
        ("normal_minutes = 10", "", ErrorCode.REQUIRED, "steps[1].normal_minutes"),
        ('plain_en = "in line"', 'plain_en = " "', ErrorCode.REQUIRED, "steps[0].codes[0].plain_en"),
        ("version = 3", "", ErrorCode.REQUIRED, "version"),
        ("version = 3", "version = '3'", ErrorCode.INVALID, "version"),
        ("normal_minutes = 10", "normal_minutes = true", ErrorCode.INVALID, "steps[1].normal_minutes"),
        ("normal_minutes = 10", "normal_minutes = 0", ErrorCode.INVALID, "steps[1].normal_minutes"),
        ("normal_cost = 20000", "normal_cost = 20000.5", ErrorCode.INVALID, "steps[0].normal_cost"),
        ("normal_cost = 20000", "normal_cost = -1", ErrorCode.INVALID, "steps[0].normal_cost"),
        ('documents = ["KTP asli"]', "documents = [1]", ErrorCode.INVALID, "documents"),
        ('name = "Contoh"', "name = 4", ErrorCode.INVALID, "name"),
        ('status = "on_hold"', 'status = "stuck"', ErrorCode.INVALID, "steps[0].codes[1].status"),
        ('kind = "request"', 'kind = "wish"', ErrorCode.INVALID, "kind"),
        ('key = "bank.tiny"', 'key = "Bank Tiny"', ErrorCode.INVALID, "key"),
        ('sector = "bank"', 'sector = "telecom"', ErrorCode.INVALID, "sector"),
        ('unit = "CARDS"', 'unit = "cards"', ErrorCode.INVALID, "steps[0].unit"),
        ("needs_estimate = true", "needs_estimate = 1", ErrorCode.INVALID, "steps[0].codes[1].needs_estimate"),
        ('key = "second"', 'key = "first"', ErrorCode.DUPLICATE, "steps[1].key"),
        ('code = "PARTS_LATE"', 'code = "QUEUED"', ErrorCode.DUPLICATE, "steps[0].codes[1].code"),
    ],
)
def test_a_fault_names_its_place(old: str, new: str, code: ErrorCode, field: str) -> None:
    assert SMALL.count(old) == 1
    error = refused(SMALL.replace(old, new))
    assert (error.code, error.field) == (code, field)


def test_an_unknown_key_suggests_the_nearest() -> None:
    error = refused(SMALL.replace("normal_minutes = 10", "normal_minutess = 10"))
    assert error.facts["nearest"] == "normal_minutes"
    assert "normal_cost" in error.facts["known"]


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        ("menunggu tim CARDS", "code"),
        ("statusnya PARTS_LATE", "code"),
        ("statusnya EDD_HOLD", "code"),
        ("menunggu {unit}", "placeholder"),
        ("menunggu 3 hari", "digit"),
        ("menunggu giliran.", "ending"),
        ("satu " * (MAX_WORDS + 1), "too_long"),
    ],
)
def test_words_that_cannot_be_said_are_refused(plain: str, reason: str) -> None:
    error = refused(SMALL.replace("menunggu giliran", plain))
    assert (error.code, error.field) == (ErrorCode.INVALID, "steps[0].codes[0].plain")
    assert error.facts["reason"] == reason


def test_a_file_that_is_no_toml_names_the_line() -> None:
    error = refused('key = "bank.tiny"\nsector = bank\n')
    assert error.code is ErrorCode.UNREADABLE_FILE
    assert error.facts["line"] == "2"
    assert error.facts["reason"]


def test_a_file_cut_off_names_its_last_line() -> None:
    assert refused('key = "x"\nsteps = [').facts["line"] == "2"


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_process("\ufeff" + SMALL, "tiny.toml") == parse_process(SMALL, "tiny.toml")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_process_survives_the_round_trip(path: Path) -> None:
    process = parse_process(path.read_text("utf-8"), path.name)
    assert process.key == path.stem
    assert process_from_doc(json.loads(json.dumps(process_to_doc(process)))) == process
    assert parse_reference(path.read_text("utf-8"), path.name) == process


def test_a_document_of_a_newer_console_can_be_read() -> None:
    process = parse_process(SMALL, "tiny.toml")
    doc = json.loads(json.dumps(process_to_doc(process)))
    doc["colour"] = "blue"
    doc["steps"][0]["skills"] = ["welding"]
    doc["steps"][0]["codes"][0]["plain_jv"] = "ngenteni giliran"
    assert process_from_doc(doc) == process


def test_a_document_without_a_needed_key_is_refused() -> None:
    doc = process_to_doc(parse_process(SMALL, "tiny.toml"))
    del doc["steps"]
    with pytest.raises(LoketError) as caught:
        process_from_doc(doc)
    assert (caught.value.code, caught.value.field) == (ErrorCode.REQUIRED, "steps")


def test_the_shipped_processes_cover_the_sectors() -> None:
    processes = shipped()
    sectors = Counter(process.sector for process in processes)
    assert set(sectors) == {"bank", "telecom", "electronics", "insurance", "utility", "internal"}
    assert len({process.key for process in processes}) == len(processes) >= 11
    assert {process.kind for process in processes} == set(CaseKind)
    assert all(3 <= len(process.steps) <= 6 for process in processes)


def test_each_step_has_a_code_for_every_status() -> None:
    for process in shipped():
        for step in process.steps:
            assert {entry.status for entry in step.codes} == set(StepStatus), (process.key, step.key)
            assert 4 <= len(step.codes) <= 8, (process.key, step.key)


def test_each_unit_of_a_step_is_known() -> None:
    known = {
        unit.code for unit in parse_units((RESOURCES / "glossary" / "units.toml").read_text("utf-8"), "units.toml")
    }
    used = {unit for process in shipped() for unit in process.units()}
    assert used == known


def test_what_is_said_holds_nothing_internal() -> None:
    units = parse_units((RESOURCES / "glossary" / "units.toml").read_text("utf-8"), "units.toml")
    hidden = {unit.code for unit in units} | {entry.code for _, entry in shipped_codes()}
    names = [name.casefold() for unit in units for name in (unit.name, unit.name_en)]
    for place, entry in shipped_codes():
        for text in (entry.plain, entry.plain_en):
            assert sayable_fault(text, hidden) is None, (place, text)
            assert not [name for name in names if name in text.casefold()], (place, text)


def test_what_is_said_is_plain_and_promises_nothing() -> None:
    for place, entry in shipped_codes():
        assert not set(words(entry.plain)) & {*JARGON_ID, *NOT_SAID_ID}, (place, entry.plain)
        assert not set(words(entry.plain_en)) & {*JARGON_EN, *NOT_SAID_EN}, (place, entry.plain_en)
        assert entry.plain != entry.plain_en


def test_a_step_says_each_code_in_its_own_words() -> None:
    for process in shipped():
        for step in process.steps:
            for texts in ([entry.plain for entry in step.codes], [entry.plain_en for entry in step.codes]):
                assert len(set(texts)) == len(texts), (process.key, step.key)
