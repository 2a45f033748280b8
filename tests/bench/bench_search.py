"""Search and local commit in an encrypted store of a million customers, as ratios to their limits."""

from __future__ import annotations

import argparse
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.domain.facts import Fact, FactKind
from app.domain.replication import OperationKind
from app.domain.wire import fact_to_doc
from app.storage.keys import StoreKey
from app.storage.store import SqlStore, new_row_id, open_store

SEARCH_LIMIT_MS = 16.0
COMMIT_LIMIT_MS = 5.0

_GIVEN = [
    *(
        "Muhammad",
        "Ahmad",
        "Siti",
        "Nur",
        "Sri",
        "Dewi",
        "Abdul",
        "Agus",
        "Budi",
        "Eko",
        "Dwi",
        "Tri",
        "Putri",
        "Putra",
    ),
    *(
        "Rina",
        "Wahyu",
        "Hendra",
        "Yusuf",
        "Ibrahim",
        "Ali",
        "Hasan",
        "Fitri",
        "Ayu",
        "Made",
        "Wayan",
        "Ketut",
        "Komang",
    ),
    *("Maria", "Yohanes", "Joko", "Bambang", "Slamet", "Wati", "Yuni", "Yanti", "Indah", "Lestari", "Ratna", "Kartika"),
    *(
        "Mega",
        "Bayu",
        "Rizki",
        "Fajar",
        "Dian",
        "Desi",
        "Linda",
        "Lina",
        "Hadi",
        "Rudi",
        "Andi",
        "Iwan",
        "Dedi",
        "Asep",
    ),
    *("Ujang", "Euis", "Neng", "Tuti", "Endang", "Sutrisno"),
]
_SHORT = {"Muhammad": ("Moh.", "Mohammad", "M.", "Mochamad", "Muh."), "Ahmad": ("Achmad",), "Abdul": ("Abd.",)}
_SYLLABLES = [consonant + vowel for consonant in "bdghjklmnprstwy" for vowel in "aiuo"] + ["an", "in", "un", "ang"]
_CITIES = ("Jakarta", "Surabaya", "Makassar", "Medan", "Denpasar", "Jayapura", "Bandung", "Pontianak")


def people(count: int, dice: random.Random) -> Iterator[Mapping[str, str | None]]:
    """Made-up customers with names as they are shared out in life: a few very common, most rare."""
    families = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))).capitalize() for _ in range(8_000)]
    given_weights = [1 / (place + 1) ** 0.8 for place in range(len(_GIVEN))]
    family_weights = [1 / (place + 1) ** 0.8 for place in range(len(families))]
    kinds = dice.choices(((1, 1), (2, 0), (2, 1), (1, 2)), k=count)
    given = iter(dice.choices(_GIVEN, given_weights, k=2 * count))
    family = iter(dice.choices(families, family_weights, k=2 * count))
    for place, (first, last) in enumerate(kinds):
        words = [next(given) for _ in range(first)] + [next(family) for _ in range(last)]
        if words[0] in _SHORT and dice.random() < 0.3:
            words[0] = dice.choice(_SHORT[words[0]])
        yield {
            "name": " ".join(words),
            "kind": "person",
            "customer_number": f"CIF{place:08d}",
            "phone": f"+628{dice.randrange(10**9, 10**10)}",
            "nik": f"{dice.randrange(10**16):016d}" if dice.random() < 0.8 else None,
            "city": dice.choice(_CITIES),
        }


def fill(store: SqlStore, count: int, dice: random.Random) -> None:
    """Import the customers as a file would, operations and all."""
    began = time.perf_counter()
    for done in store.import_customers(people(count, dice), 1, None, datetime.now(UTC)):
        if done.total % 100_000 == 0:
            print(f"  {done.total:>9,} in {time.perf_counter() - began:6.1f} s", flush=True)
    spent = time.perf_counter() - began
    print(f"import: {count:,} customers in {spent:.1f} s, {count / spent:,.0f} a second")


