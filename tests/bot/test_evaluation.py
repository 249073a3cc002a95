"""The report as files: the same twice, and an invented cohort that says so."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot import evaluation, synthetic

DAY = date(2026, 11, 26)


def test_the_same_cohort_makes_the_same_files_and_an_invented_one_says_so() -> None:
    one, two = (evaluation.files(synthetic.cohort(3), "Inventée", DAY, invented=True) for _ in range(2))

    assert one == two
    assert one["evaluation.pdf"].startswith(b"%PDF")
    assert "indicateur;titre;partition" in one["evaluation.csv"].decode("utf-8-sig")


@pytest.mark.parametrize("seed", [3, 7])
def test_no_page_of_the_report_is_nearly_blank(seed: int) -> None:
    pdf = evaluation.files(synthetic.cohort(seed), "Inventée", DAY, invented=True)["evaluation.pdf"]

    full = [len(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]

    assert min(full) > 1000, full
