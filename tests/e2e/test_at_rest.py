"""Nothing of a customer lies readable on a device's disk: store, logs, temporary files and what a crash leaves."""

from __future__ import annotations

import base64
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from app.demo.folder import DemoFolder
from app.demo.postgres import EmbeddedPostgres
from app.demo.shared import DATABASE
from app.sync.admin import add_device
from tests.e2e.programs import LIMIT_SECONDS, ROOT, Program, Station
from tests.e2e.traces import Traces, ways
from tests.sync.offices import PASSWORD, PROCESS, Office, office, postgres, template

__all__ = ["office", "postgres", "template"]

ROWS = 1_500
SOON = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0).isoformat()

NAME = "Ratnaningtyas Purbokusumo"
OTHER = "Nyimas Ayuningdiah Désirée"
COMPANY = "PT Sembilan Cakrawala Biru"
PHONE = "+6281290871123"
NIK = "3273025509870004"
EMAIL = "ratnaningtyas.p@surel-contoh.co.id"
ADDRESS = "Jalan Kenanga Ungu 117"
NOTE = "alergi obat penisilin"
TITLE = "Gelang emas warisan hilang"
SAID = "suaminya sedang dirawat di Siloam"
PROMISED = "brankas diperiksa ulang"
REASON = "penelusuran untuk kepolisian"
EDITED = "Lorong Cempaka Putih 23"
REFUSED = "rumah kontrakan Bojongsoang"
FAILED = "tabungan pendidikan anaknya"
CONFLICT = "surel.baru@contoh-lain.web.id"
TYPED = "Purbokus"
SECRETS = (
    NAME, "Ratnaningtyas", "Purbokusumo", OTHER, "Ayuningdiah", "Désirée", COMPANY, "Cakrawala",
    PHONE, "081290871123", "0812-9087-1123", "81290871123", NIK, EMAIL, ADDRESS, "Kenanga Ungu", NOTE, "penisilin",
    TITLE, SAID, "Siloam", PROMISED, REASON, EDITED, REFUSED, FAILED, CONFLICT, TYPED, PASSWORD,
)  # fmt: skip

HEADER = "name,customer_number,phone,nik,email,address,kind,note,city"
CUSTOMERS = f"""{HEADER}
{NAME},R-001,0812-9087-1123,{NIK},{EMAIL},{ADDRESS},person,{NOTE},Bandung
{OTHER},R-002,0812-9087-1124,,,,person,,Bandung
{COMPANY},R-003,,,,,company,,Bandung
"""

VERBOSE = """
import logging, sys
from pathlib import Path
from ui.faults import LogFiles

basedir = sys.argv[2]
files = LogFiles(Path(basedir) / "logs")
for name in ("app", "ui", "psycopg", "alembic", "keyring", "holidays", "charset_normalizer"):
    logging.getLogger(name).setLevel(1)
    logging.getLogger(name).addHandler(files._handler)
"""
RUN = VERBOSE + "from app.cli.main import main\nsys.exit(main(sys.argv[1:]))\n"
HALTED = (
    VERBOSE
    + """
import os, signal
from sqlalchemy import event
from sqlalchemy.engine import Engine

last, passed = int(os.environ["HALT_AT"]), 0

def step(*_):
    global passed
    passed += 1
    if passed == last:
        os.kill(os.getpid(), signal.SIGSTOP)

event.listen(Engine, "after_cursor_execute", step)
event.listen(Engine, "commit", step)
from app.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
)
FULL = (
    VERBOSE
    + """
import os, resource, signal
# the write that would make a file longer than this ends the process, in whatever it is about
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["LONGEST"]), resource.RLIM_INFINITY))
from app.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
)
ABORTED = (
    VERBOSE
    + """
import os
from app.bootstrap import Paths, open_core
from app.cli.main import main
assert main([*sys.argv[1:], "status"]) == 0
core = open_core(Paths(Path(basedir)))
record = core.customers.record("R-001")
files._handler.flush()
os.abort()
"""
)


