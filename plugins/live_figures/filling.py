"""Fill the placeholders of a content, once all figures are there, and take down what is wrong."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from . import page
from .build import FOLDER, Build, texts
from .drawing import PNG_SCALE
from .latex import Formula, LatexError, characters, render
from .locate import locate
from .report import Problem
from .results.job import Flaw
from .text.placeholder import (
    BrokenPlaceholder,
    FigurePlaceholder,
    MathPlaceholder,
    Placeholder,
    find,
    replace,
)
from .usage import Usage, UsageError

log = logging.getLogger(__name__)

_ID = re.compile(r'<[^>]* id="([^"]+)"')
_BRIEF = 60
"""The most characters of a formula in a message; the line itself is shown below."""


class Picture(NamedTuple):
    """A figure as a PNG, for those who only look at a page from afar; its size in pixels."""

    png: str
    alt: str
    width: int
    height: int


class Filled(NamedTuple):
    """The texts of a content, by field, and the first figure of its body that has a PNG."""

    texts: dict[str, str]
    first_figure: Picture | None


def fill(build: Build, content: Any) -> Filled:
    """The texts of a content that have placeholders, with all of them filled."""
    found = texts(content)
    fillings = {name: Filling(build, content, name) for name in found}
    filled = {name: fillings[name].fill(text) for name, text in found.items()}
    return Filled(filled, fillings[""].first_figure if "" in fillings else None)


class Filling:
    """Fills the placeholders of one text in order, so that figures and equations count up."""

    def __init__(self, build: Build, content: Any, name: str) -> None:
        self._build, self._content = build, content
        self._field, self._body = name, not name
        self.first_figure: Picture | None = None
        self._number = 0
        self._anchors: set[str] = set()
        self._taken: set[str] = set()
        """The ids of the text itself, such as those of headings."""
        self._formulas: Iterator[str | LatexError] = iter(())

    def fill(self, text: str) -> str:
        """``text`` with HTML in the places of its placeholders."""
        self._taken = set(_ID.findall(text))
        formulas = [
            Formula(item.text, item.display)
            for item in find(text)
            if isinstance(item, MathPlaceholder)
        ]
        prefix = f"{self._content.slug}-" if self._body else f"{self._content.slug}-summary-"
        self._formulas = iter(render(formulas, id_prefix=prefix))
        return replace(text, self._item)

    def _item(self, item: Placeholder, punctuation: str) -> str:
        match item:
            case MathPlaceholder():
                return self._math(item, punctuation)
            case FigurePlaceholder():
                return self._figure(item) + punctuation
            case BrokenPlaceholder():
                return self._problem(item, item.message) + punctuation

    def _math(self, item: MathPlaceholder, punctuation: str) -> str:
        rendered = next(self._formulas)
        if isinstance(rendered, str):
            self._build.characters.update(characters(rendered))
            return page.formula(rendered, punctuation, block=item.display)
        message = f"math: {rendered.message} in {_brief(item.text)}{rendered.hint}"
        return self._problem(item, message, rendered.offset)

    def _figure(self, item: FigurePlaceholder) -> str:
        caption = replace(item.caption, self._item)
        found = self._build.usage(item, self._content.lang)
        if isinstance(found, UsageError):
            return "".join(self._problem(item, *problem) for problem in found.problems)
        entry = self._build.computations.outcome(found.job)
        if isinstance(entry, list) or found.flaws:
            flaws = [*found.flaws, *(entry if isinstance(entry, list) else ())]
            return "".join(self._flaw(item, found, flaw) for flaw in flaws)
        name = self._name(found)
        if clash := self._clash(found, name):
            message = f"{found.job.name}: id={found.id} {clash}"
            return self._problem(item, message, found.offsets["id"])
        if entry.about["missing"] and self._build.wants_png(found):
            path, line, _ = self._locate(item)
            missing = entry.about["missing"]
            log.warning("%s:%s: the PNG of the figure has no glyphs for %s", path, line, missing)
        self.first_figure = self.first_figure or self._picture(found, name, entry.about)
        url = f"{{filename}}/{FOLDER}/{name}.svg"
        image = page.image(found, url, entry.about, block=item.block)
        if not item.block:
            return image
        self._number += 1
        self._anchors |= {found.id} if found.id else set()
        lang = self._content.lang
        return page.figure(found, image, self._number, caption, lang, anchor=self._body)

    def _clash(self, found: Usage, name: str) -> str | None:
        """What else has the figure's id, if anything."""
        if not self._build.publish(name, found) or (found.id and found.id in self._anchors):
            return "names another figure already"
        return "is the id of a heading or the like" if found.id in self._taken else None

    def _picture(self, found: Usage, name: str, about: Mapping[str, Any]) -> Picture | None:
        if not self._build.wants_png(found):
            return None
        width, height = (about[side] * PNG_SCALE for side in ("width", "height"))
        return Picture(f"{FOLDER}/{name}.png", found.alt or about["alt"], width, height)

    def _name(self, found: Usage) -> str:
        """A translation's figure with the same id has other labels, and so another file."""
        if not found.id:
            return found.job.key
        default = self._content.lang == self._build.default_lang
        return found.id if default else f"{found.id}-{self._content.lang}"

    def _flaw(self, item: FigurePlaceholder, found: Usage, flaw: Flaw) -> str:
        offset = found.offsets.get(flaw.option, 0) if flaw.option else 0
        message = f"{found.job.name}: {flaw.message}"
        return self._problem(item, message, offset, flaw.detail)

    def _problem(self, item: Placeholder, message: str, offset: int = 0, detail: str = "") -> str:
        place = self._locate(item, offset)
        self._build.problems.append(Problem(*place, message, detail))
        return page.error(f"{':'.join(map(str, place))}: {message}", block=_is_block(item))

    def _locate(self, item: Placeholder, offset: int = 0) -> tuple[str, int, int]:
        path = Path(self._content.source_path)
        return os.path.relpath(path), *locate(path, item, offset, self._field)


def _brief(latex: str) -> str:
    line = " ".join(latex.split())
    return line if len(line) <= _BRIEF else f"{line[:_BRIEF]}…"


def _is_block(item: Placeholder) -> bool:
    match item:
        case MathPlaceholder():
            return item.display
        case FigurePlaceholder():
            return item.block
        case BrokenPlaceholder():
            return False
