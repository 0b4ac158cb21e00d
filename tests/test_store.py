"""The store under stress, simulations, and the answers about it, through real builds."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import PLUGINS, Site
from pelican.plugins.live_figures.results.job import About
from pelican.plugins.live_figures.results.store import FORMAT, FolderStore, make_entry

POST = "<< line id=a >>\n\n<< line slope=2 >>\n"


def figures(site: Site) -> dict[str, bytes]:
    """The published figures, by name."""
    return {path.name: path.read_bytes() for path in (site.folder / "output/figures").iterdir()}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site that has been built once."""
    from conftest import FIGURES

    site = Site(tmp_path_factory.mktemp("built"))
    site.configure()
    site.write("plugins/figures.py", FIGURES)
    site.write("plugins/data.py", "POINTS = [0, 1, 2]\n")
    site.post(POST)
    site.build()
    return site


@pytest.fixture
def copy(built: Site, tmp_path: Path) -> Site:
    """The built site at another place, its output not."""
    site = Site(tmp_path / "copy")
    shutil.copytree(built.folder, site.folder, ignore=shutil.ignore_patterns("output"))
    return site


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change an entry as one would who can write to the store."""
    data = json.loads(path.read_text().partition("\n")[2])
    change(data)
    body = json.dumps(data) + "\n"
    path.write_text(f"{FORMAT} {hashlib.sha256(body.encode()).hexdigest()}\n{body}")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a flipped bit": flip,
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-10]),
    "empty": lambda path: path.write_bytes(b""),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00" * 9),
}


@pytest.mark.parametrize("suffix", ["json", "svg", "png", "py", "trace"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_noticed_and_computed_again(
    built: Site, copy: Site, damage: str, suffix: str
) -> None:
    for path in (copy.folder / "cache/figures").glob(f"*/*.{suffix}"):
        DAMAGES[damage](path)
    result = copy.run()
    assert result.returncode == 0, result.stderr
    assert "damaged" in result.stdout
    assert figures(copy) == figures(built)
    copy.build()


@pytest.mark.parametrize("suffix", ["svg", "py", "trace"])
def test_a_file_that_is_gone_is_computed_again(built: Site, copy: Site, suffix: str) -> None:
    for path in (copy.folder / "cache/figures").glob(f"*/*.{suffix}"):
        path.unlink()
    assert copy.run().returncode == 0
    assert figures(copy) == figures(built)


def test_results_of_a_function_share_its_code(copy: Site) -> None:
    """It goes with the last of them."""
    folder = copy.folder / "cache/figures"
    assert len(list(folder.glob("line/*.svg"))) == 2
    (before,) = folder.glob("*/*.py")
    code = (copy.folder / "plugins/figures.py").read_text("utf-8")
    copy.write("plugins/figures.py", code.replace("A straight line.", "A line."))
    copy.build()
    for path in folder.glob("*/*"):
        os.utime(path, (1e9, 1e9))
    assert ask(copy, "prune")[0] == 0
    (after,) = folder.glob("*/*.py")
    assert before != after
    assert b"A line." in after.read_bytes()


def test_what_is_shared_and_gone_is_written_again(tmp_path: Path) -> None:
    store, parts = FolderStore(tmp_path), {"py": b"code"}
    entry = make_entry(About(0.0), parts, "[]")
    store.put("line-1", entry, parts)
    for path in tmp_path.glob("sources/*"):
        path.unlink()
    assert store.read("line-1", "py", entry) is None
    store.put("line-1", entry, parts)
    assert store.read("line-1", "py", entry) == b"code"


def test_a_store_that_cannot_be_written_still_gives_figures(built: Site, copy: Site) -> None:
    shutil.rmtree(copy.folder / "cache")
    copy.write("cache/figures", "a file where the store's folder should be")
    result = copy.run()
    assert result.returncode == 0, result.stderr
    assert "cannot keep" in result.stdout
    assert figures(copy) == figures(built)


def test_a_full_disk_leaves_no_half_entry(built: Site, copy: Site) -> None:
    shutil.rmtree(copy.folder / "cache")

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py"]
    # No figure can be written whole, neither to the store nor to the output: the build fails…
    full = subprocess.run(command, cwd=copy.folder, preexec_fn=small_files, capture_output=True)
    assert full.returncode == 1
    assert b"cannot keep" in full.stdout
    assert not list((copy.folder / "cache/figures").glob("*/*.json"))
    assert not list((copy.folder / "cache/figures").glob("*/.*"))
    # …and once there is room, the next build is right.
    copy.build()
    assert figures(copy) == figures(built)


def start(site: Site, *arguments: str) -> subprocess.Popen[bytes]:
    """A build that goes on by itself, and can be interrupted: what runs behind & cannot."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [sys.executable, "-m", "pelican", *arguments],
        cwd=site.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_build_leaves_no_process(copy: Site, number: signal.Signals) -> None:
    shutil.rmtree(copy.folder / "cache")
    copy.write(
        "plugins/figures.py",
        "import pathlib, os, time\n"
        "from matplotlib.figure import Figure\n"
        "def line(slope: float = 1, lang: str = '') -> Figure:\n"
        "    pathlib.Path(f'process.{os.getpid()}').touch()\n"
        "    time.sleep(600)\n",
    )
    build = start(copy)
    wait_until(lambda: list(copy.folder.glob("process.*")))
    build.send_signal(number)
    build.wait()
    for file in copy.folder.glob("process.*"):  # there may be several at once
        child = file.suffix[1:]
        wait_until(lambda child=child: not Path(f"/proc/{child}").exists())
    assert not list((copy.folder / "cache").rglob("*.json"))


