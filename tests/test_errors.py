"""What authors are told when a build fails, and what stays. The reports are in reports.txt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import Site


def header(text: str) -> str:
    return f"Title: t\nDate: 2020-01-01\n\n{text}\n"


def test_all_problems_of_all_posts_are_told_at_once(site: Site) -> None:
    site.write("content/b.md", header("$\\foo$ and << line slope=0 >>\n\n<< line >>"))
    site.write("content/a.md", header("<< lime >>"))
    told = site.fail()
    places = [line.split(" ")[0] for line in told.splitlines() if line.startswith("content/")]
    assert places == ["content/a.md:4:1:", "content/b.md:4:2:", "content/b.md:4:20:"]
    assert "3 problems" in told


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_places_hold_in_files_from_everywhere(site: Site, newline: str, bom: str) -> None:
    text = bom + header("a\n\n| x | y |\n|---|---|\n|\t$\\foo$ | b |\n")
    site.write("content/p.md", text.replace("\n", newline).encode())
    assert site.fail().startswith("content/p.md:8:4: math")


@pytest.mark.parametrize("flag", ["-q", "-D", "-d", "--ignore-cache", "--fatal=errors", "-v"])
def test_a_failing_build_says_so_and_keeps_the_last_output(site: Site, flag: str) -> None:
    site.post("<< line >>")
    site.build()
    before = {path: path.read_bytes() for path in files(site)}
    site.post("<< line slope=10 >>\n\nand another text")
    assert "slope=10" in site.fail(flag)
    assert {path: path.read_bytes() for path in files(site)} == before


def files(site: Site, *folders: str) -> list[Path]:
    """The site's output and its store, or one of the two."""
    paths = (site.folder / folder for folder in folders or ("output", "cache"))
    return [path for folder in paths for path in folder.rglob("*") if path.is_file()]


def test_an_output_is_emptied_when_nothing_is_wrong(site: Site) -> None:
    for name in ("old.html", "old/in/old.html", ".git/kept", "kept"):
        site.write(f"output/{name}", "")
    output = site.folder / "output"
    (output / "link").symlink_to(site.folder / "content")
    (output / "nowhere").symlink_to("nothing")
    site.configure(OUTPUT_RETENTION=[".git", "kept"])
    site.post("<< line >>")
    site.build("-d")
    assert not {"old.html", "old", "link", "nowhere"} & set(os.listdir(output))
    assert {".git", "kept", "post.html"} <= set(os.listdir(output))
    assert (site.folder / "content/post.en.md").exists()
    assert os.listdir(output / ".git") == ["kept"]


WRITING = """
import os
from pathlib import Path
from pelican import signals

def write(pelican):
    for name in ("sub/index.html", "sub/same.html"):
        path = Path(pelican.output_path, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("new")
        os.utime(path, (1, 1))

def register():
    signals.get_writer.connect(write)
"""


@pytest.mark.parametrize("plugins", [["writing", "pelican.plugins.live_figures"], None])
def test_what_another_plugin_has_written_meanwhile_stays(
    site: Site, plugins: list[str] | None
) -> None:
    """As those do that build sites within the site."""
    site.configure(PLUGINS=plugins or ["pelican.plugins.live_figures", "writing"])
    site.write("plugins/writing.py", WRITING)
    for name in ("same", "old"):
        os.utime(site.write(f"output/sub/{name}.html", "old"), (1, 1))
    site.post("<< line >>")
    site.build("-d")
    assert sorted(os.listdir(site.folder / "output/sub")) == ["index.html", "same.html"]
    assert site.read("sub/same.html") == "new"


LEAVING = """
from pelican import signals

def keep(generator):
    for article in generator.articles:
        article._get_content = lambda text=article._content: text

def tear(generator):
    for article in generator.articles:
        article._content = article._content.replace("></span>", " />")

def keep_summary(generators):
    for article in generators[0].articles:
        article.metadata["summary"] = "<b data-live-figures='7b'>"

def register():
    signals.SIGNAL
"""


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("article_generator_finalized.connect(keep)", ":6:9: formula x: nobody has filled"),
        ("article_generator_finalized.connect(tear)", ": the placeholder of a figure or a formula"),
        ("all_generators_finalized.connect(keep_summary)", ": the placeholder of a figure or a"),
    ],
)
def test_what_is_left_is_told_before_the_last_output_is_touched(
    site: Site, how: str, expected: str
) -> None:
    """Plugins that keep a text from before it was filled, or change placeholders."""
    names = ("one", "two")
    for name in names:
        site.post("Words, $y$.", name=name)
    site.build()
    before = {path: path.read_bytes() for path in files(site, "output")}
    site.configure(PLUGINS=["pelican.plugins.live_figures", "leaving"])
    site.write("plugins/leaving.py", LEAVING.replace("SIGNAL", how))
    for name in names:
        site.post("Words, $x$.", name=name)
    told = site.fail("-d")
    assert all(f"content/{name}.en.md{expected}" in told for name in names)
    assert {path: path.read_bytes() for path in files(site, "output")} == before


