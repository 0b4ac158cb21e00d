"""LaTeX in, MathML out: what renders, how errors read, and that nothing else gets through."""

from __future__ import annotations

import re
import string
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.plugins.live_figures import latex
from pelican.plugins.live_figures.latex.document import render
from pelican.plugins.live_figures.latex.formula import Formula, LatexError
from test_theme import luminance

ELEMENTS = """
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow
    mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    a b code em i s span u
"""  # the last line stands within <mtext>, written by the engine alone
ATTRIBUTES = """
    accent accentunder alttext class columnspan depth display displaystyle form height href id
    largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rspace
    scriptlevel separator stretchy style symmetric voffset width
"""
STYLE = re.compile(
    r"(?:(?:width|(?:padding|margin)[a-z-]*|border(?:-top|-right|-left|-bottom)?|background(?:-color)?"
    r"|text-align|justify-items|font-size|font-variant-caps|color(?:-scheme)?): ?"
    r"(?:[-#\w. %]+|light-dark\([#\w,]+\));? ?)*"
)
DELIMITERS = [r"\left(", r"\right)", r"\begin{align}", r"\end{align}", "{", "}", "&", r"\\"]
PIECES = [
    *DELIMITERS, "x", "1", " ", "_", "^", "'", "[", "]", "$", "%", "#", "<", ">", '"', "中", "\n",
    r"\begin{cases}", r"\end{cases}", r"\begin{pmatrix*}", r"\end{pmatrix*}", "[1ex]", "{a}",
    r"\frac", r"\sqrt", r"\text", r"\mathop", r"\limits", r"\tag", r"\label", r"\eqref", r"\ref",
    r"\newcommand", r"\DeclareMathOperator", r"\def", r"\x", r"\color", "{#f80}", r"\substack",
    r"\colorbox", r"\rule", r"\boldsymbol", r"\mathrlap", r"\llap", r"\textcircled", r"\left<",
    r"\right>", r"\href", "{javascript:alert(1)}", "<script>", r"\class", r"\style", r"\htmlId",
    r"\unicode",
]  # fmt: skip
RENDER_STDIN = """
import sys, pelican.plugins
pelican.plugins.__path__.append(sys.argv[1])
from pelican.plugins.live_figures.latex.document import render
from pelican.plugins.live_figures.latex.formula import Formula
render([Formula(sys.stdin.read(), True)])
"""


def one(source: str, *, display: bool = True) -> str:
    (result,) = render([Formula(source, display)])
    assert isinstance(result, str), result
    return result


def error(source: str, *, display: bool = True) -> LatexError:
    (result,) = render([Formula(source, display)])
    assert isinstance(result, LatexError), result
    return result


def body(source: str, *, display: bool = True) -> str:
    """The MathML without its alttext."""
    return re.sub(r'^<math alttext="[^"]*"', "<math", one(source, display=display))


def table(source: str) -> list[list[str]]:
    """The texts of the cells of the first table, empty cells at the sides left out."""
    root = ET.fromstring(one(source)).find(".//mtable")
    assert root is not None
    cells = [["".join(cell.itertext()) for cell in row] for row in root]
    return [[text for text in row if text] for row in cells]


