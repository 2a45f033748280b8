"""The labelled lines that the mood model is fitted on, and which of them the fit never sees."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
LABELS = HERE / "labels.tsv"
SPEECH = HERE.parent / "fixtures" / "moods"
MOODS = ("calm", "confused", "anxious", "disappointed", "angry")
_MASK = re.compile(r"xxx(\w+?)xxx")
_NUMBERS = {"number", "phone", "date", "time", "percent", "money"}


@dataclass(frozen=True, slots=True)
class Line:
    """One text with its mood; `kind` is chat or speech; `source` says who gave the label."""

    text: str
    mood: str
    kind: str
    source: str

    @property
    def held_out(self) -> bool:
        return held_out(self.text)


def held_out(text: str) -> bool:
    """A quarter of all texts, by what is written in them: twins that differ in numbers stay together."""
    letters = re.sub(r"[^a-z]", "", _MASK.sub("", text.casefold()))
    return int(hashlib.sha256(letters.encode()).hexdigest(), 16) % 4 == 0


def speech() -> Iterator[Line]:
    """Our own utterances at the counter and on the phone."""
    for mood in MOODS:
        for row in (SPEECH / f"{mood}.jsonl").read_text(encoding="utf-8").splitlines():
            doc = json.loads(row)
            yield Line(doc["text"], doc["mood"], "speech", "own")


def all_lines(data: Path) -> list[Line]:
    """Every labelled line; `data` is the folder that holds dev/ and stif/. A text counts once."""
    found: dict[str, Line] = {}
    for line in (*_given(data), *_labelled(data), *speech()):
        found.setdefault(re.sub(r"[^a-z]", "", line.text.casefold()), line)
    return list(found.values())


def _given(data: Path) -> Iterator[Line]:
    for row in (data / "dev" / "moods.jsonl").read_text(encoding="utf-8").splitlines():
        doc = json.loads(row)
        kind = "speech" if doc["source"] == "written" else "chat"
        yield Line(_unmasked(doc["text"]), doc["mood"], kind, "given")


def _labelled(data: Path) -> Iterator[Line]:
    """The last look at a line counts; `none` means that no customer speaks to an organisation there."""
    last: dict[tuple[str, int], str] = {}
    for row in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        file, number, label, look = row.split("\t")
        if look != "2":
            last[file, int(number)] = label
    texts = {file: (data / "stif" / file).read_text(encoding="utf-8").split("\n") for file, _ in last}
    for (file, place), label in last.items():
        if label != "none":
            yield Line(_unmasked(texts[file][place - 1].strip()), label, "chat", "labelled")


def _unmasked(text: str) -> str:
    """Masked numbers as a number, other masks as nothing: a counter's text has neither mask."""
    return _MASK.sub(lambda mask: " 12 " if mask[1] in _NUMBERS else " ", text)
