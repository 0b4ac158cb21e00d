"""Nothing takes long, nothing is lost, and nothing but MathML reaches a page."""

from __future__ import annotations

import re
import subprocess
import sys
from html import escape
from pathlib import Path

import markdown
import pytest
from conftest import PLUGINS, Site
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.live_figures.latex.document import render
from pelican.plugins.live_figures.latex.formula import Formula, LatexError
from pelican.plugins.live_figures.text.extension import LiveFigures
from pelican.plugins.live_figures.text.placeholder import find
from pelican.plugins.live_figures.text.scanner import scan

# What a rule of the scanner may go wrong on when it comes again and again and never ends.
ENDLESS = (
    "$", "$x ", "$ x", "$x `", "`", "a` `", "``` `", "\\", r"\text{a", r"$\text{", r"\(x", r"\[x",
    "<", "<<", '<< line a="', "<< line a='", "<a ", '<a x="', "<!--", "<script ", "<svg>", "[](",
    "$$ x\n", "$$\nx\n", "\\begin{align}x\n", r"\eqref{", "> $$ x\n",
    "It costs $5:\n\\begin{align}\nx &= \\text{a b}\\\\\n",
)  # fmt: skip

COUNT = """
import sys
sys.path.insert(0, sys.argv[1])
from live_figures.text.scanner import scan
for piece in eval(sys.argv[2]):
    list(scan(400 * piece, frozenset({"line"})))
"""


def test_the_scanner_ends() -> None:
    # Exponential time is not measured: with it, this would outlive the machine.
    command = [sys.executable, "-c", COUNT, str(PLUGINS), repr(ENDLESS)]
    subprocess.run(command, check=True, timeout=300)


@pytest.mark.parametrize("piece", ["f(x", r"\bigl(", "[", r"\{", r"\langle ", "{(}", r"\lfloor x"])
def test_brackets_that_are_never_closed_are_an_error(piece: str) -> None:
    (result,) = render([Formula(60 * piece, False)])
    assert isinstance(result, LatexError)
    assert "brackets are never closed" in result.message


@pytest.mark.parametrize(
    "source", [r"(a]" * 40, r"(x)" * 40, r"\begin{matrix}" + "(x&" * 40 + r"\end{matrix}"]
)
def test_brackets_that_somebody_closes_are_none(source: str) -> None:
    (result,) = render([Formula(source, True)])
    assert isinstance(result, str)


@pytest.mark.parametrize(
    "source", [r"f_\operatorname{a<b}", r"\operatorname{<script>}", r"\operatorname{<mi>}"]
)
def test_nothing_but_mathml_reaches_a_page(source: str) -> None:
    (result,) = render([Formula(source, False)])
    assert isinstance(result, LatexError) or "<script" not in result


PIECES = ("*", "**", "_", "a", "$x$", "$b*c$", " ", "b*", "`", "[", "](u)", "<<d", "\\(y\\)", "\n")


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_formula_comes_out_once_or_is_told(text: str) -> None:
    html = markdown.markdown(text, extensions=[LiveFigures(names={})])
    assert not re.search("[\ufdd0-\ufdef]", html)
    outside = re.sub(r"<pre>.*?</pre>|<code>.*?</code>", "", html, flags=re.DOTALL)
    wanted = [item.source for item in scan(text) if hasattr(item, "source")]
    shown = [item.text for item in find(outside)]
    assert len(shown) <= len(wanted)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (r"[a](https://x.org/S_\(f\))", '<a href="https://x.org/S_(f)">'),
        ("$HOME is `$HOME`", "<p>$HOME is <code>$HOME</code></p>"),
        ("*a **b*$x$** c*", "<strong>b</strong><span data-live-figures="),
    ],
)
def test_markdown_keeps_what_is_its_own(text: str, html: str) -> None:
    assert html in markdown.markdown(text, extensions=[LiveFigures(names={})])


