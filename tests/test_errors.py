# ruff: noqa: E501 (reports are longer than lines of code)
"""What authors are told: every problem of the site, at its place, and nothing lost."""

from __future__ import annotations

import textwrap

import pytest
from conftest import Site


def header(text: str) -> str:
    return f"Title: t\nDate: 2020-01-01\n\n{text}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<< lime slope=2 >>",
            """\
            content/p.md:4:1: no figure is called lime; known: line; did you mean line? For a literal << write \\<<
                << lime slope=2 >>
                ^""",
        ),
        (
            "中文 << line slope=9.5 >>",
            """\
            content/p.md:4:12: line: slope=9.5 is not between 0 and 9 (exclusive)
                中文 << line slope=9.5 >>
                             ^""",
        ),
        (
            "> > << line\n> >   slop=1 >>",
            """\
            content/p.md:5:7: line: slop is no option of line; it takes slope, colour, steps, id, caption, alt, width, timeout; did you mean slope?
                > >   slop=1 >>
                      ^""",
        ),
        (
            "<< line colour=rod >>",
            """\
            content/p.md:4:9: line: colour=rod is not one of red, blue; did you mean red?
                << line colour=rod >>
                        ^""",
        ),
        (
            "<< line steps=1,a >>",
            """\
            content/p.md:4:9: line: steps=1,a is not a list, each item a whole number
                << line steps=1,a >>
                        ^""",
        ),
        (
            "<< line slope >>",
            """\
            content/p.md:4:9: line: slope has no value: give every option as name=value; a value with spaces needs quotes
                << line slope >>
                        ^""",
        ),
        (
            "<< line slope=1",
            """\
            content/p.md:4:1: line: the directive is never closed with >>; for a literal << write \\<<
                << line slope=1
                ^""",
        ),
        (
            "- a\n\n\t<< line id=../x >>",
            """\
            content/p.md:6:10: line: id=../x is not a name of letters, digits, - . _ (one that is a number in quotes)
                    << line id=../x >>
                            ^""",
        ),
        (
            'a << line caption="c" >>',
            """\
            content/p.md:4:11: line: a caption needs the directive in a block of its own, not inside a line of text
                a << line caption="c" >>
                          ^""",
        ),
        (
            "<< line id=a >>\n\n<< line slope=2 id=a >>",
            """\
            content/p.md:6:17: line: id=a names another figure already
                << line slope=2 id=a >>
                                ^""",
        ),
        (
            "so $\\frac{a}{b} + \\foo{x}$",
            """\
            content/p.md:4:19: math: unknown command "\\foo" in \\frac{a}{b} + \\foo{x}
                so $\\frac{a}{b} + \\foo{x}$
                                  ^""",
        ),
        (
            "> $$\n> a\n> + \\foo\n> $$",
            """\
            content/p.md:6:5: math: unknown command "\\foo" in a + \\foo
                > + \\foo
                    ^""",
        ),
        (
            "$$\nx = 1",
            """\
            content/p.md:4:1: math: $$ is never closed: blank lines need both $$ on lines of their own; for a literal $ write \\$
                $$
                ^""",
        ),
    ],
)
def test_the_report(site: Site, text: str, expected: str) -> None:
    site.write("content/p.md", header(text))
    told = site.fail()
    assert told.startswith(textwrap.dedent(expected))
    assert told.endswith("1 problem in live figures: nothing was written\n")
    assert not (site.folder / "output").exists()


def test_all_problems_of_all_posts_are_told_at_once(site: Site) -> None:
    site.write("content/b.md", header("$\\foo$ and << line slope=0 >>\n\n<< line >>"))
    site.write("content/a.md", header("<< lime >>"))
    told = site.fail()
    places = [line.split(" ")[0] for line in told.splitlines() if line.startswith("content/")]
    assert places == ["content/a.md:4:1:", "content/b.md:4:2:", "content/b.md:4:20:"]
    assert "3 problems" in told


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_places_hold_in_files_from_everywhere(site: Site, newline: str, bom: str) -> None:
    text = bom + header("a\n\n| x | y |\n|---|---|\n|\t$\\foo$ | b |\n")
    site.write("content/p.md", text.replace("\n", newline).encode())
    assert site.fail().startswith("content/p.md:8:4: math")


