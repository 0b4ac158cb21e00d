"""What becomes of posts: directives and formulas in pages, through real builds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Site


def images(html: str) -> list[str]:
    return re.findall(r"<img[^>]*>", html)


def test_a_figure_in_a_block(site: Site) -> None:
    html = site.page('Before.\n\n<< line slope=2 id=up caption="*Up* by $2x$, [x](y)" >>\n\nAfter.')
    figure = re.search(r'<figure class="live-figure" id="up">.*?</figure>', html, re.DOTALL)
    assert figure
    assert '<span class="figure-number">Figure 1</span> <em>Up</em> by <' in figure[0]
    assert '<math alttext="2x">' in figure[0]
    assert '<a href="y">x</a>' in figure[0]
    assert re.search(r'width="\d+" height="\d+" loading="lazy"', figure[0])
    assert "<p>Before.</p>" in html
    for suffix in ("svg", "png", "csv"):
        assert (site.folder / f"output/figures/up.{suffix}").exists()


def test_an_alt_text_tells_what_the_curve_does(site: Site) -> None:
    html = site.page('<< line slope=2 >>\n\n<< line slope=3 alt="Steep \\"line\\"" >>')
    first, second = images(html)
    assert re.search(r'alt="[^"]*\b4\b[^"]*"', first)  # it ends at 4
    assert 'alt="Steep &quot;line&quot;"' in second


def test_without_id_the_figure_is_named_after_its_key(site: Site) -> None:
    html = site.page("<< line >>\n\n<< line slope=1.0 >>\n\n<< line slope=2 >>")
    names = re.findall(r'src="\S*figures/(line-[0-9a-f]{16})\.svg"', html)
    assert len(names) == 3
    files = {path.name for path in (site.folder / "output/figures").iterdir()}
    data = {f"{name}.{suffix}" for name in names for suffix in ("svg", "csv")}
    assert files == data | {"figures.css", "figures.line.py"}


def test_figures_are_numbered_per_post_in_its_language(site: Site) -> None:
    site.post("<< line id=a >>\n\n<< line slope=2 >>", lang="zh", name="one")
    site.post("<< line id=a >>", lang="en", name="one")
    site.build()
    assert re.findall(r">(图 \d)<", site.read("one-zh.html")) == ["图 1", "图 2"]
    assert "Figure 1" in site.read("one.html")
    assert 'src="/figures/a-zh.svg"' in site.read("one-zh.html")
    assert "轴" in site.read("figures/a-zh.svg")
    assert "轴" not in site.read("figures/a.svg")


def test_width_scales_the_picture(site: Site) -> None:
    plain, half = images(site.page("<< line >>\n\n<< line width=256 >>"))
    size = re.compile(r'width="(\d+)" height="(\d+)"')
    assert [int(n) // 2 for n in size.search(plain).groups()] == [  # type: ignore[union-attr]
        int(n)
        for n in size.search(half).groups()  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Text before\n<< line >>\ntext after.",
        "- one\n- << line >>\n- three",
        "- one\n\n    << line\n      slope=1 >>\n\n- two",
        "> > quoted\n> > << line\n> >   slope=1 >>",
        "**bold\n<< line >>\nbold**",
        "Two spaces  \n<< line >>  \nand two more",
    ],
)
def test_a_block_stands_in_no_paragraph(site: Site, text: str) -> None:
    html = site.page(text)
    assert html.count("<figure") == 1
    assert not re.search(r"<p>((?!</p>).)*<figure", html, re.DOTALL)
    assert not re.search(r"<p>\s*</p>", html)


def test_a_figure_inside_a_line(site: Site) -> None:
    html = site.page("See << line slope=2 >>, small.")
    image = r'<picture[^>]*><source[^>]*><img class="live-figure-inline"[^>]*></picture>'
    assert re.search(f"<p>See {image}, small.</p>", html)
    assert "figcaption" not in html


def test_code_and_escapes_stay_as_they_are(site: Site) -> None:
    html = site.page(
        "`<< line >>` and \\<< line >> cost \\$5, `$x$`\n\n"
        "    << line >> $x$\n\n"
        "```\n<< line >> $x$\n```\n\n"
        "`cout << x` 1 << 2 >> 1 <span title='$x$'>y</span> <!-- << line >> -->\n\n"
        ">> nested\n>> quote"
    )
    assert not images(html)
    assert "<math" not in html
    assert "data-live" not in html
    assert "<code>&lt;&lt; line &gt;&gt;</code> and &lt;&lt; line &gt;&gt; cost $5" in html
    assert "1 &lt;&lt; 2 &gt;&gt; 1 <span title='$x$'>y</span>" in html
    assert html.count("<blockquote>") == 2


def test_what_the_scanner_took_for_math_comes_back_as_code(site: Site) -> None:
    html = site.page('![an $x$ image](a.png "and $y$")\n\n1. a\n\n     - b\n\n            $code$\n')
    assert 'alt="an $x$ image"' in html
    assert 'title="and $y$"' in html
    assert "\ufdd0" not in html


def test_formulas(site: Site) -> None:
    html = site.page(
        "以一个样本为例:  \n$$\nL = a_1 * b_2 * c < d\\\\\n$$\n"
        "例:$y$是 *真实值*,$\\hat y$。 so $$x$$ holds\n\n"
        "> $$\n> \\begin{align}\n> a &= b \\\\\n> > c\n> \\end{align}\n> $$\n\n"
        "| a | b |\n|---|---|\n| $|x|$ | $y_1$ and $y_2$ |\n\n"
        "$5 and $6\n"
    )
    assert html.count("<math") == 8
    assert html.count('display="block"') == 3
    assert html.count("<td>") == 2
    assert "$5 and $6" in html
    assert "live-figure-error" not in html


WAITS = """
import time
from pathlib import Path
from matplotlib.figure import Figure

