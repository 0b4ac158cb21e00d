"""Figures computed on the workers of an executor: what comes back, and what may go wrong there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import Site
from test_store import SIMULATED, SLOW, figures, runs, simulate

POST = "<< line id=a >>\n\n<< line slope=2 >>\n\nIn a line, << line colour=blue >>.\n"
FAILED = "LIVE_FIGURES_EXECUTOR, cluster.executor, has failed"
CLUSTER = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

def executor():
    Path("started").touch()
    return ProcessPoolExecutor(2, get_context("fork"))
"""
# The figure's process has the server for its parent, that has its guard, and that the worker.
KILL_WORKER = """
import os, signal
from pathlib import Path
from matplotlib.figure import Figure

def line(slope: float = 1.0, colour: str = "red", lang: str = "en") -> Figure:
    if not Path("killed").exists():
        Path("killed").touch()
        worker = os.getppid()
        for _ in ("the server", "its guard"):
            worker = int(Path(f"/proc/{worker}/stat").read_text().split()[3])
        os.kill(worker, signal.SIGKILL)
    figure = Figure()
    figure.add_subplot().plot([0, slope], color=colour)
    return figure
"""


def spread(site: Site, cluster: str) -> Site:
    """A site whose figures are computed by the executor of a module ``cluster``."""
    site.write("plugins/cluster.py", cluster)
    site.configure(LIVE_FIGURES_EXECUTOR="cluster.executor")
    site.post(POST)
    return site


@pytest.fixture
def clustered(site: Site) -> Site:
    """A site whose figures are computed by two processes of an executor."""
    return spread(site, CLUSTER)


def elsewhere(site: Site) -> Path:
    """A checkout of the site at another place, where its executor's workers shall look."""
    folder = site.folder.with_name(f"{site.folder.name}-elsewhere")
    shutil.copytree(site.folder, folder)
    before = f"import os\nos.environ['LIVE_FIGURES_PROJECT'] = {str(folder)!r}\n"
    site.write("plugins/cluster.py", before + CLUSTER)
    return folder


def test_the_bytes_are_those_of_a_local_build(clustered: Site) -> None:
    result = clustered.run()
    assert result.returncode == 0, result.stderr
    assert len(figures(clustered)) > 3
    remote = figures(clustered)
    shutil.rmtree(clustered.folder / "cache")
    clustered.configure()
    clustered.build()
    assert figures(clustered) == remote


def test_progress_tells_the_workers(clustered: Site) -> None:
    lines = [line for line in clustered.run().stdout.splitlines() if line.startswith("Figure ")]
    assert len(lines) == 3
    assert all(" s on " in line for line in lines)


LOGS = """
import logging, sys, threading, time
from concurrent.futures import CancelledError, ThreadPoolExecutor

class Logging(ThreadPoolExecutor):
    def submit(self, *given):
        return super().submit(self.run, *given)

    def run(self, work, task):
        logging.getLogger("library").error("a connection is lost")
        if "given_up" in task.request.job.function:
            while not is_waited_for():
                time.sleep(0.01)
            raise CancelledError
        return work(task)

def is_waited_for():
    frame = sys._current_frames()[threading.main_thread().ident]
    while frame and frame.f_code.co_name != "drain":
        frame = frame.f_back
    return frame is not None

def executor():
    return Logging(2)
"""


def test_what_its_threads_log_ends_nothing(site: Site) -> None:
    """Though errors are fatal, as in make html: who waits for them would wait for good."""
    spread(site, LOGS)
    result = site.run("--fatal", "errors")
    assert result.returncode == 0, result.stderr
    assert (result.stdout + result.stderr).count("a connection is lost") == 3
    site.write("plugins/fails.py", "import logging\ndef register():\n    logging.error('this')\n")
    site.configure(
        LIVE_FIGURES_EXECUTOR="cluster.executor",
        PLUGINS=["pelican.plugins.live_figures", "fails"],
    )
    assert site.run("--fatal", "errors").returncode == 1


def test_what_is_given_up_is_told(site: Site) -> None:
    spread(site, LOGS)
    site.write("plugins/figures.py", "def given_up():\n    pass\n")
    site.configure(LIVE_FIGURES_EXECUTOR="cluster.executor", LIVE_FIGURES=["figures.given_up"])
    site.post("<< given_up >>")
    result = site.run("--fatal", "errors")
    assert f"{FAILED}: CancelledError: it has given this up" in result.stderr
    assert re.search(r"^Figure 1 of 1: given_up-\w+, failed$", result.stdout, re.MULTILINE)


