"""Compute one job, in a process that is not the build's."""

from __future__ import annotations

import inspect
import json
import time
import traceback
from contextlib import suppress
from functools import partial
from typing import Any

from ..declaring import registry
from ..declaring.every import unfolded
from ..kinds.option import FailedFrameError, WrongResultError, require_unicode
from ..kinds.results import KINDS
from ..results.job import About, Failure, Flaw, Job, Outcome, Request, Result
from ..results.trace import Roots
from .keeper import Keeper
from .recorder import Recorder

_MOST_FRAMES = 10


def compute(request: Request, roots: Roots, recorder: Recorder, keeper: Keeper) -> Outcome:
    """Run the request's function; whatever goes wrong in it comes back as flaws."""
    keeper.begin(request.simulates)
    outcome = _outcome(request, roots, recorder, keeper)
    if keeper.postponed:  # whatever the figure has made of that
        return Failure((), tuple(keeper.keys), postponed=tuple(dict.fromkeys(keeper.postponed)))
    if isinstance(outcome, Failure) and not recorder.unseen:
        with suppress(Exception):  # out of memory, for one
            outcome = outcome._replace(trace=recorder.trace())
    return outcome


def _outcome(request: Request, roots: Roots, recorder: Recorder, keeper: Keeper) -> Outcome:
    started = time.perf_counter()
    job, kind = request.job, KINDS[request.job.kind]
    try:
        function = registry.load(job.function)
        job, wrong = unfolded(job, function, kind.OPTIONS)
        if wrong:
            return Failure(wrong)
        checked = [registry.validate(function, each, kind.OPTIONS) for each in job.frames()]
        if flaws := _told_once([flaw for _, flaws in checked for flaw in flaws], job):
            return Failure(flaws)
        lang = {"lang": job.lang} if "lang" in inspect.signature(function).parameters else {}
        calls = [partial(function, **arguments, **lang) for arguments, _ in checked]
        parts, facts = kind.make(calls, job, request.parts)
        facts = _plain(facts)
        parts |= _source(function)
        seconds = round(time.perf_counter() - started, 4)
        unseen = tuple(sorted(recorder.unseen))
        about = About(seconds, tuple(keeper.keys), facts, recorder.name, unseen)
        return Result(parts, about, recorder.trace())
    except registry.FigureError as error:
        return Failure((Flaw(str(error)),))
    except BaseException as error:
        return Failure((_failure(error, job, roots, recorder),), tuple(keeper.keys))


def _told_once(flaws: list[Flaw], job: Job) -> tuple[Flaw, ...]:
    """Each flaw once, and of all the values of a range the first that is wrong."""
    ranges = {name for name, swept in job.swept if not swept.is_choice}
    told: dict[object, Flaw] = {}
    for flaw in flaws:
        told.setdefault(flaw.option if flaw.option in ranges else flaw, flaw)
    return tuple(told.values())


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """What the store keeps, without classes of the author's, which only figures should import.

    Raises WrongResultError for what no file can hold.
    """
    text = require_unicode(json.dumps(facts, ensure_ascii=False))
    plain: dict[str, Any] = json.loads(text)
    return plain


def _source(function: registry.FigureFunction) -> dict[str, bytes]:
    """The function's code, for readers."""
    try:
        return {"py": inspect.getsource(function).encode()}
    except (OSError, TypeError):
        return {}


def _failure(error: BaseException, job: Job, roots: Roots, recorder: Recorder) -> Flaw:
    """The error in one line, and the frames of the author's own code."""
    if isinstance(error, FailedFrameError) and error.__cause__:
        flaw = _failure(error.__cause__, job, roots, recorder)
        return flaw._replace(message=f"{error}: {flaw.message}", option=error.option)
    if isinstance(error, WrongResultError):
        return Flaw(f"{job.name} returned {error}")
    if isinstance(error, SyntaxError) and error.filename:
        return _syntax_error(error, roots, recorder)
    # ValueErrors are what figures raise to say which options do not go together.
    plain = type(error) is ValueError and str(error)
    words = str(error) if plain else "".join(traceback.format_exception_only(error))
    message, _, more = words.strip().partition("\n")
    return Flaw(message, detail="\n".join(filter(None, [more, *_frames(error, roots, recorder)])))


def _syntax_error(error: SyntaxError, roots: Roots, recorder: Recorder) -> Flaw:
    """The line that cannot be read, with Python's carets, below the frames that led to it."""
    _, *excerpt = "".join(traceback.format_exception_only(error)).rstrip().split("\n")[:-1]
    place = f"{_name(str(error.filename), roots)}:{error.lineno}:"
    detail = "\n".join([*_frames(error, roots, recorder), place, *excerpt])
    return Flaw(f"{type(error).__name__}: {error.msg}", detail=detail)


def _frames(error: BaseException, roots: Roots, recorder: Recorder) -> list[str]:
    """The author's own code at work, outermost first; of many frames the first and the last."""
    frames = [
        f"{_name(frame.filename, roots)}:{frame.lineno}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__)
        if recorder.is_authors(frame.filename)
    ]
    if len(frames) <= _MOST_FRAMES:
        return frames
    half = _MOST_FRAMES // 2
    return [*frames[:half], f"… {len(frames) - 2 * half} more calls …", *frames[-half:]]


def _name(filename: str, roots: Roots) -> str:
    return roots.name(filename).removeprefix("project:")
