"""Tables as files: a French spreadsheet opens them, and no cell computes."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from bot.papers import make
from core.messages import Paper


def table(*rows: list[str]) -> bytes:
    return make(Paper("table", {"rows": list(rows)}))


def test_a_table_reads_back_as_it_was_written():
    made = table(["Prénom", "Entrée"], ['Léa; « la » "grande"\nou pas', "10:00"])

    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [["Prénom", "Entrée"], ['Léa; « la » "grande"\nou pas', "10:00"]] == rows


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1", "\u00a0=1"])
def test_no_cell_is_a_formula(cell: str):
    (row,) = csv.reader(StringIO(table([cell]).decode("utf-8-sig"), newline=""), delimiter=";")

    assert row[0].startswith("'")
    assert cell == row[0].replace("'", "")
