"""Links style sheets into the pages that need them, whatever theme they have."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, Template

from ..kinds.evidence import ADDRESS
from ..sheets.sheet import Sheet

_HEAD_ENDS = re.compile(r"(?=</head\s*>)", re.IGNORECASE)
_LINKER = "live_figures_linker"


class Linker:
    """Links the sheets of a site, which lie in a folder of its output.

    The list of sheets may be filled later: they are known when all formulas are.
    """

    def __init__(self, sheets: list[Sheet], folder: str) -> None:
        self._sheets, self._folder = sheets, folder

    def link(self, html: str, root: str) -> str:
        """A page with links to the sheets that it needs, and to files of results.

        ``root`` leads to the output.
        """
        html = html.replace(f'href="{ADDRESS}', f'href="{root}/{self._folder}/')
        needed = [sheet for sheet in self._sheets if sheet.mark in html]
        if not needed:
            return html
        links = "".join(_links(sheet, f"{root}/{self._folder}") for sheet in needed)
        return _HEAD_ENDS.sub(lambda _: links, html, count=1)

    def join(self, environment: Environment) -> None:
        """Have all pages that are made from the environment's templates linked."""
        environment.globals[_LINKER] = self
        environment.template_class = _LinkedTemplate


class _LinkedTemplate(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        html = super().render(*args, **kwargs)
        linker: Linker = self.globals[_LINKER]
        return linker.link(html, dict(*args, **kwargs)["SITEURL"])


def _links(sheet: Sheet, folder: str) -> str:
    link = f'<link rel="stylesheet" href="{folder}/{sheet.file.address}">\n'
    if sheet.font is None:
        return link
    font = f"{folder}/{sheet.font.address}"
    return f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>\n{link}'
