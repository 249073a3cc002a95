"""The early alarm: its rule and its facts are read by the team and by the one it is about, who may say no."""

from __future__ import annotations

from datetime import date

import pytest

from core.evaluation.cases import CohortHere, Raised
from core.watch.acts import AlarmsOf
from core.watch.rules import Signs, fulfilled
from storage.access import Shelves
from tests.stories.cast import Cast, forge, must_not_show

TODAY = date(2026, 11, 23)


async def test_silence_is_told_once_to_both_contested_and_counted_as_false(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await cast.agrees()
    await stage.pass_time(days=11)
    for _ in range(4):  # other reminders came first: never two in 24 hours
        await stage.pass_time(days=1)
    await stage.shows(cast.desk, "aucun signe depuis 10 jours (dernier signe le 23/11)")
    told = await stage.shows(young, "L'équipe va peut-être prendre de tes nouvelles")
    assert "aucun signe depuis 10 jours (dernier signe le 23/11)" in told.text
    must_not_show(stage, cast.adult, "aucun signe", "prendre de tes nouvelles")

    (alarm,) = await stage.database.run(lambda c: Shelves(c, cast.house.id)(AlarmsOf(1)))
    for verb, answer in (("false", "pour l'équipe"), ("contest", "autre personne")):
        forged = await forge(stage, cast.tutor, stage.screen(cast.adult)[-1], f"al:1:{alarm.day}:{verb}")
        assert answer in forged.answer
    await stage.taps(young, "Non, tout va bien")
    await stage.shows(young, "C'est dit à l'équipe")
    await stage.shows(cast.desk, "🙅 « Non, tout va bien » (Léa")
    await stage.pass_time(days=3)
    assert 1 == cast.count(cast.desk, "aucun signe depuis 10 jours")

    await stage.taps(cast.desk, "Fausse alerte")
    await stage.says(cast.general, "/alertes")
    await stage.shows(cast.general, "Alertes : 1. Utiles : 0. Fausses : 1. Contestées par le jeune : 1.")
    counted = await stage.database.run(lambda c: Shelves(c, cast.house.id)(CohortHere()))
    assert counted.cases[0].alarms == (Raised(False, contested=True),)
    await stage.says(young, "/alertes")
    await stage.shows(young, "L'équipe a dit : fausse alerte")
    await stage.pass_time(days=10)
    assert 1 == cast.count(cast.desk, "aucun signe depuis 10 jours")  # the rule rests where it was wrong


async def test_how_it_goes_is_asked_with_the_week_and_a_low_answer_reaches_the_team_at_once(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.pass_time(days=3)
    await stage.shows(young, "comment ça va en ce moment ? L'équipe le lit, l'entreprise jamais.", "trois gestes")
    assert "autre personne" in (await forge(stage, cast.tutor, stage.screen(cast.adult)[-1], "md:1:3:low")).answer
    await stage.taps(young, "🙁 Pas bien")
    await stage.shows(young, "L'équipe va prendre de tes nouvelles, et l'entreprise ne le voit pas", "/sos")
    await stage.shows(cast.topic, "🙁 Pas bien – Léa, 3 jours après son arrivée")
    await stage.shows(cast.desk, "réponse « pas bien » (réponse du 26/11)", "💡 À essayer : Appeler aujourd'hui")
    must_not_show(stage, cast.adult, "Pas bien", "prendre des nouvelles")
    for data, answer in (
        ("md:1:3:good", "déjà répondu"),
        ("md:1:15:low", "déjà répondu"),
        ("md:1:4:low", "ne sert plus"),
    ):
        assert answer in (await forge(stage, cast.apprentice, stage.screen(young)[-1], data)).answer
    await stage.taps(young, "Non, tout va bien")
    await stage.shows(cast.desk, "🙅 « Non, tout va bien » (Léa")
    await stage.taps(cast.desk, "👍 Utile")
    await stage.pass_time(days=8)
    assert 1 == cast.count(cast.desk, "réponse « pas bien »"), "one answer is told once"
    assert not cast.count(young, "comment ça va en ce moment"), "the next time is day 15"


@pytest.mark.parametrize(
    ("signs", "rules"),
    [
        (Signs(date(2026, 9, 1), date(2026, 11, 13)), {"silence"}),
        (Signs(date(2026, 9, 1), date(2026, 11, 14)), set()),
        (Signs(date(2026, 9, 1), TODAY, low=date(2026, 11, 10)), {"mood"}),
        (Signs(date(2026, 9, 1), TODAY, low=date(2026, 11, 9)), set()),
        (Signs(date(2026, 9, 1)), set()),
        (Signs(date(2026, 9, 1), TODAY, refused=(2, 3)), {"refused"}),
        (Signs(date(2026, 10, 24), TODAY), {"start"}),
        (Signs(date(2026, 10, 8), TODAY), set()),
        (Signs(date(2026, 10, 24), TODAY, meetings=1), set()),
        (Signs(date(2026, 9, 1), TODAY, hard=((date(2026, 11, 16), "team"), (date(2026, 11, 9), "team"))), {"hard"}),
        (Signs(date(2026, 9, 1), TODAY, hard=((date(2026, 11, 16), "team"), (date(2026, 11, 2), "team"))), set()),
        (Signs(date(2026, 9, 1), TODAY, hard=((date(2026, 11, 16), "nothing"), (date(2026, 11, 9), "nothing"))), set()),
    ],
)
def test_each_rule_says_what_it_says(signs: Signs, rules: set[str]) -> None:
    assert rules == set(fulfilled(signs, TODAY))
