"""The plugin's settings: what they mean, what they may be, and how they are read.

Of plain Python: a build that computes nothing has no time for a library that validates.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from .kinds.option import LONGEST
from .kinds.results import RESULTS
from .kinds.usage import Registered
from .results.address import ADDRESS, SECRET, SHORTEST, folder
from .server_settings import ServerSettings
from .suggest import did_you_mean
from .text.dialects import DIALECTS

# A directive names a function: in ASCII.
_PATH = re.compile(r"(?:[^\W\d]\w*\.)+[A-Za-z_][A-Za-z0-9_]*")


FORMULAS = ("strict", "source", "off")
NUMBERED = ("labelled", "ams", "all")


class Setting(NamedTuple):
    """One of Pelican's settings that are the plugin's."""

    name: str
    default: object
    fits: Callable[[Any], bool]
    wanted: str
    """What it must be, in words."""
    shown: str
    """Its default, as the documentation has it."""
    meaning: str


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_macros(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and re.fullmatch("[A-Za-z]+", name) and isinstance(latex, str)
        for name, latex in value.items()
    )


def _registry(name: str, kind: str) -> Setting:
    return Setting(
        name,
        (),
        lambda value: isinstance(value, list | tuple),
        "a list of dotted paths",
        "`[]`",
        f"dotted paths of the functions that give {kind}s; their modules are found in"
        " `PLUGIN_PATHS` and in the project's folder, the one that holds `PATH`",
    )


SETTINGS = (
    *(_registry(kind.SETTING, name) for name, kind in RESULTS.items()),
    Setting(
        "LIVE_FIGURES_STORE",
        "cache/figures",
        lambda value: isinstance(value, str | Path) and bool(str(value)),
        "the path of a folder",
        '`"cache/figures"`',
        "the folder of the store, relative to the project",
    ),
    Setting(
        "LIVE_FIGURES_STORE_REMOTE",
        None,
        lambda value: value is None or (isinstance(value, str) and bool(ADDRESS.fullmatch(value))),
        "an address such as s3://bucket/folder (or gs://, az://, file:///), or None",
        "`None`",
        "the address of a store that machines share, `s3://`, `gs://`, `az://` or `file://`: see"
        " [docs/shared.md](docs/shared.md)",
    ),
    Setting(
        "LIVE_FIGURES_STORE_WRITE",
        False,
        lambda value: isinstance(value, bool),
        "True or False",
        "`False`",
        "put what is computed here into the shared store",
    ),
    Setting(
        "LIVE_FIGURES_TIMEOUT",
        60,
        lambda value: _is_number(value) and 0 < value <= LONGEST,
        f"a number of seconds above 0, at most {LONGEST}",
        "`60`",
        "seconds that a figure may take; a sweep has one more for each frame",
    ),
    Setting(
        "LIVE_FIGURES_MEMORY",
        4,
        lambda value: _is_number(value) and 0 <= value < 2**20,
        "a number of gigabytes, 0 or more",
        "`4`",
        "gigabytes of address space that a figure may take; `0` for no limit",
    ),
    Setting(
        "LIVE_FIGURES_WORKERS",
        None,
        lambda value: value is None or (type(value) is int and value > 0),
        "a whole number above 0, or None",
        "the processors",
        "figures computed at the same time",
    ),
    Setting(
        "LIVE_FIGURES_EXECUTOR",
        None,
        lambda value: value is None or (isinstance(value, str) and bool(_PATH.fullmatch(value))),
        "the dotted path of a function, module.function, or None",
        "this machine",
        "dotted path of a function that returns a `concurrent.futures.Executor`, on whose workers"
        " figures are computed instead: see [docs/cluster.md](docs/cluster.md)",
    ),
    Setting(
        "LIVE_FIGURES_FORMULAS",
        "strict",
        lambda value: value in FORMULAS,
        f"one of {', '.join(FORMULAS)}",
        '`"strict"`',
        "what becomes of formulas: `strict`, one that is wrong is an error; `source`, it stays as"
        " it was written, with a warning; `off`, all are left to what renders them without Live"
        " figures: a Markdown extension, such as render_math's or arithmatex, or a script in the"
        " page. A post can say the same in its header, `formulas: off`",
    ),
    Setting(
        "LIVE_FIGURES_DIALECT",
        "latex",
        lambda value: value in DIALECTS,
        f"one of {', '.join(DIALECTS)}",
        '`"latex"`',
        r"how formulas are written: `kramdown` and `hexo` for posts that come from Jekyll and Hexo,"
        r" where Markdown reads formulas first, so that `x\_1` and `\\{` stand for `x_1` and"
        r" `\{`: see [docs/moving.md](docs/moving.md)",
    ),
    Setting(
        "LIVE_FIGURES_MACROS",
        {},
        _is_macros,
        "a dictionary of names of letters to LaTeX",
        "`{}`",
        'commands that all formulas know, as in `{"R": r"\\mathbb{R}", "norm": r"\\|#1\\|"}`',
    ),
    Setting(
        "LIVE_FIGURES_NUMBERED",
        "labelled",
        lambda value: value in NUMBERED,
        f"one of {', '.join(NUMBERED)}",
        '`"labelled"`',
        r"the display equations that get a number: `labelled`, those with a `\label` or a `\tag`;"
        r" `ams`, also those that LaTeX numbers, as `align` but not `align*`; `all`, also `$$…$$`."
        r" `\notag` takes it away",
    ),
    Setting(
        "LIVE_FIGURES_PICKLE",
        False,
        lambda value: isinstance(value, bool),
        "True or False",
        "`False`",
        "keep with pickle what simulations take and return, where nothing safer can; whoever can"
        " write to the store can then run code",
    ),
    Setting(
        "LIVE_FIGURES_EVIDENCE",
        True,
        lambda value: isinstance(value, bool),
        "True or False",
        "`True`",
        "tell below figures and tables what they come from",
    ),
    Setting(
        "LIVE_FIGURES_SHOW_ERRORS",
        False,
        lambda value: isinstance(value, bool),
        "True or False",
        "`False`",
        "put errors into the pages and go on, as the dev server and `pelican -r` do",
    ),
)


_ONE_FILE = "names that are one file on macOS and Windows"


class SettingsError(ValueError):
    """Settings that cannot be used; the message has a line for each."""


class Settings(NamedTuple):
    """All settings, as the plugin uses them."""

    registered: Mapping[str, Registered]
    """The functions that directives name, by name."""
    timeout: float
    """The seconds that a figure may take."""
    show_errors: bool
    """Put errors into the pages instead of failing the build."""
    macros: Mapping[str, str]
    """What commands in formulas stand for, by their names."""
    numbered: str
    """The equations that get a number: see NUMBERED."""
    formulas: str
    """What becomes of them: see FORMULAS."""
    dialect: str
    """How they are written: see DIALECTS."""
    evidence: bool
    """Tell what results come from."""
    server: ServerSettings

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Settings:
        """From Pelican's settings, in which paths are absolute already or relative to the project.

        The project is the folder that holds ``PATH``. Raises SettingsError.
        """
        given = {each.name: settings.get(each.name, each.default) for each in SETTINGS}
        if problems := list(_problems(given, settings)):
            raise SettingsError("\n".join(problems))
        project = Path(settings["PATH"]).resolve().parent
        return cls(
            registered={
                path.rpartition(".")[2]: Registered(name, path)
                for name, kind in RESULTS.items()
                for path in given[kind.SETTING]
            },
            timeout=given["LIVE_FIGURES_TIMEOUT"],
            show_errors=given["LIVE_FIGURES_SHOW_ERRORS"],
            macros=given["LIVE_FIGURES_MACROS"],
            numbered=given["LIVE_FIGURES_NUMBERED"],
            formulas=given["LIVE_FIGURES_FORMULAS"],
            dialect=given["LIVE_FIGURES_DIALECT"],
            evidence=given["LIVE_FIGURES_EVIDENCE"],
            server=ServerSettings(
                project=project,
                search=tuple(project / path for path in settings["PLUGIN_PATHS"]),
                store=project / given["LIVE_FIGURES_STORE"],
                workers=given["LIVE_FIGURES_WORKERS"] or os.cpu_count() or 1,
                memory=int(given["LIVE_FIGURES_MEMORY"] * 2**30),
                pickles=given["LIVE_FIGURES_PICKLE"],
                executor=given["LIVE_FIGURES_EXECUTOR"],
                remote=given["LIVE_FIGURES_STORE_REMOTE"],
                writes=given["LIVE_FIGURES_STORE_WRITE"],
            ),
        )


def _problems(given: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[str]:
    known = [each.name for each in SETTINGS]
    ours = tuple(kind.SETTING.removesuffix("S") for kind in RESULTS.values())
    for name in sorted(settings):
        if name.startswith(ours) and name not in known:
            yield f"{name} is not a setting; known: {', '.join(known)}{did_you_mean(name, known)}"
    wrong = [each for each in SETTINGS if not each.fits(given[each.name])]
    for each in wrong:
        yield f"{each.name} is {given[each.name]!r}, not {each.wanted}"
    yield from _wrong_paths(given)
    if not wrong and (address := given["LIVE_FIGURES_STORE_REMOTE"]):
        yield from _wants_of_bucket(address, writes=given["LIVE_FIGURES_STORE_WRITE"])


def _wants_of_bucket(address: str, *, writes: bool) -> Iterator[str]:
    """What is missing, where there is a secret or must be one: others build without the bucket."""
    secret = os.environ.get(SECRET, "")
    if not (secret or writes):
        return
    if find_spec("obstore") is None:
        yield "LIVE_FIGURES_STORE_REMOTE needs obstore: pip install obstore"
    if (there := folder(address)) and not there.is_dir():
        yield f"LIVE_FIGURES_STORE_REMOTE is {address}: there is no folder {there}, make it first"
    if len(secret) < SHORTEST:
        yield (
            f"LIVE_FIGURES_STORE_REMOTE needs a secret of {SHORTEST} characters or more in the"
            f" environment, {SECRET}, by which results are known to be yours"
        )


def _wrong_paths(given: Mapping[str, Any]) -> Iterator[str]:
    named: dict[str, str] = {}
    for setting in (kind.SETTING for kind in RESULTS.values()):
        paths = given[setting] if isinstance(given[setting], list | tuple) else ()
        for path in paths:
            if not (isinstance(path, str) and _PATH.fullmatch(path)):
                yield f"{setting}: {path!r} is not the dotted path of a function, module.function"
                continue
            name = path.rpartition(".")[2]
            if name == "claim":
                yield f"{setting}: {path} cannot be named claim, which directives begin claims with"
            elif (other := named.setdefault(name.casefold(), path)) != path:
                one = f"one name, {name}" if other.endswith(f".{name}") else _ONE_FILE
                yield f"{setting}: {other} and {path} have {one}"
