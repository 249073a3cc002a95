"""A cohort that nobody has lived, to see the report full: 270 young people, four sites, nine months, one effect."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.evaluation.cases import Case, Cohort, Filled, Proposed, Raised, Reason
from core.evaluation.protocol import Moment, Study
from core.evaluation.studies import body, freeze
from storage.content.questionnaire import load_questionnaire

#: the sites of the synthetic cohort, and how many young people each has
SITES = {"Site inventé A": 150, "Site inventé B": 40, "Site inventé C": 40, "Site inventé D": 40}
FIRST = date(2025, 4, 1)
MONTHS = 9
#: share of positive exits without any accepted mission
BASE = 0.40


#: share of those asked who answer, at entry, after some weeks, at the end; and of those who say no
ANSWER, SAY_NO = {Moment.T0: 0.9, Moment.T1: 0.75, Moment.T2: 0.65}, 0.05
#: how far everybody moves, in points of five; the planted effect comes on top, half of it at T1
MOVE = {Moment.T0: 0.0, Moment.T1: 0.25, Moment.T2: 0.5}


def cohort(seed: int, effect: float = 0.20, felt: float = 0.40) -> Cohort:
    """The same seed makes the same cohort. `effect`: how much more often (0 to 0.5) an accepted mission leads out;
    `felt`: how much further (0 to 0.5 point of five) it moves the answers, from entry to end."""
    dice, asked = random.Random(seed), random.Random(-1 - seed)  # noqa: S311 - nothing secret
    cases = [_case(dice, site, effect) for site, many in SITES.items() for _ in range(many)]
    promised = freeze(1, FIRST, body(load_questionnaire(), FIRST, 8, everybody=False))
    study = Study("Cohorte inventée", FIRST, False, (promised,), FIRST + timedelta(days=MONTHS * 30), 1)
    sentences = tuple(promised.questions.values())
    answered = (
        replace(case, surveys=_surveys(asked, case, sentences, felt), alarms=_alarms(asked), losses=_losses(asked))
        for case in cases
    )
    return Cohort(tuple(answered), studies=(study,))


def _alarms(dice: random.Random) -> tuple[Raised, ...]:
    judged = dice.choice((True, True, False, None))
    return (Raised(judged, dice.random() < 0.2),) if dice.random() < 0.25 else ()


def _losses(dice: random.Random) -> tuple[str, ...]:
    return (dice.choice(("back", "back", "reached", "reached", "closed", "")),) if dice.random() < 0.2 else ()


def _surveys(dice: random.Random, case: Case, sentences: tuple[str, ...], felt: float) -> dict[Moment, Filled]:
    begins = {sentence: dice.gauss(2.5, 0.6) for sentence in sentences}
    more = felt * any(mission.agreed for mission in case.missions)
    found = {}
    for moment, share in ANSWER.items():
        reached = {Moment.T0: 0.0, Moment.T1: more / 2, Moment.T2: more}[moment] + MOVE[moment]
        levels = {
            sentence: min(5, max(1, round(at + reached + dice.gauss(0, 0.6))))
            for sentence, at in begins.items()
            if dice.random() < 0.95
        }
        luck = dice.random()
        found[moment] = (
            Filled("answered", levels) if luck < share else Filled("refused" if luck > 1 - SAY_NO else "asked")
        )
    return found


def _case(dice: random.Random, site: str, effect: float) -> Case:
    arrived = FIRST + timedelta(days=dice.randrange(MONTHS * 30))
    missions = tuple(_mission(dice, arrived) for _ in range(dice.choice((0, 0, 1, 1, 2, 3, 4))))
    exposed = any(mission.agreed for mission in missions)
    leaves = dice.random() < 0.9
    positive = dice.random() < BASE + effect * exposed
    good, bad = (Reason.APPRENTICESHIP, Reason.JOB, Reason.TRAINING), (Reason.STOPPED, Reason.LOST, Reason.BREAK)
    exit_ = dice.choice(good if positive else bad) if leaves else None
    after3, after6 = (("contract" if positive else "search") if exit_ and dice.random() < 0.6 else "" for _ in range(2))
    lessons, acted = dice.choice((0, 1, 2, 4, 4)), any(m.answered_at for m in missions)
    return Case(site, arrived, missions, lessons, acted, exit_, after3, after6)


def _mission(dice: random.Random, arrived: date) -> Proposed:
    at = datetime(arrived.year, arrived.month, arrived.day, 10, tzinfo=UTC) + timedelta(days=dice.randrange(5, 60))
    answer = dice.choice(("validate", "validate", "validate", "amend", "amend", "refuse", ""))
    agreed = answer in ("validate", "amend") and dice.random() < 0.9
    done = agreed and dice.random() < 0.8
    answered = at + timedelta(hours=dice.lognormvariate(3, 1)) if answer else None
    return Proposed(at, answered, answer, agreed, done, done and dice.random() < 0.7, not answer)
