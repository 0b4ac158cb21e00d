"""MathML as text with the little HTML that every feed reader shows.

Most of them strip the tags of MathML and keep what is between, so that a derivative reads
"∂C∂w". What is left to them is italics, subscripts and superscripts; a fraction gets a slash,
and the parentheses without which it would be misread.
"""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape

from .letters import accented, styled
from .pieces import NARROW, START, VALUES, Bond, Piece, Role, join

_WIDE = "\u2003"
_APPLY = "\u2061"
_SPACE = Piece("", Role.SPACE)
_INVISIBLE = dict.fromkeys([*range(0x2061, 0x2065), 0xFE00, 0xFE01])
_NULL_DELIMITER = "\u2063"

_ROLES = {
    **dict.fromkeys("∑∏∐∫∬∭⨌∮∯∰⋂⋃⋀⋁⨀⨁⨂⨄⨆⨿", Role.BIG),
    **dict.fromkeys("∀∃∄∵∴", Role.WORD),
    **dict.fromkeys("/\\", Role.SLASH),
    **dict.fromkeys(",;", Role.COMMA),
    **dict.fromkeys("!%′″‴‵", Role.POSTFIX),
    **dict.fromkeys("·:", Role.INFIX),
    **dict.fromkeys("⋯⋮⋱", Role.OPERAND),
    "¬": Role.SIGN,
}
_CATEGORIES = {"Ps": Role.OPEN, "Pe": Role.CLOSE, "Sm": Role.INFIX, "So": Role.INFIX}
_SCRIPTS = {
    "msub": ["sub"], "msup": ["sup"], "msubsup": ["sub", "sup"],
    "munder": ["sub"], "mover": ["sup"], "munderover": ["sub", "sup"],
}  # fmt: skip
_WHOLE = re.compile("−?[0-9]+")
_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")  # they outlast the loss of all tags

_PRIMES = "′″‴‵"


@lru_cache(maxsize=4096)  # one article is in several feeds
def linear(mathml: str) -> str:
    """The formula of a ``<math>`` element; between its lines, if there are several, ``<br>``."""
    root = ET.fromstring(mathml)
    try:
        html = _write(root).html
    except RecursionError:  # hundreds of commands, each the argument of the one before
        html = escape(root.get("alttext", ""), quote=False)
    if root.get("display") != "block":
        html = _in_one_line(html)
    html = html.strip().replace(NARROW, " ").replace("...", "…").replace("\n", "<br>")
    return re.sub(r"</([bi])><\1>", "", html)


def _write(*elements: ET.Element, before: Piece = START) -> Piece:
    """Elements side by side, behind the piece ``before``."""
    pieces: list[Piece] = []
    for item in _items(elements):
        if piece := _WRITERS[item.tag](item, before):
            pieces.append(piece)
            before = before if piece.role is Role.SPACE else piece
    return join(pieces)


def _inner(*elements: ET.Element, before: Piece = START) -> Piece:
    """What stands within something else, where lines cannot be broken."""
    piece = _write(*elements, before=before)
    return piece._replace(html=_in_one_line(piece.html).strip())


def _in_one_line(html: str) -> str:
    if "\n" not in html:
        return html
    lines = (line.strip() for line in html.split("\n"))
    return "; ".join(filter(None, lines)).replace("{; ", "{")


def _items(elements: Iterable[ET.Element]) -> Iterator[ET.Element]:
    """Rows within rows are one row: that is how they look."""
    for element in elements:
        if element.tag in _WRITERS:
            yield element
        else:
            yield from _items(element)


def _identifier(element: ET.Element, before: Piece) -> Piece:
    text = (element.text or "").translate(_INVISIBLE)
    if len(text) == 1 and text.isalpha() and text < "\u0590":
        return Piece(text if element.get("mathvariant") == "normal" else f"<i>{text}</i>")
    if text == "." and before.role in VALUES:  # not one of the dots of an ellipsis
        return Piece(text, Role.STOP)
    is_word = len(text) > 1 and max(text) < "\U00010000"
    return Piece(styled(text), Role.WORD if is_word else Role.OPERAND)


def _number(element: ET.Element, before: Piece) -> Piece:
    return Piece(styled(element.text or ""))


def _operator(element: ET.Element, before: Piece) -> Piece | None:
    text = element.text or ""
    html = styled(text.translate(_INVISIBLE))
    if text == _APPLY:
        return None  # the name of a function shows it
    if text in ("|", "‖", _NULL_DELIMITER):
        return Piece(html, Role.CLOSE if before.role in VALUES else Role.OPEN)
    if text in ("+", "−", "±", "∓"):
        return Piece(html, Role.INFIX if before.role in VALUES | {Role.WORD} else Role.SIGN)
    if text == "," and element.get("rspace") == "0":
        return Piece(html)
    known = _ROLES.get(text) or _CATEGORIES.get(unicodedata.category(text[:1] or " "))
    return Piece(html, known or (Role.WORD if len(text) > 1 else Role.OPERAND))


def _text(element: ET.Element, before: Piece) -> Piece:
    html = _markup(element).replace("\xa0", " ")
    if not html.strip():
        return _SPACE
    if html != html.strip():
        return Piece(html, Role.BREAK)
    return Piece(html, bond=Bond.LOOSE if " " in html else Bond.ATOM)


def _markup(element: ET.Element) -> str:
    """Text with its emphasis, without classes and links: what they lead to has gone."""
    html = escape(element.text or "", quote=False)
    for child in element:
        inner = _markup(child)
        html += inner if child.tag in ("span", "a") else f"<{child.tag}>{inner}</{child.tag}>"
        html += escape(child.tail or "", quote=False)
    return html


