"""Record what a computation reads, in the process that runs it.

A result is computed in a fork, and what is imported and opened there counts as read by it: also
what was read by those before it, where a process computes several (series.py).
Files are heard of by one of two recorders, from the kernel or by hooks in the interpreter; modules
and variables of the environment are known here. Their digests are taken before anything is read,
so that an edit during a build is not lost.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from ..results.installed import version
from ..results.trace import (
    PLUGIN,
    PYTHON,
    Input,
    Roots,
    Trace,
    digest_of,
    module_digest,
    pythonpath,
    variable_digest,
)
from . import unheard
from .hooks import is_bookkeeping
from .imports import closure
from .notes import AS_SEARCHED, Notes, is_installed
from .reach import modules_of
from .teller import Teller

_STDLIB = os.path.dirname(os.__file__)
_FOR_OTHERS = (
    "<frozen",
    *(f"{_STDLIB}{os.sep}{name}" for name in ("os.py", "string.py", "collections", "configparser")),
)
"""Code that reads of a mapping what somebody else wants to know."""
_IMPORTS = re.compile(
    rb"(?:(?<!import )import_module|__import__|import_module as)\b"
    rb"(?:\s*\(\s*[\"']([\w.]+)[\"']\s*\))?"
    rb"|sys\.modules|runpy|resolve_name|pydoc|(?<![\w.])(?:exec|eval)\s*\("
)
"""Ways to come by a module that is not named where modules are imported, with its name or ""."""
_GIVES = re.compile(rb"register|setattr|^\w+(?:\.\w+)+\s*=[^=]", re.MULTILINE)
"""How a module gives others what is its own, as pandas an accessor."""
Digests = dict[str, str | None]
"""Digests of files, by their names (see trace.Roots)."""


class Ears(Protocol):
    """Whatever hears of the files that a process touches."""

    name: str

    def inputs(self, missed: Sequence[str] = ()) -> set[Input]:
        """Files, folders, links and paths so far; and those of the paths that are not there."""

    def begin(self, frame: str) -> None:
        """Hear what is set in the next frame of a sweep."""


class Recorder:
    """Records from its making on.

    ``search``: the folders that project modules are imported from. ``distributions``: those that
    provide a top-level module, by its name. ``loaded``: files that were read before the fork.
    """

    def __init__(
        self,
        ears: Ears,
        roots: Roots,
        search: Sequence[Path],
        distributions: Mapping[str, Sequence[str]],
        loaded: Digests,
    ) -> None:
        self._roots, self._search = roots, search
        self.hear_by(ears)
        self._distributions, self._loaded = distributions, loaded
        self._notes = Notes(roots)  # knows which files are inputs
        self.name, self.project = ears.name, roots.project
        self._looked_for: set[str] = set()
        self._asked_for: set[str] = set()
        self._variables = {"PYTHONOPTIMIZE"}
        self._adopted: set[Input] = set()
        self._searched: set[str] = set()
        """Where modules were looked for, beside those folders that all figures have."""
        self._unpickled: set[str] = set()
        """The modules whose classes were looked for by their names."""
        self._unseen: set[str] = set()
        self._brought_by_nobody: set[Input] = set()
        self._judged: set[str] = set()
        self._gives: dict[str, bool] = {}
        self._authors: dict[str, bool] = {}
        """Whether modules are the author's, by their names."""
        self._teller = Teller(roots, self._notes, self._unseen)
        sys.meta_path.insert(0, _Looker(self._looked_for, self._asked_for, self._searched))
        sys.addaudithook(self._hear)
        environ = _Environ(os.environ, self._variables, self._notes)
        os.environ = environ  # noqa: B003 (it holds the same data)
        os.environb = _Environ(os.environb, self._variables, self._notes)

    def hear_by(self, ears: Ears) -> None:
        """Ask others from now on; what they hear of includes what these have."""
        self._ears = ears

    def begin(self, frame: str) -> None:
        """Tell what is set in the next frame of a sweep."""
        self._ears.begin(frame)

    def look_back(self) -> None:
        """Note whether random numbers have been drawn from the generator that all share."""
        self._teller.look_back()

    @property
    def unseen(self) -> set[str]:
        """What the computation has read that no trace can see, as what it does: ``reads …``."""
        self.look_back()
        if self.name == "hooks":
            heard = (each.name for each in self._ears.inputs() if each.kind == "file")
            self._unseen.update(unheard.readers(heard))
        return self._unseen

    def libraries(self) -> dict[str, ModuleType]:
        """The modules that are imported and not the author's."""
        every = tuple(sys.modules.items())
        return {name: module for name, module in every if not self._is_authors(name)}

    def forget_modules(self) -> None:
        """Have the author's modules imported anew by whoever asks for them next."""
        for name in filter(self._is_authors, tuple(sys.modules)):
            del sys.modules[name]

    def is_authors(self, path: str) -> bool:
        """Whether a file of code is the author's."""
        return self._notes.is_authors(path)

    def _is_authors(self, name: str) -> bool:
        """Whether a module is imported, and the author's."""
        if (module := sys.modules.get(name)) is None:
            return False
        if name not in self._authors:
            paths = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
            path = next(filter(None, paths), None)
            self._authors[name] = path is not None and self._notes.is_authors(path)
        return self._authors[name]

    def noted(self) -> int:
        """How much of what the computation has done this process alone knows, and no fork of it."""
        names = (self._variables, self._looked_for, self._asked_for, self._searched)
        known = sum(map(len, names)) + len(self.unseen)
        return known + len(self._adopted) + len(_imported())

    def trace(self) -> Trace:
        """All inputs so far."""
        imported = _imported()
        loaded = {Input("file", name, digest) for name, digest in self._loaded.items()}
        heard = self._ears.inputs(list(self._candidates()))
        return self._trace({*loaded, *heard, *self._nobodys()}, self._providing(imported))

    def adopt(self, trace: Trace) -> None:
        """Count the inputs of a result that was found as inputs of this computation."""
        self._adopted.update(trace)

    def watch(self, function: Callable[..., Any], given: Sequence[object]) -> Callable[[], Trace]:
        """Record a call of a function from now on: what is returned tells its inputs.

        These are its module and all that it imports, the modules whose code it can reach otherwise,
        what is imported during the call, and every data file read so far, since a module may read
        one when it is imported.
        """
        before = set(sys.modules)
        return lambda: self._inputs_of_call(function, given, set(sys.modules) - before)

    def _inputs_of_call(
        self, function: Callable[..., Any], given: Sequence[object], new: set[str]
    ) -> Trace:
        files, others = self._code_of(function, given)
        code = {self._roots.name(path) for path in files} | self._module_files(new)
        modules = self._module_files(sys.modules)
        heard = self._ears.inputs(list(self._candidates()))
        data = {
            each
            for each in heard
            if each.name not in modules and not each.name.startswith("plugin:")
        }
        known = {each.name: each for each in heard if each.kind == "file"}
        sources = {known.get(name) or self._file(name) for name in code}
        direct = self._providing({*others, *(name.partition(".")[0] for name in new)})
        return self._trace({*data, *sources}, _with_requirements(direct))

    def _code_of(
        self, function: Callable[..., Any], given: Sequence[object]
    ) -> tuple[set[str], set[str]]:
        """The source files that a call may run code of, and the other modules that they import."""
        files, others = map(set, closure(function.__module__, self._search))
        reached = modules_of([function, *given], self._is_authors)
        named = {name for path in files for name in _IMPORTS.findall(Path(path).read_bytes())}
        for name in filter(self._is_authors, tuple(sys.modules)):
            if b"" in named or name.encode() in named or self._is_given(name):
                reached.add(name)
        for name in reached:
            path = getattr(sys.modules[name], "__file__", None)
            if path and path not in files:
                files.add(path)
                with suppress(ImportError, SyntaxError):  # found where nobody looks for modules
                    more = closure(name, self._search)
                    files.update(more[0])
                    others.update(more[1])
        return files, others

    def _is_given(self, name: str) -> bool:
        """Whether what is not ours, and is not looked into, may hold code of this module."""
        if name not in self._gives:
            path = getattr(sys.modules[name], "__file__", None)
            self._gives[name] = bool(path and _GIVES.search(Path(path).read_bytes()))
        return self._gives[name] or name in self._unpickled

    def _file(self, name: str) -> Input:
        return Input("file", name, digest_of("file", str(self._roots.path(name))))

    def _trace(self, files: set[Input], distributions: Iterable[str]) -> Trace:
        whole = {each.name for each in files if each.kind in ("file", "folder") and each.digest}
        # That a folder is there, as those where modules are looked for, is the same in a copy.
        there = (each.name for each in files if each.digest not in (None, "folder"))
        is_placed = any(map(self._roots.is_near, there))
        inputs = {
            *(each for each in files if not (each.kind == "path" and each.name in whole)),
            *(
                Input("distribution", name, version(name))
                for name in {*distributions, *self._asked_for}
            ),
            *(Input("module", name, module_digest(name)) for name in self._missing()),
            *(Input("variable", name, variable_digest(name)) for name in self._variables),
            Input("python", "python", PYTHON),
            *(Input("search", *each) for each in self._roots.searched.items()),
            *[Input("place", "project", self._roots.place_of_project)][:is_placed],
            *self._adopted,
        }
        return tuple(sorted(inputs, key=lambda each: (each.kind, each.name, each.digest or "")))

    def _module_files(self, names: Iterable[str]) -> set[str]:
        """The source files of those of the modules that are the project's or the plugin's."""
        files = (getattr(sys.modules.get(name), "__file__", None) for name in names)
        return {self._roots.name(path) for path in files if path and not self._notes.covers(path)}

    def _nobodys(self) -> set[Input]:
        """The files of installed modules that no distribution has brought.

        Those that lead to packages under development tell where these lie on this machine, which
        is no matter: what is there is an input itself.
        """
        for name in sys.modules.keys() - self._judged:
            self._judged.add(name)
            path = getattr(sys.modules.get(name), "__file__", None)
            if name.startswith("__editable__"):
                continue
            if path and name.partition(".")[0] not in self._distributions and is_installed(path):
                self._brought_by_nobody.add(self._file(self._roots.name(path)))
        return self._brought_by_nobody

    def _missing(self) -> set[str]:
        """The top-level modules that were looked for in vain."""
        names = {name for name in self._looked_for if "." not in name}
        return names - sys.modules.keys() - sys.stdlib_module_names

    def _candidates(self) -> Iterator[str]:
        """Paths that would change what an import finds, if they appeared in the project."""
        folders: dict[str, list[str]] = {}
        for name in tuple(self._looked_for):
            parent, _, last = name.rpartition(".")
            if parent not in folders:
                folders[parent] = list(self._folders_of(parent))
            for folder in folders[parent]:
                for suffix in ("", ".py", *EXTENSION_SUFFIXES):
                    yield f"{folder}{os.sep}{last}{suffix}"

    def _folders_of(self, package: str) -> Iterable[str]:
        if not package:
            given = [*map(str, self._search), *pythonpath()]
            others = (os.path.abspath(each) for each in self._searched)
            return dict.fromkeys([*given, *filter(self._is_of_project, others)])
        paths = getattr(sys.modules.get(package), "__path__", ())
        return filter(self._is_of_project, paths)

    def _is_of_project(self, folder: str) -> bool:
        """Whether the modules of a folder are no distribution's and not Python's."""
        return not self._notes.covers(os.path.join(folder, "__init__.py"))

    def _providing(self, modules: Iterable[str]) -> set[str]:
        return {each for name in modules for each in self._distributions.get(name, ())}

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Take down what reads from elsewhere: that cannot be proven to be the same again."""
        if event == "socket.connect":
            self._unseen.add("reads the network, where no change is seen")
        elif event == "pickle.find_class":
            self._unpickled.add(str(args[0]))
        elif self.name == "hooks" and (run := unheard.program(event, args, self._notes.is_authors)):
            place = self._roots.place(run[1])
            self._unseen.add(f"runs another program ({run[0]}, {place}), {unheard.WHAT_TO_DO}")
        elif event in ("os.listdir", "os.scandir") and is_bookkeeping(sys._getframe(1)):
            self._tell_of_search(args[0])

    def _tell_of_search(self, folder: str | bytes | int | None) -> None:
        """Have the kernel's listener know for whom a folder is listed next."""
        if self.name == "kernel":
            with suppress(OSError, TypeError):
                os.stat(os.path.abspath(os.fsdecode(folder or os.curdir)) + AS_SEARCHED)  # type: ignore[arg-type]


