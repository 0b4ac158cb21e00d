"""What lies in Pelican's settings for the time of one build."""

from __future__ import annotations


class Passing:
    """Pelican's cache keeps the settings with each content, but nothing of this."""

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        return type(None), ()
