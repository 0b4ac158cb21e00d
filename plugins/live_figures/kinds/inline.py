"""Values within texts that are not HTML: formulas, alternative texts, titles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..results.job import Failure, Request
from ..text import grammar
from ..text.placeholder import Placeholder
from . import value
from .option import OptionError
from .page import Page
from .site import Site
from .usage import Usage, UsageError


class Expanded(NamedTuple):
    """A text with the values in their places."""

    text: str
    offsets: tuple[tuple[int, int], ...]
    """Where stretches of it begin, and where in the author's text that was."""

    def origin(self, offset: int) -> int:
        """Where in the author's text something stood."""
        at = bisect_right(self.offsets, offset, key=lambda pair: pair[0]) - 1
        begins, stood = self.offsets[at]
        return stood + offset - begins

    def without(self, sign: str) -> Expanded:
        """The text without a sign that stands for nothing."""
        if sign not in self.text:
            return self
        kept = [at for at, each in enumerate(self.text) if each != sign]
        offsets = ((new, self.origin(old)) for new, old in enumerate(kept))
        return Expanded(self.text.replace(sign, ""), tuple(offsets))


def directives(text: str, site: Site) -> Iterator[tuple[int, int]]:
    """Where in a text there are directives: formulas have << of their own."""
    if "<<" in text:
        yield from grammar.directives(text, site.registered)


def asks(text: str, lang: str, site: Site) -> Iterator[Request]:
    """What the values within a text need."""
    for start, end in directives(text, site):
        usage = site.usage(text[start:end], lang, block=False)
        if isinstance(usage, Usage) and usage.job.kind == "value":
            yield site.request(usage)


def expand(
    text: str, item: Placeholder, base: int, page: Page, write: Callable[[str], str]
) -> Expanded:
    """The text, which begins at ``base`` in the item, with its values as ``write`` writes them."""
    pieces: list[str] = []
    offsets = [(0, 0)]
    at = length = 0
    for start, end in directives(text, page.site):
        shown = write(shown_value(text[start:end], item, base + start, page))
        pieces += [text[at:start], shown]
        length += start - at
        offsets += [(length, start), (length + len(shown), end)]
        length += len(shown)
        at = end
    return Expanded("".join([*pieces, text[at:]]), tuple(offsets))


def shown_value(directive: str, item: Placeholder, base: int, page: Page) -> str:
    """What a directive of a value shows; nothing where it is wrong, which is taken down."""
    usage = page.site.usage(directive, page.post.lang, block=False)
    if isinstance(usage, UsageError):
        for message, offset in usage.problems:
            page.problem(item, message, base + offset)
        return ""
    if usage.job.kind != "value":
        name = grammar.parse(directive).name
        kind = page.site.registered[name].kind
        page.problem(item, f"{name} is a {kind}: within a text only values can stand", base)
        return ""
    entry = page.site.outcomes.outcome(usage.job)
    failed = entry.flaws if isinstance(entry, Failure) else ()
    for flaw in (*usage.flaws, *failed):
        page.flaw(item, usage, flaw, base)
    if isinstance(entry, Failure) or usage.flaws:
        return ""
    try:
        return value.word(usage, entry, item, base, page)
    except OptionError as error:
        page.flaw(item, usage, error, base)
        return ""
