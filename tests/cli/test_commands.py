"""The commands end to end, over a real PostgreSQL: from an enrolled device to what the other side sees."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.sync.admin import revoke_device
from tests.cli.conftest import Run
from tests.cli.stations import CSV, Station, station, with_case, with_customer
from tests.sync.offices import PASSWORD, Office

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "app.cli.main")
SOON = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)


@pytest.fixture
def desk(run: Run, office: Office, tmp_path: Path) -> Station:
    return station(run, office, tmp_path / "counter")


@pytest.fixture
def workshop(run: Run, office: Office, tmp_path: Path) -> Station:
    return station(run, office, tmp_path / "workshop", "joko", "WORKSHOP")


def test_import_tells_what_went_in_and_a_second_run_finds_it_unchanged(desk: Station, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    first = desk("import", "customers", str(tmp_path / "a.csv"), "--json")
    assert first.status == 1
    doc = first.doc()
    refused = doc.pop("refused")
    assert doc == {"read": 2, "added": 1, "updated": 0, "unchanged": 0}
    assert [(row["line"], row["field"]) for row in refused] == [(3, "phone")]
    assert refused[0]["reason"]
    again = desk("import", "customers", str(tmp_path / "a.csv"))
    assert again.status == 1
    assert "3" in again.err
    assert desk("outbox", "--json").docs()[0]["kind"] == "customer.add"
    assert len(desk("outbox", "--json").docs()) == 1


def test_import_of_a_file_that_cannot_be_used_is_one_line(desk: Station, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("phone,city\n1,Solo\n", encoding="utf-8")
    for name in ("b.csv", "tidak-ada.csv"):
        answer = desk("import", "customers", str(tmp_path / name), "--json")
        assert (answer.status, answer.out, len(answer.err.splitlines())) == (2, "", 1)
        assert name in answer.err


def test_unknown_columns_are_named_beside_the_result(desk: Station, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("name,Ukuran sepatu\nAni,42\n", encoding="utf-8")
    answer = desk("import", "customers", str(tmp_path / "c.csv"), "--json")
    assert (answer.status, answer.doc()["added"]) == (0, 1)
    assert "Ukuran sepatu" in answer.err


def test_a_record_is_masked_and_a_field_is_shown_with_a_reason(desk: Station, tmp_path: Path) -> None:
    customer = with_customer(desk, tmp_path)
    masked = desk("customer", "show", customer, "--json").doc()
    assert (masked["name"], masked["customer_number"]) == ("Ratna Wibowo", "A-1")
    assert masked["phone"].endswith("890")
    assert "4567" not in masked["phone"]
    words = ("customer", "show", customer, "--reveal", "phone", "--reason", "menelepon balik", "--json")
    assert desk(*words).doc()["phone"] == "+6281234567890"
    assert desk("customer", "show", "A-1").status == 0
    assert desk("customer", "show", "tidak-ada").status == 2


def test_case_report_promise_and_interaction_travel_both_ways(desk: Station, workshop: Station, tmp_path: Path) -> None:
    number = with_case(desk, tmp_path)
    early = desk("promise", "make", "--case", number, "--due", SOON.isoformat(), "--text", "siap", "--json")
    assert (early.status, early.out) == (2, "")
    desk.sync()
    workshop.sync()
    report = workshop(
        *("report", "--case", number, "--step", "setup", "--status", "in_progress", "--code", "SETUP_LATE"),
        *("--estimate", SOON.isoformat(), "--cost", "150000", "--json"),
    )
    assert report.status == 0, report
    workshop.sync()
    desk.sync()
    case = desk("case", "show", number, "--json").doc()
    step = next(step for step in case["steps"] if step["key"] == "setup")
    assert (step["status"], step["code"], step["cost"]) == ("in_progress", "SETUP_LATE", 150_000)
    assert datetime.fromisoformat(step["estimate_at"]) == SOON
    made = desk("promise", "make", "--case", number, "--due", SOON.isoformat(), "--text", "mesin siap", "--json").doc()
    assert [promise["text"] for promise in desk("promise", "list", "--json").docs()] == ["mesin siap"]
    assert desk("promise", "list", "--at-risk", "--json").docs() == []
    contact = {
        "customer": "A-1",
        "channel": "counter",
        "started_at": "2026-11-20T09:00:00+07:00",
        "ended_at": "2026-11-20T09:10:00+07:00",
        "mood_before": "anxious",
        "mood_after": "calm",
        "contact_kind": "request",
        "events": [],
        "outcome": {"kind": "promised", "summary": "janji mesin cuci", "promise_id": made["id"]},
    }
    logged = desk("interaction", "log", stdin=json.dumps(contact))
    assert logged.status == 0, logged
    listed = desk("interaction", "list", "--text", "mesin cuci", "--outcome", "promised", "--json").docs()
    assert [row["id"] for row in listed] == logged.out.split()
    assert [row["number"] for row in desk("case", "list", "--customer", "A-1", "--json").docs()] == [number]


def test_only_those_who_carry_steps_may_report(desk: Station, tmp_path: Path) -> None:
    number = with_case(desk, tmp_path)
    answer = desk("report", "--case", number, "--step", "setup", "--status", "done", "--json")
    assert (answer.status, answer.out, len(answer.err.splitlines())) == (4, "", 1)


def test_many_reports_from_a_file_line_by_line(desk: Station, workshop: Station, tmp_path: Path) -> None:
    number = with_case(desk, tmp_path)
    desk.sync()
    workshop.sync()
    rows = [
        json.dumps({"case": number, "step": "setup", "status": "in_progress", "estimate": SOON.isoformat()}),
        "not json",
        json.dumps({"case": "PMT-0", "step": "setup", "status": "done"}),
        json.dumps({"case": number, "step": "paint", "status": "done"}),
        json.dumps({"case": number, "step": "setup", "status": "flying"}),
        json.dumps({"case": number, "step": "setup", "status": "done", "mood": "calm"}),
        json.dumps({"case": number, "step": "setup", "status": "done", "reason": "\ud800"}),
        json.dumps({"case": number, "step": "setup", "status": "done", "code": "SETUP_OK"}),
    ]
    file = tmp_path / "laporan.jsonl"
    file.write_text("\n".join(rows), encoding="utf-8")
    answer = workshop("report", "--file", str(file), "--json")
    assert answer.status == 1
    doc = answer.doc()
    assert (doc["read"], doc["added"]) == (8, 2)
    assert [(row["line"], row["field"]) for row in doc["refused"]] == [
        (2, ""),
        (3, "case"),
        (4, "step"),
        (5, "status"),
        (6, "mood"),
        (7, ""),
    ]
    assert workshop("report", "--file", str(tmp_path / "tidak-ada.jsonl")).status == 2


def test_a_log_with_bad_lines_keeps_the_good_ones(desk: Station) -> None:
    good = {
        "channel": "phone",
        "started_at": "2026-11-20T09:00:00+07:00",
        "ended_at": "2026-11-20T09:10:00+07:00",
        "outcome": {"kind": "solved", "summary": "saldo dijelaskan"},
    }
    apology = {**good, "outcome": {"kind": "solved", "summary": ""}}
    answer = desk("interaction", "log", "--json", stdin="\n".join(map(json.dumps, (good, apology, {**good, "x": 1}))))
    assert answer.status == 1
    doc = answer.doc()
    assert (doc["read"], doc["added"], len(doc["ids"])) == (3, 1, 1)
    assert [(row["line"], row["field"]) for row in doc["refused"]] == [(2, "summary"), (3, "x")]


def test_status_and_logout(desk: Station) -> None:
    status = desk("status", "--json").doc()
    assert (status["staff"], status["branch"], status["encrypted"], status["outbox"]) == ("rina", "JKT1", True, 0)
    assert status["last_sync"]
    assert set(status["scopes"]) == {"0", "1"}
    assert desk("status").status == 0
    assert desk("logout").status == 0
    for words in (("customer", "find", "x"), ("case", "list"), ("interaction", "log"), ("promise", "list")):
        answer = desk(*words)
        assert (answer.status, answer.out, len(answer.err.splitlines())) == (4, "", 1)


def test_wrong_password_and_wrong_token(desk: Station, run: Run, office: Office, tmp_path: Path) -> None:
    wrong = desk("login", "--staff", "rina", "--json", password="salah")
    assert (wrong.status, wrong.out, len(wrong.err.splitlines())) == (4, "", 1)
    missing = desk("login", "--staff", "rina")
    assert missing.status == 2
    assert "LOKET_PASSWORD" in missing.err
    added = run("admin", "device", "add", "X", "--branch", "JKT1", "--url", office.url, "--json").doc()
    other = tmp_path / "other"
    words = ("device", "enrol", "--url", added["url"], "--token-stdin", "--basedir", str(other))
    refused = run(*words, stdin="bukan-token")
    assert (refused.status, len(refused.err.splitlines())) == (4, 1)
    assert not (other / "loket.db").exists()
    assert run(*words, stdin=added["token"]).status == 0
    assert run(*words, stdin=added["token"]).status == 2


def test_a_revoked_device_is_told_so(desk: Station, office: Office) -> None:
    revoke_device(office.url, desk("status", "--json").doc()["device_id"])
    answer = desk("sync", "--once", "--json")
    assert answer.status == 4
    assert len(answer.err.splitlines()) == 1


def test_shared_and_admin_commands(run: Run, office: Office, tmp_path: Path) -> None:
    status = run("shared", "status", "--url", office.url, "--json")
    assert (status.status, status.doc()["branches"]) == (0, 2)
    assert run("shared", "init", "--url", office.url).status == 0
    assert run("shared", "upgrade", "--url", office.url).status == 0
    url = ("--url", office.url)
    assert run("admin", "branch", "add", "BDG1", "--name", "Bandung", "--zone", "Asia/Jakarta", *url).status == 0
    assert run("admin", "branch", "add", "BDG2", "--name", "Bandung", "--zone", "Mars", *url).status == 2
    assert run("admin", "unit", "add", "BILLING", "--name", "Penagihan", *url).status == 0
    words = ("admin", "staff", "add", "dewi", "--name", "Dewi", "--role", "frontliner", "--branch", "BDG1", *url)
    assert run(*words, password=PASSWORD).status == 0
    assert run(*words).status == 2
    process = tmp_path / "proses.toml"
    process.write_text('key = "a.b"\nsurprise = 1\n', encoding="utf-8")
    refused = run("admin", "process", "load", str(process), *url)
    assert (refused.status, len(refused.err.splitlines())) == (2, 1)
    assert "proses.toml" in refused.err
    assert "surprise" in refused.err


@pytest.fixture
def following(desk: Station) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "LOKET_BASEDIR": str(desk.basedir), "LOKET_KEYRING": "off"}
    with subprocess.Popen(
        [*PROGRAM, "sync", "--follow"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_follow_writes_a_line_for_what_arrives_and_ends_when_interrupted(
    following: subprocess.Popen[str], run: Run, office: Office, tmp_path: Path
) -> None:
    colleague = station(run, office, tmp_path / "colleague")
    assert following.stdout is not None
    assert following.stderr is not None
    assert following.stderr.readline()
    number = with_case(colleague, tmp_path)
    colleague.sync()
    lines = [json.loads(following.stdout.readline()) for _ in range(2)]
    assert all(set(line) == {"at", "scope", "ver", "kind", "ids"} for line in lines)
    assert {line["kind"] for line in lines} == {"customer", "case"}
    case_id = colleague("case", "show", number, "--json").doc()["id"]
    assert [case_id] in [line["ids"] for line in lines]
    following.send_signal(signal.SIGINT)
    assert following.wait() == 0


def test_lines_for_people_say_the_same_in_words(desk: Station, workshop: Station, tmp_path: Path) -> None:
    number = with_case(desk, tmp_path)
    assert "Mesin cuci" in desk("case", "list").out
    assert len(desk("outbox").out.splitlines()) == 2
    assert desk("sync", "--once").status == 0
    workshop.sync()
    words = ("report", "--case", number, "--step", "setup", "--status", "in_progress", "--code", "SETUP_LATE")
    told = workshop(*words, "--estimate", SOON.isoformat(), "--cost", "150000").out
    assert "Rp150.000" in told
    assert "WIB" in told
    workshop.sync()
    desk.sync()
    assert "WIB" in desk("promise", "make", "--case", number, "--due", SOON.isoformat(), "--text", "mesin siap").out
    assert "mesin siap" in desk("promise", "list").out
    assert "mesin siap" in desk("case", "show", number).out
    shown = desk("customer", "show", "A-1").out
    assert "Ratna Wibowo" in shown
    assert number in shown
    assert "4567" not in shown
    assert desk("interaction", "list").status == 0
    assert "JKT1" in desk("status").out
