"""What is installed is an input, however it was installed; and so is that something is not."""

from __future__ import annotations

import shutil
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import Site
from pelican.plugins.live_figures.results.installed import providers
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


# Python 3.13 warns of distributions without names.
@pytest.mark.filterwarnings("ignore:Implicit None on return values:DeprecationWarning")
def test_who_brought_a_module_is_known_as_the_library_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def distribution(name: str, **files: str) -> None:
        folder = tmp_path / name
        folder.mkdir()
        for file, text in files.items():
            (folder / file.replace("_txt", ".txt").replace("PKG_INFO", "PKG-INFO")).write_text(text)

    distribution(
        "a-1.dist-info", METADATA="Name: A.a\nVersion: 1\n\nName: no\n", top_level_txt="x\n"
    )
    record = "b/__init__.py,,\nb/n.py,,\nb-1.dist-info/RECORD,,\n../../bin/b,,\nc.py,sha256=0,1\n"
    record += "compiled.abi3.so,,\n"
    distribution("b-1.dist-info", METADATA="Name: b\n", RECORD=record)
    distribution("d-1.egg-info", PKG_INFO="Name: d\n", SOURCES_txt="d/__init__.py\nsetup.py\n")
    quoted = '"q/__init__.py","sha256=x","10"\nu.py\n'
    distribution("q-1.dist-info", METADATA="name:\tq\n", RECORD=quoted)
    distribution("n-1.dist-info", METADATA="Version: 1\n\nName: numpy\n", RECORD="n.py,,\n")
    latin = "Name: l\nAuthor: J\xf6rg\n".encode("latin-1")
    distribution("l-1.dist-info", RECORD="l.pth,,\n")
    (tmp_path / "l-1.dist-info" / "METADATA").write_bytes(latin)
    distribution("e-1.dist-info", METADATA="Version: 1\n", top_level_txt="e\n")
    for each in ("d/__init__.py", "setup.py"):
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).touch()
    monkeypatch.syspath_prepend(tmp_path)
    found = {name: sorted(names) for name, names in providers().items()}
    assert found["x"] == ["A.a"]
    assert found["b"] == found["c"] == found["compiled"] == ["b"]
    assert found["q"] == found["u"] == ["q"]
    assert not {"e", "l", "n"} & found.keys()
    for name, names in packages_distributions().items():
        if name != "__pycache__" and any(names):
            assert found[name] == sorted(filter(None, names)), name
