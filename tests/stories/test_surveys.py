"""A cohort is opened and frozen, its young people are asked at entry, in the middle and at the end, and may say no."""

from __future__ import annotations

from core.evaluation.cases import Case, CohortHere
from core.evaluation.protocol import Moment
from storage.access import Shelves
from tests.stories.cast import Cast, forge, must_not_show, raise_curtain
from tests.stories.test_room import Browser, enters, sends, words

PASSES = 7


async def case_of(cast: Cast) -> Case:
    found = await cast.stage.database.run(lambda c: Shelves(c, cast.house.id)(CohortHere()))
    return found.cases[0]


async def opens(cast: Cast, weeks: str = "4 semaines") -> None:
    stage, forum = cast.stage, cast.general
    await stage.says(forum, "/evaluation")
    await stage.taps(forum, "Ouvrir une cohorte")
    await stage.says(forum, "Automne 2026")
    await stage.taps(forum, "déjà suivis")
    await stage.taps(forum, weeks)
    await stage.taps(forum, "Geler et ouvrir")


async def answers(cast: Cast, level: str, passed: int = 0) -> None:
    """All of them, but for the last ones, which are passed."""
    stage, young = cast.stage, cast.young
    await stage.taps(young, "C'est parti")
    for n in range(PASSES):
        await stage.answers(young, level if n < PASSES - passed else "Passer")


async def test_a_cohort_is_asked_three_times_and_its_protocol_stays_frozen(cast: Cast) -> None:
    stage, young, forum = cast.stage, cast.young, cast.general
    await opens(cast)
    await stage.says(forum, "/evaluation")
    await stage.shows(forum, "Automne 2026", "version 1, empreinte", "après 4 semaines")

    await stage.pass_time(hours=24)
    await stage.shows(young, "7 phrases pour dire où tu en es")
    await stage.taps(young, "C'est parti")
    await stage.shows(young, "1 sur 7", "Je sais expliquer ce qu'est l'alternance.")
    for _ in range(6):
        await stage.answers(young, "Plutôt non")
    await stage.answers(young, "Passer")
    await stage.shows(young, "Merci, c'est noté")
    assert (await forge(stage, cast.apprentice, stage.screen(young)[-1], "su:1:t0:go")).answer
    first = (await case_of(cast)).answers(Moment.T0)
    assert (len(first), set(first.values())) == (6, {2})

    await stage.says(forum, "/evaluation")
    await stage.taps(forum, "Changer le protocole")
    await stage.taps(forum, "8 semaines")
    await stage.taps(forum, "Geler et ouvrir")
    await stage.says(forum, "/evaluation")
    await stage.shows(forum, "version 2", "T0 : 1 réponses sur 1")

    await stage.pass_time(days=57)
    await stage.pass_time(days=3)  # other reminders came first
    await stage.shows(young, "Les mêmes 7 phrases")
    await stage.taps(young, "Non merci")
    await stage.shows(young, "Rien d'autre ne change")
    await stage.says(forum, "/evaluation")
    await stage.taps(forum, "Fermer la cohorte")
    await stage.taps(forum, "Oui, fermer")
    await stage.shows(forum, "est fermée")
    await stage.pass_time(days=4)
    await stage.shows(young, "Une dernière fois")
    await answers(cast, "Plutôt oui")
    case = await case_of(cast)
    assert [case.surveys[moment].state for moment in Moment] == ["answered", "refused", "answered"]
    must_not_show(stage, cast.adult, "phrases")
    assert not any("Plutôt oui" in text for text in stage.texts(cast.topic))


async def test_who_is_not_counted_is_not_asked_and_others_answer_nothing(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    away = await raise_curtain(stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    await opens(cast)
    await stage.says(young, "/evaluation")
    await stage.taps(young, "Ne pas me compter")
    await stage.pass_time(days=2)
    must_not_show(stage, young, "7 phrases")
    await stage.taps(young, "Me compter")
    await stage.pass_time(days=2)
    await stage.shows(young, "7 phrases")
    for person, where in ((away.apprentice, away.young), (cast.tutor, cast.adult)):
        for data in ("su:1:t0:go", "su:1:t0:no", "su:x:t0:no", "evs:close:1", "evs:shut:1", "evs:open"):
            assert (await forge(stage, person, stage.screen(where)[-1], data)).answer
    await stage.pass_time(days=7)
    assert 1 == cast.count(young, "🔔 Quelques phrases attendent")
    await stage.pass_time(days=24)
    assert "Le moment de répondre est passé" in (await stage.taps(young, "C'est parti")).answer
    assert (await case_of(cast)).surveys[Moment.T0].state == "asked"


async def test_the_room_opens_changes_and_closes_a_cohort_as_the_forum_does(cast: Cast, browser: Browser) -> None:
    room, page = await enters(cast, browser), "/bureau/reglages/evaluation"
    assert 303 == (await sends(room, page, page, verb="study", name="Automne", weeks="4")).status_code
    assert "Protocole version 1" in words(await room.get(page))
    assert 409 == (await sends(room, page, page, verb="study", weeks="4")).status_code, "nothing has changed"
    assert 303 == (await sends(room, page, page, verb="study", weeks="12")).status_code
    assert "Protocole version 2" in words(await room.get(page))
    assert 303 == (await sends(room, page, page, verb="study-close")).status_code
    assert "Nom de la cohorte" in words(await room.get(page))
    await cast.stage.says(cast.general, "/evaluation")
    await cast.stage.shows(cast.general, "Aucune cohorte n'est ouverte")
