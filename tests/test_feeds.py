"""Feeds: valid, and legible where readers strip what they do not know."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from blog import SITEURL, Blog
from conftest import Site

pytestmark = pytest.mark.xdist_group("blog")

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HOST = "https://example.org/博客"
HOST_URI = "https://example.org/%E5%8D%9A%E5%AE%A2"
IN_FEED = "title subtitle id updated link author category generator icon logo rights entry"
IN_ENTRY = "title id updated published link author category content summary rights"


def bare(html: str) -> str:
    """What is left of HTML when all tags are stripped."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.fixture
def feeds(site: Site) -> Site:
    """A site with feeds, at an address that is not ASCII."""
    site.configure(
        PLUGINS=["feeds", "pelican.plugins.live_figures"],
        SITEURL=HOST,
        FEED_ALL_ATOM="all.atom.xml",
        FEED_ALL_RSS="all.rss.xml",
        CATEGORY_FEED_ATOM="{slug}.atom.xml",
        SLUGIFY_USE_UNICODE=True,
        ARTICLE_URL="文章/{slug}.html",
        RSS_FEED_SUMMARY_ONLY=False,
    )
    return site


def content(site: Site, text: str) -> str:
    """The HTML of a post with this text in the Atom feed."""
    site.post(text)
    site.build()
    entry = atom(site.folder / "output/all.atom.xml").find(f"{ATOM}entry/{ATOM}content")
    assert entry is not None
    return entry.text or ""


def test_a_display_formula_has_lines_of_its_own(feeds: Site) -> None:
    aligned = r"$$\begin{aligned}x&=1\\y&=2\end{aligned}$$."
    html = content(feeds, f"So *it*\n$$a = b,$$\nholds.\n\n{aligned}")
    indent = "\u2003\u2003"
    assert f"<em>it</em><br>{indent}<i>a</i> = <i>b</i>,<br>\nholds.</p>" in html
    assert f"<p>{indent}<i>x</i> = 1<br>{indent}<i>y</i> = 2.</p>" in html


def test_all_addresses_are_whole(feeds: Site) -> None:
    feeds.write("content/图.txt", "")
    html = content(
        feeds,
        "[a](#id) [b](../b?x=1&y=2) [c](/c) [d](mailto:d@example.org) [e](https://example.com/é)\n"
        '<img alt="f" src="f.png"> `a href="#code"` [g]({filename}/post.en.md)',
    )
    article = f"{HOST_URI}/%E6%96%87%E7%AB%A0/post.html"
    assert re.findall('(?:href|src)="([^"]*)"(?!</code>)', html) == [
        f"{article}#id",
        f"{HOST_URI}/b?x=1&amp;y=2",
        "https://example.org/c",
        "mailto:d@example.org",
        "https://example.com/%C3%A9",
        f"{HOST_URI}/%E6%96%87%E7%AB%A0/f.png",
        article,
    ]
    assert '<code>a href="#code"</code>' in html


def test_a_figure_is_a_png_with_its_size_and_caption(feeds: Site) -> None:
    html = content(feeds, '<< line id=up alt="It rises" caption="By $x^2$." >>')
    assert f'src="{HOST_URI}/figures/up.png"' in html
    assert re.search(r'<img[^>]* alt="It rises" width="\d+" height="\d+"', html)
    assert bare(html).strip() == "Figure 1 By x²."


def test_no_script_and_no_style(feeds: Site) -> None:
    html = content(
        feeds, 'a\n\n<script type="module">\nlet a = 1;\n</script>\n\n<style>p {}</style>\n\nb'
    )
    assert bare(html).split() == ["a", "b"]


def test_what_sanitisers_leave_of_formulas_can_be_read(feeds: Site) -> None:
    content(feeds, r"So $\frac{\partial C}{\partial w} = e^{-z}$ holds.")
    entry = feedparser.parse((feeds.folder / "output/all.atom.xml").read_bytes()).entries[0]
    sanitised = entry.content[0].value
    formula = "∂<i>C</i>/∂<i>w</i> = <i>e</i><sup>−<i>z</i></sup>"
    assert sanitised == f"<p>So {formula} holds.</p>"


def test_each_article_and_each_feed_tells_its_language(feeds: Site) -> None:
    feeds.post("Text.", lang="en")
    feeds.post("文字。", lang="zh")
    feeds.build()
    mixed = atom(feeds.folder / "output/all.atom.xml")
    assert LANG not in mixed.attrib
    assert {entry.get(LANG) for entry in mixed.findall(f"{ATOM}entry")} == {"en", "zh"}
    assert atom(feeds.folder / "output/misc.atom.xml").get(LANG) == "en"
    rss = ET.parse(feeds.folder / "output/all.rss.xml")
    assert not any(item.attrib for item in rss.iter("item"))  # RSS has no such thing


def atom(path: Path) -> ET.Element:
    return ET.parse(path).getroot()


