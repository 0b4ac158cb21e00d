r"""Delimiters in three engines: around the axis, and as tall as what is between them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

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

AROUND = [
    r"\left(\sum_{i=1}^n x_i\right)^2",
    r"\left[\int_0^1 f\right]",
    r"\left|\prod_{i}^n x\right|",
]
# Of each formula, how tall its first delimiter is against the large operator with its limits.
SHARES = """document.fonts.ready.then(() => [...document.querySelectorAll("math")].map(math => {
    const height = selector => math.querySelector(selector).getBoundingClientRect().height;
    return height("mo") / height("munderover, msubsup");
}))"""


@pytest.mark.parametrize("name", NAMES)
def test_delimiters_are_around_the_axis(tmp_path: Path, name: Name) -> None:
    asked = [Formula(rf"{SIZED} {GROWN}", display) for display in (True, False)]
    for places in _seen(tmp_path, name, asked, PLACES):
        middles, heights = zip(*places, strict=True)
        assert len(places) == 12
        assert max(middles) - min(middles) < 0.06 * SIZE
        assert heights[0] < heights[2] < heights[4] < heights[6]


@pytest.mark.parametrize("name", NAMES)
def test_delimiters_enclose_large_operators(tmp_path: Path, name: Name) -> None:
    shares = _seen(tmp_path, name, [Formula(latex, True) for latex in AROUND], SHARES)
    # TeX's leave out a tenth, and Firefox has a margin around its letters.
    assert all(0.75 < share < 1.2 for share in shares), shares


def _seen(folder: Path, name: Name, asked: list[Formula], script: str) -> Any:
    """What a script sees in a page of formulas."""
    rules = (SHEETS / "math.css").read_text("utf-8")
    body = "".join(f"<p>{formula}</p>" for formula in render(asked))
    style = f"body {{ font-size: {SIZE}px }} {rules}"
    page = f'<!doctype html><meta charset="utf-8"><style>{style}</style>{body}'
    shutil.copy(SHEETS / "stix-two-math.woff2", folder / "math.woff2")
    (folder / "page.html").write_text(page, "utf-8")
    with serving(folder) as address, open_engine(name, "light") as engine:
        engine.open(f"{address}/page.html", 1000)
        return engine.evaluate(script)
