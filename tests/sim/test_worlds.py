"""A share of the seeds: `python -m tests.sim.chaos` lives through any number of them."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

import pytest

from app.demo.postgres import EmbeddedPostgres
from tests.conftest import ROOT
from tests.sim.invariants import i19_same_trace
from tests.sim.postgres_backend import PostgresBackend
from tests.sim.station import Parts
from tests.sim.world import Plan, World, live, on_model, own_folder

BATCHES = 20
SEEDS = 10
"""Ten worlds a test, so that a failure names few."""


@pytest.mark.parametrize("batch", range(BATCHES))
def test_invariants_hold_on_the_model(batch: int) -> None:
    for seed in range(batch * SEEDS, (batch + 1) * SEEDS):
        live(seed)


@pytest.mark.parametrize("seed", range(10))
def test_invariants_hold_on_postgresql(postgres: EmbeddedPostgres, seed: int) -> None:
    live(seed, partial(PostgresBackend, postgres), Plan(steps=20))


def test_a_delete_of_hundreds_is_compared_before_it_is_believed() -> None:
    names = tuple(f"Pelanggan {number}" for number in range(700))
    with own_folder() as folder:
        world = World(1, folder, on_model, Plan(events=frozenset(), stations=1), Parts())
        try:
            world.populate()
            (watch,) = world.watches
            world.backend.add_customers("JKT1", names)
            world.round(watch)
            held = sorted(key[1] for key in watch.station.view().rows if key[0] == "customer")
            world.backend.delete_customers(tuple(held[:600]))
            world.round(watch)
            assert "digest" in watch.station.line.log[-6:], "the sums were asked for"
            world.heal()
        finally:
            world.close()
    assert watch.before is not None
    assert len([key for key in watch.before.view.rows if key[0] == "customer"]) == len(held) - 600


@pytest.mark.parametrize("seed", [3, 11])
def test_the_same_seed_gives_the_same_trace(seed: int) -> None:
    i19_same_trace(live(seed).fingerprint, live(seed).fingerprint)


def test_another_process_lives_through_the_same() -> None:
    def elsewhere(hash_seed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.sim.chaos", "--trace", "7"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    i19_same_trace(elsewhere("1"), elsewhere("2"))
