"""Where a store that machines share lies, and by what its results are signed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

SECRET = "LIVE_FIGURES_STORE_KEY"
"""The variable of the environment that signs; settings are often public."""

SHORTEST = 16
"""Characters of it: what is shorter can be found by trying."""

# A bucket, or below the root a folder; no name in it is empty.
ADDRESS = re.compile(
    r"(?:s3a?|gs|az|azure|adl|abfss?)://[a-z0-9][\w.@-]*(?:/[^/?#]+)*/?|file://(?:/[^/?#]+)+/?",
    re.ASCII | re.IGNORECASE,
)


def folder(address: str) -> Path | None:
    """Where a bucket lies that is a folder."""
    scheme, _, path = address.partition("://")
    return Path(unquote(path)) if scheme.lower() == "file" else None
