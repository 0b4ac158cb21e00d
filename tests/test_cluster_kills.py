"""A cluster killed in each of its places, at each moment of a build: run again, it ends right."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from math import inf
from pathlib import Path

import pytest
from conftest import Site
from gate import Gate
from test_cluster import dask
from test_kills import complete, files, start
from test_store import wait_until

pytestmark = [
    pytest.mark.neighbours,
    pytest.mark.skipif(find_spec("distributed") is None, reason="not installed"),
]

KILLS = int(os.environ.get("CLUSTER_KILLS", "1"))
"""In each place. `make test-neighbours CLUSTER_KILLS=10` takes four minutes."""

WORKERS = 2
FIGURES = 8
POST = "\n\n".join(f"<< line slope={number} id=f{number} >>" for number in range(FIGURES))
LINE = """
from matplotlib.figure import Figure
from gates import passes

def line(slope: int = 1) -> Figure:
    passes()
    figure = Figure()
    figure.add_subplot().plot([0, slope])
    return figure
"""
EXECUTOR = """
from dask.distributed import Client
from gates import passes

def executor():
    client = Client(scheduler_file="cluster", timeout=10)  # so long it waits for one that is lost
    passes()
    return client.get_executor()
"""


class Cluster:
    """A scheduler and its workers, each a process; none of them replaces what is killed."""

    def __init__(self, site: Site) -> None:
        self._site, self._address = site, site.folder / "cluster"
        self.start()

    def start(self) -> None:
        self._address.unlink(missing_ok=True)
        self._scheduler = dask(self._site, "scheduler", "--port=0")
        wait_until(self._address.exists)
        self._workers = [self._worker() for _ in range(WORKERS)]

    def stop(self) -> None:
        for process in (self._scheduler, *self._workers):
            process.kill()
            process.wait()

    def kill(self, place: str) -> None:
        self._victim = self._scheduler if place == "scheduler" else self._workers[0]
        self._victim.kill()
        self._victim.wait()

    def mend(self) -> None:
        """Start again what was killed; workers are nothing without their scheduler."""
        if self._victim is self._scheduler:
            self.stop()
            self.start()
        else:
            self._workers[0] = self._worker()

    def _worker(self) -> subprocess.Popen[bytes]:
        return dask(self._site, "worker", "--no-nanny", "--nthreads=2")


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Gate() as gate:
        yield gate


@pytest.fixture
def fresh(site: Site, gate: Gate, tmp_path: Path) -> dict[str, bytes]:
    """What a local build makes of a site, which others then build on a cluster."""
    site.write("plugins/gates.py", gate.code)
    site.write("plugins/figures.py", LINE)
    site.post(POST)
    complete(site, tmp_path / "fresh")
    site.write("plugins/cluster.py", EXECUTOR)
    site.configure(LIVE_FIGURES_EXECUTOR="cluster.executor")
    return files(tmp_path / "fresh")


@pytest.fixture
def cluster(site: Site) -> Iterator[Cluster]:
    cluster = Cluster(site)
    yield cluster
    cluster.stop()


@pytest.mark.parametrize("place", ["client", "scheduler", "worker"])
def test_what_is_killed_ends_right_when_run_again(
    site: Site, gate: Gate, fresh: dict[str, bytes], cluster: Cluster, place: str
) -> None:
    """Nine moments in turn: before the first figure, in the middle, before the last…"""
    for number in range(KILLS):
        for folder in ("cache", "output"):
            shutil.rmtree(site.folder / folder, ignore_errors=True)
        done = number * 4 % (FIGURES + 1)
        kill_at(done, site, gate, cluster, place, at_rest=number % 2 == 0)
        complete(site, site.folder / "output")
        assert files(site.folder / "output") == fresh
        gate.wait_for_end()


def kill_at(
    done: int, site: Site, gate: Gate, cluster: Cluster, place: str, *, at_rest: bool
) -> None:
    """Kill when so many have gone on; either when the others wait, or when they go on too."""
    gate.let(done)
    build = start(site, site.folder / "output", "--fatal", "errors")  # as make html has it
    gate.wait_for_stop(done)
    if not at_rest:
        gate.let(inf)
    if place == "client":
        build.kill()
    else:
        cluster.kill(place)
    gate.let(inf)
    code = build.wait()
    if place == "client":
        return
    assert code in {"worker": (0,), "scheduler": (1,) if at_rest else (0, 1)}[place]
    cluster.mend()
