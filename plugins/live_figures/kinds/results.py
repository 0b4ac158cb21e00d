"""The kinds of results that directives have, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ..results.job import Job
from ..results.store import Entry
from ..text.placeholder import Placeholder
from . import figure, sweep, table, value
from .option import Options
from .page import Page
from .site import Site
from .usage import Usage


class ResultKind(Protocol):
    """What a module of a kind of results has."""

    OPTIONS: Options

    def make(
        self, calls: Sequence[Callable[[], Any]], job: Job, parts: frozenset[str]
    ) -> tuple[dict[str, bytes], dict[str, Any]]:
        """The parts and the facts of what the function returns. Runs in a worker.

        There is one call; of a sweep one for each frame.

        Raises WrongResultError when it returns something else.
        """

    def parts(self, usage: Usage, site: Site) -> frozenset[str]:
        """The parts that a directive needs beside those that are always made."""

    def html(self, usage: Usage, entry: Entry, item: Placeholder, page: Page) -> str:
        """What stands in the page. Raises OptionError."""

    def feed(self, html: str) -> str:
        """A feed's HTML, with what feed readers can show in the place of this kind's HTML."""


class RegisteredKind(ResultKind, Protocol):
    """One whose functions a setting lists."""

    SETTING: str
    BLOCK: bool
    """Whether it may stand in a block of its own."""


RESULTS: Mapping[str, RegisteredKind] = {"figure": figure, "value": value, "table": table}
KINDS: Mapping[str, ResultKind] = {**RESULTS, "sweep": sweep}
