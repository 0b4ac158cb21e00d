"""One build of a site: the results that its posts want, computed, shown, and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from .kinds.filling import Pages, asks, begin, can_begin, fill
from .kinds.rendering import Renderer
from .kinds.results import RESULTS
from .kinds.site import FOLDER, Site
from .kinds.usage import Usage
from .passing import Passing
from .post import Post
from .results.held import Held
from .results.job import Failure, Request
from .running.computations import Computations
from .settings import Settings
from .sheets.keeping import kept_subset
from .sheets.sheet import Sheet, for_figures, for_formulas, for_sweeps
from .text.scanner import Directive, scan

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Build(Passing):
    """``link`` leads to a figure server that serves several builds, if there is one.

    ``failed`` is what these builds know to fail.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        content: Path,
        default_lang: str,
        feeds: bool,
        link: Connection | None = None,
        failed: dict[Request, Failure] | None = None,
    ) -> None:
        self.settings = settings
        self.computations = Computations(settings.server, link, failed)
        self.site = Site(
            registered=settings.registered,
            options={name: kind.OPTIONS for name, kind in RESULTS.items()},
            outcomes=self.computations,
            held=Held(settings.server.store),
            timeout=settings.timeout,
            content=content,
            default_lang=default_lang,
            feeds=feeds,
            renderer=Renderer(self.computations.store, content, settings.macros, settings.numbered),
            formulas=settings.formulas,
            evidence=settings.evidence,
        )
        self._begun: dict[Post, Pages] = {}
        self.sheets: list[Sheet] = []
        """The style sheets of the site, once all is filled."""

    def expect(self, text: str, lang: str) -> None:
        """Get ready for what a text in Markdown is likely to want."""
        for item in scan(text, frozenset(self.settings.registered), self.settings.dialect):
            if isinstance(item, Directive):
                usage = self.site.usage(item.text, lang, block=item.block)
                if isinstance(usage, Usage):
                    self.computations.expect(usage.job)

    def want(self, post: Post) -> None:
        """Have what a post wants computed, while the others are still being read."""
        for asked in asks(post, self.site):
            self.computations.want(asked.request)

    def compute(
        self, console: Console, posts: Iterable[Post] = (), meanwhile: Iterable[None] = ()
    ) -> None:
        """Wait for what is still computed, and show how far it is.

        Meanwhile the formulas of posts are rendered, as far as they have no results in them, and
        then whatever else there is to do.
        """
        if not (pending := self.computations.pending()):
            self.computations.finish()
            return
        from .progress import progress  # not for a warm build

        with progress(console, pending, self.settings.server.workers) as report:
            self.computations.finish(report, chain(self._begin(posts), meanwhile))

    def _begin(self, posts: Iterable[Post]) -> Iterator[None]:
        """Do, a bit at a time, what needs no results.

        Of several posts with one source the last that is filled is referred to: they have to wait.
        """
        posts = list(posts)
        sources = Counter(post.path for post in posts)
        for post in posts:
            if sources[post.path] == 1 and can_begin(post, self.site):
                self._begun[post] = begin(post, self.site)
            yield
        if self.site.characters and not self.site.problems and len(self._begun) == len(posts):
            # The font of their sheet, which takes a while, is kept.
            kept_subset(self.site.characters, self.computations.shelf, self.computations.checker)

    def fill(self, posts: Iterable[Post]) -> Iterator[Post]:
        """Fill the texts of posts; each comes out when it is whole."""
        yield from fill(posts, self.site, self._begun)
        self.site.close()
        if not self.site.problems:
            self.site.held.keep()
            self.site.renderer.write()

    def dress(self, theme: Path) -> None:
        """Have the style sheets for this theme ready, now that all is filled."""
        if self.site.published or self.site.problems:
            self.sheets.append(for_figures(theme))
        if any("sweep.json" in each.suffixes for each in self.site.published.values()):
            self.sheets.append(for_sweeps())
        if self.site.characters:
            shelf, checker = self.computations.shelf, self.computations.checker
            self.sheets.append(for_formulas(self.site.characters, shelf, checker))

    def look_at(self, output: Path) -> Iterator[None]:
        """See which files are there already, one after another."""
        return self.computations.files.look_at(output / FOLDER)

    def links(self) -> Iterator[str]:
        """Addresses of all files of results, relative to the site."""
        for name, published in self.site.published.items():
            yield from (f"{FOLDER}/{name}.{suffix}" for suffix in published.suffixes)
        yield from (f"{FOLDER}/{function}.py" for function in self.site.sources)

    def write(self, output: Path) -> None:
        """Write the files of all published results, and the style sheets with their fonts."""
        if self.sheets:  # without, nothing is published either
            (output / FOLDER).mkdir(parents=True, exist_ok=True)
        for sheet in self.sheets:
            for file in filter(None, (sheet.file, sheet.font)):
                (output / FOLDER / file.name).write_bytes(file.content)
        for name, published in self.site.published.items():
            for suffix in sorted(published.suffixes):
                path = f"{output}/{FOLDER}/{name}.{suffix}"
                self.computations.write(published.key, suffix, path)
        for function, key in self.site.sources.items():
            self.computations.write(key, "py", f"{output}/{FOLDER}/{function}.py")
