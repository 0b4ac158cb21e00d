"""LaTeX formulas to MathML Core, all formulas of one document at a time.

The engine is math-core. What it lacks is rewritten before (normalise.py), what it does
not notice is looked for here: references to nothing, labels given twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape, unescape

from math_core import LatexToMathML

from ..suggest import nearest
from .dark import with_dark
from .delimiters import centred, snug
from .formula import Formula, LatexError, from_literal, text_in
from .guard import bare, complaint, flaw, unclosed
from .integrals import with_lower
from .normalise import MACROS, Normal, normalise, rewritten
from .reveal import disguised, reveal
from .tree import parse, tokenize

# The engine recurses; beyond some two thousand levels its stack overflows and the process dies.
# Nesting by brackets is bounded by the parser, nesting by bare commands by the length of the
# formula, nesting by macros by the number of expansions.
_MAX_LENGTH = 8_000
_MACRO_LEVELS = 1_500
_BUILT_IN_LEVELS = 3  # the most that one of MACROS adds

NO_MACROS: Mapping[str, str] = {}

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_REFERENCE = re.compile(r"\\(?:eq)?ref\s*\{([^{}]*)\}")
# That these do not grow is known, but a style sheet cannot tell: see math.css.
_ACCENT = re.compile("<mo>([´`˘˙¨˚\u20db\u20dc])(?=</mo></mover>)")
_DEFINITION = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|[gex]?def|let|DeclareMathOperator)\*?"
    r"\s*\{?\s*(\\(?:[A-Za-z]+|.))"
)
_BODY = re.compile(r"\\[gex]?def\s*\\(?:[A-Za-z]+|.)[^{]*\{")
_NOTHING = ("<math></math>", '<math display="block"></math>')
_DRAWN = (("<msqrt", "√"), ("<mroot", "√"), (">-<", "−"), (">'<", "′"))
_LINK = re.compile(r'(<a href="[^"]*">)\((.*?)\)</a>')

# What people mean when they mistype.
_COMMON = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho
    sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega
    frac dfrac tfrac sqrt sum prod int oint lim max min sup inf arg exp log ln sin cos tan tanh
    left right bigl bigr Big hat widehat bar overline tilde vec dot underline overbrace
    underbrace mathbb mathbf mathcal mathrm mathsf mathfrak boldsymbol text textbf operatorname
    partial nabla infty cdot cdots ldots vdots ddots times otimes oplus odot circ star dagger
    leq geq neq approx equiv sim propto in notin subset subseteq cup cap forall exists
    rightarrow leftarrow Rightarrow Leftrightarrow mapsto quad qquad begin end label eqref tag
    underset overset stackrel substack binom displaystyle textstyle limits prime top perp
"""
_ENVIRONMENTS = """
    equation align aligned alignat alignedat flalign gather gathered multline split eqnarray cases
    rcases array matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix subarray
    equation* align* alignat* flalign* gather* multline*
"""

# Commands of packages that are no part of this, and what to write in their place.
_DRAWN_ELSEWHERE = "draw it as a figure"
_PACKAGES = {
    "bordermatrix": ("plain TeX", "write an array"),
    "ce": ("mhchem", r"write \mathrm{H_2O} or \mathrm{2\,H_2 + O_2 \to 2\,H_2O}"),
    "chemfig": ("chemfig", _DRAWN_ELSEWHERE),
    "CD": ("amscd", r"write an array with \xrightarrow{f} and \downarrow"),
    "href": ("hyperref", "write a link of Markdown outside the formula"),
    "includegraphics": ("graphicx", "write an image of Markdown"),
    "intertext": ("amsmath", "end the environment, write the text, and begin another"),
    "numcases": ("cases", r"write cases with one \tag"),
    "prooftree": ("bussproofs", r"write \frac{A}{B}"),
    "pu": ("mhchem", r"write \qty{3}{m/s}"),
    "tikzcd": ("tikz-cd", r"write an array with \xrightarrow{f} and \downarrow"),
    "tikzpicture": ("TikZ", _DRAWN_ELSEWHERE),
    "url": ("hyperref", "write a link of Markdown outside the formula"),
    "xymatrix": ("xy", r"write an array with \xrightarrow{f} and \downarrow"),
}


