"""The library laid out by the moments in which an entry may be said, each cell sorted once, when first asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.context import Language
from app.phrasing.library import Library
from app.phrasing.phrase import Part, Phrase
from app.phrasing.ranking import fitness, holds
from app.phrasing.situation import State


@dataclass(frozen=True, slots=True)
class Cell:
    """What a moment has in common with all others that choose from the same entries; the day is not in it."""

    state: State
    mood: Mood
    channel: Channel
    language: Language


@dataclass(frozen=True, slots=True)
class Shelves:
    """Entries with their fitness by stage, part and cell."""

    library: Library
    _cells: dict[tuple[Stage, Part, Cell], Sequence[tuple[float, Phrase]]] = field(default_factory=dict)

    def of(self, stage: Stage, part: Part, cell: Cell) -> Sequence[tuple[float, Phrase]]:
        """Best first; of two that are equally fit, the one with the later id."""
        key = (stage, part, cell)
        if key not in self._cells:
            found = [
                (fitness(phrase), phrase)
                for phrase in self.library.of(stage, part)
                if holds(phrase, cell.state, cell.mood, cell.channel, cell.language)
            ]
            self._cells[key] = tuple(sorted(found, key=lambda each: (each[0], each[1].id), reverse=True))
        return self._cells[key]
