"""Ways to come by what no result may be kept without; each was found by somebody who looked."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import Site
from pelican.plugins.live_figures.results.trace import Roots
from pelican.plugins.live_figures.running import kernel
from pelican.plugins.live_figures.running.notes import Notes
from test_adversary import states

PROBES = """
import contextlib, ctypes, glob, logging, multiprocessing, os, string, subprocess, sys
from collections import ChainMap
from pathlib import Path

def a_pattern_in_no_folder() -> int:
    return len(glob.glob("absent/*.csv"))

def a_walk_through_no_folder() -> int:
    return len(list(os.walk("runs/2026")))

def a_list_of_no_folder() -> int:
    try:
        return len(os.listdir("later"))
    except OSError:
        return -1

def what_lies_beside_the_project() -> int:
    return len(list(Path("..").glob("*.csv")))

def a_list_in_bytes() -> int:
    return len(os.listdir(b"plugins"))

def a_list_by_descriptor() -> int:
    descriptor = os.open("plugins", os.O_RDONLY)
    try:
        return len(os.listdir(descriptor))
    finally:
        os.close(descriptor)

def a_list_by_another_program() -> str:
    return subprocess.run(["ls", "plugins"], capture_output=True, text=True).stdout

def a_list_by_a_fork() -> int:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return len(pool.map(os.listdir, ["plugins"])[0])

def which_are_folders() -> int:
    return sum(len(folders) for _, folders, _ in os.walk("data/years"))

def a_file_that_is_touched() -> str:
    open("data/touched", "a").close()
    return open("data/touched").read()

def a_file_that_would_be_made() -> int:
    with open("data/made", "a+") as file:
        file.seek(0)
        return len(file.read())

def a_way_into_a_folder() -> str:
    with contextlib.chdir("current"):
        return open("x").read()

def a_folder_to_be_entered() -> str:
    try:
        os.chdir("data/newer")
    except FileNotFoundError:
        return ""
    return os.getcwd()

def a_list_by_compiled_code() -> int:
    libc = ctypes.CDLL(None)
    libc.opendir.restype = libc.readdir.restype = ctypes.c_void_p
    folder = ctypes.c_void_p(libc.opendir(b"plugins"))
    return sum(1 for _ in iter(lambda: libc.readdir(folder), None))

def a_module_that_may_appear() -> int:
    sys.path.append(os.path.abspath("private"))
    try:
        import secret_numbers
    except ImportError:
        return 0
    return 1

def a_module_that_another_may_hide() -> int:
    sys.path[:0] = map(os.path.abspath, ("override", "base"))
    import params
    return params.SIZE

def a_log() -> str:
    handler = logging.FileHandler("data/log")
    handler.close()
    return open("data/log").read()

def a_file_that_is_there_already() -> str:
    try:
        open("data/exclusive", "x")
    except FileExistsError:
        return open("data/exclusive").read()
    return ""

def a_variable_in_bytes() -> str:
    return os.environb.get(b"A_VARIABLE", b"").decode()

def a_variable_in_a_template() -> str:
    return string.Template("${A_VARIABLE}").substitute(os.environ)

def a_variable_in_a_chain() -> str:
    return ChainMap({}, os.environ)["A_VARIABLE"]
