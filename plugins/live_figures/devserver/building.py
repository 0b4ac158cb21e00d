"""One build of the site, in a process of its own."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle
from typing import Any, NamedTuple

from jinja2 import BytecodeCache
from pelican import Pelican, signals
from pelican.log import console
from pelican.settings import read_settings

from ..blog.site import FAILED, RUN, SERVER, Run
from ..printed import flush
from ..results.job import Failure, Request
from ..server_settings import ServerSettings
from ..settings import Settings
from .output import begin_writing

log = logging.getLogger(__name__)

OVERRIDES = {
    "LIVE_FIGURES_SHOW_ERRORS": True,
    "DELETE_OUTPUT_DIRECTORY": False,  # the pages are being read
}


Failed = dict[Request, Failure]


class Plan(NamedTuple):
    """What a build is going to use, told before it reads any of it."""

    watched: tuple[str, ...]
    """Folders whose files matter."""
    ignored: tuple[str, ...]
    """Folders that it writes to."""
    content: str
    output: str
    figures: ServerSettings
    environment: Mapping[str, str]
    """As the settings leave it."""


class Built(NamedTuple):
    """What a build has come across."""

    copies: dict[str, str]
    """Files that were only copied, by their paths, each with where to."""
    read: frozenset[str]
    """Files and folders that figures have read, or have not found."""
    failed: Failed
    """What has failed, for builds to come."""


class Aborted(NamedTuple):
    """Why a build has not come to its end."""

    message: str


def build(
    link: Connection,
    others_end: Connection,
    settings_file: str,
    templates: BytecodeCache,
    failed: Failed,
) -> None:
    """Build; tell the Plan, take a figure server's link and the output's lock, tell the end."""
    others_end.close()  # or this end would never hear that the other is gone
    end: Built | Aborted
    try:
        end = _build(link, settings_file, templates, failed)
    except (Exception, SystemExit) as error:
        log.critical("%s: %s", type(error).__name__, error, exc_info=not _is_plain(error))
        end = Aborted(f"{type(error).__name__}: {error}")
    flush()  # whoever hears of the end need not wait for that of the process
    link.send(end)


def _build(link: Connection, settings_file: str, templates: BytecodeCache, failed: Failed) -> Built:
    settings = read_settings(settings_file, override=dict(OVERRIDES))
    settings["JINJA_ENVIRONMENT"].setdefault("bytecode_cache", templates)
    link.send(_plan(settings))
    settings[FAILED] = failed
    settings[SERVER] = Connection(recv_handle(link))
    lock = recv_handle(link)
    threading.Thread(target=_end_with, args=(link,), daemon=True).start()
    pelican = Pelican(settings)
    contexts: list[dict[str, Any]] = []

    def about_to_write(generators: list[Any]) -> None:
        contexts.append(generators[0].context)
        begin_writing(lock)

    signals.all_generators_finalized.connect(about_to_write, weak=False)
    with console.status("Generating..."):
        pelican.run()
    copies = dict(_copies(settings, contexts[0]))
    # What a figure reads is not only copied.
    read = _read_by_figures(pelican.settings.get(RUN))
    return Built({path: to for path, to in copies.items() if path not in read}, read, failed)


def _end_with(link: Connection) -> None:
    """End this process when the other end of the connection is gone."""
    wait([link])
    os._exit(1)


def _plan(settings: Mapping[str, Any]) -> Plan:
    server = Settings.read(settings).server
    watched = [
        settings["PATH"],
        *(os.path.join(settings["PATH"], path) for path in settings["STATIC_PATHS"]),
        settings["THEME"],
        *settings["THEME_TEMPLATES_OVERRIDES"],
        *map(str, server.search),
    ]
    ignored = [settings["OUTPUT_PATH"], os.path.abspath(settings["CACHE_PATH"]), str(server.store)]
    folders = dict.fromkeys(os.path.realpath(path) for path in watched if os.path.isdir(path))
    return Plan(
        tuple(folders),
        tuple(map(os.path.realpath, ignored)),
        os.path.realpath(settings["PATH"]),
        settings["OUTPUT_PATH"],
        server,
        dict(os.environ),
    )


def _copies(settings: Mapping[str, Any], context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    sources = dict(_theme_files(settings))
    for static in context["staticfiles"]:
        source = os.path.join(settings["PATH"], static.source_path)
        sources[os.path.join(settings["OUTPUT_PATH"], static.save_as)] = source
    return ((os.path.realpath(source), target) for target, source in sources.items())


def _theme_files(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Files of the theme, each by where it is copied to."""
    target = os.path.join(settings["OUTPUT_PATH"], settings["THEME_STATIC_DIR"])
    for path in settings["THEME_STATIC_PATHS"]:
        root = os.path.join(settings["THEME"], path)
        for folder, _, names in os.walk(root):
            for name in names:
                source = os.path.join(folder, name)
                yield os.path.join(target, os.path.relpath(source, root)), source


def _read_by_figures(run: Run | None) -> frozenset[str]:
    return frozenset(run.build.computations.inputs()) if run else frozenset()


def _is_plain(error: BaseException) -> bool:
    """Whether an error is a message for authors, not a defect in some code."""
    return isinstance(error, SystemExit | OSError | SyntaxError | ValueError)
