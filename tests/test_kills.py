"""Builds killed at any moment, while their figures fork: nothing is lost, wrong or left running."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Site
from pelican.plugins.live_figures.running.pool import ServerPool
from pelican.plugins.live_figures.server_settings import ServerSettings

KILLS = int(os.environ.get("KILLS", "24"))
MARK = "KILLED_BUILD"
FORKS = """
import os, subprocess, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from matplotlib.figure import Figure
from pelican.plugins.live_figures import simulation

@simulation
def square(x: int) -> int:
    return x * x

def drawn(numbers) -> Figure:
    figure = Figure()
    figure.add_subplot().plot(numbers)
    return figure

def pooled(first: int = 0) -> Figure:
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        return drawn(list(pool.map(square, range(first, first + 20))))

def split(parts: int = 4) -> Figure:
    return drawn([forked(part) for part in range(parts)])

def forked(x: int) -> int:
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(theirs, b"%d" % square(x))
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        raise RuntimeError("the process was killed")
    return int(os.read(ours, 9))

def programs() -> int:
    code = "import os, time; os.setsid(); os.fork(); time.sleep(999)"
    subprocess.Popen([sys.executable, "-c", code])
    return int(subprocess.check_output([sys.executable, "-c", "print(7)"]))
"""
POST = """
<< pooled id=a >>

<< split id=b >>

<< pooled first=9 >>

<< split parts=3 >>

Programs: << programs >>
"""


def prepared(site: Site) -> Site:
    site.configure(
        LIVE_FIGURES=["forks.pooled", "forks.split"],
        LIVE_VALUES=["forks.programs"],
        LIVE_FIGURES_TIMEOUT=20,  # what waits for a process that was killed
    )
    site.write("plugins/forks.py", FORKS)
    site.post(POST)
    return site


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
def test_builds_killed_while_figures_fork_do_no_harm(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at a time share the store. `make kills` does it a thousand times."""
    complete(prepared(site), tmp_path / "fresh")
    monkeypatch.setenv(MARK, f"{os.getpid()}-{tmp_path.name}")
    chance = random.Random(KILLS)
    killed: Counter[str] = Counter()
    while killed.total() < KILLS:
        if chance.random() < 0.7:  # begin anew, or go on with what the last ones have left
            shutil.rmtree(site.folder / "cache", ignore_errors=True)
        builds = [start(site, tmp_path / f"output{number}") for number in (1, 2)]
        while killed.total() < KILLS and any(build.poll() is None for build in builds):
            with suppress(subprocess.TimeoutExpired):
                builds[0].wait(chance.uniform(0, 1))
            killed.update(kill(chance, builds))
        for build in builds:
            build.wait()
        wait_for_the_end()
    print(dict(killed))
    for number in (1, 2):
        complete(site, tmp_path / f"output{number}")
        assert files(tmp_path / f"output{number}") == files(tmp_path / "fresh")


LINGERS = """
import os, subprocess, sys, time

def lingers() -> int:
    if not os.fork():
        os.setsid()
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(999)"])
        with open("processes.tmp", "w") as file:
            print(os.getppid(), os.getpid(), file=file)
        os.rename("processes.tmp", "processes")
    time.sleep(999)
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
@pytest.mark.parametrize("victim", ["pelican", "server", "guard", "figure", "fork"])
def test_whichever_process_is_killed_no_other_is_left(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, victim: str
) -> None:
    site.configure(LIVE_VALUES=["lingers.lingers"], LIVE_FIGURES_TIMEOUT=2)
    site.write("plugins/lingers.py", LINGERS)
    site.post("<< lingers >>")
    monkeypatch.setenv(MARK, f"{os.getpid()}-{tmp_path.name}")
    build = start(site, tmp_path / "output")
    processes = site.folder / "processes"
    while not processes.exists():
        time.sleep(0.01)
    figure, fork = map(int, processes.read_text().split())
    server = parent(figure)
    guard = parent(server)
    assert parent(guard) == build.pid
    os.kill({**locals(), "pelican": build.pid}[victim], signal.SIGKILL)
    build.wait()
    wait_for_the_end()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
def test_a_server_that_has_had_nothing_to_do_is_ended_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MARK, f"{os.getpid()}-{tmp_path.name}")
    pool = ServerPool(ServerSettings(tmp_path, (), tmp_path / "store", workers=1, memory=0))
    while len(list(marked())) < 2:  # it is about to import
        time.sleep(0.01)
    pool.close()
    assert not list(marked())


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def start(site: Site, output: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pelican", "-o", str(output), *arguments],
        cwd=site.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def complete(site: Site, output: Path) -> None:
    """Build to the end; where only hooks hear, programs are warned of."""
    result = site.run("-o", str(output))
    assert result.returncode == 0, result.stderr


def kill(chance: random.Random, builds: list[subprocess.Popen[bytes]]) -> list[str]:
    """Kill something of what runs, if anything does; in words, what."""
    running = [build.pid for build in builds if build.poll() is None]
    way = chance.choice(["a process", "a process", "a process", "a group", "all"])
    processes = list(marked())
    chance.shuffle(processes)
    if not processes:
        return []
    if way == "a group" and running:
        os.killpg(chance.choice(running), signal.SIGKILL)
        return [way]
    while processes:
        for pid in processes if way == "all" else processes[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        processes = list(marked()) if way == "all" else []  # what they have started meanwhile
    return [way]


def marked() -> Iterator[int]:
    """All processes that builds have started, and these, and so on."""
    mark = f"{MARK}={os.environ[MARK]}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if int(path.parent.name) != os.getpid() and mark in path.read_bytes():
                yield int(path.parent.name)


def wait_for_the_end() -> None:
    """Wait until nothing of the builds is left; fail when something stays."""
    for _ in range(3000):
        if not list(marked()):
            return
        time.sleep(0.01)
    left = [(pid, Path(f"/proc/{pid}/stat").read_text()[:60]) for pid in marked()]
    pytest.fail(f"still there: {left}")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