# What to write where the engine's complaint does not say.
_INSTEAD = {
    "invalid parameter number": r"write \# for the sign",
    "not valid in text mode": r"mathematics in text stands between dollars, \text{for $x$}",
}


def render(
    formulas: Sequence[Formula],
    *,
    id_prefix: str = "",
    macros: Mapping[str, str] = NO_MACROS,
    numbering: str = "labelled",
) -> list[str | LatexError]:
    r"""Render the formulas of one document to ``<math>`` elements, in order.

    ``\label``, ``\eqref`` and definitions hold for the document, as in MathJax. A formula that
    cannot be rendered yields its LatexError and leaves the others alone; one of definitions alone
    yields nothing. ``id_prefix`` is put
    before every ``id``, for pages that hold more than one document. ``macros`` are known from the
    start: what they stand for, by their names, with ``#1`` for an argument. ``numbering`` is
    ``labelled``, ``ams`` or ``all`` (see numbering.py).
    """
    names = frozenset(f"\\{name}" for name in macros)
    macros = {name: rewritten(body, names) for name, body in macros.items()}
    defined = [_DEFINITION.findall(formula.source) for formula in formulas]
    own = names.union(*defined)
    keys = list(_keys(formulas, defined, counted=numbering != "labelled"))
    prepared = {key: _prepare(key[0], own, numbering) for key in dict.fromkeys(keys)}
    ready = {key: normal for key, normal in prepared.items() if isinstance(normal, Normal)}
    snippets = [(normal.latex, formula.display) for (formula, _), normal in ready.items()]
    converted = _engine(snippets, id_prefix, macros).convert_all(snippets)
    tags = disguised(latex for latex, _ in snippets)
    results: dict[tuple[Formula, int], str | LatexError] = {
        key: _finish(mathml, key[0], ready[key], tags)
        for key, mathml in zip(ready, converted, strict=True)
    }
    results |= {key: error for key, error in prepared.items() if isinstance(error, LatexError)}
    wrong = _wrong_references(formulas)
    return [wrong.get(index, results[key]) for index, key in enumerate(keys)]


def characters(mathml: str) -> set[str]:
    """The characters that a rendered formula shows; browsers draw some that no text has."""
    drawn = {sign for element, sign in _DRAWN if element in mathml}
    return {*unescape(text_in(mathml)), *drawn}


def _keys(
    formulas: Sequence[Formula], defined: Sequence[Sequence[str]], *, counted: bool
) -> Iterator[tuple[Formula, int]]:
    """Each formula with the number of definitions before it: what it is rendered from.

    Where equations are ``counted``, none is the same as another.
    """
    definitions = 0
    for index, (formula, names) in enumerate(zip(formulas, defined, strict=True)):
        definitions += bool(names)
        yield formula, ~index if counted and formula.display else definitions


def _prepare(formula: Formula, own: Collection[str], numbering: str) -> Normal | LatexError:
    if len(formula.source) > _MAX_LENGTH:
        return LatexError(f"longer than {_MAX_LENGTH} characters", _MAX_LENGTH)
    if character := _FORBIDDEN.search(formula.source):
        return LatexError(f"control character {character[0]!a}", character.start())
    if error := unclosed(formula.source) or bare(formula.source):
        return error
    if numbering != "labelled" and _DEFINITION.search(formula.source):
        numbering = "labelled"  # it may show nothing
    try:
        return normalise(formula.source, display=formula.display, own=own, numbering=numbering)
    except LatexError as error:
        return error


