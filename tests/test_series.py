"""What is alike is computed in one process, and comes out as if each had one of its own."""

from __future__ import annotations

import random
import re

import pytest
from conftest import Site
from pelican.plugins.live_figures.results.trace import Roots
from pelican.plugins.live_figures.running import kernel
from pelican.plugins.live_figures.running.notes import Notes

pytestmark = pytest.mark.skipif(not kernel.is_available(), reason="each has its own elsewhere")

COUNT = 24
VALUES = """
import os, sys, time

HERE = []

def pid(at: int = 0) -> int: return os.getpid()
def fresh(at: int = 0) -> int:
    HERE.append(at)
    return len(HERE)
def loud(at: int = 0) -> int:
    print("loud", at)
    return at
def wrong(at: int = 0) -> int:
    if at == 7:
        raise ValueError("no seven")
    return at
def gone(at: int = 0) -> int:
    if at == 7:
        os._exit(3)
    return at
def late(at: int = 0) -> int:
    if at == 7:
        time.sleep(60)
    return at
def data(at: int = 0) -> str:
    with open(f"data/{at % 3}.txt") as file:
        return file.read()
"""
NAMES = ["pid", "fresh", "loud", "wrong", "gone", "late", "data"]


def directives(name: str, count: int = COUNT, more: str = "") -> str:
    return "\n\n".join(f"({{<< {name} at={at} {more}>>}})" for at in range(count))


def shown(site: Site) -> list[str]:
    page = re.sub("<[^>]+>", "", site.read("post.html"))
    return re.findall(r"{(.*?)}", page)


def verify(site: Site) -> str:
    """Compute all again, each in a process of its own."""
    return site.ask("verify").stdout


@pytest.fixture
def values(site: Site) -> Site:
    site.write("plugins/values.py", VALUES)
    site.configure(LIVE_VALUES=[f"values.{name}" for name in NAMES], LIVE_FIGURES_WORKERS=2)
    return site


def test_many_share_a_process(values: Site) -> None:
    values.post(directives("pid", 40))
    values.build()
    assert len(set(shown(values))) < 5


def test_few_have_one_each(values: Site) -> None:
    values.post(directives("pid", 8))
    values.build()
    assert len(set(shown(values))) == 8


def test_each_imports_its_modules_anew(values: Site) -> None:
    values.post(directives("fresh"))
    values.build()
    assert shown(values) == ["1"] * COUNT


def test_what_each_prints_is_shown_once(values: Site) -> None:
    values.post(directives("loud"))
    printed = re.findall(r"loud (\d+)", values.run().stderr)
    assert sorted(map(int, printed)) == list(range(COUNT))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wrong", "wrong: no seven"),
        ("gone", "ended its process, with exit code 3"),
        ("late", "took longer than 5 s"),
    ],
)
def test_one_that_fails_is_told_and_no_other(values: Site, name: str, said: str) -> None:
    values.configure(
        LIVE_VALUES=[f"values.{name}"], LIVE_FIGURES_WORKERS=2, LIVE_FIGURES_SHOW_ERRORS=True
    )
    values.post(directives(name, more="timeout=5 " if name == "late" else ""))
    result = values.run()
    assert (result.stdout + result.stderr).count(said) == 1
    others = [text for text in shown(values) if text.isdigit()]
    assert others == [str(at) for at in range(COUNT) if at != 7]


def test_what_one_has_read_is_known(values: Site) -> None:
    for number in range(3):
        values.write(f"data/{number}.txt", f"old {number}")
    values.post(directives("data"))
    values.build()
    values.write("data/1.txt", "new 1")
    values.build()
    wanted = ["new 1" if at % 3 == 1 else f"old {at % 3}" for at in range(COUNT)]
    assert shown(values) == wanted


def test_what_has_moved_meanwhile_is_noted(site: Site) -> None:
    path = str(site.write("data.txt", "old"))
    notes = Notes(Roots(site.folder))
    for text in ("old", "new"):
        site.write("data.txt", text)
        notes.opened(path, 0)
        assert not notes.has_moved  # one computation reads what it has read
    notes.begin_again()
    notes.opened(path, 0)
    assert notes.has_moved


