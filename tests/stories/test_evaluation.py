"""The evaluation from the forum, leaving, and what comes after: counted without a name, or not when she says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot import evaluation, operator
from core.evaluation.cases import Cohort, CohortHere, Reason
from storage.access import Shelves
from storage.evaluation import proposed
from storage.tables import events
from tests.stories.cast import Cast, forge, must_not_show, raise_curtain

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Step(NamedTuple):
    """What happened to a mission, as storage reads it."""

    act: str
    at: datetime


async def counted(cast: Cast) -> Cohort:
    return await cast.stage.database.run(lambda c: Shelves(c, cast.house.id)(CohortHere()))


async def test_a_mission_and_an_exit_are_counted_and_the_report_leaves_for_the_team_alone(cast: Cast) -> None:
    stage, young, adult = cast.stage, cast.young, cast.adult
    await cast.drafts()
    await stage.taps(young, "Envoyer")
    await stage.pass_time(hours=3)
    await stage.taps(adult, "Valider")
    await stage.says(cast.topic, "/sortie")
    await stage.taps(cast.topic, "Contrat d'apprentissage")
    await stage.taps(cast.topic, "Noter")
    await stage.shows(cast.topic, "C'est noté")

    cohort = await counted(cast)
    (one,) = cohort.cases
    assert one.exit is Reason.APPRENTICESHIP
    assert [(m.answer, m.agreed, m.done, round(m.hours or 0)) for m in one.missions] == [("validate", True, False, 3)]

    await stage.says(cast.general, "/evaluation")
    report = await stage.shows(cast.general, "L'évaluation, au 23/11/2026", kind="document")
    assert report.media is not None
    assert report.media.file.name == "evaluation-2026-11-23.pdf"
    for where in (young, adult):
        must_not_show(stage, where, "évaluation, au")


async def test_a_yes_taken_back_is_no_answer_and_one_by_telephone_is(cast: Cast) -> None:
    stage = cast.stage
    await cast.drafts()
    await stage.taps(cast.young, "Envoyer")
    await stage.taps(cast.adult, "Valider")
    await stage.taps(cast.adult, "Annuler")
    (mission,) = (await counted(cast)).cases[0].missions
    assert (mission.answer, mission.agreed) == ("", False)

    await stage.taps(cast.adult, "Valider")
    (mission,) = (await counted(cast)).cases[0].missions
    assert (mission.answer, mission.agreed) == ("validate", True)
    steps = [Step(act, AT + timedelta(hours=n)) for n, act in enumerate(("propose", "phone", "start", "finish"))]
    by_phone = proposed(steps, 1)
    assert by_phone is not None
    assert (by_phone.answer, by_phone.agreed, by_phone.done, by_phone.hours) == ("validate", True, True, 1)


async def test_three_months_later_two_taps_and_a_no_is_kept(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(cast.topic, "/sortie")
    await stage.taps(cast.topic, "Emploi de plus de 6 mois")
    await stage.taps(cast.topic, "Noter")
    await stage.pass_time(days=92)
    await stage.shows(young, "Cela fait 3 mois")
    await stage.taps(young, "En contrat")
    await stage.shows(young, "C'est noté", "Quel contrat ?")
    assert [case.after3 for case in (await counted(cast)).cases] == ["contract"], "one tap is enough"
    await stage.taps(young, "Apprentissage")
    await stage.shows(young, "C'est noté : 🧰 En contrat.")
    assert [case.after3 for case in (await counted(cast)).cases] == ["contract"]
    assert (await forge(stage, cast.apprentice, stage.screen(young)[-1], "after:3:training:full")).answer

    await stage.pass_time(days=95)
    await stage.pass_time(days=4)  # other reminders came first: never two in 24 hours
    await stage.shows(young, "Cela fait 6 mois")
    await stage.taps(young, "Ne plus me demander")
    await stage.shows(young, "je ne demande plus")
    assert [case.after6 for case in (await counted(cast)).cases] == [""]


async def test_who_still_looks_for_something_may_ask_for_a_call(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(cast.topic, "/sortie")
    await stage.taps(cast.topic, "Accompagnement arrivé à son terme")
    await stage.taps(cast.topic, "Noter")
    await stage.pass_time(days=92)
    await stage.taps(young, "Je cherche")
    await stage.shows(young, "Tu veux que l'équipe t'appelle ?")
    await stage.taps(young, "📞 Oui")
    await stage.shows(young, "elle t'appelle")
    await stage.shows(cast.desk, "Léa · alternance, 3 mois après sa sortie : cherche")
    assert [case.after3 for case in (await counted(cast)).cases] == ["search"]


async def test_who_says_no_is_in_no_report_and_the_count_says_so(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/evaluation")
    await stage.taps(young, "Ne pas me compter")
    await stage.shows(young, "Tu n'es pas dans l'évaluation")
    cohort = await counted(cast)
    assert (cohort.cases, cohort.withdrawn) == ((), 1)
    await stage.says(cast.general, "/evaluation")
    await stage.shows(cast.general, "rien à évaluer")
    await stage.taps(young, "Me compter")
    assert len((await counted(cast)).cases) == 1


async def test_nobody_else_notes_an_exit_or_answers_for_her(cast: Cast) -> None:
    stage = cast.stage
    away = await raise_curtain(stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    for data in ("after:3:contract", "ev:off", "after:9:contract", "ev:x"):
        assert (await forge(stage, cast.tutor, stage.screen(cast.adult)[-1], data)).answer
    await stage.says(cast.adult, "/sortie")
    assert (await counted(away)).cases[0].site == "Mission locale des Saules"
    assert len((await counted(cast)).cases) == 1
    kinds = await stage.database.run(lambda c: set(c.execute(select(events.c.kind)).scalars()))
    assert not kinds & {"exit-noted", "exit-followed", "evaluation-refused"}


async def test_two_structures_are_two_sites(cast: Cast) -> None:
    away = await raise_curtain(cast.stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")

    cohort, name = await evaluation.together(cast.stage.database, [cast.house.id, away.house.id])

    assert [case.site for case in cohort.cases] == ["Mission locale des Tilleuls", "Mission locale des Saules"]
    assert name == "Mission locale des Tilleuls, Mission locale des Saules"
    with pytest.raises(operator.Impossible, match="numéro 99"):
        await evaluation.together(cast.stage.database, [99])