def wait_until(condition: Callable[[], object]) -> None:
    """Look again and again until it holds."""
    while not condition():
        time.sleep(0.01)


SIMULATED = """
import pathlib
from matplotlib.figure import Figure
from simulated import walk

def line(slope: float = 1.0, colour: str = "red", lang: str = "en") -> Figure:
    \"\"\"Draws a simulation.\"\"\"
    figure = Figure()
    figure.add_subplot().plot(walk(slope, steps=5), color=colour)
    return figure
"""
SIMULATION = """
import pathlib
import numpy as np
from pelican.plugins.live_figures import simulation
from data import POINTS

@simulation
def walk(slope: float, steps: int = 3) -> np.ndarray:
    with open("runs", "a") as runs:
        runs.write(f"{slope} ")
    return np.arange(steps) * slope * float(pathlib.Path("factor").read_text()) + POINTS[0]
"""


def simulate(site: Site, simulation: str) -> Site:
    """Two of the site's three figures share a simulation."""
    site.write("plugins/figures.py", SIMULATED)
    site.write("plugins/simulated.py", simulation)
    site.write("factor", "2")
    site.post("<< line >>\n\n<< line colour=blue >>\n\n<< line slope=3 >>")
    return site


@pytest.fixture
def simulated(site: Site) -> Site:
    simulate(site, SIMULATION).build()
    return site


def runs(site: Site) -> list[str]:
    """The slopes that have been simulated since the last look."""
    path = site.folder / "runs"
    text = path.read_text() if path.exists() else ""
    path.unlink(missing_ok=True)
    return sorted(text.split())


def test_figures_share_a_simulation(simulated: Site) -> None:
    assert runs(simulated) == ["1.0", "3.0"]


def test_a_changed_drawing_simulates_nothing(simulated: Site) -> None:
    runs(simulated)
    simulated.write("plugins/figures.py", SIMULATED.replace("subplot()", "subplot(title='t')"))
    simulated.build()
    assert runs(simulated) == []
    assert ">t<" in "".join(text.decode() for text in figures(simulated).values())


SLOW = SIMULATION.replace("    return", "    __import__('time').sleep(1)\n    return")


def test_two_builds_at_once_share_a_simulation(simulated: Site) -> None:
    runs(simulated)
    simulated.write("plugins/simulated.py", SLOW)
    builds = [start(simulated, "-o", str(simulated.folder / f"output{n}")) for n in (1, 2)]
    assert [build.wait() for build in builds] == [0, 0]
    assert runs(simulated) == ["1.0", "3.0"]


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "raise OSError('once')"])
def test_who_waits_for_a_simulation_that_fails_simulates(simulated: Site, end: str) -> None:
    """Two wait from the start, and one comes when the first has failed."""
    fails = SLOW.replace(
        "    return", f"    if open('runs').read().split() == ['3.0']:\n        {end}\n    return"
    )
    simulated.write("plugins/simulated.py", fails.replace("import pathlib", "import os, pathlib"))
    simulated.configure(LIVE_FIGURES_WORKERS=3)
    colours = ("red", "blue", "green", "black")
    simulated.post("\n\n".join(f"<< line slope=3 colour={colour} >>" for colour in colours))
    runs(simulated)
    assert "1 problem in live figures" in simulated.fail()
    assert runs(simulated) == ["3.0", "3.0"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("plugins/simulated.py", SIMULATION.replace("+ POINTS", "- POINTS")),
        ("plugins/data.py", "POINTS = [1]\n"),
        ("factor", "4"),
    ],
)
def test_a_changed_simulation_runs_again(simulated: Site, path: str, text: str) -> None:
    runs(simulated)
    simulated.write(path, text)
    simulated.build()
    assert runs(simulated) == ["1.0", "3.0"]


def test_a_simulation_found_passes_its_inputs_on(simulated: Site) -> None:
    simulated.write("plugins/figures.py", SIMULATED.replace("subplot()", "subplot(title='t')"))
    simulated.build()
    runs(simulated)
    before = figures(simulated)
    simulated.write("factor", "5")  # read by the simulation alone, and not in that build
    simulated.build()
    assert runs(simulated) == ["1.0", "3.0"]
    assert figures(simulated) != before


