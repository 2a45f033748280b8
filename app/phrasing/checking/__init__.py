"""Checks a sentence that an agent is about to say."""

from app.phrasing.checking.checker import Checker
from app.phrasing.checking.findings import Finding, Label, Severity
from app.phrasing.checking.jargon import parse_terms
from app.phrasing.checking.leaning import Leaning, parse_leaning
from app.phrasing.checking.lines import check_line

__all__ = ["Checker", "Finding", "Label", "Leaning", "Severity", "check_line", "parse_leaning", "parse_terms"]
