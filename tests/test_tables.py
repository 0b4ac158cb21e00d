"""Tables and systems of equations: rules, columns, and where numbers stand."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from conftest import Site
from pelican.plugins.live_figures.latex.document import render
from pelican.plugins.live_figures.latex.formula import Formula
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
    gaps = re.findall(r"padding-block: ([^;]*);", mathml)
    assert gaps == ["0.15em 0", "0"]
    assert linear(mathml) == "<i>a</i><br><i>b</i>"


def test_two_rules_begin_a_table() -> None:
    mathml = one(r"\begin{array}{|c|}\hline\hline a\\ \hline\end{array}")
    assert mathml.count("padding-block: 0.15em 0") == 1
    assert mathml.count("border-right") == 1


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


def numbers(sources: list[str], numbering: str) -> list[str]:
    results = render([Formula(source, True) for source in sources], numbering=numbering)
    return [" ".join(re.findall(r"<mtext>\((\w+)\)", str(result))) for result in results]


@pytest.mark.parametrize(
    ("source", "ams", "every"),
    [
        ("x", "", "1"),
        (r"x\\y\\", "", "1"),
        (r"x\notag", "", ""),
        (r"x\tag{A}", "A", "A"),
        (r"\newcommand{\R}{x}", "", ""),
        (r"\begin{equation}x\end{equation}", "1", "1"),
        (r"\begin{equation}\begin{split}x\\y\end{split}\end{equation}", "1", "1"),
        (r"\begin{equation*}x\end{equation*}", "", ""),
        (r"\begin{align}a\\b\notag\\c\tag{A}\\d\\\end{align}", "1 A 2", "1 A 2"),
        (r"\begin{aligned}a\\b\end{aligned}", "", "1"),
        (r"\begin{multline}a\\b\end{multline}", "1", "1"),
        (r"\begin{subequations}\begin{gather}a\\b\end{gather}\end{subequations}", "1 2", "1 2"),
    ],
)
def test_numbers_that_nobody_asks_for(source: str, ams: str, every: str) -> None:
    assert numbers([source], "ams") == [ams]
    assert numbers([source], "all") == [every]


def test_equations_that_are_the_same_have_numbers_of_their_own() -> None:
    assert numbers(["x", "x", r"y\label{y}", "x"], "all") == ["1", "2", "3", "4"]
    assert numbers(["x", r"y\label{y}"], "labelled") == ["", "1"]


def test_within_a_line_nothing_is_numbered() -> None:
    assert render([Formula("x", False)], numbering="all") == render([Formula("x", False)])


def test_a_site_says_what_is_numbered(site: Site) -> None:
    site.configure(LIVE_FIGURES_NUMBERED="all")
    html = site.page("$$x$$\n\n$$y \\label{y}$$\n\nSee [](#y).")
    assert "(1)" in html
    assert html.count("(2)") == 2
