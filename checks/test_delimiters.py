r"""Delimiters in three engines: all are around the axis, ``\big(`` as well as ``\left(``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from engines import NAMES, Name, open_engine
from live_figures.latex import Formula, render
from live_figures.sheets import sheet
from serving import serving

SHEETS = Path(sheet.__file__).parent
SIZED = r"\big(x\big) \Big[x\Big] \bigg\{x\bigg\} \Bigg(x\Bigg) \big)^2 \Big/y"
GROWN = r"\left(\frac{a}{b}\right)"
SIZE = 40  # px
# Of each formula, the middles of its delimiters and their heights, px.
PLACES = """document.fonts.ready.then(() => [...document.querySelectorAll("math")].map(math =>
    [...math.querySelectorAll("mo")].map(element => {
        const {top, bottom} = element.getBoundingClientRect();
        return [(top + bottom) / 2, bottom - top];
    })
))"""


@pytest.mark.parametrize("name", NAMES)
def test_delimiters_are_around_the_axis(tmp_path: Path, name: Name) -> None:
    asked = [Formula(rf"{SIZED} {GROWN}", display) for display in (True, False)]
    rules = (SHEETS / "math.css").read_text("utf-8")
    body = "".join(f"<p>{formula}</p>" for formula in render(asked))
    style = f"body {{ font-size: {SIZE}px }} {rules}"
    page = f'<!doctype html><meta charset="utf-8"><style>{style}</style>{body}'
    shutil.copy(SHEETS / "stix-two-math.woff2", tmp_path / "math.woff2")
    (tmp_path / "page.html").write_text(page, "utf-8")
    with serving(tmp_path) as address, open_engine(name, "light") as engine:
        engine.open(f"{address}/page.html", 1000)
        formulas = engine.evaluate(PLACES)
    for places in formulas:
        middles, heights = zip(*places, strict=True)
        assert len(places) == 12
        assert max(middles) - min(middles) < 0.06 * SIZE
        assert heights[0] < heights[2] < heights[4] < heights[6]
