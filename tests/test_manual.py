"""The manual says what is so."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_figure_is_shown_in_full_as_it_is(lang: str) -> None:
    manual = (ROOT / f"content/posts/live-figures.{lang}.md").read_text(encoding="utf-8")
    code = (ROOT / "plugins/neuron/descent.py").read_text(encoding="utf-8")
    assert f"```python\n{code}```\n" in manual
