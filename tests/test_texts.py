"""What Markdown made of a text is kept, and used only while nothing that has made it has changed.

Whether it is used shows in what is published: a word of the kept HTML is forged.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import markdown
import pytest
from conftest import FIGURES, PLUGINS, Site
from pelican.plugins.live_figures.text.watch import Watch
from test_store import ask, rewrite

POST = """# A heading

Some honest words with $\\R^2$, [a link]({filename}other.en.md), and << line >>.

<< line slope=2 id=two caption="The *second*, $x$" >>

$$ x = 1 \\label{one} $$

```python
x = 1
```

Behind \\eqref{one} and [](#two).
"""
ENTRIES = "cache/figures/text"
Data = dict[str, Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose two texts are kept; in one of them a word is forged."""
    site = Site(tmp_path_factory.mktemp("built"))
    site.write("plugins/figures.py", FIGURES)
    site.write("plugins/data.py", "POINTS = [0, 1, 2]\n")
    configure(site)
    site.post(POST)
    site.post("Other words.", "other")
    site.build()
    forge(site)
    shutil.rmtree(site.folder / "output")
    return site.folder


@pytest.fixture
def kept(built: Path, tmp_path: Path) -> Site:
    """A copy of that site."""
    return Site(shutil.copytree(built, tmp_path / "copy"))


def configure(site: Site, **settings: Any) -> None:
    site.configure(**{"LIVE_FIGURES_MACROS": {"R": r"\mathbb{R}"}, **settings})


def entry_of(site: Site, word: str = "honest") -> Path:
    (path,) = (path for path in entries(site) if f"{word} " in path.read_text())
    return path


def entries(site: Site) -> list[Path]:
    return sorted((site.folder / ENTRIES).glob("*.json"))


def forge(site: Site, change: Callable[[Data], object] | None = None) -> None:
    """Change the entry of the post as one would who can write to the store."""

    def to_forged(data: Data) -> None:
        facts = data["about"][2]
        facts["html"] = facts["html"].replace("honest", "forged")
        if change:
            change(data)

    rewrite(entry_of(site), to_forged)


def made_again(site: Site) -> bool:
    """Build: whether the text was made anew, and not taken from the forged entry."""
    site.build()
    html = site.read("post.html")
    assert ("forged words" in html) != ("honest words" in html)
    return "honest words" in html


def published(site: Site) -> dict[str, bytes]:
    output = site.folder / "output"
    return {
        str(path.relative_to(output)): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }


def test_nothing_changed(kept: Site) -> None:
    assert not made_again(kept)


def test_pages_are_the_same_with_and_without(site: Site) -> None:
    configure(site)
    site.post(POST)
    site.post("Other words.", "other")
    site.write("content/list.en.md", "Title: T\nDate: 2020-01-02\nSummary: *S* $z$\n\n- a\n- b\n")
    site.build()
    first = published(site)
    assert len(entries(site)) == 3
    shutil.rmtree(site.folder / "output")
    site.build()
    assert published(site) == first


MARKDOWN: Data = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
    },
    "output_format": "html5",
}


@pytest.mark.parametrize(
    "settings",
    [
        {"MARKDOWN": {**MARKDOWN, "tab_length": 2}},
        {"MARKDOWN": {**MARKDOWN, "output_format": "xhtml"}},
        {"MARKDOWN": {**MARKDOWN, "extensions": ["toc"]}},
        {"MARKDOWN": {"extension_configs": {"markdown.extensions.extra": {}}}},
        {"FORMATTED_FIELDS": ["summary", "title"]},
        {"LIVE_VALUES": ["figures.another"]},
    ],
    ids=str,
)
def test_a_setting_that_texts_are_made_with(kept: Site, settings: Data) -> None:
    configure(kept, **settings)
    assert made_again(kept)


def test_an_option_of_an_extension(kept: Site) -> None:
    options = {**MARKDOWN["extension_configs"], "markdown.extensions.codehilite": {}}
    configure(kept, MARKDOWN={**MARKDOWN, "extension_configs": options})
    assert made_again(kept)
    assert 'class="codehilite"' in kept.read("post.html")


def test_macros_are_those_of_now(kept: Site) -> None:
    configure(kept, LIVE_FIGURES_MACROS={"R": r"\mathbb{Q}"})
    assert not made_again(kept)
    assert "<mi>ℚ</mi>" in kept.read("post.html")


