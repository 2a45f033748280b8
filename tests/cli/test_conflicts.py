"""Two counters change one field apart: neither version is dropped, whoever finds out."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap import Core, Paths, open_core
from tests.cli.conftest import Run
from tests.cli.stations import Station, station, with_customer
from tests.sync.offices import Office


def opened(desk: Station) -> Core:
    return open_core(Paths(desk.basedir))


def test_the_later_of_two_edits_is_shown_with_both_versions_and_settled(
    run: Run, office: Office, tmp_path: Path
) -> None:
    first, second = (station(run, office, tmp_path / name) for name in ("first", "second"))
    with_customer(first, tmp_path)
    first.sync()
    second.sync()
    here, there = opened(first), opened(second)
    try:
        here.customers.edit("A-1", {"city": "Bogor"})
        there.customers.edit("A-1", {"city": "Depok"})
        here.sync.once()
        there.sync.once()
        conflicts = there.sync_desk.overview().conflicts
        assert [(one.field, one.seen, one.mine, one.shared) for one in conflicts] == [("city", None, "Depok", "Bogor")]
        there.sync_desk.settle(conflicts[0].op_id, "city", "Depok")
        there.sync.once()
        here.sync.once()
        assert there.sync_desk.overview().conflicts == ()
        assert here.customers.record("A-1").customer.city == "Depok"
    finally:
        there.close()
        here.close()
