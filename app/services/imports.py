"""Customers from a file: each row is checked and standardised, the good ones go in by batches, the others are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Protocol

from app.changes import Changes
from app.domain.customers import changes_between, from_doc, to_doc
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Customer
from app.services.customers import clean_profile
from app.services.import_rows import ImportResult, LineIndex, Refusal, Row, RowFault
from app.services.import_twins import Document, KnownCustomers, SearchedCustomers, identity
from app.services.ports import Identifiers
from app.services.rights import IMPORT, check_right
from app.services.workplace import Workplace, open_session

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_EARLIEST_BIRTH = date(1880, 1, 1)
_CHUNK = 1_000


class Counts(Protocol):
    """What the bulk path has committed so far."""

    @property
    def added(self) -> int: ...
    @property
    def updated(self) -> int: ...
    @property
    def unchanged(self) -> int: ...


class BulkPath(Protocol):
    """Adds or updates (by customer number) in batches, rows and operations of a batch in one commit."""

    def __call__(self, documents: Iterable[Document], scope_id: int, session_id: str, at: datetime) -> Iterator[Counts]:
        """Counts after each batch; the documents of a batch are all taken before its transaction begins."""
        ...


class CustomerImport:
    """The import of customers; what it has committed stays when it is cut off, and a second run finds it unchanged."""

    def __init__(
        self, workplace: Workplace, identifiers: Identifiers, bulk: BulkPath, known: KnownCustomers | None = None
    ) -> None:
        self._workplace = workplace
        self._identifiers = identifiers
        self._bulk = bulk
        self._known = known or SearchedCustomers(workplace.store)

    def run(self, rows: Iterable[Row], progress: Callable[[int], None]) -> ImportResult:
        """Import every good row; `progress` hears how many rows were read, after each batch.

        LoketError(NOT_SIGNED_IN), (NOT_PERMITTED) or (NEEDS_NETWORK) before anything is read.
        """
        now = self._workplace.clock.now()
        with self._workplace.store.read() as uow:
            session = open_session(uow, now)
        check_right(session, IMPORT)
        run = _Run(self._workplace, self._identifiers, self._known, now)
        committed: Counts | None = None
        for counts in self._bulk(run.documents(rows), session.scope_id, session.id, now):
            committed = counts
            progress(run.read)
        if committed is not None:
            run.result.added += committed.added
            run.result.updated += committed.updated
            run.result.unchanged += committed.unchanged
        if run.result.added or run.result.updated:
            self._workplace.bus.publish(Changes(outbox=True))
        return run.result


class _Run:
    """One pass over the rows."""

    def __init__(self, workplace: Workplace, identifiers: Identifiers, known: KnownCustomers, now: datetime) -> None:
        self._workplace = workplace
        self._identifiers = identifiers
        self._known = known
        self._today = now.astimezone(UTC).date()
        self._first_lines = LineIndex()
        # in an empty store nobody has a twin but in the file itself
        self._may_be_known = workplace.store.status().customers > 0
        self.read = 0
        self.result = ImportResult()

    def documents(self, rows: Iterable[Row]) -> Iterator[Document]:
        """The good rows that the bulk path must deal with; those without a number are compared here."""
        iterator = iter(rows)
        while chunk := list(islice(iterator, _CHUNK)):
            self.read += len(chunk)
            good = [document for row in chunk if (document := self._checked(row)) is not None]
            unnumbered = [document for document in good if not document.get("customer_number")]
            twins = self._known.like(unnumbered) if unnumbered and self._may_be_known else [None] * len(unnumbered)
            settled = {id(document): twin for document, twin in zip(unnumbered, twins, strict=True) if twin is not None}
            for document in good:
                twin = settled.get(id(document))
                if twin is None:
                    yield document
                else:
                    self._compare(twin, document)

    def _checked(self, row: Row) -> Document | None:
        if row.fault is not None:
            self._refuse(row.line, "", row.fault)
            return None
        try:
            document = clean_row(row.values, self._identifiers, self._today)
        except LoketError as error:
            self._refuse(row.line, error.field or "", error)
            return None
        key = identity(document)
        first = self._first_lines.first_line(key.values, row.line)
        if first is not None:
            self._refuse(row.line, key.field, RowFault("twice", {"line": str(first)}))
            return None
        return document

    def _compare(self, twin: Customer, document: Document) -> None:
        merged = from_doc(twin.id, twin.scope_id, {**to_doc(twin), **document})
        changes = changes_between(twin, merged)
        if not changes:
            self.result.unchanged += 1
            return
        with self._workplace.change() as change:
            change.edit_customer(merged, changes)
            change.commit()
        self.result.updated += 1

    def _refuse(self, line: int, field: str, cause: RowFault | LoketError) -> None:
        self.result.refused.append(Refusal(line, field, cause))


def clean_row(values: Mapping[str, str], identifiers: Identifiers, today: date) -> Document:
    """The filled cells of a row in standard form; LoketError names the first wrong field."""
    filled = {key: text for key, value in values.items() if (text := value.strip())}
    if "birth_date" in filled:
        filled["birth_date"] = _birth_date(filled["birth_date"], today)
    return clean_profile(filled, identifiers)


def _birth_date(text: str, today: date) -> str:
    """ISO, or day first as people write it here."""
    found = _DAY_FIRST.fullmatch(text)
    try:
        born = date(*(int(part) for part in reversed(found.groups()))) if found else date.fromisoformat(text)
    except ValueError:
        raise LoketError(ErrorCode.INVALID, "birth_date") from None
    if not _EARLIEST_BIRTH <= born <= today:
        raise LoketError(ErrorCode.INVALID, "birth_date")
    return born.isoformat()