def test_the_numbering_is_that_of_now(kept: Site) -> None:
    configure(kept, LIVE_FIGURES_FORMULAS="off")
    kept.run()
    assert "<math" not in kept.read("post.html")


def test_the_text(kept: Site) -> None:
    kept.post(POST + "\nOne line more.")
    assert made_again(kept)


def test_the_header(kept: Site) -> None:
    path = kept.folder / "content/post.en.md"
    path.write_text(path.read_text().replace("Title: post", "Title: Another"))
    assert made_again(kept)
    assert "Another" in kept.read("post.html")


def test_a_link_to_a_post_that_has_moved(kept: Site) -> None:
    path = kept.folder / "content/other.en.md"
    path.write_text(path.read_text().replace("Slug: other", "Slug: moved"))
    assert not made_again(kept)
    assert 'href="/moved.html"' in kept.read("post.html")


def test_a_link_to_a_post_that_is_gone(kept: Site) -> None:
    (kept.folder / "content/other.en.md").unlink()
    for _ in range(2):
        assert "Unable to find" in " ".join(kept.run().stdout.split())


def test_mistakes_are_told_in_each_build(kept: Site) -> None:
    kept.post(POST + "\n<< nothing >> $\\frac{1}$\n\n$$ x")
    first = kept.fail()
    assert "nothing is called nothing" in first
    assert len(entries(kept)) == 2
    assert kept.fail() == first


def test_code_of_the_plugin(kept: Site) -> None:
    shutil.copytree(PLUGINS / "live_figures", kept.folder / "plugins/live_figures")
    configure(kept, PLUGIN_PATHS=["plugins"])
    assert not made_again(kept)
    for name in ("text/extension.py", "text/scanner.py", "blog/reading.py"):
        path = kept.folder / "plugins/live_figures" / name
        path.write_text(path.read_text() + "\n# edited\n")
        assert made_again(kept)
        forge(kept)


