"""The answer of the engine, and its JSON as the headless commands print it."""

import json
from dataclasses import dataclass
from typing import Protocol

from app.domain.interactions import Stage
from app.phrasing.context import Context
from app.phrasing.reading import BadContext, parse_context
from app.phrasing.slots import Fact


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text that kept all the rules; `score` lies above 0 and up to 1."""

    text: str
    stage: Stage
    phrase_ids: tuple[str, ...]
    score: float
    facts: tuple[Fact, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that nobody has reported, and the question to the back office that would bring it."""

    fact: str
    ask: str


@dataclass(frozen=True, slots=True)
class Answer:
    suggestions: tuple[Suggestion, ...]
    missing: tuple[Missing, ...]
    situations: tuple[str, ...] = ()


class Suggests(Protocol):
    def suggest(self, context: Context, limit: int = 5) -> Answer: ...


def to_json(answer: Answer) -> dict[str, object]:
    return {
        "suggestions": [
            {
                "text": each.text,
                "stage": each.stage.value,
                "phrase_ids": list(each.phrase_ids),
                "score": each.score,
                "facts": [{"text": fact.text, "source": fact.source} for fact in each.facts],
                "why": each.why,
            }
            for each in answer.suggestions
        ],
        "missing": [{"fact": each.fact, "ask": each.ask} for each in answer.missing],
    }


def error_json(field: str, message: str) -> dict[str, object]:
    return {"error": {"field": field, "message": message}}


def answer_line(engine: Suggests, line: str, number: int, limit: int = 5) -> tuple[dict[str, object], bool]:
    """The answer to one line of JSON Lines (`number` counts from 1), and whether the line could be used."""
    try:
        data = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return error_json("line", f"baris {number} bukan JSON yang sah"), False
    try:
        context = parse_context(data)
    except BadContext as error:
        return error_json(error.field, error.message), False
    return to_json(engine.suggest(context, limit)), True
