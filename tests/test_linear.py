"""Formulas as a line of HTML: what is kept, where parentheses and spaces stand."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.live_figures.latex.document import render
from pelican.plugins.live_figures.latex.formula import Formula
from pelican.plugins.live_figures.latex.linear import linear


def line(latex: str, *, display: bool = True) -> str:
    (mathml,) = render([Formula(latex, display)])
    assert isinstance(mathml, str), mathml
    return linear(mathml)


def bare(html: str) -> str:
    """What is left of HTML when all tags are stripped."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("latex", "html"),
    [
        (r"\hat y", "<i>ŷ</i>"),
        (r"wx_{i+1}^n", "<i>wx</i><sub><i>i</i>+1</sub><sup><i>n</i></sup>"),
        (r"\mathbf{w}^\top\mathbf{x}", "<b>w</b><sup>⊤</sup><b>x</b>"),
        (r"\mathrm{d}x \in \mathbb{R}", "d<i>x</i> ∈ ℝ"),
        (r"\operatorname{softmax}(z)", "softmax(<i>z</i>)"),
        (r"a < b \text{ and } c", "<i>a</i> &lt; <i>b</i> and <i>c</i>"),
        (r"\binom{n-1}{k}", "(<sup><i>n</i>−1</sup><sub><i>k</i></sub>)"),
        (r"\cancel{x}", "<s><i>x</i></s>"),
        (r"\text{see \textbf{this}}", "see <b>this</b>"),
    ],
)
def test_formulas_keep_the_tags_that_readers_keep(latex: str, html: str) -> None:
    assert line(latex) == html


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{\partial C}{\partial w_j} = x^2", "∂C/∂wj = x²"),
        (r"\frac{1}{2a}", "1/(2a)"),
        (r"\frac{a+b}{c}d", "((a + b)/c)d"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"-\frac{1}{n}\sum_x x", "−(1/n) ∑x x"),
        (r"\log\frac{p}{q}", "log (p/q)"),
        (r"\frac{P(A|B)P(B)}{P(A)}", "P(A|B)P(B)/P(A)"),
        (r"\frac{1}{n(n+1)}", "1/(n(n + 1))"),
        (r"\frac{z^n}{n!}.", "zn/n!."),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"{x^2}^3", "(x²)³"),
        (r"10^{-3}", "10⁻³"),
        (r"\sigma'(z)", "σ′(z)"),
        (r"|x| - |-x|", "|x| − |−x|"),
        (r"\|w\|^2 = 1", "‖w‖² = 1"),
        (r"\sqrt2\pi\sqrt{x+y}", "√2 π√(x + y)"),
        (r"\sqrt[3]{x}", "³√x"),
        (r"\lim_{x\to 0} f", "limx→0 f"),
        (r"\max\{a, -b\}", "max{a, −b}"),
        (r"1{,}000, \ldots, n", "1,000, …, n"),
        (r"\overline{AB} + \widehat{MSE}", "A̅B̅ + (MSE)ˆ"),
        (r"\bar z + \bar{ab}", "z̄ + a̅b̅"),
        (r"\underbrace{a+b}_{n}", "{a + b}n"),
        (r"A \xrightarrow{f} B", "A →f B"),
        (r"\prescript{14}{6}{C}", "6¹⁴C"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a, b; c, d)"),
        (r"\boxed{E} \color{red} x", "Ex"),
    ],
)
def test_formulas_have_the_parentheses_and_spaces_they_need(latex: str, text: str) -> None:
    assert bare(line(latex)) == text


def test_lines_stay_lines_where_there_is_room() -> None:
    aligned = r"\begin{align} a &= b \tag{1} \\ &= c \end{align}"
    assert [bare(row) for row in line(aligned).split("<br>")] == ["a = b\u2003(1)", "= c"]
    cases = r"f = \begin{cases} 1, & x > 0 \\ 0 & \text{else} \end{cases}"
    rows = ["f = {", "\u20031, x > 0", "\u20030, else"]
    assert [bare(row) for row in line(cases).split("<br>")] == rows
    assert bare(line(cases, display=False)) == "f = {1, x > 0; 0, else"


def test_a_formula_of_too_many_levels_is_told_as_it_was_written() -> None:
    latex = r"\sqrt" * 900 + " x"
    assert line(latex) == latex


PIECES = r"""
    a b x y 1 2 + - = < > , . ! / | ( ) ' & 中 [ ] {a} {a+b} _k _{i+1} ^n ^{2} \\ \, \quad
    \frac{x} \binom{n} \sqrt \sqrt[3] \hat \vec \overline \underbrace \overset{x} \xrightarrow[a]{b}
    \sum \int \lim \ln \operatorname*{arg\,max} \mathbf \mathcal{L} \ldots \pm \to \cdot \| \cancel
    \left( \right) \left\{ \right. \begin{cases}a&b\\c\end{cases} \begin{bmatrix}a&b\\c\end{bmatrix}
    \boxed \phase \color{red}
"""
FORMULAS = st.lists(st.sampled_from([*PIECES.split(), " ", r"\text{ if }"]), max_size=12)
MARKS = {"Mn", "Cf", "Lm", "Sk", "Zs"}  # accents, whose forms differ; what cannot be seen
BRACES = "⏟"


def symbols(text: str) -> Counter[str]:
    return Counter(
        character
        for character in unicodedata.normalize("NFKD", text)
        if unicodedata.category(character) not in MARKS and character not in BRACES
    )


@given(FORMULAS.map("".join), st.booleans())
def test_no_symbol_is_lost(latex: str, display: bool) -> None:
    (mathml,) = render([Formula(latex, display)])
    if not isinstance(mathml, str) or not mathml:
        return
    html = linear(mathml)
    ET.fromstring(f"<p>{html.replace('<br>', '<br/>')}</p>")
    assert not symbols("".join(ET.fromstring(mathml).itertext())) - symbols(bare(html))
