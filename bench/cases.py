"""What is compared: each case yields the rows that it measured."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from .foreign import SETTINGS as FOREIGN
from .foreign import foreign
from .measure import Cost, Pairs, in_turns, run, typical
from .posts import LIVE, RUN, SWEEP, Post, distinct_rates, posts
from .rivals import RIVALS
from .sites import HERE, Site, bare, live
from .table import Row, memory_row, time_row


@dataclass(frozen=True)
class Sizes:
    """How many posts, and how many pairs of runs."""

    warm_posts: int = 200
    many_posts: int = 1000
    cold_posts: int = 100
    warm_pairs: int = 9
    cold_pairs: int = 3
    rival_pairs: int = 2
    sweeps: int = 8
    loop: int = 30
    """Figures that the time of one is taken from."""


QUICK = Sizes(20, 20, 10, warm_pairs=3, cold_pairs=1, rival_pairs=1, sweeps=1, loop=10)

Case = Callable[[Path, Sizes], Iterator[Row]]


def warm(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Nothing changed, against ready images; then one option of one figure changed."""
    written = posts(sizes.warm_posts, 3)
    ours = live(folder / "ours", written)
    ours.build_anew()
    theirs = bare(folder / "bare", written, ours, PLUGINS=["render_math"])
    theirs.build()
    pairs = in_turns(theirs.build, ours.build, sizes.warm_pairs)
    case = f"warm: {sizes.warm_posts} posts × 3 figures × 2 formulas"
    yield time_row(f"{case}, against bare Pelican with render-math and ready images", pairs, 0.7)
    yield memory_row("its memory", pairs, 1.1)
    yield _changed(ours, written[0], folder, sizes)


def warm_foreign(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """The same with a corpus and a theme that nothing here is tuned for."""
    written = posts(sizes.warm_posts, 3)
    ours = live(folder / "ours", written, foreign, **FOREIGN)
    ours.build_anew()
    theirs = bare(folder / "bare", written, ours, foreign, **FOREIGN, PLUGINS=["render_math"])
    theirs.build()
    pairs = in_turns(theirs.build, ours.build, sizes.warm_pairs)
    yield time_row(f"warm: {sizes.warm_posts} foreign posts × 3 figures", pairs, 0.7)
    yield memory_row("its memory", pairs, 1.1)


def _changed(ours: Site, post: Post, folder: Path, sizes: Sizes) -> Row:
    """The reference is the warm build, and the import of matplotlib, and twice one figure."""
    fresh = itertools.count(1)

    def build_changed() -> Cost:
        changed = replace(post, rates=(9 + next(fresh) / 1000, *post.rates[1:]))
        path = ours.folder / "content" / f"post-{post.number}.{LIVE.suffix}"
        path.write_text(LIVE.write(changed), "utf-8")
        return ours.build()

    imports, figure = _imports_and_figure(folder, sizes)
    pairs = in_turns(ours.build, build_changed, sizes.warm_pairs)
    allowed = [cost.plus(imports).plus(figure, 2) for cost in pairs.reference]
    case = f"one option changed in {sizes.warm_posts} posts, against warm + import + 2 figures"
    return time_row(case, Pairs(allowed, pairs.ours), 0.8)


def _imports_and_figure(folder: Path, sizes: Sizes) -> tuple[Cost, Cost]:
    """What importing matplotlib costs, and what drawing one figure."""
    nothing = typical([sys.executable, "-c", "pass"], folder, sizes.warm_pairs)
    without = typical(_loop(folder, 0), folder, sizes.warm_pairs)
    drawing = typical(_loop(folder, sizes.loop), folder, sizes.warm_pairs).plus(without, -1)
    return without.plus(nothing, -1), Cost(0, 0, 0).plus(drawing, 1 / sizes.loop)


def _loop(folder: Path, figures: int, module: str = "curves") -> list[str | Path]:
    images = folder / "loop"
    images.mkdir(parents=True, exist_ok=True)
    return [sys.executable, HERE / "loop.py", module, images, *map(str, distinct_rates(figures))]


def cold(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """From nothing, against a bare loop over the same figures."""
    yield _cold(folder / "own", sizes.cold_posts, "curves", "the bench's curve", sizes, 0.5)
    yield _cold(folder / "plain", sizes.cold_posts, "plain", "a plain figure", sizes, 0.6)
    yield _cold(folder / "seaborn", 7, "histograms", "a figure of seaborn's", sizes, 1.5)


def _cold(folder: Path, count: int, module: str, what: str, sizes: Sizes, goal: float) -> Row:
    ours = live(folder / "ours", posts(count, 3), module=module)
    loop = _loop(folder, 3 * count, module)
    pairs = in_turns(lambda: run(loop, folder), ours.build_anew, sizes.cold_pairs)
    return time_row(f"cold: {count} posts × 3 times {what}, against a bare loop", pairs, goal)


def sweeps(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Sweeps of 20 frames, from nothing, against ten figures for each of them."""
    count = sizes.sweeps
    figures = live(folder / "figures", posts(count, 10, formulas=False), lambda _: RUN)
    swept = live(folder / "swept", posts(count, 1, formulas=False), lambda _: SWEEP)
    pairs = in_turns(figures.build_anew, swept.build_anew, sizes.cold_pairs)
    case = f"{count} sweeps of 20 frames of losscurve, against {10 * count} figures of it"
    yield time_row(case, pairs, 1)


def many(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Many posts with many figures; bare Pelican knows no formulas."""
    written = posts(sizes.many_posts, 10, formulas=False)
    ours = live(folder / "ours", written)
    ours.build_anew()
    theirs = bare(folder / "bare", written, ours)
    theirs.build()
    pairs = in_turns(theirs.build, ours.build, sizes.warm_pairs)
    case = f"warm: {sizes.many_posts} posts × 10 figures, against bare Pelican with ready images"
    yield time_row(case, pairs, 1.05)


def rivals(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """The same posts with other tools: from nothing, and with nothing changed."""
    written = posts(sizes.cold_posts, 3)
    ours = live(folder / "ours", written)
    for name, make in RIVALS.items():
        theirs = make(folder / make.__name__, written)
        cold_pairs = in_turns(theirs.build_anew, ours.build_anew, sizes.rival_pairs)
        case = f"{sizes.cold_posts} posts × 3 figures, against {name}"
        yield time_row(f"{case}, cold", cold_pairs, 1)
        warm_pairs = in_turns(theirs.build, ours.build, sizes.rival_pairs)
        yield time_row(f"{case}, warm", warm_pairs, 1)


CASES: tuple[Case, ...] = (warm, warm_foreign, cold, sweeps, many, rivals)
