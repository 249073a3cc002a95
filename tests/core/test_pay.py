"""The minimum pay: who gets which share, since when, and what it becomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.law.pay import APPRENTICESHIP, PROFESSIONAL, Contract, minimum_pay, pay_age
from core.people import Refused
from storage.content.calculators import load_scale
from storage.content.house import load_figures

SCALE, FIGURES = load_scale(), load_figures()
TODAY = date(2026, 11, 23)
SEPTEMBER = date(2026, 9, 1)


def percent(kind: str, born: date, *, first_year: int = 1, raised: bool = False, starts: date = SEPTEMBER) -> Decimal:
    return minimum_pay(SCALE, FIGURES, Contract(kind, born, starts, first_year, raised), TODAY).percent.value


# Code du travail, D6222-26: by age and year of training.
@pytest.mark.parametrize(
    ("age", "shares"), [(17, (27, 39, 55)), (19, (43, 51, 67)), (23, (53, 61, 78)), (27, (100, 100, 100))]
)
def test_the_share_of_an_apprentice_depends_on_age_and_year(age: int, shares: tuple[int, int, int]) -> None:
    born = date(2026 - age, 1, 1)

    assert shares == tuple(percent(APPRENTICESHIP, born, first_year=year) for year in (1, 2, 3))


# Code du travail, D6325-15 and following.
@pytest.mark.parametrize(("age", "plain", "raised"), [(19, 55, 65), (23, 70, 80), (27, 100, 100)])
def test_the_share_of_a_contrat_pro_depends_on_age_and_diploma(age: int, plain: int, raised: int) -> None:
    born = date(2026 - age, 1, 1)

    assert (plain, raised) == (percent(PROFESSIONAL, born), percent(PROFESSIONAL, born, raised=True))


@pytest.mark.parametrize(
    ("on", "age"), [(date(2027, 3, 14), 17), (date(2027, 3, 31), 17), (date(2027, 4, 1), 18), (date(2028, 1, 1), 18)]
)
def test_a_birthday_is_felt_on_the_first_day_of_the_month_after_it(on: date, age: int) -> None:
    assert age == pay_age(date(2009, 3, 1), on)


def test_a_contract_that_has_not_begun_is_told_for_its_first_day() -> None:
    pay = minimum_pay(SCALE, FIGURES, Contract(APPRENTICESHIP, date(2009, 3, 1), date(2027, 4, 1)), TODAY)

    assert (date(2027, 4, 1), 18, Decimal(43)) == (pay.on, pay.age, pay.percent.value)


def test_the_amount_is_rounded_to_the_cent_once() -> None:
    pay = minimum_pay(SCALE, FIGURES, Contract(APPRENTICESHIP, date(2009, 3, 1), SEPTEMBER), TODAY)

    assert (pay.wage.value * 27 / 100).quantize(Decimal("0.01")) == pay.gross.value


def test_a_day_for_which_nobody_vouches_for_a_figure_gives_no_amount() -> None:
    with pytest.raises(Refused, match="mise à jour"):
        minimum_pay(SCALE, FIGURES, Contract(APPRENTICESHIP, date(2009, 3, 1), SEPTEMBER), date(2040, 1, 1))
