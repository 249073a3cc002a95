"""People on stage: what they type, tap and see on the local Telegram, and a bot that follows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot import operator, simulator
from bot.codes import new_code
from bot.simulator import Group, Message, Person, Press
from core.forum.topics import bare
from storage.engine.unit import Database

T = TypeVar("T")

#: the topic of what needs a counsellor
DESK = "À traiter"
#: seconds that a screen may take to show what it must
PATIENCE = 20.0
#: seconds after which nothing more is expected of a bot that runs by itself
QUIET = 2.5


class NotShown(AssertionError):
    """A screen did not show what the story needs. The text says whose, and what stood there instead."""


@dataclass
class House:
    """A structure with its forum and its people."""

    id: int
    name: str
    forum: Group
    counsellor: Person


@dataclass(frozen=True)
class Deed:
    """Something a person did, or the clock: in words, and how much the bot had shown before."""

    words: str
    at: float
    seen: int


@dataclass(frozen=True)
class Where:
    """A screen: a person looking at the chat with the bot, or at a topic of a forum (None: all of it)."""

    person: Person
    forum: Group | None = None
    topic: str | None = None

    @property
    def hint(self) -> str:
        """Where it is, in a few words."""
        if self.forum is None:
            return ""
        return f" (forum, fil « {self.topic} »)" if self.topic else " (forum)"


@dataclass
class Stage:
    """`settle` lets a bot do all it can now. Without it, or `apart` in a process of its own, screens are waited for.

    `pace` is how many seconds a human onlooker gets between two acts.
    """

    tg: simulator.LocalTelegram
    clock: simulator.Clock
    bot: simulator.Bot
    database: Database
    settle: Callable[[], Awaitable[None]] | None = None
    apart: bool = False
    pace: float = 0
    houses: list[House] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    #: what was tapped, as it stood then: nobody taps it again before it has changed
    _pressed: dict[Message, tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    # --- acts ----------------------------------------------------------------------------------------------------

    async def follow(self) -> None:
        """The bot does what follows."""
        if self.settle is not None:
            await self.settle()
        if self.pace:
            await asyncio.sleep(self.pace)

    def note(self, words: str) -> None:
        """Keep it for the transcript."""
        self.deeds.append(Deed(words, self.clock(), len(self.tg.ledger)))

    async def says(self, where: Where, text: str, **more: object) -> Message:
        """Type a message."""
        self.note(f"{where.person.first_name} écrit{where.hint} : {text}")
        message = where.person.send_text(where.forum or self.bot, text, topic=self._topic(where), **more)  # type: ignore[arg-type]
        await self.follow()
        return message

    async def replies(self, where: Where, text: str, to: str = "Répondez à ce message") -> Message:
        """Answer the newest message that says this."""
        return await self.says(where, text, reply_to=await self.shows(where, to))

    async def taps(self, where: Where, button: str) -> Press:
        """Tap the newest button that has these words."""
        message = await self._until(lambda: self._with_button(where, button), where, f"le bouton « {button} »")
        before = (message.text, message.buttons, len(message.chat.messages))
        self._pressed[message] = (message.text, message.buttons)
        label = next(text for text in message.buttons if button in text)
        self.note(f"{where.person.first_name} touche{where.hint} : [{label}]")
        press = where.person.press(message, label)
        await self.follow()
        await self._wait(lambda: press.answered or None, PATIENCE)
        if self.settle is None:
            await self._wait(
                lambda: (message.text, message.buttons, len(message.chat.messages)) != before or None, QUIET
            )
        return press

    async def answers(self, where: Where, button: str) -> None:
        """Tap an answer, and wait until its question has taken it: the buttons under it are gone."""
        message = await self._until(lambda: self._with_button(where, button), where, f"le bouton « {button} »")
        await self.taps(where, button)
        await self._until(lambda: message if not message.buttons else None, where, f"la réponse « {button} » gardée")

    async def edits(self, where: Where, message: Message, text: str) -> None:
        """Change a message."""
        self.note(f"{where.person.first_name} corrige{where.hint} : {text}")
        where.person.edit(message, text)
        await self.follow()

    async def sends(self, where: Where, kind: str, **more: object) -> Message:
        """Send a file of this kind: photo, voice, document, sticker, video…"""
        self.note(f"{where.person.first_name} envoie{where.hint} : ({kind}) {more.get('caption', '')}".rstrip())
        message = where.person.send_media(where.forum or self.bot, kind, topic=self._topic(where), **more)  # type: ignore[arg-type]
        await self.follow()
        return message

    async def quiet(self) -> None:
        """Long enough for whatever would come to have come."""
        if self.settle is not None:
            await self.settle()
        else:
            await asyncio.sleep(QUIET)

    async def opens(self, person: Person, link: str) -> None:
        """Follow a deep link."""
        self.note(f"{person.first_name} ouvre son lien")
        person.follow(link)
        await self.follow()

    async def pass_time(self, **delta: float) -> None:
        self.clock.advance(timedelta(**delta).total_seconds())
        self.note("⏰ du temps passe")
        await self.follow()

    async def next_morning(self) -> None:
        """Move to the next working morning."""
        self.clock.to_next_working_morning()
        self.note("⏰ le matin ouvré suivant")
        await self.follow()

    # --- looks -----------------------------------------------------------------------------------------------------

    async def shows(self, where: Where, *words: str, kind: str = "") -> Message:
        """The newest message with all these words (and of this kind), as soon as it stands there; or NotShown."""
        return await self._until(lambda: self._showing(where, words, kind), where, " + ".join(words) or kind)

    async def sees(self, where: Where, words: str) -> bool:
        """Whether the words stand there, once the bot has done what it can."""
        patience = QUIET if self.settle is None else 0
        return await self._wait(lambda: self._showing(where, (words,), ""), patience) is not None

    def screen(self, where: Where) -> list[Message]:
        return where.person.screen(where.forum or self.bot, self._topic(where))

    def texts(self, where: Where) -> list[str]:
        return [message.text for message in self.screen(where)]

    async def _until(self, look: Callable[[], Message | None], where: Where, what: str) -> Message:
        found = await self._wait(look, PATIENCE)
        if found is None:
            seen = "\n".join(f"  {m.sender.first_name} : {m.text} {m.buttons or ''}" for m in self.screen(where)[-4:])
            raise NotShown(f"{where.person.first_name} ne voit pas {what}. À l'écran :\n{seen}")
        return found

    async def _wait(self, look: Callable[[], T | None], patience: float) -> T | None:
        """What `look` finds; a bot that runs by itself gets some time."""
        found = look()
        if found is None and patience and (self.apart or self.settle is None):
            with contextlib.suppress(TimeoutError):
                found = await self.tg.until(look, patience)
        return found

    def _showing(self, where: Where, words: tuple[str, ...], kind: str) -> Message | None:
        if not self._there(where):
            return None
        for message in reversed(self.screen(where)):
            if all(word in message.text for word in words) and kind in ("", message.kind):
                return message
        return None

    def _with_button(self, where: Where, button: str) -> Message | None:
        if not self._there(where):
            return None
        for message in reversed(self.screen(where)):
            pressed = self._pressed.get(message) == (message.text, message.buttons)
            if not pressed and any(button in text for text in message.buttons):
                return message
        return None

    def _topic(self, where: Where) -> str | None:
        """The name of the topic as it is now: a mark ahead of it says how its triad stands."""
        if where.topic is None or where.forum is None:
            return where.topic
        names = [topic.name for topic in where.person.topics(where.forum)]
        return next((name for name in reversed(names) if where.topic in (name, bare(name))), where.topic)

    def _there(self, where: Where) -> bool:
        """Whether the topic exists yet."""
        return (
            where.topic is None
            or where.forum is None
            or any(where.topic in (topic.name, bare(topic.name)) for topic in where.person.topics(where.forum))
        )

    # --- the usual beginnings --------------------------------------------------------------------------------------

    async def open_house(self, name: str = "Mission locale des Tilleuls", counsellor: str = "Nadia") -> House:
        """A structure whose counsellor is known and whose forum is linked, as its operator and she would do it."""
        code, welcome = new_code(), new_code()
        hours = "du lundi au vendredi, 9 h – 17 h"
        structure = await operator.add_structure(
            self.database, name, hours=hours, timezone="Europe/Paris", code=code, now=self.now
        )
        await operator.invite(
            self.database, structure, "counsellor", counsellor, triad=None, code=welcome, now=self.now
        )
        self.note(f"L'opérateur tape : triade structure add « {name} »")
        self.note(f"L'opérateur tape : triade invite conseiller {counsellor}")
        person = self.tg.user(counsellor, caption="Conseil")
        self.note(f"{counsellor} ouvre son lien")
        person.start(self.bot, welcome)
        await self.follow()
        await self.taps(Where(person), "D'accord")
        await self.taps(Where(person), counsellor)
        await self.shows(Where(person), "forum de l'équipe")
        self.note(f"{counsellor} crée le groupe de l'équipe, avec des sujets, et y ajoute le bot comme administrateur")
        forum = self.tg.supergroup(f"Équipe – {name}", person)
        forum.add(self.bot, person)
        forum.promote(self.bot, by=person)
        await self.says(Where(person, forum), f"/lier {code}")
        await self.shows(Where(person, forum), "C'est fait", name)
        house = House(structure, name, forum, person)
        self.houses.append(house)
        return house

    async def invites(self, house: House, role: str, name: str, topic: str | None = None) -> str:
        """The counsellor invites somebody from the forum; the link."""
        forum = Where(house.counsellor, house.forum, topic)
        await self.says(forum, "/inviter")
        await self.taps(forum, role)
        if self._with_button(forum, "un lien à remettre"):  # where mails or SMS leave too
            await self.taps(forum, "un lien à remettre")
        await self.replies(forum, name, "prénom")
        message = await self.shows(forum, f"le lien pour {name}")
        return next(word for word in message.text.split() if word.startswith("https://t.me/"))

    async def welcome_apprentice(self, house: House, name: str = "Léa") -> Person:
        """An apprentice is invited, agrees, and finds her menu."""
        link = await self.invites(house, "Un ou une jeune", name)
        person = self.tg.user(name, caption="Alternance")
        await self.opens(person, link)
        await self.taps(Where(person), "D'accord")
        await self.taps(Where(person), name)
        await self.shows(Where(person), "Que veux-tu faire")
        await self.shows(Where(house.counsellor, house.forum, name), "a rejoint le fil")
        return person

    async def welcome_tutor(
        self, house: House, topic: str = "Léa", name: str = "Marc", company: str = "Atelier Lumen"
    ) -> Person:
        """A tutor is invited from the thread of an apprentice, and agrees."""
        link = await self.invites(house, "La personne de l'entreprise", name, topic)
        person = self.tg.user(name, caption="Entreprise")
        await self.opens(person, link)
        await self.taps(Where(person), "D'accord")
        await self.taps(Where(person), name)
        await self.shows(Where(person), "quelle entreprise")
        await self.says(Where(person), company)
        await self.shows(Where(person), "Merci", name)
        return person
