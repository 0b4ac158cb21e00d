"""Rows of tables in three engines: their lines are as far apart as TeX's, and small ones small."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from engines import NAMES, Name
from formulas import WIDTH, of_each
from live_figures.latex.formula import Formula

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
# The size of a letter in a table and where the lines are, em.
LINES = """math => {
    const size = element => parseFloat(getComputedStyle(element).fontSize);
    const letters = [...math.querySelectorAll("mtd:first-child > mi:first-child")];
    const lines = letters.map(letter => letter.getBoundingClientRect().top / size(math));
    return [size(letters[0]) / size(math), lines];
}"""
STYLES = {
    r"a{\scriptstyle x}": 0.7,
    r"a{\scriptscriptstyle x}": 0.5,
    r"a^{b\scriptstyle x}": 0.7,
    r"a{\textstyle x}": 1,
}
SIZE_OF_LAST = """math => {
    const size = element => parseFloat(getComputedStyle(element).fontSize);
    return size([...math.querySelectorAll("mi")].at(-1)) / size(math);
}"""
# Tables are as large in scripts and in fractions as they are elsewhere.
SMALL = {
    r"\frac{1}{\begin{matrix}x\end{matrix}}": 1,
    r"\frac{1}{2+\frac{3}{\begin{matrix}x\end{matrix}}}": 1,
    r"a^{\begin{matrix}x\end{matrix}}": 1,
    r"a^{\begin{smallmatrix}x\end{smallmatrix}}": 0.7,
    r"\frac{1}{\sum_{\substack{1\\x}}}": 0.7,
    r"\frac{1}{\scriptstyle x}": 0.7,
}
LETTERS = """math =>
    [...math.querySelectorAll("mi")].map(letter => letter.getBoundingClientRect().left)
"""


@pytest.mark.parametrize("name", NAMES)
def test_rows_have_their_distance(tmp_path: Path, name: Name) -> None:
    found = of_each(tmp_path, name, [Formula(latex, True) for latex in FORMULAS], LINES)
    for (latex, (size, least, most)), (given, lines) in zip(FORMULAS.items(), found, strict=True):
        assert given == pytest.approx(size, abs=0.06), latex
        apart = [below - above for above, below in pairwise(lines)]
        assert least < min(apart) <= max(apart) < most, (latex, apart)


@pytest.mark.parametrize("name", NAMES)
def test_styles_have_their_size(tmp_path: Path, name: Name) -> None:
    found = of_each(tmp_path, name, [Formula(latex, True) for latex in STYLES], SIZE_OF_LAST)
    assert found == pytest.approx(list(STYLES.values()), abs=0.06)


@pytest.mark.parametrize("name", NAMES)
def test_tables_have_their_size_in_scripts_and_fractions(tmp_path: Path, name: Name) -> None:
    found = of_each(tmp_path, name, [Formula(latex, False) for latex in SMALL], SIZE_OF_LAST)
    assert found == pytest.approx(list(SMALL.values()), abs=0.06)


@pytest.mark.parametrize("name", NAMES)
def test_a_multline_reaches_from_margin_to_margin(tmp_path: Path, name: Name) -> None:
    multline = Formula(r"\begin{multline}a\\b\\c\end{multline}", True)
    (places,) = of_each(tmp_path, name, [multline], LETTERS)
    assert [place / WIDTH for place in places] == pytest.approx([0.1, 0.5, 0.9], abs=0.05)
