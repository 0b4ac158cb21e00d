"""Links style sheets into the pages that need them, whatever theme they have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template

from .sheet import Sheet

_HEAD_ENDS = re.compile(r"(?=</head\s*>)", re.IGNORECASE)
_LINKER = "live_figures_linker"


class Linker:
    """Links the sheets of a site, which lie in a folder of its output."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.sheets: list[Sheet] = []
        """Known only when all formulas are."""

    def link(self, html: str, root: str) -> str:
        """A page with links to the sheets that it needs; ``root`` leads to the output."""
        links = "".join(
            f'<link rel="stylesheet" href="{root}/{self._folder}/{sheet.name}?v={sheet.version}">\n'
            for sheet in self.sheets
            if sheet.mark in html
        )
        return _HEAD_ENDS.sub(links, html, count=1) if links else html

    def write(self, output: Path) -> None:
        """Write the sheets."""
        for sheet in self.sheets:
            path = output / self._folder / sheet.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sheet.text, encoding="utf-8")

    def join(self, environment: Environment) -> None:
        """Have all pages that are made from the environment's templates linked."""
        environment.globals[_LINKER] = self
        environment.template_class = _LinkedTemplate


class _LinkedTemplate(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        html = super().render(*args, **kwargs)
        linker: Linker = self.globals[_LINKER]
        return linker.link(html, dict(*args, **kwargs)["SITEURL"])
