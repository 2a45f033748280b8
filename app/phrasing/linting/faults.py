"""A fault of a phrase library: where it is, which rule it breaks, and the sentence that says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Gettext = Callable[[str], str]


def mark(message: str) -> str:
    """Marks a message for extraction; it is translated when it is told."""
    return message


class Rule(StrEnum):
    """What a fault is about; owners search for these words in docs/phrases.md."""

    TOML = "toml"
    KEY = "key"
    MISSING = "missing"
    TYPE = "type"
    EMPTY = "empty"
    VALUE = "value"
    ID = "id"
    SLOT = "slot"
    VARIANTS = "variants"
    EXAMPLES = "examples"
    SITUATION = "situation"
    GOVERNANCE = "governance"
    UNFILLABLE = "unfillable"
    CONTRADICTION = "contradiction"
    NEVER = "never"
    APOLOGY = "apology"
    OFFER = "offer"
    MOOD = "mood"
    STAGE = "stage"
    SPELLING = "spelling"
    PREPOSITION = "preposition"
    CAPITAL = "capital"
    ADDRESS = "address"
    COMMA = "comma"
    NUMBER = "number"
    MARKS = "marks"
    WORDING = "wording"
    LENGTH = "length"
    PROMISE = "promise"
    REFUSAL = "refusal"
    CLOSING = "closing"
    TRUTH = "truth"
    CHECK = "check"
    DUPLICATE = "duplicate"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class LintFault:
    """`message` is a msgid with named places for `facts`; `entry` is None for a fault of a whole file."""

    file: str
    entry: str | None
    rule: Rule
    field: str | None
    message: str
    facts: Mapping[str, str]
    line: int | None = None

    def sentence(self, gettext: Gettext) -> str:
        """What is wrong and what to do."""
        return gettext(self.message).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or an entry of it, that faults are told of."""

    file: str
    entry: str | None = None
    line: int | None = None

    def fault(self, rule: Rule, field: str | None, message: str, /, **facts: str) -> LintFault:
        return LintFault(self.file, self.entry, rule, field, message, facts, self.line)


def shown(text: str, longest: int = 60) -> str:
    """A value as it is quoted in a sentence: on one line, and not too long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
