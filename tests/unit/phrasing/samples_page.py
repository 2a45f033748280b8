"""Makes docs/phrase-samples.md from what the engine says: `python -m tests.unit.phrasing.samples_page`."""

from collections.abc import Iterator
from pathlib import Path

from app.phrasing.reading import parse_context
from tests.unit.phrasing.moments import engine
from tests.unit.phrasing.sample_contexts import SAMPLES, Sample

PAGE = Path(__file__).resolve().parents[3] / "docs" / "phrase-samples.md"
_HEAD = """# What Loket says: twenty moments

Each of these is printed by the engine from the library that comes with Loket; a test fails when the page is stale.
Dates, names, places and options stand in the context, and nowhere in the library.
*Ask* is the question to the back office that comes ready to send where a fact is missing.

To make the page again: `python -m tests.unit.phrasing.samples_page`.
"""


def page() -> str:
    return _HEAD + "".join(f"\n{part}" for number, sample in enumerate(SAMPLES, 1) for part in _parts(number, sample))


def _parts(number: int, sample: Sample) -> Iterator[str]:
    yield f"## {number}. {sample.title}\n\nKnown: {sample.known}.\n"
    answer = engine().suggest(parse_context(sample.context))
    yield "".join(f"{place}. {each.text}\n" for place, each in enumerate(answer.suggestions, 1))
    asks = "".join(f"- *Ask:* {each.ask}\n" for each in answer.missing)
    if asks:
        yield asks


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
