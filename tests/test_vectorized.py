"""``@vectorized``: what all frames of a sweep need is computed in one run, and right for each."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from neuron.experiment import learn
from neuron.model import COSTS
from pelican.plugins.live_figures import vectorized
from pelican.plugins.live_figures.sweeping.vectorized import Runs, WantedError, asked

MODULE = """
import numpy as np
from matplotlib.figure import Figure
from pelican.plugins.live_figures import simulation, vectorized

@vectorized("k")
def runs(k: list[float], n: int = 1) -> list[np.ndarray]:
    {check}
    print(f"{{len(k)}} runs of n={{n}}")
    return [np.array([each * n, 7]) for each in k]

{decorator}
def run(k: float, n: int = 1) -> np.ndarray:
    return runs(k, n)

def told(k: float = 1, n: int = 1) -> tuple[Figure, str]:
    {body}
    first[0] *= 1
    figure = Figure()
    figure.add_subplot().plot(first)
    return figure, f"{{first[0]:g}} of 7"
"""


def told(site: Site, body: str, check: str = "", decorator: str = "") -> Site:
    site.configure(LIVE_FIGURES=["telling.told"])
    code = MODULE.format(body=body, check=check or "pass", decorator=decorator)
    site.write("plugins/telling.py", code)
    return site


BODIES = {
    "a call": "first = run(k, n)",
    "a call that needs another": "first = runs(float(run(k, n)[0] / n), n)",
    "a result that is changed": "first = run(k, n); first += 0.5; first = run(k, n)",
    "two calls": "second, first = run(k, n=n + 1), run(k, n)",
    "a call whose end is caught": "\n    try: first = run(k, n)\n    except BaseException: pass",
    "a call whose end becomes a result": """
    try:
        first = run(k, n)
    except BaseException:
        first = [5, 5]
""",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_frames_of_a_sweep_have_one_run(site: Site, body: str) -> None:
    told(site, body)
    site.post(
        "<< told k=1..2/3 start=2 >>\n\n<< told k=2 >>\n\n<< told k=1..2/3 n=3,4/ start=2,3 >>"
    )
    printed = site.run("--fatal", "warnings").stderr
    html = site.read("post.html")
    assert html.count('alt="2 of 7"') == 2
    assert html.count('alt="6 of 7"') == 1
    for n in (1, 3, 4):  # those of another n are another call
        assert printed.count(f"3 runs of n={n}") == 1


def test_a_simulation_has_a_run_of_its_own(site: Site) -> None:
    told(site, "first = run(k, n)", decorator="@simulation").post("<< told k=1..2/3 start=2 >>")
    assert "3 runs" not in site.run().stderr
    assert 'alt="2 of 7"' in site.read("post.html")


COUPLED = {
    "one generator for all": "rng = np.random.default_rng(1)"
    "; return [np.array([each * n + rng.normal(), 7]) for each in k]",
    "a scale of all": "return [np.array([each * n / max(k), 7]) for each in k]",
    "what the slowest needs": "return [np.array([max(k) * 10, 7]) for each in k]",
}


@pytest.mark.parametrize("check", COUPLED.values(), ids=COUPLED)
def test_runs_that_hang_on_each_other_are_no_runs(site: Site, check: str) -> None:
    told(site, "first = run(k, n)", check).post("<< told k=1..2/3 >>")
    assert "or a run that hangs on those beside it" in site.fail()


def test_sums_in_another_order_are_no_other_figure(site: Site) -> None:
    check = "return [np.array([each * n * (1 + len(k) * 5e-11), 7]) for each in k]"
    told(site, "first = run(k, n)", check).post("<< told k=1..1.2/3 n=7 id=a >>")
    site.build()
    assert "7.000000001" in site.read("figures/a.csv")  # alone it is 7


def test_what_is_wrong_with_one_run_is_told_with_its_value(site: Site) -> None:
    check = "if max(k) > 1.6: raise ValueError('too much')"
    told(site, "first = run(k, n)", check).post("<< told k=1..2/3 >>")
    assert "6:9: told: k=2.0: too much" in site.fail()


def test_as_many_results_as_runs(site: Site) -> None:
    told(site, "first = run(k, n)", "return [np.array([1, 1])] * 2").post("<< told k=1..2/3 >>")
    assert "told: k=1.0: runs gave 2 results for 1 runs" in site.fail()


def test_names_are_those_of_arguments() -> None:
    with pytest.raises(ValueError, match="f takes no b"):

        @vectorized("a", "b")
        def f(a: list[int], *b: int) -> list[int]:
            return a


def test_values_that_are_equal_but_not_the_same_have_their_own_runs() -> None:
    @vectorized("a")
    def kinds(a: list[object]) -> list[str]:
        return [repr(each) for each in a]

    values, runs = [1, 1.0, True, 0.0, -0.0, "1", (1,), [1], {1: lambda: 0}], Runs()
    with asked(runs):
        for value in values[:-1]:
            with pytest.raises(WantedError):
                kinds(value)
        runs.compute()
        assert [kinds(value) for value in values] == list(map(repr, values))


@given(
    st.lists(st.floats(-6, 6), min_size=1, max_size=20),
    st.sampled_from(sorted(COSTS)),
    st.integers(0, 50),
)
def test_many_neurons_learn_as_one_does(states: list[float], cost: str, last: int) -> None:
    runs = Runs()
    with asked(runs):
        for number, state in enumerate(states):
            with pytest.raises(WantedError):
                learn(state, state / 3, 0.15, last + number, cost)
        runs.compute()
        for number, state in enumerate(states):
            call = (state, state / 3, 0.15, last + number, cost)
            together = learn(*call)
            with asked(None):
                one = learn(*call)
            for name, path in vars(one).items():
                assert np.array_equal(path, getattr(together, name)), name
