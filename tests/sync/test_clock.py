"""Clocks: nobody is refused for a wrong clock, and what it claimed is put right and kept."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest

from app.sync import transport as transport_module
from tests.sync.offices import Desk, Office, now


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk()


class Ahead:
    """A clock that is wrong by so much."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self._by

    def fromisoformat(self, text: str) -> datetime:
        return datetime.fromisoformat(text)


def pushed(desk: Desk, by: timedelta, claimed: datetime, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A fact of a device whose clock is wrong by so much, as it was stored."""
    monkeypatch.setattr(transport_module, "datetime", Ahead(by))
    with closing(desk.hello()) as transport:
        customer = desk.add_customer()
        fact = desk.fact("customer.viewed", at=claimed.isoformat(), op_at=claimed)
        answer = transport.push([customer, fact])
    assert [result.outcome for result in answer.results] == ["applied", "applied"]
    [(doc,)] = desk.office.sql("select doc from sync.fact")
    return dict(doc)


@pytest.mark.parametrize("by", [timedelta(days=1), timedelta(hours=-1), timedelta(days=-20_000)])
def test_a_wrong_clock_is_put_right_and_its_claim_kept(
    desk: Desk, by: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = now() - timedelta(minutes=10)
    doc = pushed(desk, by, done + by, monkeypatch)
    assert abs(datetime.fromisoformat(doc["at"]) - done) < timedelta(seconds=30)
    assert datetime.fromisoformat(doc["said_at"]) == done + by
    [(skew,)] = desk.office.sql("select skew_seconds from sync.device where device_id = %s", desk.identity.device_id)
    assert abs(skew - by.total_seconds()) < 30


def test_a_small_difference_is_let_be(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed = now() + timedelta(minutes=2)
    doc = pushed(desk, timedelta(minutes=2), claimed, monkeypatch)
    assert datetime.fromisoformat(doc["at"]) == claimed
    assert "said_at" not in doc


@pytest.mark.parametrize("by", [timedelta(0), timedelta(hours=1)])
def test_what_is_still_in_the_future_counts_as_now(desk: Desk, by: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed = now() + timedelta(days=3)
    doc = pushed(desk, by, claimed, monkeypatch)
    assert abs(datetime.fromisoformat(doc["at"]) - now()) < timedelta(seconds=30)
    assert datetime.fromisoformat(doc["said_at"]) == claimed


def test_a_case_gets_the_time_that_counts_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "datetime", Ahead(timedelta(days=-2)))
    with closing(desk.hello()) as transport:
        customer = desk.add_customer()
        case = desk.open_case(customer.row_id)
        payload = case.payload
        answer = transport.push([customer, case])
    assert answer.results[1].outcome == "applied"
    [(doc,)] = desk.office.sql("select doc from sync.case_file")
    assert doc["said_at"] == payload["opened_at"]
    assert abs(datetime.fromisoformat(doc["opened_at"]) - now()) < timedelta(seconds=30)


def test_one_by_one_times_are_put_right_as_all_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "datetime", Ahead(timedelta(days=1)))
    done = now() - timedelta(minutes=10)
    claimed = done + timedelta(days=1)
    with closing(desk.hello()) as transport:
        refused = desk.fact("case.report")
        fact = desk.fact("customer.viewed", at=claimed.isoformat(), op_at=claimed)
        answer = transport.push([refused, fact])
    assert [result.outcome for result in answer.results] == ["rejected", "applied"]
    [(doc,)] = desk.office.sql("select doc from sync.fact")
    assert abs(datetime.fromisoformat(doc["at"]) - done) < timedelta(seconds=30)
    assert datetime.fromisoformat(doc["said_at"]) == claimed