"""
NAMES = [line.split("(")[0][4:] for line in PROBES.splitlines() if line.startswith("def ")]
KERNEL_ONLY = {"a_list_by_another_program", "a_list_by_a_fork", "a_list_by_compiled_code"}


@pytest.fixture
def inner(tmp_path: Path) -> Site:
    """A site with something around it."""
    return Site(tmp_path / "site")


@pytest.mark.parametrize("recorder", ["kernel", "hooks"])
def test_nothing_stays_fresh_that_has_changed(
    inner: Site, recorder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if recorder == "kernel" and not kernel.is_available():
        pytest.skip("this kernel does not notify")
    monkeypatch.setenv("LIVE_FIGURES_RECORDER", recorder)
    monkeypatch.setenv("A_VARIABLE", "one")
    inner.write("plugins/probes.py", PROBES)
    inner.configure(LIVE_VALUES=[f"probes.{name}" for name in NAMES], LIVE_FIGURES=[])
    inner.post("\n\n".join(f"<< {name} >>" for name in NAMES))
    for name in ("touched", "log", "exclusive", "years/2024"):
        inner.write(f"data/{name}", "one\n")
    inner.write("one/x", "one")
    (inner.folder / "current").symlink_to("one")
    inner.write("base/params.py", "SIZE = 1\n")
    inner.write("override/other.py", "")
    result = inner.run()
    assert result.returncode == 0, result.stderr
    inner.run()  # what a figure has made is there now
    assert states(inner) == dict.fromkeys(NAMES, "fresh")
    disturb(inner)
    monkeypatch.setenv("A_VARIABLE", "two")
    fresh = {name for name, state in states(inner).items() if state == "fresh"}
    assert fresh == (set() if recorder == "kernel" else KERNEL_ONLY)


def disturb(site: Site) -> None:
    """Change one thing for each probe."""
    for path in ("absent/x.csv", "runs/2026/x.csv", "later/x.csv", "plugins/other.txt"):
        site.write(path, "")
    (site.folder.parent / "beside.csv").touch()
    site.write("data/made", "some")
    site.write("two/x", "two")
    (site.folder / "current").unlink()
    (site.folder / "current").symlink_to("two")
    (site.folder / "data/newer").mkdir()
    site.write("private/secret_numbers.py", "")
    site.write("override/params.py", "SIZE = 2\n")
    for name in ("touched", "log", "exclusive"):
        site.write(f"data/{name}", "three\n")
    (site.folder / "data/years/2024").unlink()
    (site.folder / "data/years/2024").mkdir()


REGISTRY = "FUNCTIONS = []\n\nclass Base:\n    pass\n"
SIMULATES = "from pelican.plugins.live_figures import simulation\n\n@simulation\n"
OF_SUBCLASSES = "sum(each.size for each in registry.Base.__subclasses__())"
REACHED: dict[str, tuple[str, str, str]] = {
    "the class of an argument": (
        "from dataclasses import dataclass\n\n@dataclass\nclass Model:\n    at: int\n"
        "    @property\n    def size(self):\n        return self.at * {}\n",
        f"{SIMULATES}def run(model: object) -> int:\n    return model.size\n",
        "import changes, simulations\n\ndef probe() -> int:\n"
        "    return simulations.run(changes.Model(1))\n",
    ),
    "a module that is imported by its name": (
        "SIZE = {}\n",
        "import importlib\n" + SIMULATES + "def run() -> int:\n"
        "    return importlib.import_module('changes').SIZE\n",
        "import changes, simulations\n\ndef probe() -> int:\n    return simulations.run()\n",
    ),
    "a module that is imported by its name, by another name": (
        "SIZE = {}\n",
        "from importlib import import_module as module\n" + SIMULATES + "def run() -> int:\n"
        "    return module('changes').SIZE\n",
        "import changes, simulations\n\ndef probe() -> int:\n    return simulations.run()\n",
    ),
    "a module that a library finds": (
        "SIZE = {}\n",
        "import pkgutil\n" + SIMULATES + "def run() -> int:\n"
        "    return pkgutil.resolve_name('changes:SIZE')\n",
        "import changes, simulations\n\ndef probe() -> int:\n    return simulations.run()\n",
    ),
    "a module that code in a text imports": (
        "SIZE = {}\n",
        SIMULATES + "def run() -> int:\n    names = {}\n"
        "    exec('from changes import SIZE', names)\n    return names['SIZE']\n",
        "import changes, simulations\n\ndef probe() -> int:\n    return simulations.run()\n",
    ),
    "the class of what is unpickled": (
        "class Net:\n    def size(self) -> int:\n        return {}\n",
        "import pickle\n" + SIMULATES + "def run(model: bytes) -> int:\n"
        "    return pickle.loads(model).size()\n",
        "import changes, pickle, simulations\n\ndef probe() -> int:\n"
        "    return simulations.run(pickle.dumps(changes.Net()))\n",
    ),
    "what has registered itself in a library": (
        "import numbers\n\nnumbers.size_of_mine = lambda: {}\n",
        "import numbers\n" + SIMULATES + "def run() -> int:\n    return numbers.size_of_mine()\n",
        "import changes, simulations\n\ndef probe() -> int:\n    return simulations.run()\n",
    ),
    "a function that has registered itself": (
        "import registry\n\n@registry.FUNCTIONS.append\ndef size() -> int:\n    return {}\n",
        "import registry\n" + SIMULATES + "def run() -> int:\n"
        "    return sum(each() for each in registry.FUNCTIONS)\n",
        "import changes, simulations\n\ndef probe() -> int:\n    return simulations.run()\n",
    ),
    "a subclass": (
        "import registry\n\nclass Sub(registry.Base):\n    size = {}\n",
        f"import registry\n{SIMULATES}def run() -> int:\n    return {OF_SUBCLASSES}\n",
        "import changes, simulations\n\ndef probe() -> int:\n    return simulations.run()\n",
    ),
    "a decorator": (
        "import functools\n\ndef larger(function):\n    @functools.wraps(function)\n"
        "    def call():\n        return function() * {}\n    return call\n",
        "def run() -> int:\n    return 1\n",
        "import changes, simulations\nfrom pelican.plugins.live_figures import simulation\n\n"
        "run = simulation(changes.larger(simulations.run))\n\n"
        "def probe() -> int:\n    return run()\n",
    ),
}


@pytest.mark.parametrize("name", REACHED)
def test_a_simulation_runs_again_when_code_that_it_can_reach_has_changed(
    site: Site, name: str
) -> None:
    changes, simulations, probes = REACHED[name]
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    site.write("plugins/registry.py", REGISTRY)
    site.write("plugins/simulations.py", simulations)
    site.write("plugins/probes.py", probes)
    for size in (2, 3):
        site.write("plugins/changes.py", changes.format(size))
        assert f"It is {size}." in site.page("It is << probe >>.")


def test_who_asks_where_it_is_lists_nothing(site: Site) -> None:
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    site.write("plugins/probes.py", f"import os\n\n{HERE}")
    site.page("<< probe >>")
    site.write("another", "file")
    assert states(site) == {"probe": "fresh"}


HERE = """def probe() -> int:
    os.stat(".")
    if not os.fork():
        os.stat(".")
        os._exit(0)
    os.wait()
    return 1
