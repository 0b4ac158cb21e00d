"""What all pages of one build share: what is known, what came out, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol
from unicodedata import normalize

from ..report import Problem
from ..results.held import Held
from ..results.job import Failure, Job, Request
from ..results.store import Entry
from .option import Options
from .usage import Registered, Usage, UsageError, read

if TYPE_CHECKING:
    from .rendering import Renderer

FOLDER = "figures"
"""Where files go in the output."""


Place = Callable[[], tuple[str, int, int]]
"""Finds path, line and column, which takes time."""


class Outcomes(Protocol):
    """Knows what became of jobs."""

    def outcome(self, job: Job) -> Entry | Failure: ...


class Published(NamedTuple):
    """The files of a result in the output, named ``figures/NAME.SUFFIX``."""

    key: str
    suffixes: frozenset[str]


class Anchor(NamedTuple):
    """Something numbered that references can lead to."""

    kind: str
    """``figure``, ``table`` or ``equation``."""
    number: str
    id: str
    """In the page."""


class Told(NamedTuple):
    """A value as one place in the posts tells it."""

    usage: Usage
    place: tuple[str, int, int]
    """Path, line and column: of ``expect``, where that does not hold."""
    state: str
    """``value``; ``holds`` or ``fails`` for one that is expected."""
    text: str
    """What the reader sees, or what is wrong."""
    mended: str | None = None
    """What ``expect`` would have to say, where that can be told."""


@dataclass
class Site:
    """The state of a build."""

    registered: Mapping[str, Registered]
    options: Mapping[str, Options]
    """Of each kind of result."""
    outcomes: Outcomes
    held: Held
    timeout: float
    """Seconds, for directives that do not say."""
    content: Path
    """The folder that ``{filename}/…`` begins in."""
    default_lang: str
    feeds: bool
    """Whether there are feeds, which show PNGs."""
    renderer: Renderer
    formulas: str = "strict"
    """What becomes of formulas: ``strict``, ``source`` for those that fail, or ``off``."""
    evidence: bool = True
    """Whether results tell what they come from."""
    problems: list[Problem] = field(default_factory=list)
    published: dict[str, Published] = field(default_factory=dict)
    anchors: dict[Path, dict[str, Anchor]] = field(default_factory=dict)
    """By source file and id."""
    characters: set[str] = field(default_factory=set)
    """What the formulas are made of."""
    sources: dict[str, str] = field(default_factory=dict)
    """By function, the key of a result that has its code."""
    told: list[Told] | None = None
    """All values, where somebody wants a list of them: their places take time to find."""

    def __post_init__(self) -> None:
        self._usages: dict[tuple[str, bool, str], Usage | UsageError] = {}
        self._firsts: dict[str, tuple[str, Place]] = {}
        self.words = frozenset(
            name for name, each in self.registered.items() if each.kind == "value"
        )
        """The names of directives that stand within a line: values."""

    def usage(self, directive: str, lang: str, *, block: bool) -> Usage | UsageError:
        """A directive, read once."""
        key = (directive, block, lang)
        if key not in self._usages:
            try:
                usage = read(directive, self.registered, self.options, lang, block=block)
                self._usages[key] = usage
            except UsageError as error:
                self._usages[key] = error
        return self._usages[key]

    def mistakes(self) -> Iterator[str]:
        """What is wrong with directives that have been read, each with its text."""
        for (directive, *_), usage in self._usages.items():
            if isinstance(usage, UsageError):
                yield from (f"{directive}: {message}" for message, _ in usage.problems)

    def request(self, usage: Usage, parts: frozenset[str] = frozenset()) -> Request:
        """What is to be computed for a directive; a sweep has a second more for each frame."""
        seconds = self.timeout + (usage.job.count if usage.job.swept else 0)
        return Request(usage.job, parts, usage.options.get("timeout", seconds))

    def publish(self, name: str, key: str, suffixes: frozenset[str]) -> bool:
        """Claim the name of a result's files; False if another result has it."""
        known = self.published.get(name, Published(key, frozenset()))
        if known.key != key:
            return False
        self.published[name] = Published(key, known.suffixes | suffixes)
        return True

    def first_of(self, name: str, place: Place) -> tuple[str, Place]:
        """The first name that is one file with this where case does not count, and its place."""
        folded = normalize("NFC", normalize("NFC", name).casefold())
        return self._firsts.setdefault(folded, (name, place))

    def publish_source(self, job: Job) -> str:
        """The file that shows the code of a job's function: all jobs of it share one."""
        self.sources.setdefault(job.function, job.key)
        return f"{job.function}.py"

    def close(self) -> None:
        """Forget what only filling needs: writing wants the memory."""
        self._usages.clear()
        self._firsts.clear()

    def anchors_of(self, path: Path) -> dict[str, Anchor]:
        return self.anchors.setdefault(path, {})
