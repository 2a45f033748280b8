"""The checker: what is wrong with a sentence that an agent is about to say, most serious first."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from app.domain.glossary import Glossary
from app.phrasing.checking import blame, rudeness
from app.phrasing.checking.arguing import argue_faults
from app.phrasing.checking.carelessness import careless_faults
from app.phrasing.checking.coldness import cold_faults
from app.phrasing.checking.disclosure import disclosure_faults
from app.phrasing.checking.findings import Fault, Finding, Label
from app.phrasing.checking.gentleness import excused, is_gentle
from app.phrasing.checking.grounding import grounding_faults
from app.phrasing.checking.jargon import Terms, foreign_faults, jargon_faults
from app.phrasing.checking.leaning import Leaning
from app.phrasing.checking.promising import promise_faults
from app.phrasing.checking.refusals import deadend_faults
from app.phrasing.checking.rewriting import rewrites
from app.phrasing.checking.rules import faults_by
from app.phrasing.checking.standing import standing_faults
from app.phrasing.checking.structure import Reading, read
from app.phrasing.context import Context

MOST_FINDINGS = 2
MOST_TRIED = 4
_ORDER = tuple(Label)
_OF_TONE = frozenset(Label) - {Label.UNGROUNDED, Label.DISCLOSES, Label.JARGON}


class Checker:
    """Reads structure, not key words; `terms` are words of the trade with plain words for them ("" where none fits)."""

    def __init__(
        self, glossary: Glossary, terms: Mapping[str, str] | None = None, leaning: Leaning | None = None
    ) -> None:
        self._terms = Terms(glossary, terms or {})
        self._leaning = leaning

    def check(self, text: str, context: Context | None = None) -> tuple[Finding, ...]:
        """At most two findings of different labels; none for a good text. Without a context nothing is `ungrounded`."""
        reading = read(text)
        faults = self._weighed(reading, context)
        return tuple(self._finding(fault, faults, reading, context) for fault in _chosen(faults))

    def _weighed(self, reading: Reading, context: Context | None) -> list[Fault]:
        """The rules' faults; the whole text decides where they see none, or only slight ones."""
        faults = [fault for fault in self._faults(reading, context) if not excused(fault, reading)]
        if self._leaning is None:
            return faults
        if not faults:
            leans = None if is_gentle(reading) else self._leaning.fault(reading)
            return [leans] if leans else []
        of_tone = all(fault.label in _OF_TONE for fault in faults)
        overruled = of_tone and self._leaning.overrules(reading, max(fault.weight for fault in faults))
        return [] if overruled else faults

    def _faults(self, reading: Reading, context: Context | None) -> Iterator[Fault]:
        yield from disclosure_faults(reading, context)
        yield from faults_by(rudeness.RULES, Label.RUDE, reading)
        yield from faults_by(blame.RULES, Label.BLAME, reading)
        yield from argue_faults(reading)
        yield from deadend_faults(reading)
        yield from grounding_faults(reading, context)
        yield from standing_faults(reading, context)
        yield from jargon_faults(reading, self._terms.found_in(reading))
        yield from foreign_faults(reading)
        yield from promise_faults(reading)
        yield from cold_faults(reading)
        yield from careless_faults(reading, context.channel if context else None)

    def _finding(self, fault: Fault, faults: list[Fault], reading: Reading, context: Context | None) -> Finding:
        tried = islice(rewrites(fault, faults, reading, self._terms, context), MOST_TRIED)
        rewrite = next((text for text in tried if self._passes(text, context)), None)
        return Finding(fault.label, fault.severity, fault.start, fault.end, fault.reason, rewrite)

    def _passes(self, text: str, context: Context | None) -> bool:
        return not self._weighed(read(text), context)


def _chosen(faults: Iterable[Fault]) -> list[Fault]:
    """The heaviest fault of each label, the heaviest labels first."""
    best: dict[Label, Fault] = {}
    for fault in faults:
        kept = best.get(fault.label)
        if kept is None or (fault.weight, -fault.start) > (kept.weight, -kept.start):
            best[fault.label] = fault
    ranked = sorted(best.values(), key=lambda fault: (-fault.weight, _ORDER.index(fault.label)))
    return ranked[:MOST_FINDINGS]
