"""The linter as a whole: the shipped library, one entry while it is written, and the checker of the agent's texts."""

import pytest

from app.bootstrap import phrase_linter
from app.phrasing.context import Context
from app.phrasing.library import parse_library
from app.phrasing.linting import Linter, Rule, lint, lint_entry
from tests.unit.linting.rooms import DOC, GOOD, faults_of, linter, shipped, words


def test_the_shipped_library_has_no_fault() -> None:
    found = linter().lint(shipped())

    assert [f"{fault.file}: {fault.entry}: {fault.rule}: {fault.sentence(str)}" for fault in found] == []


def test_the_shipped_library_passes_the_checker_of_agents_texts() -> None:
    found = phrase_linter().lint(shipped(), coverage=False)

    assert [f"{fault.entry}: {fault.sentence(str)}" for fault in found if fault.rule is Rule.CHECK] == []


def test_one_entry_is_held_against_the_library() -> None:
    library = parse_library(shipped())
    copied = next(phrase for phrase in library.phrases if phrase.stage == "closing")

    assert lint_entry(DOC, library, words()) == ()
    again = lint_entry({**DOC, "stage": "closing", "text": copied.text}, library, words())
    assert Rule.DUPLICATE in [fault.rule for fault in again]
    assert copied.id in [fault.facts["entry"] for fault in again if fault.rule is Rule.DUPLICATE]


def test_an_entry_names_situations_that_the_library_knows() -> None:
    library = parse_library(shipped())
    known = library.situations()[0].id

    assert lint_entry({**DOC, "situations": [known]}, library, words()) == ()
    assert [each.rule for each in lint_entry({**DOC, "situations": ["no_such"]}, library, words())] == [Rule.SITUATION]


def test_an_entry_is_not_a_duplicate_of_its_own_earlier_version() -> None:
    library = parse_library(shipped())
    kept = next(phrase for phrase in library.phrases if phrase.stage == "closing" and not phrase.situations)
    doc = {**DOC, "id": kept.id, "stage": "closing", "text": kept.text}

    assert [each.rule for each in lint_entry(doc, library, words()) if each.rule is Rule.DUPLICATE] == []


@pytest.mark.parametrize("doc", [{}, {"id": 3}, {"text": None}, {"text": "{"}, {"stage": "x", "variants": [1]}])
def test_an_unfinished_entry_is_told_and_never_breaks_it(doc: dict[str, object]) -> None:
    assert lint_entry(doc, parse_library({}), words())


def test_the_checker_hears_the_text_filled() -> None:
    heard: list[tuple[str, Context]] = []

    def check(text: str, context: Context) -> list[tuple[str, str]]:
        heard.append((text, context))
        return [("jargon", "istilah dalam")] if "tahap" in text.casefold() else []

    text = GOOD.replace("Ada lagi yang bisa saya bantu?", "Tahap {step} saya pantau, {voc}. Ada lagi yang ditanyakan?")
    found = Linter(words(), check).lint({"closing.toml": text})

    assert [(fault.rule, fault.facts["label"]) for fault in found] == [(Rule.CHECK, "jargon")]
    assert "{" not in heard[0][0]
    assert heard[0][1].stage == "closing"


def test_the_same_files_have_the_same_faults_in_the_order_of_files_and_lines() -> None:
    bad = GOOD.replace("bantu?", "bantuu?")
    files = {"b.toml": bad, "a.toml": bad.replace('"a"', '"z"')}

    assert lint(files, words()) == faults_of(dict(reversed(files.items())))
    assert [fault.file for fault in lint(files, words())] == sorted(fault.file for fault in lint(files, words()))
