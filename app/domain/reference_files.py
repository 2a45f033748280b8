"""Files that service owners load: which of them a file is shows in its tables."""

from __future__ import annotations

from app.domain.glossary import Glossary, UnitWords, parse_glossary, parse_units
from app.domain.processes import Process, parse_process
from app.domain.toml_files import read_toml


def parse_reference(text: str, source: str) -> Process | Glossary | tuple[UnitWords, ...]:
    """A glossary has status words, a file of units has only units, and any other file must be a process."""
    table = read_toml(text, source)
    if table.has("step_status"):
        return parse_glossary(text, source)
    if table.has("units"):
        return parse_units(text, source)
    return parse_process(text, source)
