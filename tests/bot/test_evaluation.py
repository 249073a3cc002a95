"""The report as files: the same twice, and an invented cohort that says so."""

from __future__ import annotations

from datetime import date

from bot import evaluation, synthetic

DAY = date(2026, 11, 26)


def test_the_same_cohort_makes_the_same_files_and_an_invented_one_says_so() -> None:
    one, two = (evaluation.files(synthetic.cohort(3), "Inventée", DAY, invented=True) for _ in range(2))

    assert one == two
    assert one["evaluation.pdf"].startswith(b"%PDF")
    assert "indicateur;titre;partition" in one["evaluation.csv"].decode("utf-8-sig")
