"""All rules over all files, and those that a single entry must keep while it is being written."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.phrasing.checking import Checker
from app.phrasing.context import Context
from app.phrasing.library import KnownSituation, Library
from app.phrasing.linting.conditions import angry_faults, condition_faults, fitting
from app.phrasing.linting.coverage import coverage_faults
from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.linting.lexicon import Words
from app.phrasing.linting.marks import mark_faults
from app.phrasing.linting.reading import Document, Entry, read_document, read_one
from app.phrasing.linting.sameness import Said, compared, duplicate_faults, said
from app.phrasing.linting.schema import Doc
from app.phrasing.linting.spelling import address_faults, spelling_faults
from app.phrasing.linting.wording import length_faults, spoken, spoken_faults, wording_faults

WHOLE = 100
"""From this many entries on, a folder is a whole library: a talk must not stop for want of words."""

Check = Callable[[str, Context], Iterable[tuple[str, str]]]
"""Label and reason of what a checker finds in a text that is said in a context."""


def checked_by(checker: Checker) -> Check:
    def check(text: str, context: Context) -> Iterator[tuple[str, str]]:
        return ((finding.label.value, finding.reason) for finding in checker.check(text, context))

    return check


@dataclass(frozen=True, slots=True)
class Linter:
    """`check` is the checker of the agent's own texts: what the library says must pass it too."""

    words: Words
    check: Check | None = None

    def lint(self, files: Mapping[str, str], *, coverage: bool | None = None) -> tuple[LintFault, ...]:
        """Every fault of the files in their order, gaps of coverage last; None looks for those in a whole library."""
        documents = [read_document(file, files[file]) for file in sorted(files)]
        entries = [entry for document in documents for entry in document.entries]
        found: list[LintFault] = []
        for document in documents:
            found += document.faults
            found += self._head(document)
            for entry in document.entries:
                found += self._entry(entry)
        found += _ids(entries)
        found += _situations(documents, entries)
        found += duplicate_faults([each for entry in entries for each in _said(entry)])
        found.sort(key=_order)
        if coverage if coverage is not None else len(entries) >= WHOLE:
            found += coverage_faults(_library(documents, entries))
        return tuple(found)

    def lint_entry(self, doc: Doc, library: Library, *, file: str = "") -> tuple[LintFault, ...]:
        """The faults of one entry with its stage, as it would stand among those of the library; approval may follow."""
        entry = read_one(doc, file, "phrase[0]", draft=True)
        found = self._entry(entry)
        others = [
            said(Place("", phrase.id), "text", each)
            for phrase in library.phrases
            if entry.phrase is not None and phrase.stage is entry.phrase.stage and phrase.id != entry.id
            for each in (phrase, *phrase.variants)
        ]
        mine = list(_said(entry))
        found += duplicate_faults(mine)
        found += _unknown_situations(entry, {each.id for each in library.situations()})
        for own in mine:
            alike = (compared(other, own) for other in others if other.phrase.part is own.phrase.part)
            found += [fault for fault in alike if fault is not None][:1]
        return tuple(sorted(found, key=_order))

    def _head(self, document: Document) -> Iterator[LintFault]:
        """The words of a situation's name and titles; its examples are as customers write."""
        name, titles = document.data.get("name"), document.data.get("titles")
        texts = [("name", name)] if isinstance(name, str) else []
        if isinstance(titles, list):
            texts += [(f"titles[{index}]", title) for index, title in enumerate(titles) if isinstance(title, str)]
        for field, text in texts:
            yield from spelling_faults(document.place, field, text, self.words, indonesian=True)

    def _entry(self, entry: Entry) -> list[LintFault]:
        found = list(entry.faults)
        place, indonesian = entry.place, entry.language == "id"
        for field, text in entry.texts():
            found += spelling_faults(place, field, text, self.words, indonesian=indonesian)
            found += address_faults(place, field, text)
            found += mark_faults(place, field, text)
            found += wording_faults(place, field, text, self.words, indonesian=indonesian)
        why = entry.doc.get("why")
        if isinstance(why, str):
            found += spelling_faults(place, "why", why, self.words, indonesian=True)
            found += mark_faults(place, "why", why)
        if entry.phrase is not None:
            fits = list(fitting(entry.phrase))
            found += condition_faults(place, entry.phrase, fits)
            for field, phrase in entry.phrases():
                found += angry_faults(place, field, phrase)
                found += length_faults(place, field, phrase.text, phrase.channels)
                samples = spoken(phrase, fits)
                if indonesian:
                    told = {(each.rule, each.field) for each in found}
                    found += [each for each in spoken_faults(place, field, samples) if (each.rule, field) not in told]
                    found += self._checked(place, field, [(each.text, each.context) for each in samples[:1]])
        return found

    def _checked(self, place: Place, field: str, samples: Iterable[tuple[str, Context]]) -> Iterator[LintFault]:
        for text, context in samples:
            for label, reason in self.check(text, context) if self.check else ():
                yield place.fault(
                    Rule.CHECK, field, mark("the checker finds {label} in it: {reason}"), label=label, reason=reason
                )


def lint(files: Mapping[str, str], words: Words) -> tuple[LintFault, ...]:
    """Every fault of the files that can be found without a checker."""
    return Linter(words).lint(files)


def lint_entry(doc: Doc, library: Library, words: Words) -> tuple[LintFault, ...]:
    """Every fault of one entry, as it would stand in the library, that can be found without a checker."""
    return Linter(words).lint_entry(doc, library)


def _said(entry: Entry) -> Iterator[Said]:
    return (said(entry.place, field, phrase) for field, phrase in entry.phrases())


def _ids(entries: Iterable[Entry]) -> Iterator[LintFault]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.id is None:
            continue
        if entry.id in first:
            yield entry.place.fault(
                Rule.ID, "id", mark("the id is used already in {file}; give this entry another"),
                file=first[entry.id].place.file,
            )  # fmt: skip
        first.setdefault(entry.id, entry)


def _situations(documents: Iterable[Document], entries: Iterable[Entry]) -> Iterator[LintFault]:
    """Names of situations have a file with examples, and only one."""
    known: dict[str, str] = {}
    for document in documents:
        key = document.data.get("situation")
        if not isinstance(key, str):
            continue
        if key in known:
            yield document.place.fault(
                Rule.SITUATION, "situation", mark("the situation has a file already: {file}; put the entries together"),
                file=known[key],
            )  # fmt: skip
        known.setdefault(key, document.place.file)
    for entry in entries:
        yield from _unknown_situations(entry, known)


def _unknown_situations(entry: Entry, known: Container[str]) -> Iterator[LintFault]:
    names = entry.doc.get("situations")
    for name in names if isinstance(names, list) else []:
        if isinstance(name, str) and name not in known:
            yield entry.place.fault(
                Rule.SITUATION, "situations",
                mark("no file has situation = “{name}”, so nothing leads to it; write one with examples"),
                name=name,
            )  # fmt: skip


def _library(documents: Iterable[Document], entries: Iterable[Entry]) -> Library:
    """What the engine would offer: the entries without a fault of form or approval."""
    known = []
    for document in documents:
        key, name, examples = (document.data.get(each) for each in ("situation", "name", "examples"))
        if isinstance(key, str) and isinstance(name, str) and isinstance(examples, list):
            known.append(KnownSituation(key, name, tuple(str(each) for each in examples)))
    sound = (entry.phrase for entry in entries if entry.phrase is not None and not entry.faults)
    return Library.of_phrases(sound, known)


def _order(fault: LintFault) -> tuple[str, int, str, str]:
    return fault.file, fault.line or 0, fault.entry or "", fault.field or ""
