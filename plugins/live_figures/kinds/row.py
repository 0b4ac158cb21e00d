"""Rows: figures side by side; sweeps that have the same values share one set of controls."""

from __future__ import annotations

import logging

from ..text.placeholder import Placeholder
from .page import Page
from .sweep import share_controls, start_apart

log = logging.getLogger(__name__)


def html(item: Placeholder, page: Page) -> str:
    figures = page.fill(item.note)
    if start_apart(figures):
        path, line, _ = page.locate(item)
        log.warning(
            "%s:%s: these figures have controls of their own, since they start with different"
            " frames: say start=… in each, and one set moves all",
            path,
            line,
        )
    return f'<div class="live-row">{share_controls(figures)}</div>\n'