def queries(store: SqlStore, dice: random.Random, each: int) -> dict[str, list[str]]:
    """What people type, by kind; each whole word also letter by letter, as it is typed."""
    with store.database.read() as connection:
        last = connection.exec_driver_sql("SELECT max(row) FROM customer").scalar_one()
        picked = [
            connection.exec_driver_sql("SELECT * FROM customer WHERE row = ?", (dice.randint(1, last),)).one()
            for _ in range(each)
        ]
    inside = [row.name_key[start : start + 5].strip() for row in picked for start in (min(3, len(row.name_key) - 5),)]
    return {
        "very common": [
            "muhammad",
            "08",
            "a",
            "m",
            "0",
            "62",
            "siti",
            "an",
            "62812",
            "cif",
            "cif0",
            "nur",
            "8",
            "+628",
        ],
        "typing a name": [row.name[:end] for row in picked[: each // 4] for end in range(1, len(row.name) + 1)],
        "whole name": [row.name for row in picked],
        "words turned round": [" ".join(reversed(row.name.split())) for row in picked],
        "two beginnings": [" ".join(word[:2] for word in row.name.split()) for row in picked],
        "inside a name": inside,
        "common and common": [f"{dice.choice(_GIVEN)} {dice.choice(_GIVEN)}" for _ in range(each)],
        "three common": [" ".join(dice.choices(_GIVEN, k=3)) for _ in range(each)],
        "typing a phone": [f"0{row.phone[3:]}"[:end] for row in picked[: each // 4] for end in range(1, 14)],
        "phone with dashes": [f"0{row.phone[3:6]}-{row.phone[6:10]}-{row.phone[10:]}" for row in picked],
        "end of a phone": [row.phone[-dice.randint(4, 7) :] for row in picked],
        "typing a number": [row.customer_number[:end] for row in picked[: each // 4] for end in range(1, 12)],
        "end of a number": [row.customer_number[-dice.randint(4, 6) :] for row in picked],
        "part of a NIK": [row.nik[3:11] for row in picked if row.nik],
        "name and digits": [f"{row.name.split()[0]} {row.phone[-4:]}" for row in picked],
        "not there": [secrets.token_hex(4) for _ in range(each // 2)] + ["xqzw", "zzzz", "muhammad xqz", "00000000000"],
    }


def measure(run: Callable[[str], object], texts: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds for each text, and of these what the thread itself worked: on a shared machine they differ."""
    times, worked = [], []
    for one in texts:
        began, began_work = time.perf_counter(), time.thread_time()
        run(one)
        worked.append((time.thread_time() - began_work) * 1e3)
        times.append((time.perf_counter() - began) * 1e3)
    return times, worked


def report(label: str, times: list[float], limit: float) -> None:
    """A line: median, p99, worst, and the p99 as a ratio to the limit."""
    p99 = percentile(times, 99)
    print(
        f"{label:20} n={len(times):5} p50 {statistics.median(times):7.2f}  p99 {p99:7.2f}  worst {max(times):7.2f} ms"
        f"  p99/limit {p99 / limit:5.2f}"
    )


def percentile(times: list[float], percent: int) -> float:
    """The value under which `percent` of the times lie."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def commit_times(store: SqlStore, count: int) -> list[float]:
    """A fact with its operation, committed durably, `count` times."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        now = datetime.now(UTC)
        with store.begin() as uow:
            subject = new_row_id()
            fact = Fact(new_row_id(), 1, FactKind.INTERACTION_STARTED, subject, now, "sari", {"channel": "counter"})
            uow.facts.add([fact])
            uow.outbox.enqueue(OperationKind.FACT_ADD, 1, fact.id, fact_to_doc(fact), None, now)
            uow.commit()
        times.append((time.perf_counter() - began) * 1e3)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=100, help="queries of each kind")
    parser.add_argument("--keep", type=Path, help="folder in which the store stays for the next run")
    parser.add_argument("--slowest", type=int, default=0, help="name so many of the slowest queries")
    options = parser.parse_args()
    dice = random.Random(20_27)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        path = folder / "bench.db"
        fresh = not path.exists()
        store = open_store(path, StoreKey(b"\x5a" * 32))
        try:
            if fresh:
                fill(store, options.customers, dice)
            print(f"store: {path.stat().st_size / 1e6:,.0f} MB")
            return run(store, dice, options.each, options.slowest)
        finally:
            store.close()


def run(store: SqlStore, dice: random.Random, each: int, slowest: int) -> int:
    """Measure everything; 1 where a limit does not hold."""
    store.find_customers("muhammad", 20)
    everything: list[tuple[float, str]] = []
    work: list[float] = []
    for label, texts in queries(store, dice, each).items():
        times, worked = measure(lambda one: store.find_customers(one, 20), texts)
        work += worked
        everything += zip(times, texts, strict=True)
        report(label, times, SEARCH_LIMIT_MS)
    times = [spent for spent, _ in everything]
    report("search, all", times, SEARCH_LIMIT_MS)
    report("  own work", work, SEARCH_LIMIT_MS)
    for spent, typed in sorted(everything, reverse=True)[:slowest]:
        print(f"  {spent:7.2f} ms  {typed}")
    commits = commit_times(store, 500)
    report("commit", commits, COMMIT_LIMIT_MS)
    return int(percentile(times, 99) > SEARCH_LIMIT_MS or percentile(commits, 99) > COMMIT_LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
