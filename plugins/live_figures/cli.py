"""The command line: how the figures of a site stand to its store, and what figures there are."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from .blog.survey import Survey, survey
from .catalogue.commands import check, figures, fill, snippets
from .progress import progress
from .results.store import Entry, Store
from .results.trace import Checker, Input, Roots, loads
from .running.computations import Computations
from .sheets.keeping import KEY as MATH_FONT


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 if all is as it should be, 1 if not."""
    parser = argparse.ArgumentParser(prog="live_figures", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="Pelican's settings")
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (status, verify, prune, figures, fill, check, snippets, serve):
        named = commands.add_parser(command.__name__, help=command.__doc__)
        named.set_defaults(command=command)
        if command is serve:
            named.add_argument("-p", "--port", type=int, default=8000, help="where to serve")
    given = parser.parse_args(arguments)
    if not Path(given.settings).exists():
        parser.error(f"there is no {given.settings}: say with -s where Pelican's settings are")
    exit_code: int = given.command(given)
    return exit_code


def status(given: argparse.Namespace) -> int:
    """list all figures: fresh, stale and why, or missing; and the seconds that each took"""
    found = survey(given.settings)
    store, checker = Store(found.settings.server.store), _checker(found)
    for use in found.uses:
        entry = store.get(use.job.key)
        changes = list(checker.changes(loads(entry.trace))) if entry else []
        state = "missing" if entry is None else "stale" if changes else "fresh"
        seconds = f"{entry.about['seconds']:.2f} s" if entry else ""
        print(f"[{state}]".ljust(9), seconds.rjust(8), use.job.key, f"{use.path}:{use.line}")
        for recorded, now in changes:
            print(f"            {_change(recorded, now)}")
    return 0


def verify(given: argparse.Namespace) -> int:
    """compute all figures again, simulations included, and compare their bytes to the store's"""
    found = survey(given.settings)
    store = Store(found.settings.server.store)
    with tempfile.TemporaryDirectory() as folder:
        server = found.settings.server._replace(store=Path(folder))
        again = Computations(found.settings._replace(server=server))
        for use in found.uses:
            again.want(use.job, png=use.png)
        with progress(Console(), again.pending(), server.workers) as report:
            again.finish(report)
        differing = [
            (use, difference)
            for use in found.uses
            for difference in _differences(store.get(use.job.key), again.outcome(use.job))
        ]
    for use, difference in differing:
        print(f"{use.path}:{use.line}: {use.job.name}: {difference}")
    print(f"{len(found.uses)} figures computed again, {len(differing)} differences")
    return 1 if differing else 0


def prune(given: argparse.Namespace) -> int:
    """remove from the store what no post uses"""
    found = survey(given.settings)
    store = Store(found.settings.server.store)
    used = {MATH_FONT, *(use.job.key for use in found.uses)}
    for use in found.uses:
        if entry := store.get(use.job.key):
            used.update(entry.about["simulations"])
    keys = set(store)
    for key in keys - used:
        store.remove(key)
    store.sweep()
    print(f"{len(keys - used)} results removed, {len(keys & used)} kept")
    return 0


def serve(given: argparse.Namespace) -> int:
    """serve the site, and build it again when something changes"""
    from .devserver import serve  # not for the other commands

    return serve(given.settings, given.port)


def _checker(found: Survey) -> Checker:
    return Checker(Roots(found.settings.server.project))


def _change(recorded: Input, now: str | None) -> str:
    was, is_ = (_short(recorded, digest) for digest in (recorded.digest, now))
    return f"{recorded.kind} {recorded.name.removeprefix('project:')}: {was} → {is_}"


def _short(recorded: Input, digest: str | None) -> str:
    if digest is None:
        return "not there"
    return digest[:12] if recorded.kind in ("file", "folder") else digest


def _differences(kept: Entry | None, now: object) -> Iterator[str]:
    if not isinstance(now, Entry):
        yield f"fails: {now}"
    elif kept is None:
        yield "is not in the store"
    else:
        for suffix in sorted(kept.digests.keys() & now.digests.keys()):
            if kept.digests[suffix] != now.digests[suffix]:
                yield f"its {suffix} differs from what is computed now"
