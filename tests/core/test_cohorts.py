"""Over many invented cohorts: an interval holds the truth as often as it says, and finds what was planted only."""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.synthetic import cohort
from core.evaluation.changes import compared
from core.evaluation.figures import Estimate
from core.evaluation.masking import Mask
from core.evaluation.report import comparison

SEEDS = range(100)
EFFECT, FELT = 0.20, 0.40


@cache
def tried(*, planted: bool) -> list[tuple[dict[str, Any], Estimate | None]]:
    """What is said of exits and of answers, cohort by cohort; the two are drawn by dice of their own."""
    many = (cohort(seed, EFFECT * planted, FELT * planted).cases for seed in SEEDS)
    return [(comparison(cases, Mask(cases)), compared(cases)) for cases in many]


def test_the_planted_effect_is_found_and_the_null_one_is_not() -> None:
    planted, null = ([one for one, _ in tried(planted=kind) if one["shown"]] for kind in (True, False))
    assert len(planted) + len(null) >= 0.98 * 2 * len(SEEDS), "hardly ever hidden"

    holds = sum(one["gap"][1] <= EFFECT <= one["gap"][2] for one in planted)
    assert 0.90 * len(SEEDS) <= holds
    assert sum(one["gap"][1] > 0 for one in planted) >= 0.75 * len(SEEDS), "it finds the effect"
    assert sum(one["clear"] for one in null) <= 0.09 * len(SEEDS), "it invents none"
    assert all("on ne peut pas dire" in one["sentence"] for one in null if not one["clear"])


def test_the_planted_move_is_found_and_the_null_one_is_not() -> None:
    planted, null = ([one for _, one in tried(planted=kind) if one is not None] for kind in (True, False))

    assert sum(one.low > 0 for one in planted) >= 0.95 * len(SEEDS), "it finds the effect"
    assert sum(one.low <= FELT <= one.high for one in planted) >= 0.90 * len(SEEDS)
    assert sum(not one.low <= 0 <= one.high for one in null) <= 0.09 * len(SEEDS), "it invents none"
