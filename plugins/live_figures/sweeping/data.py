"""The data of all frames of a sweep, as one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import product

from ..results.sweeps import Sweeps


def joined(tables: Sequence[str], swept: Sweeps) -> str:
    """The tables of all frames as one, each row with the values that it is for.

    Columns that not all frames have are empty in the others; "" if one has several of a name.
    """
    rows = [list(csv.reader(io.StringIO(table))) or [[]] for table in tables]
    heads = [head for head, *_ in rows if head]
    names = dict.fromkeys(name for head in heads for name in head)
    are_alike = all(head == heads[0] for head in heads)
    if not heads or not (are_alike or all(len({*head}) == len(head) for head in heads)):
        return ""
    columns = heads[0] if are_alike else list(names)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*(name for name, _ in swept), *columns])
    for values, (head, *own) in zip(product(*(each.texts for _, each in swept)), rows, strict=True):
        for row in own:
            cells = row if are_alike else map(dict(zip(head, row, strict=True)).get, columns)
            writer.writerow([*values, *cells])
    return file.getvalue()
