"""The two style sheets, as they are for one site."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ..compute.store import Store
from ..compute.trace import Checker
from . import scheme
from .keeping import kept_subset

_HERE = Path(__file__).parent


class Sheet(NamedTuple):
    """A style sheet."""

    name: str
    mark: str
    """What a page that needs it has in it."""
    text: str

    @property
    def version(self) -> str:
        """Names its content: a browser that has kept another one asks again."""
        return sha256(self.text.encode()).hexdigest()[:8]


def for_figures(theme: Path) -> Sheet:
    """The sheet of figures on pages of this theme."""
    return Sheet("figures.css", 'class="live-figure', _rules("figures.css") + scheme.rule(theme))


def for_formulas(characters: Iterable[str], store: Store, checker: Checker) -> Sheet:
    """The sheet of formulas, with a font for these characters in it."""
    font = b64encode(kept_subset(characters, store, checker)).decode()
    face = (
        '@font-face { font-family: "STIX Two Math"; font-display: block;'
        f' src: url("data:font/woff2;base64,{font}") format("woff2"); }}\n'
    )
    return Sheet("math.css", "<math", _rules("math.css") + face)


def _rules(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
