"""Live figures: a Pelican plugin whose figures are computed when the site is built.

Only ``register`` meets Pelican, and imports it only then: figure workers import this package too.
"""

from __future__ import annotations

from .running.simulation import simulation

__all__ = ["register", "simulation"]


def register() -> None:
    """Pelican calls this when it loads the plugin."""
    from .blog.site import connect

    connect()
