"""Entries and files for the tests of the linter, with our own list of words."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.phrasing.linting import Linter, LintFault, Words, parse_words
from app.phrasing.linting.faults import Place
from app.phrasing.linting.reading import Entry, read_one

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
HEAD = 'stage = "closing"\nauthor = "Tim Layanan"\napprover = "Komite Mutu Layanan"\neffective = 2026-01-01\n'
ENTRY = '[[phrase]]\nid = "a"\ntext = "Ada lagi yang bisa saya bantu?"\nwhy = "Penutup yang singkat."\n'
GOOD = HEAD + ENTRY
PLACE = Place("x.toml", "a")
DOC: Mapping[str, object] = {
    "id": "a",
    "stage": "solution",
    "text": "Saya bantu dari sini, {voc}.",
    "why": "Bantuan yang jelas.",
    "author": "Tim Layanan",
    "approver": "Komite Mutu Layanan",
    "effective": "2026-01-01",
}


@cache
def words() -> Words:
    folder = RESOURCES / "words"
    names = ("words.txt", "misspelled.tsv", "forbidden.tsv")
    return parse_words(*((folder / name).read_text(encoding="utf-8") for name in names))


@cache
def shipped() -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (RESOURCES / "phrases").glob("*.toml")}


def linter() -> Linter:
    return Linter(words())


def faults_of(files: Mapping[str, str] | str) -> tuple[LintFault, ...]:
    return linter().lint({"closing.toml": files} if isinstance(files, str) else files)


def rules_of(files: Mapping[str, str] | str) -> list[str]:
    return [fault.rule.value for fault in faults_of(files)]


def entry(**changes: object) -> Entry:
    return read_one({**DOC, **changes}, "x.toml", "phrase[0]")


def entry_rules(**changes: object) -> set[str]:
    """The rules that the entry of DOC breaks with these changes."""
    doc = {key: value for key, value in {**DOC, **changes}.items() if value is not None}
    linted = Linter(words())
    return {fault.rule.value for fault in linted._entry(read_one(doc, "x.toml", "phrase[0]"))}


def said(text: str, **changes: object) -> set[str]:
    return entry_rules(text=text, **changes)
