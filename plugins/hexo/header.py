"""Says where a YAML header breaks, and what its author may have meant."""

from __future__ import annotations

import os

from yaml import MarkedYAMLError, YAMLError

_HINTS = {
    "mapping values are not allowed here": "a value with a colon and a space in it needs quotes",
    "found character '\\t' that cannot start any token": "indent with spaces, not tabs",
    "found unexpected end of stream": "a quote is never closed",
}


def explain(error: YAMLError, header: str, source_path: str) -> str:
    """The error with its file, line and column, the line itself, and a caret."""
    path = os.path.relpath(source_path)
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return f"{path}: the header is no YAML: {error}"
    problem = str(error.problem)
    # What is never closed is noticed at the end; it is to be mended where it opens.
    mark = (error.context_mark if "end of stream" in problem else None) or error.problem_mark
    with open(source_path, encoding="utf-8-sig") as file:
        text = file.read()
    line = text.count("\n", 0, text.index(header)) + mark.line + 1
    hint = f"; {_HINTS[problem]}" if problem in _HINTS else ""
    message = f"{path}:{line}:{mark.column + 1}: the header is no YAML: {problem}{hint}"
    return f"{message}\n{mark.get_snippet(indent=4)}"
