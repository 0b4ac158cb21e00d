"""From Markdown text to placeholders: the grammar, the scanner, the Markdown extension."""
