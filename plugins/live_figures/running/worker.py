"""Compute one job, in a process of its own that ends with it."""

from __future__ import annotations

import inspect
import sysconfig
import time
import traceback
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..declaring import registry
from ..drawing.describe import describe
from ..drawing.files import Drawing, draw
from ..drawing.style import style
from ..results.job import Flaw, Outcome, Request, Result
from ..results.trace import PLUGIN, Roots
from .keeper import Keeper
from .recorder import Recorder

_MOST_FRAMES = 10
# Where code lies that is not the author's: the plugin's, Python's, and what is installed.
_LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")
_OTHERS = [PLUGIN, *(Path(sysconfig.get_path(name)).resolve() for name in _LIBRARIES)]


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
    if isinstance(error, SyntaxError) and error.filename:
        return _syntax_error(error, roots)
    # ValueErrors are what figures raise to say which options do not go together.
    plain = type(error) is ValueError and str(error)
    words = str(error) if plain else "".join(traceback.format_exception_only(error))
    message, _, more = words.strip().partition("\n")
    return Flaw(message, detail="\n".join(filter(None, [more, *_frames(error, roots)])))


def _syntax_error(error: SyntaxError, roots: Roots) -> Flaw:
    """The line that cannot be read, with Python's carets, below the frames that led to it."""
    _, *excerpt = "".join(traceback.format_exception_only(error)).rstrip().split("\n")[:-1]
    place = f"{_name(str(error.filename), roots)}:{error.lineno}:"
    detail = "\n".join([*_frames(error, roots), place, *excerpt])
    return Flaw(f"{type(error).__name__}: {error.msg}", detail=detail)


def _frames(error: BaseException, roots: Roots) -> list[str]:
    """The author's own code at work, outermost first; of many frames the first and the last."""
    frames = [
        f"{_name(frame.filename, roots)}:{frame.lineno}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__)
        if _is_authors(frame.filename)
    ]
    if len(frames) <= _MOST_FRAMES:
        return frames
    half = _MOST_FRAMES // 2
    return [*frames[:half], f"… {len(frames) - 2 * half} more calls …", *frames[-half:]]


def _name(filename: str, roots: Roots) -> str:
    return roots.name(filename).removeprefix("project:")


def _is_authors(filename: str) -> bool:
    path = Path(filename).resolve()
    return path.exists() and not any(path.is_relative_to(folder) for folder in _OTHERS)
