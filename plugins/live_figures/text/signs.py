"""Signs that stand in texts on their way: noncharacters, which Unicode keeps out of all others.

Each has one meaning, and none of them is ever published.
"""

from __future__ import annotations

import re

NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")

START, END, ZERO = "\ufdd0", "\ufdd1", 0xFDD2
"""Around the number of an item while Markdown works, which has ten digits of its own."""
OF_MARKS = re.compile("[\ufdd0-\ufddb]")

GONE = "\ufddc"
"""Where a backslash has been taken away, so that offsets hold."""

BEFORE, AFTER = "\ufddd", "\ufdde"
"""Around what swallows the line breaks beside it."""

GAP = "\ufddf"
"""The text of an element that stands for a value: what others make of a text alone lacks no number
without showing it."""
