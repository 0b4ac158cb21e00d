"""How a matplotlib Figure becomes the files of a page. Imported in worker processes only."""
