"""Indicators count what their definition says, intervals hold, and nobody alone in a cell is seen or found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.synthetic import cohort
from core.evaluation.cases import IN_TABLES, REASONS, Case, Cohort, Proposed, Reason
from core.evaluation.cells import Cell, hidden
from core.evaluation.figures import difference, middle, proportion
from core.evaluation.indicators import BY_ID, INDICATORS, delay
from core.evaluation.report import FEW, HIDDEN, dictionary, report, table

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = date(2026, 11, 26)


def case(*missions: Proposed, site: str = "Ici", **more: object) -> Case:
    return Case(site, date(2026, 9, 1), missions, **more)  # type: ignore[arg-type]


VALIDATED = Proposed(AT, AT + timedelta(hours=5), "validate", agreed=True, done=True, looked=True)
REFUSED = Proposed(AT, AT + timedelta(hours=50), "refuse")
SILENT = Proposed(AT, expired=True)


def test_refusals_and_silence_stay_among_those_that_are_counted() -> None:
    cases = [case(VALIDATED, REFUSED), case(SILENT), case()]

    found = {one.id: (one.cell(cases).k, one.cell(cases).n) for one in INDICATORS}

    assert found["answered"] == (2, 3)
    assert found["agreed"] == (1, 3)
    assert found["done"] == (1, 3), "what had no answer never counts as done"
    assert found["refused"] == (1, 2)
    assert found["proposed"] == (2, 3)
    assert found["looked"] == (1, 1)
    median_, people = delay(cases)
    assert median_ is not None
    assert (median_.value, median_.n, people) == (27.5, 2, 1)


def test_every_reason_has_its_words_here_and_in_the_tables_of_a_mission_locale() -> None:
    assert set(Reason) == set(REASONS) == set(IN_TABLES)
    assert len(set(REASONS.values())) == len(REASONS)


def test_an_exit_that_nobody_has_explained_is_missing_and_not_negative() -> None:
    cases = [case(exit=Reason.JOB), case(exit=Reason.LOST), case()]

    assert (1, 2) == (BY_ID["positive"].cell(cases).k, BY_ID["positive"].cell(cases).n)
    assert BY_ID["positive"].missing(cases) == 1


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (15, 148, 0.0624, 0.1605)]
)
def test_wilson_as_published(k: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, and the usual values for ten."""
    found = proportion(k, n)

    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_the_difference_as_published() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10: 56/70 against 48/80."""
    found = difference(56, 70, 48, 80)

    assert found is not None
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)


def test_a_median_of_few_is_honest_about_it() -> None:
    assert middle([]) is None
    few = middle([1.0, 9.0])
    assert few is not None
    assert (few.low, few.high) == (1.0, 9.0)


CELLS = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(
    lambda two: Cell(min(two), max(two), max(two), min(two), max(two) - min(two))
)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), CELLS.map(lambda cell: [cell]), max_size=6))
def test_what_is_hidden_cannot_be_found_by_subtraction(parts: dict[str, list[Cell]]) -> None:
    gone = hidden(parts)

    assert all(name in gone for name, (cell,) in parts.items() if cell.small)
    if gone and gone != {name for name, (cell,) in parts.items() if cell.people}:
        together = [parts[name][0] for name in gone]
        assert sum(cell.people > 0 for cell in together) > 1, "one alone is the total less the others"
        assert not sum(together[1:], together[0]).small


def test_four_young_people_are_fewer_than_five_everywhere() -> None:
    four = Cohort(tuple(case(VALIDATED, exit=Reason.JOB) for _ in range(4)), withdrawn=2)

    made = report(four, "Ici", DAY)

    assert FEW in made["design"][0]
    assert "arrivés" not in made["design"][0]
    assert FEW in made["design"][1]
    assert all(rate["value"] in (FEW, "–") and rate["bar"] is None for rate in made["rates"])
    assert not made["comparison"]["shown"]
    assert not any(part["rows"] for part in made["tables"])
    written = table(four, "Ici", DAY)
    assert not any(cell in ("4", "100.0") for row in written[3:] for cell in row)


def test_a_group_of_four_beside_others_is_not_the_total_less_the_others() -> None:
    cases = tuple(case(VALIDATED, site=site) for site, many in (("A", 4), ("B", 6), ("C", 20)) for _ in range(many))

    sites = next(part for part in report(Cohort(cases), "Ici", DAY)["tables"] if part["title"] == "Site")

    assert {row[0]: row[1] for row in sites["rows"]} == {"A": HIDDEN, "B": HIDDEN, "C": "20"}


def test_the_same_cohort_makes_the_same_report() -> None:
    one, two = (report(cohort(7), "Ici", DAY, invented=True) for _ in range(2))

    assert one == two
    assert {row[0] for row in table(cohort(7), "Ici", DAY)[3:]} <= {row[0] for row in dictionary()}