def test_code_of_markdown(kept: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(markdown.__file__).parent
    shutil.copytree(package, kept.folder / "lib/site-packages/markdown")
    monkeypatch.setenv("PYTHONPATH", str(kept.folder / "lib/site-packages"))
    assert not made_again(kept)
    path = kept.folder / "lib/site-packages/markdown/extensions/tables.py"
    path.write_text(path.read_text() + "\n# edited\n")
    assert made_again(kept)


def test_what_is_installed(kept: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (kept.folder / "lib/lexers-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(kept.folder / "lib"))
    assert made_again(kept)
    forge(kept)
    (kept.folder / "lib/lexers-1.0.dist-info").rename(kept.folder / "lib/lexers-1.1.dist-info")
    assert made_again(kept)


def test_a_language_that_others_add_to_pygments(
    kept: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    lib = kept.folder / "lib/site-packages"
    (lib / "lexers-1.0.dist-info").mkdir(parents=True)
    (lib / "lexers-1.0.dist-info/METADATA").write_text("Name: lexers\nVersion: 1.0\n")
    (lib / "lexers-1.0.dist-info/entry_points.txt").write_text(
        "[pygments.lexers]\nhonest = lexers:HonestLexer\n"
    )
    (lib / "lexers.py").write_text(
        "import os\n"
        "from pygments.lexers import PythonLexer\n"
        "class HonestLexer(PythonLexer):\n"
        "    name, aliases = 'Honest', ['honest']\n"
        "    def get_tokens_unprocessed(self, text):\n"
        "        return super().get_tokens_unprocessed(os.environ['WORD'])\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(lib))
    assert made_again(kept)
    forge(kept)
    assert not made_again(kept)
    kept.post("```honest\nx = 1\n```", "zz")
    for word in ("first", "second"):
        monkeypatch.setenv("WORD", word)
        kept.build()
        assert word in kept.read("zz.html")


def test_the_version_of_python(kept: Site) -> None:
    def of_another(data: Data) -> None:
        path = kept.folder / f"cache/figures/traces/{data['trace']}.trace"
        inputs = [
            [kind, name, "3.0.1" if kind == "python" else digest]
            for kind, name, digest in json.loads(path.read_text())
        ]
        text = json.dumps(inputs, separators=(",", ":"))
        data["trace"] = hashlib.sha256(text.encode()).hexdigest()
        path.with_name(f"{data['trace']}.trace").write_text(text)

    path = entry_of(kept, "forged")
    path.write_text(path.read_text().replace("forged", "honest"))
    forge(kept, of_another)
    assert "python" in [line.split()[0] for line in ask(kept, "status")[1]]
    assert made_again(kept)


PLUGIN = """
import markdown, markdown.util, markdown.inlinepatterns
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from pelican import signals
from pelican.readers import MarkdownReader

class Louder(Preprocessor):
    def run(self, lines):
        return [line.replace("honest", open("word").read()) for line in lines]

class Loud(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Louder(md), "loud", 5)

makeExtension = Loud

class OtherReader(MarkdownReader):
    def read(self, path):
        html, metadata = super().read(path)
        return html + open("word").read(), metadata

def use(readers):
    readers.reader_classes["md"] = type("Reader", (readers.reader_classes["md"],), {{}})

def patch(self, data, index):
    return None

def shout(pelican):
    pelican.settings["MARKDOWN"]["extensions"] = [Loud()]

def register():
    {}
"""
FOREIGN = {
    "an extension as an object": "signals.initialized.connect(shout)",
    "a reader": "signals.readers_init.connect("
    "lambda readers: readers.reader_classes.update(md=OtherReader), weak=False)",
    "a reader made of whatever is there": "signals.readers_init.connect(use)",
    "a method": "markdown.inlinepatterns.LinkInlineProcessor.getText = patch",
    "a function": "markdown.util.code_escape = lambda text: text",
    "a class": "markdown.inlinepatterns.HtmlInlineProcessor = type('Mine', "
    "(markdown.inlinepatterns.HtmlInlineProcessor,), {})",
    "Pelican's reader": "MarkdownReader._parse_metadata = lambda self, meta: {'title': 'T'}",
    "an output format": "markdown.Markdown.output_formats['html'] = lambda element: 'x'",
}


@pytest.mark.parametrize(
    ("how", "order"),
    [*((how, 1) for how in FOREIGN), *((how, -1) for how in FOREIGN if "er" in how)],
)
def test_with_code_of_others_nothing_is_kept_or_used(kept: Site, how: str, order: int) -> None:
    kept.write("word", "loud")
    kept.write("plugins/foreign.py", PLUGIN.format(FOREIGN[how]))
    configure(kept, PLUGINS=["pelican.plugins.live_figures", "foreign"][::order])
    kept.post("A new text.", "new")
    result = kept.run()
    assert result.returncode == 0, result.stderr
    assert len(entries(kept)) == 2
    page = kept.folder / "output/post.html"
    assert not page.exists() or "forged words" not in page.read_text()


CHANGED = {
    "a constant": "markdown.util.BLOCK_LEVEL_ELEMENTS.append('honest')",
    "a member of a class of an extension": "import markdown.extensions.fenced_code as m;"
    " m.FencedBlockPreprocessor.FENCED_BLOCK_RE = re.compile('zzz^')",
    "what an extension consists of": "import markdown.extensions.extra as m;"
    " m.extensions.append('markdown.extensions.nl2br')",
    "a switch of an extension": "import markdown.extensions.codehilite as m; m.pygments = False",
    "a list within a dictionary": "from pygments.token import STANDARD_TYPES, Keyword;"
    " STANDARD_TYPES[Keyword] = 'word'",
    "the default of an argument": "m = markdown.util.code_escape; m.__defaults__ = ('x = 1',)",
    "the code of a function": "m = markdown.util.code_escape;"
    " m.__code__ = markdown.util.parseBoolValue.__code__",
    "a function that is given in part": "markdown.util.code_escape = functools.partial(str.title)",
    "a function with a memory": "m = markdown.util;"
    " m.code_escape = functools.lru_cache(m.code_escape)",
    "a method that is given in part": "m = markdown.Markdown;"
    " m.convert = functools.partialmethod(m.convert)",
    "a method of an object": "markdown.util.code_escape = 'x = 1'.replace",
    "how deep Python goes": "import sys; sys.setrecursionlimit(900)",
}


@pytest.mark.parametrize("how", CHANGED)
def test_what_others_have_changed_is_part_of_the_key(kept: Site, how: str) -> None:
    kept.write("plugins/foreign.py", f"import functools, re\n{PLUGIN.format(CHANGED[how])}")
    configure(kept, PLUGINS=["pelican.plugins.live_figures", "foreign"])
    kept.run()
    page = kept.folder / "output/post.html"
    assert not page.exists() or "forged words" not in page.read_text()


LEXER = """
from pygments.lexers import LEXERS, PythonLexer

__all__ = ["Honest"]

class Honest(PythonLexer):
    name = "Honest"

    def get_tokens_unprocessed(self, text):
        return super().get_tokens_unprocessed(open("word").read())

LEXERS["Honest"] = ("lexer", "Honest", ("honest",), (), ())

def register():
    pass
"""


def test_a_language_that_a_plugin_adds_to_pygments(
    kept: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(kept.folder / "plugins"))
    kept.write("plugins/lexer.py", LEXER)
    configure(kept, PLUGINS=["pelican.plugins.live_figures", "lexer"])
    kept.post("```honest\nx = 1\n```", "zz")
    for word in ("first", "second"):
        kept.write("word", word)
        kept.build()
        assert word in kept.read("zz.html")


LATE = """
from markdown import Markdown
from pelican import readers, signals

class Louder(Markdown):
    def convert(self, text):
        return super().convert(text) + "<p>loud</p>"

convert = Markdown.convert

def patch(generator):
    Markdown.convert = lambda self, text: convert(self, text) + "<p>loud</p>"

def replace(generator):
    readers.Markdown = Louder

def register():
    {}
"""


@pytest.mark.parametrize("how", ["patch", "replace"])
@pytest.mark.parametrize("signal", ["article_generator_init", "article_generator_preread"])
def test_what_is_changed_while_texts_are_read(kept: Site, how: str, signal: str) -> None:
    kept.write("plugins/late.py", LATE.format(f"signals.{signal}.connect({how})"))
    configure(kept, PLUGINS=["pelican.plugins.live_figures", "late"])
    for _ in range(2):
        result = kept.run()
        assert result.returncode == 0, result.stderr
        assert "<p>loud</p>" in kept.read("post.html")
    assert len(entries(kept)) == 2


@pytest.mark.parametrize(
    "markdown_settings",
    [
        {"extensions": ["foreign"]},
        {"extension_configs": {"foreign": {}}},
        {"extensions": ["markdown.extensions.extra", "foreign:Loud"]},
    ],
    ids=str,
)
def test_an_extension_of_others(kept: Site, markdown_settings: Data) -> None:
    kept.write("plugins/foreign.py", PLUGIN.format("pass"))
    configure(kept, PLUGINS=["pelican.plugins.live_figures", "foreign"], MARKDOWN=markdown_settings)
    before = len(entries(kept))
    for word in ("loud", "quiet"):  # it includes a file
        kept.write("word", word)
        kept.build()
        assert f"{word} words" in kept.read("post.html")
    assert len(entries(kept)) == before


def test_a_function_of_others_in_a_setting(kept: Site) -> None:
    before = len(entries(kept))
    configuration = kept.folder / "pelicanconf.py"
    configs = (
        '{"markdown.extensions.toc": {"slugify": lambda value, separator: open("word").read()}}'
    )
    text = configuration.read_text()
    configuration.write_text(f'{text}MARKDOWN = {{"extension_configs": {configs}}}\n')
    for word in ("loud", "quiet"):
        kept.write("word", word)
        kept.build()
        assert f'<h1 id="{word}"' in kept.read("post.html")
    assert len(entries(kept)) == before


def test_a_function_of_markdown_in_a_setting(kept: Site) -> None:
    configuration = kept.folder / "pelicanconf.py"
    configs = '{"markdown.extensions.toc": {"slugify": slugify_unicode}}'
    text = configuration.read_text()
    imports = "from markdown.extensions.toc import slugify_unicode\n"
    configuration.write_text(f'{imports}{text}MARKDOWN = {{"extension_configs": {configs}}}\n')
    before = len(entries(kept))
    kept.build()
    assert len(entries(kept)) == before + 2


def set_facts(**facts: Any) -> Callable[[Data], None]:
    return lambda data: data["about"][2].update(facts)


FORGED: dict[str, Callable[[Data], None]] = {
    "no facts": lambda data: data["about"].__setitem__(2, {}),
    "facts of another form": lambda data: data["about"].__setitem__(2, [1]),
    "an unknown fact": set_facts(code="print(1)"),
    "html": set_facts(html=7),
    "a header that is none": set_facts(meta=[1]),
    "fields of a header": set_facts(meta={"title": "post"}),
    "lines of a header": set_facts(meta={"title": [7]}),
    "fields": set_facts(fields=["x"]),
    "a text of a field": set_facts(meta={"title": ["t"], "summary": ["*s*"]}, fields={}),
    "of another text": lambda data: data.update(key=data["key"][:-1] + "x"),
    "no trace": lambda data: data.pop("trace"),
    "about nothing": lambda data: data.pop("about"),
    "a list": lambda data: data.update(digests=7),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_entry_is_made_again(kept: Site, how: str) -> None:
    path = entry_of(kept, "forged")
    path.write_text(path.read_text().replace("forged", "honest"))
    forge(kept, FORGED[how])
    result = kept.run()
    assert result.returncode == 0
    assert "honest words" in kept.read("post.html")
    forge(kept)  # the entry that has taken its place


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b'2 0\n{"key": 1}\n'], ids=str)
def test_a_damaged_entry_is_told_and_made_again(kept: Site, damage: bytes) -> None:
    entry_of(kept, "forged").write_bytes(damage)
    assert "damaged" in kept.run().stdout
    assert "honest words" in kept.read("post.html")
    kept.build()


def test_what_the_shell_says_is_no_reason_to_make_texts_again(
    kept: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told less, and with bytecode elsewhere."""
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(kept.folder / "bytecode"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "")
    for _ in range(2):  # the second reads bytecode
        shutil.rmtree(kept.folder / ENTRIES)
        kept.build("-q")
        assert len(entries(kept)) == 2


def test_two_builds_at_once(site: Site) -> None:
    configure(site)
    for number in range(20):
        site.post(f"Text {number} with $x_{number}$.", f"post-{number}")
    command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "--fatal", "warnings"]
    builds = [
        subprocess.Popen(
            [*command, "-o", f"output-{each}"], cwd=site.folder, stdout=subprocess.PIPE
        )
        for each in "ab"
    ]
    for build in builds:
        told, _ = build.communicate()
        assert build.returncode == 0, told
    assert len(entries(site)) == 20
    site.build("-o", "output-c")
    pages = ["post-0.html", "post-19.html", "index.html"]
    for page in pages:
        assert len({(site.folder / f"output-{each}" / page).read_text() for each in "abc"}) == 1


def test_status_and_prune_know_texts(kept: Site) -> None:
    lines = [line.split() for line in ask(kept, "status")[1] if "text-" in line]
    assert [(state, path) for state, _, path in lines] == [
        ("[fresh]", "content/post.en.md"),
        ("[fresh]", "content/other.en.md"),
    ] or sorted(path for _, _, path in lines) == ["content/other.en.md", "content/post.en.md"]
    kept.post(POST.replace("honest", "new"))
    assert "1 texts removed, 2 kept" in ask(kept, "prune")[1]
    assert len(entries(kept)) == 1


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(Watch, "has_read", False)
    return Watch()


def test_the_watch_hears_what_is_told(watch: Watch) -> None:
    logging.getLogger("MARKDOWN").warning("before")
    with watch:
        logging.getLogger("MARKDOWN").info("nothing")
    assert watch.is_clean
    with watch:
        logging.getLogger("MARKDOWN").warning("something")
    assert not watch.is_clean


@pytest.fixture
def quiet() -> Iterator[logging.Logger]:
    """Python-Markdown's logger, which tells of nothing less than errors."""
    logger = logging.getLogger("MARKDOWN")
    logger.setLevel(logging.ERROR)
    yield logger
    logger.setLevel(logging.NOTSET)


def test_the_watch_hears_what_nobody_is_shown(
    watch: Watch, quiet: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    for told, is_clean in ((quiet.info, True), (quiet.error, False), (quiet.warning, False)):
        watch = Watch()
        with watch:
            told(f"within {told.__name__}")
        quiet.warning("behind")
        assert watch.is_clean == is_clean
    assert [record.message for record in caplog.records] == ["within error"]


def test_the_watch_is_not_sure_where_nobody_is_told(watch: Watch) -> None:
    logging.disable(logging.WARNING)
    try:
        with watch:
            pass
    finally:
        logging.disable(logging.NOTSET)
    assert not watch.is_clean


def test_the_watch_hears_what_is_read(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "tags").write_text("x")
    with watch:
        Path(markdown.__file__).read_text()
    assert watch.is_clean
    with watch:
        (tmp_path / "tags").read_text()
    assert not watch.is_clean
    assert not Watch().is_clean
