"""The checker live in a text box: processor time for 60 words never seen before, against its limit."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from app.bootstrap import phrase_checker
from tests.bench.pairs import percentile

LIMIT_MS = 15.0
WORDS = 60
FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "checks"


def texts() -> list[str]:
    """Texts of 60 words: the sentences of the fixtures, good and bad ones mixed by their letters."""
    lines = (line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    rows = sorted((json.loads(line)["text"] for line in lines), key=lambda text: text[::-1])
    words = " ".join(rows).split()
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS)]


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    checker = phrase_checker()
    samples = texts()
    half = len(samples) // 2
    for text in samples[:half]:
        checker.check(text)
    spent = []
    for text in samples[half:]:
        before = time.process_time()
        checker.check(text)
        spent.append((time.process_time() - before) * 1000)
    p50, p95 = percentile(spent, 0.5), percentile(spent, 0.95)
    told = f"p50 {p50:.2f} ms, p95 {p95:.2f} ms, limit {LIMIT_MS:.0f} ms, ratio {p95 / LIMIT_MS:.2f}"
    print(f"check of {WORDS} words, {len(spent)} texts: {told}")


if __name__ == "__main__":
    main()