def _engine(
    snippets: Sequence[tuple[str, bool]], id_prefix: str, macros: Mapping[str, str]
) -> LatexToMathML:
    own = (_levels(body) for body in macros.values())
    levels = max([_BUILT_IN_LEVELS, *own, *(_macro_levels(latex) for latex, _ in snippets)])
    return LatexToMathML(
        macros={**MACROS, **macros},
        max_expansions=max(_MACRO_LEVELS // levels, 1),
        id_prefix=escape(id_prefix),  # the engine puts it into attributes as it is
        global_group=True,
        continue_on_error=True,
        fancy_error=False,
        allow_unreliable_rendering=True,  # \widetilde; it looks right in today's browsers
    )


def _macro_levels(latex: str) -> int:
    """How many levels one expansion of a macro defined here can add, at most."""
    return max((_levels(latex[body.end() :]) for body in _BODY.finditer(latex)), default=0)


def _levels(latex: str) -> int:
    """Count the commands and braces up to the brace that ends a body."""
    depth, levels = 1, 1
    for token in tokenize(latex):
        depth += (token.text == "{") - (token.text == "}")
        levels += token.text == "{" or token.text.startswith("\\")
        if not depth:
            break
    return levels


def _wrong_references(formulas: Sequence[Formula]) -> dict[int, LatexError]:
    """By index, the formulas that label what is labelled already or refer to nothing."""
    wrong: dict[int, LatexError] = {}
    labels: set[str] = set()
    for index, formula in enumerate(formulas):
        for label in _LABEL.finditer(formula.source):
            if label[1] in labels:
                wrong[index] = LatexError(f'label "{label[1]}" is given twice', label.start())
            labels.add(label[1])
    for index, formula in enumerate(formulas):
        for reference in _REFERENCE.finditer(formula.source):
            if reference[1] not in labels:
                wrong[index] = LatexError(f'undefined label "{reference[1]}"', reference.start())
    return wrong


def _finish(
    mathml: str, formula: Formula, normal: Normal, tags: frozenset[str]
) -> str | LatexError:
    if error := complaint(mathml):
        offset, message = error
        return _explain(message, normal.origin(offset), formula.source)
    mathml = mathml.replace("&ApplyFunction;", "\u2061")
    mathml = _ACCENT.sub(r'<mo stretchy="false">\1', mathml)
    if wrong := flaw(mathml):
        return LatexError(wrong, 0)
    mathml = with_dark(with_lower(centred(snug(reveal(mathml, tags)))))
    if mathml in _NOTHING:
        return ""
    if _REFERENCE.search(formula.source):
        mathml = _bare_references(mathml, formula.source)
    alttext = escape(from_literal(formula.source))
    return f'<math alttext="{alttext}"{mathml.removeprefix("<math")}'


def _bare_references(mathml: str, source: str) -> str:
    r"""Take the parentheses, which the engine always sets, off the numbers of ``\ref``."""
    commands = (match[0] for match in _REFERENCE.finditer(source))
    return _LINK.sub(
        lambda link: link[0] if next(commands).startswith(r"\eq") else f"{link[1]}{link[2]}</a>",
        mathml,
    )


def _explain(message: str, offset: int, source: str) -> LatexError:
    """Say what is wrong; brackets first, since the engine notices them only at the end."""
    try:
        parse(source)
    except LatexError as error:
        return error
    unknown = re.fullmatch(r'unknown (command "\\|environment ")([A-Za-z]+\*?)"', message)
    if not unknown:
        is_escaped_twice = r"\\" in message and re.search(r"\\\\[{}]", source)
        hint = (
            r"write \{ for a brace" if is_escaped_twice else _INSTEAD.get(message.partition(".")[0])
        )
        return LatexError(message, offset, f"; {hint}" if hint else "")
    command = unknown[1].startswith("command")
    if foreign := _PACKAGES.get(unknown[2]):
        package, instead = foreign
        return LatexError(f"{message} of {package}, which is not supported", offset, f"; {instead}")
    close = nearest(unknown[2], (_COMMON if command else _ENVIRONMENTS).split(), 0.75)
    mark = "\\" * command
    return LatexError(message, offset, f'; did you mean "{mark}{close}"?' if close else "")
