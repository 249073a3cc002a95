"""A meeting of the three on their screens: moments, a file for the agenda, reminders, a report; and the week."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from bot.demo.stage import Stage, Where
from bot.simulator import Message
from tests.stories.cast import Cast, forge, raise_curtain


async def proposes(cast: Cast) -> None:
    """Léa proposes the moments on offer: the 24th, 25th and 26th of November."""
    for label in ("Ces trois-là", "Par téléphone", "Envoyer"):
        if label == "Ces trois-là":
            await cast.stage.says(cast.young, "/rdv")
        await cast.stage.taps(cast.young, label)


async def fixes(cast: Cast) -> None:
    """All can on Wednesday the 25th at 14:00."""
    await proposes(cast)
    for where in (cast.adult, cast.topic):
        await cast.stage.taps(where, "25/11")
        await cast.stage.taps(where, "📨 Envoyer")


def calendar_of(message: Message) -> Calendar:
    """The file under the message, as a calendar reads it."""
    assert message.media is not None
    assert "rendez-vous.ics" == message.media.file.name
    return Calendar.from_ical(message.media.file.data)


@pytest.mark.grown
async def test_three_people_find_a_moment_and_keep_a_report(cast: Cast) -> None:
    stage = cast.stage
    await fixes(cast)
    assert not [text for text in stage.texts(cast.young) if "│" in text]  # a list of ours is no list of hers
    for where in (cast.young, cast.adult, cast.topic):
        message = await stage.shows(where, "C'est fixé", "mercredi 25/11 à 14:00 · Par téléphone")
        (event,) = calendar_of(message).events
        assert "2026-11-25T14:00:00+01:00" == event.start.isoformat()

    await stage.pass_time(days=1, hours=4)
    await stage.shows(cast.young, "Rappel", "mercredi 25/11 à 14:00")
    reminded = cast.count(cast.young, "Rappel")
    await stage.pass_time(hours=22)
    assert reminded + 1 == cast.count(cast.young, "Rappel")
    await stage.pass_time(hours=4)
    await stage.shows(cast.adult, "Le rendez-vous a eu lieu")

    await stage.taps(cast.adult, "Écrire le compte rendu")
    for line in ("L'accueil des clients", "Les horaires du bus", "Commencer à 9 h le lundi"):
        await stage.says(cast.adult, line)
    await stage.taps(cast.adult, "Envoyer")
    await stage.taps(cast.young, "C'est bien ça")
    await stage.taps(cast.topic, "C'est bien ça")
    for where in (cast.young, cast.adult, cast.topic):
        await stage.shows(where, "Compte rendu", "Ce qu'on décide : Commencer à 9 h le lundi", "D'accord tous")
    await stage.says(cast.topic, "/preuves")
    await stage.shows(cast.topic, "Preuves du fil : 1 lignes", kind="document")


async def test_a_cancelled_meeting_is_quiet_and_leaves_the_calendars(cast: Cast) -> None:
    stage = cast.stage
    await fixes(cast)
    old = await stage.shows(cast.young, "C'est fixé")
    await stage.taps(cast.adult, "🚫 Annuler")

    for where in (cast.young, cast.topic):
        message = await stage.shows(where, "Marc annule le rendez-vous")
        calendar = calendar_of(message)
        assert ("CANCEL", 1) == (calendar["METHOD"], calendar.events[0]["SEQUENCE"])
        assert calendar_of(old).events[0]["UID"] == calendar.events[0]["UID"]
    await stage.pass_time(days=3)
    assert 0 == cast.count(cast.young, "Rappel")
    assert 0 == cast.count(cast.young, "a eu lieu")
    late = await forge(stage, cast.apprentice, old, "rdv:1:1:1:cancel")
    assert "a changé depuis" in late.answer


async def test_impossible_moments_are_refused_and_nothing_is_lost(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "/rdv")
    await stage.taps(cast.adult, "En choisir d'autres")
    for words, answer in (
        ("30/02 à 10h", "qui existent"), ("22/11/2026 à 10h", "déjà passé"), ("dimanche à 10h", "fermé"),
        ("25/12 à 10h", "fermé"), ("mardi à 23h", "en dehors des heures"),
    ):  # fmt: skip
        await stage.says(cast.adult, words)
        await stage.shows(cast.adult, answer)
    await stage.says(cast.adult, "jeudi 26/11 à 11h")
    await stage.shows(cast.adult, "Moment n° 2")


async def test_the_meeting_of_one_triad_is_nobody_elses(stage: Stage, cast: Cast) -> None:
    other = await raise_curtain(stage, "Mission locale du Port", "Bruno", "Tom", "Anne", "Garage du Quai")
    await proposes(cast)
    await stage.says(other.young, "/menu")
    menu = await stage.shows(other.young, "Que veux-tu faire")

    for data in ("rdv:1:1:1:slot:0", "rdv:1:1:1:none", "rdv:1:1:1:cancel", "rdv:1:0:0:new"):
        assert "autre fil" in (await forge(stage, other.apprentice, menu, data)).answer
    for where in (other.young, other.adult, other.topic):
        assert not any("rendez-vous à trois ·" in text for text in stage.texts(where))
    await stage.shows(cast.adult, "Léa propose un rendez-vous à trois")


async def test_no_moment_suits_all_and_each_has_a_way_on(cast: Cast) -> None:
    stage = cast.stage
    await proposes(cast)
    await stage.taps(cast.adult, "Aucun ne me va")

    for where in (cast.young, cast.adult, cast.topic):
        await stage.shows(where, "Aucun moment ne va aux trois", "coup de téléphone")
    await stage.taps(cast.young, "Proposer d'autres moments")
    await stage.shows(cast.young, "On garde ces trois moments")


async def test_the_week_speaks_on_monday_listens_on_thursday_and_can_be_silent(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await cast.proposes()
    await stage.pass_time(days=3)  # Thursday, 10:00
    await stage.taps(young, "C'est parti")
    await stage.taps(young, "L'équipe")
    await stage.taps(young, "Les horaires")
    await stage.taps(young, "besoin d'aide")

    await stage.shows(cast.topic, "La semaine de Léa", "Ce qui va : l'équipe")
    await stage.shows(cast.desk, "Léa demande de l'aide")
    await stage.pass_time(days=4)  # Monday
    await stage.shows(young, "Cette semaine", "Ranger le coin des pneus")
    await stage.taps(young, "Ne plus recevoir")
    said = cast.count(young, "Cette semaine")
    await stage.pass_time(days=7)
    assert said == cast.count(young, "Cette semaine")
    await stage.says(young, "/semaine")
    await stage.shows(young, "Ranger le coin des pneus")


async def test_every_two_weeks_the_tutor_is_asked_once(cast: Cast) -> None:
    stage = cast.stage
    await stage.pass_time(days=1)
    await stage.shows(cast.adult, "Une minute pour dire ce qui arrive")
    for _ in range(6):
        await stage.pass_time(days=2)
    assert 1 == cast.count(cast.adult, "Une minute pour dire")
    await stage.pass_time(days=2)
    assert 2 == cast.count(cast.adult, "Une minute pour dire")
    await stage.taps(cast.adult, "Je le dis")
    await stage.shows(cast.adult, "Dans quel métier travaille Léa")
    assert isinstance(cast.adult, Where)
