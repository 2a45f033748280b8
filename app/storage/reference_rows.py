"""Reference data of the open transaction, read from its shared documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.glossary import Glossary, glossary_from_doc, units_from_doc
from app.domain.people import Branch, Staff, Unit
from app.domain.processes import Process, process_from_doc
from app.domain.wire import branch_from_doc, staff_from_doc, unit_from_doc
from app.storage.tables import reference

_OF_KIND = (
    select(reference.c.id, reference.c.key, reference.c.doc)
    .where(reference.c.kind == bindparam("kind"))
    .order_by(reference.c.key, reference.c.ver)
)
_ONE = (
    select(reference.c.doc)
    .where(reference.c.kind == bindparam("kind"), reference.c.key == bindparam("key"))
    .order_by(reference.c.ver.desc())
    .limit(1)
)
_NO_GLOSSARY = Glossary(version=0, step_status=(), case_status=(), codes=())


class ReferenceRows:
    """Implements `ReferenceRepository`; each process is read once in a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._processes: dict[str, Process | None] = {}

    def branches(self) -> tuple[Branch, ...]:
        return tuple(branch_from_doc(row_id, doc) for row_id, doc in self._documents("branch"))

    def language_of(self, branch_code: str) -> str:
        return str((self._document("branch", branch_code) or {}).get("language") or "id")

    def units(self) -> tuple[Unit, ...]:
        return tuple(unit_from_doc(row_id, doc) for row_id, doc in self._documents("unit"))

    def staff(self) -> tuple[Staff, ...]:
        return tuple(staff_from_doc(row_id, doc) for row_id, doc in self._documents("staff"))

    def process(self, key: str) -> Process | None:
        if key not in self._processes:
            doc = self._document("process", key)
            self._processes[key] = process_from_doc(doc) if doc else None
        return self._processes[key]

    def setting(self, key: str) -> Mapping[str, object] | None:
        return self._document("setting", key)

    def processes(self) -> tuple[Process, ...]:
        return tuple(process_from_doc(doc) for _, doc in self._documents("process"))

    def glossary(self) -> Glossary:
        """The glossary in force; one without words before the first sync."""
        documents = [doc for _, doc in self._documents("glossary")]
        words = [doc for doc in documents if "step_status" in doc]
        glossary = glossary_from_doc(words[-1]) if words else _NO_GLOSSARY
        units = [doc for doc in documents if "step_status" not in doc and "units" in doc]
        return glossary.with_units((*glossary.units, *units_from_doc(units[-1]))) if units else glossary

    def _document(self, kind: str, key: str) -> Mapping[str, Any] | None:
        doc = self._connection.execute(_ONE, {"kind": kind, "key": key}).scalar()
        return json.loads(doc) if doc else None

    def _documents(self, kind: str) -> list[tuple[str, Mapping[str, Any]]]:
        newest = {row.key: (row.id, json.loads(row.doc)) for row in self._connection.execute(_OF_KIND, {"kind": kind})}
        return list(newest.values())
