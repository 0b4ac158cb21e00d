"""Links style sheets into the pages that need them, whatever theme they have."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from itertools import starmap
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template

from ..kinds.evidence import ADDRESS
from ..locate import locate, source_of
from ..sheets.scheme import declaration
from ..sheets.sheet import Sheet
from ..text.placeholder import find, stands_in
from ..text.signs import GAP
from .fatal import end

_HEAD_ENDS = re.compile(r"</head\s*>", re.IGNORECASE)
_LEFT = re.compile(r"<[^<>]*data-live-figures|\[live-figures:[0-9a-f]{32}")
log = logging.getLogger(__name__)
_LINKER = "live_figures_linker"


class Linker:
    """Links the sheets of a site, which lie in a folder of its output.

    The list of sheets may be filled later: they are known when all formulas are.
    """

    def __init__(self, sheets: list[Sheet], folder: str) -> None:
        self._sheets, self._folder = sheets, folder
        self._told: set[str] = set()

    def link(self, html: str, root: str) -> str:
        """A page with links to the sheets that it needs, and to files of results.

        ``root`` leads to the output.
        """
        html = html.replace(f'="{ADDRESS}', f'="{root}/{self._folder}/')
        needed = [sheet for sheet in self._sheets if sheet.mark in html]
        ends = _HEAD_ENDS.search(html) if needed else None
        if not ends:
            return html
        head, rest = html[: ends.start()], html[ends.start() :]
        links = "".join(_links(sheet, f"{root}/{self._folder}") for sheet in needed)
        return f"{head}{links}{declaration(head)}{rest}"

    def without_gaps(self, html: str, place: str) -> str:
        """Without what shows that a text was made before values were known, which is told."""
        if GAP in html and place not in self._told:
            self._told.add(place)
            log.warning("%s: values are missing in what another plugin has made of a text", place)
        return html.replace(GAP, "")

    def join(self, environment: Environment) -> None:
        """Have all pages that are made from the environment's templates linked."""
        environment.globals[_LINKER] = self
        environment.template_class = _LinkedTemplate


def refuse_leftovers(texts: Iterable[tuple[str, str | None, str]]) -> None:
    """End the build rather than publish what other plugins have kept from being filled.

    Each text is HTML with the path of its post, if it is of but one, and the name of its page.
    """
    if left := list(dict.fromkeys(filter(None, starmap(_leftover, texts)))):
        end("\n".join([*left, "Live figures: what has been left is never published"]))


def _leftover(html: str, source: str | None, page: str) -> str | None:
    """What is left in a text, and where."""
    if not stands_in(html) or not _LEFT.search(html):
        return None
    item = next(find(html), None)
    place = os.path.relpath(source) if source else page
    written = source_of(Path(source)) if source else None
    if item is None and written and (found := _LEFT.search(written.text)):
        line, column = written.position(found.start())
        return (
            f"{place}:{line}:{column}: this looks like a placeholder of Live figures, and is none"
        )
    if item is None:
        return f"{place}: the placeholder of a figure or a formula was torn apart by another plugin"
    if source:
        line, column = locate(Path(source), item)
        place = f"{place}:{line}:{column}"
    text = " ".join(item.text.split())
    return (
        f"{place}: {item.kind} {text}: nobody has filled its placeholder; "
        "another plugin keeps the text"
    )


class _LinkedTemplate(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        html = super().render(*args, **kwargs)
        linker: Linker = self.globals[_LINKER]
        context = dict(*args, **kwargs)
        content = context.get("article") or context.get("page")
        page = context.get("output_file") or self.name or ""
        source = getattr(content, "source_path", None)
        refuse_leftovers([(html, source, page)])
        html = linker.without_gaps(html, os.path.relpath(source) if source else page)
        return linker.link(html, context["SITEURL"])


def _links(sheet: Sheet, folder: str) -> str:
    if sheet.file.name.endswith(".js"):
        return f'<script type="module" src="{folder}/{sheet.file.address}"></script>\n'
    link = f'<link rel="stylesheet" href="{folder}/{sheet.file.address}">\n'
    if sheet.font is None:
        return link
    font = f"{folder}/{sheet.font.address}"
    return f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>\n{link}'
