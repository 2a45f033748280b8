"""Many seeds at once: `python -m tests.sim.chaos --seeds N [--first S] [--jobs J] [--postgres K] [--steps T]`.

Prints each seed that fails with the command that lives through it again, and a summary; exits 1 if any failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from tests.sim.postgres_backend import PostgresBackend
from tests.sim.world import Connect, Plan, live, on_model
from tests.sync.servers import running

_BATCH = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """A seed that did not come through."""

    seed: int
    backend: str
    told: str


def live_through(seeds: Sequence[int], steps: int) -> list[Failure]:
    """Some seeds on the model."""
    return [failure for seed in seeds if (failure := _failure(seed, "model", on_model, steps))]


def live_through_postgres(seeds: Sequence[int], steps: int) -> list[Failure]:
    """Some seeds on a real server of their own."""
    with running() as server:
        connect = partial(PostgresBackend, server)
        return [failure for seed in seeds if (failure := _failure(seed, "postgres", connect, steps))]


def _failure(seed: int, backend: str, connect: Connect, steps: int) -> Failure | None:
    try:
        live(seed, connect, Plan(steps=steps))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this run is for
        where = traceback.extract_tb(error.__traceback__)[-1]
        return Failure(seed, backend, f"{type(error).__name__} {error} ({where.name}:{where.lineno})"[:600])
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for."""
    args = _parser().parse_args(arguments)
    if args.trace is not None:
        _say(live(args.trace, plan=Plan(steps=args.steps)).fingerprint)
        return 0
    began = time.perf_counter()
    failures = 0
    for failure in _all(args):
        failures += 1
        option = "--seeds 1" if failure.backend == "model" else "--seeds 0 --postgres 1"
        _say(f"seed {failure.seed} on {failure.backend}: {failure.told}")
        _say(f"  again: python -m tests.sim.chaos --first {failure.seed} {option} --steps {args.steps}")
    total = args.seeds + args.postgres
    seconds = time.perf_counter() - began
    _say(f"{total} seeds ({args.postgres} on PostgreSQL), {failures} failed, {seconds:.0f} s")
    return 1 if failures else 0


def _all(args: argparse.Namespace) -> Iterator[Failure]:
    on_server = range(args.first, args.first + args.postgres)
    with _pool(args.jobs) as pool:
        tasks = [
            pool.submit(live_through, range(start, min(start + _BATCH, args.first + args.seeds)), args.steps)
            for start in range(args.first, args.first + args.seeds, _BATCH)
        ]
        if on_server:
            tasks.insert(0, pool.submit(live_through_postgres, on_server, args.steps))
        for task in tasks:
            yield from task.result()


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    # a fresh interpreter for each job: a server's connections and a thread's locks do not survive a fork
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield pool


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.sim.chaos", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds on the model")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes side by side")
    parser.add_argument("--postgres", type=int, default=0, help="how many seeds on PostgreSQL, from the first on")
    parser.add_argument("--steps", type=int, default=Plan().steps, help="events in a world")
    parser.add_argument("--trace", type=int, metavar="SEED", help="print the hash of one seed's trace, and end")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
