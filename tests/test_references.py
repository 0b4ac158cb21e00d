"""References take the name and number of what they lead to; tables are numbered as figures are."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from conftest import Site

TABLES = '''
import pandas as pd

def rows(lang: str = "en"):
    """Rows by name."""
    name = r"Cost & $\\eta$"
    return [{name: "<a> $x_1$", "n": 1, "y": 0.25}, {name: "b", "n": -2, "y": 1e-3}]

def frame(kind: str = "plain"):
    days = pd.to_datetime(["2020-01-01", "2020-02-01"])
    frame = pd.DataFrame({"x": [1, 2], "when": days, "y": [0.5, None]})
    if kind == "named":
        return frame.set_index(pd.Index(["a", "b"], name="key"))
    if kind == "styled":
        return frame[["x", "y"]].style.format({"y": "{:.1f}"}, na_rep="–").hide()
    return frame

def great():
    from great_tables import GT
    return GT(pd.DataFrame({"x": [1, 2], "y": [0.123, 4.5]})).fmt_number("y", decimals=1)

def uneven():
    return [{"a": 1}, {"b": 2}]

def nothing():
    return []
'''


@pytest.fixture
def tables(site: Site) -> Site:
    names = ("rows", "frame", "great", "uneven", "nothing")
    site.configure(LIVE_TABLES=[f"tables.{name}" for name in names])
    site.write("plugins/tables.py", TABLES)
    return site


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [
        [
            unescape(re.sub(r"<[^>]*>", "", cell))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t", row)
        ]
        for row in rows
    ]


def test_a_reference_in_a_summary_leads_to_the_post(site: Site) -> None:
    site.post("<< line id=one >>\n\n[](#one)\n")
    site.build()
    assert 'class="live-reference" href="/post.html#one"' in site.read("index.html")
    assert 'class="live-reference" href="#one"' in site.read("post.html")


def test_a_table_has_a_number_a_caption_and_an_id(tables: Site) -> None:
    html = tables.page(
        "See [](#t), [](#one) and [](#eq:a), and [data]({filename}/figures/one.csv).\n\n"
        '<< rows format=.2f id=t caption="All *rows*, $x$." >>\n\n<< line id=one >>\n\n'
        "$$\n\\begin{equation}\\label{eq:a} x = 1 \\end{equation}\n$$\n\nAs [](#eq:a) says.\n"
    )
    assert re.search(r'href="#t">Table 1</a>, <a [^>]*href="#one">Figure 1</a> and <a', html)
    assert re.search(r'href="#(post-eq:a)">\(1\)</a>', html)
    assert 'id="post-eq:a"' in html
    assert '<a href="/figures/one.csv">data</a>' in html
    assert re.search(r'<figure class="live-figure live-table" id="t"><table>', html)
    assert '>Table 1</span> All <em>rows</em>, <span class="math-bound"><math' in html
    assert '<th scope="col">Cost &amp; <math' in html
    assert "&lt;a&gt; <math" in html
    assert cells(html)[1:] == [["<a> x1", "1", "0.25"], ["b", "−2", "0.00"]]
    assert '<td class="number">1</td>' in html
    assert (tables.folder / "output/figures/t.csv").read_text().splitlines()[1:] == [
        "<a> $x_1$,1,0.25",
        "b,-2,0.001",
    ]


def test_formulas_in_tables_are_as_those_in_texts(tables: Site) -> None:
    tables.write("plugins/signs.py", "def signs():\n    return [{'x': r'$\\R$ & $\\nope$'}]\n")
    tables.post("\n<< signs >>")
    settings: dict[str, Any] = {"LIVE_TABLES": ["signs.signs"]}
    tables.configure(**settings, LIVE_FIGURES_MACROS={"R": r"\mathbb{R}"})
    assert 'post.en.md:7:1: math: unknown command "\\nope" in \\nope' in tables.fail()
    settings["LIVE_FIGURES_MACROS"] = {"R": r"\mathbb{R}", "nope": "y"}
    tables.configure(**settings)
    assert cells(tables.page("<< signs >>"))[1:] == [["ℝ & y"]]
    settings["LIVE_FIGURES_MACROS"] = {}
    tables.configure(**settings, LIVE_FIGURES_FORMULAS="source")  # \\R is known of itself
    told = " ".join(tables.run().stdout.split())
    assert "post.en.md:6:1: math: unknown command" in told
    assert cells(tables.read("post.html"))[1:] == [["ℝ & $\\nope$"]]
    tables.configure(**settings, LIVE_FIGURES_FORMULAS="off")
    assert cells(tables.page("<< signs >>"))[1:] == [["$\\R$ & $\\nope$"]]


def test_prices_in_tables_are_no_formulas(tables: Site) -> None:
    rows = "[{'Price, $5/$50': 'US$9–US$90', 'n': pd.NA}, {'Price, $5/$50': '$x$', 'n': pd.NaT}]"
    tables.write("plugins/prices.py", f"import pandas as pd\n\ndef prices():\n    return {rows}\n")
    tables.configure(LIVE_TABLES=["prices.prices"])
    html = tables.page("<< prices >>")
    assert cells(html) == [["Price, $5/$50", "n"], ["US$9–US$90", ""], ["x", ""]]


def test_tables_of_libraries(tables: Site) -> None:
    pytest.importorskip("great_tables")
    html = tables.page(
        "<< frame format=.1f >>\n\n<< frame kind=named format=.1f >>\n\n"
        "<< frame kind=styled >>\n\n<< great >>\n"
    )
    found = [cells(table) for table in re.findall(r"<table>.*?</table>", html, re.DOTALL)]
    assert found == [
        [["x", "when", "y"], ["1", "2020-01-01", "0.5"], ["2", "2020-02-01", ""]],
        [["key", "x", "when", "y"], ["a", "1", "2020-01-01", "0.5"], ["b", "2", "2020-02-01", ""]],
        [["x", "y"], ["1", "0.5"], ["2", "–"]],
        [["x", "y"], ["1", "0.1"], ["2", "4.5"]],
    ]


def test_references_lead_to_other_posts_in_their_own_language(tables: Site) -> None:
    tables.post("<< line id=one >>\n\n<< rows format=.2f id=t >>\n", "first", lang="en")
    tables.post(
        "见 []({filename}first.en.md#one)、[]({filename}/first.en.md#t)。\n", "second", lang="zh_CN"
    )
    tables.configure(
        LIVE_TABLES=["tables.rows"], DEFAULT_LANG="en", ARTICLE_LANG_SAVE_AS="{slug}.html",
        ARTICLE_LANG_URL="{slug}.html",
    )  # fmt: skip
    tables.build()
    html = tables.read("second.html")
    assert re.search(r'见 <a class="live-reference" href="\S*first.html#one">图 1</a>', html)
    assert re.search(r'、<a class="live-reference" href="\S*first.html#t">表 1</a>。', html)


@pytest.mark.parametrize("label", ["eq_a", "eq:a-b", "式", "a b", 'a"b', "a&b", "x-20-y"])
def test_equations_are_found_by_their_labels(site: Site, label: str) -> None:
    """The ids that they have in the page are of letters and digits."""
    equation = rf"\begin{{equation}}x\label{{{label}}}\end{{equation}}"
    html = site.page(f"$$\n{equation}\n$$\n\nBy [](#{label.replace(' ', '%20')}).")
    (id,) = re.findall(r'<mtd[^>]* id="([^"]*)"', html)
    assert f'By <a class="live-reference" href="#{id}">(1)</a>.' in html


def test_what_is_wrong_is_told(tables: Site) -> None:
    tables.post("<< line id=fist >>\n\n[](#first) ![](#fist) [text](#none) `[](#first)`\n", "a")
    tables.post("[](#fist) and []({filename}a.en.md#fish) and []({filename}b.md#x)\n", "b")
    tables.post(
        "<< rows >>\n\n<< uneven >>\n\n<< nothing >>\n\nIn << rows format=.1f >> a line.\n", "c"
    )
    tables.post("<< line id=x >>\n\n<< rows format=.1f id=x >>\n", "d")
    told = tables.fail()
    for line in (
        "a.en.md:8:1: nothing with a number has the id first in this post; did you mean fist?",
        "b.en.md:6:1: nothing with a number has the id fist in this post;"
        " write []({filename}a.en.md#fist) for the one in a.en.md",
        "b.en.md:6:15: nothing with a number has the id fish in content/a.en.md;"
        " did you mean fist?",
        "there is no file content/b.md for the reference to x",
        "c.en.md:6:1: rows: the column y has 0.25: say how to show it, as with format=.2f",
        "c.en.md:8:1: uneven: uneven returned rows with different columns: ['a'], in row 1 ['b']",
        "c.en.md:10:1: nothing: nothing returned list, not rows with named columns or a table of a",
        "c.en.md:12:4: rows: a table needs its directive in a block of its own",
        "d.en.md:8:20: rows: id=x names something else already",
    ):
        assert line in told
    assert "9 problems" in told
