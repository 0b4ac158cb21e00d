"""Numbered blocks, figures and tables: their files, captions, and what they come from."""

from __future__ import annotations

from html import escape

from ..languages import same
from ..results.store import Entry
from ..text.placeholder import Placeholder
from . import evidence
from .option import OptionError
from .page import Page
from .site import Anchor
from .usage import Usage

_LONGEST_NAME = 255
"""The most bytes that file systems take as the name of a file."""


def file_name(usage: Usage, page: Page) -> str:
    """A translation's figure with the same id has other labels, and so another file."""
    id = usage.options.get("id")
    if not id:
        return usage.job.key
    lang = page.post.lang
    return id if same(lang, page.site.default_lang) else f"{id}-{lang}"


def publish(name: str, files: frozenset[str], usage: Usage, item: Placeholder, page: Page) -> None:
    """Claim the id of a result and the name of its files for it. Raises OptionError."""
    id = usage.options.get("id")
    if id and (clash := page.clash(id)):
        raise OptionError(f"id={id} {clash}", "id")
    length = max((len(f"{name}.{suffix}".encode()) for suffix in files), default=0)
    if length > _LONGEST_NAME:
        message = f"the id makes a file name of {length} bytes; at most {_LONGEST_NAME} can be"
        raise OptionError(message, "id")
    if not page.site.publish(name, usage.job.key, files):
        raise OptionError(f"id={id} names something else already", "id")
    if id is None:  # the name is that of a job, which nobody else gives
        return
    first, place = page.site.first_of(name, page.place(item, usage.offsets.get("id", 0)))
    if first != name:
        there = ":".join(map(str, place()))
        raise OptionError(f"id={id} and {first} of {there} are one file on macOS and Windows", "id")


def numbered(
    kind: str,
    content: str,
    caption: str,
    name: str,
    usage: Usage,
    entry: Entry,
    page: Page,
    classes: str,
) -> str:
    """The block of a result whose files are called ``name``, with the next number of its kind."""
    number, id = page.number(kind), usage.options.get("id")
    if id:
        page.anchor(id, Anchor(kind, number, id))
    attributes = f' id="{escape(id)}"' if id and page.is_body else ""  # once in a page
    below = evidence.html(usage, entry, name, page) if evidence.is_wanted(usage, page) else ""
    return (
        f'<figure class="{classes}"{attributes}>{content}\n'
        f'<figcaption><span class="figure-number">{page.label(kind, number)}</span>'
        f"{' ' + caption if caption else ''}{below}</figcaption></figure>\n"
    )
