"""From LaTeX as people write it to LaTeX as math-core 0.9 reads it.

Most formulas pass unchanged. The others are parsed and rewritten node by node; every token of
the result knows which place in the author's source it comes from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import accumulate, zip_longest

from .boxes import with_colours
from .colours import defined
from .commands import QUIET, RULES, rewrite
from .delimiters import LARGE
from .formula import LatexError
from .numbering import ask
from .tables import ASKED, number_in, numbered, split_rows
from .tree import MAX_DEPTH, Node, Token, flatten, parse

# Commands that the engine lacks and that others spell out.
MACROS = {
    "abs": r"\left|#1\right|",
    "adots": r"\iddots",
    "arccot": r"\operatorname{arccot}",
    "bra": r"\langle#1|",
    "centerdot": r"\cdot",
    "centernot": r"\not",
    "cr": r"\\",
    "csch": r"\operatorname{csch}",
    "dotsb": r"\cdots",
    "dotsc": r"\ldots",
    "dotsi": r"\cdots",
    "dotsm": r"\cdots",
    "dotso": r"\ldots",
    "KaTeX": r"\mathrm{K\!{}^{A}\!T_{\!E}X}",
    "ket": r"|#1\rangle",
    "mathbbm": r"\mathbb{#1}",
    "mathds": r"\mathbb{#1}",
    "mathup": r"\mathrm{#1}",
    "mathnormal": "#1",
    "LaTeX": r"\mathrm{L\!{}^{A}\!T_{\!E}X}",
    "TeX": r"\mathrm{T_{\!E}X}",
    "mathellipsis": r"\ldots",
    "matrix": r"\begin{matrix}#1\end{matrix}",
    "mit": "",
    "norm": r"\left\|#1\right\|",
    "nshortmid": r"\nmid",
    "nshortparallel": r"\nparallel",
    "overarc": r"\overparen{#1}",
    "pmatrix": r"\begin{pmatrix}#1\end{pmatrix}",
    "pmb": r"\boldsymbol{#1}",
    "sech": r"\operatorname{sech}",
    "sgn": r"\operatorname{sgn}",
    "shortmid": r"\mid",
    "shortparallel": r"\parallel",
    "smallsetminus": r"\setminus",
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
    "symup": r"\mathrm{#1}",
    "thickapprox": r"\approx",
    "thicksim": r"\sim",
    "varpropto": r"\propto",
    "vcenter": "#1",
    "wideparen": r"\overparen{#1}",
}

_NAMES = "|".join(["begin", "cr", *(name[1:] for name in RULES if name not in QUIET)])
_REWRITTEN = re.compile(
    rf"\\(?:{_NAMES})(?![A-Za-z])|\\[A-Za-z]*\*|\\\\"
    r"|\\text[a-z]*\s*\{[^}]*(?:[$_&\"{]|\\)"
    r"|\\(?:boldsymbol|bm|pmb|symbf)\s*(?:\{[^}]*)?(?:\d|\\(?:math|cal|frak))"
    r"|\\operatorname\s*\{[^}]*\\"
    r"|\\(?:left|right|[bB]igg?[lmr]?)\s*(?:[<>]|\\[lg]t(?![A-Za-z]))|\\[bB]igg?[lmr]?\s*[.{]"
)


_LINE_END = re.compile(r"(?<!\\)((?:\\\\)*)\\(\n|\Z)")
_ENTITY = re.compile("&(?:lt|gt|amp);")


@dataclass(frozen=True)
class Normal:
    """LaTeX for the engine, and where each piece of it comes from."""

    latex: str
    starts: Sequence[int] = ()
    origins: Sequence[int] = ()

    def origin(self, offset: int) -> int:
        """The offset in the author's source for one in ``latex``."""
        if not self.starts:
            return offset
        return self.origins[max(bisect_right(self.starts, offset) - 1, 0)]


def normalise(
    source: str, *, display: bool, own: Collection[str] = (), numbering: str = "labelled"
) -> Normal:
    """Rewrite ``source`` for the engine, but for the author's ``own`` commands.

    Raises LatexError for what is surely wrong: brackets without partner, numbers in mid-text.
    """
    source = _as_tex(source)
    asks = display and numbering != "labelled"
    if not asks and _is_ordinary(source):
        return Normal(source)
    tree = parse(source, own)
    if colours := defined(source):
        tree = with_colours(tree, colours)
    if asks:
        tree = ask(tree, numbering)
    nodes = _whole(rewrite(tree, display), display)
    tokens = [token for token in flatten(nodes) if token.text not in ("", ASKED)]
    texts = [token.text for token in tokens]
    if "*" in texts or r"\*" in texts:
        texts = list(_plain_stars(texts))
    starts = [0, *accumulate(map(len, texts))][: len(tokens)]
    return Normal("".join(texts), starts, [token.at for token in tokens])


@lru_cache(maxsize=1024)  # a site's are the same for all its posts
def rewritten(body: str, own: frozenset[str]) -> str:
    """What a macro stands for, for the engine; what cannot be parsed is told where it is used."""
    if _is_ordinary(body):
        return body
    try:
        return "".join(
            _plain_stars([token.text for token in flatten(rewrite(parse(body, own), True))])
        )
    except LatexError:
        return body


def _as_tex(source: str) -> str:
    r"""What other tools let pass, of the same length: ``&lt;``, and ``\`` at the end of a line."""
    if "\\\n" in source or source.endswith("\\"):
        source = _LINE_END.sub(lambda found: found[1] + (r"\ " if found[2] else " "), source)
    if "&" in source:
        source = _ENTITY.sub(lambda found: unescape(found[0]).ljust(len(found[0])), source)
    return source


def _plain_stars(texts: Sequence[str]) -> Iterator[str]:
    r"""``\mu*1`` is a product, which the engine would read as a command ``\mu*``.

    And ``\*`` is a star that somebody hid from Markdown.
    """
    for text, behind in zip_longest(texts, texts[1:], fillvalue=""):
        if text == r"\*":
            yield "*"
        elif behind in ("*", r"\*") and text[1:].isalpha() and text != r"\operatorname":
            yield f"{text} "
        else:
            yield text


def _whole(nodes: list[Node], display: bool) -> list[Node]:
    """What stands in no environment is one when it has several lines or a number."""
    number = number_in(nodes)
    if number and not display:
        raise LatexError(f"{number.text} needs a display formula", number.at)
    rows = split_rows(nodes)
    if number or len(rows) > 1:
        return numbered("gather" if len(rows) > 1 else "equation", rows, Token("", 0))
    return rows[0]


def _is_ordinary(source: str) -> bool:
    """Whether the engine can take ``source`` as it stands: a quick look that may err to no."""
    lefts = source.count(r"\left")
    if lefts and LARGE.search(source):
        return False
    return source.count("{") + lefts <= MAX_DEPTH and not _REWRITTEN.search(source)
