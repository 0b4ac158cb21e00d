"""The HTML of contents as feed readers can show it."""

from __future__ import annotations

import re

from .build import FOLDER

_FIGURE = re.compile(rf'(<img[^>]* src="[^"]*{FOLDER}/[^"/]+)\.svg"')


def for_readers(html: str) -> str:
    """``html`` with the PNGs of its figures: readers rarely show SVG."""
    return _FIGURE.sub(r'\1.png"', html)
