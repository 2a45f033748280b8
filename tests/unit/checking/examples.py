"""The labelled sentences of the fixtures, and the checker as the program wires it."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.bootstrap import phrase_checker
from app.phrasing.checking import Checker, Finding
from app.phrasing.reading import parse_context

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "checks"


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    labels: tuple[str, ...]
    findings: tuple[Finding, ...]


@cache
def checker() -> Checker:
    return phrase_checker()


@cache
def examples(name: str) -> tuple[Example, ...]:
    """The sentences of one file, each with what the checker finds."""
    found = []
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        context = parse_context(row["context"]) if row.get("context") else None
        found.append(Example(row["text"], tuple(row["labels"]), checker().check(row["text"], context)))
    return tuple(found)
