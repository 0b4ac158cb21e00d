"""One build of a site: the figures of all its contents, wanted, computed, and written.

It knows of Pelican only that contents have ``_content``, ``metadata``, ``lang`` and a source path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console

from . import usage
from .blog.linking import Linker
from .report import Problem
from .running.computations import Computations
from .settings import Settings
from .sheets.sheet import for_figures, for_formulas
from .text.placeholder import FigurePlaceholder, find, stands_in
from .usage import Usage, UsageError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FOLDER = "figures"


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
        self.linker = Linker(FOLDER)
        self.characters: set[str] = set()
        """What the formulas are made of."""
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
        for text in texts(content).values():
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

    def dress(self, theme: Path) -> None:
        """Have the style sheets for this theme ready, now that all is filled."""
        store, checker = self.computations.store, self.computations.checker
        if self.published or self.problems:
            self.linker.sheets.append(for_figures(theme))
        if self.characters:
            self.linker.sheets.append(for_formulas(self.characters, store, checker))

    def write(self, output: Path) -> None:
        """Write the files of all published figures, and the style sheets."""
        if self.linker.sheets:  # without, nothing is published either
            (output / FOLDER).mkdir(parents=True, exist_ok=True)
            self.linker.write(output / FOLDER)
        for name, published in self.published.items():
            for suffix in published.suffixes:
                path = f"{output}/{FOLDER}/{name}.{suffix}"
                self.computations.write(published.key, suffix, path)


def texts(content: Any) -> dict[str, str]:
    """The texts of a content in which placeholders stand, by field; the body is ``""``."""
    texts = {"": content._content, **content.metadata}
    return {name: text for name, text in texts.items() if isinstance(text, str) and stands_in(text)}
