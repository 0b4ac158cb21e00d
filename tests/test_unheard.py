"""Where only hooks hear, files that compiled code and programs open are told of, not missed."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from conftest import Site
from pelican.plugins.live_figures.running import kernel

H5PY = """
import ctypes

def read(path):
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    return str(bool(libc.fopen(path.encode(), b"r")))
"""
PROBES = """
import subprocess
from pelican.plugins.live_figures import simulation

def compiled():
    import h5py
    return h5py.read("data/x.h5")

def opened_too():
    open("data/x.h5", "rb").close()
    import h5py
    return h5py.read("data/x.h5")

@simulation
def kept() -> str:
    import h5py
    return h5py.read("data/x.h5")

def simulated(): return kept()

def program(): return subprocess.check_output(["cat", "data/x.csv"], text=True)
"""
TOLD = {
    "compiled": "imports h5py, which opens files unheard",
    "simulated": "imports h5py, which opens files unheard",
    "program": "runs another program (cat, plugins/probes.py:21), which opens files unheard",
}


@pytest.fixture
def probes(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site beside something installed that opens files as h5py does."""
    site.write("site-packages/h5py.py", H5PY)
    monkeypatch.setenv("PYTHONPATH", str(site.folder / "site-packages"))
    monkeypatch.setenv("COLUMNS", "300")
    site.write("plugins/probes.py", PROBES)
    site.write("data/x.h5", "1")
    site.write("data/x.csv", "1")
    names = ("compiled", "opened_too", "simulated", "program")
    site.configure(LIVE_VALUES=[f"probes.{name}" for name in names])
    site.post("\n\n".join(f"<< {name} >>" for name in names))
    return site


def test_what_hooks_do_not_hear_is_told(probes: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_FIGURES_RECORDER", "hooks")
    for said in (probes.run().stdout, probes.run().stdout):
        for name, told in TOLD.items():
            assert f"{name} {told}" in said
        assert said.count("unheard") == len(TOLD)
        assert "opened_too imports" not in said


def test_the_kernel_hears_of_all_of_it(probes: Site) -> None:
    if not kernel.is_available():
        pytest.skip("this kernel does not notify")
    probes.build()


HIDDEN = """
import ctypes
import os

def hidden():
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
    return open("data/x.csv").read()

def plain():
    return open("data/x.csv").read()
"""
# Root may look into every process, but for this capability.
UNPRIVILEGED = [] if os.geteuid() else ["setpriv", "--bounding-set", "-sys_ptrace"]


@pytest.fixture
def unseeing(site: Site) -> Site:
    """A site that is built by who may not look into processes that forbid it."""
    site.write("plugins/hidden.py", HIDDEN)
    site.write("data/x.csv", "1")
    site.configure(LIVE_VALUES=["hidden.hidden", "hidden.plain"])
    return site


def build_unprivileged(site: Site) -> subprocess.CompletedProcess[str]:
    command = [*UNPRIVILEGED, sys.executable, "-m", "pelican", "-s", "pelicanconf.py"]
    return subprocess.run(command, cwd=site.folder, capture_output=True, text=True)


@pytest.mark.skipif(not kernel.is_available(), reason="the kernel does not tell of files here")
def test_a_process_that_nobody_may_look_into_is_told(unseeing: Site) -> None:
    unseeing.post("<< hidden >>")
    result = build_unprivileged(unseeing)
    assert "post.en.md:6:1: hidden: reads files in a process that nobody may look into, python" in (
        result.stderr
    )
    assert result.returncode == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="who is not root cannot read a process that hides")
def test_hooks_hear_where_no_process_may_be_looked_into(
    unseeing: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseeing.write("lib/sitecustomize.py", "import ctypes\nctypes.CDLL(None).prctl(4, 0, 0, 0, 0)")
    monkeypatch.setenv("PYTHONPATH", str(unseeing.folder / "lib"))
    unseeing.post("<< plain >>")
    assert build_unprivileged(unseeing).returncode == 0
    assert " hooks " in unseeing.ask("status").stdout
    unseeing.write("data/x.csv", "2")
    assert build_unprivileged(unseeing).returncode == 0
    assert "<p>2</p>" in re.sub("</?span[^>]*>", "", unseeing.read("post.html"))