LIBRARY = """
import array, contextvars, functools, gc, itertools, random, threading
import numpy as np

class Thing:
    kind = 0
    def __init__(self): self.own = 0
class Slots:
    __slots__ = ("own",)
    def __init__(self): self.own = 0
def counter():
    count = 0
    def add(by):
        nonlocal count
        count += by
        return count
    return add

flag, numbers, names, nested = 0, {"a": 0}, [0], {"deep": {"deeper": [{"a": 0}]}}
thing, slots, add, some = Thing(), Slots(), counter(), {0}
default = lambda by, seen=[0]: seen.append(max(seen) + by) or max(seen)
vector, raw, packed = np.zeros(3), bytearray(3), array.array("d", [0.0])
context = contextvars.ContextVar("context", default=0)
def function(): return 0
gc.collect()  # those of numbers and arrays alone are not tracked from now on
held, pair = {"a": np.zeros(3)}, (np.zeros(3), np.zeros(3))
generator, own = np.random.default_rng(7), random.Random(7)
numbered = itertools.count()
@functools.lru_cache
def cached(name): return np.zeros(3)
@functools.cache
def kept(name): return [0]
"""
LEAKS = {
    "flag": ("library.flag = 1", "library.flag"),
    "numbers": ("library.numbers['a'] = 1", "library.numbers['a']"),
    "key": ("library.numbers['b'] = 1", "len(library.numbers) - 1"),
    "names": ("library.names[0] = 1", "library.names[0]"),
    "nested": (
        "library.nested['deep']['deeper'][0]['a'] = 1",
        "library.nested['deep']['deeper'][0]['a']",
    ),
    "class": ("library.Thing.kind = 1", "library.thing.kind"),
    "instance": ("library.thing.own = 1", "library.thing.own"),
    "slots": ("library.slots.own = 1", "library.slots.own"),
    "closure": ("library.add(1)", "library.add(0)"),
    "default": ("library.default(1)", "library.default(0)"),
    "set": ("library.some.add(1)", "len(library.some) - 1"),
    "attribute": ("library.function.own = 1", "getattr(library.function, 'own', 0)"),
    "vector": ("library.vector[1] = 1", "int(library.vector[1])"),
    "raw": ("library.raw[1] = 1", "library.raw[1]"),
    "packed": ("library.packed[0] = 1", "int(library.packed[0])"),
    "held": ("library.held['a'][1] = 1", "int(library.held['a'][1])"),
    "pair": ("library.pair[1][1] = 1", "int(library.pair[1][1])"),
    "cached": ("library.cached('b')[1] = 1", "int(library.cached('b')[1])"),
    "kept": ("library.kept('b')[0] = 1", "library.kept('b')[0]"),
    "generator": ("library.generator.random()", "library.generator.bit_generator.state['state']"),
    "own": ("library.own.random()", "library.own.getstate()[1][-1]"),
    "numbered": ("next(library.numbered)", "repr(library.numbered)"),
    "context": ("library.context.set(1)", "library.context.get()"),
    "environment": ("os.environ['LEAK'] = '1'", "int(os.environ.get('LEAK', 0))"),
    "folder": ("os.chdir('/')", "int(os.getcwd() == '/')"),
    "warnings": ("warnings.simplefilter('error')", "len(warnings.filters)"),
    "decimal": ("decimal.getcontext().prec = 9", "decimal.getcontext().prec"),
    "numpy": ("np.set_printoptions(precision=3)", "np.get_printoptions()['precision']"),
    "errors": ("np.seterr(all='ignore')", "len(set(np.geterr().values()))"),
    "path": ("sys.path.append('/leak')", "int('/leak' in sys.path)"),
    "builtins": ("builtins.leak = 1", "getattr(builtins, 'leak', 0)"),
    "settings": ("plt.rcParams['font.size'] = 3", "plt.rcParams['font.size']"),
    "pyplot": ("plt.figure()", "len(plt.get_fignums())"),
    "map": ("matplotlib.colormaps.register(MAP)", "len(matplotlib.colormaps)"),
    "colour": (
        "colors.get_named_colors_mapping()['leak'] = '#123456'",
        "int('leak' in colors.get_named_colors_mapping())",
    ),
    "method": ("Axes.leak = 1", "getattr(Axes, 'leak', 0)"),
    "random": ("random.seed(3)", "random.getstate() == FIRST"),
    "thread": (
        "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        "threading.active_count()",
    ),
    "signal": (
        "signal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        "int(signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN)",
    ),
    "module": ("import wave", "int('wave' in sys.modules)"),
    "limit": ("sys.setrecursionlimit(900)", "sys.getrecursionlimit()"),
    "mask": ("os.umask(0o77)", "Path('/proc/self/status').read_text().partition('Umask:')[2][:6]"),
    "stack": ("threading.stack_size(1 << 20)", "stack_size()"),
}
LEAKY = """
import builtins, decimal, os, random, signal, sys, threading, time, warnings
import library
import matplotlib
import numpy as np
from pathlib import Path
from matplotlib import colors, pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
MAP = ListedColormap(["red", "blue"], name="leak")
FIRST = random.getstate()
def stack_size():
    size = threading.stack_size()  # which sets it back
    threading.stack_size(size)
    return size
"""


