"""Whoever taps, types or posts what is another's changes nothing of it and reads nothing of it: every button that was
ever shown, every command and every form, by everybody else, from every place.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from bot.demo.stage import House, Where
from bot.demo.story import Story
from bot.simulator import Person
from bot.telegram.read import read
from core import commands
from core.buttons import KINDS
from core.forum import commands as forum_commands
from core.incoming import Address, Deed, Edit, Incoming, Message, Place, Press, Reaction, Unknown
from core.missions.mission import Act
from core.page import deeds
from core.texts import Rich
from storage.tables import people, posts
from tests.bot.telegram.fuzz import Fuzz
from tests.stories.cast import gather, group_code, raise_curtain
from tests.stories.conftest import Theatre
from tests.stories.intruder import Harm, Intruder, Victim, buttons

#: how many forged buttons are tried, besides those that were shown
FORGED = int(os.environ.get("TRIADE_FORGED", "20"))
#: how many odd updates are decided
FUZZED = int(os.environ.get("TRIADE_FUZZED", "600"))
#: where a stranger in the forum leaves a trace, and nothing else
ALARMS = frozenset({"alerts", "events", "structures", "timers"})
SECRETS = ("Ysolde", "Kylian", "Wanda", "Peupliers", "pneus", "Tilleuls")


@dataclass(frozen=True)
class Who:
    """Somebody who tries."""

    name: str
    person: Person
    structure: int = 0
    number: int = 0


@dataclass
class City:
    """Two structures; in the first, a journey that was played to its end, and a second thread."""

    theatre: Theatre
    house: House
    others: tuple[Who, ...]
    neighbours: tuple[Who, ...]
    foreign: Victim
    near: Victim
    #: the same as `foreign`, for a stranger who writes in the forum: the team is told in private
    in_forum: Victim
    shown: list[str]
    #: the ids of the messages of its thread
    posts: list[str]


@pytest.fixture
async def city(theatre: Theatre) -> City:
    stage = theatre.stage
    story = Story(stage, apprentice_name="Ysolde", tutor_name="Kylian")
    house = story.house = await stage.open_house("Mission locale des Tilleuls", "Wanda")
    shown: set[str] = set()
    for step in story.steps:
        await step.play(story)
        # what was sent is emptied some days later
        shown |= set(await buttons(theatre.app, house.id))
    assert story.apprentice is not None
    assert story.tutor is not None
    group = await gather(stage, "Nous trois", story.apprentice, house.counsellor, story.tutor)
    named = next(one.name for one in house.counsellor.topics(house.forum) if "Ysolde" in one.name)
    code = await group_code(stage, Where(house.counsellor, house.forum, named))
    await stage.says(Where(house.counsellor, group), f"/lier {code}")
    passer = stage.tg.user("Igor")
    group.add(passer)  # so that the team has buttons about it
    await stage.follow()
    shown |= set(await buttons(theatre.app, house.id))
    group.remove(passer)
    await stage.follow()
    second = await stage.welcome_apprentice(house, "Zoé")
    third = await stage.welcome_tutor(house, "Zoé", "Hugo", "Atelier Brume")
    cast = await raise_curtain(stage, "Mission locale des Saules", "Nadia", "Léa", "Marc", "Atelier Lumen")
    rows = await theatre.app.database.run(lambda c: list(c.execute(select(people.c.id, people.c.first_name))))
    ids = {row.first_name: row.id for row in rows}
    stranger = stage.tg.user("Passante")
    other = cast.house.id
    hers = frozenset({ids["Ysolde"], ids["Kylian"]})
    chats = frozenset({str(story.apprentice.id), str(story.tutor.id), str(group.id)})
    others_ = frozenset(map(str, (house.forum.id, second.id, third.id)))
    return City(
        theatre,
        house,
        others=(
            Who("an apprentice", cast.apprentice, other, ids["Léa"]),
            Who("a counsellor", cast.counsellor, other, ids["Nadia"]),
            Who("a stranger", stranger),
        ),
        neighbours=(
            Who("an apprentice of another thread", second, house.id, ids["Zoé"]),
            Who("a tutor of another thread", third, house.id, ids["Hugo"]),
        ),
        foreign=Victim(house.id, SECRETS, chats=chats | others_ | {str(house.counsellor.id)}),
        in_forum=Victim(house.id, SECRETS, chats=chats | others_, alarms=ALARMS),
        near=Victim(house.id, ("Ysolde", "Kylian", "Peupliers", "pneus"), frozenset({1}), hers, chats),
        # the cards of missions, whose reminders were emptied before their step was over
        shown=sorted(shown | set(await buttons(theatre.app, house.id)) | {"v:1:1", "v:1:2"}),
        posts=await theatre.app.database.run(lambda c: list(c.execute(select(posts.c.message)).scalars())),
    )


class Asks:
    """Makes what comes in, each with a cause of its own."""

    def __init__(self, city: City, name: str) -> None:
        self._city = city
        self._name = name
        self._count = 0

    def press(self, who: Who, data: str, place: Place) -> Press:
        return Press(**self._common(who, place), press_id="p", message_id="1", data=data)

    def says(self, who: Who, text: str, place: Place, reply_to: str = "") -> Message:
        return Message(**self._common(who, place), message_id="900000", text=Rich(text), reply_to=reply_to)

    def reacts(self, who: Who, message: str, place: Place) -> Reaction:
        return Reaction(**self._common(who, place), message_id=message, emoji=("🔥",))

    def edits(self, who: Who, message: str, place: Place) -> Edit:
        return Edit(**self._common(who, place), message_id=message, text=Rich("Autre chose"))

    def form(self, who: Who, what: str, fields: dict[str, str]) -> Deed:
        place = Place("page", str(who.number))
        return Deed(**self._common(who, place), structure=who.structure, person=who.number, what=what, fields=fields)

    def _common(self, who: Who, place: Place) -> dict[str, Any]:
        self._count += 1
        return {
            "cause": f"{self._name}:{self._count}",
            "at": self._city.theatre.stage.now,
            "sender": Address("telegram", str(who.person.id)),
            "place": place,
        }


def private(who: Who) -> Place:
    return Place("telegram", str(who.person.id))


def forums(city: City) -> Iterator[Place]:
    """The forum of the victim: its general topic and the topic of the thread."""
    chat = str(city.house.forum.id)
    yield Place("telegram", chat, private=False)
    for topic in city.house.counsellor.topics(city.house.forum):
        yield Place("telegram", chat, str(topic.id), private=False)


def forge(city: City, seed: int, many: int) -> list[str]:
    """Buttons nobody ever saw: those that were shown with other numbers, other verbs, more or less behind them."""
    dice, shown = random.Random(seed), city.shown
    words = sorted({part for data in shown for part in data.split(":")} | set(KINDS) | {"", "0", "-1", "9" * 30, "é"})
    made = []
    for _ in range(many):
        parts = dice.choice(shown).split(":")
        for _ in range(dice.randint(1, 2)):
            where = dice.randrange(len(parts) + 1)
            if where == len(parts):
                parts.append(dice.choice(words))
            elif dice.random() < 0.15:
                del parts[where]
                parts = parts or ["m"]
            else:
                parts[where] = dice.choice(words)
        made.append(":".join(parts)[:64])
    return made


async def test_nobody_else_changes_or_reads_what_is_of_a_thread(city: City) -> None:
    """By people of another structure, strangers, and members of another thread; from their chats and in the forum."""
    harms = [*await judge(city, taps), *await judge(city, commands_), *await judge(city, under_posts)]
    harms += await judge(city, forms)
    harms += await odd_updates(city)
    assert not harms, "\n".join(f"{harm.what}: {harm.found}" for harm in harms)


def taps(city: City, asks: Asks, who: Who, place: Place) -> list[tuple[str, Incoming]]:
    """Every button that was ever shown, and forged ones."""
    assert {data.split(":")[0] for data in city.shown} >= {"m", "v", "o", "l", "nd", "x", "gr"}
    forged = forge(city, len(who.name), FORGED) if place.private else []
    return [(f"{who.name} taps {data}", asks.press(who, data, place)) for data in (*city.shown, *forged)]


def commands_(city: City, asks: Asks, who: Who, place: Place) -> list[tuple[str, Incoming]]:
    """Every command of the private chat and of the forum, with numbers and names of others behind it."""
    known = sorted(set(commands.commands()) | {name for one in forum_commands.COMMANDS for name in one.names})
    said = [
        f"/{name} {argument}".strip() for name in known for argument in (("", "2 1") if place.private else ("2 1",))
    ]
    return [(f"{who.name} says {text}", asks.says(who, text, place)) for text in said]


def under_posts(city: City, asks: Asks, who: Who, place: Place) -> list[tuple[str, Incoming]]:
    """Reactions, changes and answers under every post of the thread, where it stands."""
    assert len(city.posts) > 5
    return [
        (f"{who.name}: {type(one).__name__} under {message}", one)
        for message in city.posts
        for one in (
            asks.reacts(who, message, place),
            asks.edits(who, message, place),
            *(asks.says(who, text, place, reply_to=message) for text in ("Et moi ?", "/retirer", "/partager")),
        )
    ]


FIELDS = {"triad": "1", "number": "1", "version": "1", "text": "Et moi ?", "person": "2", "note": "non"}


def forms(city: City, asks: Asks, who: Who, place: Place) -> list[tuple[str, Incoming]]:
    """Every form of our pages, about the thread of others."""
    ways = [{"act": act.value} for act in Act] + [{"way": way} for way in ("stop", "later", "done", "elsewhere")]
    if not who.number or not place.private:
        return []
    # the buttons of a chat, one of each kind, and commands, as forms
    data = {one.partition(":")[0]: one for one in city.shown}
    ways += [{"data": one} for one in data.values()] + [{"verb": verb} for verb in ("report", "withdraw")]
    ways += [{"name": name} for name in ("missions", "rdv", "horizon", "adresses")]
    return [
        (f"{who.name} posts {what} {way}", asks.form(who, what, FIELDS | way)) for what in deeds.KINDS for way in ways
    ]


async def odd_updates(city: City) -> list[Harm]:
    """Any update of the Bot API's types, by the others, from their chats and the victim's forum; they break nothing."""
    known = [who.person.id for who in city.others]
    fuzz = Fuzz(FUZZED, known, [*known, city.house.forum.id])
    intruder, bot = Intruder(city.theatre.app, city.in_forum), city.theatre.stage.bot.id

    several = [read(fuzz.update(10**6 + number), bot, city.theatre.stage.now) for number in range(FUZZED)]
    harms = await intruder.tries_all([(str(one), one) for one in several if not isinstance(one, Unknown)])

    assert intruder.tries > FUZZED / 10
    return harms


Tries = Callable[[City, Asks, Who, Place], list[tuple[str, Incoming]]]


async def judge(city: City, tries: Tries) -> list[Harm]:
    """Everybody else tries, from the own chat and from the victim's topic of the forum; what came of it."""
    app, asks, topic = city.theatre.app, Asks(city, tries.__name__), list(forums(city))[1]
    foreign, near, forum_ = (Intruder(app, victim) for victim in (city.foreign, city.near, city.in_forum))
    harms = []
    for who in (*city.others, *city.neighbours):
        harms += await (near if who in city.neighbours else foreign).tries_all(tries(city, asks, who, private(who)))
    # in the forum whoever comes from elsewhere is the same stranger
    for who in (city.others[-1], city.neighbours[0]):
        harms += await (near if who in city.neighbours else forum_).tries_all(tries(city, asks, who, topic))
    return harms
