"""Compute one job, in a process of its own that ends with it."""

from __future__ import annotations

import inspect
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing.describe import describe
from ..drawing.files import Drawing, draw
from ..drawing.style import style
from . import registry
from .job import Flaw, Outcome, Request, Result
from .keeper import Keeper
from .recorder import Recorder
from .trace import PLUGIN, Roots


def compute(request: Request, roots: Roots, recorder: Recorder, keeper: Keeper) -> Outcome:
    """Run the request's figure; whatever goes wrong in it comes back as flaws."""
    started = time.perf_counter()
    try:
        function = registry.load(request.job.figure)
        arguments, flaws = registry.validate(function, dict(request.job.options))
        if flaws:
            return flaws
        if "lang" in inspect.signature(function).parameters:
            arguments["lang"] = request.job.lang
        figure, alt = _call(function, arguments)
        drawing = draw(figure, png=request.png, lang=request.job.lang)
        about = {
            "alt": alt or describe(figure, request.job.lang),
            "width": drawing.width,
            "height": drawing.height,
            "missing": drawing.missing,
            "simulations": keeper.keys,
            "seconds": round(time.perf_counter() - started, 4),
        }
        return Result(_files(drawing), about, recorder.trace())
    except registry.FigureError as error:
        return [Flaw(str(error))]
    except BaseException as error:
        return [_failure(error, roots)]


def _call(function: registry.FigureFunction, arguments: dict[str, Any]) -> tuple[Figure, str]:
    with style():
        drawn = function(**arguments)
    figure, alt = drawn if isinstance(drawn, tuple) and len(drawn) == 2 else (drawn, "")
    if not isinstance(figure, Figure) or not isinstance(alt, str):
        raise registry.FigureError(
            f"{function.__name__} returned {type(drawn).__name__}, "
            "not a matplotlib Figure or a pair of Figure and alt text"
        )
    return figure, alt


def _files(drawing: Drawing) -> dict[str, bytes]:
    files = {"svg": drawing.svg, "csv": drawing.csv.encode(), "png": drawing.png}
    return {suffix: content for suffix, content in files.items() if content is not None}


def _failure(error: BaseException, roots: Roots) -> Flaw:
    """The error in one line, and the frames of the author's own code."""
    frames = [
        f"{roots.name(frame.filename).removeprefix('project:')}:{frame.lineno}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__)
        if _is_authors(frame.filename, roots)
    ]
    words = "".join(traceback.format_exception_only(error)).strip()
    if isinstance(error, ValueError) and type(error) is ValueError:
        words = str(error)  # what figures raise to say which options do not go together
    return Flaw(words, detail="\n".join(frames))


def _is_authors(filename: str, roots: Roots) -> bool:
    path = Path(filename).resolve()
    if path.is_relative_to(PLUGIN) or path.is_relative_to(Path(sys.prefix)):
        return False
    return path.is_relative_to(roots.project) and os.path.exists(path)
