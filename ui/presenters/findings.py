"""What is wrong with a sentence, in a word or two; the reason itself is Indonesian, like the sentence."""

from __future__ import annotations

from ui.words import _, mark

LABELS = {
    "blame": mark("Blames the customer"),
    "argue": mark("Argues"),
    "deadend": mark("Leaves no way out"),
    "jargon": mark("Internal term"),
    "empty_promise": mark("Promise without a time"),
    "rude": mark("Rude"),
    "discloses_data": mark("Discloses data"),
    "careless_tone": mark("Careless tone"),
    "ungrounded": mark("Not what the record says"),
}
TONES = {"block": "danger", "warn": "warn", "hint": "info"}


def label_words(label: str) -> str:
    """The kind of fault; one that a newer checker knows is told as a remark."""
    return _(LABELS.get(label, mark("Remark")))
