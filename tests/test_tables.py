"""Tables and systems of equations: rules, columns, and where numbers stand."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from pelican.plugins.live_figures.latex.linear import linear
from test_latex import body, error, one


def widths(source: str) -> list[int]:
    """How many cells each row has."""
    return [len(row) for row in ET.fromstring(one(source)).iter("mtr")]


def ruled(source: str) -> list[bool]:
    """Of each row, whether a rule stands above all of its cells."""
    rows = ET.fromstring(one(source)).iter("mtr")
    return [all("border-top" in cell.get("style", "") for cell in row) for row in rows]


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        (r"\begin{array}{cc}a&b\\ \hline c&d\\ \hline \end{array}", [False, True, True]),
        (r"\begin{array}{cc}a&b\\ \hline\hline c&d\end{array}", [False, True, True]),
        (r"\begin{array}{cc}a&b\\ \hline c\\ d&e\end{array}", [False, True, False]),
        (r"\begin{array}{cc}\hline\hline a&b\\ \hdashline\end{array}", [True, True, True]),
    ],
)
def test_rules_reach_across_the_table(source: str, rows: list[bool]) -> None:
    assert widths(source) == [2] * len(rows)
    assert ruled(source)[1:] == rows[1:]  # the first may have it above the table


def test_a_rule_of_its_own_is_no_line_of_text() -> None:
    mathml = one(r"\begin{array}{c}a\\ \hline\hline b\\ \hline\end{array}")
    assert "padding-block: 0.15em 0" in mathml
    assert linear(mathml) == "<i>a</i><br><i>b</i>"


def test_a_rule_within_a_row_is_none() -> None:
    source = r"\begin{array}{c}a\hline\hline b\end{array}"
    assert "may only appear" in error(source).message


@pytest.mark.parametrize("columns", ["{}", r"\\", "{ }"])
def test_columns_that_nobody_describes_are_centred(columns: str) -> None:
    described = r"\begin{array}{cc}a&b\end{array}"
    assert body(rf"\begin{{array}}{columns}a&b\end{{array}}") == body(described)


@pytest.mark.parametrize("name", ["align", "alignat", "flalign", "eqnarray"])
def test_numbers_stand_in_one_column(name: str) -> None:
    count = "{2}" * (name == "alignat")
    source = rf"\begin{{{name}}}{count}a&=b&c\tag{{1}}\\d\tag{{2}}\\e&=f\\\end{{{name}}}"
    assert len(set(widths(source))) == 1
