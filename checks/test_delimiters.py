"""Delimiters and roots in three engines: around the axis, as tall as what is in them, and tight."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import NAMES, Name
from formulas import SIZE, of_each
from live_figures.latex.formula import Formula

SIZED = r"\big(x\big) \Big[x\Big] \bigg\{x\bigg\} \Bigg(x\Bigg) \big)^2 \Big/y"
GROWN = r"\left(\frac{a}{b}\right)"
# The middles of the delimiters and their heights, px.
PLACES = """math => [...math.querySelectorAll("mo")].map(element => {
    const {top, bottom} = element.getBoundingClientRect();
    return [(top + bottom) / 2, bottom - top];
})"""
AROUND = [
    r"\left(\sum_{i=1}^n x_i\right)^2",
    r"\left[\int_0^1 f\right]",
    r"\left|\prod_{i}^n x\right|",
    r"\left\|{\binom{\frac{a}{b}}{c}}_0^1\right\|",
]
# What TeX sets as if it had no \left and \right, and that.
USUAL = {
    r"\left(x_1+\hat y\right)": r"(x_1+\hat y)",
    r"\left|f'(x)\right|": r"|f'(x)|",
    r"\left(\left[a,b\right]\right)": "([a,b])",
}
# Where the first delimiter and the last one are in their formula, px.
ENDS = """math => {
    const {left, top} = math.getBoundingClientRect();
    const delimiters = [...math.querySelectorAll("mo")];
    const boxes = [delimiters[0], delimiters.at(-1)].map(one => one.getBoundingClientRect());
    return boxes.flatMap(box => [box.left - left, box.right - left, box.top - top, box.height]);
}"""
TIGHT = [r"\left(x^2\right)", r"\left[\frac{a}{b}\right]", r"\left\{\sum_i^n x\right\}"]
ROOTS = [r"\sqrt{x}", r"\sqrt{\frac{a}{b}}", r"\sqrt[3]{x}", r"\sqrt{\sqrt{\frac{a^2}{b^2}}}"]
# What is blank behind what is in a root, and how wide a delimiter is, px.
BEHIND = """math => {
    const root = math.querySelector("msqrt, mroot");
    const content = root.children[root.localName === "mroot" ? 0 : root.children.length - 1];
    return root.getBoundingClientRect().right - content.getBoundingClientRect().right;
}"""
WIDTH = """math => math.querySelector("mo").getBoundingClientRect().width"""
# How tall the first delimiter is against what has scripts.
SHARE = """math => {
    const height = selector => math.querySelector(selector).getBoundingClientRect().height;
    return height("mo") / height("munderover, msubsup");
}"""


@pytest.mark.parametrize("name", NAMES)
def test_delimiters_are_around_the_axis(tmp_path: Path, name: Name) -> None:
    asked = [Formula(rf"{SIZED} {GROWN}", display) for display in (True, False)]
    for places in of_each(tmp_path, name, asked, PLACES):
        middles, heights = zip(*places, strict=True)
        assert len(places) == 12
        assert max(middles) - min(middles) < 0.06 * SIZE
        assert heights[0] < heights[2] < heights[4] < heights[6]


@pytest.mark.parametrize("name", NAMES)
def test_delimiters_enclose_what_they_stand_around(tmp_path: Path, name: Name) -> None:
    shares = of_each(tmp_path, name, [Formula(latex, True) for latex in AROUND], SHARE)
    # TeX's leave out a tenth, and Firefox has a margin around its letters.
    assert all(0.75 < share < 1.2 for share in shares), shares


@pytest.mark.parametrize("name", NAMES)
def test_delimiters_around_what_is_low_have_their_usual_size(tmp_path: Path, name: Name) -> None:
    asked = [Formula(latex, False) for pair in USUAL.items() for latex in pair]
    ends = of_each(tmp_path, name, asked, ENDS)
    for grown, usual in zip(ends[::2], ends[1::2], strict=True):
        assert grown == pytest.approx(usual, abs=0.02 * SIZE)


@pytest.mark.parametrize("name", NAMES)
def test_what_grows_has_no_room_to_spare(tmp_path: Path, name: Name) -> None:
    widths = of_each(tmp_path, name, [Formula(latex, True) for latex in TIGHT], WIDTH)
    assert all(width < 0.52 * SIZE for width in widths), widths
    behind = of_each(tmp_path, name, [Formula(latex, True) for latex in ROOTS], BEHIND)
    assert all(gap < 0.05 * SIZE for gap in behind), behind
