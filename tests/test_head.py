"""What published pages say of themselves to search engines, feed readers and previews of links."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from blog import SITEURL, Blog, pelican
from PIL import Image

pytestmark = pytest.mark.xdist_group("blog")

NAMES = {
    "sitemap": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


class Head(HTMLParser):
    """The head of a page, and the alternative texts of its pictures."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str]] = []
        self.pictures: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.links.append(found)
        if tag == "img":
            self.pictures.append(found["alt"])
        name = found.get("name") or found.get("property") or found.get("http-equiv")
        if tag == "meta" and name:
            assert name not in self.meta, f"{name} is said twice"
            self.meta[name] = found["content"]

    @property
    def canonical(self) -> str | None:
        addresses = [link["href"] for link in self.links if link["rel"] == "canonical"]
        assert len(addresses) <= 1
        return addresses[0] if addresses else None

    @property
    def versions(self) -> dict[str, str]:
        """By language, where this text can be read."""
        return {link["hreflang"]: link["href"] for link in self.links if "hreflang" in link}

    @property
    def feeds(self) -> list[str]:
        return [link["href"] for link in self.links if "xml" in link.get("type", "").split("+")]


def heads(output: Path) -> Iterator[tuple[Path, Head]]:
    for path in sorted(output.rglob("*.html")):
        yield path, Head(path)


def file(output: Path, address: str) -> Path:
    """What a server gives for an address, which is absolute and in ASCII."""
    assert address.isascii()
    assert address.startswith(f"{SITEURL}/")
    path = output / unquote(address.removeprefix(f"{SITEURL}/"))
    return path / "index.html" if path.is_dir() else path


def listed(output: Path) -> dict[str, ElementTree.Element]:
    """What the sitemap lists."""
    root = ElementTree.parse(output / "sitemap.xml").getroot()
    entries = {entry.findtext("sitemap:loc", "", NAMES): entry for entry in root}
    assert len(entries) == len(root)
    return entries


def versions(entry: ElementTree.Element) -> dict[str, str]:
    found = (link.attrib for link in entry.iterfind("xhtml:link", NAMES))
    return {link["hreflang"]: link["href"] for link in found}


SOURCE = "---\ntitle: On {slug}\nslug: {slug}\n{header}\n---\n{text}\n"
DATE = "date: 2019-01-20 10:00\n"
TEXTS = {
    "pages/about": ("lang: zh", "这里"),
    "pages/about.en": ("lang: en", "Here"),
    "posts/plain": (DATE + "lang: zh\ntags: [熵与 & 信息]", "第一篇"),
    "posts/plain.en": (DATE + "lang: en\nupdated: 2020-02-03 04:05", "First"),
    "posts/中文": (DATE + "lang: zh", "没有别的语言"),
    "posts/said": (DATE + "lang: en\ndescription: 'Is a < b, and \"c\"?'", "text"),
    "posts/formulas": (
        DATE + "lang: en",
        "Half, $\\frac12 < x$,\n\n<< sigmoid caption='no $\\hat y$ here' >>\n\nof *it* & $y>0$.\n\n"
        "<!--more-->\n\nrest",
    ),
    "posts/long": (DATE + "lang: en", "word " * 60),
    "posts/draft": (DATE + "lang: en\nstatus: draft", "text"),
    "posts/hidden": (DATE + "lang: en\nstatus: hidden", "text"),
}


