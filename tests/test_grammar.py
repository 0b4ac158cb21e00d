"""The directive grammar, apart from Markdown and Pelican."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.live_figures.text import grammar
from pelican.plugins.live_figures.text.grammar import GrammarError, parse
from pelican.plugins.live_figures.text.lines import position


def options(text: str) -> dict[str, object]:
    return {option.name: option.value for option in parse(text).options}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.98", 0.98),
        (".5", 0.5),
        ("-3", -3),
        ("1e-3", 0.001),
        ("1" * 30, float("1" * 30)),
        ("true", True),
        ("false", False),
        ("cross-entropy", "cross-entropy"),
        ("1.2.3", "1.2.3"),
        ("a/b.csv", "a/b.csv"),
        ("红", "红"),
        ("0.82,0.98", (0.82, 0.98)),
        ('a,"b c",3', ("a", "b c", 3)),
        ('"two words"', "two words"),
        ("'single'", "single"),
        ('"it\'s"', "it's"),
        (r'"say \"hi\""', 'say "hi"'),
        (r'"$\hat y \\ \frac{1}{2}$"', r"$\hat y \\ \frac{1}{2}$"),
        (r'"ends in \\"', "ends in \\"),
        ('"a >> b"', "a >> b"),
        ('"线\n上"', "线\n上"),
        ('""', ""),
    ],
)
def test_value(written: str, value: object) -> None:
    found = options(f"<< f x={written} >>")["x"]
    assert found == value
    assert type(found) is type(value)


def test_options_in_order_over_lines() -> None:
    directive = parse("<< losscurve\n   init=0.98\n   id=a >> rest")
    assert directive.name == "losscurve"
    assert [option.name for option in directive.options] == ["init", "id"]
    assert directive.end == len("<< losscurve\n   init=0.98\n   id=a >>")


def test_positions() -> None:
    text = "\n  << f\n     一=二 b=1 >>"
    assert [position(text, error.offset) for error in parse(text, 3).errors] == [(3, 6)]
    text = '\n  << f\n     a="一二" b=1 >>'
    assert [position(text, option.offset) for option in parse(text, 3).options] == [(3, 6), (3, 13)]


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("<< f 0.98 >>", "expected name=value or >>, found “0.98”", 5),
        ("<< f x >>", "x has no value: give every option as name=value", 5),
        ("<< f x = 3 >>", "x has no value", 5),
        ("<< f x=a word >>", "word has no value", 9),
        ("<< f x= >>", "x= needs a value right behind it", 7),
        ("<< f x=1,, >>", "x= needs a value right behind it", 9),
        ("<< f x=1 x=2 >>", "x is given twice", 9),
        ('<< f x="abc >>', 'the string that " opens is never closed', 7),
        ("<< f x=1", "the directive is never closed with >>", 8),
        ("<< f x=1 > >", "expected name=value or >>, found “>”", 9),
        ("<<>>", "a directive begins with <<", 0),
    ],
)
def test_error(text: str, message: str, offset: int) -> None:
    error = errors(text)[0]
    assert message in error.message
    assert error.offset == offset


def errors(text: str) -> tuple[GrammarError, ...]:
    """What breaks the grammar in a text."""
    try:
        return parse(text).errors
    except GrammarError as error:
        return (error,)


def test_all_errors_are_told_and_what_can_be_read_is_read() -> None:
    text = "<< f a=1 b = 2 c=3 a=4 d e=5 >>"
    directive = parse(text)
    assert [(error.message[:3], error.offset) for error in directive.errors] == [
        ("b h", 9),
        ("a i", 19),
        ("d h", 23),
    ]
    assert {option.name: option.value for option in directive.options} == {"a": 1, "c": 3, "e": 5}
    assert text[directive.end :] == ""


def quote(text: str, mark: str) -> str:
    """Write a string as the grammar reads it: backslashes before a quote or the end doubled."""
    pieces, backslashes = [], 0
    for char in text:
        if char == "\\":
            backslashes += 1
            continue
        pieces.append("\\" * (backslashes * 2 + 1 if char == mark else backslashes))
        pieces.append(char)
        backslashes = 0
    return mark + "".join(pieces) + "\\" * (backslashes * 2) + mark


@given(st.text(), st.sampled_from("\"'"))
def test_any_string_can_be_quoted(text: str, mark: str) -> None:
    written = f"<< f x={quote(text, mark)} y=1 >> tail >>"
    assert options(written) == {"x": text, "y": 1}
    assert grammar.closing(written, 0) == len(written) - len(" tail >>")


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**17), 10**17))
def test_any_number_comes_back(number: float) -> None:
    assert options(f"<< f x={number!r} >>")["x"] == number


@given(st.text(alphabet="<>=,\"'\\ab1 \n"))
def test_any_text_is_read_or_refused(text: str) -> None:
    written = f"<< f {text}"
    directive = parse(written)
    assert directive.errors or written[: directive.end].endswith(">>")
    assert all(0 <= error.offset <= len(written) for error in directive.errors)
