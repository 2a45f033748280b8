"""What the search index holds of a customer: each word of the name and each number, marked at its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from operator import add
from typing import Any

from sqlalchemy import Connection, func, select, text

from app.domain.names import digits, fold
from app.storage.rows import compact
from app.storage.sets import among, ids, in_chunks, insert_many
from app.storage.tables import case_file, customer

MARK = "  "
"""Before each word: two blanks make trigrams of a word's first one or two letters, so these can be looked up too."""

_INSIDE_WORD = re.compile("(?<=\\w)['’`\\u2018\\u00b4-](?=\\w)")
_LETTERS = re.compile("[a-z]{2,}")
_END = "$"
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz" + _END
_FIRST_SIGN = 0x4E00
_PAIRS = {
    one + two: chr(_FIRST_SIGN + place * len(_SIGNS) + other)
    for place, one in enumerate(_SIGNS)
    for other, two in enumerate(_SIGNS)
}
_CHUNK = 5_000
_CHUNKS = 4
_USUAL_HASH = 1 << 20
_BULK_HASH = 1 << 26
"""Memory for what was added before it is written to the index: the more, the less is merged later."""

_REPLACE = "INSERT OR REPLACE INTO search(rowid, words) VALUES (?, ?)"
_HASH = text("INSERT INTO search(search, rank) VALUES ('hashsize', :bytes)")
_DELETE = text("DELETE FROM search WHERE rowid = :row")
_COLUMNS = (
    customer.c.row,
    customer.c.id,
    customer.c.name,
    customer.c.name_key,
    customer.c.name_fold,
    customer.c.number_key,
    customer.c.phone,
    customer.c.nik,
    customer.c.npwp,
)
_NAMES = tuple(column.name for column in _COLUMNS)
_ROWS = select(*_COLUMNS).where(among(customer.c.id))
_ALL_ROWS = select(*_COLUMNS).where(customer.c.row > text(":after")).order_by(customer.c.row).limit(_CHUNK)
_NUMBERS = (
    select(case_file.c.customer_id, func.group_concat(case_file.c.number, " "))
    .where(among(case_file.c.customer_id))
    .group_by(case_file.c.customer_id)
)


def words_of(values: Mapping[str, Any], case_numbers: Iterable[str] = ()) -> str:
    """All words of a row of `customer`: its name in full and as written, its numbers, those of its cases."""
    words = values["name_key"].split()
    if values["name_fold"]:
        words += values["name_fold"].split()
    if _INSIDE_WORD.search(values["name"]):
        words += fold(_INSIDE_WORD.sub("", values["name"])).split()
    words += [values[name] for name in ("number_key", "nik", "npwp") if values[name]]
    if values["phone"]:
        number = values["phone"].removeprefix("+")
        words.append(number if number.isdecimal() else digits(number))
    words += [compact(number) for number in case_numbers]
    return MARK + MARK.join(dict.fromkeys(words))


def is_number(word: str) -> bool:
    """Whether a word is indexed as a number: it has a digit."""
    return not word.isalpha() and (word.isdecimal() or any(char.isdigit() for char in word))


def in_pairs(number: str, *, to_end: bool) -> str:
    """A number with one sign for each two neighbours, the last one with the end where `to_end`.

    There are only a thousand trigrams of digits, and each is in every thirtieth customer. Three signs hold four
    digits: a trigram of them is ten times as rare.
    """
    known = number if number.isascii() and number.isalnum() else "".join(char for char in number if char in _SIGNS)
    signs = known + _END if to_end else known
    try:
        return "".join(map(_PAIRS.__getitem__, map(add, signs, signs[1:])))
    except KeyError:
        return in_pairs("".join(char for char in number if char in _SIGNS), to_end=to_end)


def beginnings(number: str) -> tuple[str, ...]:
    """The pairs of signs that a number of one sign can go on with."""
    return tuple(_PAIRS[number + sign] for sign in _SIGNS)


def indexed(words: str) -> str:
    """The text that goes into the index: words as they are, numbers in pairs and the letters in them as words."""
    parts: list[str] = []
    for word in words.split():
        if word.isalpha():
            parts.append(word)
        elif word.isdecimal():
            parts.append(in_pairs(word, to_end=True))
        elif is_number(word):
            parts += (in_pairs(word, to_end=True), *_LETTERS.findall(word))
        else:
            parts.append(word)
    return MARK + MARK.join(parts)


def index_new(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Index customers that were not there before and have no cases yet; each row holds its rowid as `row`."""
    insert_many(connection, "search", [{"rowid": row["row"], "words": indexed(words_of(row))} for row in rows])


def index_again(connection: Connection, customer_ids: Iterable[str]) -> None:
    """Index customers as their rows and cases now are."""
    for chunk in in_chunks(customer_ids, _CHUNK):
        wanted = ids(chunk)
        _write(connection, _read(connection.execute(_ROWS, wanted).all()), wanted)


def index_everything(connection: Connection) -> None:
    """Build the index anew."""
    connection.execute(text("INSERT INTO search(search) VALUES ('delete-all')"))
    after = 0
    while rows := _read(connection.execute(_ALL_ROWS, {"after": after}).all()):
        _write(connection, rows, ids(row["id"] for row in rows))
        after = rows[-1]["row"]
    settle(connection)


def index_after(connection: Connection, after: int) -> int | None:
    """Index the next customers in the order of their rowids; the last one, or None at the end."""
    connection.execute(_HASH, {"bytes": _BULK_HASH})
    last: int | None = None
    for _ in range(_CHUNKS):
        rows = _read(connection.execute(_ALL_ROWS, {"after": after}).all())
        if not rows:
            break
        _write(connection, rows, ids(row["id"] for row in rows))
        after = last = rows[-1]["row"]
    connection.execute(_HASH, {"bytes": _USUAL_HASH})
    if last is None:
        settle(connection)
    return last


def unindex(connection: Connection, rows: Iterable[int]) -> None:
    """Take the customers with these rowids out of the index."""
    entries = [{"row": row} for row in rows]
    if entries:
        connection.execute(_DELETE, entries)


def settle(connection: Connection) -> None:
    """Merge the index into one segment, after much was added at once."""
    connection.execute(text("INSERT INTO search(search) VALUES ('optimize')"))


def _read(rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]


def _write(connection: Connection, rows: list[dict[str, Any]], wanted: dict[str, str]) -> None:
    numbers = {row[0]: row[1].split() for row in connection.execute(_NUMBERS, wanted)}
    entries = [(row["row"], indexed(words_of(row, numbers.get(row["id"], ())))) for row in rows]
    if entries:
        connection.exec_driver_sql(_REPLACE, entries)