@pytest.fixture(scope="module")
def output(blog: Blog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some posts, and a page in two languages, published with this blog's settings."""
    folder = tmp_path_factory.mktemp("heads") / "copy"
    ignored = shutil.ignore_patterns("output", "published", "*.en.md", "*.zh.md")
    shutil.copytree(blog.folder, folder, ignore=ignored)
    for path, (header, text) in TEXTS.items():
        slug = Path(path).name.removesuffix(".en")
        source = SOURCE.format(slug=slug, header=header, text=text)
        (folder / f"content/{path}.md").write_text(source, encoding="utf-8")
    settings = (folder / "pelicanconf.py").read_text(encoding="utf-8")
    shorter = settings.replace("DEFAULT_PAGINATION = 10", "DEFAULT_PAGINATION = 2")
    (folder / "pelicanconf.py").write_text(shorter, encoding="utf-8")
    pelican(folder, "publishconf.py", "published", SITEURL=f"{SITEURL}/")
    return folder / "published"


def test_a_page_has_one_address_that_leads_to_it(output: Path) -> None:
    for path, head in heads(output):
        if head.meta.get("robots") == "noindex":
            assert head.canonical is None
        else:
            assert head.canonical, path
            assert file(output, head.canonical) == path
            assert not head.canonical.endswith("index.html")
            assert head.meta["og:url"] == head.canonical


def test_only_what_nobody_should_find_is_not_to_be_found(output: Path) -> None:
    unlisted = {path for path, head in heads(output) if head.meta.get("robots") == "noindex"}
    paths = ("404.html", "drafts/draft/en/index.html", "posts/hidden/en/index.html")
    assert unlisted == {output / path for path in paths}


def test_translations_name_each_other(output: Path) -> None:
    for path, head in heads(output):
        assert not head.versions or path in [file(output, to) for to in head.versions.values()]
        for address in head.versions.values():
            assert Head(file(output, address)).versions == head.versions
    home = f"{SITEURL}/posts/plain/"
    wanted = {"zh": home, "en": f"{home}en/", "x-default": home}
    assert Head(output / "posts/plain/index.html").versions == wanted
    assert Head(output / "posts/中文/index.html").versions == {}


def test_the_sitemap_lists_texts_by_the_addresses_that_they_give_themselves(output: Path) -> None:
    texts = [*output.glob("*/index.html"), *output.glob("*/en/index.html")]
    texts += [output / "index.html", *output.glob("posts/**/index.html")]
    addresses = {Head(path).canonical for path in texts} - {None}
    assert set(listed(output)) == addresses
    for address, entry in listed(output).items():
        assert versions(entry) == Head(file(output, address)).versions


def test_the_sitemap_tells_when_a_text_was_changed(output: Path) -> None:
    entries = listed(output)

    def changed(path: str) -> str | None:
        return entries[f"{SITEURL}/{path}"].findtext("sitemap:lastmod", None, NAMES)

    assert changed("posts/plain/") == "2019-01-20T10:00:00+08:00"
    assert changed("posts/plain/en/") == "2020-02-03T04:05:00+08:00"
    assert changed("about/") is None


def test_robots_are_welcome_and_are_told_of_the_sitemap(output: Path) -> None:
    lines = (output / "robots.txt").read_text().splitlines()
    assert lines == ["User-agent: *", "Disallow:", "", f"Sitemap: {SITEURL}/sitemap.xml"]


@pytest.mark.parametrize(
    ("post", "description"),
    [
        ("said/en", 'Is a < b, and "c"?'),
        ("formulas/en", r"Half, \frac12 < x, of it & y>0."),
        ("plain", "第一篇"),
    ],
)
def test_a_description_is_plain_text(output: Path, post: str, description: str) -> None:
    head = Head(output / f"posts/{post}/index.html")
    assert head.meta["description"] == head.meta["og:description"] == description


def test_a_description_is_short(output: Path) -> None:
    description = Head(output / "posts/long/en/index.html").meta["description"]
    assert 100 < len(description) <= 165
    assert description.endswith("word…")


def test_a_card_shows_the_first_figure(blog: Blog) -> None:
    head = Head(blog.published / "posts/cross-entropy/en/index.html")
    assert head.meta["og:type"] == "article"
    assert head.meta["og:title"] == "Why train with cross-entropy?"
    assert head.meta["og:locale"] == "en_US"
    assert head.meta["article:published_time"] == "2019-01-20T06:11:08+08:00"
    assert head.meta["twitter:card"] == "summary_large_image"
    assert head.meta["og:image:alt"] == head.pictures[0]
    with Image.open(file(blog.published, head.meta["og:image"])) as image:
        size = (head.meta["og:image:width"], head.meta["og:image:height"])
        assert size == tuple(map(str, image.size))


def test_a_page_without_figures_has_a_card_without_a_picture(output: Path) -> None:
    head = Head(output / "index.html")
    assert head.meta["twitter:card"] == "summary"
    assert "og:image" not in head.meta
    assert head.meta["og:type"] == "website"


def test_feeds_are_found_and_first_the_one_in_the_articles_language(output: Path) -> None:
    for path, head in heads(output):
        assert head.feeds, path
        for feed in head.feeds:
            assert file(output, feed).is_file(), f"{feed} in {path}"
    feeds = Head(output / "posts/plain/en/index.html").feeds
    assert feeds[0] == f"{SITEURL}/feeds/all-en.atom.xml"


def test_icons_are_there(blog: Blog) -> None:
    head = Head(blog.published / "index.html")
    icons = [link for link in head.links if "icon" in link["rel"]]
    assert [link["rel"] for link in icons] == ["icon", "apple-touch-icon"]
    assert all(file(blog.published, link["href"]).is_file() for link in icons)


def test_pages_that_are_not_published_claim_no_address_and_have_no_policy(blog: Blog) -> None:
    for path, head in heads(blog.output):
        assert "Content-Security-Policy" not in head.meta
        assert head.canonical is None, path
        assert not [name for name in head.meta if name.startswith("og:")], path
        assert not [link for link in head.links if urlsplit(link["href"]).scheme], path
    assert not (blog.output / "sitemap.xml").exists()
