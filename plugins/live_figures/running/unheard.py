"""What hooks in the interpreter do not hear of: compiled code and programs that open files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

_HDF = (".h5", ".hdf5", ".hdf", ".he5", ".mat", ".nc")
_ARROW = (".parquet", ".pq", ".feather", ".arrow", ".ipc", ".orc", ".csv", ".tsv", ".json")
_LINES = (".ndjson", ".jsonl", ".avro", ".xlsx")
_READERS = {
    "duckdb": (*_ARROW, *_LINES, ".duckdb", ".db"),
    "fiona": (".shp", ".gpkg", ".geojson"),
    "h5py": _HDF,
    "netCDF4": (*_HDF, ".nc4", ".cdf"),
    "polars": (*_ARROW, *_LINES),
    "pyarrow.dataset": _ARROW,  # pyarrow alone comes with pandas
    "pyarrow.feather": _ARROW,
    "pyarrow.orc": _ARROW,
    "pyarrow.parquet": _ARROW,
    "pyogrio": (".shp", ".gpkg", ".geojson"),
    "rasterio": (".tif", ".tiff", ".vrt"),
    "tables": _HDF,
}
"""Modules that open files by themselves, and how these end."""
_PROGRAMS = ("subprocess.Popen", "os.posix_spawn", "os.system")
WHAT_TO_DO = "which opens files unheard: open each in Python too, open(path, 'rb').close()"


def readers(heard: Iterable[str]) -> Iterator[str]:
    """Those that have been imported, unless a file of their kind is among those heard of."""
    heard = tuple(heard)
    for module, endings in _READERS.items():
        if module in sys.modules and not any(name.lower().endswith(endings) for name in heard):
            yield f"imports {module.partition('.')[0]}, {WHAT_TO_DO}"


def program(
    event: str, args: tuple[Any, ...], is_authors: Callable[[str], bool]
) -> tuple[str, FrameType] | None:
    """The program that the author's own code has run, and where it did so."""
    if event not in _PROGRAMS:
        return None
    frame: FrameType | None = sys._getframe(2)
    while frame and frame.f_globals.get("__name__") in ("subprocess", "os"):
        frame = frame.f_back
    if frame is None or not is_authors(frame.f_code.co_filename):
        return None
    command = os.fsdecode(args[0]).split() or [""]
    return os.path.basename(command[0]), frame