def test_what_markdown_tears_apart_is_told() -> None:
    text = "__c_{w_v}_c}_{n(w, 3)}^t {v}_c$$\n$$$$\n$$p_1}^{n}s_"
    html = markdown.markdown(text, extensions=["extra", LiveFigures(names={})])
    assert "broken" in [item.kind for item in find(html)]


def test_labels_and_macros_belong_to_the_post(site: Site) -> None:
    site.write(
        "content/post.md",
        "Title: post\nDate: 2020-01-01\nSlug: post\n"
        "Summary: See $\\eqref{eq:a}$ in $\\R$ and [](#eq:a).\n\n"
        "$$\\def\\R{\\mathbb{R}}$$\n\n"
        "$$\\begin{equation}\\label{eq:a} x \\in \\R \\end{equation}$$\n",
    )
    site.build()
    html = site.read("index.html")
    assert "(1)" in html
    assert "ℝ" in html
    assert 'id="post-eq:a"' not in html


@pytest.mark.parametrize("slug", ['a"b&c<d', "it's", "a&amp;b"])
def test_a_slug_cannot_break_the_formulas_of_its_post(site: Site, slug: str) -> None:
    text = "$$\n\\begin{equation}x\\label{eq:a}\\end{equation}\n$$\n\n$\\eqref{eq:a}$, [](#eq:a)\n"
    site.write("content/p.md", f"Title: t\nDate: 2020-01-01\nSlug: {slug}\n\n{text}")
    site.configure(ARTICLE_URL="post.html", ARTICLE_SAVE_AS="post.html")
    site.build()
    html = site.read("post.html")
    assert html.count(f'id="{escape(slug)}-eq:a"') == 1
    assert html.count(f'href="#{escape(slug)}-eq:a"') == 2


def test_a_site_has_macros_of_its_own(site: Site) -> None:
    site.configure(LIVE_FIGURES_MACROS={"R": r"\mathbb{R}", "norm": r"\|#1\|"})
    html = site.page(r"$x \in \R$, $\norm{x}$, and $\def\R{r}\R$")
    assert html.count("ℝ") == 1
    assert "‖" in html or "∥" in html


def test_macros_of_a_site_may_hold_what_formulas_may() -> None:
    macros = {
        "colim": r"\mathop{\rm colim}\nolimits",
        "b": r"\bm{#1}",
        "no": "{",
        "t": r"\text{$x$}",
    }
    sources = [r"\colim_i", r"\b{0}", r"\no", r"\t"]
    colim, bold, no, words = render([Formula(each, True) for each in sources], macros=macros)
    assert "<msub>" in str(colim)
    assert "\N{MATHEMATICAL BOLD DIGIT ZERO}" in str(bold)
    assert isinstance(no, LatexError)
    assert "<mi>x</mi>" in str(words)


@pytest.mark.parametrize(
    ("source", "same"),
    [
        ("a &lt; b", "a < b"),
        ("a &gt; b", "a > b"),
        ("a\\\nb", "a\\ b"),
        ("a\\", "a"),
    ],
)
def test_what_other_tools_let_pass(source: str, same: str) -> None:
    one, other = render([Formula(source, False), Formula(same, False)])
    assert isinstance(one, str), one
    assert isinstance(other, str)
    bare = [re.sub(' alttext="[^"]*"', "", each) for each in (one, other)]
    assert bare[0] == bare[1]


def test_every_drawn_sign_is_in_the_font(site: Site, tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    site.page(r"$\sqrt{x+1}$ and $\sqrt[3]{y}$ and $f'-1$")
    font = TTFont(site.folder / "output/figures/math.woff2")
    assert {ord("√"), 0x2212, 0x2032} <= font.getBestCmap().keys()


def test_only_tags_are_taken_out_of_their_disguise() -> None:
    script = f"hex:{b'<script>alert(1)</script>'.hex()}:"
    for source in (rf"\text{{{script}}}", rf"\text{{{script}}} \tag{{α}}", rf"x \tag{{{script}}}"):
        (mathml,) = render([Formula(source, True)])
        assert isinstance(mathml, str)
        assert "<script" not in mathml
