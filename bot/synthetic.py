"""A cohort that nobody has lived, to see the report full: 270 young people, four sites, nine months, one effect."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from core.evaluation.cases import Case, Cohort, Proposed, Reason

#: the sites of the synthetic cohort, and how many young people each has
SITES = {"Site inventé A": 150, "Site inventé B": 40, "Site inventé C": 40, "Site inventé D": 40}
FIRST = date(2025, 4, 1)
MONTHS = 9
#: share of positive exits without any accepted mission
BASE = 0.40


def cohort(seed: int, effect: float = 0.20) -> Cohort:
    """The same seed makes the same cohort. `effect`: how much more often (0 to 0.5) an accepted mission leads out."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    return Cohort(tuple(_case(dice, site, effect) for site, many in SITES.items() for _ in range(many)))


def _case(dice: random.Random, site: str, effect: float) -> Case:
    arrived = FIRST + timedelta(days=dice.randrange(MONTHS * 30))
    missions = tuple(_mission(dice, arrived) for _ in range(dice.choice((0, 0, 1, 1, 2, 3, 4))))
    exposed = any(mission.agreed for mission in missions)
    leaves = dice.random() < 0.9
    positive = dice.random() < BASE + effect * exposed
    good, bad = (Reason.APPRENTICESHIP, Reason.JOB, Reason.TRAINING), (Reason.STOPPED, Reason.LOST, Reason.BREAK)
    exit_ = dice.choice(good if positive else bad) if leaves else None
    after = [("contract" if positive else "search") if exit_ and dice.random() < 0.6 else "" for _ in range(2)]
    return Case(
        site, arrived, missions, dice.choice((0, 1, 2, 4, 4)), any(m.answered_at for m in missions), exit_, *after
    )


def _mission(dice: random.Random, arrived: date) -> Proposed:
    at = datetime(arrived.year, arrived.month, arrived.day, 10, tzinfo=UTC) + timedelta(days=dice.randrange(5, 60))
    answer = dice.choice(("validate", "validate", "validate", "amend", "amend", "refuse", ""))
    agreed = answer in ("validate", "amend") and dice.random() < 0.9
    done = agreed and dice.random() < 0.8
    answered = at + timedelta(hours=dice.lognormvariate(3, 1)) if answer else None
    return Proposed(at, answered, answer, agreed, done, done and dice.random() < 0.7, not answer)
