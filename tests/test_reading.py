"""How the theme reads: a specimen of every element, in two languages, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
from conftest import FIGURES, ROOT, Site
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page
from reading import boxed, contents, excerpt
from serving import serving

Scheme = Literal["light", "dark"]
OTHER: dict[Scheme, Scheme] = {"light": "dark", "dark": "light"}

SETTINGS = f"""
PATH, ARTICLE_PATHS, PAGE_PATHS = "content", ["posts"], []
THEME = {str(ROOT / "theme")!r}
PLUGIN_PATHS = ["plugins", {str(ROOT / "plugins")!r}]
LIVE_FIGURES = ["figures.line"]
"""
NEIGHBOUR = "---\ntitle: {title}\ndate: 2026-01-{day}\nslug: {slug}\nlang: {lang}\n---\ntext\n"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specimens, an older post in both languages, and a newer one in English alone."""
    site = Site(tmp_path_factory.mktemp("specimen"))
    site.write("pelicanconf.py", (ROOT / "pelicanconf.py").read_text("utf-8") + SETTINGS)
    site.write("plugins/figures.py", FIGURES)
    site.write("plugins/data.py", "POINTS = [0, 1, 2]\n")
    for lang in ("zh", "en"):
        specimen = (ROOT / f"tests/specimen.{lang}.md").read_bytes()
        site.write(f"content/posts/specimen.{lang}.md", specimen)
        older = NEIGHBOUR.format(title=f"Old {lang}", day=10, slug="old", lang=lang)
        site.write(f"content/posts/old.{lang}.md", older)
    newer = NEIGHBOUR.format(title="New", day=30, slug="new", lang="en")
    site.write("content/posts/new.md", newer)
    site.build()
    return site.folder / "output"


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    """Where the Chinese specimen is served."""
    with serving(output) as host:
        yield f"{host}/posts/specimen/"


def read(browser: Browser, url: str, scheme: Scheme, **options: Any) -> Page:
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce", **options)
    page.goto(url)
    return page


@dataclass(frozen=True)
class Look:
    """The paper, and a figure as it is drawn.

    Figures are alike whose colours are: Chromium sets glyphs off by parts of a pixel when the
    scheme changes after an image was first laid out, by the system too.
    """

    paper: str
    figure: Image.Image

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, Look)
        here, there = self.figure.reduce(8), other.figure.reduce(8)
        worst = max(high for _, high in ImageChops.difference(here, there).getextrema())
        return self.paper == other.paper and here.size == there.size and worst <= 8


