"""What is begun before Pelican would begin it, and comes out the same."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from conftest import PLUGINS, Site, python
from pelican.plugins.live_figures.results.files import Files

SPY = """
import atexit
from pathlib import Path

from jinja2 import Environment
from pelican import signals

told = []
compile = Environment.compile


def tell(self, source, name=None, *arguments, **named):
    told.append(name)
    if name == "zebra.html":  # the last by name
        Path("go").touch()
    return compile(self, source, name, *arguments, **named)


def read(content):
    told.append(Path(content.source_path).name)


def write(pelican):
    told.append("write")


def write_down():
    Path("told").write_text("\\n".join(map(str, told)))


def change(generators):
    for generator in generators:
        generator.env.filters["call"] = str.upper


def register():
    Environment.compile = tell
    signals.content_object_init.connect(read)
    signals.get_writer.connect(write)
    signals.all_generators_finalized.connect(change)
    atexit.register(write_down)
"""
# Is not done before all templates are compiled.
SLOW = """
import time
from pathlib import Path

from matplotlib.figure import Figure


def slow() -> Figure:
    until = time.monotonic() + 60
    while not Path("go").exists() and time.monotonic() < until:
        time.sleep(0.01)
    figure = Figure()
    figure.add_subplot().plot([1, 2])
    return figure
"""


def spied(site: Site) -> None:
    site.write("plugins/spy.py", SPY)
    site.write("plugins/slow.py", SLOW)
    site.write("theme/zebra.html", "{% broken %}")
    site.write("theme/article.html", '{{ "quiet" | call }} {{ article.content }}')
    site.configure(
        PLUGINS=["pelican.plugins.live_figures", "spy"],
        LIVE_FIGURES=["figures.line", "slow.slow"],
        JINJA_FILTERS={"call": "lower"},
        THEME_TEMPLATES_OVERRIDES=["theme"],
    )
    settings = site.folder / "pelicanconf.py"
    settings.write_text(settings.read_text("utf-8").replace("'lower'", "str.lower"), "utf-8")


def test_templates_are_compiled_while_figures_are_computed(site: Site) -> None:
    spied(site)
    site.post("<< slow >>")
    site.build()
    told = (site.folder / "told").read_text("utf-8").splitlines()
    assert told.index("article.html") < told.index("zebra.html") < told.index("write")
    site.build()
    told = (site.folder / "told").read_text("utf-8").splitlines()
    assert told.index("write") < told.index("article.html")  # there was nothing to wait for
    assert "zebra.html" not in told


def test_what_a_plugin_changes_later_counts_in_templates(site: Site) -> None:
    """Jinja works out what is constant when it compiles."""
    spied(site)
    site.post("<< slow >>")
    site.build()
    assert site.read("post.html").startswith("QUIET")


LOADS = """
from jinja2 import FunctionLoader
from pelican import signals

def change(generator):
    known = generator.env.loader
    source = lambda name: known.get_source(generator.env, name)[0]
    generator.env.loader = FunctionLoader(source)

def register():
    signals.generator_init.connect(change)
"""


def test_templates_of_which_nobody_knows_the_names_are_left_to_jinja(site: Site) -> None:
    site.write("plugins/loads.py", LOADS)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "loads"])
    assert "figures/line-" in site.page("<< line >>")


def test_new_texts_are_read_first(site: Site) -> None:
    spied(site)
    for seconds, name in enumerate(["b", "d", "a", "c"]):
        path = site.post("words", name)
        os.utime(path, (1e9 + seconds, 1e9 + seconds))
    site.build()
    told = (site.folder / "told").read_text("utf-8").splitlines()
    assert [name for name in told if name.endswith(".md")] == [
        *("c.en.md", "a.en.md", "d.en.md", "b.en.md"),
    ]


def test_of_two_posts_with_one_id_always_the_same_is_blamed(site: Site) -> None:
    site.post("<< line id=one slope=1 >>", "a")
    site.post("<< line id=one slope=2 >>", "b")
    told = {site.fail()}
    os.utime(site.folder / "content/a.en.md", (1e9, 1e9))
    told.add(site.fail())
    assert len(told) == 1
    assert "content/b.en.md:" in told.pop()


IMPORTED = """
import sys, types
for name in ("pelican", "pelican.plugins"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
sys.modules["pelican.plugins"].__path__ = [sys.argv[1]]
from contextlib import nullcontext
from pelican.plugins.live_figures.drawing.imported import quickly

with quickly() if "quickly" in sys.argv else nullcontext():
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
import fontTools.agl
print("loaded", "AGL2UV" in vars(fontTools.agl), file=sys.stderr)
from fontTools.agl import toUnicode
print(toUnicode("alpha"), sorted(vars(fontTools.agl)))
"""


def test_matplotlib_comes_out_the_same(site: Site) -> None:
    plain, quick = (
        python(site.folder, "-c", IMPORTED, str(PLUGINS), how) for how in ("plain", "quickly")
    )
    assert plain.returncode == 0, plain.stderr
    lines = zip(plain.stdout.splitlines(), quick.stdout.splitlines(), strict=True)
    assert not [pair for pair in lines if pair[0] != pair[1]][:3]
    assert (plain.stderr, quick.stderr) == ("loaded True\n", "loaded False\n")


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
    site.post(
        "<< line id=a >>\n\n<< line slope=2 >>\n\n<< line slope=3 >>"
    )  # something to wait for
    figures[0].write_bytes(before[0][:-1] + b" ")
    figures[1].unlink()
    site.build()
    assert [path.read_bytes() for path in figures] == before
