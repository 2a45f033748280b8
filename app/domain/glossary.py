"""Glossary: plain words for statuses, codes and units, so that nothing internal is ever said to a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.cases import CaseStatus
from app.domain.processes import (
    Process,
    ReportCode,
    StepStatus,
    code_of,
    codes_to_doc,
    read_codes,
    refuse_unsayable,
)
from app.domain.sayable import in_language
from app.domain.toml_files import Table, read_doc, read_toml, refuse_repeats


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages; any language but English is told in Indonesian."""

    plain: str
    plain_en: str

    def words(self, language: str) -> str:
        return in_language(self.plain, self.plain_en, language)


NEUTRAL: Mapping[StepStatus, Words] = {
    StepStatus.WAITING: Words("bagian ini masih menunggu giliran dikerjakan", "this part is waiting its turn"),
    StepStatus.IN_PROGRESS: Words("bagian ini sedang kami kerjakan", "we are working on this part now"),
    StepStatus.ON_HOLD: Words("bagian ini sedang tertunda", "this part is on hold for now"),
    StepStatus.DONE: Words("bagian ini sudah selesai", "this part is finished"),
    StepStatus.FAILED: Words(
        "bagian ini belum berhasil dan sedang kami carikan jalan keluarnya",
        "this part has not worked out yet and we are looking for another way",
    ),
}
"""Said for a code that has no entry; in code, so that no glossary file can take it away."""


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The word for a status: short, for a label on the track and inside a sentence."""

    status: str
    plain: str
    plain_en: str

    def words(self, language: str) -> str:
        return in_language(self.plain, self.plain_en, language)


@dataclass(frozen=True, slots=True)
class UnitWords:
    """A unit by its own name for staff, and as a customer would hear it ("tim kartu kami")."""

    code: str
    name: str
    name_en: str
    plain: str
    plain_en: str

    def words(self, language: str) -> str:
        return in_language(self.plain, self.plain_en, language)


@dataclass(frozen=True, slots=True)
class Told:
    """What to say of a report; `known` is False where the code has no entry and must be flagged to its owner."""

    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words for every process; `codes` are usable in each step of each process."""

    version: int
    step_status: tuple[StatusWords, ...]
    case_status: tuple[StatusWords, ...]
    codes: tuple[ReportCode, ...]
    units: tuple[UnitWords, ...] = ()

    def with_units(self, units: tuple[UnitWords, ...]) -> Glossary:
        return replace(self, units=units)

    def step_word(self, status: StepStatus, language: str) -> str:
        return next(entry.words(language) for entry in self.step_status if entry.status == status)

    def case_word(self, status: CaseStatus, language: str) -> str:
        return next(entry.words(language) for entry in self.case_status if entry.status == status)

    def unit(self, code: str) -> UnitWords | None:
        return next((entry for entry in self.units if entry.code == code), None)

    def unit_plain(self, code: str, language: str) -> str:
        """How a customer hears of a unit; "tim kami" for one that has no entry."""
        entry = self.unit(code)
        if entry:
            return entry.words(language)
        return in_language("tim kami", "our team", language)

    def report_code(self, process: Process | None, step_key: str | None, code: str) -> ReportCode | None:
        """The step's own entry goes before the common one; without a process only the common ones are known."""
        step = process.step(step_key) if process and step_key else None
        own = step.code(code) if step else None
        return own or next((entry for entry in self.codes if entry.code == code), None)

    def codes_for(self, process: Process, step_key: str) -> tuple[ReportCode, ...]:
        """What a unit may report for a step: its own codes, then the common ones that it does not define itself."""
        step = process.step(step_key)
        own = step.codes if step else ()
        taken = {entry.code for entry in own}
        return own + tuple(entry for entry in self.codes if entry.code not in taken)

    def plain(self, process: Process | None, step_key: str | None, code: str, language: str) -> str | None:
        entry = self.report_code(process, step_key, code)
        return entry.words(language) if entry else None

    def tell(
        self,
        process: Process | None,
        step_key: str | None,
        code: str | None,
        status: StepStatus,
        language: str,
    ) -> Told:
        """What to say of a report. A code that is meant for another status is not said: the status is what happened."""
        entry = self.report_code(process, step_key, code) if code else None
        if entry and entry.status == status:
            return Told(entry.words(language), known=True)
        return Told(NEUTRAL[status].words(language), known=code is None or entry is not None)


def parse_glossary(text: str, source: str) -> Glossary:
    """The glossary of a TOML file named `source`; LoketError names the file and the dotted path of the first fault."""
    return _glossary(read_toml(text, source))


def parse_units(text: str, source: str) -> tuple[UnitWords, ...]:
    """The units of a TOML file named `source`, in its order."""
    table = read_toml(text, source)
    table.only("version", "units")
    table.integer("version", least=1)
    return _units(table)


def glossary_from_doc(doc: Mapping[str, object]) -> Glossary:
    """A glossary as `glossary_to_doc` wrote it, here or on a newer console."""
    return _glossary(read_doc(doc, "glossary"))


def glossary_to_doc(glossary: Glossary) -> dict[str, object]:
    """The glossary as JSON values, with its units."""
    return {
        "version": glossary.version,
        "step_status": _statuses_to_doc(glossary.step_status),
        "case_status": _statuses_to_doc(glossary.case_status),
        "codes": codes_to_doc(glossary.codes),
        **units_to_doc(glossary.units),
    }


def units_from_doc(doc: Mapping[str, object]) -> tuple[UnitWords, ...]:
    """Units as `units_to_doc` wrote them, here or on a newer console."""
    return _units(read_doc(doc, "units")) if doc.get("units") else ()


def units_to_doc(units: tuple[UnitWords, ...]) -> dict[str, object]:
    """The units as JSON values."""
    return {
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "name_en": unit.name_en,
                "plain": unit.plain,
                "plain_en": unit.plain_en,
            }
            for unit in units
        ]
    }


def _glossary(table: Table) -> Glossary:
    table.only("version", "step_status", "case_status", "codes", "units")
    return Glossary(
        version=table.integer("version", least=1),
        step_status=_statuses(table.table("step_status"), tuple(StepStatus)),
        case_status=_statuses(table.table("case_status"), tuple(CaseStatus)),
        codes=read_codes(table),
        units=_units(table) if table.values.get("units") else (),
    )


def _statuses(table: Table, statuses: tuple[str, ...]) -> tuple[StatusWords, ...]:
    table.only(*statuses)
    return tuple(_status(table.table(status), status) for status in statuses)


def _status(table: Table, status: str) -> StatusWords:
    table.only("plain", "plain_en")
    refuse_unsayable(table, ("plain", "plain_en"))
    return StatusWords(str(status), table.text("plain"), table.text("plain_en"))


def _units(table: Table) -> tuple[UnitWords, ...]:
    rows = table.tables("units")
    units = tuple(_unit(row) for row in rows)
    refuse_repeats(rows, "code")
    hidden = {unit.code for unit in units}
    for row in rows:
        refuse_unsayable(row, ("plain", "plain_en"), hidden)
    return units


def _unit(table: Table) -> UnitWords:
    table.only("code", "name", "name_en", "plain", "plain_en")
    return UnitWords(
        code=code_of(table, "code"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        plain=table.text("plain"),
        plain_en=table.text("plain_en"),
    )


def _statuses_to_doc(statuses: tuple[StatusWords, ...]) -> dict[str, object]:
    return {entry.status: {"plain": entry.plain, "plain_en": entry.plain_en} for entry in statuses}
