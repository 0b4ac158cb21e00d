"""The formulas of a post are kept, and used only while all that makes them is what it was.

Whether they are used shows in what is published: a sign of the kept MathML is forged.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import PLUGINS, Site
from test_store import ask, rewrite

VALUES = """
def total(runs: int = 1) -> int:
    return runs
"""
POST = """Here are $\\R = x$ and $y = << total runs=3 >>$, as \\eqref{one} is.

$$ x = 1 \\label{one} $$
"""
Data = dict[str, Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose formulas are kept; in those of one post a sign is forged."""
    site = Site(tmp_path_factory.mktemp("built"))
    site.write("plugins/numbers_.py", VALUES)
    configure(site)
    site.post(POST)
    site.post("Another has $z$.", "other")
    site.build()
    forge(site)
    return site.folder


@pytest.fixture
def kept(built: Path, tmp_path: Path) -> Site:
    """A copy of that site."""
    return Site(shutil.copytree(built, tmp_path / "copy"))


def configure(site: Site, **settings: Any) -> None:
    known = {"LIVE_VALUES": ["numbers_.total"], "LIVE_FIGURES_MACROS": {"R": r"\mathbb{R}"}}
    site.configure(**{**known, **settings})


def entries(site: Site) -> list[Path]:
    return sorted((site.folder / "cache/figures/formulas").glob("*.json"))


def forge(site: Site, change: Callable[[Data], object] | None = None) -> None:
    def to_forged(data: Data) -> None:
        facts = data["about"][2]
        facts["formulas"] = [each.replace("<mo>=<", "<mo>≠<") for each in facts["formulas"]]
        if change:
            change(facts)

    (path,) = (path for path in entries(site) if "label" in path.read_text())
    rewrite(path, to_forged)


def rendered_again(site: Site) -> bool:
    """Build: whether the formulas were rendered anew, and not taken from the forged entry."""
    site.build()
    html = site.read("post.html")
    assert html.count("<mo>≠</mo>") in (0, 3)
    return "<mo>≠</mo>" not in html


def test_nothing_changed(kept: Site) -> None:
    assert not rendered_again(kept)


def test_the_engine_is_left_alone_where_nothing_changed(kept: Site) -> None:
    kept.write(
        "plugins/no_engine.py",
        "import sys\nsys.modules['math_core'] = None\ndef register():\n    pass\n",
    )
    configure(kept, PLUGINS=["no_engine", "pelican.plugins.live_figures"])
    assert not rendered_again(kept)
    kept.post(POST + "$w$")
    assert "math_core" in kept.run().stdout + kept.run().stderr


def test_words_around_formulas(kept: Site) -> None:
    kept.post(POST.replace("Here", "There"))
    assert not rendered_again(kept)


@pytest.mark.parametrize(
    "change",
    [
        ("total runs=3", "total runs=4"),
        ("= x$", "= y$"),
        ("as \\eqref{one} is", "$w$"),
        ("$$ x = 1 \\label{one} $$", "$x = 1$ \\eqref{one} $$ z \\label{one} $$"),
    ],
    ids=str,
)
def test_a_formula(kept: Site, change: tuple[str, str]) -> None:
    before, now = change
    assert before in POST
    kept.post(POST.replace(before, now))
    assert rendered_again(kept)


def test_a_value_in_a_formula(kept: Site) -> None:
    kept.write("plugins/numbers_.py", VALUES.replace("return runs", "return runs + 4"))
    assert rendered_again(kept)
    assert "<mn>7</mn>" in kept.read("post.html")


@pytest.mark.parametrize(
    "settings",
    [
        {"LIVE_FIGURES_MACROS": {"R": r"\mathbb{Q}"}},
        {"LIVE_FIGURES_NUMBERED": "all"},
    ],
    ids=str,
)
def test_a_setting(kept: Site, settings: Data) -> None:
    configure(kept, **settings)
    assert rendered_again(kept)


def test_the_post_has_another_address(kept: Site) -> None:
    path = kept.folder / "content/post.en.md"
    path.write_text(path.read_text().replace("Slug: post", "Slug: moved"))
    kept.build()
    assert "≠" not in kept.read("moved.html")


@pytest.mark.parametrize("name", ["document.py", "tree.py"])
def test_code_of_the_renderer(kept: Site, name: str) -> None:
    shutil.copytree(PLUGINS / "live_figures", kept.folder / "plugins/live_figures")
    configure(kept, PLUGIN_PATHS=["plugins"])
    assert not rendered_again(kept)
    path = kept.folder / "plugins/live_figures/latex" / name
    path.write_text(path.read_text() + "\n# edited\n")
    assert rendered_again(kept)


def test_the_version_of_the_engine(kept: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    other = kept.folder / "lib/math_core-0.0.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Name: math-core\nVersion: 0.0.1\n")
    monkeypatch.setenv("PYTHONPATH", str(other.parent))
    assert rendered_again(kept)


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: facts.clear(),
        lambda facts: facts.update(formulas=facts["formulas"][1:]),
        lambda facts: facts.update(formulas=[*facts["formulas"][1:], 1]),
        lambda facts: facts.update(formulas="abc"),
        lambda facts: facts.update(characters=["x"]),
    ],
    ids=["nothing", "too few", "a number", "no list", "no text"],
)
def test_an_entry_that_no_build_has_written(kept: Site, change: Callable[[Data], object]) -> None:
    forge(kept, change)
    assert rendered_again(kept)


def test_nothing_is_kept_of_what_is_wrong(kept: Site) -> None:
    kept.post(POST + "$\\frac{1}$")
    before = {path: path.read_bytes() for path in entries(kept)}
    assert "math: " in kept.fail()
    assert {path: path.read_bytes() for path in entries(kept)} == before
    configure(kept, LIVE_FIGURES_FORMULAS="source")
    for _ in range(2):
        result = kept.run()
        assert (result.returncode, "math: " in result.stdout) == (0, True), result.stderr
        assert "≠" not in kept.read("post.html")


def test_posts_have_an_entry_each_and_prune_removes_those_of_others(kept: Site) -> None:
    kept.post(POST.replace("y =", "z ="))
    kept.build()
    assert len(entries(kept)) == 2
    (kept.folder / "content/other.en.md").unlink()
    assert ask(kept, "prune")[0] == 0
    assert len(entries(kept)) == 1
    forge(kept)
    assert not rendered_again(kept)


def test_pages_are_the_same_with_and_without(kept: Site) -> None:
    shutil.rmtree(kept.folder / "cache")
    first, second = ([], [])
    for pages in (first, second):
        kept.build()
        pages += map(kept.read, ("post.html", "other.html", "figures/math.css"))
    assert first == second
