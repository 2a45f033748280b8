"""Punctuation, figures and spaces: what the eye stumbles over in a text."""

import re
from collections.abc import Iterator

from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.linting.spelling import without_slots
from app.phrasing.wording import MONTHS, WEEKDAYS

_TABLE: tuple[tuple[Rule, re.Pattern[str], str], ...] = (
    (Rule.MARKS, re.compile(r"^\s|\s$"), mark("it begins or ends with a space; take it away")),
    (Rule.MARKS, re.compile(r"\s{2,}|[^\S ]"), mark("two spaces, a tab or a line break; write one space")),
    (Rule.MARKS, re.compile(r"\S\s+[,.?!;:]"), mark("a space stands before a punctuation mark; take it away")),
    (Rule.MARKS, re.compile(r"[,;?!](?=[^\W\d_])|[.](?=[^\W\d_]{2})"),
     mark("a space is missing after a punctuation mark")),
    (Rule.MARKS, re.compile(r"\.{2,}|\u2026"), mark("an ellipsis leaves the sentence open; write it to the end")),
    (Rule.MARKS, re.compile(r"!.*!|[?!]{2,}", re.DOTALL),
     mark("more than one exclamation or question mark; one is enough")),
    (Rule.MARKS, re.compile(r",{2,}|,[.?!]|;{2,}"), mark("two punctuation marks follow each other; leave one")),
    (Rule.MARKS, re.compile(r"[\"'`\u2018\u201e]|\u201c[^\u201d]*$|^[^\u201c]*\u201d"),
     mark("a quotation mark or apostrophe; say it without, or write “ and ”")),
    (Rule.MARKS, re.compile(r"[\u2014\u2013]| - "), mark("a dash cannot be spoken; use a comma or two sentences")),
    (Rule.MARKS, re.compile(r"[\[\]()<>|\\^*_=#@$&~+/]|%"), mark("a sign that cannot be spoken; write it in words")),
    (Rule.NUMBER, re.compile(r"\bRp\b|\bRp(?=\d)|\brupiah\b", re.IGNORECASE),
     mark("an amount is typed; use {{cost}} or {{cost_estimate}}, which is filled as Rp150.000")),
    (Rule.NUMBER, re.compile(r"\b(?:jam|pukul) \d|\b\d{1,2}[:.]\d\d\b"),
     mark("a clock time is typed; use a slot as {{estimate}}, which is filled as pukul 15.00 WIB")),
    (Rule.NUMBER, re.compile(r"\d"), mark("a figure is typed; use the slot of the fact, or words")),
    (Rule.NUMBER, re.compile(r"\b(?:" + "|".join(MONTHS + WEEKDAYS) + r")\b"),
     mark("a date is typed; use a slot as {{estimate}} or {{due}}")),
)  # fmt: skip
_TIMES = re.compile(r"\b(pukul|jam|hari) \{(?:due|estimate|past_estimate|promise_due|new_estimate|incident_estimate)\}")
_DOUBLED = re.compile(r"\b(\w{2,}) \1\b", re.IGNORECASE)
_ENDS = (".", "?", "!")


def mark_faults(place: Place, field: str, text: str) -> Iterator[LintFault]:
    own = without_slots(text)
    told: set[Rule] = set()
    for rule, pattern, message in _TABLE:
        # One typed figure breaks several of the rules of figures; the first says it best.
        if pattern.search(own) and not (rule is Rule.NUMBER and rule in told):
            told.add(rule)
            yield place.fault(rule, field, message)
    if _TIMES.search(text):
        yield place.fault(
            Rule.NUMBER, field, mark("the slot says the day and “pukul” itself; take the word before it away")
        )
    if any(not char.isprintable() for char in text if not char.isspace()):
        yield place.fault(Rule.MARKS, field, mark("a character that cannot be seen; write the text anew"))
    if text.strip() and not text.rstrip().endswith(_ENDS):
        yield place.fault(Rule.MARKS, field, mark("it does not end with a full stop or a question mark; add it"))
    doubled = _DOUBLED.search(own)
    if doubled:
        yield place.fault(
            Rule.MARKS, field, mark("“{word}” stands twice in a row; take one away"), word=doubled.group(1)
        )
