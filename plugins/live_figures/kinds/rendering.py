"""Formulas as they are shown: those of a post are kept together, until any of them changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..latex.formula import Formula, LatexError
from ..post import Post
from ..results.installed import version
from ..results.memo import Facts, Memo, code
from ..results.store import FolderStore
from ..results.trace import PLUGIN, PYTHON, Input, Trace

_ENGINE = "math-core"

KEY = "formulas-"
"""How keys of formulas begin."""


class Rendered(NamedTuple):
    """The formulas of a post, in their order."""

    formulas: Sequence[str | LatexError]
    """HTML, or what is wrong."""
    characters: str
    """What they are made of: see ``latex.document.characters``."""


class Renderer:
    """Renders with the ``macros`` and the ``numbering`` of a site (see ``latex.document.render``).

    What it knows from other builds takes no time, and does without the engine.
    """

    def __init__(
        self, store: FolderStore, content: Path, macros: Mapping[str, str], numbering: str
    ) -> None:
        self._memo = Memo(store, _CODE)
        self._content = f"{content}{os.sep}"
        self._macros, self._numbering = macros, numbering

    def key(self, post: Post) -> str:
        """What the formulas of a post are kept under, whatever they are."""
        path = str(post.path).removeprefix(self._content)
        told = f"{path}\0{post.slug}\0{post.lang}"
        return f"{KEY}{_digest(told)[:32]}"

    def render(self, post: Post, formulas: Sequence[Formula], prefix: str) -> Rendered:
        """The formulas of a post, whose ids begin with ``prefix``."""
        digest = _digest(json.dumps([formulas, prefix, self._macros, self._numbering]))
        known = self._memo.get(key := self.key(post))
        if known and (rendered := _known(known, digest, len(formulas))):
            return rendered
        rendered = self.anew(formulas, prefix)
        if all(isinstance(each, str) for each in rendered.formulas):
            self._memo.new[key] = {"of": digest, **rendered._asdict()}
        return rendered

    def anew(self, formulas: Sequence[Formula], prefix: str = "") -> Rendered:
        """Formulas that belong together; nothing is kept of them."""
        from ..latex.document import characters, render  # not where nothing is new

        results = render(formulas, id_prefix=prefix, macros=self._macros, numbering=self._numbering)
        shown = (characters(each) for each in results if isinstance(each, str))
        return Rendered(results, "".join(sorted(set().union(*shown))))

    def write(self) -> None:
        """Keep what is new, if the code is known, and nobody has changed it meanwhile."""
        if self._memo.new and version(_ENGINE) and _code() == _CODE:
            self._memo.write()


def _known(facts: Facts, digest: str, count: int) -> Rendered | None:
    """What is kept of formulas, if it is of these and has the form: anybody may have written it."""
    formulas, characters = facts.get("formulas"), facts.get("characters")
    if facts.get("of") != digest or type(characters) is not str or type(formulas) is not list:
        return None
    if len(formulas) != count or not all(type(each) is str for each in formulas):
        return None
    return Rendered(formulas, characters)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _code() -> Trace:
    engine = Input("distribution", _ENGINE, version(_ENGINE))
    return (*code("plugin:latex/", PLUGIN / "latex"), engine, Input("python", "python", PYTHON))


# As it is when it is imported: a server of builds may live longer than a file.
_CODE = _code()
