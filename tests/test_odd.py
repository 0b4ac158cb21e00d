"""Figures that read and return what nobody expects: they work, or are told at their place."""

from __future__ import annotations

import os
import shutil

import pytest
from conftest import Site

DRAWS = """
import os
from enum import StrEnum
from pathlib import Path
from matplotlib.figure import Figure

HERE = os.path.dirname(os.path.abspath(__file__))


class Text(str):
    def __str__(self):
        return self

    def __reduce__(self):
        raise TypeError("not to be sent")


def plot(points=(0, 1)) -> Figure:
    figure = Figure()
    figure.add_subplot().plot(points)
    return figure
"""
READS = '''

def line() -> Figure:
    """Reads a file whose name is not UTF-8."""
    with open(os.fsencode(HERE) + b"/d\\xff.csv") as file:
        return plot(), file.read()
'''


def test_a_file_whose_name_is_not_utf_8_is_an_input(site: Site) -> None:
    data = os.fsencode(site.folder) + b"/plugins/d\xff.csv"
    site.write("plugins/figures.py", DRAWS + READS)
    for text in ("one", "two"):
        try:
            with open(data, "w") as file:
                file.write(text)
        except OSError:
            pytest.skip("the file system has no such names")
        for _ in range(2):
            assert f'alt="{text}"' in site.page("<< line >>")


def test_a_name_that_is_not_utf_8_can_be_shown(site: Site) -> None:
    try:
        os.mkfifo(os.fsencode(site.folder) + b"/plugins/d\xff")
    except OSError:
        pytest.skip("the file system has no such names")
    opens = 'os.open(os.fsencode(HERE) + b"/d\\xff", os.O_RDONLY | os.O_NONBLOCK)'
    body = f"\n\ndef line() -> Figure:\n    {opens}\n    return plot()\n"
    site.write("plugins/figures.py", DRAWS + body)
    site.configure(LIVE_FIGURES_SHOW_ERRORS=True)
    site.post("<< line >>")
    result = site.run()
    assert result.returncode == 0, result.stderr
    assert r"…/d\udcff, which is not a plain file" in site.read("post.html")


@pytest.mark.parametrize("text", ['Text("told")', 'StrEnum("Kind", {"A": "told"}).A'])
def test_an_alt_text_may_be_of_a_class_of_its_own(site: Site, text: str) -> None:
    site.write(
        "plugins/figures.py", f"{DRAWS}\n\ndef line() -> Figure:\n    return plot(), {text}\n"
    )
    assert 'alt="told"' in site.page("<< line >>")


def test_text_that_no_file_can_hold_is_told_before_pages_are_written(site: Site) -> None:
    body = '\n\ndef line() -> Figure:\n    return plot(), "told \\udcff"\n'
    site.write("plugins/figures.py", DRAWS + body)
    site.post("<< line >>")
    told = site.fail()
    assert "post.en.md:6:1: line: line returned text with '\\udcff', which is no char" in told
    assert not (site.folder / "output").exists()


SIMULATES = """
from pelican.plugins.live_figures import simulation

BASE = 1


@simulation
def points(count: int) -> list[int]:
    from parts.deep import inner
    return [BASE, count, inner.LAST]
"""


def test_a_simulation_in_a_package_without_an_init(site: Site) -> None:
    """Its code is an input, and what it imports from other such packages, and their folders."""
    body = "\n\ndef line() -> Figure:\n    return plot(points(2)), str(points(2))\n"
    site.write("plugins/figures.py", f"{DRAWS}\nfrom parts.runs import points\n{body}")
    site.write("plugins/parts/runs.py", SIMULATES)
    site.write("plugins/parts/deep/inner.py", "LAST = 3\n")
    assert 'alt="[1, 2, 3]"' in site.page("<< line >>")
    site.write("plugins/parts/deep/inner.py", "LAST = 4\n")
    assert 'alt="[1, 2, 4]"' in site.page("<< line >>")
    site.write("plugins/parts/runs.py", SIMULATES.replace("BASE = 1", "BASE = 5"))
    assert 'alt="[5, 2, 4]"' in site.page("<< line >>")
    site.write("plugins/parts/__init__.py", "from parts.deep import inner\n\ninner.LAST = 6\n")
    assert 'alt="[5, 2, 6]"' in site.page("<< line >>")


LIMIT = (
    "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))\n"
)


def test_a_full_disk_is_told_in_one_line_and_leaves_the_store_as_it_was(site: Site) -> None:
    """A limit on the size of files fails as a full disk does."""
    settings = (site.folder / "pelicanconf.py").read_text()
    site.page("<< line >>")
    site.post("<< line >>\n\n<< line slope=2 id=two >>")
    site.write("pelicanconf.py", settings + LIMIT)
    told = site.fail().splitlines()
    expected = "Live figures: what output/figures should have cannot be written: "
    assert [line for line in told if expected in line]
    assert not [line for line in told if "Traceback" in line]
    site.write("pelicanconf.py", settings)
    site.build()
    after = site.read("figures/two.svg")
    shutil.rmtree(site.folder / "cache")
    site.build()
    assert site.read("figures/two.svg") == after


@pytest.mark.parametrize("path", ["output/figures", "output/figures/two.svg/file"])
def test_what_is_in_the_way_of_the_output_is_told_in_one_line(site: Site, path: str) -> None:
    site.write(path, "")
    site.post("<< line slope=2 id=two >>")
    told = site.fail()
    assert "Live figures: what output/figures should have cannot be written: " in told
    assert "Traceback" not in told
    assert "output/figures" in told.splitlines()[-1]