def test_what_one_leaves_behind_no_other_finds(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third leaves something that those from the fifth on would show; the first would not."""
    monkeypatch.setenv("PYTHONPATH", str(site.folder / "site-packages"))
    site.write("site-packages/library.py", LIBRARY)
    functions = (
        f"def {name}_leak(at: int = 0) -> str:\n"
        f"    found = {reads} if at > 4 else None\n"
        f"    if at == 3:\n        {leaks}\n"
        f"    return str(found)\n"
        for name, (leaks, reads) in LEAKS.items()
    )
    site.write("plugins/leaky.py", LEAKY + "".join(functions))
    site.configure(LIVE_VALUES=[f"leaky.{name}_leak" for name in LEAKS], LIVE_FIGURES_WORKERS=2)
    # So many that they share a process although it has to import a library first.
    site.post("\n\n".join(directives(f"{name}_leak", 44) for name in LEAKS))
    result = site.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{44 * len(LEAKS)} results computed again, 0 differences" in verify(site)


HEAD = """
import datetime, os
import numpy as np
from matplotlib.figure import Figure

def begun(kind, **how):
    print("by", os.getpid(), kind)
    figure = Figure()
    return figure, figure.add_subplot(**how)
"""
KINDS = {
    "lines": "axes.plot([0, 1, at], [1, 2, 3], label='one'); axes.legend()",
    "steps": "axes.step([1, 2], [1, at]); axes.axhline(1)",
    "points": "axes.scatter([1, 2, 3], [at, 2, 3], c=[1, 2, 3])",
    "bars": "axes.bar(['a', 'b', 'c'], [at, 2, 3])",
    "lying": "axes.barh(['a', 'b', 'c'], [at, 2, 3])",
    "histogram": "axes.hist(np.random.default_rng(at).normal(size=50))",
    "image": "axes.imshow(np.eye(4) * (at + 1))",
    "mesh": "axes.pcolormesh(np.outer([1, 2], [1, at]))",
    "contours": "axes.contourf(np.outer([1, 2, 3], [1, 2, at + 3]))",
    "dates": "axes.plot([datetime.date(2020, 1, 1), datetime.date(2021 + at, 1, 1)], [1, 2])",
    "logarithms": "axes.loglog([1, 10, 100], [1, 10, 100 + at])",
    "pie": "axes.pie([1, 2, 3 + at], labels=['a', 'b', 'c'])",
    "boxes": "axes.boxplot([[1, 2, 3 + at], [2, 3, 4]])",
    "violins": "axes.violinplot([[1, 2, 3 + at], [2, 3, 4]])",
    "formula": r"axes.plot([1, 2]); axes.set_title(rf'$\frac{{{at}}}{{2}}\int_0^1 \alpha$')",
    "inset": "axes.plot([1, 2]); axes.inset_axes([.5, .5, .4, .4]).plot([at, 1])",
    "twins": "axes.plot([1, at]); axes.twinx().plot([at, 5])",
    "arrows": "axes.quiver([1, 2], [1, 2], [1, at], [1, 1])",
    "area": "axes.fill_between([1, 2], [0, 0], [1, at])",
    "errors": "axes.errorbar([1, 2], [1, at], yerr=.3)",
    "texts": "axes.text(.5, .5, f'损失 {at}'); axes.annotate('x', (0, 0), (1, 1),"
    " arrowprops={'arrowstyle': '->'})",
    "stems": "axes.stem([1, 2, at])",
    "hexagons": "r = np.random.default_rng(at); axes.hexbin(r.normal(size=50), r.normal(size=50),"
    " gridsize=8)",
    "streams": "y, x = np.mgrid[0:4, 0:4]; axes.streamplot(x[0], y[:, 0], x + at, y)",
    "polar": "axes.plot([0, 1, 2], [1, 2, 3 + at])",
    "space": "axes.plot([0, 1, 2], [1, 2, 3 + at], [1, 2, 3])",
}
PROJECTIONS = {"polar": "projection='polar'", "space": "projection='3d'"}


def test_figures_come_out_as_they_would_alone(site: Site) -> None:
    """26 kinds, as they come in any order, as SVG and then as PNG."""
    functions = (
        f"def {name}(at: int = 0) -> Figure:\n"
        f"    '''Some.'''\n"
        f"    figure, axes = begun('{name}', {PROJECTIONS.get(name, '')})\n"
        f"    {code}\n    return figure\n"
        for name, code in KINDS.items()
    )
    site.write("plugins/drawn.py", HEAD + "".join(functions))
    drawn = [f"drawn.{name}" for name in KINDS]
    site.configure(LIVE_FIGURES=drawn, LIVE_FIGURES_WORKERS=2, FEED_ALL_ATOM="a.xml")
    every = [f"<< {name} at={at} >>" for name in KINDS for at in range(14)]
    random.Random(7).shuffle(every)
    site.post("\n\n".join(every))
    processes = set(re.findall(r"by (\d+)", site.run().stderr))
    assert len(processes) < len(every) / 2
    assert f"{len(every)} results computed again, 0 differences" in verify(site)