class TestMathML:
    def test_is_one_element_that_tells_its_source(self) -> None:
        root = ET.fromstring(one(r'a<b & c"'.replace("&", r"\&")))
        assert root.tag == "math"
        assert root.attrib == {"alttext": r'a<b \& c"', "display": "block"}

    def test_inline_has_no_display(self) -> None:
        assert "display" not in ET.fromstring(one("x", display=False)).attrib

    @pytest.mark.parametrize(
        ("source", "growing"),
        [
            (r"\left(x_1+\hat y\right)", 0),
            (r"\left\{\mathrm{d}x\middle|\text{is low}\right.", 0),
            (r"\left\|\left(f'\right)\right\|", 0),
            (r"\left({\color{red}x}\right)", 0),
            (r"\left(x^2\right)", 2),
            (r"\left(\hat X\right)", 2),
            (r"\left(x_{i_j}\right)", 2),
            (r"\left(\big|x\right)", 2),
            (r"\left(\left(x\right)+\int\right)", 2),
            (r"\left[\begin{matrix}x\end{matrix}\right]", 2),
        ],
    )
    def test_delimiters_grow_only_around_what_is_tall(self, source: str, growing: int) -> None:
        fences = re.findall(r"<mo([^>]*)>[()\[\]{}|‖\u2063]</mo>", body(source))
        fixed = [fence for fence in fences if 'stretchy="false"' in fence or "minsize" in fence]
        assert len(fences) - len(fixed) == growing

    def test_named_entities_do_not_leak(self) -> None:
        assert "&Apply" not in one(r"\sin x")

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            (r"\begin{split}a&=b\\&=c\end{split}", r"\begin{aligned}a&=b\\&=c\end{aligned}"),
            (r"\begin{align}a&=b\\c&=d\\\end{align}", r"\begin{aligned}a&=b\\c&=d\end{aligned}"),
            (r"\begin{align}a\\[1ex]b\end{align}", r"\begin{aligned}a\\b\end{aligned}"),
            (r"\begin{aligned}[t]a\\ [2pt] b\end{aligned}", r"\begin{aligned}a\\b\end{aligned}"),
            (r"\begin{alignat}{2}a&=b\end{alignat}", r"\begin{aligned}a&=b\end{aligned}"),
            (r"\begin{eqnarray}a&=&b\end{eqnarray}", r"\begin{aligned}a&=b\end{aligned}"),
            (r"\begin{equation*}x\end{equation*}", "{x}"),
            (r"\begin {align}a\end {align}", r"\begin{aligned}a\end{aligned}"),
            (r"\begin{array}{@{}l@{\quad}r}a&b\end{array}", r"\begin{array}{lr}a&b\end{array}"),
            (r"\begin{array}[t]{*{2}{c}}a&b\end{array}", r"\begin{array}{cc}a&b\end{array}"),
            (
                r"\begin{bmatrix*}[r]1&-2\end{bmatrix*}",
                r"\left[\begin{array}{rr}1&-2\end{array}\right]",
            ),
            (r"a\\b", r"\begin{gathered}a\\b\end{gathered}"),
            (r"a=b\\", "a=b"),
            (r"a\\vec_2", r"\begin{gathered}a\\vec_2\end{gathered}"),
            (r"\left(a\middle|b\right)", r"\left(a\middle| b\right)"),
            (r"\left(\sum_i^n x\right)", r"\left({\sum_i^n x}\right)"),
            (r"\left<\int f\right>", r"\left\langle{\int f}\right\rangle"),
            (r"\left(\sum\middle|x\right)", r"\left(\sum\middle| x\right)"),
            (r"\mathop{X}\limits_a^b", r"\mathop{\overset{b}{{\underset{a}{{X}}}}}"),
            (r"\mathop{X}_a", r"\mathop{\underset{a}{{X}}}"),
            (r"\mathop Xyz_a", r"\mathop{X}yz_a"),
            (r"\mathop{X}_a^bc", r"\mathop{\overset{b}{{\underset{a}{{X}}}}}c"),
            (r"\mbox{a b}", r"\text{a b}"),
            (r"\text{for $x>0$}", r"{\text{for }{x>0}\text{}}"),
            (r"\text{loss_fn}", r"\text{loss\_fn}"),
            (r"\text{5\% of \$5}", r"\text{5\%~of~\$5}"),
            (r"\textcolor{#ffa500}{x}", r"{\color{orange}x}"),
            (r"\newcommand{\R}{\mathbb{R}}\R", r"\mathbb{R}"),
            (r"\renewcommand\foo[2]{#1/#2}\foo ab", "a/b"),
            (r"\DeclareMathOperator*{\argmin}{arg\,min}\argmin", r"\operatorname*{arg\,min}"),
            (r"\require{cancel}\Large x", "x"),
            (r"x % a comment with {", "x"),
            (r"\pmatrix{a&b\cr c&d}", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}"),
        ],
    )
    def test_what_people_write_is_what_they_mean(self, written: str, meant: str) -> None:
        assert body(written) == body(meant)

    @pytest.mark.parametrize(
        ("source", "display"), [(r"\mathop{X}_a", False), (r"\mathop{X}\nolimits_a", True)]
    )
    def test_limits_beside_an_operator(self, source: str, display: bool) -> None:
        assert "<msub>" in one(source, display=display)

    def test_delimiters_of_a_size_stand_beside_a_strut_of_that_size(self) -> None:
        row = ET.fromstring(one(r"\Big(x")).find("mrow")
        assert row is not None
        sign, strut = row
        assert (sign.text, sign.get("minsize")) == ("(", "1.623em")
        height, depth = (float(strut.attrib[name][:-2]) for name in ("height", "depth"))
        assert height + depth == pytest.approx(1.623, abs=0.01)

    @pytest.mark.parametrize("colour", ["blue", "navy", "red", "purple", "black", "maroon"])
    def test_dark_colours_can_be_read_on_dark_pages(self, colour: str) -> None:
        light, dark = re.findall(r"#([0-9A-F]{6})[,)]", one(rf"\textcolor{{{colour}}}{{x}}"))
        assert f"color:#{light};" in one(rf"\textcolor{{{colour}}}{{x}}")
        assert luminance(f"#{light}") < luminance(f"#{dark}")
        assert (luminance(f"#{dark}") + 0.05) / (luminance("#16181d") + 0.05) >= 4.5

    def test_bright_colours_and_those_on_a_ground_of_their_own_stay(self) -> None:
        assert "light-dark" not in one(r"\textcolor{orange}{x}")
        assert "color-scheme:light;" in one(r"\colorbox{yellow}{$\textcolor{blue}{x}$}")

    def test_integrals_with_a_lower_limit_alone_are_named(self) -> None:
        assert one(r"\oint_{C} f+\int_0^1 g+\sum_i x_i").count('class="math-lower"') == 1

    def test_hex_colour_is_kept(self) -> None:
        assert 'style="color:#00AA00;"' in one(r"{\color{#0a0}x}+y")

    @pytest.mark.parametrize("style", ["bb", "bf", "cal", "frak", "it", "rm", "scr", "sf", "tt"])
    def test_letters_keep_their_identity(self, style: str) -> None:
        letters = string.ascii_letters + string.digits
        source = rf"\math{style}{{{letters}}}"
        styled = "".join(ET.fromstring(one(source)).itertext())
        plain = unicodedata.normalize("NFKC", styled)
        assert re.sub("[\ufe00\ufe01]", "", plain) == letters

    def test_small_matrices_are_small(self) -> None:
        assert 'scriptlevel="1"' in one(r"\begin{smallmatrix}a&b\end{smallmatrix}")


