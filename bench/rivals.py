"""The same posts for the tools that people would use instead, each set up as its manual says.

All draw SVG. ``python -m`` lets them import the figure from the folder that they are started in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .posts import MARKDOWN_EXEC, MYST_NB, PLOT_DIRECTIVE, Post
from .sites import Site, copy_figure, write_posts, write_settings

_SPHINX = ("-m", "sphinx", "-b", "html", "-j", "auto", ".", "_build/html")


def markdown_exec(folder: Path, posts: Iterable[Post]) -> Site:
    """MkDocs with markdown-exec, which keeps no results."""
    write_posts(folder / "docs", posts, MARKDOWN_EXEC)
    (folder / "docs" / "index.md").write_text("# Posts\n")
    copy_figure(folder)
    settings = {
        "site_name": "bench",
        "plugins": ["search", "markdown-exec"],
        "markdown_extensions": ["pymdownx.superfences", {"pymdownx.arithmatex": {"generic": True}}],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings))  # YAML has JSON in it
    return Site(folder, ("-m", "mkdocs", "build"), ("site",))


def plot_directive(folder: Path, posts: Iterable[Post]) -> Site:
    """Sphinx with matplotlib's own directive, reading in parallel."""
    write_posts(folder, posts, PLOT_DIRECTIVE)
    (folder / "index.rst").write_text("Posts\n=====\n\n.. toctree::\n   :glob:\n\n   post-*\n")
    copy_figure(folder)
    write_settings(
        folder / "conf.py",
        project="bench",
        extensions=["matplotlib.sphinxext.plot_directive"],
        plot_formats=["svg"],
        plot_html_show_formats=False,
        plot_html_show_source_link=False,
    )
    return Site(folder, _SPHINX, ("_build",))


def myst_nb(folder: Path, posts: Iterable[Post]) -> Site:
    """Sphinx with MyST-NB, whose jupyter-cache keeps what notebooks gave."""
    write_posts(folder, posts, MYST_NB)
    (folder / "index.md").write_text("# Posts\n\n```{toctree}\n:glob:\n\npost-*\n```\n")
    copy_figure(folder)
    write_settings(
        folder / "conf.py",
        project="bench",
        extensions=["myst_nb"],
        myst_enable_extensions=["dollarmath"],
        nb_execution_mode="cache",
        nb_execution_raise_on_error=True,
        exclude_patterns=["_build"],
    )
    # Not in parallel: its processes would all make the tables of one new cache, and fail.
    return Site(folder, ("-m", "sphinx", "-b", "html", ".", "_build/html"), ("_build",))


RIVALS = {
    "MkDocs + markdown-exec": markdown_exec,
    "Sphinx + plot_directive": plot_directive,
    "Sphinx + MyST-NB": myst_nb,
}