def test_a_warm_build_starts_no_executor(clustered: Site) -> None:
    clustered.build()
    (clustered.folder / "started").unlink()
    clustered.build()
    assert not (clustered.folder / "started").exists()


def test_workers_may_have_their_checkout_elsewhere(clustered: Site) -> None:
    folder = elsewhere(clustered)
    clustered.build()
    assert not list(folder.rglob("*.json"))
    (clustered.folder / "started").unlink()
    clustered.build()
    assert not (clustered.folder / "started").exists()


def test_a_worker_with_other_code_computes_nothing(clustered: Site) -> None:
    folder = elsewhere(clustered)
    (folder / "plugins/data.py").write_text("POINTS = [0, 3]; open('imported', 'w')\n")
    message = clustered.fail()
    assert "content/post.en.md:6:1: line: plugins/data.py is another on the worker " in message
    assert "file plugins/data.py: " in message
    assert not (folder / "imported").exists()
    assert not list(clustered.folder.rglob("*.json"))


def test_what_a_worker_has_read_is_compared_afterwards(clustered: Site) -> None:
    clustered.write("plugins/data.py", "POINTS = [float(open('factor').read())]\n")
    clustered.write("factor", "2")
    folder = elsewhere(clustered)
    clustered.build()
    (folder / "factor").write_text("3")
    shutil.rmtree(clustered.folder / "cache")
    assert "content/post.en.md:6:1: line: factor is another on the worker " in clustered.fail()
    assert not list((clustered.folder / "cache").rglob("*.json"))


@pytest.fixture
def simulated(clustered: Site) -> Site:
    """Two of its three figures share a simulation, which takes a second."""
    return simulate(clustered, SLOW)


def test_workers_with_one_store_share_simulations(simulated: Site) -> None:
    simulated.build()
    assert runs(simulated) == ["1.0", "3.0"]
    assert not list((simulated.folder / "cache").rglob("*.tmp"))


def test_simulations_come_back(simulated: Site) -> None:
    """Also with figures that fail afterwards."""
    simulated.write("plugins/figures.py", SIMULATED.replace("figure = ", "walk(slope, 5).no = "))
    folder = elsewhere(simulated)
    assert "3 problems" in simulated.fail()
    assert runs(Site(folder)) == ["1.0", "3.0"]
    simulated.write("plugins/figures.py", SIMULATED.replace("subplot()", "subplot(title='t')"))
    simulated.configure()
    simulated.build()
    assert runs(simulated) == []


def test_simulations_go_out(simulated: Site) -> None:
    """Workers with a store of their own, which is empty, have those of the build."""
    simulated.build()
    runs(simulated)
    drawing = SIMULATED.replace("subplot()", "subplot(title='t')")
    simulated.write("plugins/figures.py", drawing)
    folder = elsewhere(simulated)
    shutil.rmtree(folder / "cache")
    simulated.build()
    assert runs(Site(folder)) == []
    simulated.write("plugins/simulated.py", SLOW.replace("+ POINTS", "- POINTS"))
    (folder / "plugins/simulated.py").write_text(SLOW.replace("+ POINTS", "- POINTS"))
    simulated.build()
    assert runs(Site(folder)) == ["1.0", "3.0"]


@pytest.mark.parametrize("post", ["<< line colour=green >>", "<< line slope=3..5/3 >>"])
def test_what_the_build_has_simulated_a_new_figure_is_given(simulated: Site, post: str) -> None:
    simulated.build()
    runs(simulated)
    folder = elsewhere(simulated)
    shutil.rmtree(folder / "cache")
    simulated.post(post)
    simulated.build()
    assert runs(Site(folder)) == (["4.0", "5.0"] if ".." in post else [])


def test_a_file_that_a_worker_alone_lacks_is_told_with_its_name(clustered: Site) -> None:
    clustered.write("plugins/data.py", "POINTS = [float(open('factor').read())]\n")
    elsewhere(clustered)
    clustered.write("factor", "2")
    message = clustered.fail()
    assert "content/post.en.md:6:1: line: factor is another on the worker " in message
    assert "No such file or directory: 'factor'" in message


