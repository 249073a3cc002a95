"""Who writes on the crash bench: triads of several structures, each in private, in topics of private chats, or in a
Telegram group of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.demo.stage import House, Stage, Where
from bot.simulator import Bot, Group, Message, Person, Topic
from core.forum.topics import bare
from tests.stories.cast import gather, group_code

#: (structure, its counsellor, its triads: apprentice and tutor)
CAST = (
    ("Mission locale des Tilleuls", "Nadia", (("Léa", "Marc"), ("Inès", "Karim"))),
    ("CFA de la Rivière", "Sofia", (("Yanis", "Rosa"), ("Théo", "Malika"))),
    ("Mission locale du Port", "Claire", (("Adèle", "Bruno"), ("Moussa", "Estelle"))),
    ("CFA des Coteaux", "Fatou", (("Gaël", "Hélène"), ("Jade", "Ivan"))),
    ("E2C du Canal", "Lucie", (("Kevin", "Nora"), ("Omar", "Pauline"))),
    ("Mission locale des Pins", "Quentin", (("Romane", "Samir"), ("Tess", "Ulysse"))),
    ("CFA du Plateau", "Valérie", (("Wassim", "Xavier"), ("Zoé", "Yvonne"))),
    ("E2C des Halles", "Agathe", (("Basile", "Chloé"), ("Dounia", "Éric"))),
    ("Mission locale du Lac", "Fanny", (("Gabin", "Hugo"), ("Imane", "Joël"))),
    ("CFA du Moulin", "Karine", (("Lucas", "Maud"), ("Nils", "Odile"))),
)


@dataclass(frozen=True)
class Circle:
    """A triad: an apprentice, a tutor, and the counsellor in the topic that bears the apprentice's name.

    With a `group` the two write and read there. A tutor of `several` has a topic for each in the chat with the bot.
    """

    key: str
    house: House
    apprentice: Person
    tutor: Person
    group: Group | None = None
    several: bool = False

    @property
    def members(self) -> tuple[Person, Person]:
        return self.apprentice, self.tutor

    @property
    def forum(self) -> Group:
        return self.house.forum

    @property
    def topic(self) -> Topic:
        """The newest topic that bears the apprentice's name."""
        return self._newest(self.forum.topics.values())

    def said(self, author: Person, bot: Bot, text: str) -> Message:
        """A line by one of the three, written where she writes to this thread."""
        if author is self.house.counsellor:
            return author.send_text(self.forum, text, topic=self.topic)
        if self.group is not None:
            return author.send_text(self.group, text)
        topic = self._newest(author.topics(bot)) if self.several and author is self.tutor else None
        return author.send_text(bot, text, topic=topic)

    def readers(self, author: Person) -> list[int]:
        """The chats where the others read a line."""
        chats = [member.id for member in self.members if member is not author]
        if self.group is not None:
            chats = [self.group.id] if author is self.house.counsellor else []
        return chats if author is self.house.counsellor else [*chats, self.forum.id]

    def _newest(self, topics: Iterable[Topic]) -> Topic:
        name = self.apprentice.first_name
        return max((topic for topic in topics if name in topic.name), key=lambda topic: topic.id)


async def arrive(stage: Stage, number: int, *, mixed: bool = False) -> list[Circle]:
    """So many circles, two in each structure; the bot must run, or `stage.settle` it.

    `mixed`: in the first of three structures, one circle is a Telegram group; in the second, both have the same tutor.
    """
    found: list[Circle] = []
    for place in range((number + 1) // 2):
        name, counsellor, triads = CAST[place % len(CAST)]
        again = f" {place // len(CAST) + 1}" if place >= len(CAST) else ""
        house = await stage.open_house(name + again, counsellor)
        kind = place % 3 if mixed else 2
        for young, adult in triads[: number - len(found)]:
            apprentice = await stage.welcome_apprentice(house, young)
            if kind == 1 and found[-1].house is house:
                link = await stage.invites(house, "La personne de l'entreprise", found[-1].tutor.first_name, young)
                await stage.opens(found[-1].tutor, link)
                tutor = found[-1].tutor
            else:
                tutor = await stage.welcome_tutor(house, young, adult)
            group = await _group(stage, house, apprentice, tutor) if kind == 0 and young == triads[0][0] else None
            found.append(Circle(f"t{len(found) + 1}", house, apprentice, tutor, group))
        if kind == 1:
            found[-2:] = [replace(circle, several=True) for circle in found[-2:]]
    return found


async def _group(stage: Stage, house: House, apprentice: Person, tutor: Person) -> Group:
    """The three have a group, which is their thread from now on."""
    topics = house.counsellor.topics(house.forum)
    topic = next(bare(topic.name) for topic in reversed(topics) if apprentice.first_name in topic.name)
    code = await group_code(stage, Where(house.counsellor, house.forum, topic))
    group = await gather(stage, f"Alternance {apprentice.first_name}", house.counsellor, apprentice, tutor)
    await stage.says(Where(house.counsellor, group), f"/lier {code}")
    await stage.shows(Where(house.counsellor, group), "C'est fait")
    return group
