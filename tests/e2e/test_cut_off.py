"""A counter that has had no network since it was started: everything but sync goes on, and all of it arrives once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.demo.story import CUSTOMER_NUMBER, SEARCH
from tests.e2e.conftest import Town, loket

OFFLINE = 3
NOTE = "Menunggu kabar di rumah"


@pytest.fixture
def cut_off(town: Town, counter: Path) -> Iterator[Path]:
    """The counter, while its server is stopped."""
    town.shared.server.stop()
    yield counter
    town.shared.server.start()


def doc(basedir: Path, *words: str, stdin: str = "") -> dict[str, Any]:
    told = loket("--basedir", str(basedir), *words, "--json", stdin=stdin)
    assert told.returncode == 0, (words, told.stderr)
    found = json.loads(told.stdout)
    assert isinstance(found, dict)
    return found


def served(basedir: Path, town: Town) -> str:
    """Serve the customer of the story without a network; gives the id of the promise."""
    number = town.story.case_number
    assert doc(basedir, "customer", "find", SEARCH)["customer_number"] == CUSTOMER_NUMBER
    assert doc(basedir, "customer", "show", CUSTOMER_NUMBER)
    assert doc(basedir, "case", "show", number)["number"] == number
    due = town.story.late_estimate_at + timedelta(days=1)
    promise = doc(basedir, "promise", "make", "--case", number, "--due", due.isoformat(), "--text", "komputer selesai")
    talk = {
        "customer": CUSTOMER_NUMBER,
        "channel": "counter",
        "started_at": "2026-11-20T03:00:00+00:00",
        "ended_at": "2026-11-20T03:06:00+00:00",
        "mood_before": "anxious",
        "mood_after": "calm",
        "contact_kind": "request",
        "events": [{"kind": "note", "at": "2026-11-20T03:02:00+00:00", "text": NOTE}],
        "outcome": {"kind": "promised", "promise_id": promise["id"], "summary": "Waktu baru disepakati"},
    }
    logged = loket("--basedir", str(basedir), "interaction", "log", "--file", "-", stdin=json.dumps(talk))
    assert logged.returncode == 0, logged.stderr
    return str(promise["id"])


def test_a_customer_is_served_without_a_network_and_everything_arrives_once(town: Town, cut_off: Path) -> None:
    promise = served(cut_off, town)
    refused = loket("--basedir", str(cut_off), "sync", "--once")
    assert (refused.returncode, "cannot be reached" in refused.stdout + refused.stderr) == (OFFLINE, True)
    waiting = doc(cut_off, "status")["outbox"]
    assert waiting > 0

    town.shared.server.start()
    sent = doc(cut_off, "sync", "--once")
    assert (sent["state"], sent["pushed"], sent["rejected"], sent["held"]) == ("ok", waiting, 0, 0)
    assert doc(cut_off, "sync", "--once")["pushed"] == 0
    assert doc(cut_off, "status")["outbox"] == 0
    assert town.shared.count_notes(NOTE) == 1
    with psycopg.connect(town.shared.url) as connection:
        made = connection.execute(
            "select count(*) from sync.fact where kind = 'promise.made' and subject_id = %s::uuid", (promise,)
        ).fetchone()
    assert made == (1,)
