"""The plugin's own style sheets: in any theme, where they are needed, with the font they need."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Site
from fontTools.ttLib import TTFont
from pelican.plugins.live_figures.sheets.font import SOURCE
from PIL import Image
from test_theme import luminance

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FONT = "cache/figures/math/font.woff2"
AXIS = 258  # thousandths of an em


def sheets(page: str) -> list[str]:
    """The names of the plugin's sheets that a page links, without their versions."""
    return re.findall(r'<link rel="stylesheet" href="[^"]*/figures/(\w+)\.css\?v=\w+">', page)


def font(site: Site) -> TTFont:
    """The font that the sheet of the formulas names."""
    assert 'url("math.woff2?v=' in site.read("figures/math.css")
    return TTFont(site.folder / "output/figures/math.woff2")


def letters(site: Site) -> set[str]:
    """The characters of the font, but for those that all have."""
    return set(map(chr, font(site).getBestCmap())) - set(" \ufe00\ufe01")


def test_a_page_links_the_sheets_that_it_needs_and_no_other(site: Site) -> None:
    texts = {"words": "text", "figure": "<< line >>", "formula": "$x$", "both": "$x$\n\n<< line >>"}
    for name, text in texts.items():
        site.post(text, name)
    site.build()
    wanted = {"words": [], "figure": ["figures"], "formula": ["math"], "both": ["figures", "math"]}
    assert {name: sheets(site.read(f"{name}.html")) for name in texts} == wanted
    assert site.read("both.html").rindex("<link") < site.read("both.html").index("</head>")


def test_a_blog_without_figures_and_formulas_gets_no_sheets(site: Site) -> None:
    site.post("text")
    site.build()
    assert not (site.folder / "output/figures").exists()


def test_links_follow_the_page(site: Site) -> None:
    site.configure(
        RELATIVE_URLS=True, ARTICLE_URL="a/{slug}/", ARTICLE_SAVE_AS="a/{slug}/index.html"
    )
    site.post("$x$")
    site.build()
    assert 'href="../../figures/math.css?v=' in site.read("a/post/index.html")
    site.configure(SITEURL="https://blog.example/sub")
    site.build()
    assert 'href="https://blog.example/sub/figures/math.css?v=' in site.read("post.html")


def test_the_font_has_what_the_formulas_have_and_their_italic_twins(site: Site) -> None:
    site.post(r"$x = \alpha + h$, caption: << line >>" "\n\n<< line caption='$\\sum$' >>")
    site.build()
    assert letters(site) == set("x=α+h∑") | set("𝑥𝛼ℎ")


def test_the_font_has_the_tall_forms(site: Site) -> None:
    site.post(r"$\left(\frac{1}{2}\right)$")
    site.build()
    table = font(site)["MATH"].table
    assert "parenleft" in table.MathVariants.VertGlyphCoverage.glyphs


@pytest.fixture(scope="module")
def tall() -> dict[str, list[tuple[int, int]]]:
    """Of each sign that grows upwards, where its sizes in the font end, above and below."""
    whole = TTFont(SOURCE)
    variants = whole["MATH"].table.MathVariants
    signs = {glyph: chr(code) for code, glyph in whole.getBestCmap().items()}
    found = {}
    for glyph, sizes in zip(
        variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction, strict=True
    ):
        outlines = [whole["glyf"][size.VariantGlyph] for size in sizes.MathGlyphVariantRecord]
        found[signs.get(glyph, glyph)] = [(each.yMin, each.yMax) for each in outlines]
    return found


@pytest.mark.parametrize("sign", "∑∏∐∫∬∮⋂⋃⋀⋁⨀⨁⨂⨄⨆|‖(")
def test_what_grows_stays_around_the_axis(
    sign: str, tall: dict[str, list[tuple[int, int]]]
) -> None:
    for low, high in tall[sign]:
        assert abs((low + high) / 2 - AXIS) <= 15


@pytest.mark.parametrize("sign", "|‖")
def test_bars_have_the_sizes_of_parentheses(
    sign: str, tall: dict[str, list[tuple[int, int]]]
) -> None:
    heights = [[high - low for low, high in tall[each]] for each in (sign, "(")]
    assert heights[0] == pytest.approx(heights[1], abs=8)


def test_a_font_is_made_only_when_the_characters_change(site: Site) -> None:
    def made(text: str) -> bool:
        path = site.folder / FONT
        before = path.stat().st_ino if path.exists() else 0
        site.post(text)
        site.build()
        return path.stat().st_ino != before

    assert made("$x$")
    assert not made("$x + x$".replace("+", ""))
    assert not made(r"$x\text{汉字}$")
    assert made("$xy$")
    assert made("$x$")


def test_a_damaged_font_is_made_again(site: Site) -> None:
    site.post("$x$")
    site.build()
    published = site.folder / "output/figures/math.woff2"
    font = published.read_bytes()
    (site.folder / FONT).write_bytes(b"no font")
    assert "damaged" in site.run().stdout.replace("\n", " ")
    assert published.read_bytes() == font


