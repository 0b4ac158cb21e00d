"""The plugin's face to Pelican: what happens at each of its signals."""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.log import console

from ..build import Build
from ..kinds.filling import for_readers
from ..kinds.results import RESULTS
from ..kinds.site import FOLDER
from ..passing import Passing
from ..post import Post
from ..report import report
from ..settings import Settings, SettingsError
from ..text.signs import GAP
from .ahead import Templates, expect
from .fatal import end, is_reloading, spare_threads
from .linking import Linker, refuse_leftovers
from .old import Old, everything
from .order import read_new_first
from .posts import in_names, post_of, put, summarised, texts_of, unread
from .reading import use
from .texts import TEXTS, Texts

log = logging.getLogger(__name__)

EXTENSION = f"{__package__.rpartition('.')[0]}.text.extension"
# The one thing that a generator, a content and their Pelican share is the settings: a Run.
RUN = "_LIVE_FIGURES_RUN"
# A connection to a figure server, where one serves several builds.
SERVER = "_LIVE_FIGURES_SERVER"
# What figures were asked for and failed, in this build and in others before it.
FAILED = "_LIVE_FIGURES_FAILED"
_FEED = re.compile(r"\w*FEED\w*_(ATOM|RSS)")


@dataclass
class Run(Passing):
    """One build of Pelican's, as it is known at each of its signals."""

    build: Build
    old: Old
    """What the output has before, where it is to be removed."""
    templates: Templates = field(default_factory=Templates)
    contents: list[Any] = field(default_factory=list)
    """All with placeholders that have been made, also by other plugins, as copies of Pelican's."""
    filled: list[Any] | None = None
    """All contents that are published, once they are filled."""


def connect() -> None:
    """Listen to Pelican's signals."""
    signals.initialized.connect(add_extension)
    signals.initialized.connect(keep_output)
    signals.readers_init.connect(use)
    signals.get_generators.connect(begin)
    signals.generator_init.connect(prepare)
    signals.content_object_init.connect(want)
    signals.get_writer.connect(begin_output)
    signals.feed_generated.connect(prepare_feed)


def add_extension(pelican: Pelican) -> None:
    """Add our Markdown extension to those that the site has; nothing has been read by now."""
    try:
        known = Settings.read(pelican.settings)
    except SettingsError as error:
        end(f"{error}\nThe settings of live figures are wrong: nothing was written")
    markdown = pelican.settings["MARKDOWN"]
    names = {name: RESULTS[each.kind].BLOCK for name, each in known.registered.items()}
    config = {"names": names, "dialect": known.dialect, "formulas": known.formulas}
    markdown.setdefault("extension_configs", {})[EXTENSION] = config


def keep_output(pelican: Pelican) -> None:
    """Leave the last output where it is, although Pelican is told to empty it: see old.py."""
    pelican.delete_outputdir = False


def begin(pelican: Pelican) -> type:
    """Begin a build: Pelican asks for generators once in each."""
    gc.freeze()  # what is imported by now stays: no collection has to go through it again
    build = new_build(pelican.settings)
    pelican.settings[RUN] = Run(build, _old_output(pelican.settings))
    if build.settings.server.executor:
        spare_threads()
    pelican.settings[TEXTS] = Texts(build.computations.store, pelican.settings, EXTENSION)
    return FiguresGenerator


def _old_output(settings: dict[str, Any]) -> Old:
    """What there is to be removed; nothing if the posts lie among it."""
    output, content = (Path(settings[name]).resolve() for name in ("OUTPUT_PATH", "PATH"))
    is_removed = settings["DELETE_OUTPUT_DIRECTORY"] and not content.is_relative_to(output)
    return Old(everything(output, settings["OUTPUT_RETENTION"]) if is_removed else ())


def new_build(settings: dict[str, Any]) -> Build:
    """A build for Pelican's settings."""
    feeds = any(value and _FEED.fullmatch(name) for name, value in settings.items())
    known = Settings.read(settings)
    if is_reloading():  # who writes looks at the pages, as with the dev server
        known = known._replace(show_errors=True)
    return Build(
        known,
        content=Path(settings["PATH"]).resolve(),
        default_lang=settings["DEFAULT_LANG"],
        feeds=feeds,
        link=settings.get(SERVER),
        failed=settings.setdefault(FAILED, {}),
    )


def prepare(generator: Any) -> None:
    """A generator has been made, which will read texts and make pages from templates."""
    run: Run | None = generator.settings.get(RUN)
    if run:
        Linker(run.build.sheets, FOLDER).join(generator.env)
        run.templates.join(generator)
        lang = generator.settings["DEFAULT_LANG"]
        read_new_first(generator, lambda path: expect(run.build, path, lang))


def want(content: Any) -> None:
    """A content has been read."""
    # Pelican would drop the article with what is raised here: FiguresGenerator asks again.
    with suppress(Exception):
        run: Run = content.settings[RUN]
        if (post := post_of(content, run.build.site.words)).texts:
            run.contents.append(content)
            run.build.want(post)


class FiguresGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Fills all contents when all have been read, and writes the figures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._run: Run = self.settings[RUN]
        self._build = self._run.build

    def generate_context(self) -> None:
        build, generated = self._build, self.context["generated_content"]
        contents = self._contents()
        posts = [summarised(post_of(each, build.site.words), each) for each in contents]
        for post in posts:  # contents from a cache of Pelican's gave no signal
            build.want(post)
        self._warn_of_unread(contents)
        copies = _copies(posts, contents)
        del posts  # a text goes when it is filled
        looking = build.look_at(Path(self.settings["OUTPUT_PATH"]))
        build.compute(console, copies, chain(self._run.templates.compile(), looking))
        # The originals come behind their copies: what refers to a post leads to what these number.
        originals_last = reversed(copies)
        for post in build.fill(sorted(originals_last, key=attrgetter("path"))):
            for content in copies[post]:
                put(post, content)
        for each in (Content.get_content, Content.get_summary):
            _forget(each)  # a plugin may have asked before they were filled
        if build.site.problems:
            self._fail()
        else:
            self.settings[TEXTS].write()
        build.dress(Path(self.settings["THEME"]))
        if build.sheets:  # a blog without figures and formulas is left as it is
            signals.content_written.connect(forget_texts)
        self._run.filled = contents
        for link in build.links():
            generated[link] = _Link(link)

    def generate_output(self, writer: object) -> None:
        output = Path(self.settings["OUTPUT_PATH"])
        try:
            self._build.write(output)
        except OSError as error:
            folder = os.path.relpath(output / FOLDER)
            end(f"Live figures: what {folder} should have cannot be written: {error}")

    def _contents(self) -> list[Any]:
        """All contents to be published, and the copies of them that other plugins have made."""
        generated = self.context["generated_content"]
        contents = [content for content in generated.values() if content is not None]
        for content in contents:  # one from a cache of Pelican's is of another build
            content._context, content.settings = self.context, self.settings
        known = set(map(id, contents))
        copies = (each for each in self._run.contents if id(each) not in known)
        return contents + [each for each in copies if each.get_relative_source_path() in generated]

    def _warn_of_unread(self, contents: list[Any]) -> None:
        for content in contents:
            for directive in in_names(content, self._build.settings.registered):
                log.warning(
                    "%s: %s stays as it is written: categories, authors and tags are no texts",
                    os.path.relpath(content.source_path),
                    directive,
                )
            reader = self.readers.reader_classes.get(Path(content.source_path or "").suffix[1:])
            for directive in unread(content, self._build.settings.registered, reader):
                log.warning(
                    "%s: %s stays as it is written: directives are read in Markdown alone, as"
                    " Pelican reads it",
                    os.path.relpath(content.source_path),
                    directive,
                )

    def _fail(self) -> None:
        """Report; nothing has been written yet, so the last good output stays."""
        problems = self._build.site.problems
        print(report(problems), file=sys.stderr)
        message = f"{len(set(problems))} problem{'s'[: len(set(problems)) > 1]} in live figures"
        if not self._build.settings.show_errors:
            end(f"{message}: nothing was written")
        try:
            log.error("%s", message)
        except RuntimeError:  # Pelican's, where errors are fatal
            end(f"{message}, and errors are fatal: nothing was written")


def begin_output(pelican: Pelican) -> None:
    """Pelican asks for a writer when all plugins are done with the texts, before it writes.

    Some plugins ask for theirs earlier, when nothing has been read.
    """
    run: Run | None = pelican.settings.get(RUN)
    if run is None or run.filled is None:
        return
    refuse_leftovers(
        (text, content.source_path, content.source_path)
        for content in run.filled
        for text in texts_of(content)
    )
    run.old.remove()


class _Link:
    """What ``{filename}/figures/…`` leads to."""

    __slots__ = ("url",)  # there are thousands

    def __init__(self, url: str) -> None:
        self.url = url


def _copies(posts: list[Post], contents: list[Any]) -> dict[Post, list[Any]]:
    """All contents of each post: copies of it have the same texts."""
    originals: dict[object, Post] = {}
    copies: dict[Post, list[Any]] = {}
    for post, content in zip(posts, contents, strict=True):
        original = originals.setdefault((post.path, *sorted(post.texts.items())), post)
        copies.setdefault(original, []).append(content)
    return copies


def forget_texts(path: str, context: dict[str, Any]) -> None:
    """A page has been written: Pelican would keep all texts as they are published, beside its own.

    With figures and formulas in them they are long, and links are quickly resolved again.
    """
    _forget(Content.get_content)


def _forget(memoized: object) -> None:
    if memo := getattr(memoized, "cache", None):
        memo.clear()


def prepare_feed(context: dict[str, Any], feed: Any) -> None:
    """Give feed readers what they can show."""
    for item in feed.items:
        for name in ("content", "description"):
            if item.get(name):
                item[name] = for_readers(item[name]).replace(GAP, "")
                refuse_leftovers([(item[name], None, item["link"])])
