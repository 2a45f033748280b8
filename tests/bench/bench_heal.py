"""B15: stations that worked apart; how many polls until all of them and the shared database hold the same."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from app.domain.digests import differing
from app.sync.loading import bulk_load
from app.sync.transport import PostgresTransport
from tests.bench.report import Line, Options, script
from tests.bench.rig import an_office
from tests.bench.stations import Station, a_station
from tests.bench.stock import stock
from tests.sync.offices import Office

SCOPE, BRANCH, CUSTOMERS = 1, "JKT1", 2_000
STATIONS, EACH = 4, 500
MOST_ROUNDS = 2


def run(options: Options) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as name, an_office() as office, ExitStack() as stack:
        branch = stock(CUSTOMERS, SCOPE, BRANCH)
        bulk_load(office.url, SCOPE, branch.customers, branch.cases, branch.facts)
        stations = [stack.enter_context(a_station(office, Path(name) / str(n))) for n in range(STATIONS)]
        for station in stations:
            station.sync()
        yield heal(office, stations, options.pick(3, 20))


def heal(office: Office, stations: list[Station], times: int) -> Line:
    """Each round is one poll of every station, the one after the other."""
    rounds, seconds = [], []
    for _ in range(times):
        for station in stations:
            station.queue(EACH)
        began, taken = time.perf_counter(), 0
        while taken == 0 or not all(alike(station) for station in stations):
            for station in stations:
                station.engine.round()
            taken += 1
            assert taken < 10, "the stations never came to hold the same"
        rounds.append(taken)
        seconds.append(time.perf_counter() - began)
    what = f"{STATIONS} stations with {EACH} operations each, until all digests are equal"
    figure = f"{max(rounds)} rounds at most, {max(seconds):.1f} s with the digests, {times} times"
    return Line("B15", what, figure, "", "", f"≤ {MOST_ROUNDS} rounds", max(rounds) <= MOST_ROUNDS)


def alike(station: Station) -> bool:
    """Whether the station holds of each scope what the shared database has, by sums of ids and versions."""
    with closing(PostgresTransport(station.identity)) as transport:
        transport.hello()
        return all(
            not differing(station.replica.digest(scope), transport.digest(scope).buckets)
            for scope in station.identity.scopes
        )


if __name__ == "__main__":
    script(run, __doc__)
