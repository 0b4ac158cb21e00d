"""Directives: what they name has been computed, and its kind knows how to show it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ..post import Post
from ..results.job import Failure, Request
from ..text.placeholder import Placeholder
from . import inline
from .option import OptionError
from .page import Page
from .results import KINDS
from .site import Site
from .usage import Usage, UsageError

log = logging.getLogger(__name__)


def asks(item: Placeholder, post: Post, site: Site) -> Iterator[Request]:
    usage = site.usage(item.text, post.lang, block=item.block)
    if isinstance(usage, Usage):
        yield site.request(usage, KINDS[usage.job.kind].parts(usage, site))
        yield from inline.asks(str(usage.options.get("alt", "")), post.lang, site)


def html(item: Placeholder, page: Page) -> str:
    usage = page.site.usage(item.text, page.post.lang, block=item.block)
    if isinstance(usage, UsageError):
        return "".join(page.problem(item, *problem) for problem in usage.problems)
    entry = page.site.outcomes.outcome(usage.job)
    if usage.flaws or isinstance(entry, Failure):
        failed = entry.flaws if isinstance(entry, Failure) else ()
        return "".join(page.flaw(item, usage, flaw) for flaw in (*usage.flaws, *failed))
    for unseen in entry.about.unseen:
        path, line, _ = page.locate(item)
        log.warning("%s:%s: %s %s", path, line, usage.job.name, unseen)
    try:
        return KINDS[usage.job.kind].html(usage, entry, item, page)
    except OptionError as error:
        return page.flaw(item, usage, error)