"""


def test_a_changed_colour_does_not_simulate_again(site: Site) -> None:
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    runs = "from pathlib import Path\n\ndef note() -> None:\n    open('runs', 'a').write('x')\n"
    site.write("plugins/noting.py", runs)
    site.write(
        "plugins/simulations.py",
        f"import noting\n{SIMULATES}def run(x: int) -> int:\n    noting.note()\n    return x\n",
    )
    for colour in ("red", "blue"):
        site.write(
            "plugins/probes.py",
            "import simulations\n\ndef probe() -> str:\n"
            f"    return f'{{simulations.run(1)}} {colour}'\n",
        )
        assert f"1 {colour}" in site.page("<< probe >>")
    assert (site.folder / "runs").read_text() == "x"


def test_where_a_simulation_runs_tells_it_from_others(site: Site) -> None:
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    site.write("plugins/probes.py", f"import os\n{SIMULATES}{WHERE}")
    for name in ("one", "two"):
        site.write(f"{name}/data", name)
    assert "one two" in site.page("<< probe folder=one >> << probe folder=two >>")


WHERE = """def run() -> str:
    return open("data").read()

def probe(folder: str = "one") -> str:
    os.chdir(folder)
    return run()
"""


def test_data_with_attributes_that_no_field_tells_cannot_be_kept(site: Site) -> None:
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    site.write("plugins/probes.py", f"from dataclasses import dataclass\n{SIMULATES}{HIDDEN}")
    site.post("<< probe >>")
    assert "a Point with z, which are no fields of it" in site.fail()


HIDDEN = """def run(point: object) -> int:
    return point.z

@dataclass
class Point:
    x: int

def probe() -> int:
    point = Point(1)
    point.z = 3
    return run(point)
