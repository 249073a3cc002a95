"""The printed table of figures: what ends first comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.figures import table
from core.law.facts import Figure, Source

TODAY = date(2026, 11, 23)
WAGE = Figure(
    "smic", Decimal("1867.02"), "€", (Source("page", "La page", ""),),
    date(2026, 6, 1), date(2026, 12, 31), "Nadia", False, date(2026, 8, 22),
)  # fmt: skip
SURE = replace(WAGE, name="conges", value=Decimal(5), unit="semaines", confirmed=True, valid_to=date(2027, 8, 31))
OLD = replace(WAGE, name="aide", valid_to=TODAY - timedelta(1))


def test_what_ends_first_comes_first_with_the_days_left() -> None:
    head, *rows, _, end = table({one.name: (one,) for one in (SURE, WAGE, OLD)}, TODAY).splitlines()

    assert ["aide", "smic", "conges"] == [row.split()[0] for row in rows]
    assert "à vérifier" in rows[1]
    assert "22/08/2026  31/12/2026  38     page    Nadia" in rows[1]
    assert "fini" in rows[0]
    assert "oui" in rows[2]
    assert head.startswith("chiffre")
    assert "3 chiffres, dont 2 à vérifier." == end


def test_of_several_values_the_one_of_today_is_shown_and_what_is_computed_is_left_out() -> None:
    before = replace(WAGE, valid_from=date(2026, 1, 1), valid_to=date(2026, 5, 31), value=Decimal("1823.03"))
    printed = table({"smic": (before, WAGE), "part": (replace(WAGE, name="part", computed=True),)}, TODAY)

    assert "1 867,02 €" in printed
    assert "1 823,03" not in printed
    assert "part" not in printed
