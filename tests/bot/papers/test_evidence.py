"""The evidence pack as files: the same bytes for the same data, the print in both, no cell that computes."""

from __future__ import annotations

import io
from datetime import date

from pypdf import PdfReader

from bot.papers import make
from core.files import Paper
from core.missions.evidence import pack, rows
from tests.core.test_evidence import FACTS

PDF, TABLE = pack("Mission locale des Tilleuls", "Léa – Marc", rows(FACTS * 60, "Europe/Paris"), date(2026, 11, 25))


def test_the_same_data_make_the_same_bytes():
    for kind, data in (("evidence", PDF), ("table", TABLE)):
        assert make(Paper(kind, data)) == make(Paper(kind, data))


def test_both_files_hold_the_print_of_the_data_and_the_day():
    reader = PdfReader(io.BytesIO(make(Paper("evidence", PDF))))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    table = make(Paper("table", TABLE)).decode("utf-8-sig")

    assert len(reader.pages) > 1
    for said in (text, table):
        assert PDF["seal"] in said
        assert "25/11/2026" in said
        assert "acceptée par l'entreprise" in said.replace("’", "'")


def test_no_cell_computes():
    assert ";'=1+1;" in make(Paper("table", TABLE)).decode("utf-8-sig")
