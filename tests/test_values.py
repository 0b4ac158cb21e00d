"""Values: numbers and words in prose, formulas, captions, headings and header fields."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from conftest import Site
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.plugins.live_figures.kinds.expectation import Expectation
from pelican.plugins.live_figures.kinds.formats import formatted
from pelican.plugins.live_figures.kinds.formula import latex
from pelican.plugins.live_figures.languages import localised

VALUES = '''
import numpy as np

def output(w: float = 1.0):
    """What a run gives."""
    return {
        "first": np.float64(w / 7), "last": -w / 3, "steps": np.int64(1234567), "word": "a<b",
        "tiny": 1.25e-7, "none": float("nan"),
    }

def pi() -> float:
    return 3.14159

def wrong(kind: str):
    return {"flag": True, "list": [1], "nothing": None, "control": "a\\x00b"}[kind]
'''


@pytest.fixture
def values(site: Site) -> Site:
    site.configure(
        LIVE_VALUES=["numbers_.output", "numbers_.pi", "numbers_.wrong"],
        FEED_ALL_ATOM="all.atom.xml",
        SITEURL="https://example.org",
    )
    site.write("plugins/numbers_.py", VALUES)
    return site


def visible(html: str) -> str:
    return " ".join(unescape(re.sub(r"<annotation.*?</annotation>|<[^>]*>", " ", html)).split())


def test_a_value_stands_anywhere_in_text(values: Site) -> None:
    html = values.page(
        "One is << output of=first format=.2f >>, two «<< pi format=,.3f unit=cm >>».\n\n"
        "## Heading << pi format=.1f >>\n\n"
        "| a | b |\n|---|---|\n| << pi format=.2f >> | x |\n\n"
        "[link << pi format=.0f >>](https://example.org) and *<< output of=word >>*.\n\n"
        '![alt << pi format=.4f >>](https://example.org/x.png "title << pi format=.5f >>")\n\n'
        "`code << pi format=.2f >>` and << output of=steps format=, >>"
        " and << output of=steps >>.\n\n"
        "<< output of=last format=.2f >>\n\n"
        '<< line id=a alt="it is << pi format=.3f >>" caption="so << pi format=.2f >>." >>\n'
    )
    assert "One is 0.14, two «3.142\u202fcm»." in html
    assert re.search(r"<h2[^>]*>Heading 3\.1</h2>", html)
    assert "<td>3.14</td>" in html
    assert ">link 3</a>" in html
    assert "<em>a&lt;b</em>" in html
    assert 'alt="alt 3.1416"' in html
    assert 'title="title 3.14159"' in html
    assert "<code>code &lt;&lt; pi format=.2f &gt;&gt;</code>" in html
    assert "1,234,567 and 1234567." in html
    assert "<p>\u22120.33</p>" in html  # on a line of its own it is a paragraph
    assert 'alt="it is 3.142"' in html
    assert "so 3.14.<details" in html


def test_a_value_stands_in_formulas_headers_and_feeds(values: Site) -> None:
    values.write(
        "content/post.md",
        "Title: Pi is << pi format=.2f >>\nDate: 2020-01-01\nSlug: post\n"
        "Summary: About << pi format=.1f >>.\n\n"
        r"Here $\pi \approx << pi format=.3f >>$ and $x < << output of=last format=.1f >>$."
        "\n\n"
        "$$\ny = << output of=tiny format=.2e >>\\,<< output of=word >>\n$$\n",
    )
    values.build()
    html = values.read("post.html")
    assert "<mn>3.142</mn>" in html
    assert "<title>Pi is 3.14</title>" in html or "Pi is 3.14" in html
    assert "<mtext>a&lt;b</mtext>" in html
    assert "1.25 × 10 − 7 a<b" in visible(html)
    assert "&lt;&lt;" not in re.sub(r'alttext="[^"]*"', "", html)
    assert "About 3.1." in values.read("index.html")
    feed = values.read("all.atom.xml")
    assert "<title>Pi is 3.14</title>" in feed
    assert "3.142" in feed


WRONG = {
    "In $x = << line slope=2 >>$": "1:9: line is a figure: within a text only values can stand",
    "<< pi >>": "1:1: pi: it gives 3.14159: say how to show that, as with format=.2f, or",
    "<< output of=first >>": "it gives 0.14285714285714285: say how to show that",
    "<< output >>": "it gives several values: say which with of=…, one of first, last, steps,",
    "<< output of=lost >>": "1:11: output: of=lost is not one of first, last, steps, word,"
    " tiny, none; did you mean last?",
    "<< pi of=first format=.1f >>": "1:7: pi: of=first picks one of several, and there is one",
    "<< pi format=.2q >>": "1:7: pi: format=.2q does not fit 3.14159",
    "<< pi width=3 format=.1f >>": "pi: width is not an option of pi; it takes of, format,",
    "<< output w=x of=steps >>": "output: w=x is not a number",
    "<< output of=none format=.1f >>": "output: the run gives nan",
    "<< wrong kind=flag >>": "wrong returned bool, not a number or a text, or a mapping",
    "<< wrong kind=list >>": "wrong returned list, not a number or a text, or a mapping",
    "<< wrong kind=control >>": "wrong returned text with '\\x00', which no page can hold",
    "<< pi format=n >>": "1:7: pi: format=n does not fit 3.14159: n depends on the machine",
    "$x = << pi of=lost format=.1f >>$": "1:12: pi: of=lost picks",
    "<< claim pi >>": "pi: a claim needs expect=…: what it claims",
    "<< claim line expect=1 >>": "a claim is made of a value, and line is a figure",
    "<< claim >>": "a claim names a value: << claim NAME … expect=… >>",
    "<< pi expect=3.15 >>": "1:7: pi: expect=3.15 is not what the run gives, 3.14 (3.14159)",
    '<< claim pi expect="<3" >>': "1:13: pi: expect=<3 is not what the run gives, 3.14159",
    "<< output of=word expect=ab >>": "expect=ab is not what the run gives, 'a<b'",
    "$y = << pi expect=3.2 >>$": "1:12: pi: expect=3.2 is not what the run gives, 3.1 (3.14159)",
}


def test_values_in_addresses_and_names(values: Site) -> None:
    values.write(
        "content/post.en.md",
        "Title: post\nDate: 2020-01-01\nSlug: post\nTags: a, at << pi format=.1f >>\n\n"
        "[go](http://x.org/?r=<< pi format=.2f >>), ![x](<plot-<< output of=steps >>.png>)",
    )
    told = " ".join(values.run().stdout.split())
    assert "content/post.en.md: << pi format=.1f >> stays" in told
    html = values.read("post.html")
    assert 'href="http://x.org/?r=3.14"' in html
    assert 'src="plot-1234567.png"' in html


WORDS = 'C:\\temp, `a\' ^ ~ {"b"} $5 & 6% #1_2'


def test_words_in_formulas_are_as_they_are(site: Site) -> None:
    site.write("plugins/words.py", f"def path():\n    return {WORDS!r}\n")
    site.configure(LIVE_VALUES=["words.path"])
    html = site.page("So $x = << path >>$.")
    text = 'C:\\temp, `a\' ^ ~ {"b"} $5 & 6% #1_2'
    assert text in " ".join(unescape(re.sub("<[^>]*>", "", html)).split())
    assert 'alttext="x = \\text{C:\\temp, `a&#x27; ^ ~ ' in html


RAW = """Shown <span title="<< pi format=.1f >>">x</span>, not <!-- << claim pi expect=4 >> -->.

