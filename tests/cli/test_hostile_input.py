"""What must not get into the store, from the command line: one line, the right exit status, nothing half done."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.stations import Station, station, with_case, with_customer
from tests.sync.offices import PASSWORD, PROCESS, Office

LOGGED = {
    "customer": "A-1",
    "channel": "counter",
    "started_at": "2026-11-22T09:00:00+07:00",
    "ended_at": "2026-11-22T09:10:00+07:00",
    "outcome": {"kind": "solved", "summary": "Kartu diganti"},
}
UUID = "01a203cd-c208-7331-87c2-e826ed294203"


@pytest.fixture
def desk(run: Run, office: Office, tmp_path: Path) -> Station:
    return station(run, office, tmp_path / "counter")


@pytest.fixture
def workshop(run: Run, office: Office, tmp_path: Path) -> Station:
    return station(run, office, tmp_path / "workshop", "joko", "WORKSHOP")


def test_a_log_takes_only_what_every_console_can_read(desk: Station, tmp_path: Path) -> None:
    with_customer(desk, tmp_path)
    wrong: list[tuple[str, dict[str, object]]] = [
        ("id", {"id": "x"}),
        ("ended_at", {"ended_at": "9999-12-31T23:59:59-14:00"}),
        ("started_at", {"started_at": "0001-01-01T00:00:00+14:00"}),
        ("outcome.mood", {"outcome": {"kind": "solved", "summary": "ya", "mood": 1}}),
        ("outcome.summary", {"outcome": {"kind": "solved", "summary": 5}}),
        ("events[0].phrase_ids", {"events": [{"kind": "said", "text": "Halo", "phrase_ids": 5}]}),
        ("events[0].loud", {"events": [{"kind": "help", "loud": True}]}),
    ]
    rows = [json.dumps(LOGGED | change) for _field, change in wrong]
    rows.append(json.dumps(LOGGED)[:-1] + ', "mood_after": 1e999}')
    rows += [json.dumps(LOGGED | {"id": UUID.upper()}), json.dumps(LOGGED | {"id": UUID})]
    doc = desk("interaction", "log", "--json", stdin="\n".join(rows)).doc()
    assert doc["ids"] == [UUID]
    assert [row["field"] for row in doc["refused"]] == [field for field, _change in wrong] + ["", "id"]
    assert len(desk("interaction", "list", "--json").docs()) == 1
    assert desk.sync().doc()["held"] == 0


def test_a_sign_alone_is_searched_as_one(desk: Station, tmp_path: Path) -> None:
    with_customer(desk, tmp_path)
    desk("interaction", "log", stdin=json.dumps(LOGGED))
    assert desk("interaction", "list", "--text", "%", "--json").docs() == []
    assert len(desk("interaction", "list", "--text", "KARTU", "--json").docs()) == 1


@pytest.mark.parametrize(
    "option",
    [
        ("--cost", "9" * 30),
        ("--cost", "-5"),
        ("--cost=-5",),
        ("--estimate", "0001-01-01T00:00:00+14:00"),
        ("--estimate", "9999-12-31T23:59:59-07:00"),
        ("--estimate", "2026-12-01"),
        ("--file", "reports.jsonl"),
    ],
)
def test_a_report_is_refused_before_it_is_kept(workshop: Station, option: tuple[str, ...]) -> None:
    answer = workshop("report", "--case", "X", "--step", "setup", "--status", "done", *option)
    assert (answer.status, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def test_a_promise_at_the_end_of_time_does_not_spoil_the_list(desk: Station, workshop: Station, tmp_path: Path) -> None:
    number = with_case(desk, tmp_path)
    desk.sync()
    workshop.sync()
    soon = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    workshop("report", "--case", number, "--step", "setup", "--status", "in_progress", "--estimate", soon)
    workshop.sync()
    desk.sync()
    words = ("promise", "make", "--case", number, "--text", "siap", "--due")
    assert desk(*words, "9999-12-31T23:59:59-07:00").status == 2
    assert desk(*words, soon, "--json").status == 0
    assert len(desk("promise", "list", "--json").docs()) == 1


def test_a_role_is_refused_here_what_the_shared_database_would_refuse(
    desk: Station, workshop: Station, tmp_path: Path
) -> None:
    with_customer(desk, tmp_path)
    desk.sync()
    workshop.sync()
    words = ("case", "open", "--customer", "A-1", "--process", PROCESS, "--title", "x")
    for refused in (workshop(*words), workshop("import", "customers", str(tmp_path / "pelanggan.csv"))):
        assert (refused.status, refused.out, len(refused.err.splitlines())) == (4, "", 1)
    assert workshop("outbox", "--json").docs() == []
    assert workshop("case", "list", "--json").docs() == []


def test_what_was_refused_is_told_in_words(desk: Station, office: Office, tmp_path: Path) -> None:
    with_case(desk, tmp_path)
    office.sql("delete from sync.role_right where role = 'frontliner' and act = 'case.open' returning 1")
    desk.sync()
    [refused] = desk("outbox", "--json").docs()
    assert (refused["kind"], refused["state"], refused["code"]) == ("case.open", "rejected", "not_permitted")
    assert refused["reason"]
    assert refused["reason"] in desk("outbox").out


def test_a_token_of_any_bytes_is_a_wrong_token(run: Run, office: Office, tmp_path: Path) -> None:
    added = run("admin", "device", "add", "A", "--branch", "JKT1", "--url", office.url, "--json").doc()
    for token in (b"\xff\xfe\x00token", "tokén".encode(), b"a\0b"):
        answer = run(
            "device", "enrol", "--url", added["url"], "--token-stdin", stdin=token, basedir=tmp_path / "device"
        )
        assert (answer.status, answer.out, len(answer.err.splitlines())) == (4, "", 1)
    assert not (tmp_path / "device").exists()


def test_an_enrolment_that_was_cut_off_can_be_done_again(run: Run, office: Office, tmp_path: Path) -> None:
    added = run("admin", "device", "add", "A", "--branch", "JKT1", "--url", office.url, "--json").doc()
    folder = tmp_path / "device"
    folder.mkdir()
    (folder / "loket.db").touch()
    (folder / "store.key").write_text(f"file {'ab' * 32}\n", encoding="ascii")
    assert run("status", basedir=folder).status == 2
    words = ("device", "enrol", "--url", added["url"], "--token-stdin")
    assert run(*words, stdin=added["token"], basedir=folder).status == 0
    assert run(*words, stdin=added["token"], basedir=folder).status == 2


@pytest.mark.parametrize("words", [("customer", "find", "a", "--limit", "9" * 25), ("customer", "find", "\udcff")])
def test_arguments_that_cannot_be_kept_are_refused(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words)
    assert (answer.status, answer.out, len(answer.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("url", ["", "postgresql://127.0.0.1:abc/x", "mysql://a:b@c/d", "somewhere"])
def test_an_address_that_is_none_is_wrong_input(run: Run, url: str) -> None:
    answer = run("shared", "status", "--url", url)
    assert (answer.status, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def test_staff_of_another_branch_are_told_so(desk: Station) -> None:
    other = desk("--language", "en", "login", "--staff", "made", password=PASSWORD)
    assert (other.status, other.out) == (4, "")
    assert "another branch" in other.err


def test_the_folder_is_for_its_user_alone(desk: Station) -> None:
    assert desk.basedir.stat().st_mode & 0o077 == 0
    for name in ("loket.db", "store.key"):
        assert (desk.basedir / name).stat().st_mode & 0o077 == 0


SMALL_FILES = """
import resource, sys
from app.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[1:]))
"""


def test_a_store_that_cannot_grow_keeps_what_it_has(desk: Station, tmp_path: Path) -> None:
    with_customer(desk, tmp_path)
    rows = "".join(f"Pelanggan {place},B-{place},+62812{place:08d}\n" for place in range(6000))
    (tmp_path / "large.csv").write_text("name,customer_number,phone\n" + rows, encoding="utf-8")
    words = ("--language", "en", "import", "customers", str(tmp_path / "large.csv"), "--json")
    done = subprocess.run(
        (sys.executable, "-c", SMALL_FILES, "--basedir", str(desk.basedir), *words),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "disk is full" in done.stderr
    assert desk("status", "--json").doc()["customers"] == 1
    assert desk("import", "customers", str(tmp_path / "large.csv"), "--json").doc()["added"] == 6000
