"""The same records through PouchDB to a PouchDB server and through Loket, in turns: initial load and drain.

PouchDB comes from npm into a temporary folder the first time. Loket's side encrypts, indexes for search and asks for a
commit that survives a power cut; PouchDB's does none of that.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from app.domain.wire import customer_to_doc, fact_to_doc
from app.sync.loading import bulk_load
from tests.bench.pairs import Pairs, in_turns, timed
from tests.bench.report import Line, Options, script
from tests.bench.rig import an_office
from tests.bench.stations import a_station
from tests.bench.stock import Stock, stock
from tests.bench.work import note
from tests.sync.offices import Office

SOURCES = Path(__file__).parent / "pouchdb"
SCOPE, BRANCH = 1, "JKT1"
_numbers = count(1)


def run(options: Options) -> Iterator[Line]:
    customers, notes = options.pick(10_000, 50_000), 10_000
    packages = install()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        branch = stock(customers, SCOPE, BRANCH)
        write(folder / "customers.jsonl", ((one.id, customer_to_doc(one)) for one in branch.customers))
        facts = [note(SCOPE) for _ in range(notes)]
        write(folder / "notes.jsonl", ((one.id, fact_to_doc(one)) for one in facts))
        with a_pouch(packages, folder / "server") as url:
            client(packages, "fill", f"{url}/customers", folder, "customers.jsonl")
            with an_office() as office:
                yield initial(packages, url, folder, office, branch, options)
            with an_office() as office:
                yield drain(packages, url, folder, office, notes, options)


def initial(packages: Path, url: str, folder: Path, office: Office, branch: Stock, options: Options) -> Line:
    bulk_load(office.url, SCOPE, branch.customers)
    amount = len(branch.customers)

    def ours() -> float:
        with a_station(office, folder / f"ours-{next(_numbers)}") as station:
            return timed(amount, station.sync)

    pairs = in_turns(
        ours,
        lambda: client(packages, "load", f"{url}/customers", folder, "customers.jsonl", amount),
        options.pick(2, 5),
    )
    return _line(f"initial load of {amount:,} customers", pairs, 1.0)


def drain(packages: Path, url: str, folder: Path, office: Office, notes: int, options: Options) -> Line:
    def ours() -> float:
        with a_station(office, folder / f"ours-{next(_numbers)}") as station:
            station.sync()
            station.queue(notes)
            return timed(notes, station.sync)

    pairs = in_turns(
        ours,
        lambda: client(packages, "drain", f"{url}/notes-{next(_numbers)}", folder, "notes.jsonl", notes),
        options.pick(2, 5),
    )
    return _line(f"drain of {notes:,} notes", pairs, 1.0)


def _line(what: str, pairs: Pairs, least: float) -> Line:
    low, high = pairs.spread
    ratio = f"{pairs.ratio:.1f} ({low:.1f} to {high:.1f})"
    theirs = f"{pairs.limit:,.0f} records/s: PouchDB 9.0.0"
    figure, target = f"{pairs.figure:,.0f} records/s", f"> {least:.0f} × PouchDB"
    return Line("side by side", what, figure, theirs, ratio, target, pairs.ratio > least)


def write(path: Path, records: Iterator[tuple[str, dict[str, object]]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row_id, doc in records:
            file.write(json.dumps({"_id": row_id, **doc}) + "\n")


def install() -> Path:
    """A folder with the programs and their packages, kept until package.json changes."""
    wanted = (SOURCES / "package.json").read_bytes()
    folder = Path(tempfile.gettempdir()) / f"loket-bench-pouchdb-{hashlib.sha256(wanted).hexdigest()[:12]}"
    shutil.copytree(SOURCES, folder, dirs_exist_ok=True)
    if not (folder / "node_modules").exists():
        command = ("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
        subprocess.run(command, check=True, cwd=folder, capture_output=True)
    return folder


@contextmanager
def a_pouch(packages: Path, folder: Path) -> Iterator[str]:
    folder.mkdir()
    with subprocess.Popen(
        ["node", "server.js", str(folder)], cwd=packages, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


def client(packages: Path, act: str, url: str, folder: Path, records: str, expected: int | None = None) -> float:
    """Records in a second."""
    own = folder / f"pouch-{next(_numbers)}"
    own.mkdir()
    command = ["node", "client.js", act, url, str(own), str(folder / records)]
    done = subprocess.run(command, check=True, cwd=packages, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert expected in {None, told["documents"]}, told
    return float(told["documents"] / told["seconds"])


if __name__ == "__main__":
    script(run, __doc__)
