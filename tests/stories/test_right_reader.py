"""Conversations by chance through the local Telegram: its ledger says who read what, and nobody reads too much.

A tutor of five, a trainer in twenty threads, a young person with an old and a new one: they write, answer, correct, and
choose when they are asked. TRIADE_ROUTINGS asks for more messages (10,000 take some minutes).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import Connection, insert, select

from bot.demo.stage import House, Stage, Where
from bot.simulator import Message, Person
from core.messages import Line
from core.people import CONSENT_VERSION, Role
from storage.tables import addresses, members, people, triads

ROUTINGS = int(os.environ.get("TRIADE_ROUTINGS", "40"))
CANARY = re.compile(r"mot(\d+)\.")
Thread = tuple[int, Line]


@dataclass
class Village:
    """Twenty threads, who is in them, and where each word was meant to go."""

    stage: Stage
    house: House
    circles: dict[int, set[Person]] = field(default_factory=dict)
    roles: dict[Person, Role] = field(default_factory=dict)
    #: canary -> who wrote it and where it belongs
    meant: dict[int, tuple[Person, Thread]] = field(default_factory=dict)
    #: canary -> who was asked where it goes
    asked: dict[int, Person] = field(default_factory=dict)
    closed: int = 0

    def threads(self, person: Person) -> list[int]:
        return [n for n, circle in self.circles.items() if person in circle and n != self.closed]

    def readers(self, number: int) -> set[int]:
        """The private chats where this word may stand."""
        author, (triad, line) = self.meant[number]
        young = {p for p in self.circles[triad] if self.roles[p] is Role.APPRENTICE}
        return {p.id for p in self.circles[triad] - {author} - (young if line is Line.PROS else set())}


async def gather(stage: Stage) -> Village:
    """Forty people who have opened the bot once."""
    village = Village(stage, await stage.open_house())
    names = ["Fanny", *(f"Tuteur{n}" for n in range(16)), *(f"Jeune{n}" for n in range(20))]
    for name in names:
        stage.tg.user(name).start(stage.bot)
    await stage.follow()
    await stage.database.run(lambda c: settle_in(c, village))
    return village


def settle_in(c: Connection, village: Village) -> None:
    """Everybody is known and has said yes; the first young person has a thread that is closed beside her new one."""
    stage, structure = village.stage, village.house.id
    at = {"structure_id": structure}

    def known(name: str, role: Role) -> tuple[Person, int]:
        person = next(one for one in stage.tg.users.values() if one.first_name == name)
        assert isinstance(person, Person)
        row = {"role": role, "first_name": name, "consent_version": CONSENT_VERSION, "created_at": stage.now, **at}
        number = c.execute(insert(people).values(**row).returning(people.c.id)).scalar_one()
        where = {"channel": "telegram", "value": str(person.id), "current": True, "created_at": stage.now, **at}
        c.execute(insert(addresses).values(person_id=number, **where))
        village.roles[person] = role
        return person, number

    trainer = known("Fanny", Role.TRAINER)
    tutors = [known(f"Tuteur{n}", Role.TUTOR) for n in range(16)]
    young = [known(f"Jeune{n}", Role.APPRENTICE) for n in range(20)]
    for n in (0, *range(20)):  # the first one twice
        old = n == 0 and not village.circles
        tutor = tutors[15] if old else tutors[max(n - 4, 0)]
        state = "closed" if old else "open"
        triad = c.execute(insert(triads).values(state=state, created_at=stage.now, **at).returning(triads.c.id))
        number = triad.scalar_one()
        village.closed = number if old else village.closed
        circle = (young[n], tutor) if old else (young[n], tutor, trainer)
        for person, who in circle:
            seat = {"triad_id": number, "person_id": who, "role": village.roles[person], "since": stage.now}
            c.execute(insert(members).values(**seat, **at))
        village.circles[number] = {person for person, _ in circle}


def speak(village: Village, random: Random, number: int, seen: Counter[str]) -> None:
    """Somebody writes one word that exists once: alone, as an answer, or for professionals only."""
    person = random.choice(list(village.roles))
    mine, words, answered = village.threads(person), f"mot{number}.", None
    screen = [m for m in village.stage.screen(Where(person)) if (found := CANARY.search(m.text)) is not None]
    if screen and random.random() < 0.5:
        answered = random.choice(screen[-12:])
    adult = village.roles[person] is not Role.APPRENTICE
    pros = adult and random.random() < 0.25
    person.send_text(village.stage.bot, f"/pros {words}" if pros else words, reply_to=answered)
    line = Line.PROS if pros else Line.TRIAD
    if answered is not None:
        found = CANARY.search(answered.text)
        assert found is not None
        about = int(found[1])
        if about not in village.meant:  # what is answered has no place yet itself
            village.asked[number] = person
            seen["answered what waits"] += 1
            return
        triad, before = village.meant[about][1]
        village.meant[number] = person, (triad, Line.PROS if pros else before)
        seen["answered"] += 1
    elif len(mine) == 1:
        village.meant[number] = person, (mine[0], line)
        seen[f"written {line}"] += 1
    else:
        village.asked[number] = person
        seen["asked"] += 1


async def choose(village: Village, random: Random, seen: Counter[str]) -> None:
    """Who was asked says it now: all that waits for that answer goes there."""
    for person in set(village.asked.values()):
        question = _question(village.stage, person)
        waiting = [n for n, who in village.asked.items() if who is person]
        if question is None:
            continue
        label = random.choice([b for b in question.buttons if "Jeune" in b])
        name = re.search(r"Jeune\d+", label)
        assert name is not None
        chosen = next(n for n in village.threads(person) if any(p.first_name == name[0] for p in village.circles[n]))
        person.press(question, label)
        await village.stage.follow()
        for number in waiting:
            texts = village.stage.tg.ledger.entries
            pros = any(f"mot{number}." in e.text and "🔒" in e.text for e in texts)
            village.meant[number] = person, (chosen, Line.PROS if pros else Line.TRIAD)
            del village.asked[number]
            seen["chosen"] += 1


def _question(stage: Stage, person: Person) -> Message | None:
    asks = (m for m in reversed(stage.screen(Where(person))) if any("Jeune" in b for b in m.buttons))
    return next(asks, None)


async def test_every_word_reaches_its_thread_and_nobody_else(stage: Stage) -> None:
    random, seen = Random(11), Counter[str]()
    village = await gather(stage)

    number = 0
    while number < ROUTINGS:
        for _ in range(min(20, ROUTINGS - number)):
            number += 1
            speak(village, random, number, seen)
        await stage.follow()
        await choose(village, random, seen)

    topics = await stage.database.run(_topics)
    arrived = Counter[tuple[int, int]]()
    wrong: list[tuple[int, int, int | None, Thread | None]] = []
    for entry in stage.tg.ledger.entries:
        if not entry.method.startswith("send"):
            continue
        for word in map(int, CANARY.findall(entry.text)):
            if word not in village.meant:  # its author was to be asked first
                wrong.append((word, entry.chat, entry.topic, None))
                continue
            author, thread = village.meant[word]
            if entry.chat == village.house.forum.id:
                right = topics.get(str(entry.topic)) == thread
            else:
                right = entry.chat in village.readers(word) or entry.chat == author.id
            if not right:
                wrong.append((word, entry.chat, entry.topic, thread))
            arrived[word, entry.chat] += 1
    assert [] == wrong
    lost = [(w, chat) for w in village.meant for chat in village.readers(w) if arrived[w, chat] != 1]
    assert [] == lost
    assert ROUTINGS == len(village.meant)
    assert {"asked", "chosen", "answered", "written triad", "written pros"} <= set(seen), seen


def _topics(c: Connection) -> dict[str, Thread]:
    found: dict[str, Thread] = {}
    for row in c.execute(select(triads.c.id, triads.c.topic, triads.c.pros_topic)):
        found |= {row.topic: (row.id, Line.TRIAD), row.pros_topic: (row.id, Line.PROS)}
    return found
