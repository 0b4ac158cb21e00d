"""Has the site built in forks of this process, with one figure server for all builds."""

from __future__ import annotations

import gc
import pkgutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import send_handle
from tempfile import TemporaryDirectory

import pelican.plugins
from jinja2 import FileSystemBytecodeCache
from markdown import Markdown
from pelican.settings import DEFAULT_CONFIG

from ..blog.site import EXTENSION
from ..running.notes import is_installed
from ..running.pool import FigureServer
from ..running.processes import end
from ..server_settings import ServerSettings
from .building import Aborted, Built, Failed, Plan, build
from .process import fork


class Builder:
    """Keeps at hand what takes time to make: a figure server, and compiled templates."""

    def __init__(self) -> None:
        self._figures: FigureServer | None = None
        self._failed: Failed = {}
        self._folder = TemporaryDirectory()
        self._templates = FileSystemBytecodeCache(self._folder.name)
        _warm_up()
        gc.collect()
        gc.freeze()  # all this is shared with the builds

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def build(self, settings_file: str, prepare: Callable[[Plan], int]) -> Built | Aborted:
        """Build once.

        ``prepare``, called before anything but the settings is read, gives the output's lock,
        which is held afterwards if the build has begun to write.
        """
        link, theirs = Pipe()
        pid = fork(partial(build, theirs, link, settings_file, self._templates, self._failed))
        theirs.close()
        built: Built | Aborted = Aborted("the build was killed")
        try:
            built = self._accompany(link, pid, prepare)
        except (EOFError, ConnectionResetError, BrokenPipeError):
            pass
        finally:
            link.close()
            end(pid)
        if isinstance(built, Aborted) and self._figures:
            # What it still computes for that build must not be taken for answers to the next.
            self._start(self._figures.settings, self._figures.environment)
        return built

    def forget_templates(self) -> None:
        """Have them compiled again: code that is compiled into them may have changed."""
        self._templates.clear()

    def close(self) -> None:
        """End the figure server, and leave nothing."""
        self._stop()
        self._folder.cleanup()

    def _accompany(
        self, link: Connection, pid: int, prepare: Callable[[Plan], int]
    ) -> Built | Aborted:
        told: Plan | Built | Aborted = link.recv()
        if isinstance(told, Plan):
            lock = prepare(told)
            send_handle(link, self._at_hand(told).link.fileno(), pid)
            send_handle(link, lock, pid)
            told = link.recv()
        assert not isinstance(told, Plan)
        if isinstance(told, Built):
            self._failed = told.failed
        return told

    def _at_hand(self, plan: Plan) -> FigureServer:
        """A figure server for a build."""
        known, wanted = self._figures, (plan.figures, plan.environment)
        if known and (known.settings, known.environment) == wanted and known.is_alive():
            return known
        # It has nothing to do; and the build, which has begun, holds its connection open.
        self._stop(is_idle=True)
        return self._start(*wanted)

    def _start(self, settings: ServerSettings, environment: Mapping[str, str]) -> FigureServer:
        self._stop()
        self._figures = FigureServer(settings, environment)
        return self._figures

    def _stop(self, *, is_idle: bool = False) -> None:
        if self._figures:
            self._figures.stop(is_idle=is_idle)
            self._figures = None


def _warm_up() -> None:
    """Have imported and made on first use what most builds use; they inherit it."""
    for finder, name, _ in pkgutil.iter_modules(pelican.plugins.__path__, "pelican.plugins."):
        if is_installed(f"{finder.path}/"):  # type: ignore[union-attr]  # not under development
            with suppress(Exception):  # Pelican will tell
                import_module(name)
    markdown = DEFAULT_CONFIG["MARKDOWN"]
    configured = {**markdown["extension_configs"], EXTENSION: {"names": {}}}
    text = "```python\nx = 1\n```\n\n$x$"
    Markdown(extensions=[*configured], extension_configs=configured).convert(text)
