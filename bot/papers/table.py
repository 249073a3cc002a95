"""A table as CSV that a French spreadsheet opens: `;` between cells, UTF-8 with its mark, no cell that computes.

Every CSV of the house is made here (a test looks), whatever it is about and wherever it is taken out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from io import StringIO
from typing import Any

# What a spreadsheet may read as the beginning of a formula, in ASCII and in full width: ahead of the cell, behind signs
# that are not seen, and behind what another spreadsheet takes for the end of a cell, whatever quotes stand around it.
_AHEAD = re.compile(r"[\W_]*?[=+@＝＋－＠-]|[\t\r\n]")
_BEHIND = re.compile(r"""([,;\t\r\n|][ \u00a0\u202f"']*)(?=[=+@＝＋－＠-])""")


def make(data: Mapping[str, Any]) -> bytes:
    """The bytes of `rows`."""
    written = StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        [plain(str(cell)) for cell in row] for row in data["rows"]
    )
    return written.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """The cell as words: each sign that would make a formula of what follows gets an apostrophe ahead."""
    cell = _BEHIND.sub(r"\1'", cell)
    return f"'{cell}" if _AHEAD.match(cell) else cell