@dataclass(frozen=True, slots=True)
class Place:
    """A device that keeps everything it writes below one folder, its home and its temporary files too."""

    station: Station
    folder: Path

    def script(self, text: str, *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run a script in the place of the program, with the words of a command."""
        arguments = ("--basedir", str(self.station.basedir), *words)
        return subprocess.run(
            [sys.executable, "-c", text, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            cwd=self.folder,
            env=self.station.program.environment(**more),
            preexec_fn=_dumps_allowed,
            check=False,
        )

    def do(self, *words: str, stdin: str = "", status: int = 0, **more: str) -> str:
        """One command with the logs at their most verbose; gives what it printed."""
        told = self.script(RUN, *words, stdin=stdin, **more)
        assert told.returncode == status, (words, told.stdout, told.stderr)
        return told.stdout


def _dumps_allowed() -> None:
    """A machine whose administrator allows dumps of memory without limit."""
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def place_in(folder: Path) -> Place:
    own = {"HOME": "home", "TMPDIR": "tmp", "SQLITE_TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data"}
    own |= {"XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "XDG_RUNTIME_DIR": "run"}
    for name in set(own.values()):
        (folder / name).mkdir(parents=True, mode=0o700)
    program = Program(ROOT, {variable: str(folder / name) for variable, name in own.items()})
    return Place(Station(program, folder / "base"), folder)


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Place:
    """An enrolled counter with somebody logged in."""
    made = place_in(tmp_path / "device")
    device = add_device(office.url, "Konter", "JKT1")
    made.do("device", "enrol", "--url", device.url, "--token-stdin", stdin=device.token)
    made.do("login", "--staff", "rina", LOKET_PASSWORD=PASSWORD)
    made.do("sync", "--once")
    return made


@pytest.fixture
def traces(office: Office, place: Place) -> Traces:
    """The words, and the password of the login that devices share."""
    [(password,)] = office.sql("select password from sync.client_login")
    return Traces((*SECRETS, str(password)))


def many(count: int) -> str:
    """A file of many customers, each with the words."""
    rows = (f"{NAME},M-{n:05d},,,{EMAIL},{ADDRESS} no. {n},person,{NOTE},Bandung" for n in range(count))
    return "\n".join((HEADER, *rows)) + "\n"


def imported(place: Place, outside: Path, text: str) -> None:
    file = outside / "pelanggan.csv"
    file.write_text(text, encoding="utf-8")
    place.do("import", "customers", str(file))


def talk(place: Place, text: str) -> None:
    contact = {
        "customer": "R-001",
        "channel": "counter",
        "started_at": "2026-11-20T09:00:00+07:00",
        "ended_at": "2026-11-20T09:10:00+07:00",
        "contact_kind": "complaint",
        "events": [{"kind": "note", "at": "2026-11-20T09:02:00+07:00", "text": text}],
        "outcome": {"kind": "solved", "summary": text},
    }
    place.do("interaction", "log", stdin=json.dumps(contact))


def served(office: Office, place: Place, outside: Path) -> None:
    """A day at the counter: everything that a device does with a customer."""
    imported(place, outside, CUSTOMERS)
    assert NAME in place.do("customer", "find", TYPED)
    place.do("customer", "find", PHONE)
    place.do("customer", "show", "R-001")
    assert NIK in place.do("customer", "show", "R-001", "--reveal", "nik", "--reason", REASON)
    opened = json.loads(
        place.do("case", "open", "--customer", "R-001", "--process", PROCESS, "--title", TITLE, "--json")
    )
    talk(place, SAID)
    place.do("sync", "--once")
    office.sql(
        "select loket.report_step(%s, 'setup', 'in_progress', 'SETUP_LATE', now() + interval '1 day', reason => %s)",
        opened["number"],
        SAID,
    )
    place.do("sync", "--once")
    place.do("promise", "make", "--case", opened["number"], "--due", SOON, "--text", PROMISED)
    imported(place, outside, f"name,customer_number,address\n{NAME},R-001,{EDITED}\n")
    place.do("sync", "--once")


def met_trouble(office: Office, place: Place, outside: Path) -> None:
    """A refused operation, a conflict, and a push that fails with a sentence of the server that quotes the row."""
    office.sql("update sync.role_right set act = 'not.' || act where role = 'frontliner' and act = 'customer.edit'")
    imported(place, outside, f"name,customer_number,address\n{NAME},R-001,{REFUSED}\n")
    place.do("sync", "--once")
    office.sql("update sync.role_right set act = 'customer.edit' where act = 'not.customer.edit'")
    imported(place, outside, f"name,customer_number,email\n{NAME},R-001,{CONFLICT}\n")
    office.sql(
        """
        do $$
        begin
            perform sync.begin_write();
            update sync.customer set doc = doc || '{"email": "lain@contoh.id"}', ver = sync.bump(scope_id, 'test')
            where customer_number = 'R-001';
        end
        $$
        """
    )
    place.do("sync", "--once")
    office.sql(
        """
        create function public.fail() returns trigger language plpgsql as $$
        begin
            raise exception 'cannot take %', new.doc
                using errcode = '53100', detail = new.doc::text, hint = new.doc::text;
        end $$;
        create trigger fail before insert on sync.fact for each row execute function public.fail()
        """
    )
    talk(place, FAILED)
    failed = place.script(RUN, "sync", "--once")
    assert failed.returncode != 0
    assert FAILED not in failed.stdout + failed.stderr
    office.sql("drop trigger fail on sync.fact; drop function public.fail()")


def crashed(place: Place, outside: Path, traces: Traces) -> list[tuple[str, str, str]]:
    """Ends of every kind in the middle of work; gives what a stopped process held open and readable."""
    (outside / "many.csv").write_text(many(ROWS), encoding="utf-8")
    words = ("import", "customers", str(outside / "many.csv"))
    found: list[tuple[str, str, str]] = []
    for moment in (10, 20, 30):
        found += halted(place, words, moment, traces)
    wal = Path(f"{place.station.basedir / 'loket.db'}-wal")
    longest = str((wal.stat().st_size if wal.exists() else 0) + (1 << 18))
    for text, more in ((FULL, {"LONGEST": longest}), (ABORTED, {})):
        ended = place.script(text, *(words if text is FULL else ()), **more)
        assert ended.returncode in {-signal.SIGXFSZ, -signal.SIGABRT}, (ended.returncode, ended.stderr)
    return found


def halted(place: Place, words: tuple[str, ...], moment: int, traces: Traces) -> list[tuple[str, str, str]]:
    """Stop the program at the n-th statement, look at what it holds, then kill it."""
    command = [sys.executable, "-c", HALTED, "--basedir", str(place.station.basedir), *words]
    with subprocess.Popen(
        command,
        cwd=place.folder,
        env=place.station.program.environment(HALT_AT=str(moment)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        _pid, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), (moment, status)
        found = [hit for hit in traces.held_open(process.pid) if "many.csv" not in hit[0]]
        found += traces.below(place.folder)
        process.kill()
    return found


def test_a_day_with_crashes_leaves_nothing_readable(
    office: Office, place: Place, traces: Traces, tmp_path: Path
) -> None:
    outside = tmp_path / "usb"
    outside.mkdir()
    served(office, place, outside)
    met_trouble(office, place, outside)
    assert crashed(place, outside, traces) == []
    assert place.station.run("sync", "--once").returncode == 0
    logs = [path.name for path in (place.station.basedir / "logs").iterdir() if path.stat().st_size]
    assert sorted(logs) == ["crash.log", "loket.log"]
    assert {path for path, _word, _way in traces.below(place.folder)} == set()


def test_what_is_readable_would_be_found(place: Place, traces: Traces, tmp_path: Path) -> None:
    """The search finds each word in each way, and what a store without encryption would have left."""
    for word in SECRETS:
        for way, raw in ways(word).items():
            found = {known for known, _way in traces.inside(b"\x00\xff" + raw + b"\x80")}
            assert word in found, (word, way)
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + NAME.encode() + b"tail")
        assert NAME in {word for word, _way in traces.inside(coded)}
    plain = tmp_path / "plain"
    plain.mkdir()
    with closing(sqlite3.connect(plain / "loket.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE customer (doc TEXT)")
        connection.execute("INSERT INTO customer VALUES (?)", (json.dumps({"name": OTHER, "nik": NIK}),))
        connection.commit()
        left = list(traces.below(plain))
    assert {word for _path, word, _way in left} >= {"Ayuningdiah", NIK, OTHER}
    assert any(path.endswith("-wal") for path, _word, _way in left)
    (place.folder / "tmp" / "sisa").write_text(f"{SAID}\n", encoding="utf-16-le")
    assert {word for _path, word, _way in traces.below(place.folder)} == {SAID, "Siloam"}


def test_no_customer_of_the_demo_is_readable_in_its_folder(tmp_path: Path) -> None:
    """The whole tour with its window; the embedded server, which stands in for another machine, is left out."""
    made = place_in(tmp_path / "device")
    words = ("demo", "--tour", "--customers", "60", "--shots", str(tmp_path / "shots"))
    told = made.station.run(*words)
    assert told.returncode == 0, told.stdout + told.stderr
    folder = DemoFolder(made.station.basedir)
    server = EmbeddedPostgres(folder.server)
    server.start()
    try:
        with psycopg.connect(server.url(DATABASE)) as connection:
            rows = connection.execute(
                "select doc ->> 'name', doc ->> 'phone', doc ->> 'nik', doc ->> 'email', doc ->> 'address'"
                " from sync.customer"
            ).fetchall()
    finally:
        server.stop()
    words_of_customers = [word for row in rows for word in row if word]
    assert len(words_of_customers) > 120
    traces = Traces(words_of_customers)
    assert {path for path, _word, _way in traces.below(made.folder, but=(folder.server,))} == set()
