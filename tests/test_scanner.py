"""Finding directives and mathematics in raw Markdown."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.live_figures.text import (
    blocks,
    codespans,
    dialects,
    grammar,
    lines,
    scanner,
)
from pelican.plugins.live_figures.text.scanner import Broken, Directive, Literal, Math, scan

NAMES = frozenset({"losscurve"})


def found(text: str) -> list[str]:
    """Each item as a short text: its kind's sign and what it holds."""
    shown = []
    for item in scan(text, NAMES):
        match item:
            case Math():
                shown.append(("$$ " if item.display else "$ ") + " ".join(item.source.split()))
            case Directive():
                shown.append(("block " if item.block else "line ") + " ".join(item.text.split()))
            case Literal():
                shown.append("literal " + item.text)
            case Broken():
                shown.append("broken")
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # prices and other dollars
        ("$5 and $6", []),
        ("Pay $20, then $x+1$", ["$ x+1"]),
        (r"cost \$5 and \$6", ["literal $", "literal $"]),
        (r"$\$5+x$", [r"$ \$5+x"]),
        ("$x$5", []),
        ("$ 5$ and $5 $", []),
        ("from $5–$10 to $HOME", []),
        ("a $ b", []),
        # inline
        ("例:$y$是真实值,$\\hat y$", ["$ y", "$ \\hat y"]),
        ("$x$, **$y$** and *$z_1$*", ["$ x", "$ y", "$ z_1"]),
        ("| $|x|$ | $y$ |", ["$ |x|", "$ y"]),
        (r"\(x_1\) and \\(not\\)", ["$ x_1"]),
        ("$a\nb$", ["$ a b"]),
        (
            "$ A_i $ 和 $ B_i $，$ n $ or $f_1(x) = y $其中$z$",
            ["$ A_i", "$ B_i", "$ n", "$ f_1(x) = y", "$ z"],
        ),
        ("5 $ and 6 $ or $5 = 5 USD, $6 $ and x $", []),
        ("$a\\text{ if $i$ is}$ b", ["$ a\\text{ if $i$ is}"]),
        ("$a\n\nb$", []),
        ("$<x,y>$ and $a<b$", ["$ <x,y>", "$ a<b"]),
        # display
        ("以一个样本为例:  \n$$\nL = 1\n$$\n然后", ["$$ L = 1"]),
        ("so $$x$$ holds, $$a$$ and $$b$$", ["$$ x", "$$ a", "$$ b"]),
        ("$$\n> 0 \\\\\n# 1\n*** : |\n$$", ["$$ > 0 \\\\ # 1 *** : |"]),
        ("$$\\begin{a}\n1\n\n2\\end{a}$$\nso", ["$$ \\begin{a} 1 2\\end{a}"]),
        ("$$\\begin{a}\n1\n\n2\\end{a}\n$$", ["$$ \\begin{a} 1 2\\end{a}"]),
        ("$$\\begin{a}\n1\n\nand 2$$", ["broken"]),
        (r"a $\colorbox{red}{b $x$}$, $y$", [r"$ \colorbox{red}{b $x$}", "$ y"]),
        (r"$\fcolorbox{red}{white}{$x$}$", [r"$ \fcolorbox{red}{white}{$x$}"]),
        (r"$\textbf{if $x$}$ costs $5", [r"$ \textbf{if $x$}"]),
        ("$$ \\text{if $x$} $$", ["$$ \\text{if $x$}"]),
        ("> $$\n> a > b\n> = c\n> $$", ["$$ a > b = c"]),
        ("> > $$\n> > > a\n> > $$", ["$$ > a"]),
        ("1. one\n\n    $$x$$\n\n2. two $y$", ["$$ x", "$ y"]),
        ("- item\n    $$\n    x\n    $$", ["$$ x"]),
        (r"\[x^2\] and \[IOI1998\] and \[see below\]", ["$$ x^2"]),
        (
            "\\begin{align}\na &= b \\\\\n\\end{align}",
            ["$$ \\begin{align} a &= b \\\\ \\end{align}"],
        ),
        ("$$ \\begin{align}\na &= b\n\\end{align} $$", ["$$ \\begin{align} a &= b \\end{align}"]),
        ("the macro \\begin{align} in a line", []),
        ("> \\begin{align}\n> a &= b\n\ntext $x$", ["broken", "$ x"]),
        ("$$\nx = 1", ["broken"]),
        ("$$\nx\n\ny\n$$\nz $a$", ["$$ x y", "$ a"]),
        ("$$\nx\n\n$$ y $$", ["broken", "$$ y"]),
        ("earn $$ fast", []),
        # what is left alone
        ("`$x$ << losscurve >>` ``a ` $y$``", []),
        ("\\`$x$\\`", ["$ x"]),
        ("```\n$x$\n<< losscurve >>\n```\n$y$", ["$ y"]),
        ("~~~ {.py}\n$x$\n```\n~~~\n$y$", ["$ y"]),
        ("- item\n\n    ```\n    $x$\n    ```\n\n    $y$", ["$ y"]),
        ("> ```\n> $x$\n> ```\n> $y$", ["$ y"]),
        ("```\nnever closed\n$y$", ["$ y"]),
        ("text\n\n    $x$ << losscurve >>\n\ntext $y$", ["$ y"]),
        ("\t$x$\n", []),
        ("text\n    $x$ goes on", ["$ x"]),
        ("- item\n\n        $code$\n\n    $y$", ["$ y"]),
        ("[^1]: note\n\n    $y$", ["$ y"]),
        ('=== "Tab"\n\n    $y$\n\n        $code$', ["$ y"]),
        ('===! "Tab"\n\n    === "Within"\n\n        $y$', ["$ y"]),
        ("Title\n===\n\n    $code$", []),
        ("<!-- $x$\n\n<< losscurve >> -->$y$", ["$ y"]),
        ('<span title="$x$ > 0">$y$</span>', ["$ y"]),
        ("<pre>\n$x$\n\n<< losscurve >></pre>", []),
        ("<script>let a = `$x$`</script>", []),
        ("<https://x.org/$a$>", []),
        # directives
        ("<< losscurve init=0.98 >>", ["block << losscurve init=0.98 >>"]),
        ("<<losscurve init=0.98>>", ["block <<losscurve init=0.98>>"]),
        ("see << losscurve >> here", ["line << losscurve >>"]),
        ("a\n<< losscurve >>\nb", ["block << losscurve >>"]),
        ("<< losscurve\n  init=1\n>>", ["block << losscurve init=1 >>"]),
        ("- << losscurve >>\n1. << losscurve >>", ["block << losscurve >>"] * 2),
        ("> > << losscurve\n> >   init=1 >>", ["block << losscurve init=1 >>"]),
        ("> << losscurve\n>    init=1\n> >>", ["block << losscurve init=1 >>"]),
        ('<< losscurve caption="a >> b $x$" >>', ['block << losscurve caption="a >> b $x$" >>']),
        ("<< lossmurve init=1 >>", ["block << lossmurve init=1 >>"]),
        ("<< losscurve init=1", ["broken"]),
        (r"\<< losscurve >>", ["literal <<"]),
        ("cout << x; 1 << 2 >> 1; a<<b>>c", []),
        ("cout << sum, and 1 << 2 >> 1", []),
        ("cat <<EOF >> log\n<<-'EOF'", []),
        ("<<深度学习>> 与 << 数学 >>", []),
        (">> nested\n>> quote $x$", ["$ x"]),
    ],
)
def test_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.text(alphabet="$\\`<>!-~ \n\tab1()[]{}*=\"'|#:中"))
def test_items_lie_in_the_text_in_order(text: str) -> None:
    at = 0
    for item in scan(text, NAMES):
        assert at <= item.start < item.end <= len(text)
        at = item.end
        if isinstance(item, Math):
            inside = text[item.source_start : item.source_start + len(item.source)]
            assert inside.replace(">", " ") == item.source.replace(">", " ")


