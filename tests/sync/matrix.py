"""Who may do what, tried in every combination by raw SQL: `python -m tests.sync.matrix` counts tries and leaks.

The lists of tables and functions come from the catalogue of the database itself, so nothing new escapes: a table that
the policy does not know may be written by nobody, a function that it does not know may be called by nobody, and an
argument for which there are no values is a fault. The policy is data: `MAY` (who calls what), `RIGHTS` and
`NEEDS_NETWORK` of the program (which role does what), `Writing` (which rows a device leaves, under which name).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from tests.sync.matrix_arguments import try_arguments
from tests.sync.matrix_calls import caller
from tests.sync.matrix_objects import Tried, try_objects
from tests.sync.matrix_push import try_push
from tests.sync.matrix_tricks import try_tricks
from tests.sync.matrix_world import World, make_world
from tests.sync.offices import Office, make_organisation
from tests.sync.servers import DISTRIBUTION, WHEEL, running

SHOWN = 40
PARTS = ("objects", "arguments", "push", "tricks")


def tried(world: World, part: str, *, every: int = 1, samples: int = 20) -> Iterator[Tried]:
    """One part of the matrix; of pushes each `every`-th, of arguments so many mixtures."""
    if part == "objects":
        yield from try_objects(world)
        return
    with caller(world) as calls:
        if part == "arguments":
            yield from try_arguments(calls, samples)
        elif part == "push":
            yield from try_push(calls, every)
        else:
            yield from try_tricks(calls)


def main() -> int:
    """Try everything on one server and tell it; 1 where anything leaked."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.matrix", description=__doc__)
    parser.add_argument("--server", choices=(WHEEL, DISTRIBUTION), default=WHEEL)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each N-th push alone")
    parser.add_argument("--samples", type=int, default=20, metavar="N", help="mixtures for each function and token")
    arguments = parser.parse_args()
    leaks: list[Tried] = []
    counted: Counter[str] = Counter()
    with running(arguments.server) as server:
        make_organisation(server, "matrix")
        world = make_world(Office(server.url("matrix")))
        for part in PARTS:
            for one in tried(world, part, every=arguments.every, samples=arguments.samples):
                counted[part] += 1
                if one.leak is not None:
                    leaks.append(one)
            print(f"{part:<10} {counted[part]:>7} combinations tried")
    for one in leaks[:SHOWN]:
        print(f"LEAK  {one.what}\n      {one.leak}")
    print(f"{counted.total()} combinations tried, {len(leaks)} leaks")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
