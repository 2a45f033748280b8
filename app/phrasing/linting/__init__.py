"""Finds every fault of a phrase library: form, approval, conditions, spelling, wording, sameness and coverage."""

from app.phrasing.linting.faults import LintFault, Rule
from app.phrasing.linting.lexicon import Words, parse_words
from app.phrasing.linting.linter import Check, Linter, checked_by, lint, lint_entry

__all__ = ["Check", "LintFault", "Linter", "Rule", "Words", "checked_by", "lint", "lint_entry", "parse_words"]