@given(st.text(alphabet="$`<\\ab \n", max_size=30))
def test_code_is_never_touched(text: str) -> None:
    code = " ".join(text.replace("`", "'").split())
    fenced = f"before\n\n```````\n{text.replace('`', '')}\n```````\n\nafter $x$"
    assert found(fenced) == ["$ x"]
    if code:
        assert found(f"`` {code} `` after $x$") == ["$ x"]


@pytest.mark.parametrize("lines", [1000, 2000])
def test_a_long_quotation_is_unquoted_once(lines: int) -> None:
    scanner._unquoted.cache_clear()
    assert len(found("> $$ x\n" * lines)) == lines // 2
    assert scanner._unquoted.cache_info().misses == 1


@pytest.mark.parametrize(
    ("piece", "looks"),
    [
        *((r"\(x", 1), (r"\[x", 1), ("<!--", 1), ("<svg ", 1), ("<svg>", 2), ("> \\(x\n", 1)),
        ("\n```\n\\begin{align}x", 1),
    ],
)
def test_what_is_never_closed_is_looked_for_once(piece: str, looks: int) -> None:
    scanner._closings.cache_clear()
    assert set(found(piece * 1000)) <= {"broken"}
    assert scanner._closings.cache_info().misses == looks


def test_backticks_that_nothing_closes_are_looked_for_once() -> None:
    codespans._marks.cache_clear()
    assert found(r"\`` " * 1000 + "$x$") == ["$ x"]
    assert codespans._marks.cache_info().misses == 1


