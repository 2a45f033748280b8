"""The rules of form: keys, types and values of a file and of its entries, told all at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.phrasing.context import Language
from app.phrasing.entries import ENTRY_KEYS, GOVERNANCE_KEYS
from app.phrasing.linting.faults import LintFault, Place, Rule, mark, shown
from app.phrasing.phrase import ADDRESS_SLOTS, FLAGS, REGISTERS, SLOTS, Part
from app.phrasing.situation import State
from app.phrasing.words import APOLOGY

FILE_DEFAULTS = GOVERNANCE_KEYS | {"stage", "language"}
FILE_KEYS = FILE_DEFAULTS | {"phrase", "situation", "name", "examples", "titles", "manner"}
LEAST_EXAMPLES = 8
SLOT = re.compile(r"\{([a-z_]+)\}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SITUATION = re.compile(r"[a-z]+(?:_[a-z]+)*")
_CHOICES: Mapping[str, type[StrEnum]] = {"stage": Stage, "part": Part, "language": Language}
_LISTS: Mapping[str, type[StrEnum]] = {"moods": Mood, "channels": Channel, "kinds": ContactKind, "when": State}
_TEXTS = ("id", "text", "why")
_FLAGS = ("apology", "acknowledges", "tells")
_NAMES = ("needs", "unless")

Doc = Mapping[str, object]


def file_faults(place: Place, data: Doc) -> Iterator[LintFault]:
    """The head of a file."""
    yield from _unknown_keys(place, data, FILE_KEYS)
    if "stage" in data:
        yield from _choice(place, "stage", data["stage"], Stage)
    if "language" in data:
        yield from _choice(place, "language", data["language"], Language)
    if "situation" in data:
        yield from _situation(place, data)
    else:
        for key in ("name", "examples", "titles", "manner"):
            if key in data:
                yield place.fault(
                    Rule.KEY, key, mark("“{key}” belongs to the file of a situation; add situation or take it away"),
                    key=key,
                )  # fmt: skip
    entries = data.get("phrase", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield place.fault(Rule.TYPE, "phrase", mark("entries are tables; write [[phrase]] above each of them"))
    elif not entries:
        yield place.fault(Rule.EMPTY, "phrase", mark("the file has no entry; write one or take the file away"))


def _situation(place: Place, data: Doc) -> Iterator[LintFault]:
    key = data["situation"]
    if not isinstance(key, str) or not _SITUATION.fullmatch(key):
        yield place.fault(
            Rule.SITUATION,
            "situation",
            mark("a situation is lower-case words joined by underscores, as card_swallowed"),
        )
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        yield place.fault(Rule.MISSING, "name", mark("the situation has no name; write what an owner calls it"))
    if "titles" in data:
        yield from _texts(place, "titles", data["titles"])
    if "examples" in data:
        yield from _texts(place, "examples", data["examples"])
    if "manner" in data and not isinstance(data["manner"], bool):
        yield place.fault(Rule.TYPE, "manner", mark("“{key}” is true or false, without quotes"), key="manner")
    examples = data.get("examples")
    given = [each for each in examples if isinstance(each, str)] if isinstance(examples, list) else []
    distinct = {" ".join(each.casefold().split()) for each in given} - {""}
    if len(distinct) < LEAST_EXAMPLES:
        yield place.fault(
            Rule.EXAMPLES, "examples",
            mark("{found} different examples of what customers say; write {least} or more, informal and formal"),
            found=str(len(distinct)), least=str(LEAST_EXAMPLES),
        )  # fmt: skip
    elif len(distinct) < len(given):
        yield place.fault(Rule.EXAMPLES, "examples", mark("an example is written twice; take one of them away"))


def entry_faults(place: Place, doc: Doc) -> Iterator[LintFault]:
    """The keys of one entry, the defaults of its file included."""
    yield from _unknown_keys(place, doc, ENTRY_KEYS)
    for key in _TEXTS:
        yield from _text(place, key, doc.get(key))
    name = doc.get("id")
    if isinstance(name, str) and name.strip() and not _ID.fullmatch(name):
        yield place.fault(Rule.ID, "id", mark("an id is lower-case letters, digits and hyphens, as close-solved"))
    if "stage" not in doc:
        yield place.fault(
            Rule.MISSING, "stage", mark("the entry has no stage; write one of: {known}"), known=_of(Stage)
        )
    for key in _FLAGS:
        if not isinstance(doc.get(key, False), bool):
            yield place.fault(Rule.TYPE, key, mark("“{key}” is true or false, without quotes"), key=key)
    yield from _values(place, doc)
    yield from _wording(place, doc)


def _values(place: Place, doc: Doc) -> Iterator[LintFault]:
    """The keys whose values are chosen from those that are known."""
    for key, kind in _CHOICES.items():
        if key in doc:
            yield from _choice(place, key, doc[key], kind)
    for key, kind in _LISTS.items():
        if key in doc:
            yield from _members(place, key, doc[key], [member.value for member in kind])
    for key in _NAMES:
        if key in doc:
            yield from _members(place, key, doc[key], sorted(SLOTS | FLAGS))
    if "register" in doc:
        yield from _known(place, "register", doc["register"], sorted(REGISTERS))
    if "situations" in doc:
        yield from _situations(place, doc["situations"])


def _wording(place: Place, doc: Doc) -> Iterator[LintFault]:
    text = doc.get("text")
    own: set[str] = set()
    if isinstance(text, str) and text.strip():
        own = set(SLOT.findall(text))
        yield from _slots(place, "text", text)
        yield from _apology(place, "text", text, doc.get("apology") is True)
    variants = doc.get("variants")
    if variants is None:
        return
    yield from _texts(place, "variants", variants)
    for index, variant in enumerate(variants if isinstance(variants, list) else []):
        if not isinstance(variant, str) or not variant.strip():
            continue
        where = f"variants[{index}]"
        yield from _slots(place, where, variant)
        yield from _apology(place, where, variant, doc.get("apology") is True)
        for slot in sorted((set(SLOT.findall(variant)) & SLOTS) - own - ADDRESS_SLOTS):
            yield place.fault(
                Rule.VARIANTS, where,
                mark("the variant uses {slot}, which the text has not; a variant says the same facts as the text"),
                slot="{" + slot + "}",
            )  # fmt: skip


def _slots(place: Place, where: str, text: str) -> Iterator[LintFault]:
    for slot in sorted(set(SLOT.findall(text)) - SLOTS):
        near = get_close_matches(slot, sorted(SLOTS), 1, 0.6)
        if near:
            yield place.fault(
                Rule.SLOT, where, mark("there is no slot {slot}; did you mean {near}?"),
                slot="{" + slot + "}", near="{" + near[0] + "}",
            )  # fmt: skip
        else:
            yield place.fault(Rule.SLOT, where, mark("there is no slot {slot}; use a known one"), slot="{" + slot + "}")
    rest = SLOT.sub("", text)
    if "{" in rest or "}" in rest:
        yield place.fault(Rule.SLOT, where, mark("a brace stands alone; a slot is written as {{title}}"))


def _apology(place: Place, where: str, text: str, said: bool) -> Iterator[LintFault]:  # noqa: FBT001 - a value of the file
    apologises = bool(APOLOGY.search(text))
    if apologises and not said:
        yield place.fault(Rule.APOLOGY, where, mark("it apologises; add apology = true"))
    elif said and not apologises:
        yield place.fault(
            Rule.APOLOGY, where, mark("apology = true, and there is no apology in it; take one of them away")
        )


def _situations(place: Place, value: object) -> Iterator[LintFault]:
    yield from _texts(place, "situations", value)
    for name in value if isinstance(value, list) else []:
        if isinstance(name, str) and name.strip() and not _SITUATION.fullmatch(name):
            yield place.fault(
                Rule.SITUATION, "situations",
                mark("a situation is lower-case words joined by underscores, as card_swallowed"),
            )  # fmt: skip


def _unknown_keys(place: Place, doc: Doc, known: frozenset[str]) -> Iterator[LintFault]:
    for key in sorted(set(doc) - known):
        near = get_close_matches(key, sorted(known), 1, 0.6)
        if near:
            yield place.fault(
                Rule.KEY, key, mark("“{key}” is no key; did you mean “{near}”?"), key=shown(key), near=near[0]
            )
        else:
            yield place.fault(Rule.KEY, key, mark("“{key}” is no key; take it away"), key=shown(key))


def _text(place: Place, key: str, value: object) -> Iterator[LintFault]:
    if value is None:
        yield place.fault(Rule.MISSING, key, mark("“{key}” is missing; write it"), key=key)
    elif not isinstance(value, str):
        yield place.fault(Rule.TYPE, key, mark("“{key}” is a text; write it between quotes"), key=key)
    elif not value.strip():
        yield place.fault(Rule.EMPTY, key, mark("“{key}” is empty; write it or take it away"), key=key)


def _texts(place: Place, key: str, value: object) -> Iterator[LintFault]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield place.fault(Rule.TYPE, key, mark('“{key}” is a list of texts, as ["one", "two"]'), key=key)
    elif not value or not all(item.strip() for item in value):
        yield place.fault(Rule.EMPTY, key, mark("“{key}” is empty; write it or take it away"), key=key)


def _choice(place: Place, key: str, value: object, kind: type[StrEnum]) -> Iterator[LintFault]:
    yield from _known(place, key, value, [member.value for member in kind])


def _known(place: Place, key: str, value: object, known: Sequence[str]) -> Iterator[LintFault]:
    if not isinstance(value, str):
        yield place.fault(Rule.TYPE, key, mark("“{key}” is a text; write it between quotes"), key=key)
    elif value not in known:
        yield _not_known(place, key, value, known)


def _members(place: Place, key: str, value: object, known: Sequence[str]) -> Iterator[LintFault]:
    yield from _texts(place, key, value)
    for item in value if isinstance(value, list) else []:
        if isinstance(item, str) and item.strip() and item not in known:
            yield _not_known(place, key, item, known)
    if isinstance(value, list) and len({str(item) for item in value}) < len(value):
        yield place.fault(Rule.VALUE, key, mark("“{key}” names something twice; take one of them away"), key=key)


def _not_known(place: Place, key: str, value: str, known: Sequence[str]) -> LintFault:
    return place.fault(
        Rule.VALUE, key, mark("“{value}” is not known in “{key}”; choose from: {known}"),
        value=shown(value), key=key, known=", ".join(known),
    )  # fmt: skip


def _of(kind: type[StrEnum]) -> str:
    return ", ".join(member.value for member in kind)


def as_day(value: object) -> date | None:
    """A day of TOML, or one of JSON as 2026-01-01."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