class TestNumbers:
    def test_none_unless_asked_for(self) -> None:
        assert table(r"\begin{align}a&=b\\c&=d\end{align}") == [["a", "=b"], ["c", "=d"]]

    def test_only_the_row_that_asks(self) -> None:
        source = r"\begin{align}a&=b\label{x}\\c&=d\\e&=f\tag{A}\end{align}"
        assert table(source) == [["a", "=b", "(1)"], ["c", "=d"], ["e", "=f", "(A)"]]

    @pytest.mark.parametrize("tag", ["1", "式1", "1'", "*", "a_b<&>"])
    def test_tag_outside_an_environment(self, tag: str) -> None:
        assert table(rf"E=mc^2\tag{{{tag}}}") == [["E=mc2", f"({tag})"]]

    def test_starred_tag_has_no_parentheses(self) -> None:
        assert table(r"x\tag*{Euler}") == [["x", "Euler"]]

    def test_references_reach_back_and_forth(self) -> None:
        before, _, after = render(
            [
                Formula(r"\eqref{eq:a_b}", False),
                Formula(r"\begin{equation}x\label{eq:a_b}\end{equation}", True),
                Formula(r"\ref{eq:a_b}, \eqref{eq:a_b}", False),
            ],
            id_prefix="post-",
        )
        assert isinstance(before, str)
        assert isinstance(after, str)
        assert "".join(ET.fromstring(before).itertext()) == "(1)"
        assert "".join(ET.fromstring(after).itertext()) == "1,(1)"
        assert 'href="#post-eq:a-5f-b"' in before

    def test_reference_to_nothing(self) -> None:
        wrong = error(r"x \eqref{nowhere}")
        assert (wrong.message, wrong.offset) == ('undefined label "nowhere"', 2)

    def test_label_given_twice(self) -> None:
        source = r"x\label{a}"
        first, second = render([Formula(source, True), Formula(source, True)])
        assert isinstance(first, str)
        assert isinstance(second, LatexError)
        assert second.message == 'label "a" is given twice'


class TestDocument:
    def test_definitions_hold_from_where_they_stand(self) -> None:
        sources = [r"\foo", r"\newcommand{\foo}{x}", r"\foo", r"\renewcommand{\foo}{y}", r"\foo"]
        first, _, second, _, third = render([Formula(source, False) for source in sources])
        assert isinstance(first, LatexError)
        assert "<mi>x</mi>" in str(second)
        assert "<mi>y</mi>" in str(third)

    def test_an_error_harms_no_other(self) -> None:
        sources = ["a", r"\foo", "b", "{", "c", "\x00", "d", "x" * 10_000]
        results = render([Formula(source, False) for source in sources])
        assert [isinstance(result, str) for result in results] == [True, False] * 4

    def test_nothing_to_render(self) -> None:
        assert render([]) == []


