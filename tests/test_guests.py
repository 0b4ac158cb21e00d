"""Other people's posts, themes and plugins: what is theirs stays theirs."""

from __future__ import annotations

import re

import pytest
from conftest import Site

SERIES = """
from pelican import signals

def aggregate(generators):
    for generator in generators:
        generator.context["settings_seen"] = generator.settings["SITENAME"]

def register():
    signals.all_generators_finalized.connect(aggregate)
"""
REWRITES = """
import re
from pelican import signals

def rewrite(content):
    if content._content:
        content._content = re.sub(r"data-live-figures=.", "data-live-figures=", content._content)

def register():
    signals.all_generators_finalized.connect(lambda generators: None)
    signals.content_object_init.connect(rewrite)
"""
COUNTS = """
from pelican import signals
from pelican.contents import Content

def count(pelican):
    kept = [text for text in Content.get_content.cache.values() if "<math" in text]
    print(len(kept), "texts kept")

def register():
    signals.finalized.connect(count)
"""
COPIES = """
import copy
from pelican import signals
from pelican.contents import Article

def teaser(generator):
    for article in list(generator.articles):
        text, more, _ = article._content.partition("<hr")
        if more:
            metadata = {**article.metadata, "slug": "teaser"}
            given = {"source_path": article.source_path, "context": generator.context}
            short = Article(text, metadata, generator.settings, **given)
            short.override_save_as = short.override_url = "teaser.html"
            generator.articles.append(short)

def for_print(generators):
    for generator in generators:
        for article in list(getattr(generator, "articles", ())):
            if article.slug == "printed":
                article.get_content.cache.clear()
                other = copy.copy(article)
                other._content = article._content.replace("Hello", "Printed")
                other.override_save_as = other.override_url = "print.html"
                generator.articles.append(other)

def register():
    signals.article_generator_finalized.connect(teaser)
    signals.all_generators_finalized.connect(for_print)
"""
PLAIN = "Some words, *more* words & others, and a price of $5.\n\n" + "Word after word. " * 60


def test_a_post_without_figures_and_formulas_is_as_pelican_makes_it(site: Site) -> None:
    site.post(PLAIN)
    site.build()
    with_plugin = {name: site.read(name) for name in ("post.html", "index.html")}
    site.configure(PLUGINS=[], LIVE_FIGURES=[])
    text = (site.folder / "pelicanconf.py").read_text()
    site.write("pelicanconf.py", text.replace("LIVE_FIGURES = []\n", ""))
    site.build()
    assert with_plugin == {name: site.read(name) for name in with_plugin}


def test_a_summary_is_touched_only_where_a_placeholder_stands_in_it(site: Site) -> None:
    site.post(PLAIN + "\n\n<< line >>\n\n$x$\n")
    site.build()
    assert "live-figure" not in site.read("index.html")
    site.post("At $x_1$ it begins. " + PLAIN)
    site.build()
    assert "<math" in site.read("index.html")


def test_pelican_keeps_no_second_copy_of_a_filled_text(site: Site) -> None:
    site.write("plugins/counts.py", COUNTS)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "counts"])
    site.post("Where $x^2$ is.\n\n<< line >>\n")
    assert "0 texts kept" in site.run().stdout
    assert "figures/line-" in site.read("post.html")


def test_a_copy_that_is_changed_keeps_its_change(site: Site) -> None:
    site.write("plugins/copies.py", COPIES)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "copies"])
    site.post("Hello.\n\n<< line >>\n", "printed")
    site.build()
    assert "Hello" in site.read("printed.html")
    assert "Printed" in site.read("print.html")


def test_an_id_may_stand_in_a_copy_that_is_changed(site: Site) -> None:
    site.write("plugins/copies.py", COPIES)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "copies"])
    site.post("Words.\n\n<< line id=steep >>\n\n[](#steep)\n\n---\n\nMore.\n", "long")
    site.build()
    for name in ("long", "teaser"):
        assert 'id="steep"' in site.read(f"{name}.html")
    site.post("<< line id=steep >>\n\n<< line slope=2 id=steep >>\n\n---\n\nMore.\n", "long")
    assert "id=steep names something else already" in site.fail()


