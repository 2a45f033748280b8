"""Processor time of one answer with the library as it is, with 700 entries and with 10,000 made from them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.phrasing.context import Context
from app.phrasing.engine import Engine
from app.phrasing.library import Library, Phrase
from app.phrasing.reading import parse_context
from tests.bench.pairs import percentile
from tests.bench.report import Line, Options, script
from tests.unit.phrasing.moments import CASES, CHANNELS, MOODS, STAGES, VARIANTS, context, library

_LIMITS_MS = ((None, 10.0), (700, 10.0), (10_000, 25.0))
_UTTERANCES = (
    None,
    "kok kartu saya belum jadi juga, katanya kemarin selesai",
    (
        "saya sudah tiga kali ke sini dan tidak ada yang bisa menjelaskan sampai di mana laporannya, padahal waktu itu "
        "petugasnya bilang cukup menunggu di rumah saja lalu nanti dihubungi, dan sampai sekarang tidak ada satu pun "
        "yang menelepon, jadi tolong dicek yang benar ya karena uangnya saya perlukan untuk biaya sekolah anak"
    ),
    "internetnya mati lagi",
)
_WORDS = ("rapi", "jelas", "teliti", "bersama", "lengkap", "cermat", "tertib", "runtut", "cepat", "tuntas")


def run(options: Options) -> Iterator[Line]:
    """A line for each size: the 95th percentile beside its limit."""
    moments = _moments(options.pick(400, 2_000))
    for size, limit in _LIMITS_MS:
        whole = library()
        engine = Engine(whole if size is None else _of_size(whole, size))
        engine.suggest(moments[0])
        times = [_milliseconds(engine, moment) for moment in moments]
        p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
        entries = len(whole.phrases) if size is None else size
        yield Line(
            "suggest",
            f"one answer of five, {entries:,} entries",
            f"p50 {p50:.2f}, p95 {p95:.2f} ms of {len(times)}",
            f"{limit:.0f} ms of processor time",
            f"{p95 / limit:.2f}",
            f"p95 ≤ {limit:.0f} ms",
            p95 <= limit,
        )


def _milliseconds(engine: Engine, moment: Context) -> float:
    start = time.thread_time()
    engine.suggest(moment)
    return (time.thread_time() - start) * 1000


def _moments(count: int) -> Sequence[Context]:
    chance = random.Random(20261123)
    found = []
    for number in range(count):
        said = chance.choice(_UTTERANCES)
        moment = context(
            chance.choice(STAGES),
            chance.choice(list(CASES.values())),
            mood=chance.choice(MOODS),
            channel=chance.choice(CHANNELS),
            # never the same words twice: what was found for them is kept for a while
            utterance=said and f"{said} {number}",
        )
        found.append(parse_context(moment | chance.choice(VARIANTS)))
    return found


def _of_size(whole: Library, size: int) -> Library:
    """Cut down to `size`, or grown to it by copies with other words, so that they are not alike."""
    chance = random.Random(7)
    entries: list[Phrase] = list(whole.phrases)
    chance.shuffle(entries)
    entries = entries[:size]
    originals = tuple(entries)
    while len(entries) < size:
        original = originals[len(entries) % len(originals)]
        added = chance.sample(_WORDS, 3)
        variants = tuple(_with_words(each, added, len(entries)) for each in original.variants)
        entries.append(replace(_with_words(original, added, len(entries)), variants=variants))
    return Library.of_phrases(entries, whole.situations())


def _with_words(original: Phrase, added: Sequence[str], number: int) -> Phrase:
    last = original.pieces[-1]
    pieces = (*original.pieces[:-1], f"{last[:-1]}, {', '.join(added)}{last[-1]}")
    words = original.words | {*added}
    return replace(original, id=f"{original.id}-{number}", text="".join(pieces), pieces=pieces, words=words)


if __name__ == "__main__":
    script(run, __doc__)
