"""What the engine must not be given, and what it gives that must not reach a page."""

from __future__ import annotations

import re
from html import unescape
from xml.parsers import expat

from .formula import LatexError
from .tree import tokenize

# The engine looks for the partner of a bracket again and again: its time doubles with each that has
# none (math-core 0.9).
_MOST_UNCLOSED = 12
_OPENS = frozenset({"(", "[", r"\{", r"\lbrace", r"\lbrack", r"\langle", r"\lfloor", r"\lceil"})
_CLOSES = frozenset({")", "]", r"\}", r"\rbrace", r"\rbrack", r"\rangle", r"\rfloor", r"\rceil"})
_OPENING = re.compile(r"[(\[]|\\(?:\{|l(?:brace|brack|angle|floor|ceil)(?![A-Za-z]))")
_MAY_OPEN = ("(", "[", r"\{", r"\l")
_CELL_ENDS = frozenset({"&", r"\\", r"\cr"})

_NEEDS_ARGUMENT = """
    acute bar bm boldsymbol boxed breve cancel check ddot dot frac dfrac tfrac cfrac binom dbinom
    tbinom grave hat mathbb mathbf mathcal mathfrak mathit mathring mathrm mathscr mathsf mathtt
    operatorname overbrace overleftarrow overline overrightarrow phantom sqrt text textbf textit
    textrm tilde underbrace underline vec widehat widetilde
"""
_BARE = re.compile(rf"(\\(?:{'|'.join(_NEEDS_ARGUMENT.split())}))\s*[_^]")

_MATHML = """
    a math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
"""
_COMPLAINT = re.compile(r'<(?:span|p) class="math-core-error" title="(\d+): (.*?)"><code>', re.S)
_HANDLER = re.compile("on")
_MAY_HANDLE = re.compile(r"\son")
_BEGUN = re.compile(r"<([^\s/>]+)")
_IN_TEXT = "b code em i s span u"
_ELEMENTS = frozenset([*_MATHML.split(), *_IN_TEXT.split()])


def unclosed(source: str) -> LatexError | None:
    """An error for a formula in which too many brackets of one cell are never closed."""
    if sum(map(source.count, _MAY_OPEN)) <= _MOST_UNCLOSED:
        return None  # nearly always
    if len(_OPENING.findall(source)) <= _MOST_UNCLOSED:
        return None
    left: list[int] = []  # in groups that have ended
    groups: list[list[int]] = [[]]
    for token in tokenize(source):
        text = token.text
        if text in _CELL_ENDS or text.startswith((r"\begin", r"\end")):
            left, groups = [], [[] for _ in groups]
        elif text == "{":
            groups.append([])
        elif text == "}" and len(groups) > 1:
            left += groups.pop()
        elif text in _OPENS:
            groups[-1].append(token.at)
        elif text in _CLOSES and groups[-1]:
            groups[-1].pop()
        if len(left) > _MOST_UNCLOSED:
            break
    left += [at for group in groups for at in group]
    if len(left) <= _MOST_UNCLOSED:
        return None
    return LatexError(f"{len(left)} brackets are never closed", min(left))


def bare(source: str) -> LatexError | None:
    r"""An error for ``\vec_2``: where an argument is needed, the engine takes a script for one."""
    for match in _BARE.finditer(source):
        backslashes = match.start() - len(source[: match.start()].rstrip("\\"))
        if backslashes % 2 == 0:  # else they end a line of the formula
            return LatexError(f"{match[1]} needs an argument", match.start())
    return None


def complaint(mathml: str) -> tuple[int, str] | None:
    """Where in the formula and why the engine has refused it, if it has."""
    if not (error := _COMPLAINT.match(mathml)):
        return None
    message = unescape(error[2])
    return int(error[1]), message[:1].lower() + message[1:].rstrip(".")


def flaw(mathml: str) -> str | None:
    """What is wrong with the engine's markup: it is well formed, and MathML alone."""
    strange: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name not in _ELEMENTS or (attributes and any(map(_HANDLER.match, attributes))):
            strange.append(name)

    parser = expat.ParserCreate()
    # To be called for each element takes longer than all else here.
    if _MAY_HANDLE.search(mathml) or not _ELEMENTS.issuperset(_BEGUN.findall(mathml)):
        parser.StartElementHandler = begin
    try:
        parser.Parse(mathml, True)
    except expat.ExpatError:
        return r"it cannot be shown: write < and > as \lt and \gt"
    return f"it gives <{strange[0]}>, which is not MathML" if strange else None