def test_prune_leaves_the_font(site: Site) -> None:
    site.post("$x$")
    site.build()
    from test_store import ask

    assert ask(site, "prune")[1] == ["0 results removed, 1 kept", "0 texts removed, 2 kept"]
    assert (site.folder / FONT).exists()


# One of the themes has a box afloat beside the first lines of a post.
PLAIN = "Some text.\n\n" * 9 + (
    "<< line id=one caption='with $x$' >>\n\n$$\n\\left(\\frac{1}{2}\\right)\n$$\n"
)
SEEN = """() => {
    const box = selector => document.querySelector(selector).getBoundingClientRect();
    const [figure, image, bracket] = [box(".live-figure"), box(".live-figure img"), box("mo")];
    return {
        wide: document.scrollingElement.scrollWidth,
        off: image.left + image.width / 2 - figure.left - figure.width / 2,
        tall: bracket.height / parseFloat(getComputedStyle(document.querySelector("mo")).fontSize),
    };
}"""


@pytest.fixture(scope="module", params=["simple", "notmyidea"])
def elsewhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with one of Pelican's own themes."""
    from conftest import FIGURES

    site = Site(tmp_path_factory.mktemp("elsewhere"))
    site.configure(THEME=request.param, RELATIVE_URLS=True)
    site.write("plugins/figures.py", FIGURES)
    site.write("plugins/data.py", "POINTS = [0, 1, 2]\n")
    site.post(PLAIN)
    site.build()
    return site


BOTH = "light dark"
BASE = """{% extends '!simple/base.html' %}{% block head %}{{ super() }}HEAD{% endblock %}"""
SCHEMES = """() => {
    const own = getComputedStyle(document.documentElement).colorScheme;
    return own === "normal" ? document.querySelector("meta[name=color-scheme]").content : own;
}"""
DARK = '<link rel="stylesheet" media="(prefers-color-scheme: dark)" href="theme/dark.css">'


@pytest.mark.parametrize(
    ("head", "css", "schemes"),
    [
        (DARK, "", "light dark"),
        (f"{{% if FOLLOWS is defined %}}{DARK}{{% endif %}}", "", "light"),
        (f'<meta name=color-scheme content="dark">{DARK}', "", "dark"),
        ("", "@media (prefers-color-scheme: dark) { p { color: white } }", "light dark"),
        ("", "", "light"),
        (DARK.replace("stylesheet", "icon"), "", "light"),
        (f"<!-- {DARK} --><script>let link = '{DARK}'</script>", "", "light"),
        ("<meta name=theme-color content=#000 media='(prefers-color-scheme: dark)'>", "", "light"),
        ("<style>@media (prefers-color-scheme: dark) { p { color: white } }</style>", "", BOTH),
    ],
)
def test_a_page_has_the_schemes_that_it_looks_for(
    browser: Browser, site: Site, head: str, css: str, schemes: str
) -> None:
    """A template may do so for some settings alone."""
    site.write("theme/templates/base.html", BASE.replace("HEAD", head))
    site.write("theme/static/main.css", css)
    site.configure(THEME="theme", RELATIVE_URLS=True)
    site.post("<< line >>")
    site.build()
    with visit(browser, site) as page:
        assert page.evaluate(SCHEMES) == schemes


def visit(browser: Browser, site: Site, **context: Any) -> Page:
    page = browser.new_page(java_script_enabled=False, **context)
    page.goto((site.folder / "output/post.html").as_uri())
    return page


def test_other_themes_show_figures_and_formulas(browser: Browser, elsewhere: Site) -> None:
    for width in (360, 1280):
        with visit(browser, elsewhere, viewport={"width": width, "height": 800}) as page:
            seen = page.evaluate(SEEN)
            assert seen["wide"] == width
            assert abs(seen["off"]) < 1
            assert seen["tall"] > 1.7


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_have_the_scheme_of_their_page(
    browser: Browser, elsewhere: Site, scheme: Any
) -> None:
    with visit(browser, elsewhere, color_scheme=scheme) as page:
        shot = Image.open(io.BytesIO(page.locator(".live-figure img").screenshot())).convert("RGB")
    paper = luminance("#{:02x}{:02x}{:02x}".format(*shot.getpixel((1, 1))))
    # The line is red in both schemes; what is grey is written.
    greys = [colour for _, colour in shot.getcolors(99999) if max(colour) - min(colour) < 20]
    shades = [luminance("#{:02x}{:02x}{:02x}".format(*colour)) for colour in greys]
    # What is written stands out from what it is written on.
    assert max(abs(shade - paper) for shade in shades) > 0.6
    dark = scheme == "dark" and "notmyidea" in (elsewhere.folder / "pelicanconf.py").read_text()
    assert (paper < 0.05) == dark
