"""Formulas as posts from Jekyll and Hexo have them, through real Pelican builds."""

from __future__ import annotations

import re

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.live_figures.text.dialects import as_latex


def formulas(html: str) -> list[str]:
    return re.findall("<math.*?</math>", html, re.DOTALL)


# What is written there, and what it means.
WRITTEN = [
    (r"$x\_1 + y^\*$", "$x_1 + y^*$"),
    (r"$\boldsymbol{a}\_{\*,1}$", r"$\boldsymbol{a}_{*,1}$"),
    (r"$\\{x\_1, x\_2\\}$", r"$\{x_1, x_2\}$"),
    (r"$\|\|v\|\| = \\|v\\|$", r"$||v|| = \|v\|$"),
    (r"$\{a\}\,b$", r"$\{a\}\,b$"),
    (r"$a\\,b\\;c\\%$", r"$a\,b\;c\%$"),
    (r"$\text{train\_set}\_1$", r"$\text{train\_set}_1$"),
    (r"$a\ b\\\{c\}$", r"$a\ b\{c\}$"),
    (
        "$\\begin{matrix}a & b \\\\\\\\ c & d\\end{matrix}$",
        "$\\begin{matrix}a & b \\\\ c & d\\end{matrix}$",
    ),
    ("$\\begin{matrix}a \\\\ b\\end{matrix}$", "$\\begin{matrix}a \\\\ b\\end{matrix}$"),
    (
        "\\begin{align}\na\\_1 &= 1 \\\\\\\nb &= 2\n\\end{align}",
        "\\begin{align}\na_1 &= 1 \\\\\nb &= 2\n\\end{align}",
    ),
    (r"Let \\(x\_1\\) be.", r"Let \(x_1\) be."),
    ("\\\\[\nx\\_1 = \\\\{2\\\\}\n\\\\]", "\\[\nx_1 = \\{2\\}\n\\]"),
]


@pytest.mark.parametrize("dialect", ["kramdown", "hexo"])
def test_formulas_mean_what_they_mean_there(site: Site, dialect: str) -> None:
    wanted = formulas(site.page("\n\n".join(latex for _, latex in WRITTEN)))
    assert len(wanted) == len(WRITTEN)
    site.configure(LIVE_FIGURES_DIALECT=dialect)
    assert formulas(site.page("\n\n".join(written for written, _ in WRITTEN))) == wanted


def test_dollars_in_pairs_are_hexos_and_not_kramdowns(site: Site) -> None:
    latex, hidden = "$$\n\\{x_1\\} \\\\\ny\n$$", "$$\n\\\\{x\\_1\\\\} \\\\\\\\\ny\n$$"
    wanted = formulas(site.page(latex))
    site.configure(LIVE_FIGURES_DIALECT="kramdown")
    assert formulas(site.page(latex)) == wanted
    site.configure(LIVE_FIGURES_DIALECT="hexo")
    assert formulas(site.page(hidden)) == wanted


IN_A_LINE = ["The set $$\\{1\\}$$ has one.", "$$x$$ is one.", "It is $$x$$"]
BY_ITSELF = [
    "$$x$$",
    "- $$x$$",
    "> $$x$$",
    "So\n$$\nx\n$$\nfollows.",
    "<center><b>$$x$$</b></center>",
]


def test_kramdown_sets_a_formula_in_a_line_where_text_stands_beside_it(site: Site) -> None:
    site.configure(LIVE_FIGURES_DIALECT="kramdown")
    found = formulas(site.page("\n\n".join(IN_A_LINE + BY_ITSELF)))
    displayed = ['display="block"' in formula for formula in found]
    assert displayed == [False] * len(IN_A_LINE) + [True] * len(BY_ITSELF)


def test_what_is_no_formula_is_markdowns(site: Site) -> None:
    site.configure(LIVE_FIGURES_DIALECT="hexo")
    html = site.page("So a\\_b and `$x\\_1$` at \\\\n, \\\\(.\n")
    assert "a_b" in html
    assert "<code>$x\\_1$</code>" in html
    assert "at \\n, \\(." in html


def test_mistakes_and_what_stays_as_written_are_the_authors_words(site: Site) -> None:
    site.configure(LIVE_FIGURES_DIALECT="hexo")
    site.post("So $x\\_1 + \\\\{y\\\\} + \\foo$.\n")
    told = site.fail()
    assert told.startswith('content/post.en.md:6:22: math: unknown command "\\foo" in x\\_1 + ')
    site.configure(LIVE_FIGURES_DIALECT="hexo", LIVE_FIGURES_FORMULAS="off")
    assert "$x_1 + \\{y\\} + \\foo$" in site.page("So $x\\_1 + \\\\{y\\\\} + \\foo$.\n")


@given(st.text("\\_{}|*a &\n"))
def test_offsets_hold(source: str) -> None:
    assert len(as_latex(source)) == len(source)
