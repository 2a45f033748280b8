"""Consoles and servers of different ages: a protocol older on one side, and a store that a newer program takes over."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.people import Role
from app.domain.phrases import fold_phrases
from app.storage.keys import obtain_key
from app.storage.schema import HEAD
from app.storage.store import open_store
from app.sync import admin
from app.sync.counting import sum_counts
from app.sync.schema import current_revision, migrate, newest_revision
from tests.e2e.programs import NOW, Program, Station, enrolled, unpacked
from tests.sync.offices import PASSWORD, PROCESS, Office, new_id, now, office, postgres, template
from tests.sync.test_phrases import APPROVED, EVERYBODY, decided, push, written

__all__ = ["office", "postgres", "template"]

FIRST = "0001"
CSV = "name,customer_number,phone\nRatna Wibowo,A-1,0812-3456-7890\nBudi Santoso,A-2,0813-1111-2222\n"
MENDED = "name,customer_number,phone,city\nRatna Wibowo,A-1,0812-9999-0000,Solo\n"
STORY = "Menunggu kabar di rumah"
STUCK = "Tersangkut"


@pytest.fixture(scope="module")
def protocol_1(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program as it was when it spoke protocol 1."""
    return unpacked(tmp_path_factory.mktemp("protocol-1"))


@pytest.fixture
def old(office: Office, protocol_1: Program, tmp_path: Path) -> Station:
    """A console that nobody has updated."""
    return enrolled(office, protocol_1, tmp_path / "lama")


def imported(station: Station, text: str) -> None:
    file = station.basedir.parent / f"{station.basedir.name}.csv"
    file.write_text(text, encoding="utf-8")
    station.doc("import", "customers", str(file))


def talk(station: Station, text: str, customer: str = "A-1") -> str:
    """A contact from its beginning to its end: several facts of one transaction."""
    contact = {
        "customer": customer,
        "channel": "counter",
        "started_at": "2026-11-20T09:00:00+07:00",
        "ended_at": "2026-11-20T09:10:00+07:00",
        "contact_kind": "request",
        "events": [{"kind": "note", "at": "2026-11-20T09:02:00+07:00", "text": text}],
        "outcome": {"kind": "solved", "summary": text},
    }
    logged = station.doc("interaction", "log", stdin=json.dumps(contact))
    return str(logged["ids"][0])


def case(station: Station, title: str = "Mesin cuci", customer: str = "A-1") -> str:
    words = ("case", "open", "--customer", customer, "--process", PROCESS, "--title", title)
    return str(station.doc(*words)["number"])


def count(office: Office, table: str, condition: str = "true") -> int:
    return int(office.sql(f"select count(*) from sync.{table} where {condition}")[0][0])  # noqa: S608 - of this module


def heads(office: Office) -> dict[str, int]:
    return {str(scope): ver for scope, ver in office.sql("select scope_id, ver from sync.scope")}


def assert_in_step(office: Office, station: Station) -> None:
    """Nothing waits, and each scope is known here up to its head; another round brings nothing."""
    # records that were looked at are facts too
    station.sync()
    again = station.sync()
    assert (again["pushed"], again["pulled"], again["outbox"]) == (0, 0, 0)
    known = station.doc("status")["scopes"]
    assert known == {scope: ver for scope, ver in heads(office).items() if scope in known}


def assert_each_once(office: Office, station: Station) -> None:
    """Whatever was taken here is in the shared database, once."""
    taken = [op_id for op_id, (_seq, _kind, state) in station.outbox().items() if state == "acked"]
    assert taken
    found = office.sql(
        "select count(*), count(distinct op_id) from sync.applied_op where op_id = any(%s::uuid[])", taken
    )
    assert found == [(len(taken), len(taken))]


# ------------------------------------------------------------------ an old console, a new server


def test_an_old_console_has_full_service(office: Office, old: Station, tmp_path: Path) -> None:
    new = enrolled(office, NOW, tmp_path / "baru", "sari")
    imported(old, CSV)
    number = case(old)
    talk(old, STORY)
    sent = old.sync()
    assert (sent["rejected"], sent["held"], sent["outbox"]) == (0, 0, 0)
    assert count(office, "fact", f"doc #>> '{{body,text}}' = '{STORY}'") == 1
    new.sync()
    assert new.doc("case", "show", number)["title"] == "Mesin cuci"
    imported(new, MENDED)
    talk(new, "Sudah ditelepon")
    new.sync()
    old.sync()
    assert old.doc("customer", "show", "A-1")["city"] == "Solo"
    assert [row["number"] for row in old.docs("case", "list")] == [number]
    assert_in_step(office, old)
    assert_each_once(office, old)


