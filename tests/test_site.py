"""This blog itself: the article, its figures and formulas, its feeds, its addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from blog import ROOT, SITEURL, Blog, build
from conftest import Site

# One process builds the blog and tests it.
pytestmark = pytest.mark.xdist_group("blog")

ARTICLE = {"zh": "posts/cross-entropy/index.html", "en": "posts/cross-entropy/en/index.html"}
LOCAL = "http://localhost"  # where the pages with relative addresses might stand


class Page(HTMLParser):
    """A page: its addresses, its ids, how many formulas it has, and its text outside of code."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.addresses: list[tuple[str, str, str]] = []
        self.ids: set[str] = set()
        self.formulas = 0
        self._pieces: list[str] = []
        self._unread = 0
        self.html = path.read_text(encoding="utf-8")
        self.feed(self.html)
        self.text = "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.formulas += tag == "math"
        self._unread += tag in ("code", "pre", "math")
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in ("href", "src", "srcset", "action", "data", "poster", "content") and value:
                self.addresses.append((tag, name, value))

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("code", "pre", "math")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._pieces.append(data)

    def linked(self) -> list[str]:
        """What the page links to or loads."""
        return [address for _, name, address in self.addresses if name in ("href", "src")]


def pages(output: Path) -> Iterator[tuple[str, Page]]:
    """All pages with where they stand."""
    for path in sorted(output.rglob("*.html")):
        yield path.relative_to(output).as_posix(), Page(path)


def target(output: Path, path: str) -> Path:
    """The file that a server gives for a path."""
    found = output / unquote(path).lstrip("/")
    return found / "index.html" if found.is_dir() else found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_article_has_its_figures(blog: Blog, lang: str) -> None:
    page = Page(blog.output / ARTICLE[lang])
    sources = [
        urljoin(f"{LOCAL}/{ARTICLE[lang]}", src) for _, name, src in page.addresses if name == "src"
    ]
    suffix = "" if lang == "zh" else f"-{lang}"
    for name in ("firstloss", "secondloss", "sigmoid"):
        assert name in page.ids
        assert f"{LOCAL}/figures/{name}{suffix}.svg" in sources
        for kind in ("svg", "png", "csv"):
            assert (blog.output / f"figures/{name}{suffix}.{kind}").stat().st_size > 500


@pytest.mark.parametrize(
    ("name", "costs"),
    [
        ("firstloss", {"0": 0.3342, "150": 0.0117, "300": 0.0044}),
        ("secondloss", {"0": 0.4822, "150": 0.4356, "300": 0.0206}),
    ],
)
def test_the_curves_are_those_of_the_experiment(
    blog: Blog, name: str, costs: dict[str, float]
) -> None:
    rows = (blog.output / f"figures/{name}.csv").read_text().split()
    assert (rows[0], len(rows)) == ("epoch,cost", 302)
    values = dict(row.split(",") for row in rows[1:])
    assert list(values)[-1] == "300"
    assert {epoch: round(float(values[epoch]), 4) for epoch in costs} == costs


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_formula_of_the_article_is_rendered(blog: Blog, lang: str) -> None:
    source = (ROOT / f"content/posts/cross-entropy.{lang}.md").read_text(encoding="utf-8")
    display = re.findall(r"\$\$.+?\$\$", source, re.DOTALL)
    inline = re.findall(r"\$[^$]+\$", re.sub(r"\$\$.+?\$\$", "", source, flags=re.DOTALL))
    page = Page(blog.output / ARTICLE[lang])
    in_table = 8  # two of the headings, and the start of each run
    assert page.formulas == len(display) + len(inline) + in_table
    assert page.html.count('display="block"') == len(display)


