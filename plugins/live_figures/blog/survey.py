"""All figures of a site, found without building it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pelican import Pelican
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.settings import read_settings

from ..build import Build
from ..kinds.filling import asks
from ..locate import locate
from ..post import Post
from ..results.job import Request
from ..text.placeholder import Placeholder
from .posts import post_of
from .site import EXTENSION, new_build
from .texts import TEXTS, Texts


class Use(NamedTuple):
    """What is asked for, and what in the posts asks first."""

    post: Post
    request: Request
    item: Placeholder
    field: str

    @property
    def place(self) -> str:
        """Path and line; many uses are counted and never told."""
        line, _ = locate(self.post.path, self.item, field=self.field)
        return f"{_shown(self.post.path)}:{line}"


class Survey(NamedTuple):
    """A site that has been read: its posts, and the uses of its results, each job once."""

    build: Build
    texts: Texts
    posts: list[Post]
    uses: list[Use]
    mistakes: list[str]
    """Why some uses may not be known: texts that cannot be read, and directives."""


def survey(settings_file: str) -> Survey:
    """Read the posts of the site with these settings, and compute nothing.

    Ends the program where they do not load the plugin: no figure of the site would be known.
    """
    settings = read_settings(settings_file)
    Pelican(settings)  # loads the plugins
    if EXTENSION not in settings["MARKDOWN"].get("extension_configs", {}):
        sys.exit(f"{settings_file}: PLUGINS lacks live_figures; -s FILE names other settings")
    build = new_build(settings)
    settings[TEXTS] = texts = Texts(build.computations.store, settings, EXTENSION)
    with _errors() as mistakes:
        posts = [post_of(content, build.site.words) for content in _contents(settings)]
    uses: dict[str, Use] = {}
    for use in (Use(post, *asked) for post in posts for asked in asks(post, build.site)):
        known = uses.get(use.request.job.key)
        if known is not None:
            use = known._replace(request=known.request.with_(use.request))
        uses[use.request.job.key] = use
    mistakes += build.site.mistakes()
    return Survey(build, texts, posts, list(uses.values()), mistakes)


@contextmanager
def _errors() -> Iterator[list[str]]:
    """What Pelican logs of texts that it leaves out."""
    told: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        yield told
    finally:
        logging.getLogger().removeHandler(handler)


@lru_cache(maxsize=16)  # a post may have a thousand figures
def _shown(path: Path) -> str:
    return os.path.relpath(path)


def _contents(settings: dict[str, Any]) -> Iterator[Any]:
    context = dict(settings)
    context.update(generated_content={}, static_content={}, static_links=set(), localsiteurl="")
    for generator in (ArticlesGenerator, PagesGenerator):
        generator(
            context=context,
            settings=settings,
            path=settings["PATH"],
            theme=settings["THEME"],
            output_path=settings["OUTPUT_PATH"],
        ).generate_context()
    yield from (content for content in context["generated_content"].values() if content)