def test_what_refers_to_a_post_leads_to_it_and_to_no_shorter_copy(site: Site) -> None:
    site.write("plugins/copies.py", COPIES)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "copies"])
    site.post("$$y=2 \\label{eq}$$\n\n[](#eq)\n\n---\n\nMore.\n", "long")
    site.post("[]({filename}long.en.md#eq)\n\n<< line >>\n", "refers")
    for slope in (1, 1, 2):  # from nothing, with nothing to compute, with a figure to compute
        site.post(f"[]({{filename}}long.en.md#eq)\n\n<< line slope={slope} >>\n", "refers")
        site.build()
        assert 'long.html#long-eq"' in site.read("refers.html")
        assert "teaser-eq" not in site.read("long.html")


def test_generators_have_what_pelicans_have(site: Site) -> None:
    site.write("plugins/series.py", SERIES)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "series"])
    site.page("<< line >>")


def test_typography_leaves_placeholders_alone(site: Site) -> None:
    pytest.importorskip("typogrify")
    site.configure(TYPOGRIFY=True)
    html = site.page('A "quote" & $\\begin{matrix}a & b -- c\\end{matrix}$ and << line >>.\n')
    assert "<mtable" in html
    assert 'src="/figures/line-' in html


def test_what_is_left_over_is_never_published(site: Site) -> None:
    site.write("plugins/rewrites.py", REWRITES)
    site.configure(PLUGINS=["rewrites", "pelican.plugins.live_figures"])
    site.post("<< line >>")
    told = site.fail()
    assert "torn apart by another plugin" in told
    assert not (site.folder / "output/post.html").exists()


@pytest.mark.parametrize(
    "forged",
    [
        "<span data-live-figures='x'></span>",
        '<span data-live-figures="abc"></span>',
        f'<span data-live-figures="{b"[]".hex()}"></span>',
        f"""<span data-live-figures="{b'["unknown", [1, 1, 1], "x"]'.hex()}"></span>""",
        f"""<span data-live-figures="{b'["directive", [1, 1, 1], "<< line"]'.hex()}"></span>""",
        f'<span data-live-figures="{(b"[" * 9999).hex()}"></span>',
        f"""[live-figures:{b'["broken", [1, 1, 1], "<< line >>"]'.hex()}]""",
    ],
)
def test_what_only_looks_like_a_placeholder_is_told_at_its_place(site: Site, forged: str) -> None:
    site.post(f"Words {forged} and $x$.")
    told = site.fail()
    assert told.startswith("content/post.en.md:6:7: this looks like a placeholder of Live figures")
    assert not (site.folder / "output/post.html").exists()


def test_an_authors_own_picture_stays_in_feeds(site: Site) -> None:
    site.configure(FEED_ALL_ATOM="all.atom.xml", SITEURL="https://example.org")
    site.post("![mine](https://example.org/images/figures/diagram.svg)\n\n<< line >>\n")
    site.build()
    feed = site.read("all.atom.xml")
    assert "images/figures/diagram.svg" in feed
    assert re.search(r"figures/line-\w+\.png", feed)


def test_formulas_may_stay_as_they_were_written(site: Site) -> None:
    wrong = "So $x_{1$ and $y<z$.\n\n$$\n\\foo & 1\n$$\n"
    site.configure(LIVE_FIGURES_FORMULAS="source")
    site.post(wrong)
    result = site.run()
    assert result.returncode == 0, result.stderr
    html = site.read("post.html")
    assert "$x_{1$" in html
    assert "$$\n\\foo &amp; 1\n$$" in html
    assert "<mi>y</mi>" in html
    assert "post.en.md:6:" in result.stdout + result.stderr
    site.configure(LIVE_FIGURES_FORMULAS="off")
    assert "$y&lt;z$" in site.page(wrong)
    site.configure()
    site.write(
        "content/post.en.md", f"Title: post\nDate: 2020-01-01\nSlug: post\nFormulas: off\n\n{wrong}"
    )
    site.build()
    assert "$y&lt;z$" in site.read("post.html")


def test_the_plugin_can_be_named_without_its_folder(site: Site) -> None:
    site.configure(PLUGINS=["live_figures"])
    site.post("<< line >> and $x$")
    site.build()
    assert "<img" in site.read("post.html")
    assert "<math" in site.read("post.html")


LATE = """
from jinja2 import DictLoader
from pelican import signals

known = {}

def filters(generator):
    generator.env.filters["hashed"] = lambda name: known.get(name, name)

def late(generators):
    known["a.css"] = "a.123.css"
    for generator in generators:
        page = "{{ 'a.css' | hashed }} {{ article.content }}"
        generator.env.loader.loaders.insert(0, DictLoader({"article.html": page}))

def register():
    signals.generator_init.connect(filters)
    signals.all_generators_finalized.connect(late)
"""


