"""Sites of the benchmark's posts in folders of their own, one for each tool, ready to be built."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .measure import Cost, run
from .posts import LIVE, Dialect, Post, pelican

HERE = Path(__file__).resolve().parent
PLUGINS = HERE.parent / "plugins"

WORKERS = 2
"""The goals are set for a machine with two cores."""

_PELICAN = {
    "SITENAME": "bench",
    "SITEURL": "",
    "TIMEZONE": "UTC",
    "PATH": "content",
    "THEME": "simple",
    "DEFAULT_PAGINATION": 10,
    "READERS": {"rst": None},
    "FEED_ALL_ATOM": None,
    "CATEGORY_FEED_ATOM": None,
    "TRANSLATION_FEED_ATOM": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
}


@dataclass(frozen=True)
class Site:
    """A folder, the arguments of Python that build it there, and the folders that this makes."""

    folder: Path
    command: Sequence[str]
    made: Sequence[str]

    def build(self) -> Cost:
        """Build with whatever earlier builds have left."""
        return run([sys.executable, *self.command], self.folder)

    def build_anew(self) -> Cost:
        """Build from nothing.

        What was made before is put aside, not deleted: where files have just been deleted, ext4
        takes up to a millisecond for each that is made (it does not use their inodes again yet).
        """
        aside = Path(tempfile.mkdtemp(prefix="made-", dir=self.folder.parent))
        for name in self.made:
            with suppress(FileNotFoundError):
                (self.folder / name).rename(aside / name)
        return self.build()


Adapt = Callable[[Dialect], Dialect]


def _as_it_is(dialect: Dialect) -> Dialect:
    return dialect


def live(
    folder: Path,
    posts: Iterable[Post],
    adapt: Adapt = _as_it_is,
    module: str = "curves",
    **settings: object,
) -> Site:
    """A blog with this project's plugin, and the figure of one of the modules here."""
    write_settings(
        folder / "pelicanconf.py",
        **{**_PELICAN, **settings},
        PLUGIN_PATHS=["plugins", str(PLUGINS)],
        PLUGINS=["pelican.plugins.live_figures"],
        LIVE_FIGURES=["curves.curve", "neuron.losscurve.losscurve"],
        LIVE_FIGURES_WORKERS=WORKERS,
    )
    write_posts(folder / "content", posts, adapt(LIVE))
    copy_figure(folder / "plugins", module)
    return Site(folder, ("-m", "pelican", "-s", "pelicanconf.py"), ("output", "cache"))


def bare(
    folder: Path, posts: Sequence[Post], ours: Site, adapt: Adapt = _as_it_is, **settings: object
) -> Site:
    """A blog without it, whose images are the files that our blog has in its output."""
    settings = {**_PELICAN, "PLUGINS": [], "STATIC_PATHS": ["images"], **settings}
    write_settings(folder / "pelicanconf.py", **settings)
    figures = ours.folder / "output" / "figures"
    shutil.copytree(figures, folder / "content" / "images")
    rates = (rate for post in posts for rate in post.rates)
    names = {rate: path.name for rate, path in zip(rates, figures.glob("*.svg"), strict=True)}
    image = "![A damped oscillation]({{static}}/images/{})"
    dialect = pelican(lambda rate: image.format(names[rate]))
    write_posts(folder / "content", posts, adapt(dialect))
    return Site(folder, ("-m", "pelican", "-s", "pelicanconf.py"), ("output",))


def write_settings(path: Path, **settings: object) -> None:
    """Write settings as a Python file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()))


def write_posts(folder: Path, posts: Iterable[Post], dialect: Dialect) -> None:
    """Write each post into a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for post in posts:
        path = folder / f"post-{post.number}.{dialect.suffix}"
        path.write_text(dialect.write(post), "utf-8")


def copy_figure(folder: Path, module: str = "curves") -> None:
    """Put a figure's module into a folder, where all of them have one name."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / f"{module}.py", folder / "curves.py")
