"""Figures computed on a Dask cluster."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from conftest import PLUGINS, Site
from test_executor import FAILED, KILL_WORKER, POST, spread
from test_store import figures, wait_until

pytestmark = [
    pytest.mark.neighbours,
    pytest.mark.skipif(find_spec("distributed") is None, reason="not installed"),
]

# What installing the plugin does; a list, since Python makes the path of a namespace anew.
IMPORTABLE = (
    "import pelican.plugins; "
    f"pelican.plugins.__path__ = [*pelican.plugins.__path__, {str(PLUGINS)!r}]"
)
LOCAL = f"""
from pathlib import Path
from dask.distributed import Client, LocalCluster

def executor():
    Path("started").touch()
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=2, dashboard_address=None, preload={IMPORTABLE!r}
    )
    return Client(cluster).get_executor()
"""


@pytest.fixture
def clustered(site: Site) -> Site:
    """A site whose figures are computed by two workers of a cluster of its own."""
    return spread(site, LOCAL)


def test_the_bytes_are_those_of_a_local_build(clustered: Site) -> None:
    result = clustered.run()
    assert result.returncode == 0, result.stderr
    assert result.stdout.count(" s on ") == 3
    remote = figures(clustered)
    (clustered.folder / "started").unlink()
    clustered.build()
    assert not (clustered.folder / "started").exists()
    shutil.rmtree(clustered.folder / "cache")
    clustered.configure()
    clustered.build()
    assert figures(clustered) == remote


def test_what_a_killed_worker_had_is_computed_by_another(clustered: Site) -> None:
    clustered.write("plugins/figures.py", KILL_WORKER)
    result = clustered.run()
    assert result.returncode == 0, result.stderr
    assert (clustered.folder / "killed").exists()
    remote = figures(clustered)
    shutil.rmtree(clustered.folder / "cache")
    clustered.configure()
    clustered.build()
    assert figures(clustered) == remote


def test_a_figure_that_always_loses_its_worker_fails(clustered: Site) -> None:
    always = KILL_WORKER.replace('not Path("killed").exists()', "slope == 2")
    clustered.write("plugins/figures.py", always)
    message = clustered.fail()
    assert f"content/post.en.md:8:1: line: {FAILED}: KilledWorker: " in message


def dask(site: Site, *arguments: str) -> subprocess.Popen[bytes]:
    """A part of a cluster, that can import the plugin."""
    common = ("--no-dashboard", f"--scheduler-file={site.folder}/cluster", "--preload", IMPORTABLE)
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, *common],
        cwd=site.folder,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def scheduler(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """The scheduler of a cluster that others have started, with one worker."""
    server = dask(site, "scheduler", "--port=0")
    wait_until((site.folder / "cluster").exists)
    worker = dask(site, "worker")
    connect = f"Client(scheduler_file='{site.folder}/cluster').get_executor()"
    code = f"from dask.distributed import Client\n\ndef executor():\n    return {connect}\n"
    site.write("plugins/cluster.py", code)
    site.configure(LIVE_FIGURES_EXECUTOR="cluster.executor")
    yield server
    for process in (worker, server):
        process.terminate()
        process.wait()


def test_a_cluster_lost_is_an_error_with_its_place(
    site: Site, scheduler: subprocess.Popen[bytes]
) -> None:
    site.post(POST)
    result = site.run()  # it works
    assert result.returncode == 0, result.stderr
    kill = "os.kill(worker, signal.SIGKILL)"
    site.write("plugins/figures.py", KILL_WORKER.replace(kill, "__import__('time').sleep(9)"))
    with subprocess.Popen(
        [sys.executable, "-m", "pelican"], cwd=site.folder, stderr=subprocess.PIPE, text=True
    ) as build:
        wait_until((site.folder / "killed").exists)
        scheduler.kill()
        _, message = build.communicate()
    assert build.returncode == 1
    assert f"content/post.en.md:6:1: line: {FAILED}: CancelledError" in message
