"""Figures: what a function draws with matplotlib, as a numbered block or within a line."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from ..drawing import DARK, PNG_SCALE
from ..post import Picture
from ..results.job import Job
from ..results.store import Entry
from ..text.placeholder import Placeholder
from . import evidence, inline
from .evidence import ADDRESS
from .numbered import file_name, numbered, publish
from .option import (
    EVIDENCE,
    ID,
    PLAY,
    START,
    TEXT,
    TIMEOUT,
    WIDTH,
    Options,
    WrongResultError,
    require_unicode,
)
from .page import Page
from .site import FOLDER, Site
from .usage import Usage

if TYPE_CHECKING:
    from matplotlib.figure import Figure

log = logging.getLogger(__name__)

SETTING = "LIVE_FIGURES"
BLOCK = True
OPTIONS: Options = {
    "id": ID,
    "caption": TEXT,
    "alt": TEXT,
    "width": WIDTH,
    "evidence": EVIDENCE,
    "timeout": TIMEOUT,
    "start": START,
    "play": PLAY,
}

HEAVY = 500_000
"""The bytes of an SVG that are too many for a page, before they are packed."""

_IN_FEED = re.compile(
    r'<picture class="live-picture">.*?(<img[^>]* src="[^"]+)\.svg"(.*?)</picture>'
)


_PNG = frozenset({"png"})
_NOTHING: frozenset[str] = frozenset()


class Look(NamedTuple):
    """What a page has to know of a figure."""

    alt: str
    """For those who cannot see it."""
    width: int
    height: int
    """CSS pixels."""
    missing: str
    """The characters that the fonts of the PNG lack."""
    weight: int
    """Of the SVG, bytes."""


def make(
    calls: Sequence[Callable[[], Any]], job: Job, parts: frozenset[str]
) -> tuple[dict[str, bytes], dict[str, Any]]:
    from ..drawing.describe import describe  # all of this is for workers alone
    from ..drawing.files import draw
    from ..drawing.style import style

    with style():
        figure, alt = made(calls[0])
    drawing = draw(figure, png="png" in parts, lang=job.lang)
    alt = alt or describe(figure, job.lang)
    look = Look(alt, drawing.width, drawing.height, drawing.missing, len(drawing.svg))
    files = {"svg": drawing.svg, "csv": drawing.csv.encode(), "png": drawing.png}
    return {name: content for name, content in files.items() if content}, look._asdict()


def made(call: Callable[[], Any]) -> tuple[Figure, str]:
    """What a function returns: a matplotlib Figure, and its alternative text or "".

    Raises WrongResultError.
    """
    from matplotlib.figure import Figure

    drawn = call()
    figure, alt = drawn if isinstance(drawn, tuple) and len(drawn) == 2 else (drawn, "")
    if not isinstance(figure, Figure) or not isinstance(alt, str):
        kind = type(drawn).__name__
        raise WrongResultError(f"{kind}, not a matplotlib Figure or a pair of Figure and alt text")
    return figure, require_unicode(str(alt))


def parts(usage: Usage, site: Site) -> frozenset[str]:
    """Feeds show PNGs, and an id names one."""
    return _PNG if site.feeds or "id" in usage.options else _NOTHING


def html(usage: Usage, entry: Entry, item: Placeholder, page: Page) -> str:
    return shown(usage, entry, item, page)


def shown(
    usage: Usage,
    entry: Entry,
    item: Placeholder,
    page: Page,
    *,
    more: frozenset[str] = frozenset(),
    below: Callable[[str], str] = lambda name: "",
    classes: str = "live-figure",
) -> str:
    """The figure in its page, with ``more`` files, and what stands ``below`` the picture.

    Raises OptionError.
    """
    look, options = Look(*map(entry.about.facts.__getitem__, Look._fields)), usage.options
    caption = page.fill(item.note)
    name = file_name(usage, page)
    needs_data = "id" in options or (item.block and evidence.is_wanted(usage, page))
    files = more | {"svg", *parts(usage, page.site), *(["csv"] * needs_data)}
    files &= entry.digests.keys()
    publish(name, files, usage, item, page)
    _warn(look, files, item, page)
    look = look._replace(alt=_alt(usage, look, item, page))
    if "png" in files and page.first_figure is None:
        size = (look.width * PNG_SCALE, look.height * PNG_SCALE)
        page.first_figure = Picture(f"{FOLDER}/{name}.png", look.alt, *size)
    image = _image(look, name, options.get("width"), item.block)
    if not item.block:
        return image
    return numbered("figure", image + below(name), caption, name, usage, entry, page, classes)


def _warn(look: Look, files: frozenset[str], item: Placeholder, page: Page) -> None:
    """Tell what is not as it might be, at the directive."""
    path, line, _ = page.locate(item) if look.missing or look.weight > HEAVY else ("", 0, 0)
    if look.missing and "png" in files:
        log.warning("%s:%s: the PNG of the figure has no glyphs for %s", path, line, look.missing)
    if look.weight > HEAVY:
        log.warning(
            "%s:%s: the SVG of the figure has %s kB: with rasterized=True, what it has many of"
            " becomes an image in it",
            path,
            line,
            look.weight // 1000,
        )


def feed(html: str) -> str:
    """PNGs for SVGs, which readers rarely show."""
    return _IN_FEED.sub(r'\1.png"\2', evidence.without(html))


def _alt(usage: Usage, look: Look, item: Placeholder, page: Page) -> str:
    alt = usage.options.get("alt")
    if not alt:
        return look.alt
    offset = item.text.find(alt, usage.offsets["alt"])
    return inline.expand(alt, item, max(offset, 0), page, str).text


def _image(look: Look, name: str, wanted: int | None, block: bool) -> str:
    """The picture; sizes in CSS pixels, scaled to the width that the author wants.

    It follows the page's scheme by itself, but in WebKit: there ``#dark`` asks for it.
    """
    url = f"{{filename}}/{FOLDER}/{escape(name)}.svg"
    width, height = look.width, look.height
    if wanted:
        width, height = wanted, round(height * wanted / width)
    kind = "" if block else ' class="live-figure-inline"'
    source = f"{ADDRESS}{escape(name)}.svg#{DARK}"
    size = f'width="{width}" height="{height}"'
    if wanted:  # a theme may have all images as wide as its column
        size += f' style="width:{width}px"'
    return (
        '<picture class="live-picture">'
        f'<source media="(prefers-color-scheme: dark)" srcset="{source}">'
        f'<img{kind} src="{url}" alt="{escape(look.alt)}" {size} loading="lazy" decoding="async">'
        "</picture>"
    )