def look(page: Page) -> Look:
    page.locator("#wide img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#wide img').complete")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return Look(paper, Image.open(BytesIO(page.locator("#wide img").screenshot())).convert("RGB"))


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Where all such elements stand."""
    script = "all => all.map(one => one.getBoundingClientRect().toJSON())"
    found: list[dict[str, float]] = page.locator(selector).evaluate_all(script)
    assert found, selector
    return found


@pytest.fixture(scope="module")
def looks(browser: Browser, address: str) -> dict[Scheme, Look]:
    """The page in both schemes, as the system has it."""
    found: dict[Scheme, Look] = {}
    for scheme in OTHER:
        with read(browser, address, scheme) as page:
            found[scheme] = look(page)
    assert found["light"].paper != found["dark"].paper
    assert found["light"] != Look(found["light"].paper, found["dark"].figure)
    return found


@pytest.mark.parametrize("system", OTHER)
def test_the_switch_turns_page_and_figures_and_is_remembered(
    browser: Browser, address: str, looks: dict[Scheme, Look], system: Scheme
) -> None:
    with read(browser, address, system) as page:
        switch = page.get_by_role("button", name="深色模式")
        assert switch.get_attribute("aria-pressed") == str(system == "dark").lower()
        switch.press("Space")
        assert switch.get_attribute("aria-pressed") == str(system == "light").lower()
        assert look(page) == looks[OTHER[system]]
        page.goto(f"{address}en/")
        pressed = page.get_by_role("button", name="Dark mode").get_attribute("aria-pressed")
        assert pressed == str(system == "light").lower()
        page.goto(address)
        assert look(page) == looks[OTHER[system]]


def test_choosing_what_the_system_says_follows_the_system_again(
    browser: Browser, address: str, looks: dict[Scheme, Look]
) -> None:
    with read(browser, address, "light") as page:
        page.locator(".scheme").click()
        page.locator(".scheme").click()
        assert page.evaluate("localStorage.length") == 0
        page.emulate_media(color_scheme="dark")
        assert look(page) == looks["dark"]
        assert page.locator(".scheme").get_attribute("aria-pressed") == "true"


def test_the_choice_stands_before_anything_is_there_to_paint(
    browser: Browser, address: str
) -> None:
    with read(browser, address, "light") as page:
        page.locator(".scheme").click()
        page.add_init_script("""
            new MutationObserver(() => {
                if (document.querySelector("link, style, body"))
                    window.first ??= document.documentElement.dataset.scheme ?? "none";
            }).observe(document, {childList: true, subtree: true});
        """)
        page.reload()
        assert page.evaluate("first") == "dark"


def test_other_tabs_follow(browser: Browser, address: str) -> None:
    with browser.new_context(color_scheme="light") as context:
        one, two = context.new_page(), context.new_page()
        one.goto(address)
        two.goto(address)
        one.locator(".scheme").click()
        two.wait_for_function("document.documentElement.dataset.scheme == 'dark'")


def test_where_storing_is_forbidden_a_choice_lasts_as_long_as_the_page(
    browser: Browser, address: str
) -> None:
    errors: list[str] = []
    with browser.new_page(color_scheme="light") as page:
        page.on("pageerror", lambda error: errors.append(str(error)))
        forbid = 'get() { throw new DOMException("forbidden", "SecurityError"); }'
        page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{{forbid}}})")
        page.goto(address)
        page.locator(".scheme").click()
        assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    assert not errors


def test_without_script_there_is_no_switch(browser: Browser, address: str) -> None:
    with read(browser, address, "dark", java_script_enabled=False) as page:
        assert page.locator(".scheme").count() == 1
        assert not page.locator(".scheme").is_visible()


def test_paper_is_white(browser: Browser, address: str, looks: dict[Scheme, Look]) -> None:
    with read(browser, address, "light") as page:
        page.emulate_media(media="print")
        light = look(page)
        page.emulate_media(media="screen")
        page.locator(".scheme").click()
        assert look(page).paper == looks["dark"].paper
        page.emulate_media(media="print")
        assert look(page) == light
        assert light.paper == "rgb(255, 255, 255)"
        page.set_viewport_size({"width": 640, "height": 900})  # what A4 leaves between its margins
        for box in page.locator(".table, pre").all():
            assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0
        for screen_only in (".scheme", "header.site nav", ".contents", ".pages"):
            assert not page.locator(screen_only).is_visible()


@pytest.mark.parametrize("width", [1280, 1440, 2000])
def test_contents_stand_beside_the_text_and_stay_there(
    browser: Browser, address: str, width: int
) -> None:
    with read(browser, address, "light", viewport={"width": width, "height": 800}) as page:
        page.evaluate("scrollTo(0, 2000)")
        assert page.get_by_role("link", name="代码").is_visible()
        beside = boxes(page, ".contents ol a")
        assert all(box["top"] > 0 and box["bottom"] < 800 for box in beside)
        inside = boxes(page, ".prose > *, .live-figure img, .table, figcaption")
        assert max(box["right"] for box in inside) < min(box["left"] for box in beside)
        assert max(box["right"] for box in beside) <= width


@pytest.mark.parametrize("width", [360, 768])
def test_contents_are_folded_up_where_there_is_no_room(
    browser: Browser, address: str, width: int
) -> None:
    with read(browser, address, "light", viewport={"width": width, "height": 800}) as page:
        link = page.get_by_role("link", name="代码")
        assert not link.is_visible()
        page.get_by_text("目录").click()
        link.click()
        assert boxes(page, "#代码")[0]["top"] == pytest.approx(0, abs=1)


def test_a_figure_within_a_line_leaves_the_line_as_it_is(browser: Browser, address: str) -> None:
    with read(browser, address, "light") as page:
        line, figure = boxes(page, "p:has(.live-figure-inline), .live-figure-inline")
        assert line["left"] + 50 < figure["left"]
        assert line["height"] < 40


@pytest.mark.parametrize("width", [1000, 1440, 2000])
def test_what_is_wide_grows_out_of_the_column_to_both_sides(
    browser: Browser, address: str, width: int
) -> None:
    with read(browser, address, "light", viewport={"width": width, "height": 800}) as page:
        text = boxes(page, ".prose > p")[0]
        for wide in (boxes(page, "#wide img")[0], boxes(page, ".table")[0]):
            assert wide["left"] < text["left"] - 50
            assert text["left"] - wide["left"] == pytest.approx(
                wide["right"] - text["right"], abs=1
            )
        wordy = ".table:nth-child(2 of .table)"
        for narrow in boxes(page, f"#wide figcaption, .prose > :not(figure, .table), {wordy}"):
            assert narrow["width"] <= text["width"]


def test_what_is_wide_scrolls_on_a_phone(browser: Browser, address: str) -> None:
    with read(browser, address, "light", viewport={"width": 360, "height": 800}) as page:
        assert page.evaluate("document.scrollingElement.scrollWidth") == 360
        for box in (page.locator(".table").first, page.locator("pre", has_text="dataclass")):
            box.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_lines_have_the_length_that_reads_well(browser: Browser, address: str) -> None:
    # A Han character is as wide as the type is high, whatever fonts the machine has.
    script = """one => {
        const measure = document.createElement("canvas").getContext("2d");
        const style = getComputedStyle(one);
        measure.font = `${style.fontSize} ${style.fontFamily}`;
        const sample = "the quick brown foxes jump over all of the lazy dogs that they see";
        const character = document.documentElement.lang == "zh"
            ? parseFloat(style.fontSize) : measure.measureText(sample).width / sample.length;
        return one.clientWidth / character;
    }"""
    for url, least, most in ((address, 32, 38), (f"{address}en/", 60, 84)):
        with read(browser, url, "light", viewport={"width": 1440, "height": 800}) as page:
            assert least <= page.locator(".prose > p").first.evaluate(script) <= most


def links(html: str, rel: str) -> list[str]:
    found = re.search(rf'<a rel="{rel}" href="([^"]*)">.*?<span(.*?)</span>', html)
    return list(found.groups()) if found else []


def test_neighbours_are_in_the_language_of_the_post_where_they_can_be(output: Path) -> None:
    def html(path: str) -> str:
        return (output / path).read_text("utf-8")

    chinese, english = html("posts/specimen/index.html"), html("posts/specimen/en/index.html")
    assert links(chinese, "prev") == ["../../posts/old/", ">Old zh"]
    assert links(chinese, "next") == ["../../posts/new/en/", ' lang="en">New']
    assert links(english, "prev") == ["../../../posts/old/en/", ">Old en"]
    assert links(english, "next") == ["../../../posts/new/en/", ">New"]
    assert links(html("posts/old/en/index.html"), "prev") == []
    assert links(html("posts/new/en/index.html"), "next") == []


def test_titles_in_lists_say_when_they_are_in_another_language(output: Path) -> None:
    for path in ("index.html", "archives.html"):
        html = (output / path).read_text("utf-8")
        assert re.search(r'lang="en">(<a [^>]*>)?New<', html), path
        assert re.search(r'<a href="./posts/old/">Old zh<', html), path


def test_ids_are_there_once_and_links_within_a_page_lead_somewhere(output: Path) -> None:
    for path in output.rglob("*.html"):
        html = path.read_text("utf-8")
        ids = re.findall(r'\bid="([^"]*)"', html)
        assert len(ids) == len(set(ids)), path
        assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids), path
    assert 'href="./posts/specimen/#fn:note"' in (output / "index.html").read_text("utf-8")


def test_contents_have_formulas_and_code_but_no_links_of_their_own() -> None:
    html = (
        '<h2 id="a">A <a id="x" href="/">link</a><sup id="fnref:1"><a href="#fn:1">1</a></sup></h2>'
        '<h3 id="b" class="c"><math><mi id="m">x</mi></math></h3><h4 id="d">D</h4>'
        '<h3 id="e"><code>e</code></h3><h2 id="f">F</h2><h2>no id</h2>'
    )
    first, second = contents(html)
    assert (first["id"], first["name"]) == ("a", "A link")
    names = [child["name"] for child in first["children"]]
    assert names == ["<math><mi>x</mi></math>", "<code>e</code>"]
    assert second == {"level": 2, "id": "f", "name": "F", "children": []}


def test_short_texts_and_those_with_contents_of_their_own_get_none() -> None:
    html = '<h2 id="a">A</h2>' * 4
    assert len(contents(html)) == 4
    assert contents(html, least=5) == []
    assert contents(f'<div class="toc"></div>{html}') == []


def test_links_in_an_excerpt_lead_into_the_text() -> None:
    html = '<h2 class="c" id="a">A</h2><p id="p"><a href="#a">a</a><a href="#p">p</a></p>'
    assert excerpt(html, "/post/") == (
        '<h2 class="c">A</h2><p id="p"><a href="/post/#a">a</a><a href="#p">p</a></p>'
    )


def test_boxes_nest_and_keep_attributes() -> None:
    table = '<table class="t"><tr><td><table></table></td></tr></table>'
    box = '<div class="table" tabindex="0">'
    assert boxed(f"{table}<pre>1</pre><predicate>") == (
        f'{box}<table class="t"><tr><td>{box}<table></table></div></td></tr></table></div>'
        '<pre tabindex="0">1</pre><predicate>'
    )
