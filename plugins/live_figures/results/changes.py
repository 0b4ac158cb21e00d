"""Say in words how an input has changed."""

from __future__ import annotations

from collections.abc import Iterator

from .trace import Input, Trace


def changes(then: Trace, now: Trace) -> Iterator[str]:
    """In what a trace differs from another, a line for each input."""
    before, after = ({(each.kind, each.name): each for each in trace} for trace in (then, now))
    for name in sorted(before.keys() | after.keys()):
        was, is_ = before.get(name), after.get(name)
        if was != is_:
            either = was or is_
            assert either
            yield change(either, was and was.digest, is_ and is_.digest)


def change(recorded: Input, was: str | None, now: str | None) -> str:
    """For instance ``file plugins/neuron/model.py: acd8a83d9ba4 → 51be20f1c7d3``."""
    name = recorded.name.removeprefix("project:")
    return f"{recorded.kind} {name}: {_short(recorded, was)} → {_short(recorded, now)}"


def _short(recorded: Input, digest: str | None) -> str:
    if digest is None:
        return "not there"
    kinds = ("file", "folder", "listing", "variable", "place")
    return digest[:12] if recorded.kind in kinds else digest