"""


@pytest.mark.parametrize("way", ["PLUGIN_PATHS", "PYTHONPATH"])
def test_the_folders_of_modules_and_their_order_are_inputs(
    site: Site, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("plugins/probes.py", "import other\n\ndef probe() -> str:\n    return other.NAME\n")
    for name in ("one", "two"):
        site.write(f"{name}/other.py", f"NAME = {name!r}\n")
    for order in (["one"], ["two", "one"], ["one", "two"]):
        settings = {"LIVE_VALUES": ["probes.probe"], "LIVE_FIGURES": []}
        if way == "PLUGIN_PATHS":
            plugins = str(Path(__file__).parents[1] / "plugins")
            site.configure(**settings, PLUGIN_PATHS=[*order, "plugins", plugins])
        else:
            site.configure(**settings)
            monkeypatch.setenv("PYTHONPATH", ":".join(str(site.folder / each) for each in order))
        assert f"It is {order[0]}." in site.page("It is << probe >>.")


def test_a_module_that_appears_before_another_is_an_input(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("plugins/probes.py", "import other\n\ndef probe() -> str:\n    return other.NAME\n")
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    monkeypatch.setenv("PYTHONPATH", f"{site.folder}/one:{site.folder}/two")
    for name in ("two", "one"):
        site.write(f"{name}/other.py", f"NAME = {name!r}\n")
        assert f"It is {name}." in site.page("It is << probe >>.")


def test_a_simulation_that_draws_from_what_others_seed_is_told(site: Site) -> None:
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    site.write("plugins/probes.py", f"import numpy as np\n{SIMULATES}{DRAWS}")
    site.post("<< probe k=1 >> << probe k=2 inside=true >>")
    for _ in range(2):
        told = " ".join(site.run().stdout.split())
        assert told.count("a simulation that cannot know") == 1


DRAWS = """def run(k: int, inside: bool) -> float:
    if inside:
        np.random.seed(k + 1)
    return float(np.random.normal())

def probe(k: int = 1, inside: bool = False) -> float:
    np.random.seed(k)
    return run(k, inside)
"""


def test_an_archive_of_modules_and_a_script_of_the_project_can_be_run(site: Site) -> None:
    site.configure(LIVE_VALUES=["probes.probe"], LIVE_FIGURES=[])
    with ZipFile(site.folder / "more.zip", "w") as file:
        file.writestr("zipped.py", "A = 1\n")
    site.write("tools/script.py", "B = 2\n")
    site.write(
        "plugins/probes.py",
        "import runpy, sys\nsys.path.append('more.zip')\n\ndef probe() -> int:\n    import zipped\n"
        "    return 10 * zipped.A + runpy.run_path('tools/script.py')['B']\n",
    )
    assert "It is 12." in site.page("It is << probe >>.")
    site.write("tools/script.py", "B = 3\n")
    assert "It is 13." in site.page("It is << probe >>.")


ONCE = """
from dataclasses import dataclass
from pelican.plugins.live_figures import simulation

@dataclass(frozen=True)
class Wave:
    angle: float
    def __post_init__(self):
        object.__setattr__(self, "angle", 2 * self.angle)

@simulation
def wave(angle: float) -> Wave:
    return Wave(angle)

def shown() -> float:
    return wave(1.0).angle
"""


def test_data_is_made_once_and_not_again_when_it_is_read(site: Site) -> None:
    site.configure(LIVE_VALUES=["waves.shown"], LIVE_FIGURES=[])
    site.write("plugins/waves.py", ONCE)
    for _ in range(2):
        assert "It is 2.00." in site.page("It is << shown format=.2f >>.")
        site.write("plugins/waves.py", f"{ONCE}\n# read from the store\n")


def test_a_copy_of_all_has_data_of_its_own_beside_it(inner: Site, tmp_path: Path) -> None:
    inner.configure(LIVE_VALUES=["beside.beside"], LIVE_FIGURES=[])
    inner.write(
        "plugins/beside.py", "def beside() -> str:\n    return open('../data.txt').read()\n"
    )
    other = Site(tmp_path / "copy/site")
    (tmp_path / "data.txt").write_text("one")
    assert "It is one." in inner.page("It is << beside >>.")
    shutil.copytree(inner.folder, other.folder)
    (tmp_path / "copy/data.txt").write_text("two")
    assert "It is two." in other.page("It is << beside >>.")


def test_what_lies_below_pythons_prefix_may_be_the_authors(tmp_path: Path) -> None:
    prefix = Path(sys.prefix).resolve()
    notes = Notes(Roots(tmp_path, [prefix / "lib/blog/plugins"]))
    assert notes.covers(f"{prefix}/lib/some/data.txt")
    assert notes.covers(f"{prefix}/pyvenv.cfg")
    assert not notes.covers(f"{prefix}/src/mylab/mylab/__init__.py")
    assert not notes.covers(f"{prefix}/lib/blog/plugins/figures.py")
