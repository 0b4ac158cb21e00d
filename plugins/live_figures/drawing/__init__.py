"""How a matplotlib Figure becomes the files of a page. Imported in worker processes only."""

PNG_SCALE = 2
"""Pixels of a PNG to one CSS pixel of the figure."""
