"""Processes: the template of a case, its steps, and the codes that a unit may report for each step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import ErrorCode
from app.domain.sayable import in_language, sayable_fault
from app.domain.toml_files import Table, read_doc, read_toml, refuse_repeats

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_PROCESS_KEY = re.compile(rf"{_KEY.pattern}\.{_KEY.pattern}")


class StepStatus(StrEnum):
    """How far a step is."""

    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    DONE = "done"
    FAILED = "failed"


class CaseKind(StrEnum):
    """What the customer asks for."""

    REQUEST = "request"
    COMPLAINT = "complaint"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class ReportCode:
    """A code of a report and what it means in words that can be said to the customer: a clause, no full stop."""

    code: str
    status: StepStatus
    plain: str
    plain_en: str
    needs_estimate: bool = False

    def words(self, language: str) -> str:
        return in_language(self.plain, self.plain_en, language)


@dataclass(frozen=True, slots=True)
class StepTemplate:
    """One unit's part: `normal_minutes` of working time, `normal_cost` in rupiah as the customer pays it."""

    key: str
    name: str
    name_en: str
    unit: str
    normal_minutes: int
    normal_cost: int | None
    codes: tuple[ReportCode, ...]

    def code(self, code: str) -> ReportCode | None:
        return next((entry for entry in self.codes if entry.code == code), None)


@dataclass(frozen=True, slots=True)
class Process:
    """The template of a case; `customer_words` is the title as the customer would say it."""

    key: str
    sector: str
    kind: CaseKind
    name: str
    name_en: str
    customer_words: str
    documents: tuple[str, ...]
    steps: tuple[StepTemplate, ...]
    version: int

    def step(self, key: str) -> StepTemplate | None:
        return next((step for step in self.steps if step.key == key), None)

    def next_step(self, key: str) -> StepTemplate | None:
        """The step after `key`; None after the last one and for a key that is no step of this process."""
        keys = [step.key for step in self.steps]
        if key not in keys or key == keys[-1]:
            return None
        return self.steps[keys.index(key) + 1]

    def units(self) -> tuple[str, ...]:
        """The codes of the units that have a step, each once, in the order of the steps."""
        return tuple(dict.fromkeys(step.unit for step in self.steps))


def parse_process(text: str, source: str) -> Process:
    """The process of a TOML file named `source`; LoketError names the file and the dotted path of the first fault."""
    return _process(read_toml(text, source))


def process_from_doc(doc: Mapping[str, object]) -> Process:
    """A process as `process_to_doc` wrote it, here or on a newer console."""
    return _process(read_doc(doc, "process"))


def process_to_doc(process: Process) -> dict[str, object]:
    """The process as JSON values."""
    return {
        "key": process.key,
        "sector": process.sector,
        "kind": process.kind.value,
        "name": process.name,
        "name_en": process.name_en,
        "customer_words": process.customer_words,
        "documents": list(process.documents),
        "version": process.version,
        "steps": [_step_to_doc(step) for step in process.steps],
    }


def read_codes(table: Table, unsayable: Iterable[str] = ()) -> tuple[ReportCode, ...]:
    """The list `codes` of a table; no plain text of it may hold a report code or one of `unsayable`."""
    rows = table.tables("codes")
    codes = tuple(_report_code(row) for row in rows)
    refuse_repeats(rows, "code")
    hidden = {*unsayable, *(entry.code for entry in codes)}
    for row in rows:
        refuse_unsayable(row, ("plain", "plain_en"), hidden)
    return codes


def codes_to_doc(codes: Iterable[ReportCode]) -> list[dict[str, object]]:
    return [
        {
            "code": entry.code,
            "status": entry.status.value,
            "plain": entry.plain,
            "plain_en": entry.plain_en,
            "needs_estimate": entry.needs_estimate,
        }
        for entry in codes
    ]


def refuse_unsayable(table: Table, keys: Iterable[str], hidden: Iterable[str] = ()) -> None:
    """Only for files: what is stored was checked when it was loaded, and must stay readable under later rules."""
    if not table.strict:
        return
    for key in keys:
        fault = sayable_fault(table.text(key), hidden)
        if fault:
            raise table.fault(ErrorCode.INVALID, key, reason=fault.value, found=table.text(key))


def code_of(table: Table, key: str) -> str:
    """A report code or the code of a unit."""
    return table.matching(key, _CODE, "CODE_LIKE_THIS")


def _process(table: Table) -> Process:
    table.only(
        "key",
        "sector",
        "kind",
        "name",
        "name_en",
        "customer_words",
        "documents",
        "version",
        "steps",
    )
    key = table.matching("key", _PROCESS_KEY, "sector.name_like_this")
    sector = table.text("sector")
    if not key.startswith(f"{sector}."):
        raise table.invalid("sector", key.split(".")[0])
    rows = table.tables("steps")
    steps = tuple(_step(row) for row in rows)
    refuse_repeats(rows, "key")
    return Process(
        key=key,
        sector=sector,
        kind=table.one_of("kind", CaseKind),
        name=table.text("name"),
        name_en=table.text("name_en"),
        customer_words=table.text("customer_words"),
        documents=table.texts("documents"),
        steps=steps,
        version=table.integer("version", least=1),
    )


def _step(table: Table) -> StepTemplate:
    table.only("key", "name", "name_en", "unit", "normal_minutes", "normal_cost", "codes")
    unit = code_of(table, "unit")
    refuse_unsayable(table, ("name", "name_en"), (unit,))
    return StepTemplate(
        key=table.matching("key", _KEY, "key_like_this"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        unit=unit,
        normal_minutes=table.integer("normal_minutes", least=1),
        normal_cost=table.optional_integer("normal_cost", least=0),
        codes=read_codes(table, (unit,)),
    )


def _report_code(table: Table) -> ReportCode:
    table.only("code", "status", "plain", "plain_en", "needs_estimate")
    return ReportCode(
        code=code_of(table, "code"),
        status=table.one_of("status", StepStatus),
        plain=table.text("plain"),
        plain_en=table.text("plain_en"),
        needs_estimate=table.flag("needs_estimate"),
    )


def _step_to_doc(step: StepTemplate) -> dict[str, object]:
    return {
        "key": step.key,
        "name": step.name,
        "name_en": step.name_en,
        "unit": step.unit,
        "normal_minutes": step.normal_minutes,
        "normal_cost": step.normal_cost,
        "codes": codes_to_doc(step.codes),
    }
