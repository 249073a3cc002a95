"""Which contract may suit whom: what is open, what fits, and that nothing is promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from core.law.contracts import (
    ANYWHERE,
    COMPANY,
    DIPLOMA,
    PUBLIC,
    SCHOOL,
    SEARCHING,
    TRADE,
    UNDECIDED,
    WORKING,
    Advice,
    Profile,
    advise,
    recognised,
)
from core.law.facts import fill, names_in
from core.law.pay import APPRENTICESHIP, PROFESSIONAL
from core.people import Refused
from storage.content.house import load_figures

FIGURES, TODAY = load_figures(), date(2026, 11, 23)


def advice(**said: object) -> Advice:
    return advise(Profile(**{"age": 19, "goal": DIPLOMA, **said}), FIGURES, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "contract"),
    [
        ({"goal": DIPLOMA}, APPRENTICESHIP),
        ({"goal": TRADE}, PROFESSIONAL),
        ({"goal": UNDECIDED}, ""),
        ({"goal": TRADE, "employer": PUBLIC}, APPRENTICESHIP),
        ({"age": 15, "left_school": False}, ""),
        ({"age": 15, "left_school": True, "goal": TRADE}, APPRENTICESHIP),
        ({"age": 14}, ""),
        ({"age": 16}, APPRENTICESHIP),
        ({"age": 25, "goal": TRADE}, PROFESSIONAL),
        ({"age": 26, "goal": TRADE}, APPRENTICESHIP),
        ({"age": 26, "goal": TRADE, "registered": True}, PROFESSIONAL),
        ({"age": 29}, APPRENTICESHIP),
        ({"age": 30}, ""),
        ({"age": 30, "registered": True}, PROFESSIONAL),
        ({"age": 30, "registered": True, "employer": PUBLIC}, ""),
    ],
)
def test_age_goal_and_employer_decide(said: dict[str, object], contract: str) -> None:
    assert contract == advice(**said).contract


def test_both_may_be_open() -> None:
    assert PROFESSIONAL == advice(age=19).other
    assert "" == advice(age=19, employer=PUBLIC).other


def test_why_the_one_that_fits_is_closed_is_said() -> None:
    assert "inscrit à France Travail" in " ".join(advice(age=27, goal=TRADE).reasons)
    assert "{pro_age_min}" in " ".join(advice(age=15, goal=TRADE).reasons)


def test_who_has_no_diploma_reads_that_the_contract_may_be_longer() -> None:
    long = "{pro_duree_longue}"

    assert long in " ".join(advice(goal=TRADE).reasons)
    assert long not in " ".join(advice(goal=TRADE, qualified=True).reasons)


def test_neither_yet_says_what_opens_one() -> None:
    assert "France Travail" in advice(age=40).next
    assert "entreprises" in advice(age=40, registered=True, employer=PUBLIC).next
    assert "collège" in advice(age=14, left_school=False).next
    assert "/metiers" in advice(goal=UNDECIDED).next


def test_what_to_mind_depends_on_where_one_is() -> None:
    assert any("parent" in one for one in advice(age=17).cautions)
    assert any("allocation" in one for one in advice(situation=SEARCHING).cautions)
    assert any("Ne quitte pas" in one for one in advice(situation=WORKING).cautions)
    assert () == advice(situation=SCHOOL).cautions


def test_a_recognised_disability_opens_what_age_closes() -> None:
    assert "t'est ouvert" in recognised(Profile(40, DIPLOMA), FIGURES, TODAY)
    assert "plus long" in recognised(Profile(20, DIPLOMA), FIGURES, TODAY)


def test_everybody_gets_reasons_that_can_be_read_a_next_step_and_no_promise() -> None:
    who = Profile(0, DIPLOMA)
    goals, places, days = (DIPLOMA, TRADE, UNDECIDED), (COMPANY, PUBLIC, ANYWHERE), (SCHOOL, SEARCHING, WORKING)
    for age, goal, place, day, yes in product(range(10, 70), goals, places, days, (True, False)):
        one = replace(who, age=age, goal=goal, employer=place, situation=day, registered=yes, left_school=yes)
        found = advise(one, FIGURES, TODAY)
        told = (*found.reasons, *found.cautions, found.next)

        assert found.reasons
        assert found.next
        assert found.contract != PROFESSIONAL or place != PUBLIC
        assert all(name in FIGURES for name in names_in(*told))
        assert all("mise à jour" not in fill(text, FIGURES, TODAY).text for text in told)
        assert not any(word in text for text in told for word in ("tu auras", "garanti", "tu as droit"))


def test_ages_that_nobody_vouches_for_any_more_advise_nobody() -> None:
    with pytest.raises(Refused):
        advise(Profile(19, DIPLOMA), FIGURES, date(2031, 1, 1))
