"""B11, B14: thousands of stations that poll through a pooler, and all of them coming back at once.

The machine gets its share of the target by its processors: 10,000 stations were meant for 16 of them. Without PgBouncer
(the system's package `pgbouncer`) the stations are fewer and connect directly, and the line says so.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.demo.server_user import server_user
from app.domain.replication import PROTOCOL
from tests.bench.pairs import in_turns
from tests.bench.report import Line, Options, delay_line, ratio_line, script
from tests.bench.rig import FIRST_BRANCH, Clients, an_office, devices, many_branches, notify, pgbench
from tests.sync.offices import Office

PER_PROCESSOR, ASKS = 10_000 // 16, 2
"""Stations for each processor, and polls of each in a second."""
DIRECT, MOST_STATIONS = 100, 4_000
LOAD = 0.5
MOST_MS = 50.0
STORM, STORM_SECONDS = 50_000, 300
DEVICES = 64
POLL = """\\set n random(0, :last)
\\set branch :first + :n
select loket.pull('f' || :n::text,
    jsonb_build_object('0', jsonb_build_object('ver', 0), (:branch)::text, jsonb_build_object('ver', 0)),
    1, :protocol);
"""
HELLO = f"""\\set n random(0, :last)
select loket.hello('f' || :n::text, :protocol);
{POLL}"""
NAMES = {"last": DEVICES - 1, "first": FIRST_BRANCH, "protocol": PROTOCOL}


def run(options: Options) -> Iterator[Line]:
    with an_office() as office:
        many_branches(office)
        notify(office, wanted=False)
        devices(office, "f", range(FIRST_BRANCH, FIRST_BRANCH + DEVICES))
        with a_pooler(office) as url:
            yield fan_out(url or office.url, options, pooled=url is not None)
        yield storm(office, options)


def fan_out(url: str, options: Options, *, pooled: bool) -> Line:
    """As many stations as ask for half of what can be served at all."""
    closed = pgbench(url, POLL, Clients(32, options.pick(4, 10), protocol="extended", variables=NAMES)).rate
    share = PER_PROCESSOR * (os.cpu_count() or 1)
    stations = min(MOST_STATIONS if pooled else DIRECT, max(1, round(closed * LOAD / ASKS)))
    clients = Clients(
        stations,
        transactions=options.pick(8, 30) * ASKS,
        protocol="extended",
        rate=stations * ASKS,
        log=True,
        variables=NAMES,
    )
    delays = pgbench(url, POLL, clients).delays
    way = "through PgBouncer" if pooled else "with direct connections (no pgbouncer here)"
    what = f"{stations:,} stations {way}, {ASKS} polls a second each, {os.cpu_count()} processors"
    line = delay_line("B11", what, delays, f"closed loop {closed:,.0f} q/s", (None, MOST_MS))
    target = f"{line.target} with ≥ {share:,} stations ({PER_PROCESSOR} a processor)"
    return replace(line, target=target, met=line.met and stations >= share)


def storm(office: Office, options: Options) -> Line:
    """Each transaction connects, says hello and pulls, against one that connects and asks for nothing."""
    clients = Clients(16, options.pick(4, 10), protocol="extended", each_connects=True, variables=NAMES)
    pairs = in_turns(
        lambda: pgbench(office.url, HELLO, clients).rate,
        lambda: pgbench(office.url, "select 1;", clients).rate,
        options.pick(2, 5),
    )
    back = STORM / pairs.figure
    line = ratio_line("B14", "", pairs, "stations/s", "connect and select 1", None)
    what = f"connect, hello and pull: {STORM:,} stations are back after {back:,.0f} s on this one machine"
    return Line("B14", what, line.figure, line.limit, line.ratio, f"≤ {STORM_SECONDS} s", back <= STORM_SECONDS)


@contextmanager
def a_pooler(office: Office) -> Iterator[str | None]:
    """PgBouncer in transaction mode before the server; None where it is not installed.

    It asks the stations for no password: they log in once a day, and that is not what is measured.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="loket-pool-"))
    user, known = server_user(), conninfo_to_dict(office.url)
    port = _free_port()
    (folder / "users.txt").write_text(f'"{known["user"]}" "{known["password"]}"\n', encoding="ascii")
    (folder / "pool.ini").write_text(
        f"""[databases]
* = host=127.0.0.1 port={known["port"]}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder / "users.txt"}
pool_mode = transaction
default_pool_size = {4 * (os.cpu_count() or 1)}
max_client_conn = 20000
logfile = {folder / "pool.log"}
""",
        encoding="ascii",
    )
    for path in (folder, *folder.iterdir()):
        user.give(path)
    with subprocess.Popen(
        [program, str(folder / "pool.ini")],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **user.process_options(),
    ) as pooler:
        try:
            _wait_for(port)
            yield make_conninfo(office.url, port=port)
        finally:
            pooler.terminate()
            pooler.wait()
            shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)  # between two tries


if __name__ == "__main__":
    script(run, __doc__)
