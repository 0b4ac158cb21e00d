"""The clock and unseeded random numbers are told at the directive, and nothing else is."""

from __future__ import annotations

import pytest
from conftest import Site

HEAD = """
import os, random, secrets, tempfile, time, timeit, uuid
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
    "time.strftime('%Y')": "reads the clock (strftime,",
    "time.asctime()": "reads the clock (asctime,",
    "datetime.now(dt.timezone.utc)": "reads the clock (now,",
    "dt.datetime.today()": "reads the clock (today,",
    "date.today()": "reads the clock (today,",
    "np.datetime64('now')": 'reads the clock (datetime64 of "now",',
    "timeit.timeit('1', number=1)": "reads the clock (timeit,",
    "np.random.default_rng()": "draws random numbers without a seed (default_rng,",
    "np.random.default_rng(seed=None)": "draws random numbers without a seed (default_rng,",
    "np.random.normal()": "draws random numbers without a seed (normal,",
    "random.random()": "draws random numbers without a seed (random,",
    "random.Random()": "draws random numbers without a seed (Random,",
    "os.getrandom(1)": "draws random numbers without a seed (getrandom,",
    "os.urandom(1)": "draws random numbers without a seed (urandom,",
    "uuid.uuid4()": "draws random numbers without a seed (uuid4,",
    "secrets.choice([1])": "draws random numbers without a seed (choice,",
}
SILENT = """
    time.perf_counter(), time.monotonic(), time.gmtime(0)
    time.strftime("%Y", time.gmtime(0)), time.asctime(time.gmtime(0))
    tempfile.mkdtemp(), np.datetime64("2026-01-01")
    rng = np.random.default_rng(1)
    rng.normal(), rng.random(), random.Random(1).random(), np.random.RandomState(2).normal()
    np.random.seed(3), random.seed(4)
    np.random.normal(), np.random.sample(), random.random(), random.shuffle([1, 2])
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


def test_each_function_of_numpys_shared_generator_is_told(site: Site) -> None:
    names = ("sample", "ranf", "random_sample", "rand", "shuffle")
    lines = (f"def {name}(): np.random.{name}([2]); return 1" for name in names)
    site.write(
        "plugins/shared.py",
        "import numpy as np\n" + "\n".join(lines).replace("rand([2])", "rand(2)"),
    )
    site.configure(LIVE_VALUES=[f"shared.{name}" for name in names])
    site.post("\n\n".join(f"<< {name} >>" for name in names))
    said = site.run().stdout
    for line, name in enumerate(names, 2):
        assert f"without a seed ({name}, plugins/shared.py:{line})" in said, name


LIBRARY = """
import random
import numpy as np

spare = np.random.default_rng()

def interval(seed=None):
    if isinstance(seed, np.random.RandomState):
        return seed.random()
    return np.random.default_rng(seed).random()

def jitter(): return np.random.uniform()
def name(): return random.random()
"""


@pytest.fixture
def library(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site beside an installed module, which draws as seaborn and scikit-learn do."""
    site.write("site-packages/library.py", LIBRARY)
    monkeypatch.setenv("PYTHONPATH", str(site.folder / "site-packages"))
    return site


def test_a_generator_without_a_seed_is_told_wherever_it_is_made(library: Site) -> None:
    write(library, "import library\n    library.interval()")
    library.post("<< line >>\n")
    for said in (library.run().stdout, library.run().stdout):
        assert f"without a seed (interval, plugins/figures.py:{LINE + 1})" in said


@pytest.mark.parametrize(
    "draw",
    [
        "library.jitter()",
        "[library.jitter() for _ in range(9999)]",
        "pandas.DataFrame({'x': [1, 2]}).sample()",
    ],
)
def test_draws_from_the_generator_that_all_share_are_told(library: Site, draw: str) -> None:
    write(library, f"import library, pandas\n    {draw}")
    library.post("<< line >>\n")
    assert (
        "line draws random numbers without a seed (from np.random, by a library)"
        in library.run().stdout
    )


@pytest.mark.parametrize("recorder", ["kernel", "hooks"])
def test_what_one_frame_alone_has_a_library_draw_is_told(
    library: Site, recorder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVE_FIGURES_RECORDER", recorder)
    write(library, "import library; k > 3 and library.jitter()")
    figures = (library.folder / "plugins/figures.py").read_text()
    library.write("plugins/figures.py", figures.replace("line()", "line(k: int = 1)"))
    library.post("<< line k=1..4/4 >>\n")
    assert "without a seed (from np.random, by a library)" in library.run().stdout


def test_libraries_that_are_given_seeds_or_draw_for_themselves_are_not_told(library: Site) -> None:
    write(
        library,
        """import library, pandas
    library.interval(1), library.interval(np.random.RandomState(1)), library.name()
    pandas.DataFrame({"x": [1, 2]}).sample(random_state=1)
    np.random.seed(3)
    library.jitter()
    pandas.DataFrame({"x": [1, 2]}).sample()""",
    )
    library.post("<< line >>\n")
    library.build()
