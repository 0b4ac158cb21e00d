"""``python -m bench [--quick]``: run all cases, print their table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from .cases import CASES, QUICK, Sizes
from .table import Row, machine, table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few posts, few runs: does it work?")
    sizes = QUICK if parser.parse_args().quick else Sizes()
    rows: list[Row] = []
    with TemporaryDirectory(prefix="bench-") as folder:
        for case in CASES:
            for row in case(Path(folder) / case.__name__, sizes):
                print(row.line(), file=sys.stderr, flush=True)
                rows.append(row)
    print(table(rows), machine(), sep="\n\n")


if __name__ == "__main__":
    main()