def test_an_old_console_of_a_unit_gets_and_gives_reports(office: Office, old: Station, tmp_path: Path) -> None:
    workshop = enrolled(office, old.program, tmp_path / "bengkel", "joko", unit="WORKSHOP")
    imported(old, CSV)
    number = case(old)
    old.sync()
    workshop.sync()
    workshop.docs("report", "--case", number, "--step", "setup", "--status", "done", "--code", "SETUP_OK")
    workshop.sync()
    old.sync()
    steps = {step["key"]: step["status"] for step in old.doc("case", "show", number)["steps"]}
    assert steps["setup"] == "done"
    assert_in_step(office, workshop)
    assert_in_step(office, old)


def test_what_an_old_console_cannot_read_does_not_stop_it(office: Office, old: Station) -> None:
    """Reference data and facts of kinds that did not exist yet."""
    imported(old, CSV)
    number = case(old)
    old.sync()
    office.sql("select sync.put_reference('form', 'refund', '{\"fields\": [1]}', 'test')")
    office.sql("select sync.put_reference('setting', 'retention', '{\"days\": 5}', 'test')")
    office.sql(
        """
        do $$
        declare
            of_case sync.case_file;
        begin
            select * into of_case from sync.case_file;
            perform sync.record_fact(of_case, kind, of_case.id, null, 'sistem', '{"anything": [1]}')
            from unnest(array['case.escalated', 'customer.trail_read', 'weather.changed']) as kind;
        end
        $$
        """
    )
    old.sync()
    assert old.doc("case", "show", number)["status"] == "open"
    assert old.doc("customer", "show", "A-1")["name"] == "Ratna Wibowo"
    assert_in_step(office, old)
    talk(old, STORY)
    assert old.sync()["outbox"] == 0


def told_of_phrases(office: Office, interaction_id: str) -> None:
    """Phrases of the organisation and of the branch, one that waits, and what use says of them."""
    admin.add_staff(office.url, "tono", "Tono", Role.OWNER, "JKT1", password=PASSWORD)
    tono, sari, rina = office.desk("tono"), office.desk("sari"), office.desk("rina")
    ours, everybodys = new_id(), new_id()
    offered = {"stage": "empathy", "mood": "angry", "situations": [], "phrase_ids": ["a"], "taken": None, "how": None}
    counted = {"day": f"{now().date() - timedelta(days=1)}", "counts": [["a", None, 3, 1, 0, 1, 0]]}
    told = [
        *push(tono, written(tono, everybodys, audience=EVERYBODY)),
        *push(rina, written(rina, ours), rina.fact("interaction.offered", offered, subject_id=interaction_id)),
        *push(rina, rina.fact("phrase.counted", counted), written(rina, new_id())),
        *push(sari, decided(sari, APPROVED, everybodys, everybody=True), decided(sari, APPROVED, ours)),
    ]
    assert told == ["applied"] * 7
    assert sum_counts(office.url).rows == 1


def test_phrases_do_not_stop_an_old_console(office: Office, old: Station) -> None:
    """Facts in the scope of the reference data are new to it too."""
    imported(old, CSV)
    number = case(old)
    interaction_id = talk(old, STORY)
    old.sync()
    told_of_phrases(office, interaction_id)
    old.sync()
    assert count(office, "fact", "scope_id = 0") == 2
    assert old.doc("case", "show", number)["status"] == "open"
    assert [row["summary"] for row in old.docs("interaction", "list")] == [STORY]
    assert old.doc("customer", "show", "A-1")["name"] == "Ratna Wibowo"
    assert_in_step(office, old)
    talk(old, "Sesudah itu")
    assert old.sync()["outbox"] == 0
    # whoever takes its store over knows what it could not read
    new = old.taken_over_by(NOW)
    assert_in_step(office, new)
    store = open_store(new.basedir / "loket.db", obtain_key(new.basedir / "store.key", new.basedir / "loket.db", {}))
    with closing(store), store.read() as uow:
        states = fold_phrases(uow.facts.of_phrases())
        assert sorted(state.newest.state for state in states) == ["approved", "approved", "waiting"]
        assert uow.reference.setting("phrase_counts") is not None


def test_customers_that_move_leave_an_old_console_and_come_to_it(
    office: Office, old: Station, protocol_1: Program, tmp_path: Path
) -> None:
    far = enrolled(office, protocol_1, tmp_path / "jauh", "made", branch="MKS1")
    imported(old, CSV)
    number = case(old)
    talk(old, STORY)
    old.sync()
    far.sync()
    # what is done before the move is heard of goes with the customer
    talk(old, "Sempat dicatat")
    moved = NOW.run("admin", "customer", "move", "A-1", "--to", "MKS1", "--url", office.url, "--json")
    assert moved.returncode == 0, moved.stderr
    sent = old.sync()
    assert (sent["rejected"], sent["held"], sent["outbox"]) == (0, 0, 0)
    far.sync()
    assert old.docs("customer", "find", "Ratna") == []
    assert old.docs("case", "list") == []
    assert [hit["customer_number"] for hit in old.docs("customer", "find", "Budi")] == ["A-2"]
    shown = far.doc("customer", "show", "A-1")
    assert [view["number"] for view in shown["cases"]] == [number]
    texts = [row["summary"] for row in far.docs("interaction", "list")]
    assert sorted(texts) == sorted([STORY, "Sempat dicatat"])
    assert_in_step(office, old)
    assert_in_step(office, far)


