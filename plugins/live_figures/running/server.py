"""The figure server: one process that has matplotlib imported and forks a child for every job.

It is an interpreter of its own (serve.py), so that figure code never shares a process with
Pelican. A fork costs some milliseconds and buys much: a figure may hang, leak or crash alone; its
modules are imported fresh; what it reads is known; and its bytes cannot depend on which figures
came before. Where many figures of one function wait, a process computes several of them, as long
as it can be proven that this makes no difference (series.py).

Reads Requests from the connection whose file number is its argument, answers (Request, Outcome).
It ends, and kills its children, when the other side goes away.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import select
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from ..drawing.style import FONT_FILE, forget_the_machine
from ..printed import flush, show
from ..results.installed import has_module, providers, version
from ..results.job import Outcome, Request, Result
from ..results.trace import PLUGIN, Roots, digest_of
from ..server_settings import UNCOUNTED, ServerSettings
from . import kernel, warmup
from .beginning import lacking
from .channel import Channel
from .child import Child, Imports, Taken, strays
from .listings import list_in_order
from .notes import Notes
from .processes import adopt_orphans, end
from .recorder import Digests
from .runner import Runner
from .series import LEAST, LEAST_OF_FORKS, OFTEN, Terms, may_be_followed
from .source import compiled, import_from_sources
from .state import compared
from .waiting import Waiting
from .zygotes import Zygotes

# Loaded with the kinds of results, but at work in pages alone.
_OF_PAGES = (
    "kinds/evidence",
    "kinds/expectation",
    "kinds/inline",
    "kinds/numbered",
    "kinds/page",
    "kinds/site",
    "kinds/usage",
    "locate",
    "post",
    "report",
    "results/changes",
    "results/held",
    "text/placeholder",
    "text/signs",
    "words",
)


class Server:
    """Runs requests in children, no more at once than there are workers."""

    def __init__(self, link: Connection, settings: ServerSettings) -> None:
        self._channel, self._settings = Channel(link), settings
        self._search = [*settings.search, settings.project]
        self._waiting = Waiting(alone=settings.alone)
        self._children: list[Child] = []
        self._warm = self._has_worked = False
        self._roots = Roots(settings.project, settings.search)
        self._zygotes = Zygotes(self._search, self._roots, settings.workers)
        loaded = _loaded(self._roots)
        forget_the_machine()
        import_from_sources(self._search)
        version("python")  # finds all distributions, once for all children
        has_module("python")
        distributions = providers()
        del distributions["pelican"]  # serve.py's stand-in
        self._runner = Runner(settings, self._roots, self._search, distributions, loaded)
        kernel.is_available()  # tried once, for all children

    def serve(self) -> None:
        """Work until the other side goes away."""
        try:
            if not select.select([self._channel], [], [], 0)[0]:
                self._warm_up()  # started ahead of need, as by the dev server
            while True:
                self._step()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            while self._children:
                self._children.pop().stop()
            self._zygotes.end()
            self._clear()

    def _step(self) -> None:
        is_idle = not (self._waiting or self._children)
        for request in self._channel.receive():
            self._wait_for(request)
        if len(self._waiting) + self._has_worked > 1:  # a single figure is done sooner without
            self._warm_up()
        self._zygotes.clear(self._children, is_idle=is_idle)
        while len(self._children) < self._settings.workers and (child := self._next()):
            self._children.append(child)
            self._has_worked |= not child.imports
        self._wait()
        for child in self._children[:]:
            child.check()
            if child.outcome is None and child.said:
                self._go_on(child, child.said.outcome)
            if child.outcome is not None:
                self._finish(child)

    def _next(self) -> Child | None:
        """A child for the first request that has not to wait for a zygote; or else a zygote."""
        for request, beginning in self._waiting:
            imports = lacking(beginning)
            zygote = self._zygotes.ready.get(imports)
            if zygote is None and self._zygotes.may_be(imports):
                if any(child.imports == imports for child in self._children):
                    continue
                return self._fork(request, imports)
            self._waiting.take(request)
            if zygote and zygote.outcome is None:
                return Child.fork_of(zygote, request, beginning, self._terms(request, imports))
            return self._fork(request)
        return None

    def _wait(self) -> None:
        """Wait until something happens, and let the children take it.

        What is heard of files, thousands of times when a library is imported, is no reason to look
        at anything else.
        """
        every = [*self._children, *self._zygotes.ready.values()]
        actions: dict[int, Callable[[], None]] = {}
        for child in every:
            actions.update(child.descriptors)
        hearing = {child.listener.fileno() for child in every if child.listener}
        poll = self._poll(actions, every)
        left = min((child.seconds_left() for child in self._children), default=None)
        until = None if left is None else time.monotonic() + left
        only_heard = True
        while only_heard:
            happened = poll.poll(None if until is None else _milliseconds(until))
            for descriptor, _ in happened:
                if descriptor in actions:
                    actions[descriptor]()
            only_heard = bool(happened) and all(
                descriptor in hearing and event == select.POLLIN for descriptor, event in happened
            )
            only_heard &= until is None or time.monotonic() < until
        self._channel.flush()

    def _poll(self, actions: Collection[int], children: Sequence[Child]) -> select.poll:
        """For what may come by any of these, and for room for what is still to be sent."""
        poll = select.poll()
        for descriptor in (self._channel.fileno(), *actions):
            poll.register(descriptor, select.POLLIN)
        unsent = [child.unsent for child in children]
        if self._channel.has_more_to_send:
            unsent.append(self._channel.fileno())
        for each in unsent:
            if each is not None:
                poll.register(each, select.POLLIN | select.POLLOUT)
        return poll

    def _warm_up(self) -> None:
        """Make what all children need, and as little as can be that they change.

        What a child changes in a page of memory, it has to copy first. So garbage stays where it
        is, but for what the import has left: its place would be the first to be filled.
        """
        if not self._warm:
            self._warm = True
            gc.unfreeze()
            gc.collect()  # it tracks less then, and state.py has less to look at
            gc.disable()
            warmup.draw()
            gc.freeze()
            gc.enable()

    def _fork(self, request: Request, imports: Imports = ()) -> Child:
        """A child that computes the request; or, with imports, that is to be a zygote."""
        self._know_modules()
        notes = Notes(self._roots, (self._settings.store,))
        others = [*self._children, *self._zygotes.ready.values()]
        terms = self._terms(request, imports)

        def work(link: Connection) -> Outcome | None:
            self._channel.close()  # it has no business with the build
            return self._runner.run(request, imports, notes, terms, link)

        return Child.fork(request, work, notes, self._settings.memory, others, terms, imports)

    def _terms(self, request: Request, imports: Imports) -> Terms:
        """Those of the next child: it has more processes only if nothing else waits for them."""
        if self._settings.workers == UNCOUNTED:
            return Terms()
        free = self._settings.workers - len(self._children) - len(self._waiting)
        goes_on = self._waiting.can_have_company(request) and kernel.is_available()
        least = LEAST_OF_FORKS if imports else LEAST
        goes_on &= sum(1 for _ in islice(self._waiting.behind(request), least)) == least
        if goes_on:
            warmup.draw_more(png="png" in request.parts)
            compared()
        return Terms(max(1, free), goes_on)

    def _go_on(self, child: Child, outcome: Outcome | None) -> None:
        """Take what a child says that can go on, and give it what could come behind."""
        proven: list[Taken] = []
        if outcome is None:
            proven, child.held = child.held, []
        elif child.has_followers:
            self._hold(child, outcome)
        following = next(self._waiting.behind(child.request), None)
        if outcome and not child.has_followers:
            if following is None or self._zygotes.is_passed(child):
                child.outcome = outcome
                return
            proven = [child.taken(outcome)]
        if following and len(child.held) < OFTEN:
            self._waiting.take(following)
            child.go_on(following)
        elif child.held:
            child.go_on(None)
        else:
            child.outcome = child.said  # it has no more to do
        for each in proven:
            self._answer(each)

    def _hold(self, child: Child, outcome: Outcome) -> None:
        """Keep an outcome until it is proven; what is none to go on from is computed alone."""
        held = child.taken(outcome)
        if may_be_followed(outcome) and not child.notes.has_moved:
            child.held.append(held)
            return
        if isinstance(outcome, Result):
            self._waiting.leave_alone(held.request.job.function)
        self._wait_alone(held.request)

    def _settle(self, child: Child) -> None:
        """A child has ended that others have come behind: what is not proven is to be computed."""
        if unproven := child.unproven():
            self._waiting.leave_alone(child.request.job.function)
            for request in unproven:
                self._wait_alone(request)

    def _wait_alone(self, request: Request) -> None:
        self._waiting.leave_alone(request)
        self._wait_for(request)

    def _wait_for(self, request: Request) -> None:
        self._waiting.add(request, self._zygotes.beginning_of(request))

    def _know_modules(self) -> None:
        """Have the import system list the folders that it searches: no child reads them itself."""
        importlib.invalidate_caches()
        for folder in map(str, self._search):
            if finder := pkgutil.get_importer(folder):
                finder.find_spec("nothing is called this", None)

    def _finish(self, child: Child) -> None:
        self._children.remove(child)
        if child.imports and self._zygotes.take(child):
            return
        outcome, printed = child.outcome, child.stop()
        self._clear()
        if child.has_followers:
            self._settle(child)
            return
        if child.terms.goes_on and not child.said and isinstance(outcome, Result):
            self._waiting.leave_alone(child.request.job.function)  # nothing can come behind it
        if child.imports or not child.has_begun or self._zygotes.is_passed(child):
            self._waiting.put_back(child.request)
            return
        self._answer(Taken(child.request, outcome, printed))

    def _answer(self, held: Taken) -> None:
        show(held.printed)
        self._channel.send((held.request, held.outcome))
        if isinstance(held.outcome, Result):
            self._compile(held.outcome)

    def _compile(self, result: Result) -> None:
        """Have what a result was computed with at hand for the next."""
        for each in result.trace:
            if (
                each.kind == "file"
                and each.name.endswith(".py")
                and each.name.startswith("project:")
            ):
                path = self._roots.path(each.name)
                with suppress(OSError, SyntaxError, ValueError):
                    compiled(str(path), path.read_bytes())

    def _clear(self) -> None:
        for pid in strays(self._children, self._zygotes.ready.values()):
            end(pid)


def _milliseconds(until: float) -> float:
    return 1000 * max(until - time.monotonic(), 0) + 1


def _loaded(roots: Roots) -> Digests:
    """The plugin's own files that are loaded by now: they make results, so they are inputs."""
    modules = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    paths = {Path(path) for path in modules if path.startswith(f"{PLUGIN}{os.sep}")}
    paths -= {PLUGIN / f"{name}.py" for name in _OF_PAGES}
    return {roots.name(path): digest_of("file", str(path)) for path in [*paths, FONT_FILE]}


def main() -> None:
    """Serve on the connection given as the first argument, with the settings in the second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    adopt_orphans()  # what figures leave behind
    list_in_order()
    settings = ServerSettings.from_json(sys.argv[2])
    sys.path[:0] = [*map(str, settings.search), str(settings.project)]
    # A child has no time for a garbage collection before it has made more objects than most
    # figures consist of.
    gc.set_threshold(100_000)
    gc.freeze()  # what is imported by now, and not collected: a single figure does without
    gc.enable()
    Server(Connection(int(sys.argv[1])), settings).serve()
    flush()
    os._exit(0)  # the build waits: to take the interpreter apart takes longer than many a figure
