"""One build of a site: the figures and formulas of all its contents, wanted, filled in, written.

It knows of Pelican only that contents have ``_content``, ``metadata``, ``lang`` and a source path.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console

from . import page, usage
from .compute.computations import Computations
from .compute.job import Flaw
from .latex import Formula, LatexError, render
from .locate import locate
from .report import Problem
from .settings import Settings
from .text.placeholder import (
    BrokenPlaceholder,
    FigurePlaceholder,
    MathPlaceholder,
    Placeholder,
    find,
    replace,
    stands_in,
)
from .usage import Usage, UsageError

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FOLDER = "figures"
_BRIEF = 60
"""The most characters of a formula in a message; the line itself is shown below."""


class Published(NamedTuple):
    """The files of a figure in the output, named ``figures/NAME.SUFFIX``."""

    key: str
    suffixes: tuple[str, ...]


@dataclass
class Build:
    """What a build has found so far."""

    settings: Settings
    default_lang: str
    feeds: bool
    """Whether there are feeds, which show PNGs."""
    link: Connection | None = None
    """Leads to a figure server that serves several builds, if there is one."""
    problems: list[Problem] = field(default_factory=list)
    published: dict[str, Published] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.computations = Computations(self.settings, self.link)
        self._usages: dict[tuple[str, bool, str], Usage | UsageError] = {}
        self._wanted: dict[int, Any] = {}
        """The contents that have been looked at, by identity; held, so that none is given again."""

    def want(self, content: Any) -> None:
        """Have the figures of a content computed, while the others are still being read."""
        if id(content) in self._wanted:
            return
        self._wanted[id(content)] = content
        for _, found in self.figures(content):
            png = self.wants_png(found)
            self.computations.want(found.job, png=png, timeout=found.timeout)

    def compute(self, console: Console) -> None:
        """Wait for the figures that are still computed, and show how far they are."""
        if not (pending := self.computations.pending()):
            self.computations.finish()
            return
        from .progress import progress  # not for a warm build

        with progress(console, pending, self.settings.server.workers) as report:
            self.computations.finish(report)

    def figures(self, content: Any) -> Iterator[tuple[FigurePlaceholder, Usage]]:
        """The figures of a content whose directives can be read."""
        for text in _texts(content).values():
            for item in find(text):
                if isinstance(item, FigurePlaceholder):
                    found = self.usage(item, content.lang)
                    if isinstance(found, Usage):
                        yield item, found

    def wants_png(self, found: Usage) -> bool:
        """Whether something uses the figure's PNG: its id, or a feed."""
        return self.feeds or found.id is not None

    def usage(self, item: FigurePlaceholder, lang: str) -> Usage | UsageError:
        """The placeholder's directive, read once."""
        key = (item.text, item.block, lang)
        if key not in self._usages:
            try:
                self._usages[key] = usage.read(item, self.settings.figures, lang)
            except UsageError as error:
                self._usages[key] = error
        return self._usages[key]

    def fill(self, content: Any) -> dict[str, str]:
        """The texts of a content that have placeholders, by field, with all of them filled."""
        texts = _texts(content)
        return {name: Filling(self, content, name).fill(text) for name, text in texts.items()}

    def publish(self, name: str, found: Usage) -> bool:
        """Claim the name of a figure's files; False if another figure has it."""
        entry = self.computations.outcome(found.job)
        assert not isinstance(entry, list)
        suffixes = ("svg", *(("png",) if self.wants_png(found) else ()))
        if found.id:
            suffixes += ("csv",)
        published = Published(found.job.key, suffixes)
        known = self.published.setdefault(name, published)
        if known.key == published.key and len(known.suffixes) < len(suffixes):
            self.published[name] = published
        return known.key == published.key

    def write(self, output: Path) -> None:
        """Write the files of all published figures."""
        if self.published:
            (output / FOLDER).mkdir(parents=True, exist_ok=True)
        for name, published in self.published.items():
            for suffix in published.suffixes:
                path = f"{output}/{FOLDER}/{name}.{suffix}"
                self.computations.write(published.key, suffix, path)


def _texts(content: Any) -> dict[str, str]:
    """The texts of a content in which placeholders stand, by field; the body is ``""``."""
    texts = {"": content._content, **content.metadata}
    return {name: text for name, text in texts.items() if isinstance(text, str) and stands_in(text)}


class Filling:
    """Fills the placeholders of one text in order, so that figures and equations count up."""

    def __init__(self, build: Build, content: Any, name: str) -> None:
        self._build, self._content = build, content
        self._field, self._body = name, not name
        self._number = 0
        self._anchors: set[str] = set()
        self._formulas: Iterator[str | LatexError] = iter(())

    def fill(self, text: str) -> str:
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
        if not self._build.publish(name, found) or (found.id and found.id in self._anchors):
            message = f"{found.job.name}: id={found.id} names another figure already"
            return self._problem(item, message, found.offsets["id"])
        if entry.about["missing"] and self._build.wants_png(found):
            path, line, _ = self._locate(item)
            missing = entry.about["missing"]
            log.warning("%s:%s: the PNG of the figure has no glyphs for %s", path, line, missing)
        url = f"{{filename}}/{FOLDER}/{name}.svg"
        image = page.image(found, url, entry.about, block=item.block)
        if not item.block:
            return image
        self._number += 1
        self._anchors |= {found.id} if found.id else set()
        lang = self._content.lang
        return page.figure(found, image, self._number, caption, lang, anchor=self._body)

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
