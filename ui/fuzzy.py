"""Finding a command by a few of its letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_WORD_START = 8
_IN_A_ROW = 5
_LETTER = 1


def score(query: str, text: str) -> int | None:
    """How well the letters of `query` are found in order in `text`; None where they are not. Spaces do not count."""
    wanted = [letter for letter in query.casefold() if not letter.isspace()]
    words = text.casefold()
    total, position, last = 0, 0, -2
    for letter in wanted:
        found = _next(words, letter, position)
        if found < 0:
            return None
        total += _LETTER
        total += _WORD_START if found == 0 or not words[found - 1].isalnum() else 0
        total += _IN_A_ROW if found == last + 1 else 0
        last, position = found, found + 1
    return total


def best(query: str, texts: Sequence[str]) -> tuple[int, ...]:
    """Indices of the texts that match, best first; in the given order where the query is empty or the score equal."""
    scored: Iterable[tuple[int, int | None]] = ((index, score(query, text)) for index, text in enumerate(texts))
    found = [(index, value) for index, value in scored if value is not None]
    return tuple(index for index, value in sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _next(words: str, letter: str, start: int) -> int:
    # the start of a word is what people type first; the next letter of the same word comes before it
    if start < len(words) and words[start] == letter:
        return start
    for position in range(start, len(words)):
        if words[position] == letter and (position == 0 or not words[position - 1].isalnum()):
            return position
    return words.find(letter, start)
