r"""What labels say, mathematics as a line of characters: ``$\tau = \frac{1}{2k}$`` is τ = 1/(2k).

It is for alternative texts and tables. What has no character keeps its name, as sin does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_DOLLAR = re.compile(r"(?<!\\)\$")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\?.", re.DOTALL)
_ONE = re.compile(r"\d+|[√∛∜]?\w?[₀-₉⁰-⁹\u0300-\u036f]*")
_FONT = re.compile(r"\\(math|text)\w*|\\operatorname")
_SIGNS = {
    "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "circ": "∘", "ast": "∗",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "ll": "≪", "gg": "≫",
    "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "in": "∈", "mid": "|",
    "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "langle": "⟨", "rangle": "⟩",
    "Vert": "‖", "vert": "|", "prime": "′", "degree": "°", "hbar": "ℏ", "ell": "ℓ", "ldots": "…",
    "cdots": "…", "dots": "…", "varepsilon": "ε", "vartheta": "ϑ", "varphi": "φ", "quad": " ",
    "qquad": " ", "left": "", "right": "", "displaystyle": "", "!": "", ",": " ", ":": " ",
    ";": " ", " ": " ",
}  # fmt: skip
_ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
    "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7",
}  # fmt: skip
_ROOTS = {"": "√", "3": "∛", "4": "∜"}
_SCRIPTS = {
    "^": str.maketrans("+-−0123456789", "⁺⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "_": str.maketrans("+-−0123456789", "₊₋₋₀₁₂₃₄₅₆₇₈₉"),
}


def plain(text: str) -> str:
    """A label as a line of plain text. Mathematics stands between dollars, as matplotlib has it."""
    parts = _DOLLAR.split(text)
    if len(parts) % 2 == 0:  # not all are closed: they are dollars
        parts = [text]
    parts[1::2] = [_sequence(iter(_TOKEN.findall(part))) for part in parts[1::2]]
    return " ".join("".join(parts).replace(r"\$", "$").split())


def _sequence(tokens: Iterator[str], closer: str = "") -> str:
    said = []
    for token in tokens:
        if token == closer:
            break
        said.append(_said(token, tokens))
    return "".join(said)


def _said(token: str, tokens: Iterator[str]) -> str:
    """A token with the arguments that it takes."""
    if token == "{":
        return _sequence(tokens, "}")
    if token in _SCRIPTS:
        return _script(token, _argument(tokens))
    if token in (r"\frac", r"\dfrac"):
        return f"{_whole(_argument(tokens))}/{_whole(_argument(tokens))}"
    if token == r"\sqrt":
        return _root(tokens)
    if _FONT.fullmatch(token):
        return _argument(tokens)
    if mark := _ACCENTS.get(token[1:]):
        return unicodedata.normalize("NFC", _argument(tokens) + mark)
    return _sign(token[1:]) if token.startswith("\\") else token.replace("~", " ")


def _argument(tokens: Iterator[str]) -> str:
    return _said(_next(tokens), tokens)


def _next(tokens: Iterator[str]) -> str:
    return next((each for each in tokens if not each.isspace()), "")


def _root(tokens: Iterator[str]) -> str:
    token = _next(tokens)
    if token != "[":
        return "√" + _whole(_said(token, tokens))
    degree = _sequence(tokens, "]")
    return _ROOTS.get(degree, f"{_script('^', degree)}√") + _whole(_argument(tokens))


def _script(sign: str, text: str) -> str:
    table = _SCRIPTS[sign]
    if {*map(ord, text)} <= table.keys():
        return text.translate(table)
    return sign + (text if text.isalnum() else f"({text})")


def _whole(text: str) -> str:
    """In parentheses, unless it is one thing by itself."""
    return text if _ONE.fullmatch(text) else f"({text})"


def _sign(name: str) -> str:
    if name in _SIGNS:
        return _SIGNS[name]
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        return name
