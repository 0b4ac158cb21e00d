"""Whatever is wrong is told in a message, in time, and never in a traceback."""

from __future__ import annotations

import resource

import pytest
from conftest import Site


@pytest.mark.parametrize(("between", "last"), [("\n\n", "6004:1"), (" and ", "6:55986")])
def test_a_thousand_errors_take_no_longer_than_a_thousand_times_one(
    site: Site, between: str, last: str
) -> None:
    site.post(between.join([r"words $\foo$", "<< line slope=10 >>", "<< lime >>"] * 1000))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    told = site.fail()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5
    assert "3000 problems" in told
    assert f"content/post.en.md:{last}: nothing is called lime" in told
