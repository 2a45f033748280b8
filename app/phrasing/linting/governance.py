"""The rules of approval: two people, a day from which an entry holds, and days in order."""

from collections.abc import Iterator

from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.linting.schema import Doc, as_day

_PEOPLE = ("author", "approver")


def governance_faults(place: Place, doc: Doc, *, draft: bool) -> Iterator[LintFault]:
    """Of one entry, the defaults of its file included; nobody has approved a draft yet."""
    for key in () if draft else (*_PEOPLE, "effective"):
        if key not in doc:
            yield place.fault(
                Rule.GOVERNANCE, key, mark("“{key}” is missing; write it here or at the head of the file"), key=key
            )
    for key in (*_PEOPLE, "quotes"):
        value = doc.get(key)
        if key in doc and not (isinstance(value, str) and value.strip()):
            yield place.fault(Rule.GOVERNANCE, key, mark("“{key}” is a text that is not empty"), key=key)
    for key in ("effective", "retired"):
        if key in doc and as_day(doc[key]) is None:
            yield place.fault(Rule.GOVERNANCE, key, mark("“{key}” is a date, as 2026-01-01"), key=key)
    author, approver = doc.get("author"), doc.get("approver")
    if isinstance(author, str) and isinstance(approver, str) and author.strip() and _same(author, approver):
        yield place.fault(Rule.GOVERNANCE, "approver", mark("the author approved it; another person must"))
    effective, retired = as_day(doc.get("effective")), as_day(doc.get("retired"))
    if effective is not None and retired is not None and retired <= effective:
        yield place.fault(
            Rule.GOVERNANCE, "retired", mark("it is retired before it holds; put “retired” after “effective”")
        )
    version = doc.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        yield place.fault(Rule.GOVERNANCE, "version", mark("“version” is a whole number of 1 or more"))


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
