"""`make devserver`: serve the site, build it again when something changes, refresh what shows it.

Three processes. This one watches, and forks a child for every build (building.py), so that
settings, plugins and themes are read afresh while Pelican has been imported already. A second one
serves (serving.py): one with threads is not to be forked. The third is a figure server that lives
on from build to build (builder.py).
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pelican.log import console
from pelican.log import init as init_logging

from ..results.trace import PLUGIN
from .builder import Builder
from .building import Aborted, Plan
from .output import Output, begin_writing, end_writing
from .serving import Announcer, listen
from .watching import Watcher


def serve(settings_file: str, port: int) -> int:
    """Serve the site with these settings until Ctrl-C; 1 if that cannot be."""
    try:
        socket = listen(port)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        print(f"cannot serve on port {port}: {reason}; --port takes another", file=sys.stderr)
        return 1
    # Python takes byte code for that of a source of the same size and second: two saves in a
    # second may be such. For the figure server, which inherits it, too.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    init_logging()
    # SIGINT too: a shell without job control has what it starts in the background ignore that.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt), Announcer(socket) as announcer, Builder() as builder:
        return DevServer(os.path.realpath(settings_file), announcer, builder).run()
    return 0


class DevServer:
    """Watches the site, and does what each change asks for."""

    def __init__(self, settings_file: str, announcer: Announcer, builder: Builder) -> None:
        self._settings_file, self._announcer, self._builder = settings_file, announcer, builder
        self._watcher = Watcher()
        self._watcher.watch_files(self._beside_settings())
        self._output: Output | None = None
        self._content = ""
        """The folder of the posts."""
        self._copies: dict[str, str] = {}

    def run(self) -> int:
        """Work until KeyboardInterrupt; 1 if not even the settings can be read."""
        self._build()
        if self._output is None:
            return 1
        console.print(f"Serving at {self._announcer.url} — Ctrl-C ends it")
        while True:
            self._react(self._watcher.wait())

    def _react(self, changed: set[str]) -> None:
        console.print("Changed:", ", ".join(sorted(map(os.path.relpath, changed))))
        if any(Path(path).is_relative_to(PLUGIN) for path in changed):
            self._begin_anew()
        elif changed <= self._copies.keys() and all(map(os.path.isfile, changed)):
            self._copy(changed)
        else:
            if not all(path.startswith(self._content) for path in changed):
                self._builder.forget_templates()
            self._build()

    def _build(self) -> None:
        built = self._builder.build(self._settings_file, self._prepare)
        if isinstance(built, Aborted):
            self._announce(built.message)
            return
        self._copies = built.copies
        self._watcher.watch_files({*self._beside_settings(), *built.read})
        self._announce()

    def _prepare(self, plan: Plan) -> int:
        """Before a build reads anything: what is edited from now on, another one will see."""
        self._watcher.watch(plan.watched, plan.ignored)
        self._content = os.path.join(plan.content, "")
        if self._output is None or self._output.folder != plan.output:
            self._output = Output(plan.output)
        return self._output.lock

    def _copy(self, changed: Iterable[str]) -> None:
        assert self._output is not None
        begin_writing(self._output.lock)
        for path in changed:
            with suppress(shutil.SameFileError, FileNotFoundError):
                shutil.copy2(path, self._copies[path])
        self._announce()

    def _announce(self, failure: str = "") -> None:
        if self._output is not None:
            self._announcer.tell(self._output.folder, self._output.changes(), failure)
            end_writing(self._output.lock)

    def _beside_settings(self) -> set[str]:
        """The settings file, and the modules that it or a figure may import from its folder."""
        folder = Path(self._settings_file).parent
        return {self._settings_file, *map(str, folder.glob("*.py"))}

    def _begin_anew(self) -> None:
        """The plugin itself has changed, which is loaded here: become a new process."""
        self._builder.close()
        self._announcer.close()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
