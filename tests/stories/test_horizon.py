"""The horizon on four screens: a trainer comes in, both sides say what comes, and a mission is born from it."""

from __future__ import annotations

import pytest

from bot.demo.stage import Stage, Where
from bot.simulator import Person
from tests.stories.cast import Cast, forge, raise_curtain

TASK, TOPIC = "Faire l'inventaire du stock", "Compter un stock tournant"


async def welcome_trainer(cast: Cast, name: str = "Paul") -> Person:
    """The person of the training centre is invited from the thread, and agrees."""
    stage, topic = cast.stage, cast.topic.topic
    link = await stage.invites(cast.house, "La personne du centre de formation", name, topic)
    person = stage.tg.user(name, caption="Formation")
    await stage.opens(person, link)
    await stage.shows(Where(person), "vous propose de suivre Léa")
    await stage.taps(Where(person), "D'accord")
    await stage.taps(Where(person), name)
    await stage.shows(Where(person), "arrive à Léa, à l'entreprise")
    return person


async def both_say_what_comes(cast: Cast, trainer: Where) -> None:
    stage = cast.stage
    await stage.says(trainer, "/programme")
    await stage.says(trainer, f"1. {TOPIC}\n2. Accueillir un client")
    await stage.taps(trainer, "Enregistrer")
    await stage.taps(trainer, "Dater les sujets")
    await stage.taps(trainer, "La semaine prochaine")
    await stage.taps(trainer, "C'est tout")
    await stage.says(cast.adult, "/avenir")
    await stage.taps(cast.adult, "Vente et commerce")
    await stage.says(cast.adult, TASK)
    await stage.taps(cast.adult, "La semaine prochaine")
    await stage.taps(cast.adult, "C'est tout")


@pytest.mark.grown
async def test_a_trainer_comes_in_and_has_a_road_of_her_own(cast: Cast) -> None:
    stage = cast.stage
    trainer = Where(await welcome_trainer(cast))

    await stage.shows(cast.young, "Paul · formation a rejoint ton fil")
    assert 0 == cast.count(cast.young, "Paul · formation a rejoint ton fil. Tu peux lui écrire ici, et lui proposer")
    await stage.says(trainer, "/menu")
    await stage.taps(trainer, "L'horizon")
    await stage.shows(trainer, "L'horizon de Léa", "L'entreprise n'a pas encore dit")
    await stage.says(trainer, "/aide")
    await stage.shows(trainer, "/programme")
    await stage.says(trainer, "Bonjour à tous les deux.")
    await stage.shows(cast.young, "Paul · formation", "Bonjour à tous les deux.")
    await stage.shows(cast.adult, "Bonjour à tous les deux.")
    await stage.says(trainer, "/avenir")
    await stage.shows(trainer, "Je ne connais pas cette commande")


async def test_theory_meets_the_next_task_and_a_mission_is_born(cast: Cast) -> None:
    stage = cast.stage
    trainer = Where(await welcome_trainer(cast))
    await both_say_what_comes(cast, trainer)

    for where in (cast.young, trainer, cast.topic):
        await stage.shows(where, "La semaine prochaine, les deux", f"🏢 {TASK}\n🎓 {TOPIC}")
    await stage.taps(cast.young, "Voir l'horizon")
    await stage.taps(cast.young, "Relier")
    await stage.taps(cast.young, "🔗 🏢")
    await stage.shows(cast.young, "Ce qui va ensemble", f"🔗 🏢 {TASK} ↔ 🎓 {TOPIC}")
    await stage.taps(cast.young, "En faire une mission")
    await stage.taps(cast.young, "↔")
    await stage.says(cast.young, "On sait ce qu'il reste.")
    await stage.taps(cast.young, "La semaine prochaine")
    await stage.taps(cast.young, "Organiser")
    await stage.taps(cast.young, "D'aucune")
    await stage.taps(cast.young, "Envoyer")

    for where in (cast.adult, trainer, cast.topic):
        await stage.shows(where, "La mission n° 1 vient de", f"🏢 {TASK}\n🎓 {TOPIC}")
    await stage.taps(cast.adult, "Valider")
    await stage.shows(cast.young, "Avant de faire", "revois", TOPIC)
    await stage.taps(cast.young, "Je commence")
    await stage.pass_time(days=1)
    await stage.taps(cast.young, "C'est fait")
    await stage.says(cast.topic, "/pratique")
    await stage.says(cast.young, "/pratique")
    for where in (cast.young, cast.topic):
        await stage.shows(where, "mis en pratique : 1 sur 2", "mission n° 1", "faite le 24/11/2026")


async def test_the_company_says_nothing_and_the_usual_tasks_are_there(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/horizon")
    await stage.taps(cast.young, "Choisir mon métier")
    await stage.taps(cast.young, "Vente et commerce")
    await stage.shows(cast.young, "ce n'est pas grave", "Tâches habituelles du métier (pas une annonce)")
    await stage.taps(cast.young, "En faire une mission")
    await stage.taps(cast.young, "Compter un stock")
    await stage.shows(cast.young, "En quoi aide-t-elle")


async def test_what_comes_for_one_triad_stays_in_it(stage: Stage, cast: Cast) -> None:
    other = await raise_curtain(stage, "Mission locale du Port", "Bruno", "Tom", "Anne", "Garage du Quai")
    await stage.says(cast.adult, "/avenir")
    await stage.taps(cast.adult, "Vente et commerce")
    await stage.says(cast.adult, TASK)
    await stage.taps(cast.adult, "Cette semaine")
    await stage.taps(cast.adult, "C'est tout")
    hers = await stage.shows(cast.young, "te dit ce qui arrive")
    await stage.says(other.young, "/horizon")
    his = await stage.shows(other.young, "Ton horizon")

    for data in ("hz:1:see", "hz:1:on:1:gone:0", "hz:1:make:1:0", "hz:1:done"):
        assert "n'est plus ouvert" in (await forge(stage, other.apprentice, his, data)).answer
    await stage.says(other.adult, "/horizon")
    for where in (other.young, other.adult, other.topic):
        assert not any(TASK in text for text in stage.texts(where))
    assert TASK in hers.text