<PRE>
<< pi format=.2f >>
</PRE>

<code><< pi format=.3f >></code>, <b title="<< pi format=.5f >>">y</b> and \\<< pi >>.

<script>
var x = 1 << pi >> 1;
</script>

C <img alt="a <!-- b" src="x"> three << pi format=.7f >>, <code-x></code-x> << pi format=.8f >>.

<!-- an end, and `code` -->
"""


def test_code_scripts_and_comments_in_html_stay_as_they_are(values: Site) -> None:
    html = values.page(RAW)
    assert '<span title="3.1">' in html
    assert "<!-- << claim pi expect=4 >> -->" in html
    assert "<PRE>\n<< pi format=.2f >>\n</PRE>" in html
    assert "<code>&lt;&lt; pi format=.3f &gt;&gt;</code>" in html
    assert '<b title="3.14159">' in html
    assert "&lt;&lt; pi &gt;&gt;" in html
    assert "var x = 1 << pi >> 1;" in html
    assert "three 3.1415900, <code-x></code-x> 3.14159000." in html


def test_what_is_not_markdown_has_values_in_its_header_alone(values: Site) -> None:
    meta = '<meta name="date" content="2020-01-01"><meta name="slug" content="raw">'
    values.write(
        "content/raw.html",
        f"<html><head><title>Not \\<< pi >> << pi format=.1f >></title>{meta}</head>"
        "<body><p>X << pi format=.2f >></p></body></html>",
    )
    told = " ".join(values.run().stdout.split())
    assert "content/raw.html: << pi format=.2f >> stays as" in told
    html = values.read("raw.html")
    assert "X << pi format=.2f >>" in html
    assert "Not << pi >> 3.1" in unescape(html)


def test_what_is_wrong_is_told_at_its_place(values: Site) -> None:
    for number, text in enumerate(WRONG):
        values.write(f"content/{number}.md", f"Title: {number}\nDate: 2020-01-01\n\n{text}\n")
    told = values.fail()
    for number, expected in enumerate(WRONG.values()):
        blocks = re.findall(rf"^content/{number}\.md:(.*)", told, re.MULTILINE)
        assert len(blocks) == 1, (number, told)
        place, _, rest = expected.partition(": ")
        if re.fullmatch(r"1:\d+", place):
            assert blocks[0].startswith(f"4:{place.removeprefix('1:')}: {rest}"), blocks
        else:
            assert expected in blocks[0]


def test_a_claim_leaves_nothing_and_a_warm_build_imports_nothing(values: Site) -> None:
    html = values.page("Before.\n\n<< claim pi expect=3.14 >>\n\nAfter<< claim pi expect=3 >>.")
    body = html[html.index("Before") :]
    assert re.sub(r"\s+", " ", body).startswith("Before.</p> <p>After.</p>")
    values.write("plugins/sitecustomize.py", "")
    values.write(
        "pelicanconf.py",
        (values.folder / "pelicanconf.py").read_text()
        + "import atexit, sys\natexit.register(lambda: print('numpy' in sys.modules))\n",
    )
    result = values.run()
    assert (result.returncode, result.stdout.strip().splitlines()[-1]) == (0, "False")


def test_a_language_has_its_own_signs(values: Site) -> None:
    values.post(
        "<< output of=steps format=, >>; << pi format=.2f >>; $<< pi format=.2f >>$;"
        " << output of=tiny format=.1e >>",
        lang="de",
    )
    values.configure(LIVE_VALUES=["numbers_.output", "numbers_.pi"], DEFAULT_LANG="de")
    values.build()
    html = values.read("post.html")
    assert "1.234.567; 3,14; " in html
    assert re.search("3 , 14 ;", visible(html[html.index("<math") :]))
    assert "1,2×10⁻⁷" in html


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
@example(0.125, 2)
@example(2.675, 2)
def test_an_expectation_rounds_as_format_does(value: float, places: int) -> None:
    text = f"{value:.{places}f}"
    assert Expectation(text).holds(value)
    assert Expectation(text).mended(value) == text or float(text) == 0
    off = f"{float(text) + 2 * 10.0**-places:.{places}f}"
    assert not Expectation(off).holds(value)


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("0.20", 0.2028, True), ("0.2", 0.2028, True), ("0.203", 0.2028, True),
        ("0.21", 0.2028, False), ("300", 300, True), ("300", 299.6, True), ("1e-3", 0.00149, True),
        ("1.2e-5", 1.249e-5, True), ("<0.5", 0.4999, True), ("<0.5", 0.5, False),
        ("<= 0.5", 0.5, True), (">= 3.89", 3.8918, True), ("≥3.9", 3.8918, False),
        ("-0.33", -1 / 3, True), ("word", "word", True), ("word", "words", False),
        ("3", "3", True), ("much", 3, False), ("<0.3", 0.3, False), (">=0.3", 0.3, True),
        (">0.1", 0.1, False), ("<=0.1", 0.1, True), ("1e3", 10**400, False),
        ("1e99999999", 1.0, False), (f"1.{'0' * 120}e5", 7, False), (f"<{2**53 + 1}", 2**53, True),
    ],
)  # fmt: skip
def test_what_holds(text: str, value: float | str, holds: bool) -> None:
    assert Expectation(text).holds(value) is holds
    assert Expectation(text).told(value)


@pytest.mark.parametrize(
    ("value", "spec", "shown"),
    [
        (2**53 + 1, ",.0f", "9,007,199,254,740,993"), (10**23, ".2f", f"{10**23}.00"),
        (10**400, ".1e", "1.0e+400"), (-(10**20), ".0%", f"-{10**22}%"), (7, ".2f", "7.00"),
        (2**60, "g", "1.15292e+18"), (2**53 + 1, "g", "9.0072e+15"), (10**23, ".3g", "1e+23"),
        (10**23 + 1, "%", f"{10**25 + 100}.000000%"), (10**23 + 1, "e", "1.000000e+23"),
        (10**20, "_.0f", "100_000_000_000_000_000_000"), (1.5, "010.1f", "00000001.5"),
        (2**53 + 1, ",", "9,007,199,254,740,993"), (0.125, ".2f", "0.12"), ("ab", ">4", "  ab"),
    ],
)  # fmt: skip
def test_formats_are_exact(value: float | str, spec: str, shown: str) -> None:
    assert formatted(value, spec) == shown


@pytest.mark.parametrize(
    ("value", "spec"),
    [
        (1.5, "n"),
        (65, "c"),
        (0, "c"),
        (0.1, ".99999999f"),
        ("ab", ".2f"),
        (10**23 + 1, ".20g"),
        (10**400, ".3g"),
        (10**23 + 1, "_.2f"),
    ],
)
def test_formats_that_mean_nothing(value: float | str, spec: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        formatted(value, spec)


@given(st.integers(-(10**30), 10**30), st.integers(0, 6))
def test_whole_numbers_are_shown_exactly(value: int, places: int) -> None:
    assert Decimal(formatted(value, f".{places}f")) == value


@pytest.mark.parametrize(
    ("text", "lang", "shown"),
    [
        ("1,234.5", "en", "1,234.5"), ("1,234.5", "zh_CN", "1,234.5"),
        ("-1,234.5", "de-AT", "−1.234,5"),
        ("1,234.5", "fr", "1\u202f234,5"), ("2.5e-07", "en", "2.5×10⁻⁷"), ("1e+20", "pl", "1×10²⁰"),
        ("82.0%", "en", "82.0%"),
    ],
)  # fmt: skip
def test_numbers_in_languages(text: str, lang: str, shown: str) -> None:
    assert localised(text, lang) == shown


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("3.14", "{3.14}"), ("−3,14", "{-3{,}14}"), ("1\u202f234", r"{1\,234}"),
        ("2.5×10⁻⁷", r"{2.5\times 10^{-7}}"), ("82%", r"{82\%}"), ("a_b", r"\text{a\_b}"),
        ("3.14\u202fcm", r"{3.14}\,\text{cm}"), ("", ""),
    ],
)  # fmt: skip
def test_values_as_latex(text: str, source: str) -> None:
    assert latex(text) == source