class TestErrors:
    @pytest.mark.parametrize(
        ("source", "message", "at"),
        [
            (r"\frac{a}{b} + \foo{x}", r'unknown command "\foo"', r"\foo"),
            (r"中文 \foo", r'unknown command "\foo"', r"\foo"),
            (r"\text{a # b}", "invalid parameter number. Must be 1-9; write \\# for the sign",
             " b"),
            (r"\textrm{\geq 1}", "not valid in text mode; mathematics in text stands between"
             r" dollars, \text{for $x$}", r"\geq"),
            (r"\lamda x", r'unknown command "\lamda"; did you mean "\lambda"?', r"\lamda"),
            (r"\begin{align}a\\[1ex]\mbox{c} \foo\end{align}", r'unknown command "\foo"', r"\foo"),
            (r"\text{if $\foo$}", r'unknown command "\foo"', r"\foo"),
            (r"\begin{alignx}a\end{alignx}", 'unknown environment "alignx"; did you mean "align"?',
             r"\begin"),
            (r"\frac{a", '"{" is never closed', "{"),
            (r"a}", '"}" closes nothing', "}"),
            (r"\left( a", r'"\left" is never closed', r"\left"),
            (r"\begin{split}a\end{align}", r'"\begin{split}" is closed by "\end{align}"', r"\end"),
            (r"\\{a\\}", r'found "\\", which may only appear at the top level of a table-like '
             r"environment; write \{ for a brace", r"\\}"),
            (r"a_b_c", "duplicate subscript or superscript", "_c"),
            (r"\text{a $x}", r'"$" in \text is never closed', r"\text"),
            (r"\newcommand{\x}[2][a]{#1}", r"\newcommand with a default argument is not supported",
             r"\newcommand"),
            (r"x\tag{\bf y}", r"\tag holds text and $…$ only", r"\tag"),
            (r"x\tag{$y}", r"\tag holds text and $…$ only", r"\tag"),
            (r"x\tag{$\foo$}", r'unknown command "\foo"', r"\tag"),
            (r"a \middle| b", r"\middle is not between \left and \right", r"\middle"),
            (r"\left({a \middle| b}\right)", r"\middle is not between \left and \right",
             r"\middle"),
            (r"1+\frac_2", r"\frac needs an argument", r"\frac"),
            (r"a\\\vec _{2}", r"\vec needs an argument", r"\vec"),
            (r"\sqrt^2", r"\sqrt needs an argument", r"\sqrt"),
            (r"\mathop", r"\mathop needs an argument", r"\mathop"),
            ("a\x07", r"control character '\x07'", "\x07"),
        ],
    )  # fmt: skip
    def test_say_what_and_where(self, source: str, message: str, at: str) -> None:
        wrong = error(source)
        assert wrong.message + wrong.hint == message
        assert wrong.offset == source.index(at)

    def test_number_inside_a_line(self) -> None:
        assert error(r"x\tag{1}", display=False).message == r"\tag needs a display formula"

    @pytest.mark.parametrize("opener", ["{", r"\sqrt{", r"x^{"])
    def test_nesting_has_a_limit(self, opener: str) -> None:
        one(opener * 60 + "}" * 60)
        wrong = error(opener * 61 + "}" * 61)
        assert wrong.message == "nested more than 60 levels deep"
        assert wrong.offset == len(opener * 61) - 1

    @given(st.lists(st.sampled_from(["x", "{y}", r"\\[1ex]", r"\text{a $b$}", " "])))
    def test_offset_survives_rewriting(self, pieces: list[str]) -> None:
        before = "".join(pieces)
        assert error(before + r"\foo").offset == len(before)


class TestSafety:
    @given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(), st.booleans())
    @example(r"\href{javascript:alert(1)}{x}", True)
    @example(r"\text{<script>alert(1)</script>}", True)
    @example(r"x\tag{<img src=x onerror=alert(1)>}", True)
    @example(r'x\label{"><script>}', True)
    @example(r"x\tag{$\operatorname{<script>}$}", True)
    @example(r"x\tag{$a$<b onclick=x>}", True)
    def test_only_harmless_mathml_comes_out(self, source: str, display: bool) -> None:
        (result,) = render([Formula(source, display)])
        if isinstance(result, LatexError):
            assert result.message
            assert 0 <= result.offset <= len(source)
            return
        for element in ET.fromstring(result or "<math/>").iter():
            assert element.tag in ELEMENTS.split()
            assert set(element.attrib) <= set(ATTRIBUTES.split())
            assert element.get("href", "#").startswith("#")
            assert STYLE.fullmatch(element.get("style", "")), element.get("style")

    @pytest.mark.parametrize(
        "source",
        [
            "{" * 50_000,
            r"\sqrt{" * 61 + "}" * 61,
            r"\sqrt" * 50_000,
            r"\left(" * 100 + r"\right)" * 100,
            r"\def\a{" + r"\sqrt" * 900 + r"\a}\a",
            r"\def\a{\sqrt\a}\a",
            r"\def\a#1{\sqrt{\sqrt{#1}}}" + r"\a{" * 50 + "}" * 50,
            r"\def\a#1{\sqrt{#1}}\def\b#1{\a{\a{#1}}}\def\c#1{\b{\b{#1}}}\c{\c{\c{x}}}" * 9,
        ],
        ids=len,  # or names of tests would be too long for an environment
    )
    def test_depth_never_kills_the_process(self, source: str) -> None:
        command = [sys.executable, "-c", RENDER_STDIN, str(Path(latex.__file__).parents[2])]
        subprocess.run(command, input=source, text=True, check=True)
