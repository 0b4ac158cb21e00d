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
from matplotlib.lines import Line2D

random.seed(1)
np.random.seed(1)
FIGURE, SEEN, RNG = Figure(), [], np.random.default_rng(1)

class Line(Line2D):
    def draw(self, renderer):
        self.set_linewidth(1 + np.random.rand() + random.random())
        super().draw(renderer)

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
LEAVING["random numbers of an artist"] = """
    figure, axes = plt.subplots()
    np.random.rand(k)
    axes.set(xlim=(0, 1), ylim=(0, 3))
    axes.add_artist(Line([0, 1], [0, k]))
    return figure
"""
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


OTHER = "called again, it gives another figure: what shows is chance, time"


def kept(site: Site, body: str, head: str = HEAD) -> Site:
    site.configure(LIVE_FIGURES=["keeping.kept"])
    site.write("plugins/keeping.py", head + body)
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
    assert f"kept: k=1: {OTHER}" in site.fail()


def test_what_does_not_show_in_the_first_frame_is_seen_too(site: Site) -> None:
    body = "    figure, axes = plt.subplots()\n    axes.plot((k - 1) * RNG.random(4))\n"
    kept(site, f"{body}    return figure\n").post("<< kept k=1..5/5 >>")
    assert f"kept: k=3: {OTHER}" in site.fail()


def test_what_is_kept_for_several_frames_is_seen(site: Site) -> None:
    head = HEAD + "    value = KEPT.setdefault(k // 3, k)\n"
    body = "    figure = Figure()\n    figure.add_subplot().plot([0, value])\n    return figure\n"
    kept(site, body, head.replace("FIGURE, SEEN", "KEPT = {}\nFIGURE, SEEN"))
    site.post("<< kept k=1..9/9 >>")
    assert f"kept: k=5: {OTHER}" in site.fail()


def test_unseeded_draws_of_one_frame_are_told(site: Site) -> None:
    head = HEAD.replace("np.random.seed(1)", "").replace("random.seed(1)", "")
    body = "    figure, axes = plt.subplots()\n    axes.plot([0, 1, k > 3 and np.random.rand()])\n"
    kept(site, f"{body}    return figure\n", head).post("<< kept k=1..4/4 >>")
    assert "kept draws random" in site.run().stdout


def test_a_figure_is_not_used_twice(site: Site) -> None:
    body = "    FIGURE.clear()\n    FIGURE.add_subplot().plot([0, k])\n    return FIGURE\n"
    kept(site, body).post("<< kept k=1..3/3 >>")
    assert "kept: k=2: the figure of an earlier frame" in site.fail()


def test_a_text_that_no_file_can_hold_is_told_with_its_value(site: Site) -> None:
    body = "    return Figure(), '\\udcff' if k == 2 else 'text'\n"
    kept(site, body).post("<< kept k=1..3/3 >>")
    assert r"kept: k=2: kept returned text with '\udcff', which is no character" in site.fail()
