"""What commands and documents tell of figures is what the figures declare."""

from __future__ import annotations

import json
import re
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt
from conftest import ROOT, Site
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from pelican.plugins.live_figures.catalogue.declaration import Declaration, written
from pelican.plugins.live_figures.catalogue.documents import MarkerError, fill
from pelican.plugins.live_figures.catalogue.reading import describe
from pelican.plugins.live_figures.catalogue.snippets import FILE, snippets
from pelican.plugins.live_figures.catalogue.tables import table
from pelican.plugins.live_figures.declaring.registry import FigureError
from pelican.plugins.live_figures.kinds import figure
from pelican.plugins.live_figures.kinds.usage import Registered
from pelican.plugins.live_figures.text import grammar


def run(folder: Path, command: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    result = Site(folder).ask(command)
    return result.returncode, result.stdout, result.stderr


class Kind(Enum):
    PLAIN = "plain"
    FANCY = "very fancy"


def wave(
    length: Annotated[float, Gt(0)],
    kind: Kind = Kind.FANCY,
    ends: list[Annotated[int, Ge(0)]] = [1, 2],  # noqa: B006 (figures are called once)
    title: str = "a|b",
    sure: bool = True,
    lang: str = "en",
) -> Figure:
    """A wave
    between walls.

    It goes on.

    Args:
        length: From crest to crest;
            not from crest to trough.
        kind: How it looks, a|b.

    Example:
        << wave length=2
           ends=3 >>

    Raises:
        ValueError: never.

    zh:
        波
        浪。

        length: 波长。
    """
    raise NotImplementedError(lang)


def plain(a: float = 0.5, b: float | None = None, c: Literal["x", "y"] = "y") -> Figure:
    raise NotImplementedError


def required(a: float, b: int = 1) -> Figure:
    """It has to have an a."""
    raise NotImplementedError


def described(function: Any) -> Declaration:
    return describe(function, Registered("figure", f"module.{function.__name__}"))


def test_what_this_project_tells_of_its_figures_is_so() -> None:
    assert run(ROOT, "check") == (0, "", ""), "`make tables` mends this"


def test_a_declaration_is_read() -> None:
    figure = described(wave)
    assert figure.name == "wave"
    assert figure.summary("en") == "A wave between walls."
    assert figure.summary("zh-CN") == "波浪。"
    assert [(one.name, one.default, one.required) for one in figure.parameters] == [
        ("length", "", True),
        ("kind", '"very fancy"', False),
        ("ends", "1,2", False),
        ("title", "a|b", False),
        ("sure", "true", False),
    ]
    length, kind, ends, *_ = figure.parameters
    assert figure.meaning(length, "en") == "From crest to crest; not from crest to trough."
    assert figure.meaning(length, "zh") == "波长。"
    assert figure.meaning(kind, "zh") == "How it looks, a|b."
    assert figure.meaning(ends, "en") == ""


def test_an_example_is_the_docstrings_or_made_of_defaults() -> None:
    assert described(wave).example == "<< wave length=2\n   ends=3 >>"
    assert described(plain).example == "<< plain a=0.5 c=y >>"
    assert described(required).example == ""


def test_a_table() -> None:
    assert table(described(wave), "en").splitlines() == [
        "| Option | Takes | Default | Meaning |",
        "| :-- | :-- | :-- | :-- |",
        "| `length` | a number above 0 | must be given"
        " | From crest to crest; not from crest to trough. |",
        '| `kind` | one of plain, very fancy | `"very fancy"` | How it looks, a\\|b. |',
        "| `ends` | a list, each item a whole number at least 0 | `1,2` |  |",
        "| `title` | text | `a\\|b` |  |",
        "| `sure` | true or false | `true` |  |",
    ]
    assert table(described(wave), "zh").splitlines()[2] == (
        "| `length` | 大于 0 的数 | 必须给出 | 波长。 |"
    )
    assert table(described(required), "en").startswith("| Option | Takes | Default |\n")


@pytest.mark.parametrize(
    ("docstring", "message"),
    [
        ("X.\n\nArgs:\n    ab: it", "ab, which is no parameter"),
        ("X.\n\nArgs:\n    lenght: it", "lenght, which is no parameter; did you mean length?"),
        ("X.\n\nzh:\n    波。\n\n    lengt: 长", "lengt, which is no parameter; did you"),
        ("X.\n\nExample:\n    << wave length=0 >>", "module.wave: length=0 is not "),
        ("X.\n\nExample:\n    << wave >>", "length is missing: give a number above 0"),
        ("X.\n\nExample:\n    << waves length=1 >>", "nothing is called waves"),
        ("X.\n\nExample:\n    << wave length >>", "length has no value"),
        ("X.\n\nExample:\n    wave length=1", "a directive begins with <<"),
    ],
)
def test_a_docstring_that_is_not_true_is_an_error(
    monkeypatch: pytest.MonkeyPatch, docstring: str, message: str
) -> None:
    monkeypatch.setattr(wave, "__doc__", docstring)
    with pytest.raises(FigureError, match=re.escape(message)):
        described(wave)


scalars = st.one_of(
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(min_size=1),
    st.text("a1 \\\"'=,<>\n", min_size=1),
)


@given(st.one_of(scalars, st.lists(scalars, min_size=2)))
@example([False, "1/"])
@example([False, "/"])
@example("0..1/5")
def test_a_value_is_written_as_it_is_read(value: Any) -> None:
    [option] = grammar.parse(f"<< name key={written(value)} >>").options
    assert option.value == (tuple(value) if isinstance(value, list) else value)


def test_snippets_go_from_value_to_value() -> None:
    made = json.loads(snippets([described(wave), described(plain), described(required)]))
    assert made["wave"]["body"] == "<< wave length=${1:2} ends=${2:3}$0 >>"
    assert made["plain"]["body"] == "<< plain a=${1:0.5} c=${2|y,x|}$0 >>"
    assert made["required"]["body"] == "<< required a=${1:}$0 >>"
    assert made["plain"]["description"].splitlines()[1:] == [
        "a: a number (default 0.5)",
        "b: a number",
        "c: one of x, y (default y)",
    ]


MARKERS = {
    "<!-- figures: tabel plain en -->\n<!-- figures: end -->": "2: “tabel plain en” should be",
    "<!-- figures: table plan en -->\n<!-- figures: end -->": "2: no figure is called plan; did",
    "<!-- figures: list en -->\n\ntext": "2: the marker has no <!-- figures: end -->",
    "<!-- figures: list en -->\n<!-- figures: list en -->": "2: the marker has no",
    "<!-- figures: end -->": "2: the marker has no",
}


@pytest.mark.parametrize("text", MARKERS)
def test_a_wrong_marker_is_told(text: str) -> None:
    with pytest.raises(MarkerError, match=re.escape(MARKERS[text])):
        fill(f"text\n{text}\n", [described(plain)])


def test_markers_in_code_are_text() -> None:
    text = "```\n<!-- figures: list en -->\n```\n\n    <!-- figures: end -->\n"
    assert fill(text, [described(plain)]) == text


@pytest.fixture
def site(site: Site) -> Site:
    """With a post that says nothing of figures."""
    site.post("x")
    return site


DOCUMENT = (
    "# Mine\r\n\r\n<!-- figures: table line en -->\r\nold\r\n<!-- figures: end -->\r\n\r\nMine.\r\n"
)
PAGE = "Title: All\nSlug: all\n\n<!-- figures: catalogue en -->\n<!-- figures: end -->\n"


def test_documents_are_kept_true(site: Site) -> None:
    document, other = site.write("README.md", DOCUMENT), site.post("nothing")
    before = other.read_bytes()
    assert run(site.folder, "check")[:2] == (1, "README.md:4: not what the figures declare\n")
    assert run(site.folder, "fill")[:2] == (0, "README.md\n")
    text = document.read_bytes().decode()
    assert text.startswith("# Mine\r\n\r\n<!-- figures: table line en -->\r\n\r\n| Option |")
    assert text.endswith("\r\n\r\n<!-- figures: end -->\r\n\r\nMine.\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert run(site.folder, "check") == (0, "", "")
    figures = site.folder / "plugins/figures.py"
    figures.write_text(figures.read_text().replace("Lt(9)", "Lt(8)"))
    assert run(site.folder, "check")[:2] == (1, "README.md:7: not what the figures declare\n")
    assert run(site.folder, "fill")[0] == 0
    assert document.read_bytes().decode() == text.replace("0 and 9", "0 and 8")
    assert other.read_bytes() == before


def test_snippets_once_asked_for_are_kept_true(site: Site) -> None:
    _, made, _ = run(site.folder, "snippets")
    assert list(json.loads(made)) == ["line"]
    site.write(FILE, "{}")
    assert run(site.folder, "check")[:2] == (1, f"{FILE}:1: not what the figures declare\n")
    assert run(site.folder, "fill")[1] == f"{FILE}\n"
    assert (site.folder / FILE).read_text("utf-8") == made


def test_the_catalogue_is_live(site: Site) -> None:
    site.write("content/pages/all.md", PAGE)
    assert run(site.folder, "fill")[0] == 0
    site.build()
    html = site.read("pages/all.html")
    assert html.count('<figure class="live-figure">') == 1
    assert "&lt;&lt; line slope=1.0 colour=red steps=1,2 &gt;&gt;" in html
    assert ">one of red, blue</td>" in html


def test_figures_are_listed(site: Site) -> None:
    code, listed, _ = run(site.folder, "figures")
    assert code == 0
    assert "line  A straight line.\n    << line slope=1.0 colour=red steps=1,2 >>\n" in listed
    assert re.search(r"colour +red +one of red, blue", listed)


def test_a_figure_that_cannot_be_imported_is_told(site: Site) -> None:
    site.write("plugins/data.py", "POINTS = [")
    code, listed, errors = run(site.folder, "figures")
    assert (code, listed) == (1, "")
    assert errors.startswith("figures.line cannot be imported: SyntaxError: ")
    assert errors.count("\n") == 1


def test_wrong_settings_are_told(site: Site) -> None:
    site.configure(LIVE_FIGURES_TIMEOUT="soon")
    code, _, errors = run(site.folder, "check")
    assert code == 1
    assert errors.startswith("LIVE_FIGURES_TIMEOUT is 'soon', not ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    "path", ["README.md", "content/posts/live-figures.zh.md", "content/posts/live-figures.en.md"]
)
def test_the_options_of_every_figure_are_all_told(path: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|$", (ROOT / path).read_text("utf-8"), re.M)
    assert rows[: len(figure.OPTIONS)] == list(figure.OPTIONS)  # those of values come behind