# ------------------------------------------------------------------ the store of an old console, a new program


def refuse(office: Office, act: str) -> None:
    office.sql("update sync.role_right set act = 'not.' || act where role = 'frontliner' and act = %s", act)


def allow(office: Office, act: str) -> None:
    office.sql("update sync.role_right set act = %s where role = 'frontliner' and act = 'not.' || %s", act, act)


@pytest.fixture
def left(office: Office, old: Station) -> Station:
    """A store with operations that were taken, refused and held, and others that wait, edits among them."""
    imported(old, CSV)
    case(old)
    talk(old, "Sudah sampai")
    old.sync()
    refuse(office, "customer.edit")
    imported(old, "name,customer_number,city\nBudi Santoso,A-2,Ditolak\n")
    office.sql(
        "alter table sync.fact add constraint unforeseen check (doc #>> '{body,text}' <> 'Tersangkut') not valid"
    )
    talk(old, STUCK, "A-2")
    sent = old.sync()
    assert (sent["rejected"] > 0, sent["held"] > 0) == (True, True)
    allow(office, "customer.edit")
    office.sql("alter table sync.fact drop constraint unforeseen")
    imported(old, MENDED)
    case(old, "Lemari es")
    talk(old, "Belum sampai")
    states = {state for _seq, _kind, state in old.outbox().values()}
    assert states == {"acked", "rejected", "held", "pending"}
    return old


def test_an_old_store_is_taken_over_whole(office: Office, left: Station) -> None:
    shown = left.doc("customer", "show", "A-1")
    cases = left.docs("case", "list")
    before = left.outbox()
    new = left.taken_over_by(NOW)
    status = new.doc("status")
    assert (status["schema"], status["staff"]) == (HEAD, "rina")
    assert new.outbox() == before
    seen = new.doc("customer", "show", "A-1")
    assert (seen["city"], seen["timeline"]) == (shown["city"], shown["timeline"])
    assert new.docs("case", "list") == cases
    waiting = [op_id for op_id, (_seq, _kind, state) in before.items() if state == "pending"]
    sent = new.sync()
    assert (sent["rejected"], sent["held"], sent["outbox"]) == (0, 0, 0)
    applied = "select count(*) from sync.applied_op where op_id = any(%s::uuid[]) and outcome = 'applied'"
    assert office.sql(applied, waiting) == [(len(waiting),)]
    assert {state for op_id, (_seq, _kind, state) in new.outbox().items() if op_id in waiting} == {"acked"}
    assert count(office, "fact", "doc #>> '{body,text}' = 'Belum sampai'") == 1
    assert count(office, "customer", "doc ->> 'city' = 'Solo'") == 1
    assert_in_step(office, new)
    assert office.sql("select * from sync.audit_faults()") == []


def test_a_store_that_has_forgotten_its_oldest_operations_is_taken_over_too(office: Office, left: Station) -> None:
    """After 30 days an old console has no longer what a chain from the first entry would need."""
    script = """
import sys
from pathlib import Path
from app.storage.database import Database
from app.storage.keys import obtain_key
base = Path(sys.argv[1])
database = Database(base / "loket.db", obtain_key(base / "store.key", base / "loket.db", {}))
with database.write() as connection:
    connection.exec_driver_sql("DELETE FROM outbox WHERE seq <= 2")
    connection.commit()
database.close()
"""
    assert left.program.python("-c", script, str(left.basedir)).returncode == 0
    new = left.taken_over_by(NOW)
    sent = new.sync()
    assert (sent["rejected"], sent["held"], sent["outbox"]) == (0, 0, 0)
    talk(new, "Sesudah pembaruan")
    new.sync()
    assert_in_step(office, new)
    assert office.sql("select * from sync.audit_faults()") == []


KILLING = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine

last, passed = int(sys.argv[2]), 0

def step(*_):
    global passed
    passed += 1
    if passed == last:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", step)
event.listen(Engine, "after_cursor_execute", step)
event.listen(Engine, "commit", step)
sys.addaudithook(lambda name, _: step() if name in {"os.remove", "os.rename", "open"} and migrating() else None)

def migrating():
    return "app.storage.migrations.run" in sys.modules and passed > 0

from app.storage.keys import obtain_key
from app.storage.store import open_store

