"""Where only hooks hear, files that compiled code and programs open are told of, not missed."""

from __future__ import annotations

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