def waits():
    until = time.monotonic() + 30
    while not list(Path("cache/figures/math").glob("*.json")):
        assert time.monotonic() < until, "no formula was rendered meanwhile"
        time.sleep(0.05)
    return Figure(), "waited"
"""


def test_formulas_are_rendered_while_figures_are_computed(site: Site) -> None:
    site.write("plugins/waits.py", WAITS)
    site.configure(LIVE_FIGURES=["waits.waits"])
    site.post("Where $x^2$ is.\n\n<< waits >>\n")
    assert site.run().returncode == 0
    assert 'alt="waited"' in site.read("post.html")


def test_the_font_is_made_once_for_the_same_formulas(site: Site) -> None:
    site.write("plugins/amounts.py", "def two():\n    return 2\n")
    site.configure(LIVE_VALUES=["amounts.two"])
    site.post("$\\gamma = << two format=d >>$\n", "other")
    stamps = set()
    for slope in (1, 2):
        site.post(f"$\\alpha$\n\n<< line slope={slope} >>\n")
        site.build()
        stamps |= {each.stat().st_mtime_ns for each in site.folder.glob("cache/figures/math/*")}
    assert len(stamps) == 2  # of the font and of its entry


def test_math_cannot_become_live_html(site: Site) -> None:
    html = site.page(
        r"$\text{<script>alert(1)</script>}$ $a<b>c</b>$ $\text{<img src=x onerror=alert(1)>}$"
    )
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_summary_cuts_no_figure_and_no_formula(site: Site) -> None:
    words = " ".join(["word"] * 48)
    site.configure(DEFAULT_PAGINATION=False)
    site.post(f"{words} $a + b + c + d$ << line >>\n\n<< line slope=2 id=two >>\n\nthe rest " * 1)
    site.build()
    index = site.read("index.html")
    assert index.count("<math") == index.count("</math>") == 1
    assert index.count('class="live-figure-inline"') == 1
    assert "data-live" not in index
    assert 'id="two"' not in index


def test_what_a_figure_comes_from_stands_below_it_and_in_no_summary(site: Site) -> None:
    """Search engines are shown summaries without their tags."""
    html = site.page("<< line slope=2 id=steep >>\n\nWords.")
    (told,) = re.findall(r'<details class="live-evidence">.*?</details>', html)
    assert "<code>&lt;&lt; line slope=2 &gt;&gt;</code>" in told
    links = re.findall(r'href="/?([^"]+)"', told)
    assert [Path(link).suffix for link in links] == [".csv", ".py"]
    assert all((site.folder / "output" / link).is_file() for link in links)
    assert 'class="live-figure' in site.read("index.html")
    assert "live-evidence" not in site.read("index.html")
    assert "live-evidence" not in site.page("<< line slope=2 evidence=false >>")
    site.configure(LIVE_FIGURES_EVIDENCE=False)
    assert "live-evidence" not in site.page("<< line slope=2 >>")


def test_a_summary_field_has_figures_and_math(site: Site) -> None:
    site.write(
        "content/p.md", "Title: p\nDate: 2020-01-01\nSummary: All $x^2$ of << line >>\n\nText"
    )
    site.build()
    assert "<math" in site.read("index.html")
    assert 'src="/figures/line-' in site.read("index.html")


def test_feeds_get_pngs_with_absolute_addresses(site: Site) -> None:
    site.configure(SITEURL="https://x.example/blog", FEED_ALL_ATOM="a.xml", FEED_ALL_RSS="r.xml")
    site.post("<< line >>\n\ntext")
    site.build()
    for feed in ("a.xml", "r.xml"):
        found = re.search(r"https://x.example/blog/(figures/line-\w+)\.png", site.read(feed))
        assert found
        assert (site.folder / f"output/{found[1]}.png").exists()
        assert ".svg" not in site.read(feed)
    assert 'src="https://x.example/blog/figures/line-' in site.read("post.html")


def test_relative_addresses_lead_to_the_figures(site: Site) -> None:
    site.configure(
        RELATIVE_URLS=True, ARTICLE_SAVE_AS="a/b/{slug}.html", ARTICLE_URL="a/b/{slug}.html"
    )
    site.post("<< line id=up >>", name="deep")
    site.build()
    assert 'src="../../figures/up.svg"' in site.read("a/b/deep.html")
    assert 'src="./figures/up.svg"' in site.read("index.html")
    assert 'src="../figures/up.svg"' in site.read("category/misc.html")


def test_drafts_and_pages_have_figures(site: Site) -> None:
    site.write("content/pages/about.md", "Title: about\n\n<< line >> $x$")
    site.write("content/d.md", "Title: d\nDate: 2020-01-01\nStatus: draft\n\n<< line slope=3 >>")
    site.build()
    assert "<math" in site.read("pages/about.html")
    assert "figures/line-" in site.read("drafts/d.html")


def test_two_builds_in_two_places_give_the_same_bytes(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = '<< line id=a caption="$x$" >>\n\n<< line slope=2 >>'
    other = Site(tmp_path_factory.mktemp("elsewhere") / "deeper")
    for each in (site, other):
        each.configure()
        for name in ("figures", "data"):
            each.write(f"plugins/{name}.py", (site.folder / f"plugins/{name}.py").read_text())
        each.post(text)
        each.build()
    for path in (site.folder / "output").rglob("*.*"):
        same = other.folder / path.relative_to(site.folder)
        assert path.read_bytes() == same.read_bytes(), path.name


def test_a_png_that_lacks_glyphs_is_told(site: Site) -> None:
    figures = (site.folder / "plugins/figures.py").read_text()
    site.write("plugins/figures.py", figures.replace('else "x"', 'else "ऄ"'))
    site.post("text\n\n<< line id=a >>")
    result = site.run()
    assert result.returncode == 0
    assert "no glyphs for ऄ" in " ".join(result.stdout.split())
    site.post("<< line >>")  # no PNG is used
    site.build()


def test_a_heavy_picture_is_told_with_what_makes_it_lighter(site: Site) -> None:
    drawn = (site.folder / "plugins/figures.py").read_text()
    points = "axes.scatter(*np.random.default_rng(1).random((2, 12_000)), rasterized={})"
    for rasterized in (True, False):
        code = drawn.replace("axes.plot(", f"{points.format(rasterized)}\n    axes.plot(")
        site.write("plugins/figures.py", f"import numpy as np\n{code}")
        site.post("text\n\n<< line >>")
        result = site.run()
        assert result.returncode == 0, result.stderr
        told = " ".join(result.stdout.split())
        assert ("content/post.en.md:8: the SVG of the figure" in told) != rasterized
