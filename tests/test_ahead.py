"""What is begun before Pelican would begin it, and comes out the same."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest
from conftest import PLUGINS, Site, python
from pelican.plugins.live_figures.results.files import Files

READ = """
import pickle
from pelican import signals

def read(content):
    print("read", content.source_path)

def change(generator):
    files = generator.get_files("")
    assert pickle.loads(pickle.dumps(files)) == files
    files.add("other")
    assert isinstance(files, set) and files - {"other"} == generator.get_files("")

def register():
    signals.content_object_init.connect(read)
    signals.article_generator_init.connect(change)
"""


@pytest.fixture
def told(site: Site) -> Site:
    """A site whose posts were saved one after another, and that tells what it reads."""
    site.write("plugins/tells.py", READ)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "tells"])
    for seconds, name in enumerate("bdac"):
        path = site.post("words", name)
        os.utime(path, (1e9 + seconds, 1e9 + seconds))
    return site


def read(site: Site) -> str:
    return "".join(re.findall(r"read .*?(\w)\.en\.md", site.run().stdout.replace("\n", "")))


def test_new_texts_are_read_first(told: Site) -> None:
    assert read(told) == "cadb"


def test_who_has_fixed_the_order_of_sets_has_it_kept(
    told: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = set()
    for seed in range(5):
        monkeypatch.setenv("PYTHONHASHSEED", str(seed))
        orders.add(read(told))
    assert len(orders) > 1


def test_of_two_posts_with_one_id_always_the_same_is_blamed(site: Site) -> None:
    site.post("<< line id=one slope=1 >>", "a")
    site.post("<< line id=one slope=2 >>", "b")
    told = {site.fail()}
    for name in ("a", "b"):  # the one that was saved first is read last
        os.utime(site.folder / f"content/{name}.en.md", (1e9, 1e9))
        told.add(site.fail())
        os.utime(site.folder / f"content/{name}.en.md")
    assert len(told) == 1
    assert "content/b.en.md:" in told.pop()


IMPORTED = """
import sys, types
for name in ("pelican", "pelican.plugins"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
sys.modules["pelican.plugins"].__path__ = [sys.argv[1]]
from contextlib import nullcontext
from pelican.plugins.live_figures.drawing.docstrings import each_read_once

with each_read_once() if "quickly" in sys.argv else nullcontext():
    import matplotlib.pyplot as pyplot
    import mpl_toolkits.mplot3d
    from matplotlib.artist import Artist, ArtistInspector, kwdoc
import inspect

def every(kind):
    yield kind
    for each in kind.__subclasses__():
        yield from every(each)

for kind in every(Artist):
    print(kind, inspect.signature(kind.set), kind.set.__doc__, kind.__init__.__doc__, kwdoc(kind))
print([getattr(pyplot, name).__doc__ for name in dir(pyplot)])
print(ArtistInspector.get_valid_values.__qualname__, ArtistInspector(pyplot.Line2D).get_aliases())
"""


def test_matplotlib_comes_out_the_same(site: Site) -> None:
    plain, quick = (
        python(site.folder, "-c", IMPORTED, str(PLUGINS), how) for how in ("plain", "quickly")
    )
    assert plain.returncode == 0, plain.stderr
    lines = zip(plain.stdout.splitlines(), quick.stdout.splitlines(), strict=True)
    assert not [pair for pair in lines if pair[0] != pair[1]][:3]


def test_files_that_are_there_are_known_until_they_change(tmp_path: Path) -> None:
    files, path = Files(), tmp_path / "line.svg"
    digest = hashlib.sha256(b"some").hexdigest()
    assert not files.hold(str(path), digest)
    path.write_bytes(b"some")
    assert files.hold(str(path), digest)
    os.mkfifo(tmp_path / "pipe")
    assert len(list(files.look_at(tmp_path))) == 2
    assert files.hold(str(path), digest)
    for change in (lambda: path.write_bytes(b"same"), path.unlink):
        path.write_bytes(b"some")
        list(files.look_at(tmp_path))
        change()
        assert not files.hold(str(path), digest)
    assert not list(files.look_at(tmp_path / "none"))


def test_what_somebody_has_changed_in_the_output_is_put_right(site: Site) -> None:
    site.post("<< line id=a >>\n\n<< line slope=2 >>")
    site.build()
    figures = sorted((site.folder / "output/figures").glob("*.svg"))
    before = [path.read_bytes() for path in figures]
    # One more, so that there is something to wait for.
    site.post("<< line id=a >>\n\n<< line slope=2 >>\n\n<< line slope=3 >>")
    figures[0].write_bytes(before[0][:-1] + b" ")
    figures[1].unlink()
    site.build()
    assert [path.read_bytes() for path in figures] == before


STARTED = """
import os
from pelican import signals
from pelican.plugins.live_figures.running.processes import children_of

def tell(generator):
    print("started" if children_of(os.getpid()) else "not yet")

def register():
    signals.article_generator_preread.connect(tell)
"""


def test_the_server_is_started_before_texts_are_read_if_one_names_what_is_new(site: Site) -> None:
    site.write("plugins/tells.py", STARTED)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "tells"])

    def is_started(text: str, **where: str) -> bool:
        site.post(text, **where)
        told = site.run("--fatal", "warnings")
        assert told.returncode == 0, told.stderr
        return "not yet" not in told.stdout

    assert is_started("<< line >>")
    assert not is_started("<< line >>")
    assert not is_started("More, and << line >>.")
    assert is_started("<< line slope=2 >>")
    assert not is_started("`<< line slope=3 >>`, `<<` line slope=3 `>>`")
    assert is_started("<< line >>", lang="zh")
    assert not is_started("More, and << line >>.", lang="zh")


def test_a_store_that_is_no_folder_yet(site: Site) -> None:
    site.configure(LIVE_FIGURES_STORE="some/where")
    site.page("<< line >>")


CHANGES = """
from jinja2 import FileSystemLoader
from pelican import signals

def first(generators):
    for generator in generators:
        generator.env.filters["told"] = lambda word: f"late {word}"
        generator.env.loader.loaders.insert(0, FileSystemLoader("late"))

def early(generator):
    generator.env.filters["told"] = lambda word: f"early {word}"

def register():
    signals.generator_init.connect(early)
    signals.all_generators_finalized.connect(first)
"""


def test_templates_are_those_that_there_are_when_pages_are_written(site: Site) -> None:
    """They are compiled while figures are computed, and plugins may change them then."""
    site.write("plugins/changes.py", CHANGES)
    site.configure(
        PLUGINS=["pelican.plugins.live_figures", "changes"], THEME_TEMPLATES_OVERRIDES=["mine"]
    )
    site.write("mine/article.html", "<article>{{ 'filter'|told }} {% include 'part.html' %}")
    site.write("mine/part.html", "early part {{ article.content }}")
    site.write("mine/broken.html", "{% if %}")
    site.write("late/part.html", "late part {{ article.content }}")
    for text in ("<< line >>", "<< line >> again"):  # waiting for a figure, and for none
        assert site.page(text).startswith("<article>late filter late part <")


LATER = """
from jinja2 import ChoiceLoader, FunctionLoader
from pelican import signals

KNOWN = {}

def early(generator):
    env = generator.env
    env.filters["told"] = lambda word: KNOWN.get(word, word)
    env.tests["told"] = lambda word: word in KNOWN
    env.loader = ChoiceLoader([env.loader, FunctionLoader({}.get)][::LISTS])

def later(generators):
    KNOWN["word"] = "another"
    for generator in generators:
        generator.env.trim_blocks = False

def register():
    signals.generator_init.connect(early)
    signals.all_generators_finalized.connect(later)
"""
SHOWS = """<article>{% if 'word' is told %}
{{ 'word'|told }}{% endif %} {{ article.content }}"""


@pytest.mark.parametrize("lists", [1, -1])
def test_what_templates_are_made_with_may_know_more_later(site: Site, lists: int) -> None:
    site.write("plugins/later.py", LATER.replace("LISTS", str(lists)))
    plugins = ["pelican.plugins.live_figures", "later"]
    site.configure(PLUGINS=plugins, THEME_TEMPLATES_OVERRIDES=["mine"])
    site.write("mine/article.html", SHOWS)
    for text in ("<< line >>", "<< line >> again"):
        assert site.page(text).startswith("<article>\nanother <")


def test_a_setting_of_the_templates_may_be_another_later(site: Site) -> None:
    site.write("plugins/later.py", LATER.replace("[::LISTS]", "[:1]"))
    plugins = ["pelican.plugins.live_figures", "later"]
    site.configure(PLUGINS=plugins, THEME_TEMPLATES_OVERRIDES=["mine"])
    site.write("mine/article.html", "<article>{% if 1 %}\n{{ article.content }}{% endif %}")
    for text in ("<< line >>", "<< line >> again"):
        assert site.page(text).startswith("<article>\n<")