def test_a_package_that_a_worker_alone_lacks_is_told_with_its_name(
    clustered: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    clustered.write("plugins/data.py", "import package\n")
    monkeypatch.setenv("PYTHONPATH", str(clustered.write("installed/package.py", "").parent))
    settled(clustered, "os.environ.pop, ('PYTHONPATH',)")
    message = clustered.fail()
    assert "content/post.en.md:6:1: line: package is another on the worker " in message
    assert "module package: installed → not there" in message
    assert "No module named 'package'" in message


def settled(site: Site, settle: str) -> None:
    """Have the workers of the site's executor call a function first."""
    two = '2, get_context("fork")'
    site.write("plugins/cluster.py", "import os\n" + CLUSTER.replace(two, f"{two}, {settle}"))


def test_a_checkout_may_be_told_relative_to_where_a_worker_runs(
    simulated: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = elsewhere(simulated)
    monkeypatch.setenv("LIVE_FIGURES_PROJECT", ".")
    settled(simulated, f"os.chdir, ({str(folder)!r},)")
    simulated.build()
    assert runs(Site(folder)) == ["1.0", "3.0"]


def test_limits_hold_there(clustered: Site) -> None:
    clustered.write("plugins/figures.py", "import time\ndef line():\n    time.sleep(600)\n")
    clustered.post("<< line timeout=1 >>")
    assert "post.en.md:6:9: line: took longer than 1 s" in clustered.fail()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def executor():\n    raise OSError('no route')\n", "OSError: no route"),
        ("def executor():\n    pass\n", "TypeError: None is not a concurrent.futures.Executor"),
        ("", "AttributeError: module 'cluster' has no attribute 'executor'"),
        ("import absent\n", "ModuleNotFoundError: No module named 'absent'"),
    ],
)
def test_an_executor_that_cannot_be_had(clustered: Site, code: str, reason: str) -> None:
    clustered.write("plugins/cluster.py", code)
    message = clustered.fail()
    for place in ("6:1", "8:1", "10:12"):
        assert f"content/post.en.md:{place}: line: {FAILED}: {reason}" in message
    assert "3 problems" in message


def test_an_executor_that_is_lost_is_an_error_with_its_place(clustered: Site) -> None:
    """One of processes is lost with any of its workers."""
    clustered.write("plugins/figures.py", KILL_WORKER)
    message = clustered.fail()
    assert f"content/post.en.md:6:1: line: {FAILED}: BrokenProcessPool: " in message
    assert not (clustered.folder / "output/post.html").exists()
    clustered.build()  # which begins anew


APART = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import os

def settle(places):
    os.environ["LIVE_FIGURES_PROJECT"] = places.get()

def executor():
    context = get_context("fork")
    places = context.Queue()
    for place in PLACES:
        places.put(place)
    return ProcessPoolExecutor(2, context, settle, (places,))
"""


def apart(site: Site) -> list[Site]:
    """Two workers of the site's executor, each with a checkout and a store of its own."""
    folders = [site.folder.with_name(f"{site.folder.name}-{name}") for name in "ab"]
    site.write("plugins/cluster.py", f"PLACES = {list(map(str, folders))!r}\n{APART}")
    for folder in folders:
        shutil.copytree(site.folder, folder)
    return [Site(folder) for folder in folders]


def test_workers_without_a_common_store_run_each_simulation_once(simulated: Site) -> None:
    workers = apart(simulated)
    simulated.build()
    assert sorted(run for worker in workers for run in runs(worker)) == ["1.0", "3.0"]


def test_the_simulations_of_a_sweep_are_spread(simulated: Site) -> None:
    simulated.post("<< line slope=1..4/4 >>")
    workers = apart(simulated)
    simulated.build()
    left, right = map(runs, workers)
    assert sorted([*left, *right]) == ["1.0", "2.0", "3.0", "4.0"]
    assert left
    assert right


def test_who_waits_for_a_simulation_that_fails_is_told_too(simulated: Site) -> None:
    simulated.write(
        "plugins/simulated.py", SLOW.replace("    return", "    raise OSError('no')\n    return")
    )
    simulated.post("<< line >>\n\n<< line colour=blue >>\n\n<< line slope=1..3/3 >>")
    apart(simulated)
    assert simulated.fail().count("OSError: no") == 3


def test_no_figure_goes_on_without_its_simulation(simulated: Site) -> None:
    """Not even one that catches whatever is raised."""
    code = SIMULATED.replace(
        "    figure = Figure()\n",
        "    figure = Figure()\n    try:\n        walk(slope, steps=5)\n"
        "    except BaseException:\n        return figure\n",
    )
    simulated.write("plugins/figures.py", code)
    apart(simulated)
    simulated.build()
    here = figures(simulated)
    shutil.rmtree(simulated.folder / "cache")
    simulated.configure()
    simulated.build()
    assert figures(simulated) == here
