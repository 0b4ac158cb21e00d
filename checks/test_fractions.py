"""Fractions in three engines: their parts are smaller where TeX's are, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import NAMES, Name
from formulas import of_each
from live_figures.latex.formula import Formula

# Of each formula: whether it has lines of its own, and its parts against what is around it. A part
# of a part is 0.7² in WebKit; others end where the font says, at 0.55.
FORMULAS = {
    r"\frac{1}{2}": (False, [0.7]),
    r"\frac{3}{4}": (True, [1]),
    r"\frac{a}{1+\frac{1}{2}}": (True, [1, 0.7]),
    r"\frac{b}{1+\frac{1}{2}}": (False, [0.7, 0.5]),
    r"\frac{1}{\frac{c}{4}}": (True, [1, 0.7]),
    r"\dfrac{1}{2}": (False, [1]),
    r"\tfrac{1}{2}": (True, [0.7]),
    r"\tbinom{n}{k}": (True, [0.7]),
    r"\begin{aligned}a&=\frac{1}{2}\end{aligned}": (True, [1]),
    r"\begin{pmatrix}\frac{1}{2}\end{pmatrix}": (True, [0.7]),
    r"x^{\frac{1}{2}}": (True, [0.5]),
    r"\cfrac{1}{1+\cfrac{1}{2}}": (True, [1, 1]),
    r"\sum_{i=\frac{1}{2}}^n\frac{a}{b}": (True, [0.5, 1]),
}
SIZES = """math => {
    const size = element => parseFloat(getComputedStyle(element).fontSize);
    return [...math.querySelectorAll("mfrac")]
        .map(fraction => size(fraction.firstElementChild) / size(math));
}"""


@pytest.mark.parametrize("name", NAMES)
def test_parts_of_fractions_have_their_size(tmp_path: Path, name: Name) -> None:
    asked = [Formula(latex, display) for latex, (display, _) in FORMULAS.items()]
    found = of_each(tmp_path, name, asked, SIZES)
    for latex, sizes in zip(FORMULAS, found, strict=True):
        assert sizes == pytest.approx(FORMULAS[latex][1], abs=0.06), latex
