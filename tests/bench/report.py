"""What a bench says: its figures beside their limits and targets, as a table, as JSON, and as an exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from tests.bench.pairs import Pairs, percentile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure; `met` is None where there is no target."""

    bench: str
    what: str
    figure: str
    limit: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """`quick` is for a look within minutes: fewer turns over less data."""

    quick: bool

    def pick(self, quick: T, whole: T) -> T:
        return quick if self.quick else whole


HEAD = ("#", "what", "figure", "limit, same run", "ratio (lowest to highest)", "target", "")
_VERDICT = {True: "met", False: "**missed**", None: ""}


def ratio_line(bench: str, what: str, pairs: Pairs, unit: str, limit: str, least: float | None) -> Line:
    """A figure as a share of its limit; `limit` says what the limit is."""
    low, high = pairs.spread
    return Line(
        bench,
        what,
        f"{pairs.figure:,.0f} {unit}",
        f"{pairs.limit:,.0f} {unit}: {limit}",
        f"{pairs.ratio:.2f} ({low:.2f} to {high:.2f})",
        "" if least is None else f"≥ {least:.2f}",
        None if least is None else pairs.ratio >= least,
    )


def rate_line(bench: str, what: str, rate: float, unit: str, least: float, limit: str = "") -> Line:
    """A figure with a target of its own."""
    return Line(bench, what, f"{rate:,.0f} {unit}", limit, "", f"≥ {least:,.0f} {unit}", rate >= least)


def delay_line(bench: str, what: str, delays: Sequence[float], limit: str, most: tuple[float | None, float]) -> Line:
    """Milliseconds; `most` are those of the median (None: any) and of the 99th percentile."""
    p50, p99 = percentile(delays, 0.5), percentile(delays, 0.99)
    most50, most99 = most
    target = f"p99 ≤ {most99:,.1f} ms" if most50 is None else f"p50 ≤ {most50:,.0f}, p99 ≤ {most99:,.0f} ms"
    met = p99 <= most99 and (most50 is None or p50 <= most50)
    return Line(bench, what, f"p50 {p50:,.2f}, p99 {p99:,.2f} ms of {len(delays)}", limit, "", target, met)


def table(lines: Iterable[Line]) -> str:
    """As Markdown."""
    rows = [(x.bench, x.what, x.figure, x.limit, x.ratio, x.target, _VERDICT[x.met]) for x in lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in (HEAD, ("---",) * len(HEAD), *rows))


def script(run: Callable[[Options], Iterable[Line]], about: str | None) -> None:
    """The command line of a bench: each line is told as soon as it is known."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="fewer turns over less data")
    parser.add_argument("--strict", action="store_true", help="exit status 1 where a target was missed")
    parser.add_argument("--json", type=Path, help="also write the lines to this file")
    arguments = parser.parse_args()
    lines = []
    for line in run(Options(arguments.quick)):
        lines.append(line)
        print(" | ".join(filter(None, (*asdict(line).values(),)[:6])), _VERDICT[line.met], sep="   ", flush=True)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([asdict(line) for line in lines]), encoding="utf-8")
    missed = any(line.met is False for line in lines)
    sys.exit(int(missed and arguments.strict))
