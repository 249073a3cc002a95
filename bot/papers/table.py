"""A table as CSV that a French spreadsheet opens: `;` between cells, UTF-8 with its mark, no cell that computes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

# What a spreadsheet may read as the beginning of a formula, in ASCII and in full width.
COMPUTES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def make(data: Mapping[str, Any]) -> bytes:
    """The bytes of `rows`."""
    written = StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        [plain(str(cell)) for cell in row] for row in data["rows"]
    )
    return written.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """The cell as words: a first sign that would make it a formula, also behind spaces, gets an apostrophe ahead."""
    return f"'{cell}" if cell.startswith(COMPUTES) or cell.lstrip().startswith(COMPUTES) else cell
