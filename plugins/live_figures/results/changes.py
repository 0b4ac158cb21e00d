"""Say in words how an input has changed."""

from __future__ import annotations

from .trace import Input


def change(recorded: Input, was: str | None, now: str | None) -> str:
    """For instance ``file plugins/neuron/model.py: acd8a83d9ba4 → 51be20f1c7d3``."""
    name = recorded.name.removeprefix("project:")
    return f"{recorded.kind} {name}: {_short(recorded, was)} → {_short(recorded, now)}"


def _short(recorded: Input, digest: str | None) -> str:
    if digest is None:
        return "not there"
    return digest[:12] if recorded.kind in ("file", "folder", "variable") else digest
