"""What the questionnaires say is counted by the published methods, and no small group is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.synthetic import cohort
from core.evaluation.cases import Case, Cohort, Filled, Proposed, Raised
from core.evaluation.changes import FEW, HIDDEN, moved, shift, shown, table
from core.evaluation.figures import mean, mean_gap
from core.evaluation.indicators import BY_ID
from core.evaluation.protocol import Moment, Question, Questionnaire, Study
from core.evaluation.report import report
from core.evaluation.studies import body, freeze
from tests.core.test_evaluation import AT

DAY = date(2026, 11, 2)
ASKS = Questionnaire("1", (Question("a", "Je sais."), Question("b", "J'ose.")), ("1", "2", "3", "4", "5"))
STUDY = Study("Automne", DAY, False, (freeze(1, DAY, body(ASKS, DAY, 8, everybody=False)),), None, 1)
AGREED = Proposed(AT, AT, "validate", agreed=True)


def young(first: int, last: int | None, *missions: Proposed) -> Case:
    surveys = {Moment.T0: Filled("answered", {"Je sais.": first})}
    if last is not None:
        surveys[Moment.T2] = Filled("answered", {"Je sais.": last})
    return Case("Ici", DAY, missions, surveys=surveys)


@pytest.mark.parametrize(
    ("n", "t"), [(2, 12.706), (3, 4.303), (4, 3.182), (5, 2.776), (6, 2.571), (11, 2.228), (31, 2.042)]
)
def test_student_as_in_the_tables(n: int, t: float) -> None:
    values = [0.0, 1.0] + [0.5] * (n - 2)
    found = mean(values)

    assert found is not None
    spread = (0.5 / (n - 1)) ** 0.5 / n**0.5
    assert (found.high - found.value) / spread == pytest.approx(t, rel=0.012)


def test_welch_as_computed_by_hand() -> None:
    """Variances 1 and 4 of five each: the standard error is 1 and there are 5.88 degrees of freedom."""
    ones = [1.0, 1.0, 0.0, -1.0, -1.0]
    found = mean_gap([3 + one for one in ones], [2 * one for one in ones])

    assert found is not None
    assert found.value == 3
    assert found.high - found.value == pytest.approx(2.459, rel=0.01)
    assert mean_gap([1.0], [1.0, 2.0]) is None


def test_only_who_answered_twice_the_same_sentence_is_compared() -> None:
    once, twice = young(2, None), young(2, 4)
    worded = replace(twice, surveys={**twice.surveys, Moment.T2: Filled("answered", {"Je sais un peu.": 5})})

    assert (None, 2.0, None) == (moved(once, Moment.T2), moved(twice, Moment.T2), moved(worded, Moment.T2))
    found, n = shift([once, twice, worded, young(3, 4)], Moment.T2)
    assert found is not None
    assert (found.value, n) == (1.5, 2)


def test_fewer_than_five_are_shown_nowhere_and_are_not_found_by_subtraction() -> None:
    few = Cohort(tuple(young(2, 4, AGREED) for _ in range(4)), studies=(STUDY,))
    seen = shown(few)
    assert seen is not None
    assert (seen["people"], seen["rows"][0]["t2"]) == (FEW, [FEW, "", FEW])
    assert all(HIDDEN in row for row in seen["participation"])

    many = Cohort(tuple(young(2, 4 + n % 2, AGREED) for n in range(9)) + tuple(young(2, None) for _ in range(3)),
                  studies=(STUDY,))  # fmt: skip
    seen = shown(many)
    assert seen is not None
    assert seen["participation"][2] == ["T2, à la fin", HIDDEN, "0", "0", HIDDEN], "three are not the total less nine"
    assert "Trop peu" in seen["gap"], "nobody on the other side"
    odd = replace(many.cases[0], surveys={**many.cases[0].surveys, Moment.T2: Filled("answered", {"J'ose.": 3})})
    rows = shown(Cohort((odd, *many.cases[1:]), studies=(STUDY,)))
    assert rows is not None
    assert rows["rows"][0]["t2"][2] == "≥ 5", "eight, when nine answered, would name one"


def test_a_protocol_is_known_by_its_seal_and_a_change_is_said() -> None:
    first = STUDY.protocol
    longer = freeze(2, date(2026, 12, 1), body(ASKS, DAY, 12, everybody=False))
    changed = replace(STUDY, protocols=(first, longer))
    forged = replace(STUDY, protocols=(replace(first, body={**first.body, "weeks": 4}),))

    assert first.whole
    assert first.seal != longer.seal
    told = shown(Cohort((), studies=(changed, forged)))
    assert told is not None
    lines = "\n".join(told["protocols"])
    assert first.seal[:16] in lines
    assert longer.seal[:16] in lines
    assert "a changé 1 fois" in lines
    assert "ne correspond plus" in lines


def test_the_table_and_the_report_show_the_same_seal_and_nothing_without_a_cohort() -> None:
    made = cohort(5)

    assert [row[4] for row in table(made) if row[0] == "protocole"] == [made.studies[0].protocol.seal]
    assert made.studies[0].protocol.seal[:16] in str(report(made, "Ici", DAY)["surveys"])
    assert report(Cohort(made.cases), "Ici", DAY)["surveys"] is None


def test_alarms_are_counted_and_what_nobody_judged_is_missing_and_not_false() -> None:
    one = replace(young(2, None), alarms=(Raised(True), Raised(False, contested=True)))
    cases = [one, replace(one, alarms=(Raised(),)), replace(one, alarms=())]

    found = {name: (BY_ID[name].cell(cases).k, BY_ID[name].cell(cases).n) for name in
             ("alarmed", "confirmed", "false", "contested")}  # fmt: skip
    assert found == {"alarmed": (2, 3), "confirmed": (1, 2), "false": (1, 2), "contested": (1, 3)}
    assert BY_ID["false"].missing(cases) == 1
    assert BY_ID["false"].cell(cases).small, "two young people"


def test_an_indicator_that_was_not_promised_is_said_so() -> None:
    older = {**STUDY.protocol.body, "indicators": [["agreed", "Autre chose."], ["gone", "…"]]}
    told = shown(Cohort((), studies=(replace(STUDY, protocols=(freeze(1, DAY, older),)),)))

    assert told is not None
    lines = "\n".join(told["protocols"])
    assert "disparus : Missions acceptées, gone." in lines
    assert "non prévus : Jeunes qui ont proposé une mission" in lines
