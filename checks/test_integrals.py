"""Integrals in three engines: what stands behind a lower limit is near to it, and not on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import NAMES, Name
from formulas import SIZE, of_each
from live_figures.latex.formula import Formula

FORMULAS = {
    r"\oint_C x": True,
    r"\iint_D x": True,
    r"\int_a x": False,
    r"\frac{\int_a x}{2}": True,
    r"\begin{aligned}&\int_a x\end{aligned}": False,
    r"\begin{matrix}\int_a x\end{matrix}": True,
    r"e^{\int_a x}": True,
    r"\sqrt{\iiint_V x}": True,
}
# From the right side of the limit to what is behind it, px.
GAP = """math => {
    const box = element => element.getBoundingClientRect();
    const both = [...math.querySelectorAll("msub")].at(-1);
    return box(both.nextElementSibling).left - box(both.lastElementChild).right;
}"""


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_far_behind_a_lower_limit(tmp_path: Path, name: Name) -> None:
    asked = [Formula(latex, display) for latex, display in FORMULAS.items()]
    gaps = [gap / SIZE for gap in of_each(tmp_path, name, asked, GAP)]
    assert all(0 < gap < 0.35 for gap in gaps), dict(zip(FORMULAS, gaps, strict=True))