base = Path(sys.argv[1])
store = base / "loket.db"
open_store(store, obtain_key(base / "store.key", store, {})).close()
print(passed)
"""


@pytest.fixture
def copy(left: Station, tmp_path: Path) -> Callable[[str], Station]:
    """Copies of the old store, each taken over by the new program."""

    def made(name: str) -> Station:
        shutil.copytree(left.basedir, tmp_path / name)
        return Station(NOW, tmp_path / name)

    return made


def test_a_migration_killed_at_any_moment_leaves_the_old_store_or_the_new_one(
    office: Office, left: Station, copy: Callable[[str], Station]
) -> None:
    before = left.outbox()
    whole = copy("whole")
    told = NOW.python("-c", KILLING, str(whole.basedir), "0")
    assert told.returncode == 0, told.stderr
    steps = int(told.stdout)
    assert steps > 20
    revisions = set()
    for moment in sorted({1, 2, 3, *range(4, steps, max(steps // 12, 1)), steps - 2, steps - 1, steps}):
        station = copy(f"killed-{moment}")
        killed = NOW.python("-c", KILLING, str(station.basedir), str(moment))
        assert killed.returncode < 0, (moment, killed.stderr)
        # an old program finds its own store again, or is told that a newer one has been here; never a broken file
        back = station.taken_over_by(left.program).run("status", "--json")
        revisions.add(json.loads(back.stdout)["schema"] if back.returncode == 0 else HEAD)
        assert "damaged" not in back.stderr, (moment, back.stderr)
        assert station.doc("status")["schema"] == HEAD
        assert station.outbox() == before
        left_over = [file.name for file in station.basedir.iterdir() if ".before-" in file.name]
        assert left_over == [], moment
    assert revisions == {FIRST, HEAD}


# ------------------------------------------------------------------ a new console, an old server


@pytest.fixture
def behind(office: Office, tmp_path: Path) -> Station:
    """A console of today whose server has gone back to the first schema, with work that waits."""
    station = enrolled(office, NOW, tmp_path / "baru")
    imported(station, CSV)
    number = case(station)
    station.sync()
    assert number
    migrate(office.url, FIRST)
    imported(station, MENDED)
    talk(station, STORY)
    return station


def test_a_new_console_says_that_the_server_is_older_and_loses_nothing(office: Office, behind: Station) -> None:
    waiting = behind.outbox()
    for _round in range(2):
        told = behind.run("sync", "--once", "--json")
        report = json.loads(told.stdout)
        assert told.returncode != 0
        assert report["detail"] == "schema_missing"
        assert len(told.stderr.splitlines()) == 1
    assert behind.outbox() == waiting
    talk(behind, "Tetap bekerja")
    assert behind.doc("customer", "show", "A-1")["city"] == "Solo"
    status = NOW.run("shared", "status", "--url", office.url)
    assert (status.returncode, "loket shared upgrade" in status.stdout) == (1, True)

    upgraded = NOW.run("shared", "upgrade", "--url", office.url, "--json")
    assert upgraded.returncode == 0, upgraded.stderr
    assert current_revision(office.url) == newest_revision()
    sent = behind.sync()
    assert (sent["rejected"], sent["held"], sent["outbox"]) == (0, 0, 0)
    for text in (STORY, "Tetap bekerja"):
        assert count(office, "fact", f"doc #>> '{{body,text}}' = '{text}'") == 1
    assert_in_step(office, behind)
    assert_each_once(office, behind)


def test_an_old_console_goes_on_while_the_server_goes_down_and_up(office: Office, old: Station) -> None:
    imported(old, CSV)
    number = case(old)
    old.sync()
    moments: list[str] = []
    for revision in (FIRST, newest_revision(), FIRST, newest_revision()):
        text = f"Pada {revision} ke-{len(moments)}"
        talk(old, text)
        migrate(office.url, revision)
        sent = old.sync()
        assert (sent["rejected"], sent["held"], sent["outbox"]) == (0, 0, 0)
        talk(old, f"Sesudah {text}")
        old.sync()
        moments += [text, f"Sesudah {text}"]
    for text in moments:
        assert count(office, "fact", f"doc #>> '{{body,text}}' = '{text}'") == 1
    assert old.doc("case", "show", number)["title"] == "Mesin cuci"
    assert_in_step(office, old)
    assert_each_once(office, old)


def test_enrolment_against_an_older_server_leaves_nothing_behind(office: Office, tmp_path: Path) -> None:
    device = admin.add_device(office.url, "Konter baru", "JKT1")
    migrate(office.url, FIRST)
    station = Station(NOW, tmp_path / "kosong")
    words = ("device", "enrol", "--url", device.url, "--token-stdin")
    told = station.run(*words, stdin=device.token)
    assert (told.returncode != 0, len(told.stderr.splitlines())) == (True, 1)
    assert not (station.basedir / "loket.db").exists()
    migrate(office.url)
    assert station.run(*words, stdin=device.token).returncode == 0
