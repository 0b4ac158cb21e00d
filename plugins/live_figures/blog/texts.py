"""What Markdown made of texts, kept in the store: half of the time of a build that is warm.

An entry belongs to a text and to the settings that it was read with. Its trace holds the code that
has worked on it: Python-Markdown's, Pelican's reader and ours, and the versions of all that is
installed. It is used only while this is what it was; while anything else is at work, nothing is
kept. It is the HTML with its placeholders, as Pelican gets it: links, figures, formulas and all
that is wrong with them are found in each build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from sys import getrecursionlimit
from typing import Any, NamedTuple

from pelican import readers

from ..passing import Passing
from ..results.changes import changes
from ..results.installed import versions
from ..results.memo import Facts, Memo, code
from ..results.store import Entry, FolderStore
from ..results.trace import PLUGIN, PYTHON, Input, Trace, file_digest, loads
from ..text.known import are_known, at_work, folder, told
from ..text.state import UnknownError, identities, identities_of_main, state

TEXTS = "_LIVE_FIGURES_TEXTS"
"""The setting in which a build's Texts lie."""

KEY = "text-"
"""How keys of texts begin."""


class Kept(NamedTuple):
    """What Markdown made of a text."""

    html: str
    meta: Mapping[str, list[str]] | None
    """The fields of its header as they are written; None if nothing has looked for them."""
    fields: Mapping[str, str]
    """The HTML of those that are Markdown, by their texts."""


class Texts(Passing):
    """The texts of one build; ``ours`` is the name of our extension."""

    def __init__(self, store: FolderStore, settings: Mapping[str, Any], ours: str) -> None:
        self._memo = Memo(store, _trace())
        self._settings, self._ours = settings, ours
        self._given: tuple[object, bytes | None] = (None, None)
        self._found: Mapping[tuple[str, ...], int] = {}
        """What was there in Python-Markdown and Pygments when a text was asked for first."""
        self.keys: dict[str, str] = {}
        """The paths of all texts that were asked for, by their keys."""

    def key(self, path: str, text: str) -> str | None:
        """What a text is kept under; None where it cannot be, since not all is known."""
        given = self._all_given()
        if given is None:
            return None
        digest = hashlib.sha256(given + text.encode("utf-8", "surrogatepass")).hexdigest()
        key = f"{KEY}{digest[:32]}"
        self.keys[key] = path
        return key

    def kept(self, key: str) -> Kept | None:
        """What is kept of a text, if that holds now."""
        facts = self._memo.get(key)
        return None if facts is None else _kept(facts)

    def keep(self, key: str, kept: Kept) -> None:
        """Have what was made of a text kept, if nothing turns out to be wrong: see write."""
        self._memo.new[key] = kept._asdict()

    def write(self) -> None:
        """Write what is to be kept, since nothing is wrong with the posts.

        Nothing is, if somebody has changed meanwhile what works on texts.
        """
        if self._memo.new and not self._has_changed():
            self._memo.write()

    def _has_changed(self) -> bool:
        """Whether anything is another in Python-Markdown and Pygments than it was found."""
        now = identities({name for name, *_ in self._found})
        return any(now.get(name) != found for name, found in self._found.items())

    def changes(self, entry: Entry) -> Iterator[str]:
        """In what the code that an entry was made with differs from that of now."""
        return changes(loads(entry.trace), loads(self._memo.trace))

    def _all_given(self) -> bytes | None:
        """The settings, as bytes; None if not all is known that they bring."""
        settings = self._settings["MARKDOWN"], self._settings["FORMATTED_FIELDS"]
        # Others may change them at any time.
        seen = repr(settings), identities_of_main(), getrecursionlimit()
        if seen != self._given[0]:
            self._given = seen, self._told(*settings)
        return self._given[1]

    def _told(self, markdown: Mapping[str, Any], formatted: object) -> bytes | None:
        extensions = markdown.get("extensions", ())
        if not are_known(extensions, self._ours):
            return None
        modules = at_work(extensions, self._ours)
        try:
            given = [told(dict(markdown)), told(formatted), state(modules), getrecursionlimit()]
        except UnknownError:
            return None
        self._found = self._found or identities(modules)
        return hashlib.sha256(json.dumps(given).encode()).digest()


def _kept(facts: Facts) -> Kept | None:
    """What an entry holds, if it has the form: anybody may have written it."""
    try:
        kept = Kept(**facts)
        fits = type(kept.html) is str and all(type(each) is str for each in kept.fields.values())
        meta = (kept.meta or {}).values()
        fits &= all(type(line) is str for lines in meta for line in _list(lines))
    except (TypeError, AttributeError):
        return None
    return kept if fits else None


def _list(value: object) -> list[Any]:
    if type(value) is not list:
        raise TypeError
    return value


def _trace() -> Trace:
    """All that works on texts, as it is in this process."""
    installed = (Input("distribution", *each) for each in sorted(versions().items()))
    return (*_CODE, *installed, Input("python", "python", PYTHON))


def _code() -> Iterator[Input]:
    """Digests of files, by names that do not depend on where they are installed."""
    yield from code("plugin:text/", PLUGIN / "text")
    yield from code("markdown:", folder("markdown"))
    for name in ("reading", "texts"):
        path = Path(__file__).with_name(f"{name}.py")
        yield Input("file", f"plugin:blog/{name}.py", file_digest(path))
    yield Input("file", "pelican:readers.py", file_digest(readers.__file__))


# As it is when it is imported: a server of builds may live longer than a file.
_CODE = tuple(_code())
