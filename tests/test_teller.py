"""The clock and unseeded random numbers are told at the directive, and nothing else is."""

from __future__ import annotations

import pytest
from conftest import Site

HEAD = """
import os, random, secrets, tempfile, time, uuid
import datetime as dt
from datetime import date, datetime
from time import time as seconds

import numpy as np
from matplotlib.figure import Figure
from sims import drawn

def line() -> Figure:
    figure = Figure()
    figure.add_subplot().plot([0, 1])
"""
LINE = HEAD.count("\n") + 1
SIMS = """
import numpy as np
from pelican.plugins.live_figures import simulation

@simulation
def drawn() -> float:
    return float(np.random.default_rng().random())
"""
TOLD = {
    "time.time()": "reads the clock (time,",
    "seconds()": "reads the clock (time,",
    "time.time_ns()": "reads the clock (time_ns,",
    "time.localtime()": "reads the clock (localtime,",
    "datetime.now(dt.timezone.utc)": "reads the clock (now,",
    "dt.datetime.today()": "reads the clock (today,",
    "date.today()": "reads the clock (today,",
    "np.random.default_rng()": "draws random numbers without a seed (default_rng,",
    "np.random.default_rng(seed=None)": "draws random numbers without a seed (default_rng,",
    "np.random.normal()": "draws random numbers without a seed (normal,",
    "random.random()": "draws random numbers without a seed (random,",
    "random.Random()": "draws random numbers without a seed (Random,",
    "os.urandom(1)": "draws random numbers without a seed (urandom,",
    "uuid.uuid4()": "draws random numbers without a seed (uuid4,",
    "secrets.choice([1])": "draws random numbers without a seed (choice,",
}
SILENT = """
    time.perf_counter(), time.monotonic(), time.gmtime(0)
    tempfile.mkdtemp()
    rng = np.random.default_rng(1)
    rng.normal(), rng.random(), random.Random(1).random(), np.random.RandomState(2).normal()
    np.random.seed(3), random.seed(4)
    np.random.normal(), random.random(), random.shuffle([1, 2])
    datetime.fromtimestamp(0), uuid.uuid5(uuid.NAMESPACE_DNS, "x")
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Warnings on single lines."""
    monkeypatch.setenv("COLUMNS", "300")


def write(site: Site, body: str) -> None:
    site.write("plugins/sims.py", SIMS)
    site.write("plugins/figures.py", f"{HEAD}    {body.strip()}\n    return figure\n")


def test_the_clock_and_unseeded_draws_are_told_cold_and_warm(site: Site) -> None:
    write(site, "\n    ".join(TOLD))
    site.post("text\n\n<< line >>\n")
    for said in (site.run().stdout, site.run().stdout):
        assert "post.en.md:8: line reads the clock" in said
        for line, told in enumerate(TOLD.values(), LINE):
            assert f"{told} plugins/figures.py:{line})" in said, told


def test_what_a_kept_simulation_has_drawn_is_told(site: Site) -> None:
    write(site, "drawn()")
    site.post("<< line >>\n")
    site.run()
    write(site, "drawn(); pass")
    assert "without a seed (default_rng, plugins/sims.py:7)" in site.run().stdout


def test_seeds_and_what_libraries_do_are_not_told(site: Site) -> None:
    write(site, SILENT)
    site.post("<< line >>\n")
    site.build()
