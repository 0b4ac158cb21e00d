"""The frames of a sweep are drawn in as many processes as are free, as they would be in one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Site
from pelican.plugins.live_figures.sweeping import spread as spreading

# Its artist leaves the number of the process that draws it, and does what else it is told.
DRAWN = """
import os, threading
from pathlib import Path
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
{imports}

class Line(Line2D):
    def draw(self, renderer):
        os.write(2, f"drawn {{self.get_ydata()[1]:g}} by {{os.getpid()}}, ".encode())
        {draw}
        super().draw(renderer)

def drawn(k: float = 1) -> Figure:
    \"\"\"A line.\"\"\"
    {make}
    figure = Figure()
    axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 9))
    axes.add_artist(Line([0, 1], [0, k]))
    return figure
"""
SWEEP = "<< drawn k=1..8/8 >>"


def drawn(site: Site, draw: str = "", make: str = "", imports: str = "", workers: int = 4) -> Site:
    site.configure(LIVE_FIGURES=["lines.drawn"], LIVE_FIGURES_WORKERS=workers)
    code = DRAWN.format(draw=draw or "pass", make=make or "pass", imports=imports)
    site.write("plugins/lines.py", code)
    site.post(SWEEP)
    return site


def processes(said: str) -> dict[str, set[str]]:
    """Which have drawn which frames."""
    found: dict[str, set[str]] = {}
    for frame, process in re.findall(r"drawn (\d) by (\d+)", said):
        found.setdefault(process, set()).add(frame)
    return found


def results(site: Site) -> list[bytes]:
    paths = sorted((site.folder / "output/figures").glob("drawn-*"))
    return [path.read_bytes() for path in paths]


def test_frames_are_drawn_by_all_who_are_free(site: Site) -> None:
    drawn(site, workers=1)
    (everything,) = processes(site.run().stderr).values()
    alone = results(site)
    drawn(site, workers=3)
    assert not processes(site.run().stderr)  # how many they are is no input
    for path in (site.folder / "cache").rglob("*.json"):
        path.unlink()
    said = site.run().stderr
    shared = processes(said)
    assert len(shared) == 3
    assert said.count("drawn") == 10  # no frame twice but the first and the middle
    assert set().union(*shared.values()) == everything
    assert results(site) == alone


def test_a_single_process_needs_no_list_of_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as there is only on Linux."""
    monkeypatch.setattr(
        spreading, "_is_alone", lambda: Path("/no/such/folder").iterdir().__next__()
    )
    assert spreading.spread(str, 3) == ["0", "1", "2"]


def test_who_waits_for_others_draws_alone(site: Site) -> None:
    drawn(site, workers=2)
    site.post(f"{SWEEP}\n\n<< drawn k=2..9/8 >>")
    shared = processes(site.run().stderr)
    assert sorted(map(len, shared.values())) == [8, 8]


def test_what_a_fork_does_not_finish_is_drawn_once_more(site: Site) -> None:
    drawn(site, workers=1).build()
    alone = results(site)
    drawn(
        site,
        imports="MAIN = os.getpid()",
        draw="if os.getpid() != MAIN and self.get_ydata()[1] == 4: os._exit(0)",
        workers=2,
    )
    (main,) = (each for each in processes(site.run().stderr).values() if len(each) == 8)
    assert "4" in main
    assert [each for each in results(site) if b"def drawn" not in each] == [
        each for each in alone if b"def drawn" not in each
    ]


def test_what_a_fork_alone_has_imported_is_an_input(site: Site) -> None:
    drawn(site, draw="if self.get_ydata()[1] == 4: import great_tables; os.environ.get('MOOD')")
    said = site.run().stderr
    assert said.count("drawn 4") == 2  # the second time where the trace is made
    paths = (site.folder / "cache/figures/traces").glob("*.trace")
    traces = [path.read_text() for path in paths]
    assert any("great_tables" in trace and "MOOD" in trace for trace in traces)


def test_the_first_failure_is_told_whoever_comes_to_it(site: Site) -> None:
    drawn(site, draw="assert self.get_ydata()[1] < 2.5, 'too high'", workers=2)
    assert "6:10: drawn: k=3: AssertionError: too high" in site.fail()
    drawn(site, draw="assert self.get_ydata()[1] < 1.5, 'too high'", workers=2)
    assert "6:10: drawn: k=2: AssertionError: too high" in site.fail()


def test_a_figure_may_take_the_ends_of_all_processes(site: Site) -> None:
    drawn(
        site,
        draw="""
        if self.get_ydata()[1] == 7:
            try: os.wait()
            except ChildProcessError: pass
""",
        workers=2,
    ).build()


def test_what_goes_wrong_in_a_fork_is_told_with_its_value(site: Site) -> None:
    drawn(site, draw="assert self.get_ydata()[1] != 4, 'not four'")
    assert "6:10: drawn: k=4: AssertionError: not four" in site.fail()


def test_chance_in_a_fork_is_told(site: Site) -> None:
    draw = "self.get_ydata()[1] == 4 and np.random.default_rng().random()"
    said = drawn(site, draw=draw).run()
    assert len(processes(said.stderr)) == 4
    assert "drawn draws random" in said.stdout


@pytest.mark.parametrize("imports", ["", "import pandas"])  # that by a zygote
def test_what_a_fork_reads_is_an_input(site: Site, imports: str) -> None:
    data = site.write("data.txt", "1")
    draw = "self.get_ydata()[1] == 4 and Path('data.txt').read_text()"
    drawn(site, draw=draw, imports=imports)
    assert len(processes(site.run().stderr)) == 4
    assert not processes(site.run().stderr)
    data.write_text("2")
    assert len(processes(site.run().stderr)) == 4


@pytest.mark.parametrize("where", ["make", "imports"])
def test_who_has_threads_draws_alone(site: Site, where: str) -> None:
    thread = "threading.Thread(target=threading.Event().wait, daemon=True).start()"
    drawn(site, **{where: thread})  # type: ignore[arg-type]
    assert len(processes(site.run().stderr)) == 1


def test_whoever_computes_for_an_executor_draws_alone(site: Site) -> None:
    drawn(site)
    site.write(
        "plugins/cluster.py",
        "from concurrent.futures import ThreadPoolExecutor\n\n"
        "def executor():\n    return ThreadPoolExecutor(1)\n",
    )
    site.configure(LIVE_FIGURES=["lines.drawn"], LIVE_FIGURES_EXECUTOR="cluster.executor")
    assert len(processes(site.run().stderr)) == 1