def test_nothing_is_left_of_what_should_have_become_something(blog: Blog) -> None:
    for where, page in pages(blog.output):
        for left in ("live-figure-error", "data-live-figures", "<merror", "{filename}", "\ufdd0"):
            assert left not in page.html, where
        for left in (r"\$\$", r"\\[a-z]+\b", r"\$[A-Za-z]", r"<<(?! losscurve >>)", r"<!--\s*more"):
            assert not re.search(left, page.text), where


def test_the_translations_are_linked(blog: Blog) -> None:
    for where in ARTICLE.values():
        html = Page(blog.output / where).html
        links = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)"', html))
        for lang, link in links.items():
            path = urlsplit(urljoin(f"{LOCAL}/{where}", link)).path
            assert target(blog.output, path) == blog.output / ARTICLE[lang]
        assert set(links) == set(ARTICLE)


@pytest.mark.parametrize("kind", ["output", "published"])
def test_every_link_leads_somewhere(blog: Blog, kind: str) -> None:
    output, host = getattr(blog, kind), SITEURL if kind == "published" else LOCAL
    ids = {target(output, where): page.ids for where, page in pages(output)}
    for where, page in pages(output):
        for link in page.linked():
            address = urlsplit(urljoin(f"{host}/{where}", link))
            if not address.geturl().startswith(f"{host}/"):
                continue  # another site
            file = target(output, address.path.removeprefix(urlsplit(host).path))
            assert file.is_file(), f"{link} in {where}"
            assert not address.fragment or unquote(address.fragment) in ids[file], (
                f"{link} in {where}"
            )


@pytest.mark.parametrize("kind", ["output", "published"])
def test_other_hosts_are_named_in_links_alone(blog: Blog, kind: str) -> None:
    host = urljoin(SITEURL, "/")
    for where, page in pages(getattr(blog, kind)):
        for tag, name, address in page.addresses:
            foreign = re.search(r"(?:https?:)?//", address.replace(host, ""))
            assert not foreign or (tag, name) == ("a", "href"), f"{address} in {where}"
    for path in getattr(blog, kind).rglob("*"):
        if path.suffix in (".css", ".svg"):
            text = re.sub(r"""xmlns(:\w+)?=["'][^"']*["']""", "", path.read_text(encoding="utf-8"))
            assert not re.search(r"//\w", text), path


def test_two_builds_in_two_places_give_the_same_bytes(
    blog: Blog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("elsewhere") / "deeper" / "博客"
    environment = {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    other = build(folder, anew=True, **environment)
    for one, two in ((blog.output, other.output), (blog.published, other.published)):
        ours, theirs = files(one), files(two)
        assert ours.keys() == theirs.keys()
        assert not [name for name in ours if ours[name] != theirs[name]]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_post_as_people_have_them(site: Site) -> None:
    site.configure(
        PLUGINS=["hexo", "reading", "pelican.plugins.live_figures"],
        THEME=str(ROOT / "theme"),
        DEFAULT_LANG="zh",
    )
    site.write("content/least-squares.md", (ROOT / "tests/hexo-post.md").read_bytes())
    result = site.run("--fatal", "errors")
    assert result.returncode == 0, result.stderr + result.stdout
    page = Page(site.folder / "output/zui-xiao-er-cheng-wei-shi-yao-shi-ping-fang.html")
    assert "<h1>最小二乘：为什么是平方？</h1>" in page.html
    assert 'datetime="2018-07-03T21:14:55+00:00"' in page.html
    for name in ("机器学习", "线性代数", "概率"):
        assert re.search(rf"<a [^>]*>{name}</a>", page.html)
    assert page.formulas == 17
    assert page.html.count('display="block"') == 5
    assert "live-figure-error" not in page.html
    assert page.html.count("<br") == 1  # the one before a formula has gone
    assert page.html.count("<blockquote>") == 2
    assert '<img alt="" src="/img/line.jpg">' in page.html
    assert "cout &lt;&lt; sum 就行" in page.html
    assert "$5" in page.text
    assert "$HOME" not in page.text
    assert "$HOME" in page.html