def test_brackets_around_words_are_read_once() -> None:
    scanner._closings.cache_clear()
    assert found(r"\[see " * 1000 + r"\]") == []
    assert scanner._closings.cache_info().misses == 2


@pytest.mark.parametrize(
    "piece", ["<< a ", "<< a > ", 'cout << a << "b" ', r"<<losscurve \">>", "<<losscurve '>>'"]
)
def test_what_may_be_a_directive_is_read_once(piece: str) -> None:
    grammar._closings.cache_clear()
    text = 1000 * piece + "b >>"
    list(scan(text, NAMES))
    list(grammar.directives(text, {"line"}))
    list(grammar.directives(1000 * piece))
    assert grammar._closings.cache_info().misses == 2


@pytest.mark.parametrize("piece", ["<<losscurve x ", "<< losscurve\n", "\\begin{align}x\n"])
def test_what_is_never_closed_is_told_before_code(piece: str) -> None:
    code = "\n```\n>> \\end{align}\n```\n"
    assert found(1000 * piece + 1000 * code + "$x$") == ["broken", "$ x"]


@pytest.mark.parametrize("lengths", [1000 * [3], range(90, 3, -1)])
def test_fences_that_are_never_closed_are_looked_for_once(
    lengths: Iterable[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = []

    class Fences(blocks._Fences):
        def __init__(self, text: str, mark: str) -> None:
            super().__init__(text, mark)
            marks.append(mark)

    monkeypatch.setattr(blocks, "_Fences", Fences)
    fences = "".join(length * "`" + "a\n" for length in lengths)
    assert found(fences + "$x$") == ["$ x"]
    assert len(marks) == 2


@pytest.mark.parametrize("begins", [500 * "<b>", 500 * "> "])
@pytest.mark.parametrize("dialect", ["latex", "kramdown"])
def test_what_stands_before_formulas_on_their_line_is_read_once(begins: str, dialect: str) -> None:
    caches = (lines._starts, scanner._marks, dialects._before)
    for cache in caches:
        cache.cache_clear()
    assert len(list(scan(begins + 500 * "$$x$$", dialect=dialect))) == 500
    assert all(cache.cache_info().misses <= 1 for cache in caches[1:])
    assert lines._starts.cache_info().misses <= 2  # and the same with quote marks blanked out


def test_quotations_in_each_other_have_no_copy_of_the_text_each() -> None:
    scanner._unquoted.cache_clear()
    assert len(found("".join(f"{depth * '>'} $x$\n\n" for depth in range(40)))) == 40
    assert scanner._unquoted.cache_info().misses == 9


def test_backticks_in_a_formula_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def code_span_end(text: str, at: int, end: int) -> None:
        asked.append(at)

    monkeypatch.setattr(scanner, "code_span_end", code_span_end)
    assert len(found(f"${1000 * '`'}$")) == 1
    assert asked == [1]


def test_subscripts_before_a_line_end_are_read_once() -> None:
    # Read again from each, this would take minutes.
    assert found(f"$ {200_000 * '_'}\n$") == []


def test_white_space_in_a_tag_is_read_once() -> None:
    # With a few readings of it in each other, this would not end today.
    assert found("<a" + 200_000 * " " + "< $x$") == ["$ x"]
