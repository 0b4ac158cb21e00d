"""Rows of tables in three engines: their lines are as far apart as TeX's, and small ones small."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from engines import NAMES, Name, open_engine
from live_figures.latex import Formula, render
from live_figures.sheets import sheet
from serving import serving

SHEETS = Path(sheet.__file__).parent
# Of each formula, its letters against what is around it, and the least and the most, em, that
# its lines are apart. Engines without struts go by the letters.
FORMULAS = {
    r"\begin{pmatrix}x\\x\\x\end{pmatrix}": (1, 0.9, 1.3),
    r"\begin{pmatrix}f\\f\\f\end{pmatrix}": (1, 1.1, 1.5),
    r"\begin{cases}f&a\\f&b\\f&c\end{cases}": (1, 1.1, 1.5),
    r"\begin{aligned}f&=a\\f&=b\end{aligned}": (1, 1.3, 1.8),
    r"\begin{smallmatrix}f\\f\\f\end{smallmatrix}": (0.7, 0.7, 0.95),
    r"\sum_{\substack{f\\f}}": (0.7, 0.7, 0.95),
    r"\sum_{a\substack{f\\f}}": (0.7, 0.7, 0.95),
}
# Of each formula, the size of a letter in a table and where the lines are, em.
LINES = """document.fonts.ready.then(() => [...document.querySelectorAll("math")].map(math => {
    const size = element => parseFloat(getComputedStyle(element).fontSize);
    const letters = [...math.querySelectorAll("mtd:first-child > mi:first-child")];
    const lines = letters.map(letter => letter.getBoundingClientRect().top / size(math));
    return [size(letters[0]) / size(math), lines];
}))"""


@pytest.mark.parametrize("name", NAMES)
def test_rows_have_their_distance(tmp_path: Path, name: Name) -> None:
    body = "".join(f"<p>{formula}</p>" for formula in render([Formula(f, True) for f in FORMULAS]))
    rules = (SHEETS / "math.css").read_text("utf-8")
    head = f'<!doctype html><meta charset="utf-8"><style>body {{ font: 40px/1.7 serif }} {rules}'
    shutil.copy(SHEETS / "stix-two-math.woff2", tmp_path / "math.woff2")
    (tmp_path / "page.html").write_text(f"{head}</style>{body}", "utf-8")
    with serving(tmp_path) as address, open_engine(name, "light") as engine:
        engine.open(f"{address}/page.html", 800)
        found = engine.evaluate(LINES)
    for (latex, (size, least, most)), (given, lines) in zip(FORMULAS.items(), found, strict=True):
        assert given == pytest.approx(size, abs=0.06), latex
        apart = [below - above for above, below in itertools.pairwise(lines)]
        assert least < min(apart) <= max(apart) < most, (latex, apart)
