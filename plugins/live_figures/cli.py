"""The command line: how the figures of a site stand to its store, and what figures there are."""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from .blog.survey import survey
from .blog.texts import KEY as TEXT
from .blog.texts import Texts
from .build import Build
from .catalogue.commands import check, figures, fill, snippets
from .claims.commands import accept, claims
from .kinds.rendering import KEY as FORMULAS
from .progress import progress
from .results.bucket import BucketError
from .results.changes import change
from .results.job import Failure
from .results.pushing import put_lacking
from .results.store import Entry, FolderStore
from .running.computations import Computations
from .sheets.keeping import KEY as MATH_FONT

OLDEST = 36_500
"""Days: a century."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 if all is as it should be, 1 if not."""
    parser = argparse.ArgumentParser(prog="live_figures", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="Pelican's settings")
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (
        status,
        verify,
        prune,
        push,
        claims,
        accept,
        figures,
        fill,
        check,
        snippets,
        serve,
    ):
        named = commands.add_parser(command.__name__, help=command.__doc__)
        named.set_defaults(command=command)
        if command is accept:
            named.add_argument("--yes", action="store_true", help="write without asking")
        if command is prune:
            named.add_argument("--remote", action="store_true", help="in the shared store instead")
            named.add_argument(
                "--older-than", type=_days, metavar="DAYS", help="there, what is older than that"
            )
        if command is serve:
            named.add_argument("-p", "--port", type=int, default=8000, help="where to serve")
    given = parser.parse_args(arguments)
    gc.set_threshold(100_000)  # what is read of a site stays to the end: little is garbage
    if not Path(given.settings).exists():
        parser.error(f"there is no {given.settings}: say with -s where Pelican's settings are")
    exit_code: int = given.command(given)
    return exit_code


def status(given: argparse.Namespace) -> int:
    """list results, with the seconds that each took, and texts: fresh, stale and why, or missing"""
    found = survey(given.settings)
    store, checker = found.build.computations.store, found.build.computations.checker
    for use in found.uses:
        key = use.request.job.key
        entry = store.get(key)
        changes = checker.changes_of(entry.trace) if entry else ()
        state = "missing" if entry is None else "stale" if changes else "fresh"
        seconds = f"{entry.about.seconds:.2f} s" if entry else ""
        recorder = entry.about.recorder if entry else ""
        print(f"{f'[{state}]':9} {seconds:>8} {recorder:6} {key} {use.place}")
        for recorded, now in changes:
            print(f"            {change(recorded, recorded.digest, now)}")
    _tell_texts(found.texts, store)
    for mistake in found.mistakes:
        print(f"[unknown] {mistake}")
    return 1 if found.mistakes else 0


def _tell_texts(texts: Texts, store: FolderStore) -> None:
    for key, path in texts.keys.items():
        entry = store.get(key)
        state = "fresh" if texts.kept(key) else "stale" if entry else "missing"
        print(f"[{state}]".ljust(9), " " * 15, key, os.path.relpath(path))
        for line in texts.changes(entry) if entry and state == "stale" else ():
            print(f"            {line}")


def verify(given: argparse.Namespace) -> int:
    """compute everything again, on this machine, and compare the bytes to the store's"""
    found = survey(given.settings)
    server = found.build.settings.server._replace(executor=None, remote=None, alone=True)
    with tempfile.TemporaryDirectory() as folder:
        again = Computations(server._replace(store=Path(folder)))
        for use in found.uses:
            again.want(use.request)
        with progress(Console(), again.pending(), server.workers) as report:
            again.finish(report)
        store = found.build.computations.store
        differing = [
            (use, difference)
            for use in found.uses
            for difference in _differences(
                store.get(use.request.job.key), again.outcome(use.request.job)
            )
        ]
    for use, difference in differing:
        print(f"{use.place}: {use.request.job.name}: {difference}")
    print(f"{len(found.uses)} results computed again, {len(differing)} differences")
    return 1 if differing else 0


def prune(given: argparse.Namespace) -> int:
    """remove from the store what no post uses, or from the shared one what is old"""
    if given.older_than is not None and not given.remote:
        print("--older-than needs --remote: nothing was removed")
        return 1
    found = survey(given.settings)
    if given.remote:
        return _prune_bucket(found.build, given.older_than)
    if found.mistakes:
        print("\n".join([*found.mistakes, "what these use is not known: nothing was removed"]))
        return 1
    store = found.build.computations.store
    entries = {use.request.job.key: store.get(use.request.job.key) for use in found.uses}
    formulas = map(found.build.site.renderer.key, found.posts)
    used = {MATH_FONT, *formulas, *found.texts.keys, *entries}
    for entry in filter(None, entries.values()):
        used.update(entry.about.simulations)
    keys = set(store)
    try:
        for key in keys - used:
            store.remove(key)
        store.sweep(entries)
    except OSError as error:
        print(f"{store.folder} cannot be pruned: {error}")
        return 1
    texts = {key for key in keys if key.startswith((TEXT, FORMULAS))}
    for what, each in (("results", keys - texts), ("texts", texts)):
        print(f"{len(each - used)} {what} removed, {len(each & used)} kept")
    return 0


def _prune_bucket(build: Build, days: float | None) -> int:
    if not build.settings.server.remote:
        print("prune --remote needs LIVE_FIGURES_STORE_REMOTE")
        return 1
    if days is None:
        print("prune --remote needs --older-than with days")
        return 1
    try:
        removed, kept = build.computations.bucket().prune(days)
    except BucketError as error:
        print(error)
        return 1
    print(f"{removed} results removed, {kept} kept")
    return 0


def _days(text: str) -> float:
    """The value of --older-than. Raises ArgumentTypeError."""
    with suppress(ValueError):
        if 0 <= (days := float(text)) <= OLDEST:
            return days
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 0 to {OLDEST}")


def push(given: argparse.Namespace) -> int:
    """put into the shared store what the store has that holds now, and the shared one lacks"""
    found = survey(given.settings)
    if not found.build.settings.server.remote:
        print("push needs LIVE_FIGURES_STORE_REMOTE")
        return 1
    computations = found.build.computations
    requests = [use.request for use in found.uses]
    entries = [
        (each.job.key, computations.shelf.find(each.job.key, each.parts)) for each in requests
    ]
    held = [(key, entry) for key, entry in entries if entry]
    try:
        put, there = put_lacking(computations.bucket(), computations.store, held)
    except BucketError as error:
        print(error)
        return 1
    print(f"{put} results put, {there} were there, {len(entries) - put - there} are to be computed")
    return 0


def serve(given: argparse.Namespace) -> int:
    """serve the site, and build it again when something changes"""
    from .devserver import serve  # not for the other commands

    return serve(given.settings, given.port)


def _differences(kept: Entry | None, now: Entry | Failure) -> Iterator[str]:
    if isinstance(now, Failure):
        yield f"fails: {now.flaws[0].message}"
    elif kept is None:
        yield "is not in the store"
    else:
        for part in sorted(kept.digests.keys() & now.digests.keys()):
            if kept.digests[part] != now.digests[part]:
                yield f"its {part} differs from what is computed now"
        if kept.about.facts != now.about.facts:
            yield "what is told of it differs from what is computed now"
