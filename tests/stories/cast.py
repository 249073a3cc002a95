"""The people of most stories, and what they often do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.demo.stage import DESK, House, NotShown, Stage, Where
from bot.simulator import Message, Person, Press
from bot.simulator.groups import Group
from bot.simulator.model import CallbackQuery
from bot.simulator.shapes import query_shape
from core.forum.topics import bare
from storage.content.library import library

TITLE = "Ranger le coin des pneus"


@dataclass
class Cast:
    """A structure and one triad of it."""

    stage: Stage
    house: House
    apprentice: Person
    tutor: Person

    @property
    def young(self) -> Where:
        return Where(self.apprentice)

    @property
    def adult(self) -> Where:
        return Where(self.tutor)

    @property
    def counsellor(self) -> Person:
        return self.house.counsellor

    @property
    def topic(self) -> Where:
        """The triad's topic, as the counsellor sees it."""
        topics = self.counsellor.topics(self.house.forum)
        names = (bare(topic.name) for topic in reversed(topics))
        name = next(name for name in names if name.startswith(self.apprentice.first_name))
        return Where(self.counsellor, self.house.forum, name)

    @property
    def desk(self) -> Where:
        return Where(self.counsellor, self.house.forum, DESK)

    @property
    def general(self) -> Where:
        return Where(self.counsellor, self.house.forum, None)

    async def drafts(self, title: str = TITLE, asks: str = "") -> None:
        """The apprentice prepares a mission, up to the last question, or to the one that it `asks` before."""
        stage, young = self.stage, self.young
        await stage.says(young, "/mission")
        await stage.says(young, title)
        await stage.says(young, "On trouve plus vite la bonne taille.")
        await stage.taps(young, "Cette semaine")
        await stage.taps(young, "Organiser")
        await stage.taps(young, "D'aucune")
        await stage.taps(young, "Aucune en particulier")
        await stage.shows(young, *((asks,) if asks else ("J'envoie", title)))

    async def proposes(self, title: str = TITLE) -> Message:
        """The apprentice proposes a mission; the card on the tutor's screen."""
        await self.drafts(title)
        await self.stage.taps(self.young, "Envoyer")
        return await self.stage.shows(self.adult, title, "en attente du oui")

    async def agrees(self, title: str = TITLE) -> None:
        await self.proposes(title)
        await self.stage.taps(self.adult, "Valider")
        await self.stage.shows(self.young, title, "validée")

    async def finishes(self, title: str = TITLE) -> None:
        """A mission is proposed, validated, started and done."""
        await self.agrees(title)
        await self.stage.taps(self.young, "Je commence")
        await self.stage.taps(self.young, "C'est fait")
        await self.stage.shows(self.adult, "a terminé", title)

    async def looks(self, where: Where, level: str, words: str = "") -> None:
        """One side gives its look, the same level everywhere."""
        await self.stage.taps(where, "Donner mon regard")
        for _ in library().grid.criteria:
            await self.stage.answers(where, level)
        if words:
            await self.stage.says(where, words)
        else:
            await self.stage.taps(where, "Passer")
        await self.stage.taps(where, "Enregistrer")

    def count(self, where: Where, words: str) -> int:
        """How many messages of the screen hold these words."""
        return sum(words in text for text in self.stage.texts(where))


async def raise_curtain(
    stage: Stage,
    name: str = "Mission locale des Tilleuls",
    counsellor: str = "Nadia",
    apprentice: str = "Léa",
    tutor: str = "Marc",
    company: str = "Atelier Lumen",
) -> Cast:
    """A structure with its forum, an apprentice and her tutor."""
    house = await stage.open_house(name, counsellor)
    young = await stage.welcome_apprentice(house, apprentice)
    adult = await stage.welcome_tutor(house, apprentice, tutor, company)
    return Cast(stage, house, young, adult)


async def colleague(cast: Cast, name: str = "Paul") -> Person:
    """One more counsellor, who has said yes."""
    link = await cast.stage.invites(cast.house, "Un ou une collègue", name)
    person = cast.stage.tg.user(name)
    await cast.stage.opens(person, link)
    await cast.stage.taps(Where(person), "D'accord")
    await cast.stage.taps(Where(person), name)
    cast.house.forum.add(person)
    return person


async def group_code(stage: Stage, topic: Where) -> str:
    """The code that links a group, as the counsellor gets it in the topic."""
    await stage.says(topic, "/groupe")
    told = await stage.shows(topic, "/lier", "administrateur")
    found = re.search(r"/lier (\S+)", told.text)
    assert found is not None
    return found[1]


async def gather(stage: Stage, title: str, *people: Person, kind: str = "supergroup") -> Group:
    """A group that was there before us: the first of these has made it, and the bot is administrator."""
    group = stage.tg.group(title, people[0], kind=kind)
    for one in (*people[1:], stage.bot):
        group.add(one)
    group.promote(stage.bot)
    await stage.follow()
    return group


async def forge(stage: Stage, person: Person, message: Message, data: str) -> Press:
    """Press a button that is not there: apps may send any data for any message they see."""
    query = CallbackQuery(str(stage.tg.unique()), person, message, data, stage.tg.clock())
    stage.tg.queries[query.id] = query
    stage.bot.queue.push("callback_query", query_shape(stage.tg.files, query, stage.bot), person.id)
    await stage.follow()
    return Press(query)


def must_not_show(stage: Stage, where: Where, *words: str) -> None:
    """None of these words stand anywhere on that screen, nor on its buttons."""
    for message in stage.screen(where):
        for text in (message.text, *message.buttons):
            for word in words:
                if word in text and message.sender is not where.person:
                    raise NotShown(f"{where.person.first_name} voit « {word} » : {text}")


def everything(stage: Stage, where: Where) -> str:
    """All that a screen shows, buttons and answers to presses included."""
    parts = [part for m in stage.screen(where) for part in (m.text, *m.buttons)]
    told = [str((q.answer or {}).get("text", "")) for q in stage.tg.queries.values() if q.user is where.person]
    return "\n".join(parts + told)
