"""Numbers with units, derivatives and states; and whose commands they are."""

from __future__ import annotations

import pytest
from pelican.plugins.live_figures.latex.document import render
from pelican.plugins.live_figures.latex.formula import Formula
from test_latex import body, error


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\num{12345.6e-3}", r"{12\,345.6\times10^{-3}}"),
        (r"\num{-0.5(2)}", "{-0.5(2)}"),
        (r"\num{1.0 \pm 0.1}", r"{1.0\pm0.1}"),
        (r"\num{e5}", "10^5"),
        (r"\ang{30}", r"30^{\circ}"),
        (r"\SI{3}{m/s}", r"{3\,\mathrm{m/s}}"),
        (r"\qty{2}{\kilo\meter\per\second\squared}", r"{2\,\mathrm{km}\,\mathrm{s}^{-2}}"),
        (r"\qty[per-mode=symbol]{20}{\celsius}", r"{20\,\mathrm{°C}}"),
        (r"\qty{30}{\degree}", r"{30\mathrm{°}}"),
        (r"\si{kg.m~s^{-1}}", r"{\mathrm{kg\,m\,s^{-1}}}"),
        (r"\unit{\cubic\meter\tothe{4}}", r"\mathrm{m}^4"),
        (r"\dv{x}", r"\frac{\mathrm{d}}{\mathrm{d}x}"),
        (r"\dv[2]{f}{t}", r"\frac{\mathrm{d}^2f}{\mathrm{d}t^2}"),
        (r"\pdv{f}{x}{y}", r"\frac{\partial^2f}{\partial x\partial y}"),
        (r"f\dd x", r"f\,\mathrm{d}x"),
        (r"\dd[3]{x}", r"\,\mathrm{d}^3x"),
        (r"\braket{a}{b}", r"\left\langle a\middle|b\right\rangle"),
        (r"\braket{a|b}", r"\left\langle a|b\right\rangle"),
        (r"\ketbra{a}{b}", r"\left|a\middle\rangle\!\middle\langle b\right|"),
        (r"\expval{A}", r"\left\langle A\right\rangle"),
        (r"\bra{a}\ket{b}", r"\langle a||b\rangle"),
        (r"\abs{x}\norm{y}", r"\left|x\right|\left\|y\right\|"),
    ],
)
def test_quantities_derivatives_and_states(written: str, meant: str) -> None:
    assert body(written) == body(meant)


@pytest.mark.parametrize(
    ("source", "message", "instead"),
    [
        (r"\num{abc}", r'\num with "abc", which is no number', "{1.2e-3}"),
        (r"\unit{\foo}", r'\unit with "\foo", which is no unit', "{m/s}"),
        (r"\SI{1}{\foo}", r'\SI with "\foo", which is no unit', "{m/s}"),
        (r"\qty{1}", r"\qty needs a number and a unit in braces", r"\qty{3}{\kilo\meter}"),
        (r"\dv x", r"\dv needs an argument in braces", r"\dv{f}{x}"),
        (r"\ce{H2O}", r'unknown command "\ce" of mhchem, which is not supported', r"\mathrm{H_2O}"),
        (r"\pu{1 m}", r'unknown command "\pu" of mhchem, which is not supported', r"\qty{3}{m/s}"),
        (r"\xymatrix{a}", r'unknown command "\xymatrix" of xy, which is not supported', "array"),
        (
            r"\begin{CD}a\end{CD}",
            'unknown environment "CD" of amscd, which is not supported',
            r"\xrightarrow",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_what_can(source: str, message: str, instead: str) -> None:
    wrong = error(source)
    assert wrong.message == message
    assert wrong.hint.startswith("; write ")
    assert instead in wrong.hint


@pytest.mark.parametrize(
    "advised", [r"\mathrm{2\,H_2 + O_2 \to 2\,H_2O}", r"A \xrightarrow{f} B", r"\SI{1.0(2)}{m/s}"]
)
def test_what_is_advised_can_be_read(advised: str) -> None:
    assert body(advised)


@pytest.mark.parametrize(
    "definition",
    [
        r"\newcommand{\dd}{D}",
        r"\newcommand*\dd{D}",
        r"\def\dd{D}",
        r"\DeclareMathOperator{\dd}{D}",
        r"\renewcommand {\dd}{D}",
    ],
)
def test_what_authors_define_is_theirs(definition: str) -> None:
    sources = [Formula(definition, True), Formula(r"\text{a $x$}\dd_1", False)]
    assert ">D<" in str(render(sources)[1])


def test_what_a_site_defines_is_its_own() -> None:
    (mathml,) = render([Formula(r"\qty{x}", False)], macros={"qty": r"(#1)"})
    assert ">(<" in str(mathml)
