"""Seeded schedules of faults on real processes: `python -m tests.chaos.schedules --count N [--first S] [--jobs J]`.

The seed draws the faults and what people do; when exactly a process is struck is the machine's, so that a seed that
fails is run again some times: `--first SEED --count 1 --again 20`.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.chaos.faults import ALONE, FAULTS, GOES_BACK, ROWS_LEAVE
from tests.chaos.nursery import Nursery
from tests.chaos.oracle import check
from tests.chaos.stations import Station, TroubleError
from tests.chaos.world import Busy, World, beginning

_FEWEST, _MOST = 3, 6
_PASSES = 60
_SETTLE_SECONDS = 60.0


@dataclass(frozen=True)
class Schedule:
    """One seed with its faults."""

    seed: int
    faults: tuple[str, ...]

    @property
    def replay(self) -> str:
        """The command that runs it again."""
        named = "" if self == drawn(self.seed) else f" --faults {' '.join(self.faults)}"
        return f"python -m tests.chaos.schedules --first {self.seed} --count 1{named}"


@dataclass(frozen=True)
class Outcome:
    """What a schedule found; `operations` is how many were confirmed by the stations."""

    schedule: Schedule
    faults: tuple[str, ...]
    seconds: float
    operations: int


def drawn(seed: int) -> Schedule:
    """The schedule of a seed."""
    rng = Random(f"faults {seed}")
    names = list(FAULTS)
    rng.shuffle(names)
    chosen: list[str] = []
    for name in names[: rng.randint(_FEWEST, _MOST) + 2]:
        if len(chosen) < _MOST and not any(name in group and group & set(chosen) for group in ALONE):
            chosen.append(name)
    return Schedule(seed, tuple(chosen))


def run(schedule: Schedule, start: Path, nursery: Nursery) -> Outcome:
    """Play a schedule, heal everything, and compare both sides."""
    began = time.monotonic()
    struck = set(schedule.faults)
    world = World(
        start,
        nursery,
        str(schedule.seed),
        rows_leave=bool(struck & ROWS_LEAVE),
        goes_back=bool(struck & GOES_BACK),
    )
    with closing(world):
        try:
            world.begin()
            _play(world, schedule)
            found = [*settle(world)] or _checked(world)
        except TroubleError as trouble:
            found = [str(trouble)]
        except Exception:  # noqa: BLE001 - a fault of the harness is told with its seed, and the others go on
            found = [traceback.format_exc()]
        made = {op[0] for station in world.everybody for line in station.lines() for op in line.get("ops", ())}
    return Outcome(schedule, tuple(found), time.monotonic() - began, len(made))


def _checked(world: World) -> list[str]:
    """What is found, and whether it goes away by itself: a round that came to rest too early is a fault as well."""
    found = check(world)
    if found and not [*settle(world)]:
        left = set(check(world))
        found.append(f"after another round {len(left & set(found))} of these {len(found)} are left")
    return found


def _play(world: World, schedule: Schedule) -> None:
    rng = Random(f"play {schedule.seed}")
    waiting = [FAULTS[name] for name in schedule.faults]
    under_way: list[Iterator[None]] = []
    world.go_on(rng)
    while waiting or under_way:
        if waiting and (not under_way or rng.random() < 0.5):
            fault = waiting.pop()(world, rng)
            under_way.append(fault)
        else:
            fault = rng.choice(under_way)
        try:
            next(fault)
        except StopIteration:
            under_way.remove(fault)
        except Busy:
            under_way.remove(fault)
            continue
        world.go_on(rng)


def settle(world: World) -> Iterator[str]:
    """Nobody works any more; everybody syncs until nothing moves. Tells what does not come to rest."""
    world.office.stop()
    alive = [station for station in world.everybody if station.alive]
    for station in alive:
        station.tell("clock", seconds=0.0)
        station.ask("rest")
    deadline = time.monotonic() + _SETTLE_SECONDS
    reports: dict[str, object] = {}
    for _ in range(_PASSES):
        answers = {station.name: station.ask("round") for station in alive}
        if all(_is_at_rest(answer) for answer in answers.values()):
            return
        reports = {name: answer for name, answer in answers.items() if not _is_at_rest(answer)}
        if time.monotonic() > deadline:
            break
    yield f"I15: it does not come to rest: {reports} {_last_words(alive)}"


def _is_at_rest(answer: dict[str, object]) -> bool:
    return answer["state"] == "ok" and answer["outbox"] == answer["pulled"] == answer["pushed"] == 0


def _last_words(stations: Sequence[Station]) -> str:
    return " ".join(line["text"] for one in stations for line in one.lines() if line["what"] == "fault")[-4000:]


def run_all(schedules: Sequence[Schedule], jobs: int) -> Iterator[Outcome]:
    """Outcomes as they come; stops early for nothing."""
    with beginning() as start, closing(Nursery()) as nursery, ThreadPoolExecutor(jobs) as pool:
        futures: list[Future[Outcome]] = [pool.submit(run, schedule, start, nursery) for schedule in schedules]
        for future in as_completed(futures):
            yield future.result()


def main(arguments: Sequence[str]) -> int:
    """Run the schedules that were asked for; 1 where one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", type=int, default=1, help="run each seed so many times")
    parser.add_argument("--faults", nargs="+", choices=sorted(FAULTS), help="these instead of those of the seed")
    wanted = parser.parse_args(arguments)
    seeds = [seed for seed in range(wanted.first, wanted.first + wanted.count) for _ in range(wanted.again)]
    schedules = [Schedule(seed, tuple(wanted.faults)) if wanted.faults else drawn(seed) for seed in seeds]
    began = time.monotonic()
    failed, operations, longest = 0, 0, 0.0
    struck = Counter[str]()
    for outcome in run_all(schedules, wanted.jobs):
        operations += outcome.operations
        longest = max(longest, outcome.seconds)
        struck.update(outcome.schedule.faults)
        if outcome.faults:
            failed += 1
            print(f"FAILED seed {outcome.schedule.seed} ({', '.join(outcome.schedule.faults)})")
            for fault in outcome.faults:
                print(f"    {fault}")
            print(f"    again: {outcome.schedule.replay}", flush=True)
        else:
            print(
                f"ok seed {outcome.schedule.seed} in {outcome.seconds:.1f} s, {outcome.operations} operations",
                flush=True,
            )
    took = time.monotonic() - began
    print(f"faults: {', '.join(f'{name} {count}' for name, count in sorted(struck.items()))}")
    print(
        f"{len(schedules)} schedules, {failed} failed, {operations} operations, {took:.0f} s, longest {longest:.1f} s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
