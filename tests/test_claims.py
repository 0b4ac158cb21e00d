"""Claims: what changed is told, numbers that are neither are found, and accept mends posts."""

from __future__ import annotations

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.live_figures.claims.bare import bare_numbers

VALUES = '''
from data import POINTS

def total(times: float = 1.0, lang: str = "en"):
    """The sum of the points."""
    return {"sum": times * sum(POINTS), "name": "many" if sum(POINTS) > 3 else "few"}
'''

POST = """\
The sum is << total of=sum expect=3.00 >>, and half of it $<< total times=0.5 of=sum expect=1.5 >>$:
<< total of=name expect=few >>.<< claim total of=sum expect="<4" >>

<< line caption="Up to \\"<< total of=sum expect=3 >>\\"." >>
"""


@pytest.fixture
def claims(site: Site) -> Site:
    site.configure(LIVE_VALUES=["numbers_.total"])
    site.write("plugins/numbers_.py", VALUES)
    site.post(POST)
    site.build()
    return site


def ask(site: Site, *arguments: str) -> tuple[int, str]:
    result = site.ask(*arguments)
    assert "Traceback" not in result.stderr, result.stderr
    return result.returncode, result.stdout


def test_a_claim_that_fails_says_what_has_changed(claims: Site) -> None:
    claims.write("plugins/data.py", "POINTS = [1, 2, 2]\n")
    told = claims.fail()
    assert "5 problems in live figures: nothing was written" in told
    assert "post.en.md:6:28: total: expect=3.00 is not what the run gives, 5.00 (5.0)" in told
    assert "expect=<4 is not what the run gives, 5.0" in told
    assert told.count("    changed since it held last:\n    file plugins/data.py: ") == 5
    # It is told again, for what held is remembered until something else does.
    assert claims.fail().count("    changed since it held last:\n") == 5
    assert claims.read("post.html").count("3.00") == 1  # the last good site


def test_accept_shows_and_then_writes(claims: Site) -> None:
    source = claims.folder / "content/post.en.md"
    before = source.read_text("utf-8")
    claims.write("plugins/data.py", "POINTS = [1, 2, 2]\n")
    code, shown = ask(claims, "accept")
    assert (code, source.read_text("utf-8")) == (1, before)
    assert "-The sum is << total of=sum expect=3.00 >>" in shown
    assert "+The sum is << total of=sum expect=5.00 >>" in shown
    code, shown = ask(claims, "accept", "--yes")
    assert code == 1  # the comparison is the author's to decide
    assert "expect=<4 is not what the run gives, 5.0: that is for you to decide" in shown
    after = source.read_text("utf-8")
    expected = before.replace("3.00", "5.00").replace("expect=1.5", "expect=2.5")
    assert after == expected.replace("expect=few", "expect=many").replace("expect=3 ", "expect=5 ")
    source.write_text(after.replace("<4", "<6"), "utf-8")
    claims.build()
    assert ask(claims, "accept") == (0, "0 files rewritten\n")


@pytest.mark.parametrize("word", ["two words", "", "a >> b", '"a"'])
def test_a_word_that_needs_quotes_is_for_the_author_to_write(site: Site, word: str) -> None:
    site.write("plugins/words.py", f"def best():\n    return {word!r}\n")
    site.configure(LIVE_VALUES=["words.best"])
    source = site.post("The best is << best expect=one >>.")
    before = source.read_text("utf-8")
    code, shown = ask(site, "accept", "--yes")
    assert (code, source.read_text("utf-8")) == (1, before)
    assert "that is for you to decide" in shown


def test_claims_lists_values_and_bare_numbers(claims: Site) -> None:
    claims.post(POST + "\nBare 0.25 and $x = 2.5$, not \\0.75 or `0.5` or v1.2.3.\n")
    claims.post("No figures, so 0.5 is nobody's business.\n", "other")
    code, listed = ask(claims, "claims")
    lines = listed.splitlines()
    assert code == 1
    assert "[holds]  content/post.en.md:6:12 << total of=sum expect=3.00 >> → 3.00" in lines
    assert [line for line in lines if line.startswith("[bare]")] == [
        "[bare]   content/post.en.md:11:6 0.25",
        "[bare]   content/post.en.md:11:20 2.5",
    ]
    assert lines[-1] == "5 values and claims, 2 bare numbers"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("so 0.5, or 1.5%, (2.5) and 3.5.", ["0.5", "1.5", "2.5", "3.5"]),
        (r"\0.5 and $\0.5$ and $x=0.5$", ["0.5"]),
        ("[0.5](https://example.org/0.7) and <https://x.org/0.8>\n\n[a]: /0.9\n", ["0.5"]),
        ("    0.5\n\n```\n0.6\n```\n\n<b title='0.7'>0.8</b> <!-- 0.9 -->", ["0.8"]),
        ('<< f eta=0.1 alt="a 0.2" caption="at $y=0.3$, 0.4, `0.5` << v of=x format=0.6 >>" >>',
         ["0.2", "0.3", "0.4"]),
        ("$$\nx = 0.1 << v of=a format=.2f eta=0.3 >>\n$$", ["0.1"]),
        ("| 0.1 | 0.2 |\n", ["0.1", "0.2"]),
        ("1.2.3 v1.2 x0.1 0.1x a/0.5 2026.11.25", []),
        ("<!-- figures: table f en -->\n0.5\n<!-- figures: end -->\n0.6", ["0.6"]),
    ],
)  # fmt: skip
def test_bare_numbers(text: str, numbers: list[str]) -> None:
    assert [number for _, number in bare_numbers(text, {"f", "v"})] == numbers


@given(st.text(alphabet="0.5 $`<>\\\n|[]()\"'fv=a"))
def test_bare_numbers_stand_where_they_are_said_to(text: str) -> None:
    for offset, number in bare_numbers(text, {"f", "v"}):
        assert text.startswith(number, offset)
