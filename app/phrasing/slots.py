"""A fact with its source, and a slot of a phrase with the facts that fill it."""

from dataclasses import dataclass

from app.phrasing.context import Language


@dataclass(frozen=True, slots=True)
class Fact:
    """Words of the text, and the dotted path of the context that they come from."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What fills a slot.

    `short` says it in fewer words: for a spoken sentence that has no room, and where `closed` words
    ("besok, Selasa, ...") are not followed by the comma or full stop that they need.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    short: "Slot | None" = None
    closed: bool = False


def slot_in(name: str, language: Language) -> str:
    """The key of what fills a slot where the phrase is in another language."""
    return f"{name}.{language.value}"
