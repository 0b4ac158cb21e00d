"""All figures of a site, found without building it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pelican import Pelican
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.settings import read_settings

from ..locate import locate
from ..results.job import Job
from ..settings import Settings
from .site import new_build


class Use(NamedTuple):
    """A job, and the first place in the posts that asks for it."""

    job: Job
    png: bool
    path: str
    line: int


class Survey(NamedTuple):
    """A site's settings, and the uses of its figures: each job once."""

    settings: Settings
    uses: tuple[Use, ...]


def survey(settings_file: str) -> Survey:
    """Read the posts of the site with these settings, and compute nothing."""
    settings = read_settings(settings_file)
    Pelican(settings)  # loads the plugins
    build = new_build(settings)
    uses: dict[str, Use] = {}
    for content in _contents(settings):
        for item, found in build.figures(content):
            png = build.wants_png(found)
            known = uses.get(found.job.key)
            if known is None or (png and not known.png):
                source = Path(content.source_path)
                line, _ = locate(source, item)
                uses[found.job.key] = Use(found.job, png, os.path.relpath(source), line)
    return Survey(build.settings, tuple(uses.values()))


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
