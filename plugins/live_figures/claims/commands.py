"""The commands about claims."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from rich.console import Console

from ..blog.survey import Survey, survey
from ..kinds.site import Site, Told
from ..kinds.usage import Usage
from ..locate import body_of, source_of
from ..post import Post
from ..report import report
from ..text.placeholder import find
from .bare import bare_numbers
from .mending import mend


def claims(given: argparse.Namespace) -> int:
    """list every value and claim with its place and state, and numbers that are neither"""
    found = survey(given.settings)
    with_results = [post for post in found.posts if _shows_results(post, found)]
    tellings = _told(found)
    site = found.build.site
    for told in sorted(tellings, key=lambda told: told.place):
        place = ":".join(map(str, told.place))
        directive = " ".join(told.usage.text.split())
        print(f"[{told.state}]".ljust(8), place, directive, f"→ {told.text}" if told.text else "")
    bare = list(_bare(with_results, site))
    for place, number in bare:
        print("[bare]".ljust(8), place, number)
    print(f"{len(tellings)} values and claims, {len(bare)} bare numbers")
    if site.problems:
        print(report(site.problems), file=sys.stderr)
    return 1 if site.problems or bare else 0


def accept(given: argparse.Namespace) -> int:
    """show what the posts would have to expect of the runs as they are now, and write it"""
    tellings = _told(survey(given.settings))
    mended = list(mend(tellings))
    for each in mended:
        print(each.diff(), end="")
    undecided = [told for told in tellings if told.state == "fails" and told.mended is None]
    for told in undecided:
        print(f"{':'.join(map(str, told.place))}: {told.text}: that is for you to decide")
    if mended and not (given.yes or _agreed()):
        print("nothing was written; --yes writes without asking")
        return 1
    for each in mended:
        each.write()
    print(f"{len(mended)} file{'s'[: len(mended) != 1]} rewritten")
    return 1 if undecided else 0


def _agreed() -> bool:
    return sys.stdin.isatty() and input("Write this? [y/N] ").strip().lower() in ("y", "yes")


def _told(found: Survey) -> list[Told]:
    """All values of a site, computed and shown: its posts are filled."""
    told: list[Told] = []
    found.build.site.told = told
    for post in found.posts:
        found.build.want(post)
    found.build.compute(Console(stderr=True))
    list(found.build.fill(found.posts))
    return told


def _bare(posts: list[Post], site: Site) -> Iterator[tuple[str, str]]:
    """Bare numbers in posts, with their places."""
    for post in posts:
        source = source_of(post.path)
        body = body_of(source.text)
        for offset, number in bare_numbers(source.text[body:], site.registered):
            line, column = source.position(body + offset)
            yield f"{os.path.relpath(post.path)}:{line}:{column}", number


def _shows_results(post: Post, found: Survey) -> bool:
    site = found.build.site
    return any(
        isinstance(site.usage(item.text, post.lang, block=item.block), Usage)
        for text in post.texts.values()
        for item in find(text)
        if item.kind == "directive"
    )