ASIDES = """
from xml.etree.ElementTree import SubElement
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from pelican import signals

class Aside(BlockProcessor):
    def test(self, parent, block):
        return block == "@aside" or (len(parent) > 0 and parent[-1].tag == "aside")

    def run(self, parent, blocks):
        block = blocks.pop(0)
        if block == "@aside":
            SubElement(parent, "aside")
        else:
            self.parser.parseChunk(parent[-1], self.detab(block)[0])

class Asides(Extension):
    def extendMarkdown(self, md):
        md.parser.blockprocessors.register(Aside(md.parser), "aside", 200)

def add(pelican):
    pelican.settings["MARKDOWN"]["extensions"] = [Asides(), "extra", "toc"]

def register():
    signals.initialized.connect(add)
"""


MEANT = (
    "    << line >>\n\n&lt;&lt; line >> and \\<< line >>",
    "[TOC]\n\n# Use `<< line >>`\n\n# Or \\<< line >> here\n\nText.\n\n    << line >>\n",
    "<p title='a << line >> b'>x</p>\n\n```\n<< line >>\n```\n",
    "`std::cout` << line, y >> z; << line; z\n",
)


def test_a_directive_that_is_taken_for_code_and_is_none_is_told(site: Site) -> None:
    site.write("plugins/asides.py", ASIDES)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "asides"])
    said = "this is indented as code is, and not shown as code: write it without"
    site.post("@aside\n\n    << line >>, `<< line >>`\n\n    << line slope=2 >>\n")
    told = site.fail()
    assert f"post.en.md:8:5: {said}" in told
    assert f"post.en.md:10:5: {said}" in told
    assert "2 problems" in told
    for text in MEANT:
        site.post(text)
        site.build()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("post.rst", "T\n#\n\n:date: 2020-01-01\n\nWords.\n\n<< line slope=2 >>\n"),
        (
            "post.html",
            "<html><head><title>T</title><meta name='date' content='2020-01-01'></head>"
            "<body><p><< line slope=2 >></body></html>",
        ),
    ],
)
def test_a_directive_in_what_is_not_markdown_is_warned_of(site: Site, name: str, text: str) -> None:
    site.configure(READERS={})
    site.write(f"content/{name}", text)
    result = site.run()
    assert result.returncode == 0
    told = " ".join((result.stdout + result.stderr).split())
    assert f"content/{name}: << line slope=2 >> stays as" in told


def test_what_readers_are_shown_of_directives_on_purpose_is_not_warned_of(site: Site) -> None:
    site.configure(READERS={})
    title = "T\n#\n\n:date: 2020-01-01\n\n.. contents::\n\n"
    site.write("content/p.rst", f"{title}Use ``<< line >>``\n==================\n\nWords.\n")
    site.write(
        "content/q.html",
        "<html><head><title>Q</title><meta name='date' content='2020-01-01'></head>"
        "<body><p>&lt;&lt; line &gt;&gt;</p></body></html>",
    )
    site.build()


def test_several_links_to_one_file_go(site: Site) -> None:
    site.post("<< line >>")
    elsewhere = site.write("elsewhere", "precious")
    (site.folder / "output").mkdir()
    for name in ("index.html", "old.html"):
        os.link(elsewhere, site.folder / "output" / name)
    site.build("-d")
    assert not (site.folder / "output/old.html").exists()
    assert elsewhere.read_text() == "precious"


def test_an_id_that_is_too_long_for_a_file_is_an_error_at_its_place(site: Site) -> None:
    site.page(f"<< line id={'é' * 125}a >>")
    before = {path: path.read_bytes() for path in files(site)}
    site.post(f"<< line id={'é' * 126} >>")
    expected = "post.en.md:6:9: line: the id makes a file name of 256 bytes; at most 255 can be"
    assert expected in site.fail("-d")
    assert {path: path.read_bytes() for path in files(site)} == before


@pytest.mark.parametrize(("first", "second"), [("Start", "start"), ("\uac00", "\u1100\u1161")])
@pytest.mark.parametrize("slope", [1, 2])
def test_ids_that_are_one_file_on_other_systems(
    site: Site, first: str, second: str, slope: int
) -> None:
    site.post(f"<< line id={first} >>\n\n<< line slope={slope} id={second} >>")
    place = "content/post.en.md:6:9"
    expected = f":8:17: line: id={second} and {first} of {place} are one file on macOS and Windows"
    assert expected in site.fail()