def _space(element: ET.Element, before: Piece) -> Piece | None:
    width = re.match(r"(?:width:)?([\d.]+)", element.get("width", element.get("style", "")))
    if not width:
        return None
    return Piece(_WIDE, Role.BREAK) if float(width[1]) > 0.9 else _SPACE


def _nothing(element: ET.Element, before: Piece) -> None:
    return None


def _fraction(element: ET.Element, before: Piece) -> Piece:
    over, under = map(_inner, element)
    if element.get("linethickness") == "0":
        if before.html == "(":
            return Piece(f"<sup>{_tight(over)}</sup><sub>{_tight(under)}</sub>")
        return Piece(f"{over.html}; {under.html}", bond=Bond.LOOSE)
    return Piece(f"{over.held(Bond.PRODUCT)}/{under.held(Bond.SCRIPTED)}", bond=Bond.FRACTION)


def _square_root(element: ET.Element, before: Piece) -> Piece:
    inner = _inner(*element)
    role = Role.ROOT if inner.bond is Bond.ATOM else Role.OPERAND
    return Piece(f"√{inner.held(Bond.ATOM)}", role, Bond.SCRIPTED)


def _root(element: ET.Element, before: Piece) -> Piece:
    inner, index = map(_inner, element)
    sign = _attached(Piece(""), "", ["sup"], [_tight(index)])
    return Piece(f"{sign}√{inner.held(Bond.ATOM)}", Role.WORD, Bond.SCRIPTED)


def _scripts(element: ET.Element, before: Piece) -> Piece:
    base = _inner(element[0], before=before)
    if element.get("accent") or element.get("accentunder"):
        return accented(base, element[1].text or "", below=element.tag == "munder")
    scripts = [_tight(_inner(script)) for script in element[1:]]
    primes = ""
    if element.tag in ("msup", "msubsup"):  # they are raised as they are
        raised = scripts[-1].lstrip(_PRIMES)
        primes, scripts[-1] = scripts[-1].removesuffix(raised), raised
    if not primes and not any(scripts):
        return base  # the arrow within \xrightarrow
    places = _SCRIPTS[element.tag]
    html = _attached(base, primes, places, scripts)
    takes_limits = base.role is Role.WORD and element.tag[:2] != "ms"
    bond = Bond.SCRIPTED if primes or "sup" in places else Bond.ATOM
    return Piece(html, Role.BIG if takes_limits else base.role, bond)


def _multiscripts(element: ET.Element, before: Piece) -> Piece:
    base, scripts = _inner(element[0]), element[1:]
    split = [script.tag for script in scripts].index("mprescripts")
    html = [_tight(_inner(script)) for script in scripts]
    places = ["sub", "sup"] * len(html)
    front = _attached(Piece(""), "", places, html[split + 1 :])
    behind = _attached(base, "", places, html[:split])
    return Piece(front + behind, base.role, Bond.SCRIPTED)


def _attached(base: Piece, primes: str, places: Iterable[str], scripts: Iterable[str]) -> str:
    """``base`` with its scripts; a product is held by nothing in LaTeX either."""
    html = (base.html if base.bond is Bond.PRODUCT else base.held(Bond.ATOM)) + primes
    for place, script in zip(places, scripts, strict=False):
        if place == "sup" and _WHOLE.fullmatch(script):
            html += script.translate(_RAISED)
        elif script:
            html += f"<{place}>{script}</{place}>"
    return html


def _tight(script: Piece) -> str:
    return script.html.replace(NARROW, "").strip()


def _enclosed(element: ET.Element, before: Piece) -> Piece:
    inner, notation = _write(*element), element.get("notation", "")
    if "strike" in notation:
        return inner._replace(html=f"<s>{inner.html}</s>")
    return inner._replace(html=f"∠{inner.html}") if notation == "phasorangle" else inner


def _table(element: ET.Element, before: Piece) -> Piece:
    cells = ([_inner(*cell).html for cell in _columns(row)] for row in element)
    rows = [row for row in cells if any(row)]  # the others hold rules
    if before.role is Role.OPEN and before.html == "{":
        return Piece("".join(f"\n{_WIDE}{_listed(row)}" for row in rows))
    if before.role is Role.OPEN and before.html:
        return Piece("; ".join(", ".join(row) for row in rows))
    return Piece("\n".join(_WIDE.join(filter(None, row)) for row in rows), bond=Bond.LOOSE)


def _listed(cells: Iterable[str]) -> str:
    return ", ".join(cell.removesuffix(",") for cell in cells if cell)


def _columns(row: ET.Element) -> list[list[ET.Element]]:
    """The cells of a row; those that are set without a gap, as at the = of align, as one."""
    columns: list[list[ET.Element]] = []
    for cell in row:
        if columns and "padding-left: 0;" in cell.get("style", ""):
            columns[-1].append(cell)
        else:
            columns.append([cell])
    return columns


_WRITERS: dict[str, Callable[[ET.Element, Piece], Piece | None]] = {
    "mi": _identifier,
    "mn": _number,
    "mo": _operator,
    "mtext": _text,
    "mspace": _space,
    "mphantom": _nothing,
    "mfrac": _fraction,
    "msqrt": _square_root,
    "mroot": _root,
    **dict.fromkeys(_SCRIPTS, _scripts),
    "mmultiscripts": _multiscripts,
    "menclose": _enclosed,
    "mtable": _table,
}
"""All other elements are rows of others."""
