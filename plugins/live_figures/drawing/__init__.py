"""How a matplotlib Figure becomes the files of a page. Imported in worker processes only."""

PNG_SCALE = 2
"""Pixels of a PNG to one CSS pixel of the figure."""

DARK = "dark"
"""The fragment of an SVG's address that asks for its dark form."""