def test_what_others_change_last_counts_from_nothing_and_from_a_cache(site: Site) -> None:
    """Whatever is done while figures are computed, pages are made when all is known."""
    site.write("plugins/late.py", LATE)
    layer = {"CONTENT_CACHING_LAYER": "generator", "CACHE_CONTENT": True}
    plugins = ["pelican.plugins.live_figures", "late"]
    site.configure(PLUGINS=plugins, LOAD_CONTENT_CACHE=True, **layer)
    site.post("<< line >>")
    for _ in range(2):
        site.build()
        page = site.read("post.html")
        assert page.startswith("a.123.css ")
        assert "figures/line-" in page


EARLY = """
from pelican import Pelican, signals

def get(generator):
    known[0]._get_writer()

def keep(pelican):
    known.append(pelican)

known = []

def register():
    signals.initialized.connect(keep)
    signals.article_generator_init.connect(get)
"""


def test_a_plugin_that_asks_for_the_writer_early_loses_nothing(site: Site) -> None:
    """As those for comments do, when nothing has been read."""
    site.write("plugins/early.py", EARLY)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "early"], DELETE_OUTPUT_DIRECTORY=True)
    site.page("<< line >>")
    site.post("<< line slope=10 >>")
    site.fail()
    assert "live-figure" in site.read("post.html")
    assert site.ask("status").returncode == 0
    site.write("output/old.html", "")
    site.page("<< line slope=2 >>")
    assert not (site.folder / "output/old.html").exists()


READER = """
from pelican import signals
from pelican.readers import BaseReader

class Reader(BaseReader):
    enabled, file_extensions = True, ["md"]

    def read(self, path):
        text = "<p>So &lt;&lt; line &gt;&gt;</p><pre>&lt;&lt; line slope=2 &gt;&gt;</pre>"
        return text, {"title": "post", "date": self.process_metadata("date", "2020-01-01")}

def register():
    signals.readers_init.connect(lambda known: known.reader_classes.update(md=Reader), weak=False)
"""


def test_directives_in_markdown_that_another_reader_reads_are_told(site: Site) -> None:
    site.write("plugins/reads.py", READER)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "reads"])
    site.post("")
    told = " ".join(site.run().stdout.split())
    assert "<< line >> stays as it is" in told
    assert "slope=2" not in told


MATH = """
from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTagInlineProcessor
from pelican import signals

class Formula(SimpleTagInlineProcessor):
    pass

class Math(Extension):
    def extendMarkdown(self, md):
        md.inlinePatterns.register(Formula(r"([$])(.+?)[$]", "kbd"), "its", 186)

def register():
    signals.initialized.connect(
        lambda pelican: pelican.settings["MARKDOWN"]["extensions"].append(Math()), weak=False
    )
"""


def test_formulas_that_are_off_are_left_to_the_extension_that_reads_them(site: Site) -> None:
    site.write("plugins/its_math.py", MATH)
    plugins = ["pelican.plugins.live_figures", "its_math"]
    markdown = {"extensions": ["markdown.extensions.meta"], "output_format": "html5"}
    site.configure(PLUGINS=plugins, MARKDOWN=markdown, LIVE_FIGURES_FORMULAS="off")
    html = site.page("So $x_1$ and << line >>.")
    assert "<kbd>x_1</kbd>" in html
    assert "<img" in html
    site.configure(PLUGINS=plugins, MARKDOWN=markdown)
    assert "<math" in site.page("So $x_1$.")
    header = "Title: post\nDate: 2020-01-01\nSlug: post\nFormulas: off\n\n"
    site.write("content/post.en.md", f"{header}So $x_1$.")
    site.build()
    assert "<kbd>x_1</kbd>" in site.read("post.html")


OFF = """So $\\widetilde{\\psi}\\_m$, $a_1$ and *$b$*, \\\\(x\\_1\\\\), 100\\$ and 5\\$.

$U = \\{u_n\\}\\$ on which is $S = \\{S_1\\}$ and $$y

equations:
$$E=mc^2$$
"""


@pytest.mark.parametrize("dialect", ["latex", "hexo", "kramdown"])
def test_formulas_that_are_off_leave_pages_as_they_are_without_the_plugin(
    site: Site, dialect: str
) -> None:
    pages = []
    for plugins in ([], ["pelican.plugins.live_figures"]):
        site.configure(PLUGINS=plugins, LIVE_FIGURES_FORMULAS="off", LIVE_FIGURES_DIALECT=dialect)
        pages.append(site.page(OFF))
    assert pages[0] == pages[1]