def wrong_in_atom(feed: ET.Element) -> Iterator[str]:
    """What RFC 4287 does not allow."""
    entries = feed.findall(f"{ATOM}entry")
    for element, known in ((feed, IN_FEED), *((entry, IN_ENTRY) for entry in entries)):
        names = Counter(child.tag.removeprefix(ATOM) for child in element)
        yield from (f"element {name}" for name in names.keys() - set(known.split()))
        once = ("id", "title", "updated", "content", "summary", "published", "subtitle", "rights")
        yield from (f"{names[name]} × {name}" for name in once if names[name] > 1)
        yield from (f"no {name}" for name in ("id", "title", "updated") if not names[name])
        for date in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
            if datetime.fromisoformat(date.text or "").tzinfo is None:
                yield f"date {date.text}"
        for link in element.findall(f"{ATOM}link"):
            if not is_uri(link.get("href")):
                yield f"link {link.get('href')}"
    for entry in entries:
        if not entry.findtext(f"{ATOM}author/{ATOM}name"):
            yield "no author"
        for text in (*entry.findall(f"{ATOM}content"), *entry.findall(f"{ATOM}summary")):
            if text.get("type") != "html":
                yield f"type {text.get('type')}"
            yield from wrong_in_html(text.text or "")
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    yield from (f"id {name}" for name in ids if ids.count(name) > 1 or not urlsplit(name).scheme)


def wrong_in_rss(rss: ET.Element) -> Iterator[str]:
    """What the RSS 2.0 specification does not allow."""
    channel = rss.find("channel")
    assert channel is not None
    if rss.get("version") != "2.0":
        yield f"version {rss.get('version')}"
    names = {child.tag for child in channel}
    yield from (f"no {name}" for name in {"title", "link", "description"} - names)
    guids = Counter(item.findtext("guid") for item in channel.findall("item"))
    for item in channel.findall("item"):
        guid = item.find("guid")
        if guid is None or guids[guid.text] > 1:
            yield "no guid of its own"
        elif guid.get("isPermaLink") != "false" and not is_uri(guid.text):
            yield f"guid {guid.text}"
        if parsedate_to_datetime(item.findtext("pubDate", "")).tzinfo is None:
            yield f"date {item.findtext('pubDate')}"
        if not is_uri(item.findtext("link")):
            yield f"link {item.findtext('link')}"
        yield from wrong_in_html(item.findtext("description", ""))


def is_uri(address: str | None) -> bool:
    return bool(re.fullmatch(r"(https?://|mailto:)[!-~]+", address or ""))


def wrong_in_html(html: str) -> Iterator[str]:
    yield from re.findall(r"<(?:script|style|link|math|svg)\b[^>]*>", html)
    for address in re.findall(r'<[^<>]*\s(?:href|src)="([^"]*)"', html):
        if not is_uri(address):
            yield f"address {address}"


def wrong(path: Path) -> list[str]:
    root = ET.parse(path).getroot()
    return list((wrong_in_rss if root.tag == "rss" else wrong_in_atom)(root))


def test_feeds_are_valid_whatever_the_address(feeds: Site) -> None:
    feeds.write(
        "content/a.md",
        "Title: A & <B>\nDate: 2020-01-01\nSlug: 甲\nCategory: 深度学习\n\n[x](#y)\n",
    )
    feeds.post("Note.[^1]\n\n[^1]: Below.\n")
    feeds.build()
    for name in ("all.atom.xml", "all.rss.xml", "深度学习.atom.xml", "misc.atom.xml"):
        assert wrong(feeds.folder / "output" / name) == []
    ids = [
        atom(feeds.folder / f"output/{name}.atom.xml").findtext(f"{ATOM}id")
        for name in ("all", "深度学习")
    ]
    deep = "%E6%B7%B1%E5%BA%A6%E5%AD%A6%E4%B9%A0"
    assert ids == [f"{HOST_URI}/all.atom.xml", f"{HOST_URI}/{deep}.atom.xml"]


def test_the_feeds_of_the_blog_are_valid(blog: Blog) -> None:
    paths = sorted((blog.published / "feeds").iterdir())
    assert len(paths) > 4
    for path in paths:
        assert not feedparser.parse(path.read_bytes()).bozo, path
        assert wrong(path) == [], path


@pytest.mark.parametrize("name", ["all.atom", "all.rss", "all-zh.atom", "all-en.atom"])
def test_the_feeds_of_the_blog_show_the_figures(blog: Blog, name: str) -> None:
    feed = feedparser.parse((blog.published / f"feeds/{name}.xml").read_bytes())
    assert {entry.link for entry in feed.entries} >= {
        f"{SITEURL}/posts/cross-entropy/{lang}"
        for lang in ("", "en/")
        if name != "all-zh.atom" or not lang
        if name != "all-en.atom" or lang
    }
    for entry in feed.entries:
        text = entry.content[0].value if "content" in entry else entry.summary
        images = re.findall(r'<img[^>]*? src="([^"]*)"', text)
        assert images
        for image in images:
            assert image.startswith(f"{SITEURL}/figures/")
            assert image.endswith(".png")
            assert (blog.published / image.removeprefix(f"{SITEURL}/")).is_file()
