"""Topics in private chats: one per thread for whoever has several; when they break, nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlalchemy import update

from bot.demo.stage import Stage, Where
from bot.simulator import Person, Rule
from storage.tables import triads
from tests.stories.cast import Cast, must_not_show, raise_curtain

NAMES = ("Léa", "Tom", "Awa", "Noé", "Zoé")


@dataclass
class Workshop:
    """Marc, who follows several apprentices."""

    cast: Cast
    young: dict[str, Person] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        return self.cast.stage

    async def takes_on(self, *names: str) -> None:
        for name in names:
            self.young[name] = await self.stage.welcome_apprentice(self.cast.house, name)
            link = await self.stage.invites(self.cast.house, "La personne de l'entreprise", "Marc", name)
            await self.stage.opens(self.cast.tutor, link)

    def names(self, person: Person | None = None) -> list[str]:
        return [topic.name for topic in (person or self.cast.tutor).topics(self.stage.bot)]

    def shown(self, topic: str | int | None) -> str:
        """What stands in a topic of Marc's chat; 1 is the chat itself."""
        return "\n".join(message.text for message in self.cast.tutor.screen(self.stage.bot, topic))

    async def writes(self, topic: str | None, words: str) -> None:
        self.cast.tutor.send_text(self.stage.bot, words, topic=topic)
        await self.stage.follow()


@pytest.fixture
def account() -> dict[str, bool]:
    return {"topics_in_private": True}


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    return Workshop(cast, {"Léa": cast.apprentice})


@pytest.mark.grown
async def test_a_tutor_of_five_has_a_topic_for_each_and_writes_in_it(workshop: Workshop) -> None:
    stage, cast = workshop.stage, workshop.cast
    await workshop.takes_on(*NAMES[1:])
    for name, person in workshop.young.items():
        await stage.says(Where(person), f"Je suis {name}")
    assert sorted(NAMES) == sorted(workshop.names())
    for name in NAMES:
        assert f"Je suis {name}" in workshop.shown(name)
        assert not any(f"Je suis {other}" in workshop.shown(name) for other in NAMES if other != name)

    for name in NAMES:
        await workshop.writes(name, f"Bonjour {name}")
    for name, person in workshop.young.items():
        await stage.shows(Where(person), "Marc · entreprise", f"Bonjour {name}")
        must_not_show(stage, Where(person), *(f"Bonjour {other}" for other in NAMES if other != name))
    assert 0 == cast.count(cast.adult, "À qui va ce message")

    await workshop.writes(None, "Et ici ?")
    await stage.shows(cast.adult, "À qui va ce message")
    await stage.taps(cast.adult, "Awa")
    await stage.shows(Where(workshop.young["Awa"]), "Et ici ?")
    must_not_show(stage, cast.young, "Et ici")
    card = await cast.proposes()
    assert card.topic == next(t.id for t in cast.tutor.topics(stage.bot) if t.name == "Léa")
    await stage.taps(cast.adult, "Valider")
    assert [] == workshop.names(cast.apprentice)


async def test_a_topic_that_is_deleted_comes_back_once_and_nothing_is_lost(workshop: Workshop) -> None:
    stage, cast = workshop.stage, workshop.cast
    await workshop.takes_on("Tom")
    for words, topics in (("Un", {"Léa"}), ("Deux", {"Léa"}), ("Trois", set())):
        for topic in cast.tutor.topics(stage.bot):
            if topic.name == "Léa":
                stage.tg.drop_topic(topic=topic, chat=cast.tutor.chat(stage.bot))
        await stage.says(cast.young, f"{words} mot")
        assert topics == {"Léa"} & set(workshop.names())
        assert f"{words} mot" in workshop.shown("Léa" if topics else 1)
        assert 1 == cast.count(cast.adult, f"{words} mot")
        must_not_show(stage, Where(workshop.young["Tom"]), "mot")
    answered = await stage.shows(cast.adult, "Trois mot")
    await stage.says(cast.adult, "Bien reçu", reply_to=answered)
    await stage.shows(cast.young, "Bien reçu")