def test_contents_from_pelicans_cache_fail_again(site: Site) -> None:
    site.configure(CACHE_CONTENT=True, LOAD_CONTENT_CACHE=True)
    site.post("<< line slope=10 >>")
    assert site.fail() == site.fail()


FAILING = '''
import os, signal, sys, time
from matplotlib.figure import Figure


def raises(x: int = 1) -> Figure:
    """Fails in a function of its own."""
    return inner(x)


def inner(x: int) -> Figure:
    raise KeyError("deep inside")


def rule(x: int = 1) -> Figure:
    """Has a rule."""
    raise ValueError("x and y exclude each other")


def hangs() -> Figure:
    """Never ends."""
    while True:
        pass


def dies() -> Figure:
    """Kills its process."""
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)


def leaves() -> Figure:
    """Ends its process."""
    os._exit(3)


def wrong() -> Figure:
    """Returns no figure."""
    return 3


def floods() -> Figure:
    """Prints without end."""
    while True:
        print("x" * 1000)


def swells() -> Figure:
    """Takes all memory."""
    return bytearray(1 << 33)
'''


def test_failing_figures_are_told_and_the_others_computed(site: Site) -> None:
    names = ["raises", "rule", "hangs", "dies", "leaves", "wrong", "floods", "swells"]
    site.write("plugins/failing.py", FAILING)
    site.configure(
        LIVE_FIGURES=["figures.line", *(f"failing.{name}" for name in names)],
        LIVE_FIGURES_MEMORY=2,
    )
    directives = [f"<< {name} {'timeout=1 ' * (name == 'hangs')}>>" for name in names]
    site.write("content/p.md", header("\n\n".join([*directives, "<< line >>"])))
    told = site.fail()
    expected = {
        "raises": "KeyError: 'deep inside'",
        "rule": "x and y exclude each other",
        "hangs": "took longer than 1 s; timeout=… allows it more",
        "dies": "its process was killed by SIGSEGV",
        "leaves": "ended its process, with exit code 3",
        "wrong": "wrong returned int, not a matplotlib Figure",
        "floods": "printed more than 1 MB",
        "swells": "MemoryError",
    }
    for line, name in enumerate(names):
        column = 10 if name == "hangs" else 1
        assert f"content/p.md:{4 + 2 * line}:{column}: {name}: {expected[name]}" in told
    assert "plugins/failing.py:8: return inner(x)\n    plugins/failing.py:12: raise" in told
    assert "worker.py" not in told
    assert list((site.folder / "cache/figures/line").glob("*.svg"))


INNER = """
from pelican.plugins.live_figures import simulation


def outer(n):
    return inner(n)


def inner(n):
    return {}[n]


@simulation
def run(n):
    return inner(n)


def deep(n):
    return deep(n + 1)


def noted(n):
    error = RuntimeError("first\\nsecond")
    error.add_note("a note")
    raise error
"""
FRAMES = """
from matplotlib.figure import Figure
from helpers import inner


def fails(how: str = "") -> Figure:
    return getattr(inner, how)(7)
"""


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (
            "outer",
            """\
            KeyError: 7
                plugins/fails.py:7: return getattr(inner, how)(7)
                plugins/helpers/inner.py:6: return inner(n)
                plugins/helpers/inner.py:10: return {}[n]
            """,
        ),
        (
            "run",
            """\
            KeyError: 7
                plugins/fails.py:7: return getattr(inner, how)(7)
                plugins/helpers/inner.py:15: return inner(n)
                plugins/helpers/inner.py:10: return {}[n]
            """,
        ),
        (
            "noted",
            """\
            RuntimeError: first
                second
                a note
                plugins/fails.py:7: return getattr(inner, how)(7)
                plugins/helpers/inner.py:25: raise error
            """,
        ),
        (
            "deep",
            """\
            RecursionError: maximum recursion depth exceeded
                plugins/fails.py:7: return getattr(inner, how)(7)
                plugins/helpers/inner.py:19: return deep(n + 1)
                plugins/helpers/inner.py:19: return deep(n + 1)
                plugins/helpers/inner.py:19: return deep(n + 1)
                plugins/helpers/inner.py:19: return deep(n + 1)
                … more calls …
                plugins/helpers/inner.py:19: return deep(n + 1)
                plugins/helpers/inner.py:19: return deep(n + 1)
                plugins/helpers/inner.py:19: return deep(n + 1)
                plugins/helpers/inner.py:19: return deep(n + 1)
                plugins/helpers/inner.py:19: return deep(n + 1)
            """,
        ),
    ],
)
def test_the_frames_are_the_authors_own(site: Site, how: str, expected: str) -> None:
    site.write("plugins/helpers/__init__.py", "")
    site.write("plugins/helpers/inner.py", INNER)
    site.write("plugins/fails.py", FRAMES)
    site.configure(LIVE_FIGURES=["fails.fails"])
    site.post(f"<< fails how={how} >>")
    report = textwrap.dedent(expected).replace("    ", f"    << fails how={how} >>\n    ^\n    ", 1)
    told = re.sub(r"… \d+ more", "… more", site.fail())
    assert told == f"content/post.en.md:6:1: fails: {report}{ONE}"


