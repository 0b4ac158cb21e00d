"""What was begun and never ended."""

from __future__ import annotations

import logging
from html import escape

from ..text.placeholder import Placeholder
from . import formula
from .page import Page

log = logging.getLogger(__name__)


def html(item: Placeholder, page: Page) -> str:
    rule = formula.policy(page)
    if not item.note.startswith("math:") or rule not in ("source", "off"):
        return page.problem(item, item.note)
    if rule == "source":
        log.warning("%s:%s:%s: %s", *page.locate(item), item.note)
    return escape(item.text, quote=False)
