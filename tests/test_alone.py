"""Each frame of a sweep shows what its figure shows alone, whatever its function leaves behind."""

from __future__ import annotations

import csv
import re

import pytest
from conftest import Site

HEAD = """
import random
import numpy as np
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

random.seed(1)
np.random.seed(1)
FIGURE, SEEN = Figure(), []

def kept(k: int = 0) -> Figure:
    \"\"\"Some.\"\"\"
"""
LEAVING = {
    "a figure of pyplot's": "    plt.plot([0, k])\n    return plt.gcf()\n",
    "a numbered figure": "    plt.figure(3).gca().plot([0, k])\n    return plt.figure(3)\n",
    "settings": """
    plt.rcParams["lines.linewidth"] *= 2
    figure, axes = plt.subplots()
    axes.plot([0, k])
    return figure
""",
    "random numbers": """
    figure, axes = plt.subplots()
    axes.plot(np.random.rand(4) + random.random() + k)
    return figure
""",
}
KEEPING = {
    "a list": """
    SEEN.append(k)
    figure = Figure()
    figure.add_subplot().plot(SEEN)
    return figure
""",
    "an alternative text": """
    SEEN.append(k)
    figure = Figure()
    figure.add_subplot().plot([0, k])
    return figure, f"drawn {len(SEEN)} times"
""",
    "chance": """
    figure = Figure()
    figure.add_subplot().plot(np.random.default_rng().random(4))
    return figure
""",
}


def kept(site: Site, body: str) -> Site:
    site.configure(LIVE_FIGURES=["keeping.kept"])
    site.write("plugins/keeping.py", HEAD + body)
    return site


@pytest.mark.parametrize("body", LEAVING.values(), ids=LEAVING)
def test_each_frame_is_what_it_is_alone(site: Site, body: str) -> None:
    kept(site, body).post("<< kept k=1..3/3 start=3 id=all >>\n\n<< kept k=3 id=one >>")
    site.build()
    (head, *rows), alone = (
        list(csv.reader(site.read(f"figures/{id}.csv").splitlines())) for id in ("all", "one")
    )
    assert [head[1:], *(row[1:] for row in rows if row[0] == "3")] == alone
    widths = [
        re.findall(r'stroke-width="[\d.]+"', site.read(f"figures/{id}.svg"))
        for id in ("all", "one")
    ]
    assert set(widths[0]) == set(widths[1])


@pytest.mark.parametrize("body", KEEPING.values(), ids=KEEPING)
def test_what_a_function_keeps_is_no_part_of_a_sweep(site: Site, body: str) -> None:
    kept(site, body).post("<< kept k=1..3/3 >>")
    said = site.fail()
    assert "kept: k=1: called again, it gives another figure: what shows is chance, time" in said


def test_a_figure_is_not_used_twice(site: Site) -> None:
    body = "    FIGURE.clear()\n    FIGURE.add_subplot().plot([0, k])\n    return FIGURE\n"
    kept(site, body).post("<< kept k=1..3/3 >>")
    assert "kept: k=2: the figure of an earlier frame" in site.fail()