def test_a_header_field_has_its_place(site: Site) -> None:
    site.write("content/p.md", "Title: t\nDate: 2020-01-01\nSummary: see $\\foo$\n\ntext\n")
    assert site.fail().startswith("content/p.md:3:15: math")


def test_a_yaml_header_shifts_no_place(site: Site) -> None:
    site.configure(PLUGINS=["hexo", "pelican.plugins.live_figures"])
    site.write("content/p.md", "---\ntitle: t\ndate: 2020-01-01\n---\n\ntext\n\n<< line a=1 >>\n")
    assert site.fail().startswith("content/p.md:8:9: line: a is no option")


def test_quiet_builds_fail_too_and_keep_the_last_output(site: Site) -> None:
    site.post("<< line >>")
    site.build()
    before = site.read("post.html")
    site.post("<< line slope=10 >>")
    assert "slope=10" in site.fail("-q")
    assert site.read("post.html") == before


FAILING = '''
import os, signal, sys, time
from matplotlib.figure import Figure


def raises(x: int = 1) -> Figure:
    """Fails in a function of its own."""
    return inner(x)


def inner(x: int) -> Figure:
    raise KeyError("deep inside")


def rule(x: int = 1) -> Figure:
    """Has a rule."""
    raise ValueError("x and y exclude each other")


def hangs() -> Figure:
    """Never ends."""
    while True:
        pass


def dies() -> Figure:
    """Kills its process."""
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)


def leaves() -> Figure:
    """Ends its process."""
    os._exit(3)


def wrong() -> Figure:
    """Returns no figure."""
    return 3


def floods() -> Figure:
    """Prints without end."""
    while True:
        print("x" * 1000)


def swells() -> Figure:
    """Takes all memory."""
    return bytearray(1 << 33)
'''


def test_failing_figures_are_told_and_the_others_computed(site: Site) -> None:
    names = ["raises", "rule", "hangs", "dies", "leaves", "wrong", "floods", "swells"]
    site.write("plugins/failing.py", FAILING)
    site.configure(
        LIVE_FIGURES=["figures.line", *(f"failing.{name}" for name in names)],
        LIVE_FIGURES_MEMORY=2,
    )
    directives = [f"<< {name} {'timeout=1 ' * (name == 'hangs')}>>" for name in names]
    site.write("content/p.md", header("\n\n".join([*directives, "<< line >>"])))
    told = site.fail()
    expected = {
        "raises": "KeyError: 'deep inside'",
        "rule": "x and y exclude each other",
        "hangs": "took longer than 1 s; timeout=… allows it more",
        "dies": "its process was killed by SIGSEGV",
        "leaves": "ended its process, with exit code 3",
        "wrong": "wrong returned int, not a matplotlib Figure",
        "floods": "printed more than 1 MB",
        "swells": "MemoryError",
    }
    for line, name in enumerate(names):
        column = 10 if name == "hangs" else 1
        assert f"content/p.md:{4 + 2 * line}:{column}: {name}: {expected[name]}" in told
    assert "plugins/failing.py:8: return inner(x)\n    plugins/failing.py:12: raise" in told
    assert "worker.py" not in told
    assert list((site.folder / "cache/figures/line").glob("*.svg"))


def test_a_module_that_cannot_be_imported(site: Site) -> None:
    site.write("plugins/figures.py", "import nothing_like_this\n")
    site.post("<< line >>")
    told = site.fail()
    assert "line: ModuleNotFoundError: No module named 'nothing_like_this'" in told
    assert "plugins/figures.py:1: import nothing_like_this" in told


def test_errors_can_be_shown_in_the_page_instead(site: Site) -> None:
    site.post("<< line slope=10 >>\n\n<< line >> and $\\foo$")
    result = site.run("-e", "LIVE_FIGURES_SHOW_ERRORS=true")
    assert "slope=10" in result.stderr
    html = site.read("post.html")
    assert html.count('class="live-figure-error"') == 2
    assert html.count("<img") == 1
