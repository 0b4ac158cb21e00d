"""What is installed is an input, however it was installed; and so is that something is not."""

from __future__ import annotations

import shutil

import pytest
from conftest import Site
from test_adversary import states

PROBES = """
from importlib import metadata

def of_a_folder():
    import eggs
    return eggs.X
def of_a_file():
    import old_eggs
    return old_eggs.X
def without_a_version():
    import developed
    return developed.X
def of_nobody():
    import nobodys.part
    return nobodys.part.X
def not_there():
    try:
        import later
    except ImportError:
        return "none"
    return "some"
def asked_for():
    try:
        return metadata.version("some-later.thing")
    except metadata.PackageNotFoundError:
        return "none"
def unaffected():
    return 1
"""
NAMES = [line.split("(")[0][4:] for line in PROBES.splitlines() if line.startswith("def ")]


def test_distributions_and_modules_without_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def install(path: str, text: str = "X = 1\n") -> None:
        site.write(f"elsewhere/site-packages/{path}", text)

    folder = site.folder / "elsewhere/site-packages"
    # As if it were Python's own folder of what is installed.
    site.write(
        "elsewhere/sitecustomize.py",
        "import sys, sysconfig\n"
        f"sys.path.append({str(folder)!r})\n"
        "paths = sysconfig.get_paths\n"
        f"sysconfig.get_paths = lambda *args: {{**paths(*args), 'more': {str(folder)!r}}}\n",
    )
    install("eggs/__init__.py")
    install("eggs-1.0-py3.11.egg-info/PKG-INFO", "Metadata-Version: 1.0\nName: eggs\nVersion: 1\n")
    install("eggs-1.0-py3.11.egg-info/top_level.txt", "eggs\n")
    install("old_eggs.py")
    install("old_eggs-1.0.egg-info", "Metadata-Version: 1.0\nName: old_eggs\nVersion: 1.0\n")
    install("developed.py")
    install("developed.egg-info/PKG-INFO", "Metadata-Version: 1.0\nName: developed\nVersion: 1\n")
    install("developed.egg-info/top_level.txt", "developed\n")
    install("nobodys/__init__.py")
    install("nobodys/part.py")
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))
    site.write("plugins/probes.py", PROBES)
    site.configure(LIVE_VALUES=[f"probes.{name}" for name in NAMES])
    site.post("\n\n".join(f"<< {name} >>" for name in NAMES))
    site.build()
    assert states(site) == dict.fromkeys(NAMES, "fresh")
    (folder / "eggs-1.0-py3.11.egg-info").rename(folder / "eggs-2.0-py3.11.egg-info")
    install("old_eggs.py", "X = 2\n")
    install("developed.egg-info/PKG-INFO", "Metadata-Version: 1.0\nName: developed\nVersion: 2\n")
    install("nobodys/part.py", "X = 2\n")
    install("later.py")
    install("some_later_thing-1.0.dist-info/METADATA", "Name: some-later.thing\nVersion: 1.0\n")
    assert states(site) == {**dict.fromkeys(NAMES, "stale"), "unaffected": "fresh"}
    shutil.rmtree(folder)  # what is not installed cannot have computed anything else
    site.write("plugins/eggs.py", "X = 1\n")
    assert states(site)["unaffected"] == "fresh"


def test_how_a_project_is_found_that_is_under_development_is_no_input(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As setuptools installs one: it writes down where that lies, which differs by machine."""
    folder = site.folder / "elsewhere/site-packages"
    finder = "__editable___developed_1_0_finder"
    site.write(f"elsewhere/site-packages/{finder}.py", f"MAPPING = {{'x': {str(site.folder)!r}}}\n")
    site.write("elsewhere/site-packages/__editable__.developed-1.0.pth", f"import {finder}\n")
    site.write("elsewhere/sitecustomize.py", f"import site\nsite.addsitedir({str(folder)!r})\n")
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))
    site.post("<< line >>")
    site.build()
    traces = [path.read_text() for path in site.folder.rglob("*.trace")]
    assert traces
    assert not any("__editable__" in trace for trace in traces)