def test_values_in_formulas_that_are_off_are_filled(site: Site) -> None:
    site.write("plugins/told.py", "def told() -> int:\n    return 12\n")
    site.configure(LIVE_VALUES=["told.told"], LIVE_FIGURES_FORMULAS="off")
    html = site.page("So $x = << told >>$, $$\ny = << told expect=12 >>\n$$\n")
    assert "So $x = 12$, $$\ny = 12\n$$" in html
    html = site.page("Prices of $5:\n<< line caption='Of $x = << told >>$, 5\\$' >>\nin US$.")
    assert "Of $x = 12$, 5\\$" in html
    html = site.page("> So $x = << told\n> format=03 >>$.")
    assert "So $x = 012$." in html


@pytest.mark.parametrize("off", ["off", "False"])
def test_a_header_may_have_formulas_off(site: Site, off: str) -> None:
    site.write("plugins/told.py", "def told() -> int:\n    return 12\n")
    site.configure(LIVE_VALUES=["told.told"])
    header = f"Title: post\nDate: 2020-01-01\nSlug: post\nFormulas: {off}\n"
    text = "Of $x = << told >>$, 5\\$ and *6*."
    site.write("content/post.en.md", f"{header}Summary: {text}\n\n{text}\n")
    site.build()
    for page in ("post.html", "index.html"):
        assert "Of $x = 12$, 5\\$ and <em>6</em>." in site.read(page)


LOOKING = """
from pelican import signals

def read(generator):
    for article in generator.articles:
        article.content, article.summary

def register():
    signals.article_generator_pretaxonomy.connect(read)
"""


def test_a_plugin_may_look_at_texts_early(site: Site) -> None:
    site.write("plugins/looking.py", LOOKING)
    site.configure(PLUGINS=["pelican.plugins.live_figures", "looking"])
    assert "<math" in site.page("So $a<b$, and << line >>.")


def test_what_is_equal_to_python_may_differ_to_a_figure(site: Site) -> None:
    site.write("plugins/told.py", "def told(x: object) -> str:\n    return repr(x)\n")
    site.configure(LIVE_VALUES=["told.told"])
    html = site.page("<< told x=1 >>, << told x=1.0 >>, << told x=true >>, << told x=0.0 >>.")
    assert "1, 1.0, True, 0.0." in re.sub(r"<[^>]*>", "", html)


TOOLTIP = """
import re
from pelican import signals

def tip(generator):
    for article in generator.articles:
        told = re.sub("<[^>]*>", "", article._content)
        article._content += f'<abbr title="{told}">?</abbr>'

def register():
    signals.article_generator_finalized.connect(tip)
"""


def test_what_is_made_of_a_text_before_its_values_are_known_is_told(site: Site) -> None:
    site.write("plugins/tips.py", TOOLTIP)
    site.write("plugins/told.py", "def told() -> int:\n    return 12\n")
    site.configure(PLUGINS=["pelican.plugins.live_figures", "tips"], LIVE_VALUES=["told.told"])
    site.post("The sum is << told >> m, and << line >>.\n\n$$ x $$\n\n<< line >>")
    told = " ".join(site.run().stdout.split())
    assert told.count("content/post.en.md: values are") == 1
    html = site.read("post.html")
    assert "The sum is 12 m" in re.sub("<[^>]*>", "", html)
    assert not re.search("[\ufdd0-\ufdef]", html)


COMMENTS = """
from markdown import Markdown
from pelican import signals

def comment(generator):
    for article in generator.articles:
        html = Markdown(**generator.settings["MARKDOWN"]).convert("Nice, $x_1$.")
        generator.context["comment"] = html

def register():
    signals.article_generator_finalized.connect(comment)
"""


def test_formulas_that_are_off_are_nowhere_a_placeholder(site: Site) -> None:
    """Such as in the Markdown that a plugin reads for itself."""
    site.write("plugins/comments.py", COMMENTS)
    site.write("mine/article.html", "{{ article.content }}{{ comment }}")
    site.configure(
        PLUGINS=["pelican.plugins.live_figures", "comments"],
        THEME_TEMPLATES_OVERRIDES=["mine"],
        LIVE_FIGURES_FORMULAS="off",
    )
    html = site.page("So $y_1$ is.")
    assert "So $y_1$ is." in html
    assert "Nice, $x_1$." in html