class _Looker:
    """Heads the finders: takes down which modules and distributions are looked for, and where."""

    def __init__(self, modules: set[str], distributions: set[str], folders: set[str]) -> None:
        self._modules, self._distributions, self._folders = modules, distributions, folders

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        self._modules.add(name)
        if path is None:
            self._folders.update(each for each in sys.path if isinstance(each, str))
        return None

    def find_distributions(self, context: metadata.DistributionFinder.Context) -> tuple[()]:
        if context.name:
            self._distributions.add(context.name)
        return ()


class _Environ(os._Environ[Any]):
    """The environment, which takes down what the author's own code reads of it, or has read."""

    def __init__(self, environ: Any, names: set[str], notes: Notes) -> None:
        super().__init__(
            environ._data,
            environ.encodekey,
            environ.decodekey,
            environ.encodevalue,
            environ.decodevalue,
        )
        self._names, self._notes = names, notes

    def __getitem__(self, key: Any) -> Any:
        if self._is_asked_by_author():
            self._names.add(os.fsdecode(key))
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[Any]:
        if self._is_asked_by_author():
            self._names.update(map(os.fsdecode, super().__iter__()))
        return super().__iter__()

    def _is_asked_by_author(self) -> bool:
        frame: Any = sys._getframe(2)
        while frame and frame.f_code.co_filename.startswith(_FOR_OTHERS):
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename.startswith(f"{PLUGIN}{os.sep}"):
            return False
        return not self._notes.covers(frame.f_code.co_filename)


def _imported() -> set[str]:
    """The modules at the top of what this process has imported."""
    return {name.partition(".")[0] for name in sys.modules}


def _with_requirements(distributions: set[str]) -> set[str]:
    """Distributions with all that they require and that is installed."""
    found: set[str] = set()
    waiting = list(distributions)
    while waiting:
        name = waiting.pop()
        if name not in found and version(name) is not None:
            found.add(name)
            requirements = metadata.requires(name) or ()
            waiting += [re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in requirements]
    return found