async def test_topics_that_are_switched_off_between_two_messages(workshop: Workshop) -> None:
    stage, cast = workshop.stage, workshop.cast
    await workshop.takes_on("Tom")
    await stage.says(cast.young, "Avant")
    assert "Avant" in workshop.shown("Léa")

    stage.bot.topics_in_private = False
    chat = cast.tutor.chat(stage.bot)
    for topic in list(chat.topics.values()):
        stage.tg.drop_topic(chat, topic)
    await stage.says(cast.young, "Après")
    await stage.says(Where(workshop.young["Tom"]), "Moi aussi")

    assert 1 == cast.count(cast.adult, "Après")
    assert 1 == cast.count(cast.adult, "Moi aussi")
    await stage.says(cast.adult, "Pour qui ?")
    await stage.shows(cast.adult, "À qui va ce message")
    await stage.taps(cast.adult, "Tom")
    await stage.shows(Where(workshop.young["Tom"]), "Pour qui ?")
    must_not_show(stage, cast.young, "Pour qui")


async def test_topics_that_fail_in_every_way_lose_nothing(workshop: Workshop) -> None:
    stage, cast = workshop.stage, workshop.cast
    await workshop.takes_on("Tom")
    refusal = Rule("createForumTopic", code=400, description="Bad Request: TOPICS_DISABLED")
    stage.tg.faults.rules.append(refusal)

    await stage.says(cast.young, "Sans sujet")

    assert 1 == cast.count(cast.adult, "Sans sujet")
    assert [] == workshop.names()


async def test_the_topic_of_a_thread_that_has_ended_writes_to_nobody_else(workshop: Workshop) -> None:
    stage, cast = workshop.stage, workshop.cast
    await workshop.takes_on("Tom")
    await stage.says(cast.young, "Bonjour")
    await stage.says(Where(workshop.young["Tom"]), "Salut")
    await stage.database.run(lambda c: c.execute(update(triads).where(triads.c.id == 1).values(state="closed")))

    await workshop.writes("Léa", "Un mot pour Léa seule")

    await stage.shows(cast.adult, "À qui va ce message")
    must_not_show(stage, Where(workshop.young["Tom"]), "Un mot")
    await stage.taps(cast.adult, "Ne pas envoyer")
    await stage.says(Where(workshop.young["Tom"]), "Et moi ?")
    assert "Et moi ?" in workshop.shown("Tom")


async def test_a_young_person_with_an_old_and_a_new_contract_has_a_topic_of_each(workshop: Workshop) -> None:
    stage, cast = workshop.stage, workshop.cast
    second = await raise_curtain(stage, "Mission locale du Port", "Rita", "Sam", "Ali", "Garage du Port")
    new = Where(second.counsellor, second.house.forum, "Léa")
    link = await stage.invites(second.house, "Un ou une jeune", "Léa")
    await stage.opens(cast.apprentice, link)
    await stage.taps(cast.young, "D'accord")
    await stage.taps(cast.young, "Léa")
    await stage.says(cast.adult, "De Marc")
    await stage.says(new, "De Rita")
    assert ["Marc", "Rita"] == workshop.names(cast.apprentice)

    for topic, there, elsewhere in (
        ("Marc", cast.topic, new),
        ("Rita", new, cast.topic),
    ):
        cast.apprentice.send_text(stage.bot, f"Pour {topic}", topic=topic)
        await stage.follow()
        await stage.shows(there, f"Pour {topic}")
        must_not_show(stage, elsewhere, f"Pour {topic}")


async def test_whoever_is_erased_leaves_no_topic_that_bears_her_name(workshop: Workshop) -> None:
    stage, cast = workshop.stage, workshop.cast
    await workshop.takes_on("Tom")
    await stage.says(cast.young, "Mon secret")
    await stage.says(Where(workshop.young["Tom"]), "Salut")
    assert {"Léa", "Tom"} == set(workshop.names())

    await stage.says(cast.young, "/effacer")
    await stage.taps(cast.young, "Oui, tout effacer")
    await stage.pass_time(hours=23)

    assert ["Tom"] == workshop.names()
    must_not_show(stage, cast.adult, "Mon secret")
    await stage.shows(cast.adult, "fermé et effacé")