def ask(site: Site, *command: str) -> tuple[int, list[str]]:
    result = site.ask(*command)
    assert not result.stderr, result.stderr
    return result.returncode, result.stdout.splitlines()


def test_status_says_why(copy: Site) -> None:
    assert [line[:7] for line in ask(copy, "status")[1]] == ["[fresh]"] * 3
    copy.write("plugins/data.py", "POINTS = [0, 2]\n")
    copy.post(POST + "\n<< line slope=3 >>")
    lines = ask(copy, "status")[1]
    assert [line.split("]")[0] for line in lines[::2]] == ["[stale", "[stale", "[missing"]
    assert lines[5].split()[::2] == ["[missing]", "content/post.en.md"]
    assert lines[0].endswith("content/post.en.md:6")
    assert lines[1].split()[:2] == ["file", "plugins/data.py:"]


def test_verify_computes_all_again(copy: Site) -> None:
    code, lines = ask(copy, "verify")
    assert (code, lines[-1]) == (0, "2 results computed again, 0 differences")
    copy.write("plugins/data.py", "POINTS = [0, 2]\n")
    code, lines = ask(copy, "verify")
    assert code == 1
    assert "content/post.en.md:6: line: its svg differs from what is computed now" in lines


def test_prune_tells_what_it_cannot_remove(copy: Site) -> None:
    entry = next((copy.folder / "cache/figures/line").glob("*.json"))
    entry.with_suffix(".other").mkdir()
    copy.post("Nothing.")
    code, lines = ask(copy, "prune")
    assert code == 1
    assert len(lines) == 1
    assert "cache/figures cannot be pruned: " in lines[0]


def test_another_version_is_told_of_once(simulated: Site) -> None:
    """Not by the processes that look for simulations, too."""
    simulated.build()
    for path in (simulated.folder / "cache").rglob("*.json"):
        text = path.read_text()
        path.write_text(text.replace(f"{FORMAT} ", f"{FORMAT - 1} ", 1))
    result = simulated.run()
    told = " ".join((result.stdout + result.stderr).split())
    assert told.count("another version of the plugin") == 1


def test_settings_without_the_plugin_prune_nothing(copy: Site) -> None:
    copy.configure(PLUGINS=[])
    before = sorted((copy.folder / "cache").rglob("*"))
    for command in ("prune", "status", "verify", "claims"):
        told = copy.ask(command)
        assert told.returncode == 1
        assert "pelicanconf.py: PLUGINS lacks live_figures" in told.stderr
    assert sorted((copy.folder / "cache").rglob("*")) == before


def test_prune_removes_what_no_post_uses(simulated: Site) -> None:
    simulated.post("<< line slope=3 >>")
    assert ask(simulated, "prune")[1] == ["3 results removed, 2 kept", "1 texts removed, 0 kept"]
    runs(simulated)
    simulated.build()
    assert runs(simulated) == []
    assert ask(simulated, "prune")[1] == ["0 results removed, 2 kept", "0 texts removed, 1 kept"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda site: site.post("<< lnie >>", "b"), "<< lnie >>: nothing is called lnie"),
        (lambda site: site.post("<< line slope= >>", "b"), "<< line slope= >>: line: slope= needs"),
        (lambda site: site.post("<< line >>", "b") and site.configure(LIVE_FIGURES=["figures.one"]),
         "nothing is called line"),
        (lambda site: site.write("content/b.md", "Title: b\nDate: 2020-13-45\n\n<< line >>"),
         "b.md"),
        (lambda site: site.write("content/b.md", b"Title: b\xff\n"), "b.md"),
    ],
    ids=["a name", "an option", "a setting", "a date", "bytes"],
)  # fmt: skip
def test_prune_removes_nothing_while_texts_have_mistakes(
    copy: Site, change: Callable[[Site], object], told: str
) -> None:
    copy.post("No figures any more.")
    change(copy)
    before = sorted((copy.folder / "cache").rglob("*"))
    for command in ("prune", "status"):
        result = copy.ask(command)
        said = " ".join((result.stdout + result.stderr).split())
        assert (result.returncode, told in said) == (1, True), said
    assert sorted((copy.folder / "cache").rglob("*")) == before


def test_commands_write_to_whatever_there_is(copy: Site) -> None:
    command = f"{sys.executable} {PLUGINS / 'live_figures'} status"
    for shell in (f"{command} >&-", f"PYTHONIOENCODING=ascii {command}"):
        result = subprocess.run(shell, shell=True, cwd=copy.folder, capture_output=True, text=True)
        assert (result.returncode, result.stderr) == (0, "")


def test_a_reader_that_has_had_enough_is_no_trouble(copy: Site) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, str(PLUGINS / "live_figures"), "status"]
    result = subprocess.run(
        command, cwd=copy.folder, stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (result.returncode, result.stderr) == (1, "")
