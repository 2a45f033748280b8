"""Customers by any part of name or number, best first, with work that does not grow with how common a word is."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from app.domain.customers import mask
from app.domain.names import digits
from app.domain.people import CustomerKind
from app.services.views import CustomerHit
from app.storage.rows import compact, dump
from app.storage.search_index import words_of
from app.storage.search_text import Typed, read_typed

_PAGE = 32
_MOST_CANDIDATES = 640
_ENOUGH = 32
_VAGUE = 4
_LAST = "\U0010ffff"

_EXACT, _NAME, _BEGINS, _ANYWHERE = range(4)

_COLUMNS = (
    "c.id, c.name, c.name_key, c.name_fold, c.kind, c.customer_number, c.number_key, c.phone, c.nik, c.npwp, c.city"
)
_CASES = "(SELECT group_concat(number, ' ') FROM case_file WHERE customer_id = c.id)"
_RANGE = f"SELECT {_COLUMNS}, NULL FROM customer c WHERE c.{{0}} >= ? AND c.{{0}} < ? ORDER BY c.{{0}} LIMIT ?"  # noqa: S608 - columns of ours
_CASE_NUMBER = (
    f"SELECT {_COLUMNS}, f.number FROM case_file f JOIN customer c ON c.id = f.customer_id WHERE f.number = ?"  # noqa: S608
)
_MATCH = f"SELECT {_COLUMNS}, {{0}} FROM search CROSS JOIN customer c ON c.row = search.rowid WHERE search MATCH ?"  # noqa: S608
_OPEN_CASES = text(
    "SELECT customer_id, count(*) FROM case_state"
    " WHERE is_open = 1 AND customer_id IN (SELECT value FROM json_each(:ids)) GROUP BY customer_id"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    row: Any

    @property
    def order(self) -> tuple[int, str, str]:
        return self.rank, self.row.name_key, self.row.id


def find_customers(connection: Connection, typed_text: str, limit: int) -> tuple[CustomerHit, ...]:
    """At most `limit` customers with every word: a whole number first, then names, word starts, any part."""
    typed = read_typed(typed_text)
    if typed is None or limit < 1:
        return ()
    found = _Found(typed)
    found.add_all(_whole_case(connection, typed))
    for column, start in _ranges(typed):
        found.add_all(connection.exec_driver_sql(_RANGE.format(column), (start, start + _LAST, limit)))
    if not found.is_settled(limit):
        _search_index(connection, typed, found, limit)
    best = found.best(limit)
    counts = _open_cases(connection, best)
    return tuple(_hit(typed, candidate.row, counts.get(candidate.row.id, 0)) for candidate in best)


class _Found:
    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self._by_id: dict[str, _Candidate] = {}
        self.good = 0
        self.begins = 0
        self.exact = 0

    def add_all(self, rows: Iterable[Any]) -> None:
        for row in rows:
            if row.id not in self._by_id:
                candidate = _candidate(self._typed, row)
                if candidate is not None:
                    self._by_id[row.id] = candidate
                    self.good += 1
                    self.begins += candidate.rank <= _BEGINS
                    self.exact += candidate.rank == _EXACT

    def is_settled(self, limit: int) -> bool:
        """A whole number names its customer; and what begins with the words goes before what holds them inside."""
        return self.begins >= limit or self.exact > 0

    def best(self, limit: int) -> list[_Candidate]:
        return sorted(self._by_id.values(), key=lambda candidate: candidate.order)[:limit]


def _search_index(connection: Connection, typed: Typed, found: _Found, limit: int) -> None:
    # any part: where that is few customers, all are seen and ranked; where it is many, word starts are asked for too
    seen_all = _stream(connection, typed, found, limit, at_start=False)
    if not seen_all and typed.has_names and found.begins < limit:
        _stream(connection, typed, found, limit, at_start=True)


def _stream(connection: Connection, typed: Typed, found: _Found, limit: int, *, at_start: bool) -> bool:
    """Read candidates until there are enough; whether the index had no more."""
    enough = found.good + max(limit, _ENOUGH)
    for exact in (False, True):
        statement = _MATCH.format(_CASES if typed.has_digits else "NULL")
        result = connection.exec_driver_sql(statement, (typed.match(at_start=at_start, exact=exact),))
        with closing(result):
            for page in range(_MOST_CANDIDATES // _PAGE):
                before = found.good
                rows = result.fetchmany(_PAGE)
                found.add_all(rows)
                if len(rows) < _PAGE:
                    return True
                if found.good >= enough:
                    return False
                if page and not exact and (found.good - before) * _VAGUE < _PAGE:
                    break  # too few are what was asked for: more trigrams are cheaper than rows
    return False


def _ranges(typed: Typed) -> list[tuple[str, str]]:
    ranges = []
    for name in typed.names:
        ranges += [("name_key", name), ("name_fold", name)]
    for number in typed.numbers:
        ranges.append(("number_key", number))
        if number.isdigit():
            ranges += [("phone", f"+{number}"), ("nik", number), ("npwp", number)]
    return ranges


def _whole_case(connection: Connection, typed: Typed) -> Iterable[Any]:
    return connection.exec_driver_sql(_CASE_NUMBER, (typed.raw,)) if typed.has_digits else ()


def _candidate(typed: Typed, row: Any) -> _Candidate | None:  # noqa: ANN401 - a row of SQLAlchemy
    mapping = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    words = words_of(mapping, (row[-1] or "").split())
    if not all(word.is_in(words) for word in typed.words):
        return None
    return _Candidate(_rank(typed, row, words), row)


def _rank(typed: Typed, row: Any, words: str) -> int:  # noqa: ANN401
    if any(word.is_whole_number_in(words) for word in typed.words):
        return _EXACT
    if typed.names and (row.name_key.startswith(typed.names) or (row.name_fold or "").startswith(typed.names)):
        return _NAME
    return _BEGINS if typed.begins_in(words) else _ANYWHERE


def _matched(typed: Typed, row: Any) -> str:  # noqa: ANN401
    """The field in which a number was found, or letters that are not in the name."""
    fields = [("customer_number", row.number_key), ("nik", row.nik), ("npwp", row.npwp)]
    fields += [("phone", digits(row.phone or "")), ("case_number", " ".join(map(compact, (row[-1] or "").split())))]
    names = f"{row.name_key} {row.name_fold or ''}"
    parts = [form[0] for word in typed.words for form in word.forms if len(form) == 1 and form[0] not in names]
    return next((name for part in parts for name, value in fields if value and part in value), "name")


def _open_cases(connection: Connection, found: list[_Candidate]) -> dict[str, int]:
    wanted = dump([candidate.row.id for candidate in found])
    return {row[0]: row[1] for row in connection.execute(_OPEN_CASES, {"ids": wanted})}


def _hit(typed: Typed, row: Any, open_cases: int) -> CustomerHit:  # noqa: ANN401
    return CustomerHit(
        id=row.id,
        name=row.name,
        kind=CustomerKind(row.kind),
        customer_number=row.customer_number,
        phone=mask("phone", row.phone) if row.phone else None,
        city=row.city,
        open_cases=open_cases,
        matched=_matched(typed, row),
    )