ONE = "1 problem in live figures: nothing was written\n"


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (
            "import nothing_like_this\n",
            """\
            ModuleNotFoundError: No module named 'nothing_like_this'
                << line >>
                ^
                plugins/figures.py:1: import nothing_like_this
            """,
        ),
        (
            "import data\n\ndef line(\n  slope: float = = 1):\n    return 1\n",
            """\
            SyntaxError: invalid syntax
                << line >>
                ^
                plugins/figures.py:4:
                    slope: float = = 1):
                                   ^
            """,
        ),
        (
            "def lime() -> None: ...\n",
            """\
            figures.line cannot be found: no function line in figures; did you mean lime?
                << line >>
                ^
            """,
        ),
        (
            "def line(slope) -> None: ...\n",
            """\
            figures.line has a parameter without annotation, slope
                << line >>
                ^
            """,
        ),
        (
            "def line(width: int = 1) -> None: ...\n",
            """\
            figures.line has a parameter width, an option that directives have already
                << line >>
                ^
            """,
        ),
    ],
)
def test_a_module_that_cannot_be_used(site: Site, module: str, expected: str) -> None:
    site.write("plugins/figures.py", module)
    site.post("<< line >>")
    assert site.fail() == f"content/post.en.md:6:1: line: {textwrap.dedent(expected)}{ONE}"


def test_a_module_that_is_not_there(site: Site) -> None:
    site.configure(LIVE_FIGURES=["figurs.line", "helpers.mine.own"])
    site.write("plugins/helpers/__init__.py", "")
    site.write("plugins/helpers/main.py", "")
    site.post("<< line >> and << own >>")
    lines = site.fail().splitlines()
    said = "figurs.line cannot be found: no module figurs; did you mean figures?"
    assert lines[0] == f"content/post.en.md:6:1: line: {said}"
    said = "helpers.mine.own cannot be found: no module helpers.mine; did you mean helpers.main?"
    assert lines[3] == f"content/post.en.md:6:16: own: {said}"


def test_errors_can_be_shown_in_the_page_instead(site: Site) -> None:
    site.post("<< line slope=10 >>\n\n<< line >> and $\\foo$")
    result = site.run("-e", "LIVE_FIGURES_SHOW_ERRORS=true")
    assert "slope=10" in result.stderr
    html = site.read("post.html")
    assert html.count('class="live-figure-error"') == 2
    assert html.count("<img") == 1


def test_errors_that_are_shown_can_be_fatal_and_name_no_folder(site: Site) -> None:
    site.write("plugins/data.py", "POINTS = open('/secret/folder/points.csv')")
    site.post("<< line >>")
    shown = site.run("-e", "LIVE_FIGURES_SHOW_ERRORS=true")
    assert "'/secret/folder/points.csv'" in shown.stderr
    assert "…/points.csv" in site.read("post.html")
    assert "secret" not in site.read("post.html")
    fatal = site.run("-e", "LIVE_FIGURES_SHOW_ERRORS=true", "--fatal", "errors")
    assert fatal.returncode
    assert "1 problem in live figures, and errors are fatal: nothing was written" in fatal.stderr
    assert "Traceback" not in fatal.stderr


TWICE = """
from pelican import Pelican
from pelican.settings import read_settings

pelican = Pelican(read_settings("pelicanconf.py"))
pelican.run()
pelican.run()
"""


def test_what_has_failed_is_not_run_again_in_one_process(site: Site) -> None:
    """As under ``pelican -lr``."""
    site.configure(LIVE_FIGURES_SHOW_ERRORS=True)
    figures = (site.folder / "plugins/figures.py").read_text()
    count = 'open("runs", "a").write("x")\n    raise ValueError("too steep")\n    '
    site.write(
        "plugins/figures.py", figures.replace("figure = Figure()", f"{count}return Figure()")
    )
    site.post("<< line >>")
    told = subprocess.run([sys.executable, "-c", TWICE], cwd=site.folder, capture_output=True)
    assert told.stderr.decode().count("line: too steep") == 2
    assert (site.folder / "runs").read_text() == "x"
