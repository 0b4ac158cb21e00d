"""The theme: what it promises of every page, seen in a real Pelican build."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from pelican import Pelican
from pelican.settings import read_settings

ROOT = Path(__file__).parents[1]
THEME = ROOT / "theme"
HOST = "https://example.org/under/a/path"

POST = """---
title: {title}
date: 2019-01-20
slug: {slug}
lang: {lang}
tags: [t]
---
## h

text
"""


class Page(HTMLParser):
    """What a page links to, and its headings."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(scope="module", params=["relative", "absolute"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site in two languages, with pagination, drafts and pages."""
    site = tmp_path_factory.mktemp("site")
    posts, pages = site / "content" / "posts", site / "content" / "pages"
    posts.mkdir(parents=True)
    pages.mkdir()
    for slug in "abc":
        (posts / f"{slug}.md").write_text(POST.format(title='A & "B"', slug=slug, lang="zh"))
    (posts / "a.en.md").write_text(POST.format(title="A", slug="a", lang="en"))
    (posts / "d.md").write_text(
        POST.format(title="D", slug="d", lang="zh").replace("slug", "status: draft\nslug", 1)
    )
    (pages / "about.md").write_text("---\ntitle: 关于\nslug: about\n---\ntext\n", encoding="utf-8")
    (pages / "about.en.md").write_text("---\ntitle: About\nslug: about\nlang: en\n---\ntext\n")
    relative = request.param == "relative"
    settings = {
        "PATH": str(site / "content"),
        "OUTPUT_PATH": str(site / "output"),
        "THEME": str(THEME),
        "PLUGIN_PATHS": [str(ROOT / "plugins")],
        "PLUGINS": ["hexo", "reading"],
        "SITENAME": "活的图",
        "SITEURL": "" if relative else HOST,
        "RELATIVE_URLS": relative,
        "FEED_DOMAIN": HOST,
        "DEFAULT_LANG": "zh",
        "ARTICLE_PATHS": ["posts"],
        "ARTICLE_URL": "posts/{slug}/",
        "ARTICLE_SAVE_AS": "posts/{slug}/index.html",
        "ARTICLE_LANG_URL": "posts/{slug}/{lang}/",
        "ARTICLE_LANG_SAVE_AS": "posts/{slug}/{lang}/index.html",
        "YEAR_ARCHIVE_SAVE_AS": "{date:%Y}/index.html",
        "DEFAULT_PAGINATION": 2,
        "CACHE_CONTENT": False,
    }
    Pelican(read_settings(override=settings)).run()
    return site / "output"


def test_every_link_leads_somewhere_on_the_site(output: Path) -> None:
    for path in output.rglob("*.html"):
        here = f"{HOST}/{path.relative_to(output).as_posix()}"
        for link in Page(path).links:
            target = urljoin(here, link)
            assert target.startswith(HOST), f"{link} in {path}"
            found = output / urlsplit(target.removeprefix(HOST).lstrip("/")).path
            if found.suffix == ".css":
                continue  # some style sheets are made at build time
            assert (found / "index.html" if found.is_dir() else found).is_file(), (
                f"{link} in {path}"
            )


def test_headings_begin_with_one_h1_and_skip_no_level(output: Path) -> None:
    for path in output.rglob("*.html"):
        headings = Page(path).headings
        assert headings.count(1) == 1, path
        assert headings[0] == 1, path
        assert all(b - a <= 1 for a, b in pairwise(headings)), path


def test_a_page_speaks_its_own_language_and_names_its_translations(output: Path) -> None:
    english = Page(output / "posts/a/en/index.html").text
    assert '<html lang="en">' in english
    assert "Skip to content" in english
    assert "20 January 2019" in english
    chinese = Page(output / "posts/a/index.html").text
    assert '<html lang="zh">' in chinese
    assert "跳到正文" in chinese
    assert "2019 年 1 月 20 日" in chinese
    for text in (english, chinese):
        assert re.findall(r'rel="alternate" hreflang="(\w+)"', text) in (["en", "zh"], ["zh", "en"])


def test_titles_are_escaped_in_the_head(output: Path) -> None:
    assert "<title>A &amp; &#34;B&#34; · 活的图</title>" in Page(output / "posts/a/index.html").text


def test_canonical_addresses_are_absolute_and_bare(output: Path) -> None:
    def canonical(path: str) -> list[str]:
        return re.findall(r'rel="canonical" href="([^"]*)"', Page(output / path).text)

    relative = not canonical("index.html")
    for path, address in {"index.html": "", "posts/a/en/index.html": "posts/a/en/"}.items():
        assert canonical(path) == ([] if relative else [f"{HOST}/{address}"])


def test_drafts_are_not_for_search_engines(output: Path) -> None:
    assert 'content="noindex"' in Page(output / "drafts/d.html").text


def test_the_only_script_stands_in_the_page_as_it_is_in_its_file(output: Path) -> None:
    script = (THEME / "templates/scheme.js").read_text(encoding="utf-8").removesuffix("\n")
    for path in output.rglob("*.html"):
        found = re.findall(r"(<script[^>]*>)(.*?)</script>", Page(path).text, re.DOTALL)
        assert found == [("<script>", script)], path


def test_nothing_comes_from_another_host() -> None:
    for path in [*THEME.rglob("*.html"), *THEME.rglob("*.css"), *THEME.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)="(?:https?:)?//|url\(["']?(?:https?:)?//""", text), (
            path
        )


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


PAIR = r"light-dark\((#\w{6}), (#\w{6})\)"


def test_text_has_a_contrast_of_4_5_in_both_schemes() -> None:
    main = (THEME / "static/css/main.css").read_text(encoding="utf-8")
    code = (THEME / "static/css/code.css").read_text(encoding="utf-8")
    named = {name: pair for name, *pair in re.findall(rf"--(\w+): {PAIR}", main)}
    inks = [named[name] for name in ("ink", "soft", "accent")]
    for scheme in (0, 1):
        for ink in inks:
            assert contrast(ink[scheme], named["paper"][scheme]) >= 4.5, ink
        for ink in [named["ink"], *re.findall(PAIR, code)]:
            assert contrast(ink[scheme], named["tint"][scheme]) >= 4.5, ink
