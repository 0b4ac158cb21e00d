r"""Commands that the engine lacks or shows otherwise than TeX, as authors write them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from pelican.plugins.live_figures.latex.document import render
from pelican.plugins.live_figures.latex.formula import Formula
from test_latex import body, error, one


def text(source: str, *, display: bool = True) -> str:
    return "".join(ET.fromstring(one(source, display=display)).itertext())


class TestAlphabets:
    @pytest.mark.parametrize(
        ("source", "letters"),
        [
            (r"\boldsymbol{0}", "𝟎"),
            (r"\bm{12}", "𝟏𝟐"),
            (r"\pmb 1", "𝟏"),
            (r"\pmb x", "𝒙"),
            (r"\boldsymbol{x_1}", "𝒙𝟏"),
            (r"\bm{\theta_{12}}", "𝜽𝟏𝟐"),
            (r"\boldsymbol{\mathcal L}", "𝓛"),
            (r"\bm{\mathcal{L}}", "𝓛"),
            (r"\boldsymbol{\cal L}", "𝓛"),
            (r"\bm{\mathfrak{g}+\frac{1}{2}}", "𝖌+𝟏𝟐"),
            (r"\mathbfit{xα2}", "𝒙𝜶𝟐"),
            (r"\mathsfit{x}", "𝘹"),
        ],
    )
    def test_are_those_asked_for(self, source: str, letters: str) -> None:
        assert text(source) == letters

    def test_lengths_are_no_letters(self) -> None:
        assert 'width="1em"' in one(r"\boldsymbol{0\hspace{1em}0}")

    def test_arguments_of_macros_keep_their_numbers(self) -> None:
        assert text(r"\newcommand{\v}[1]{\boldsymbol{#1}}\v{x}") == "𝒙"

    @pytest.mark.parametrize(
        ("source", "name"),
        [
            (r"\operatorname{\mathbf{Ab}}", "𝐀𝐛"),
            (r"\operatorname{\rm tr}", "tr"),
            (r"\operatorname*{a\mathrm{rg}}_x", "argx"),
            (r"\operatorname{{\bf a}b}", "𝐚b"),
        ],
    )
    def test_in_the_names_of_operators(self, source: str, name: str) -> None:
        assert text(source) == name


class TestLooks:
    @pytest.mark.parametrize(
        ("source", "colour"),
        [
            (r"\color{green}x", "#008000"),
            (r"\textcolor{Green}{x}", "#00AB4F"),  # TeX's own, of the engine
            (r"\textcolor{darkslategrey}{x}", "#2F4F4F"),
            (r"\textcolor[rgb]{1,0.5,0}{x}", "#FF8000"),
            (r"\color[HTML]{0088ff}x", "#0088FF"),
            (r"\color[gray]{.5}x", "#808080"),
            (r"\color{black}x", "#000000"),
        ],
    )
    def test_colours_are_those_of_the_web(self, source: str, colour: str) -> None:
        assert f'style="color:{colour};' in one(source)

    def test_colours_may_be_defined(self) -> None:
        source = r"\definecolor{mine}{RGB}{255,128,0}{\color{mine}x}\textcolor{mine}{\text{mine}}"
        assert one(source).count("color:#FF8000;") == 2
        assert text(source) == "xmine"

    @pytest.mark.parametrize("name", ["varlimsup", "varliminf", "varinjlim", "varprojlim", "intop"])
    def test_limits_stand_below(self, name: str) -> None:
        root = ET.fromstring(one(rf"\{name}_a x"))
        assert next(root.iter("munder"))[1].text == "a"
        assert next(ET.fromstring(one(rf"\{name}_a x", display=False)).iter("msub"))[1].text == "a"

    def test_alignat_has_no_gaps_of_its_own(self) -> None:
        aligned = r"\begin{alignedat}{2}a&=b&\quad c&=d\end{alignedat}"
        assert '<mtable class="math-tight"' in one(aligned)
        assert '<mtable class="math-tight"' in one(r"\begin{alignat}{2}&a&&b\tag{1}\end{alignat}")
        assert "math-tight" not in one(r"\begin{alignedat}{1}a&=b\end{alignedat}")

    def test_straight_quotation_marks_stay(self) -> None:
        assert text(r'\text{a "b" c}') == 'a\xa0"b"\xa0c'

    def test_definitions_alone_show_nothing(self) -> None:
        assert render([Formula(r"\newcommand{\R}{x}\def\Q{y}", True)]) == [""]


class TestSpelling:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            (r"\textcircled{1}", r"\text{①}"),
            (r"\text{\textcircled{a}}", r"\text{\text{ⓐ}}"),
            (r"\left<x\right>", r"\left\langle x\right\rangle"),
            (r"\left\lt x\middle|y\right >", r"\left\langle x\middle|y\right\rangle"),
            (r"\bigl< x\bigr>", r"\bigl\langle x\bigr\rangle"),
            (r"\text{{\rm a} b}", r"\text{\textrm{a} b}"),
            (r"\text{\it a}", r"\text{\textit{a}}"),
            (r"\text{\LaTeX}", r"\text{LaTeX}"),
            (r"\mit x", r"{}x"),
            (r"x\mathellipsis", r"x\ldots"),
            (r"\mathop{}_a", r"\mathop{\underset{a}{}}"),
            (r"\big. x", "x"),
            (r"\big{|}x\Bigl{<}", r"\big|x\Bigl\langle "),
            (r"\mathop{\rm colim}\nolimits_i", r"\operatorname{colim}\nolimits_i"),
            (r"\def\a{\mathop{\mathrm{arg\,max}}}\a_x", r"\operatorname*{arg\,max}_x"),
            ("a \\", "a "),
            (r"\begin{cases*}a&if $b$\\c\end{cases*}",
             r"\begin{cases}a&{\text{if }{b}\text{}}\\c\end{cases}"),
            (r"\begin{psmallmatrix}a&b\end{psmallmatrix}",
             r"\left(\begin{smallmatrix}a&b\end{smallmatrix}\right)"),
        ],
    )  # fmt: skip
    def test_is_what_is_meant(self, written: str, meant: str) -> None:
        assert body(written) == body(meant)

    def test_names_of_programs(self) -> None:
        assert text(r"\LaTeX\TeX\KaTeX") == "LATEXTEXKATEX"

    @pytest.mark.parametrize(("tag", "shown"), [("$+$a", "+a"), ("$E_1$", "E1"), ("a<b", "a<b")])
    def test_tags_hold_formulas(self, tag: str, shown: str) -> None:
        assert text(rf"x\tag{{{tag}}}") == f"x({shown})"

    def test_tags_are_mathml(self) -> None:
        mathml = one(r"x\tag{$E_1$} \label{a} \eqref{a}")
        ET.fromstring(mathml)
        assert "<msub><mi>E</mi><mn>1</mn></msub>" in mathml
        assert ">(E1)</a>" in mathml

    @pytest.mark.parametrize("written", [r"\b{0}", r"\b{x_0}", r"\b{\sqrt{0}}", r"\b{\frac{1}{0}}"])
    def test_digits_in_bold_macros_are_bold(self, written: str) -> None:
        letters = text(rf"\newcommand{{\b}}[1]{{\boldsymbol{{#1}}}}0{written}0")
        assert letters.startswith("0")
        assert letters.endswith("\N{MATHEMATICAL BOLD DIGIT ZERO}0")


class TestBoxes:
    def test_have_the_colour_behind_them(self) -> None:
        mathml = one(r"\colorbox{yellow}{so $x$}")
        assert '<mrow style="background-color:#FFFF00;' in mathml
        assert "<mi>x</mi>" in mathml

    def test_have_a_frame(self) -> None:
        assert "border:0.05em solid #FF0000;" in one(r"\fcolorbox{red}{white}{x}")

    @pytest.mark.parametrize("side", ["clap", "llap", "rlap"])
    def test_of_no_room(self, side: str) -> None:
        box = f'<math display="block"><mpadded width="0"><mrow class="math-{side}">'
        assert body(rf"\math{side}{{a}}b").startswith(f"{box}<mi>a</mi>")
        assert body(rf"\{side}{{a $b$}}").startswith(f"{box}<mrow><mtext>a\xa0</mtext>")

    @pytest.mark.parametrize(
        ("source", "width", "height"),
        [
            (r"\rule{1em}{0.5em}", "1em", "0.5em"),
            (r"\rule{18mu}{5pt}", "1em", "0.5em"),
            (r"\rule{0pt}{1em}", "0em", "1em"),  # which makes a line higher
        ],
    )
    def test_that_are_black(self, source: str, width: str, height: str) -> None:
        bar = next(ET.fromstring(one(source)).iter("mspace"))
        assert (bar.get("width"), bar.get("height")) == (width, height)

    @pytest.mark.parametrize(
        ("raised", "height", "depth"), [("1em", "3em", "0em"), ("-.5em", "1.5em", "0.5em")]
    )
    def test_that_are_raised(self, raised: str, height: str, depth: str) -> None:
        (box,) = ET.fromstring(one(rf"\rule[{raised}]{{1em}}{{2em}}")).iter("mpadded")
        assert (box.get("height"), box.get("depth")) == (height, depth)
        assert box.get("voffset") == f"{float(raised[:-2]):g}em"

    def test_that_are_raised_follow_the_formula(self) -> None:
        (box,) = ET.fromstring(one(r"\raisebox{1em}{up}")).iter("mpadded")
        assert box.get("voffset") == "1em"  # WebKit takes no rem

    @pytest.mark.parametrize(
        ("source", "message"),
        [
            (r"\colorbox{nocolour}{x}", 'unknown colour "nocolour"'),
            (r"\definecolor{a}", r"\definecolor needs a name, a model and a colour"),
            (r"\rule{1}{1em}", r"\rule needs lengths such as {1em}"),
            (r"\rule[x]{1em}{1em}", r"\rule needs lengths such as {1em}"),
            (r"\colorbox{red}", r"\colorbox needs an argument"),
            (r"\textcircled{+}", r"\textcircled holds a letter or a number"),
        ],
    )
    def test_say_what_is_wrong(self, source: str, message: str) -> None:
        assert error(source).message == message
