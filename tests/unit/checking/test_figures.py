"""The checker on our own labelled sentences: those it was tuned on, a held-out third, and others written later."""

import pytest

from app.phrasing.checking import Label, Severity
from tests.unit.checking.examples import Example, examples

FILES = ("tuned", "heldout", "fresh", *(f"fresh{number}" for number in range(8, 16)), "grounds")
PLAIN = "plain"


def bad(name: str) -> list[Example]:
    return [each for each in examples(name) if each.labels]


def good(name: str) -> list[Example]:
    return [each for each in examples(name) if not each.labels]


def test_there_are_sentences_of_every_label_and_enough_good_ones() -> None:
    rows = [each for name in FILES for each in examples(name)]
    assert len(rows) >= 340
    assert {label for each in rows for label in each.labels} == set(Label)
    assert sum(not each.labels for each in rows) >= 0.45 * len(rows)


@pytest.mark.parametrize("name", FILES)
def test_faults_are_found(name: str) -> None:
    missed = [each.text for each in bad(name) if not each.findings]
    assert len(missed) <= 0.15 * len(bad(name)), missed


@pytest.mark.parametrize("name", FILES)
def test_the_main_label_is_right(name: str) -> None:
    wrong = [each.text for each in bad(name) if not each.findings or each.findings[0].label not in each.labels]
    assert len(wrong) <= 0.25 * len(bad(name)), wrong


@pytest.mark.parametrize("name", FILES)
def test_good_sentences_pass(name: str) -> None:
    alarms = [(each.text, each.findings[0].label) for each in good(name) if each.findings]
    assert len(alarms) <= 0.05 * len(good(name)), alarms


def test_plain_sentences_pass() -> None:
    alarms = [(each.text, each.findings[0].label) for each in good(PLAIN) if each.findings]
    assert len(alarms) <= 0.05 * len(good(PLAIN)), alarms


def test_what_is_blocked_is_at_fault() -> None:
    blocked = [
        each
        for name in FILES
        for each in examples(name)
        if any(finding.severity is Severity.BLOCK for finding in each.findings)
    ]
    assert len(blocked) > 50
    assert sum(bool(each.labels) for each in blocked) >= 0.95 * len(blocked)


def test_most_findings_come_with_a_better_wording() -> None:
    findings = [finding for name in FILES for each in bad(name) for finding in each.findings[:1]]
    assert sum(finding.rewrite is not None for finding in findings) >= 0.7 * len(findings)
